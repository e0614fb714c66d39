// Gives what is to be pressed on this page and is smaller than a finger: a press 19 pixels beside its
// middle does not reach it.
() => {
  const PRESSED =
    "button, summary, select, input:not([type=range]), [role=radio], [role=tab], [role=switch]";
  // A select opens wherever it is pressed, help is also told to who listens, a piano's keys are as
  // near to each other as a piano's, and figures and tables are other people's.
  const PASSED_OVER =
    ".js-plotly-plot, .key, [data-testid=stDataFrame], [data-testid=stSelectbox], " +
    "[data-testid=stTooltipHoverTarget], [data-testid=stNumberInputField]";
  const REACH_PX = 19;

  const within = (root) =>
    [...root.querySelectorAll("*")].flatMap((element) =>
      element.shadowRoot ? [element, ...within(element.shadowRoot)] : [element],
    );
  const at = (x, y) => {
    let found = document.elementFromPoint(x, y);
    for (let inner = found; inner?.shadowRoot; found = inner) {
      inner = inner.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === found) break;
    }
    return found;
  };
  const isReached = (element) => {
    const body = element.closest("label") ?? element;
    body.scrollIntoView({ block: "center" });
    const { x, y, width, height } = body.getBoundingClientRect();
    return [[0, -1], [0, 1], [-1, 0], [1, 0]].every(([dx, dy]) => {
      const hit = at(x + width / 2 + dx * REACH_PX, y + height / 2 + dy * REACH_PX);
      return hit && (body.contains(hit) || hit.contains(body) || body.getRootNode().host === hit);
    });
  };
  const isShown = (element) => {
    const { x, width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && x >= 0 && width * height > 1;
  };
  return within(document)
    .filter((element) => element.matches(PRESSED) && !element.closest(PASSED_OVER))
    .filter((element) => isShown(element) && !isReached(element))
    .map((element) => `${element.ariaLabel ?? element.textContent} ${element.className}`.trim());
};
