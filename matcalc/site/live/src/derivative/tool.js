/**
 * The derivative of anything: a box that is answered while one types.
 *
 * Whatever is asked for stands in the address, so that a link gives it again.  An answer to an older
 * text is never shown.
 *
 * The status has a data-verdict: "verified" where numbers confirm the derivative, "unsure" where
 * they cannot, "refuted" where they contradict it, "error" where nothing could be derived, "empty"
 * where nothing is asked; none as long as an answer is under way.
 */
import { makeDerivation } from "../derivation/editor.js";
import { button, make, showMath } from "../dom.js";
import { NoAnswer } from "../python.js";
import { showLoading } from "../reply.js";
import { say } from "../texts.js";
import { Controls } from "./controls.js";
import { linkTo, stateOf } from "./link.js";
import { OwnFormula } from "./own.js";
import { copyButton, Results, unfolding } from "./results.js";

/** @import { OnProgress, Python } from "../python.js" */
/** @import { State } from "./link.js" */
/** @import { Answer, More } from "./results.js" */

const PAUSE = 60; // milliseconds without a change before an answer is asked for
const IDLE = 300; // and after an answer, before what unfolds is
const PATIENCE = 2000; // after which what is out of date is stopped, not waited for
const SECONDS = 10;

/** Functions to begin with, and by what, by the text that names each. */
const EXAMPLES = /** @type {const} */ ({
  "derivative-example-squares": ["½‖Xw − y‖²", "w"],
  "derivative-example-softmax": ["-y' log softmax(W x)", "W"],
  "derivative-example-logdet": ["log det X", "X"],
  "derivative-example-quadratic": ["x'Ax", "x"],
  "derivative-example-norm": ["‖Ax − b‖", "x"],
  "derivative-example-net": ["‖W2 tanh(W1 x) − y‖²", "W1"],
});

let tools = 0;

export class DerivativeTool {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The number of the last request: what answers an earlier one is dropped. */
  #asked = 0;
  #isAsking = false;
  #since = 0;

  /**
   * @param {HTMLElement} region
   * @param {Python} python
   */
  constructor(region, python) {
    this.python = python;
    this.region = region;
    this.example = region.querySelector(".derivative-example");
    this.variable = ""; // by which the function was differentiated
    /** @type {State} */
    this.state = { f: "", by: "", shapes: new Map(), own: "", layout: "denominator" };
    const id = `derivative-${++tools}`;
    this.box = make("textarea", {
      ...{ id: `${id}-function`, rows: "1", spellcheck: "false", autocapitalize: "off", autocomplete: "off" },
      ...{ placeholder: say("derivative-placeholder"), "aria-describedby": `${id}-help ${id}-status` },
    });
    this.echo = make("pre", { class: "derivative-echo", "aria-hidden": "true", hidden: "" });
    this.typed = make("div", { class: "derivative-typed", hidden: "" });
    this.status = make("div", { role: "status", class: "derivative-status", id: `${id}-status` });
    this.status.dataset.verdict = "empty";
    this.controls = new Controls(`${id}-status`, (change) => this.changed(change, 0));
    this.results = new Results(region);
    this.own = new OwnFormula(this);
    this.derivation = makeDerivation({ python, question: "" });
    const isCompact = "compact" in region.dataset;
    region.querySelector(".derivative-needs")?.remove();
    // The results are those of the tool from now on.
    for (const card of this.example?.querySelectorAll("[data-layout]") ?? []) {
      card.removeAttribute("data-layout");
      card.removeAttribute("data-formula");
    }
    region.prepend(
      make("label", { class: "derivative-label", for: this.box.id }, say("derivative-function")),
      this.box,
      make("p", { class: "derivative-help", id: `${id}-help` }, say("derivative-help")),
      this.examples(),
      this.echo,
      this.typed,
      this.controls.element,
      this.status,
      this.results.element,
    );
    this.results.tools.append(copyButton(say("derivative-link"), () => window.location.href));
    if (!isCompact) this.results.element.append(this.own.element, this.placeOfDerivation());
    this.listen();
    this.restore();
  }

  /** Buttons that put a function into the box. */
  examples() {
    const names = /** @type {(keyof typeof EXAMPLES)[]} */ (Object.keys(EXAMPLES));
    const buttons = names.map((name) =>
      button(say(name), () => this.take(EXAMPLES[name]), "derivative-chip"),
    );
    const label = say("derivative-examples");
    return make("div", { class: "derivative-examples", role: "group", "aria-label": label }, ...buttons);
  }

  /** A fold in which the reader's own derivation is checked line by line. */
  placeOfDerivation() {
    const fold = unfolding(say("derivative-own-derivation"), this.derivation.element);
    fold.dataset.place = "derivation";
    return fold;
  }

  listen() {
    this.box.addEventListener("input", () => this.changed({ f: this.box.value }, PAUSE));
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.changed({ f: this.box.value }, 0);
    });
    // Python is fetched as soon as the reader turns to the box.
    for (const event of ["focus", "pointerdown"]) this.box.addEventListener(event, () => this.begin());
    window.addEventListener("hashchange", () => this.restore());
  }

  begin() {
    if (!this.#asked) this.changed({}, 0);
  }

  /** Ask for what the address says. */
  restore() {
    const state = stateOf(window.location.hash);
    if (!state) return;
    this.box.value = state.f;
    this.own.fill(state);
    this.changed(state, 0);
  }

  /** @param {readonly [string, string]} example */
  take([f, by]) {
    this.box.value = f;
    this.changed({ f, by, shapes: new Map() }, 0);
  }

  /**
   * Take up a change, and answer once the reader pauses.
   *
   * @param {Partial<State>} change
   * @param {number} pause
   */
  changed(change, pause) {
    Object.assign(this.state, change);
    this.#asked += 1;
    this.results.age();
    delete this.status.dataset.verdict;
    showLoading(this.status, say("derivative-working"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.answer(), pause);
    const isLate = this.#isAsking && this.python.ready && performance.now() - this.#since > PATIENCE;
    if (isLate) this.python.stop();
  }

  /** The function, the variable and the shapes, as Python takes them. */
  get question() {
    const { f, by, shapes } = this.state;
    return [f, by, [...shapes].map(([name, shape]) => `${name}: ${shape}`).join(", ")];
  }

  /** Answer the newest request; one that is under way is waited for, and what it says dropped. */
  async answer() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (let number = 0; number !== this.#asked; ) {
        number = this.#asked;
        const answer = await this.ask("derive", this.question);
        if (number === this.#asked) this.show(answer);
      }
    } finally {
      this.#isAsking = false;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.unfold(), IDLE);
  }

  /**
   * @param {"derive" | "more" | "check_own"} call
   * @param {string[]} args
   * @returns {Promise<any>} what Python says, or an error in its form
   */
  async ask(call, args) {
    this.#since = performance.now();
    /** @type {OnProgress} */
    const onProgress = (...said) => showLoading(this.status, ...said);
    const late = say("derivative-too-long", { seconds: SECONDS });
    try {
      const options = call === "derive" ? { seconds: SECONDS, late, onProgress } : { seconds: SECONDS, late };
      return await this.python.ask(call, args, options);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { error: { text: error.message, piece: null, symbol: null } };
    }
  }

  /** @param {Answer} answer */
  show(answer) {
    const { f, by } = this.state;
    const isEmpty = !f.trim();
    if (!answer.error && by !== answer.variable) this.state.by = ""; // the function has no such symbol
    this.variable = answer.error ? by : (answer.variable ?? "");
    this.showLink();
    this.status.dataset.verdict = isEmpty ? "empty" : answer.error ? "error" : answer.verdict;
    this.status.replaceChildren(
      isEmpty ? say("derivative-ready") : (answer.error?.text ?? answer.text ?? ""),
    );
    this.showPiece(isEmpty ? null : (answer.error?.piece ?? null));
    this.showTyped(answer);
    if (answer.symbols) this.controls.show(answer, this.state.shapes);
    this.controls.element.hidden = !this.controls.isFilled || isEmpty;
    this.example?.toggleAttribute("hidden", !isEmpty);
    this.results.show(answer);
    this.own.clear();
    if (answer.error) return;
    const { symbols = [], variable } = answer;
    const shapes = Object.fromEntries(symbols.map(({ name, shape }) => [name, shape]));
    this.derivation.ask({ question: f, variable, shapes });
  }

  /** @param {string | null} piece the part of the text that is wrong */
  showPiece(piece) {
    const { f } = this.state;
    const place = piece ? f.indexOf(piece) : -1;
    this.echo.hidden = place < 0;
    if (!piece || place < 0) return;
    this.echo.replaceChildren(f.slice(0, place), make("mark", {}, piece), f.slice(place + piece.length));
  }

  /** @param {Answer} answer */
  showTyped({ error, tex, read, remarks = [] }) {
    this.typed.hidden = Boolean(error) || !tex;
    if (this.typed.hidden || !tex) return;
    const formula = make("div", { class: "derivative-scroll derivative-function" }, read ?? this.state.f);
    const words = [
      ...(read ? [make("p", {}, `${say("derivative-read-as")} `, make("code", {}, read))] : []),
      ...remarks.map((text) => make("p", {}, text)),
    ];
    this.typed.replaceChildren(formula, ...words);
    showMath(formula, `\\displaystyle ${tex}`);
  }

  /** Show what unfolds below an answer. */
  async unfold() {
    const number = this.#asked;
    const { verdict } = this.status.dataset;
    if (this.#isAsking || !verdict || verdict === "error" || verdict === "empty") return;
    /** @type {More} */
    const more = await this.ask("more", this.question);
    if (number === this.#asked) this.results.showMore(more);
  }

  /** Let the address say what is shown. */
  showLink() {
    const link = linkTo({ ...this.state, by: this.variable });
    const { hash, pathname, search } = window.location;
    if (link || stateOf(hash)) window.history.replaceState(null, "", pathname + search + link);
    for (const page of this.region.querySelectorAll(".derivative-page a")) {
      if (page instanceof HTMLAnchorElement) page.hash = link;
    }
  }
}
