/** What Python answers, shown in the page: for exercises and for the page's own cells. */
import { make, safely } from "./dom.js";
import { say } from "./texts.js";

/**
 * @typedef {object} Reply what Python made of a request, see matcalc/page/
 * @property {"passed" | "failed" | "not-attempted" | "error"} [verdict]
 * @property {string | null} [mistake]
 * @property {string | null} [title] of the kind of mistake
 * @property {string[]} [rungs] further hints
 * @property {string | null} [needs] the title of an exercise that the answer stands on
 * @property {string} text
 * @property {string | null} html
 * @property {string} output
 * @property {string[]} [images]
 * @property {boolean} [failed]
 * @property {boolean} [spent] whether the memory was used up
 */

/**
 * Show what was printed, and the value of the last line with its figures.
 *
 * @param {HTMLElement} box
 * @param {Pick<Reply, "output"> & Partial<Reply>} reply
 */
export function showOutput(box, { output, text = "", html = null, images = [] }) {
  const said = [output.trimEnd(), html ? "" : text].filter(Boolean).join("\n");
  box.replaceChildren(
    ...(said ? [make("pre", { tabindex: "0", "aria-label": say("output") }, said)] : []),
    ...(html ? [safely(html)] : []),
    ...images.map((src) => make("img", { src, alt: say("figure") })),
  );
  box.hidden = !box.childNodes.length;
}

/**
 * Show that something is under way.
 *
 * @param {HTMLElement} status
 * @param {string} text
 */
export function showLoading(status, text) {
  status.replaceChildren(make("span", { class: "loading" }, text));
}
