/** What Python answers, shown in the page: for exercises and for the page's own cells. */
import { make, safely } from "./dom.js";
import { shown, text as textBlock } from "./outputs.js";

/** @import { Output } from "./outputs.js" */

/**
 * @typedef {object} Reply what Python made of a request, see matcalc/page/
 * @property {"passed" | "failed" | "not-attempted" | "error"} [verdict]
 * @property {string | null} [mistake]
 * @property {string} text
 * @property {string | null} html
 * @property {string} output what was printed, of a check
 * @property {Output[]} [outputs] what was printed and displayed, of a run
 * @property {boolean} [failed]
 * @property {boolean} [spent] whether the memory was used up
 */

/**
 * Show what was printed and displayed, and the error in which it ended.
 *
 * @param {HTMLElement} box
 * @param {Partial<Reply>} reply
 */
export function showOutput(box, { output = "", outputs = [], text = "" }) {
  const said = [output, text].filter((one) => one.trim());
  box.replaceChildren(...outputs.map(shown), ...said.map(textBlock));
  box.hidden = !box.childNodes.length;
}

/**
 * Show a verdict.
 *
 * @param {HTMLElement} status
 * @param {Partial<Reply>} reply
 */
export function showVerdict(status, { verdict, mistake, text = "", html }) {
  status.replaceChildren(html ? safely(html) : make("pre", { class: "report" }, text));
  status.dataset.mistake = mistake ?? "";
  status.dataset.verdict = verdict;
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
