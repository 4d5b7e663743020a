/** The card with a question of practice: what is asked, a field for the answer, and what is said. */
import { button, make, typeset } from "../dom.js";
import { say } from "../texts.js";

/** @import { Numbered } from "./record.js" */

/** @typedef {Numbered & { title: string, asked: string }} Question */

/** @param {Numbered} question */
export const addressOf = ({ topic, level, seed }) => `#${new URLSearchParams({ topic, level, seed })}`;

export class Card {
  topic = make("p", { class: "practice-topic" });
  link = make("a", { class: "practice-link", href: "#" }, say("practice-link"));
  asked = make("p", { class: "practice-asked", id: "practice-asked", "aria-live": "polite" });
  preview = make("div", { class: "formula", hidden: "" });
  status = make("div", { role: "status", class: "verdict" });
  worked = make("div", { class: "practice-worked", hidden: "" });
  input = make("input", {
    type: "text",
    id: "practice-answer",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: say("practice-placeholder"),
    "aria-describedby": "practice-asked practice-keys",
  });

  /** @param {{ onEnter: () => void, onType: () => void, onNext: () => void, onDerivation: () => void }} actions */
  constructor({ onEnter, onType, onNext, onDerivation }) {
    const check = make("button", { type: "submit", class: "live-button primary" }, say("check"));
    const form = make(
      "form",
      {},
      make("label", { for: "practice-answer" }, say("practice-answer")),
      make("div", { class: "practice-field" }, this.input, check),
      make("p", { class: "quiet", id: "practice-keys" }, say("practice-keys")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onEnter();
    });
    this.input.addEventListener("input", onType);
    const tools = make(
      "div",
      { class: "live-tools" },
      button(say("practice-next"), onNext),
      button(say("practice-derivation"), onDerivation),
    );
    const head = make("div", { class: "practice-head" }, this.topic, this.link);
    const parts = [head, this.asked, form, this.preview, this.status, tools, this.worked];
    this.element = make("div", { class: "practice-card" }, ...parts);
  }

  get answer() {
    return this.input.value.trim();
  }

  /** Take back what was said. */
  clear() {
    for (const name of Object.keys(this.status.dataset)) delete this.status.dataset[name];
    this.status.replaceChildren();
    this.worked.hidden = true;
  }

  /** @param {string} text */
  say(text) {
    this.clear();
    this.status.replaceChildren(text);
  }

  /**
   * @param {Question} question
   * @param {boolean} isAgain
   */
  ask(question, isAgain) {
    this.clear();
    this.input.value = "";
    this.preview.hidden = true;
    this.topic.textContent = say("practice-head", { title: question.title, level: question.level });
    if (isAgain) this.topic.append(make("span", { class: "practice-again" }, say("practice-again")));
    this.link.href = addressOf(question);
    // What stands between dollar signs is TeX.
    const parts = question.asked.split("$").map((text, index) => {
      if (index % 2 === 0) return text;
      const formula = make("span", {}, text);
      typeset(formula, `\\displaystyle ${text}`);
      return formula;
    });
    this.asked.replaceChildren(...parts);
  }

  /**
   * Show the answer as mathematics, and how it was read.
   *
   * @param {{ tex: string, remarks: string[] } | null} found
   */
  async show(found) {
    this.preview.hidden = !found;
    if (!found) return;
    const formula = make("span");
    await typeset(formula, `\\displaystyle ${found.tex}`);
    const remarks = found.remarks.map((text) => make("div", { class: "read-as" }, text));
    this.preview.replaceChildren(formula, ...remarks);
  }
}
