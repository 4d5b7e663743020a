/**
 * An editor of derivations: a verdict in the margin of each line while it is typed, each line as it
 * was read, and below them what is to be said of the first mistake.
 *
 * A line that says something is an item of the list beside the editor, with `data-line`, its number
 * among these lines from 1, as reports count them, and `data-verdict`:
 *
 * - `agree`: right;
 * - `differ`: a mistake enters here;
 * - `carried`: it follows from a line with a mistake, and is no second one;
 * - `unsure`: it could not be decided;
 * - `unread`: it could not be understood.
 *
 * What is said below has `data-verdict` too, of the whole: `complete`, `incomplete`, `wrong`, `unsure`
 * or `error`, and `data-mistake`.
 */
import { EditorView } from "@codemirror/view";
import { make, typeset } from "../dom.js";
import { makeEditor } from "../editor.js";
import { showLoading } from "../reply.js";
import { say } from "../texts.js";
import { judged, known, MARKS, margin } from "./margin.js";

/** @import { OnProgress, Python } from "../python.js" */

/**
 * @typedef {"agree" | "differ" | "carried" | "unsure" | "unread"} LineVerdict
 *
 * @typedef {object} Line a line that says something, see matcalc/page/derivations.py
 * @property {number} number
 * @property {number} first the first line of the text that it stands on, from 1
 * @property {number} last
 * @property {LineVerdict} verdict
 * @property {string} text as it was written
 * @property {string} read_as
 * @property {string | null} tex
 *
 * @typedef {object} Judged
 * @property {"complete" | "incomplete" | "wrong" | "unsure" | "error"} verdict
 * @property {string} said
 * @property {string | null} [mistake]
 * @property {string} [title]
 * @property {string} [hint]
 * @property {string[]} [remarks]
 * @property {Line[]} lines
 *
 * @typedef {object} Asked what is to be derived, as matcalc's `check_derivation` takes it
 * @property {string} question
 * @property {string | null} [variable]
 * @property {Record<string, string>} [shapes]
 * @property {string[]} [must] kinds of lines without which it is not complete
 * @property {"denominator" | "numerator"} [layout] in which it has to end
 * @property {Record<string, string> | null} [structure]
 */

const PAUSE = 400; // milliseconds without typing after which the lines are checked
const SECONDS = 15;
/**
 * An editor of a derivation.
 *
 * @param {Asked & {
 *   python: Python,
 *   label?: string,
 *   text?: string,
 *   onChange?: (text: string) => void,
 *   onSubmit?: () => void,
 *   partOf?: (text: string) => { text: string, above: number },
 * }} options `partOf` says where the derivation stands in the text, below so many lines, if it is
 *   not all of it
 */
export function makeDerivation(options) {
  return new Derivation(options);
}

class Derivation {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;
  /** @type {number | undefined} the first line with a mistake */
  #wrong;
  #isAsking = false;
  #isLate = false; // whether there was time to check a text that came while another was checked

  /** @param {Parameters<typeof makeDerivation>[0]} options */
  constructor({ python, label, text = "", onChange, onSubmit, partOf, ...asked }) {
    this.python = python;
    this.asked = asked;
    this.partOf = partOf ?? ((/** @type {string} */ whole) => ({ text: whole, above: 0 }));
    this.editor = makeEditor({
      label: label ?? say("derivation-lines"),
      code: text,
      onChange: (whole) => this.#changed(whole, onChange),
      onSubmit: onSubmit ?? (() => this.judge()),
      kind: [known, margin, EditorView.contentAttributes.of({ "aria-description": say("derivation-lines") })],
    });
    this.list = make("ol", { class: "derivation-read", "aria-label": say("derivation-read") });
    this.status = make("div", { "aria-live": "polite", class: "derivation-said" });
    const sides = make("div", { class: "derivation-sides" }, this.editor.element, this.list);
    this.element = make("div", { class: "derivation" }, sides, this.status);
    this.editor.element.addEventListener("focusin", () => this.#begin(), { once: true });
    this.#showEmpty();
  }

  get text() {
    return this.editor.code;
  }

  set text(text) {
    if (text !== this.text) this.editor.code = text;
  }

  get focused() {
    return this.editor.focused;
  }

  focus() {
    this.editor.focus();
  }

  /**
   * Ask another question of the same lines.
   *
   * @param {Asked} asked
   */
  ask(asked) {
    this.asked = asked;
    this.editor.view.dispatch({ effects: judged.of([]) });
    this.#drop();
    this.#later();
  }

  /** A text that was there before is judged when its writer comes back to it. */
  #begin() {
    if (this.text.trim()) this.#later();
  }

  /**
   * @param {string} text
   * @param {((text: string) => void) | undefined} onChange
   */
  #changed(text, onChange) {
    onChange?.(text);
    this.#drop();
    this.#later();
  }

  #later() {
    this.python.prepare();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.judge(), PAUSE);
  }

  /** Take back what was said of lines that are no longer there. */
  #drop() {
    const lines = this.editor.view.state.field(known);
    const kept = new Set(lines.map(({ number }) => String(number)));
    for (const item of this.#items) {
      if (kept.has(item.dataset.line ?? "")) continue;
      delete item.dataset.verdict;
      item.querySelector(".derivation-verdict")?.replaceChildren();
    }
    if (!lines.some(({ number }) => number === this.#wrong)) this.#clear();
    if (!this.text.trim()) this.#showEmpty();
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [...this.list.querySelectorAll("li")];
  }

  #clear() {
    for (const name of Object.keys(this.status.dataset)) delete this.status.dataset[name];
    this.status.replaceChildren();
  }

  #showEmpty() {
    if (this.text.trim()) return;
    this.#clear();
    this.list.replaceChildren();
    this.status.replaceChildren(make("p", { class: "quiet" }, say("derivation-empty")));
  }

  /** Have the lines checked as they are now; of several texts in a row the last alone. */
  async judge() {
    clearTimeout(this.#typing);
    const whole = this.text;
    const { text, above } = this.partOf(whole);
    if (!text.trim()) return;
    if (this.#isAsking) {
      this.#isLate = true;
      return;
    }
    this.#isAsking = true;
    const { asked } = this;
    const found = await this.#answer(text);
    this.#isAsking = false;
    if (whole === this.text && asked === this.asked) this.#show(found, above);
    else if (this.#isLate) this.judge();
    else this.#showEmpty();
    this.#isLate = false;
  }

  /**
   * @param {string} text
   * @returns {Promise<Judged>}
   */
  async #answer(text) {
    const { question, ...options } = this.asked;
    /** @type {OnProgress} */
    const onProgress = (...said) => showLoading(this.status, ...said);
    try {
      const args = [question, text, JSON.stringify(options)];
      return await this.python.ask("derivation", args, { seconds: SECONDS, onProgress });
    } catch (error) {
      const said = this.python.ready ? say("derivation-late") : String(/** @type {Error} */ (error).message);
      return { verdict: "error", said, lines: [] };
    }
  }

  /**
   * @param {Judged} found
   * @param {number} above
   */
  #show(found, above) {
    const lines = found.lines.map((line) => ({
      ...line,
      first: line.first + above,
      last: line.last + above,
    }));
    this.editor.view.dispatch({ effects: judged.of(lines) });
    const items = this.#items;
    for (const item of items.slice(lines.length)) item.remove();
    for (const [index, line] of lines.entries()) this.#showLine(items[index] ?? this.#newItem(), line);
    this.#say(found);
  }

  #newItem() {
    const item = make(
      "li",
      {},
      make("span", { class: "derivation-mark", "aria-hidden": "true" }),
      make("span", { class: "derivation-verdict" }),
      make("div", { class: "derivation-formula" }),
    );
    this.list.append(item);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {Line} line
   */
  #showLine(item, { number, first, verdict, tex, text }) {
    const [mark, said, formula] = /** @type {HTMLElement[]} */ ([...item.children]);
    item.dataset.line = String(number);
    item.dataset.verdict = verdict;
    item.style.gridRowStart = String(first);
    mark.textContent = `${number} ${MARKS[verdict]}`;
    said.textContent = say("derivation-line", { number, verdict: say(`derivation-${verdict}`) });
    const written = tex ?? text;
    if (formula.dataset.written === written) return;
    formula.dataset.written = written;
    formula.replaceChildren(make("code", {}, text));
    if (tex) typeset(formula, tex);
  }

  /**
   * The first mistake, or what is missing, in one paragraph; the same is not said twice.
   *
   * @param {Judged} found
   */
  #say({ verdict, said, mistake, title, hint, remarks = [], lines }) {
    const wrong = lines.find((line) => line.verdict === "differ" || line.verdict === "unread");
    const sentences = [hint?.startsWith(said) ? "" : said, hint ?? ""].filter(Boolean);
    const [first, ...rest] = sentences;
    const parts = [make("p", {}, make("strong", {}, first ?? ""), ...rest.map((one) => ` ${one}`))];
    if (title) parts.push(make("p", { class: "quiet" }, say("derivation-kind", { title })));
    if (verdict === "complete") parts.push(...remarks.map((one) => make("p", { class: "quiet" }, one)));
    const text = parts.map((part) => part.textContent).join("\n");
    const now = [...this.status.children].map((part) => part.textContent).join("\n");
    if (now !== text) this.status.replaceChildren(...parts);
    this.status.dataset.verdict = verdict;
    this.status.dataset.mistake = mistake ?? "";
    this.#wrong = wrong?.number;
  }
}
