/** An answer in the page and what is kept of it, in step with other tabs. */

import { button, make } from "../dom.js";
import { language, say } from "../texts.js";
import { askBeforeLeaving } from "./leaving.js";
import { keep, keepAfter, recall, watch } from "./store.js";

/**
 * @typedef {object} Field where an answer is written
 * @property {HTMLElement} element
 * @property {string} code
 * @property {boolean} focused whether the reader is writing in it
 */

export class KeptAnswer {
  /** @type {HTMLElement | undefined} the question which of two answers to keep */
  #question;

  /**
   * @param {string} name the exercise's
   * @param {string} stub
   * @param {() => void} onChange told when something of the entry changes
   */
  constructor(name, stub, onChange = () => {}) {
    this.name = name;
    this.stub = stub;
    /** The kept answer that was last seen here. */
    this.seen = recall(name).answer;
    this.onChange = onChange;
  }

  /** What the field shows at first. */
  get code() {
    return this.seen ?? this.stub;
  }

  /** @param {Field} field once it is there */
  attach(field) {
    this.field = field;
    watch((changed) => {
      if (changed === null || changed === this.name) this.#noticed();
    });
  }

  /** @param {string} code what the reader has written */
  typed(code) {
    const answer = this.#asKept(code);
    if (answer === this.seen && !this.#question) return;
    if (keepAfter(this.name, answer, this.seen)) this.#settle(answer);
    else this.#ask();
  }

  /** @param {string} code */
  #asKept(code) {
    return code === this.stub ? undefined : code;
  }

  /** Something was kept, here or in another tab. */
  #noticed() {
    if (!this.field) return;
    const { answer } = recall(this.name);
    const mine = this.#asKept(this.field.code);
    if (answer === mine) this.#settle(answer);
    else if (answer !== this.seen) {
      if (mine === this.seen && !this.field.focused) this.#take();
      else this.#ask();
    }
    this.onChange();
  }

  #take() {
    if (!this.field) return;
    const { answer } = recall(this.name);
    this.#settle(answer);
    this.field.code = answer ?? this.stub;
  }

  #keepMine() {
    const mine = this.#asKept(this.field?.code ?? this.stub);
    this.#settle(mine);
    keep(this.name, { answer: mine });
  }

  /** @param {string | undefined} answer */
  #settle(answer) {
    this.seen = answer;
    this.#question?.remove();
    this.#question = undefined;
    askBeforeLeaving(this.name, false);
  }

  /** Two answers: the reader chooses. */
  #ask() {
    const { answer, changed = Date.now() } = recall(this.name);
    const time = new Date(changed).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    const choices = [
      button(say("keep-mine"), () => this.#keepMine()),
      button(say("take-other"), () => this.#take()),
    ];
    const other = make("pre", { tabindex: "0", "aria-label": say("other-answer") }, answer ?? this.stub);
    const question = make(
      "div",
      { role: "alert", class: "two-answers" },
      make("p", {}, say("two-answers", { time })),
      make("details", {}, make("summary", {}, say("other-answer")), other),
      make("div", { class: "live-tools" }, ...choices),
    );
    if (this.#question) this.#question.replaceWith(question);
    else this.field?.element.after(question);
    this.#question = question;
    askBeforeLeaving(this.name, true);
  }
}
