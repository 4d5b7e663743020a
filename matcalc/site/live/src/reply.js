/** What Python answers, shown in the page: for exercises and for the page's own cells. */
import { make } from "./dom.js";
import { shown, text as textBlock } from "./outputs.js";
import { say } from "./texts.js";

/** @import { Output } from "./outputs.js" */

/** @import { Loaded } from "./python.js" */

/**
 * @typedef {object} Reply what Python made of a request, see matcalc/page/
 * @property {"passed" | "failed" | "not-attempted" | "error"} [verdict]
 * @property {string | null} [mistake]
 * @property {string | null} [title] of the kind of mistake
 * @property {string[]} [rungs] further hints
 * @property {string | null} [needs] the title of an exercise that the answer stands on
 * @property {string} text
 * @property {string | null} html
 * @property {string} output what was printed, of a check
 * @property {Output[]} [outputs] what was printed and displayed, of a run
 * @property {boolean} [failed]
 * @property {number | null} [line] of the reader's code, at which it failed
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
 * Show that something is under way, and how far Python is while it is fetched.
 *
 * @param {HTMLElement} status
 * @param {string} text
 * @param {Loaded} [loaded]
 */
export function showLoading(status, text, loaded) {
  const bar = status.querySelector("progress");
  if (loaded && bar) return showBytes(bar, loaded); // the same element: a reader's software follows it
  status.replaceChildren(make("span", { class: "loading" }, text));
  if (!loaded || loaded.done === loaded.whole) return;
  const fresh = make("progress", { "aria-label": say("loading-bar") });
  status.append(make("div", { class: "loading-bar" }, fresh, make("span", { "aria-hidden": "true" })));
  showBytes(fresh, loaded);
}

/**
 * Show how much of something has come.
 *
 * @param {HTMLProgressElement} bar with an element for the text after it
 * @param {Loaded} loaded
 */
export function showBytes(bar, { done, whole }) {
  const [first, all] = [done, whole].map((bytes) => (bytes / 1e6).toFixed(1));
  bar.max = whole;
  bar.value = done;
  const text = say("loaded-of", { done: first, whole: all });
  bar.setAttribute("aria-valuetext", text);
  bar.nextElementSibling?.replaceChildren(text);
}
