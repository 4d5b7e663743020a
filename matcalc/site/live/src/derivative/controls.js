/** What is differentiated by, and of which shapes: a chip and a small field for each symbol. */
import { make, showMath } from "../dom.js";
import { say } from "../texts.js";

/** @import { Answer, Symbol } from "./results.js" */
/** @import { State } from "./link.js" */

/** @typedef {{ chip: HTMLElement, radio: HTMLInputElement, field: HTMLInputElement, line: HTMLElement, again: HTMLButtonElement }} Row */

let groups = 0;

export class Controls {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Map<string, string>} the shapes that the reader has changed */
  #shapes = new Map();

  /**
   * @param {string} status the id of the element that says what is wrong
   * @param {(change: Partial<State>) => void} change
   */
  constructor(status, change) {
    this.status = status;
    this.change = change;
    this.group = `derivative-by-${++groups}`;
    this.chips = make("span", { class: "derivative-row" });
    this.fields = make("span", { class: "derivative-row" });
    const fieldset = (/** @type {string} */ name, /** @type {HTMLElement} */ row) =>
      make("fieldset", {}, make("legend", {}, name), row);
    const help = make("p", { class: "derivative-help" }, say("derivative-shapes-help"));
    this.element = make(
      "div",
      { class: "derivative-controls", hidden: "" },
      fieldset(say("derivative-by"), this.chips),
      fieldset(say("derivative-shapes"), this.fields),
      help,
    );
  }

  get isFilled() {
    return this.#rows.size > 0;
  }

  /**
   * @param {Answer} answer
   * @param {Map<string, string>} shapes
   */
  show({ symbols = [], variable, error }, shapes) {
    this.#shapes = shapes;
    const names = symbols.map(({ name }) => name);
    if (names.join() !== [...this.#rows.keys()].join()) this.arrange(symbols);
    for (const { name, shape, assumed } of symbols) {
      const { radio, field, again, line } = /** @type {Row} */ (this.#rows.get(name));
      const isWrong = error?.symbol === name;
      radio.checked = name === variable;
      // What is being typed stays; a shape that is inferred again is shown even in the focused field.
      const isTyped = field === document.activeElement && shapes.has(name);
      if (!isTyped) field.value = shapes.get(name) ?? shape;
      if (isWrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      again.hidden = assumed && !shapes.has(name);
      line.classList.toggle("changed", !again.hidden);
    }
  }

  /**
   * Make the rows of other symbols; those that stay keep their elements, and the focus.
   *
   * @param {Symbol[]} symbols
   */
  arrange(symbols) {
    const focused = document.activeElement;
    this.#rows = new Map(
      symbols.map((symbol) => [symbol.name, this.#rows.get(symbol.name) ?? this.row(symbol)]),
    );
    const rows = [...this.#rows.values()];
    this.chips.replaceChildren(...rows.map(({ chip }) => chip));
    this.fields.replaceChildren(...rows.map(({ line }) => line));
    if (focused instanceof HTMLElement && this.element.contains(focused)) focused.focus();
  }

  /**
   * @param {Symbol} symbol
   * @returns {Row}
   */
  row({ name, tex, shape }) {
    const radio = make("input", { type: "radio", name: this.group, value: name, "aria-label": name });
    radio.addEventListener("change", () => this.change({ by: name }));
    // Mathematics that is only a name is no stop of the Tab key.
    const sign = make("span", { inert: "" }, name);
    const field = make("input", {
      ...{ type: "text", value: shape, size: "6", spellcheck: "false", autocapitalize: "off" },
      ...{ placeholder: say("derivative-scalar"), "aria-label": say("derivative-shape-of", { name }) },
      ...{ "aria-describedby": this.status, autocomplete: "off" },
    });
    field.addEventListener("change", () => this.reshape(name, field.value));
    const again = make("button", { type: "button", hidden: "" }, "↺");
    again.setAttribute("aria-label", say("derivative-infer", { name }));
    again.addEventListener("click", () => {
      this.reshape(name, null);
      field.focus();
    });
    const mark = make("span", { inert: "" }, name);
    const line = make("span", { class: "derivative-shape" }, mark, field, again);
    for (const element of [sign, mark]) showMath(element, tex);
    return { chip: make("label", { class: "derivative-by" }, radio, sign), radio, field, line, again };
  }

  /**
   * @param {string} name
   * @param {string | null} shape nothing to have it inferred
   */
  reshape(name, shape) {
    const shapes = new Map(this.#shapes);
    if (shape === null) shapes.delete(name);
    else shapes.set(name, shape.replace(/[,;:]/g, " ").trim());
    this.change({ shapes });
  }
}
