/** Small helpers to build elements, and to show what Python sends. */

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * @param {string} name
 * @param {() => void} action
 * @param {string} [kind]
 */
export function button(name, action, kind = "") {
  const element = make("button", { type: "button", class: `live-button ${kind}` }, name);
  element.addEventListener("click", action);
  return element;
}

/**
 * The data that the page holds for a part of it.
 *
 * @param {Element} element
 * @returns {Record<string, any>}
 */
export function dataOf(element) {
  return JSON.parse(element.querySelector("script[type='application/json']")?.textContent ?? "{}");
}

/** What reports and pictures of matrices are made of: no script, no link, nothing that loads. */
const TAGS = new Set(
  "B BR CAPTION CODE DIV EM I P PRE SMALL SPAN STRONG SUB SUP TABLE TBODY TD TH THEAD TR".split(" "),
);
const ATTRIBUTES = new Set(
  "class style colspan rowspan scope title lang role aria-label aria-hidden".split(" "),
);

/**
 * HTML from Python as nodes: the tags and attributes above, of the rest the text alone.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function safely(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of [...body.querySelectorAll("*")].reverse()) {
    if (!TAGS.has(element.tagName)) element.replaceWith(element.textContent ?? "");
    for (const { name } of [...element.attributes]) if (!ATTRIBUTES.has(name)) element.removeAttribute(name);
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...body.childNodes);
  return fragment;
}

/** The page's MathJax once it is there; nothing on a page without it. */
async function mathjax() {
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  const { MathJax } = /** @type {any} */ (window);
  await MathJax?.startup?.promise;
  return MathJax?.tex2chtmlPromise ? MathJax : null;
}

/**
 * Show TeX as mathematics, with the page's MathJax.
 *
 * @param {HTMLElement} element
 * @param {string} tex
 */
export async function typeset(element, tex) {
  const MathJax = await mathjax();
  if (!MathJax) return;
  const rendered = await MathJax.tex2chtmlPromise(tex, { display: false });
  element.replaceChildren(rendered);
  MathJax.startup.document.clear();
  MathJax.startup.document.updateDocument();
}

/**
 * The same for an element whose TeX may change meanwhile: the last one is shown.
 *
 * What is too wide can be scrolled by the keyboard, too.
 *
 * @param {HTMLElement} element
 * @param {string} tex
 */
export async function showMath(element, tex) {
  element.dataset.tex = tex;
  const made = make("span");
  await typeset(made, tex);
  if (element.dataset.tex !== tex || !made.firstChild) return;
  element.replaceChildren(...made.childNodes);
}

/**
 * Hand a file to the reader.
 *
 * @param {string} name
 * @param {string} content
 */
export function download(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
