/** The reader's own formula for the derivative, judged as an exercise would be. */
import { button, make, safely } from "../dom.js";
import { say } from "../texts.js";
import { unfolding } from "./results.js";

/** @import { DerivativeTool } from "./tool.js" */
/** @import { State } from "./link.js" */

let count = 0;

export class OwnFormula {
  /** @param {DerivativeTool} tool */
  constructor(tool) {
    this.tool = tool;
    const id = `derivative-own-${++count}`;
    this.box = make("input", {
      type: "text",
      id,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
    });
    this.radios = ["denominator", "numerator"].map((value) =>
      make("input", { type: "radio", name: `${id}-layout`, value }),
    );
    this.radios[0].checked = true;
    const choices = this.radios.map((radio) => {
      const name = say(radio.value === "numerator" ? "derivative-numerator" : "derivative-denominator");
      return make("label", {}, radio, " ", name);
    });
    this.said = make("div", { class: "verdict", "aria-live": "polite" });
    const form = make(
      "form",
      { class: "derivative-own" },
      make("label", { for: id }, say("derivative-own-formula")),
      this.box,
      make("fieldset", {}, make("legend", {}, say("derivative-own-layout")), ...choices),
      button(say("check"), () => this.check(), "primary"),
      this.said,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.element = unfolding(say("derivative-own"), form);
  }

  /** The layout of the formula. */
  get layout() {
    return this.radios[1].checked ? "numerator" : "denominator";
  }

  /** @param {State} state what a link says */
  fill({ own, layout }) {
    this.box.value = own;
    for (const radio of this.radios) radio.checked = radio.value === layout;
    if (own) this.element.open = true;
  }

  /** Take back what was said of an answer to another question. */
  clear() {
    this.said.replaceChildren();
    delete this.said.dataset.verdict;
  }

  async check() {
    const { tool } = this;
    Object.assign(tool.state, { own: this.box.value, layout: this.layout });
    tool.showLink();
    this.clear();
    const question = tool.question;
    const reply = await tool.ask("check_own", [...question, this.box.value, this.layout]);
    if (question.join() !== tool.question.join()) return;
    const text = reply.error?.text ?? reply.text;
    this.said.replaceChildren(reply.html ? safely(reply.html) : make("p", {}, text));
    this.said.dataset.mistake = reply.mistake ?? "";
    this.said.dataset.verdict = reply.verdict ?? "error";
  }
}
