/** An exercise of the page: editor, buttons, hints one at a time, and the verdict. */
import { makeDerivationAnswer } from "./derivation-answer.js";
import { button, dataOf, make, typeset } from "./dom.js";
import { makeEditor } from "./editor.js";
import { NoAnswer } from "./python.js";
import { showLoading, showOutput, showVerdict } from "./reply.js";
import { keep, recall } from "./store.js";
import { say } from "./texts.js";

/** @import { Python } from "./python.js" */
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
    const { derivation } = this.data;
    const makeIt = derivation ? makeDerivationAnswer(derivation, this.data.stub, python) : makeEditor;
    this.editor = makeIt({
      label: say("answer-to", { title: this.title }),
      code: recall(this.name).answer ?? this.data.stub,
      onChange: (code) => this.changed(code),
      onSubmit: () => this.check(),
    });
    this.status = make("div", { role: "status", class: "verdict" });
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
    place?.replaceWith(this.editor.element, this.preview, tools, this.status, this.output);
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
    keep(this.name, { answer: code === this.data.stub ? undefined : code });
    clearTimeout(this.typing);
    if (this.data.formula) this.python.prepare();
    if (this.data.formula || this.python.ready) this.typing = setTimeout(() => this.showFormula(), 250);
  }

  /** Show the formula that was typed as mathematics, and how it was read. */
  async showFormula() {
    if (this.data.derivation) return; // its editor shows each line
    /** @type {{ tex: string, remarks: string[] } | null} */
    const found = await this.python
      .ask("formula", [this.editor.code, this.data.check], { seconds: SECONDS })
      .catch(() => null);
    this.preview.hidden = !found;
    if (!found) return;
    await typeset(this.preview, found.tex);
    for (const old of this.preview.querySelectorAll(".read-as")) old.remove();
    this.preview.append(...found.remarks.map((text) => make("div", { class: "read-as" }, text)));
  }

  async check() {
    const reply = await this.ask("check", [this.data.setup, this.editor.code, this.data.check]);
    if (!reply) return;
    showVerdict(this.status, reply);
    showOutput(this.output, { output: reply.output });
    const { attempts = 0, passed } = recall(this.name);
    if (reply.verdict === "passed") keep(this.name, { passed: true });
    else if (reply.verdict !== "not-attempted" && !passed) keep(this.name, { attempts: attempts + 1 });
    this.showDone();
    this.showFormula();
  }

  async run() {
    const reply = await this.ask("run", [this.data.setup, this.editor.code]);
    if (!reply) return;
    this.status.replaceChildren(say(reply.failed ? "raised" : "ran"));
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
    const onProgress = (/** @type {string} */ text) => showLoading(this.status, text);
    onProgress(say(call === "check" ? "checking" : "running"));
    try {
      return await this.python.ask(call, args, { seconds: SECONDS, onProgress });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      showVerdict(this.status, { verdict: "error", text: error.message });
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
    delete this.status.dataset.verdict;
    delete this.status.dataset.mistake;
    this.status.replaceChildren();
    this.output.hidden = true;
  }

  startOver() {
    this.python.stop();
    this.editor.code = this.data.stub;
    this.clear();
    this.preview.hidden = true;
    this.solution?.remove();
    this.solution = undefined;
    keep(this.name, { answer: undefined, passed: undefined });
    this.showDone();
    this.editor.focus();
  }

  /** After three attempts at once, before that on a second press. */
  offerSolution() {
    const { attempts = 0, passed } = recall(this.name);
    const { solution } = this.buttons;
    if (passed || attempts >= ATTEMPTS_BEFORE_SOLUTION || solution.dataset.asked) {
      this.showSolution();
    } else {
      solution.dataset.asked = "yes";
      solution.textContent = say("show-solution-early");
    }
  }

  async showSolution() {
    if (this.solution) return;
    const address = new URL(`./solutions/${this.name}.txt`, import.meta.url);
    const text = await fetch(address).then(
      (response) => (response.ok ? response.text() : say("solution-missing")),
      () => say("solution-lost"),
    );
    this.buttons.solution.textContent = say("show-solution");
    delete this.buttons.solution.dataset.asked;
    this.solution = make(
      "div",
      { class: "solution" },
      make("strong", {}, say("solution")),
      make("pre", { tabindex: "0", "aria-label": say("solution") }, text),
    );
    this.output.after(this.solution);
  }

  showDone() {
    this.region.classList.toggle("done", recall(this.name).passed === true);
  }
}

/** A question that an instructor reads: its text is kept, and goes into the notebook. */
export class WrittenAnswer {
  /** @param {HTMLElement} region */
  constructor(region) {
    const name = region.dataset.written ?? "";
    const title = region.querySelector("h3")?.textContent?.trim() ?? name;
    const text = make("textarea", { rows: "5", "aria-label": say("answer-to", { title }) });
    text.value = recall(name).answer ?? "";
    text.addEventListener("input", () => keep(name, { answer: text.value || undefined }));
    region.append(text);
  }
}
