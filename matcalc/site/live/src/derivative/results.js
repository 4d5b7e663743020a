/** The derivative in both layouts, and what unfolds below: its steps, its code, its place in the atlas. */
import { button, make, showMath } from "../dom.js";
import { say } from "../texts.js";
import { makeTabs } from "./tabs.js";

/** @typedef {{ name: string, tex: string, shape: string, assumed: boolean }} Symbol */
/** @typedef {{ formula: string, tex: string, shape: string }} Side */
/** @typedef {"denominator" | "numerator"} LayoutName */

/**
 * @typedef {object} Answer see matcalc/page/derivative.py
 * @property {{ text: string, piece: string | null, symbol: string | null }} [error]
 * @property {string} [tex]
 * @property {string | null} [read]
 * @property {string[]} [remarks]
 * @property {Symbol[]} [symbols]
 * @property {string} [variable]
 * @property {Record<LayoutName, Side>} [layouts]
 * @property {string[]} [kinks]
 * @property {"verified" | "unsure" | "refuted"} [verdict]
 * @property {string} [text]
 */

/**
 * @typedef {object} More see matcalc/page/derivative.py
 * @property {object} [error]
 * @property {{ rule: string, tex: string, ok: boolean }[]} steps
 * @property {Record<string, string>} code
 * @property {{ name: string, title: string, same: boolean } | null} identity
 */

const LANGUAGES = { numpy: "NumPy", jax: "JAX", torch: "PyTorch", latex: "LaTeX" };

/**
 * A button that copies a text, and says so.
 *
 * @param {string} name
 * @param {() => string} text
 * @param {string} [label] what assistive technology calls it
 */
export function copyButton(name, text, label = name) {
  const said = make("span", { class: "derivative-said", "aria-live": "polite" });
  const copy = button(name, async () => {
    const done = await navigator.clipboard.writeText(text()).then(
      () => "derivative-copied",
      () => "derivative-not-copied",
    );
    said.textContent = say(/** @type {"derivative-copied"} */ (done));
    setTimeout(() => said.replaceChildren(), 2000);
  });
  copy.setAttribute("aria-label", label);
  return make("span", { class: "derivative-copy" }, copy, said);
}

export class Results {
  /** @param {HTMLElement} region */
  constructor(region) {
    const atlas = region.querySelector("a[href*='#id-']");
    this.atlas = atlas instanceof HTMLAnchorElement ? atlas.href.split("#")[0] : "";
    this.cards = { denominator: new Card("denominator"), numerator: new Card("numerator") };
    this.kinks = make("ul", { class: "derivative-kinks" });
    this.identity = make("p", { class: "derivative-identity" });
    this.tools = make("div", { class: "derivative-tools" });
    this.steps = make("ol", { class: "derivative-steps" });
    this.code = make("div");
    this.more = make(
      "div",
      {},
      unfolding(say("derivative-steps"), this.steps),
      unfolding(say("derivative-code"), this.code),
    );
    const { denominator, numerator } = this.cards;
    this.element = make(
      "div",
      { class: "derivative-results", hidden: "" },
      make("div", { class: "derivative-cards" }, denominator.element, numerator.element),
      this.kinks,
      this.identity,
      this.tools,
      this.more,
    );
  }

  /** Let it be seen that what is shown answers an older request. */
  age() {
    this.element.classList.add("old");
    this.element.setAttribute("aria-busy", "true");
    for (const { element } of Object.values(this.cards)) delete element.dataset.formula;
  }

  /** @param {Answer} answer */
  show({ layouts, kinks = [], error }) {
    this.element.hidden = Boolean(error) || !layouts;
    this.element.classList.remove("old");
    this.element.removeAttribute("aria-busy");
    // What follows comes later; its places are there from the start, so that nothing moves.
    for (const place of [this.identity, this.steps, this.code]) place.replaceChildren();
    if (!layouts || error) return;
    this.cards.denominator.show(layouts.denominator);
    this.cards.numerator.show(layouts.numerator);
    this.kinks.replaceChildren(...kinks.map((text) => make("li", {}, text)));
  }

  /** @param {More} more */
  showMore({ error, steps, code, identity }) {
    if (error) return;
    this.steps.replaceChildren(...steps.map(step));
    const shown = Object.entries(LANGUAGES).map(([key, name]) => ({
      name,
      content: codeOf(name, code[key]),
    }));
    this.code.replaceChildren(makeTabs(say("derivative-code-in"), shown));
    if (!identity) return;
    const words = say(identity.same ? "derivative-same" : "derivative-multiple");
    const link = make("a", { href: `${this.atlas}#id-${identity.name}` }, identity.title);
    this.identity.replaceChildren(`${words} `, link);
  }
}

/** The derivative in one layout. */
class Card {
  #text = "";

  /** @param {LayoutName} layout */
  constructor(layout) {
    const name = say(`derivative-${layout}`);
    this.shape = make("span", { class: "derivative-size" });
    this.formula = make("div", { class: "derivative-scroll derivative-formula" });
    this.code = make("code", {});
    const copy = copyButton(
      say("derivative-copy"),
      () => this.#text,
      say("derivative-copy-of", { what: name }),
    );
    this.element = make(
      "div",
      { class: "derivative-card", "data-layout": layout },
      make("p", { class: "derivative-layout" }, name, " ", this.shape),
      this.formula,
      make("div", { class: "derivative-numpy" }, this.code, copy),
    );
  }

  /** @param {Side} side */
  show({ formula, tex, shape }) {
    this.#text = formula;
    this.element.dataset.formula = formula;
    this.shape.textContent = shape;
    this.code.textContent = formula;
    this.formula.textContent = formula;
    showMath(this.formula, `\\displaystyle ${tex}`);
  }
}

/**
 * @param {string} name
 * @param {HTMLElement} content
 */
export function unfolding(name, content) {
  return make("details", { class: "derivative-more" }, make("summary", {}, name), content);
}

/** @param {{ rule: string, tex: string, ok: boolean }} step */
function step({ rule, tex, ok }) {
  const formula = make("div", { class: "derivative-scroll" });
  showMath(formula, `\\displaystyle ${tex}`);
  const words = say(ok ? "derivative-step-ok" : "derivative-step-open");
  const sign = make("span", { class: ok ? "ok" : "open", role: "img", "aria-label": words }, ok ? "✓" : "?");
  return make("li", {}, make("p", {}, rule, " ", sign), formula);
}

/**
 * @param {string} name
 * @param {string} text
 */
function codeOf(name, text) {
  const copy = copyButton(say("derivative-copy"), () => text, say("derivative-copy-of", { what: name }));
  return make(
    "div",
    { class: "derivative-listing" },
    make("pre", { tabindex: "0", "aria-label": name }, text),
    copy,
  );
}
