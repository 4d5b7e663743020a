/** An exercise of the page: editor, buttons, hints one at a time, and the verdict. */
import { KeptAnswer } from "./answers/kept.js";
import { keep, recall } from "./answers/store.js";
import { makeDerivationAnswer } from "./derivation/answer.js";
import { button, dataOf, make, typeset } from "./dom.js";
import { makeEditor } from "./editor.js";
import { earlierThan, nextAfter } from "./order.js";
import { NoAnswer } from "./python.js";
import { showLoading, showOutput } from "./reply.js";
import { ofSet } from "./sets.js";
import { say } from "./texts.js";
import { Verdict } from "./verdict.js";

/** @import { OnProgress, Python } from "./python.js" */
/** @import { Reply } from "./reply.js" */

const SECONDS = 10;
const ATTEMPTS_BEFORE_SOLUTION = 3;

export class Exercise {
  /**
   * @param {HTMLElement} region
   * @param {Python} python
   */
  constructor(region, python) {
    this.region = region;
    this.python = python;
    this.name = region.dataset.exercise ?? "";
    this.data = dataOf(region);
    this.title = region.querySelector("h3")?.textContent?.trim() ?? this.name;
    this.kept = new KeptAnswer(this.name, this.data.stub, () => this.showDone());
    const { derivation } = this.data;
    const makeIt = derivation ? makeDerivationAnswer(derivation, this.data.stub, python) : makeEditor;
    this.editor = makeIt({
      label: say("answer-to", { title: this.title }),
      code: this.kept.code,
      onChange: (code) => this.changed(code),
      onSubmit: () => this.check(),
    });
    this.verdict = new Verdict();
    this.status = this.verdict.status;
    this.output = make("div", { class: "live-output", hidden: "" });
    this.preview = make("div", { class: "formula", hidden: "" });
    this.buttons = {
      check: button(say("check"), () => this.check(), "primary"),
      run: button(say("run"), () => this.run()),
      stop: button(say("stop"), () => this.python.stop()),
      again: button(say("start-over"), () => this.startOver()),
      solution: button(say("show-solution"), () => this.offerSolution(), "quiet"),
    };
    this.buttons.check.title = say("check-keys");
    this.busy(false);
    const tools = make("div", { class: "live-tools" }, ...Object.values(this.buttons));
    const place = region.querySelector(".stub");
    place?.replaceWith(this.editor.element, this.preview, tools, this.status, this.verdict.more, this.output);
    this.kept.attach(this.editor);
    this.stageHints();
    this.showDone();
  }

  /** Show the next hint when the one before was opened. */
  stageHints() {
    const hints = [...this.region.querySelectorAll("details.hint")];
    hints.forEach((hint, index) => {
      hint.toggleAttribute("hidden", index > 0);
      hint.addEventListener("toggle", () => hints[index + 1]?.removeAttribute("hidden"), { once: true });
    });
  }

  /** @param {string} code */
  changed(code) {
    this.kept.typed(code);
    this.verdict.stale = code !== this.judged;
    this.showDone();
    this.preview.hidden = true; // until it is that of this text
    clearTimeout(this.typing);
    if (this.data.formula) this.python.prepare();
    if (this.data.formula || this.python.ready) this.typing = setTimeout(() => this.showFormula(), 250);
  }

  /** Show the formula that was typed as mathematics, and how it was read. */
  async showFormula() {
    if (this.data.derivation) return; // its editor shows each line
    const { code } = this.editor;
    /** @type {{ tex: string, remarks: string[] } | null} */
    const found = await this.python
      .ask("formula", [code, this.data.check], { seconds: SECONDS })
      .catch(() => null);
    if (code !== this.editor.code) return; // it is another one by now
    if (found) {
      const formula = make("div", { class: "display" });
      await typeset(formula, found.tex, true);
      const remarks = found.remarks.map((text) => make("div", { class: "read-as" }, text));
      const heading = make("div", { class: "you-wrote" }, say("you-wrote"));
      this.preview.replaceChildren(heading, formula, ...remarks);
    }
    this.preview.hidden = !found || code !== this.editor.code;
  }

  async check() {
    const { code } = this.editor;
    const earlier = earlierThan(this.data.earlier);
    const reply = await this.ask("check", [this.data.setup, code, this.data.check, JSON.stringify(earlier)]);
    if (!reply) return;
    const needs = earlier.find(({ title }) => title === reply.needs);
    this.verdict.show({ ...reply, needs }, this.data.cards);
    this.editor.markLine(reply.line);
    this.judged = code;
    this.verdict.stale = code !== this.editor.code;
    showOutput(this.output, { output: reply.output });
    const { attempts = 0, passed } = recall(this.name);
    if (reply.verdict === "passed") keep(this.name, { passed: true, right: code });
    else if (reply.verdict !== "not-attempted" && !passed) keep(this.name, { attempts: attempts + 1 });
    if (reply.verdict === "failed" || reply.verdict === "error") this.forgetRight(code);
    this.showDone();
    this.showFormula();
    if (reply.verdict === "passed") this.reward(code);
  }

  /**
   * What passed under other answers before, and does not now, has no tick.
   *
   * @param {string} code
   */
  forgetRight(code) {
    if (recall(this.name).right === code) keep(this.name, { right: "" });
  }

  /** @param {string} code which is right */
  async reward(code) {
    const derivation = await this.python
      .ask("reward", [code, this.data.check], { seconds: SECONDS })
      .catch(() => null);
    if (code === this.editor.code) await this.verdict.reward(derivation, nextAfter(this.region));
  }

  async run() {
    const earlier = JSON.stringify(earlierThan(this.data.earlier));
    const reply = await this.ask("run", [this.data.setup, this.editor.code, earlier]);
    if (!reply) return;
    this.status.replaceChildren(say(reply.failed ? "raised" : "ran"));
    this.editor.markLine(reply.line);
    showOutput(this.output, reply);
  }

  /**
   * Ask Python, with the buttons set for the time being; nothing comes back if it has no answer.
   *
   * @param {"check" | "run"} call
   * @param {string[]} args
   * @returns {Promise<Reply | undefined>}
   */
  async ask(call, args) {
    if (this.isBusy) return undefined;
    this.busy(true);
    this.clear();
    this.judged = undefined;
    /** @type {OnProgress} */
    const onProgress = (...said) => showLoading(this.status, ...said);
    onProgress(say(call === "check" ? "checking" : "running"));
    try {
      return await this.python.ask(call, args, { seconds: SECONDS, onProgress });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.verdict.show({ verdict: "error", text: error.message }, "");
      return undefined;
    } finally {
      this.busy(false);
    }
  }

  /** @param {boolean} state */
  busy(state) {
    this.isBusy = state;
    this.buttons.stop.disabled = !state;
    // Not disabled: a button that is loses the focus of those who use the keyboard.
    for (const other of [this.buttons.check, this.buttons.run])
      other.setAttribute("aria-disabled", String(state));
    this.region.setAttribute("aria-busy", String(state));
  }

  clear() {
    this.verdict.clear();
    this.output.hidden = true;
  }

  startOver() {
    this.python.stop();
    this.editor.code = this.data.stub;
    this.clear();
    this.preview.hidden = true;
    this.solution?.remove();
    this.solution = undefined;
    keep(this.name, { passed: undefined, right: undefined });
    this.showDone();
    this.editor.focus();
  }

  /** After three attempts at once, before that on a second press. */
  offerSolution() {
    const { attempts = 0, passed } = recall(this.name);
    const { solution } = this.buttons;
    if (passed || attempts >= ATTEMPTS_BEFORE_SOLUTION || solution.dataset.asked || this.solution) {
      this.showSolution();
    } else {
      solution.dataset.asked = "yes";
      solution.textContent = say("show-solution-early");
    }
  }

  async showSolution() {
    if (this.solution?.dataset.lost === undefined && this.solution) return;
    const file = this.name + ofSet(this.region.dataset.varied);
    const address = new URL(`./solutions/${file}.txt`, import.meta.url);
    let lost = false;
    const text = await fetch(address).then(
      (response) => (response.ok ? response.text() : say("solution-missing")),
      () => {
        lost = true; // the button fetches it again
        return say("solution-lost");
      },
    );
    this.buttons.solution.textContent = say("show-solution");
    delete this.buttons.solution.dataset.asked;
    this.solution?.remove();
    this.solution = make(
      "div",
      { class: "solution" },
      make("strong", {}, say("solution")),
      make("pre", { tabindex: "0", "aria-label": say("solution") }, text),
    );
    if (lost) this.solution.dataset.lost = "";
    this.output.after(this.solution);
  }

  /**
   * The tick of the title speaks of the text that stands in the editor.  What passed once counts as
   * done on the progress page, whatever is tried afterwards: nobody loses a point by an experiment.
   */
  showDone() {
    const { passed, right } = recall(this.name);
    if (passed && right === undefined) keep(this.name, { right: this.editor.code }); // kept elsewhere
    const { right: known = "" } = recall(this.name);
    this.region.classList.toggle("done", passed === true && known === this.editor.code);
  }
}

/** A question that an instructor reads: its text is kept, and goes into the notebook. */
export class WrittenAnswer {
  /** @param {HTMLElement} region */
  constructor(region) {
    const name = region.dataset.written ?? "";
    const title = region.querySelector("h3")?.textContent?.trim() ?? name;
    // A browser that goes back would fill in what stood here before.
    const off = { rows: "5", autocomplete: "off" };
    const text = make("textarea", { ...off, "aria-label": say("answer-to", { title }) });
    const kept = new KeptAnswer(name, "");
    text.value = kept.code;
    text.addEventListener("input", () => kept.typed(text.value));
    region.append(text);
    kept.attach(fieldOf(text));
  }
}

/**
 * @param {HTMLTextAreaElement} element
 * @returns {import("./answers/kept.js").Field}
 */
function fieldOf(element) {
  return {
    element,
    get code() {
      return element.value;
    },
    set code(text) {
      element.value = text;
    },
    get focused() {
      return document.activeElement === element && document.hasFocus();
    },
  };
}
