/** Small helpers to build elements, and to show what Python sends. */
import { mathJax } from "./mathjax.js";

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

/** What reports, tables and pictures of matrices are made of: no script, no form. */
const TAGS = new Set(
  `A B BLOCKQUOTE BR CAPTION CODE DD DEL DETAILS DIV DL DT EM H1 H2 H3 H4 H5 H6 HR I IMG LI OL P PRE SMALL
    SPAN STRONG SUB SUMMARY SUP TABLE TBODY TD TH THEAD TR U UL`.split(/\s+/),
);
const ATTRIBUTES = new Set(
  `align alt aria-hidden aria-label class colspan href lang role rowspan scope src start style
   title`.split(/\s+/),
);
/** Their text is for no reader. */
const UNREAD = new Set("SCRIPT STYLE TEMPLATE TITLE".split(" "));
/** Addresses that load nothing, or only when a reader follows them. */
const ADDRESSES = { href: /^(#|https?:|mailto:)/i, src: /^data:image\/(png|jpeg|gif|svg\+xml)[;,]/i };

/**
 * HTML from Python as nodes: the tags and attributes above, of the rest the text alone.
 *
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function safely(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const drawing of body.querySelectorAll("svg")) drawing.replaceWith(svgImage(drawing.outerHTML, ""));
  for (const element of [...body.querySelectorAll("*")].reverse()) {
    if (UNREAD.has(element.tagName)) element.remove();
    else if (!TAGS.has(element.tagName)) element.replaceWith(...element.childNodes);
    for (const { name, value } of [...element.attributes]) {
      const allowed = ADDRESSES[/** @type {"href" | "src"} */ (name)];
      if (!ATTRIBUTES.has(name) || (allowed && !allowed.test(value))) element.removeAttribute(name);
    }
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...body.childNodes);
  return fragment;
}

/**
 * A drawing as an image, in which no script runs.
 *
 * @param {string} svg
 * @param {string} alt
 */
export function svgImage(svg, alt) {
  const named = svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return make("img", { src: `data:image/svg+xml,${encodeURIComponent(named)}`, alt });
}

/**
 * Show TeX as mathematics; without a connection to MathJax, nothing changes.
 *
 * @param {HTMLElement} element
 * @param {string} tex
 * @param {boolean} [display] in the size of a displayed formula
 */
export async function typeset(element, tex, display = false) {
  const MathJax = await mathJax().catch(() => null);
  if (!MathJax) return;
  const rendered = await MathJax.tex2chtmlPromise(tex, { display });
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

/**
 * Put a text into the clipboard.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // an address without https, or a frame that may not
  }
}
