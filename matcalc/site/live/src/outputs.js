/** What code prints and displays, shown as a notebook shows it. */
import { make, safely, svgImage, typeset } from "./dom.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Output
 * @property {string} mime
 * @property {string} data in base64 for PNG and JPEG
 * @property {string} text the same in words
 */

/** Mathematics in a text: $…$ and \(…\) in a line, $$…$$ and \[…\] on a line of its own. */
const MATHS =
  /\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|\$(?![\s$])((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)|\\begin\{(\w+\*?)\}.+?\\end\{\5\}/gs;

/** @type {Record<string, (output: Output) => HTMLElement>} */
const KINDS = {
  "text/plain": ({ data }) => text(data),
  "text/html": ({ data }) => rich("html", safely(data)),
  "text/latex": ({ data }) => rich("latex", data),
  "text/markdown": ({ data }) => markdown(data),
  "image/svg+xml": ({ data }) => svgImage(data, say("figure")),
  "image/png": ({ mime, data }) => picture(mime, data),
  "image/jpeg": ({ mime, data }) => picture(mime, data),
};

/**
 * One output as an element.
 *
 * @param {Output} output
 */
export function shown(output) {
  const element = KINDS[output.mime](output);
  element.dataset.mime = output.mime;
  return element;
}

/** @param {string} content */
export function text(content) {
  return make("pre", { tabindex: "0", "aria-label": say("output") }, content.trimEnd());
}

/**
 * @param {string} mime
 * @param {string} data
 */
const picture = (mime, data) => make("img", { src: `data:${mime};base64,${data}`, alt: say("figure") });

/**
 * @param {string} kind
 * @param {string | Node} content
 */
function rich(kind, content) {
  const element = make("div", {
    class: `output-${kind}`,
    tabindex: "0",
    role: "group",
    "aria-label": say("output"),
  });
  element.append(content);
  showMaths(element);
  return element;
}

/** @param {string} source */
function markdown(source) {
  const element = rich("markdown", source);
  import("./markdown.js").then(
    ({ toHtml }) => {
      element.replaceChildren(safely(toHtml(source)));
      showMaths(element);
    },
    () => {}, // without a connection it is read as it is written
  );
  return element;
}

/**
 * Typeset the mathematics in an element's texts; code is left alone.
 *
 * @param {HTMLElement} element
 */
function showMaths(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    if (!node.parentElement?.closest("code, pre")) texts.push(node);
  }
  for (const node of texts) {
    const parts = withMaths(node.data);
    if (parts.some((part) => part instanceof HTMLElement)) node.replaceWith(...parts);
  }
}

/**
 * @param {string} content
 * @returns {(string | HTMLElement)[]}
 */
function withMaths(content) {
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let end = 0;
  for (const match of content.matchAll(MATHS)) {
    const [whole, dollars, brackets, parentheses, dollar, environment] = match;
    const tex = dollars ?? brackets ?? parentheses ?? dollar ?? whole;
    const formula = make("span", { class: "formula-shown" }, whole);
    typeset(formula, tex, Boolean(dollars ?? brackets ?? environment));
    parts.push(content.slice(end, match.index), formula);
    end = match.index + whole.length;
  }
  return [...parts, content.slice(end)];
}
