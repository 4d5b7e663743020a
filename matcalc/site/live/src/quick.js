/** A quick check of the page: it is answered without Python, and nothing of it is kept. */
import { dataOf, make } from "./dom.js";
import { judgeChoice, judgeOrder, judgeText } from "./judge.js";
import { say } from "./texts.js";

/** @import { Judged } from "./judge.js" */

/** @typedef {{ right: number[], spellings: string[][], order: number[] }} Data as the kind needs it */

export class QuickCheck {
  /** @param {HTMLElement} region */
  constructor(region) {
    this.data = /** @type {Data} */ (dataOf(region));
    this.kind = region.dataset.quick;
    this.fields = /** @type {HTMLFieldSetElement} */ (region.querySelector("fieldset"));
    this.answer = /** @type {HTMLDetailsElement} */ (region.querySelector(".quick-answer"));
    this.status = make("div", { role: "status", class: "verdict" });
    const check = make("button", { type: "submit", class: "live-button primary" }, say("check"));
    const form = make("form", { autocomplete: "off" });
    this.fields.replaceWith(form);
    form.append(this.fields, make("div", { class: "live-tools" }, check), this.status);
    form.addEventListener("input", () => this.clear());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show(this.judge());
    });
    if (this.kind === "choose") this.offerChoices(region.id);
    else if (this.kind === "fill") this.offerField();
    else this.offerMoves();
  }

  /** @returns {HTMLElement[]} the items below the question, as they stand now */
  get items() {
    return [...this.fields.querySelectorAll("li")];
  }

  /** @param {string} name */
  offerChoices(name) {
    const several = this.data.right.length > 1;
    if (several) this.fields.querySelector("legend")?.append(" ", say("quick-several"));
    this.items.forEach((item, index) => {
      const kind = { type: several ? "checkbox" : "radio", name, value: String(index) };
      const text = make("span", {}, ...[...item.children].flatMap((part) => [...part.childNodes]));
      const letter = `${String.fromCharCode(97 + index)}.`; // in words too, beside a formula
      item.replaceChildren(make("label", {}, make("input", kind), letter, text));
    });
  }

  offerField() {
    this.fields.append(make("input", { type: "text", "aria-label": say("quick-your-answer") }));
  }

  offerMoves() {
    this.fields.querySelector("legend")?.append(" ", say("quick-sort"));
    this.items.forEach((item, index) => {
      item.dataset.step = String(this.data.order[index]);
      const buttons = [this.mover(item, -1), this.mover(item, 1)];
      const text = make("div", { class: "step" }, ...item.childNodes);
      item.replaceChildren(make("div", { class: "moves" }, ...buttons), text);
    });
    this.nameMoves();
  }

  /**
   * A button that moves a line; it keeps the focus, and does nothing at the end.
   *
   * @param {HTMLElement} item
   * @param {-1 | 1} by
   */
  mover(item, by) {
    const element = make("button", { type: "button", class: "live-button" }, by < 0 ? "↑" : "↓");
    element.addEventListener("click", () => {
      const { items } = this;
      const place = items.indexOf(item) + by;
      if (!items[place]) return;
      if (by < 0) items[place].before(item);
      else items[place].after(item);
      this.nameMoves();
      this.clear();
      this.status.replaceChildren(say("quick-moved", { place: place + 1, count: items.length }));
      element.focus();
    });
    return element;
  }

  /** Name the buttons after the line on which they stand. */
  nameMoves() {
    const { items } = this;
    items.forEach((item, index) => {
      const [up, down] = item.querySelectorAll("button");
      up.setAttribute("aria-label", say("quick-up", { place: index + 1 }));
      down.setAttribute("aria-label", say("quick-down", { place: index + 1 }));
      up.setAttribute("aria-disabled", String(index === 0));
      down.setAttribute("aria-disabled", String(index === items.length - 1));
    });
  }

  /** @returns {Judged} */
  judge() {
    const { data } = this;
    if (this.kind === "order") return judgeOrder(this.items.map((item) => Number(item.dataset.step)));
    const inputs = [...this.fields.querySelectorAll("input")];
    if (this.kind === "fill") return judgeText(data, inputs[0].value);
    const marked = inputs.filter((input) => input.checked).map((input) => Number(input.value));
    return judgeChoice(data, marked);
  }

  /** @param {Judged} judged */
  show({ verdict, said }) {
    this.clear();
    if (!verdict) {
      this.status.replaceChildren(say(this.kind === "fill" ? "quick-type-first" : "quick-choose-first"));
      return;
    }
    const title = make("strong", {}, say(verdict === "correct" ? "quick-correct" : "quick-wrong"));
    this.status.replaceChildren(make("p", {}, title, ...this.remark(verdict, said)), ...this.sentences(said));
    this.status.dataset.verdict = verdict;
    this.status.dispatchEvent(new CustomEvent("judged", { bubbles: true, detail: verdict }));
    if (verdict === "correct" && this.kind === "order") this.answer.open = true;
  }

  /**
   * What the verdict says beside the author's sentences.
   *
   * @param {"correct" | "wrong"} verdict
   * @param {number[]} said
   * @returns {string[]}
   */
  remark(verdict, said) {
    if (verdict === "correct") return [];
    if (this.kind === "choose" && !said.length) return [" ", say("quick-missing")];
    if (this.kind !== "order") return [];
    const place = this.items.findIndex((item) => Number(item.dataset.step) === said[0]);
    return [" ", say("quick-out-of-order", { place: place + 1 })];
  }

  /**
   * The author's sentences about some items, from the answer below.
   *
   * @param {number[]} said
   */
  sentences(said) {
    const all = this.answer.querySelectorAll(".why");
    const copies = said.map((index) => /** @type {HTMLElement} */ (all[index].cloneNode(true)));
    for (const inner of copies.flatMap((copy) => [...copy.querySelectorAll("[id]")]))
      inner.removeAttribute("id");
    return copies;
  }

  clear() {
    delete this.status.dataset.verdict;
    this.status.replaceChildren();
  }
}
