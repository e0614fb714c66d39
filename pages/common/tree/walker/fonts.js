/* Finds the page's own fonts that a drawing is written in, so that it takes them along. */

/** Give the rules, as CSS, of fonts that these texts use and that came with the page. */
async function fontsOf(texts) {
  const families = new Set();
  for (const text of texts) {
    for (const name of getComputedStyle(text).fontFamily.split(",")) families.add(bare(name));
  }
  const nameOf = ({ family, weight, style }) => [bare(family), weight, style].join();
  const used = new Set(
    [...document.fonts]
      .filter((font) => font.status === "loaded" && families.has(bare(font.family)))
      .map(nameOf),
  );
  const faces = [...document.styleSheets].flatMap(facesOf).filter((face) => used.has(nameOf(face)));
  return (await Promise.all(faces.map(inlined))).join("");
}

function facesOf(sheet) {
  try {
    const rules = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
    return rules.map(({ style }) => ({
      family: style.getPropertyValue("font-family"),
      weight: style.getPropertyValue("font-weight") || "normal",
      style: style.getPropertyValue("font-style") || "normal",
      address: fontAddress(style.getPropertyValue("src"), sheet.href),
    }));
  } catch {
    return []; // another site's, which no page may read
  }
}

function fontAddress(src, base) {
  const [, address] = /url\(["']?([^"')]+)/.exec(src) ?? [];
  return address && new URL(address, base ?? document.baseURI).href;
}

/** Give a font's rule with the font in it; nothing where it can't be had: another one will do. */
async function inlined({ family, weight, style, address }) {
  try {
    const font = await (await fetch(address)).blob();
    const data = await new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = failed;
      reader.readAsDataURL(font);
    });
    const looks = `font-family:"${bare(family)}";font-weight:${weight};font-style:${style}`;
    return `@font-face{${looks};src:url(${data})}`;
  } catch {
    return "";
  }
}

function bare(family) {
  return family.trim().replace(/^["']|["']$/g, "");
}
