/* Saves what Plotly has drawn: as one SVG that needs nothing else, or as a PNG of it. */

const SVG = "http://www.w3.org/2000/svg";
const PNG_SCALE = 2;
// Larger canvases stay empty in one browser or another.
const MOST_SIDE_PX = 32_000;
const MOST_PIXELS = 120e6;
// What only answers a pointer.
const UNSEEN = ".hoverlayer, .draglayer, .zoomlayer, .selectionlayer, .menulayer";
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Put Plotly's layers together into one drawing, and drawings under each other.
 * @returns {Promise<{text: string, width: number, height: number}>} Sizes in pixels of the page.
 */
async function svgOf(drawings, title, ground) {
  const sizes = drawings.map(sizeOf);
  const width = Math.max(...sizes.map((size) => size.width));
  const height = sizes.reduce((sum, size) => sum + size.height, 0);
  const whole = document.createElementNS(SVG, "svg");
  const put = (name, values) => {
    const part = whole.appendChild(document.createElementNS(SVG, name));
    for (const [key, value] of Object.entries(values)) part.setAttribute(key, value);
    return part;
  };
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
    whole.setAttribute(key, value);
  }
  put("title", {}).textContent = title;
  const fonts = put("style", {});
  put("rect", { width, height, fill: ground });
  let y = 0;
  drawings.forEach((drawing, place) => {
    for (const layer of drawing.querySelectorAll("svg.main-svg")) {
      const paper = getComputedStyle(layer).backgroundColor;
      if (paper !== "rgba(0, 0, 0, 0)") put("rect", { ...sizes[place], y, fill: paper });
      put("g", { transform: `translate(0, ${y})` }).append(...layer.cloneNode(true).childNodes);
    }
    y += sizes[place].height;
  });
  whole.querySelectorAll(UNSEEN).forEach((part) => part.remove());
  whole.querySelectorAll("*").forEach(standAlone);
  const texts = drawings.flatMap((drawing) => [...drawing.querySelectorAll(".main-svg text")]);
  fonts.textContent = await fontsOf(texts);
  return { text: new XMLSerializer().serializeToString(whole).replace(NOT_XML, ""), width, height };
}

function sizeOf(drawing) {
  const layer = drawing.querySelector("svg.main-svg");
  const [width, height] = ["width", "height"].map((side) => Number(layer.getAttribute(side)));
  return { width, height };
}

/** Let a part of the drawing lean neither on the page's styles nor on its address. */
function standAlone(part) {
  if (part.classList.contains("crisp")) part.setAttribute("shape-rendering", "crispEdges");
  for (const { name, value } of [...part.attributes]) {
    if (name.startsWith("data-")) part.removeAttribute(name);
    if (/(^|:)href$/.test(name) && !/^(#|data:)/.test(value)) part.removeAttribute(name);
    // Attributes that name a part of the drawing: some browsers write the page's address before it.
    if (value.includes("url(")) {
      part.setAttribute(name, value.replace(/url\(["']?[^"')#]*(#[^"')]*)["']?\)/g, "url($1)"));
    }
  }
}

/** Draw an SVG as a PNG of twice its size, or as large as browsers can. */
async function pngOf({ text, width, height }) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const sides = MOST_SIDE_PX / Math.max(width, height);
    const scale = Math.min(PNG_SCALE, sides, Math.sqrt(MOST_PIXELS / (width * height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(width * scale);
    canvas.height = Math.floor(height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no PNG"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
