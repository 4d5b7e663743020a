/** The page's own cells: each can be edited and run, after those above it. */
import { button, make } from "./dom.js";
import { makeEditor } from "./editor.js";
import { showLoading, showOutput } from "./reply.js";
import { say } from "./texts.js";

/** @import { OnProgress, Python } from "./python.js" */
/** @import { Reply } from "./reply.js" */

/**
 * @typedef {object} CellReply what Python adds to a reply for a cell
 * @property {number} above how many cells above ran before it
 * @property {{ number: number, text: string }[]} broken cells above that ended in an error
 */

const SECONDS = 120; // a slow machine takes half of it to import sympy and matplotlib
const SECONDS_ABOVE = 10; // more for each cell above, which may have to run first

export class Cells {
  /**
   * @param {HTMLElement[]} elements the cells, from the top of the page
   * @param {Python} python
   */
  constructor(elements, python) {
    this.python = python;
    this.cells = elements.map((element, index) => new Cell(element, index + 1, this));
  }

  /**
   * Run a cell; those above it run first, where they have not yet.
   *
   * @param {Cell} cell
   * @param {OnProgress} onProgress
   * @returns {Promise<Reply & CellReply>}
   */
  async run(cell, onProgress) {
    const texts = this.cells.slice(0, cell.number).map((one) => one.code);
    const seconds = SECONDS + SECONDS_ABOVE * (cell.number - 1);
    try {
      const args = [texts.slice(0, -1), texts[cell.number - 1]];
      const reply = await this.python.ask("run_cell", args, { seconds, onProgress });
      this.note(texts);
      return reply;
    } catch (error) {
      for (const one of this.cells) one.ran = null; // that Python is gone
      throw error;
    }
  }

  /**
   * Note which texts Python has run; results below a new one are of before.
   *
   * @param {string[]} texts of the first cells
   */
  note(texts) {
    let isNew = false;
    for (const [index, cell] of this.cells.entries()) {
      if (isNew) cell.isOvertaken = true;
      if (index >= texts.length) continue;
      isNew ||= cell.ran !== null && cell.ran !== texts[index];
      cell.ran = texts[index];
    }
  }

  /** Say which results are no longer those of the texts in the page. */
  compare() {
    let isNew = false;
    for (const cell of this.cells) {
      cell.showStale(isNew);
      isNew ||= cell.ran !== null && cell.ran !== cell.code;
    }
  }

  /** Begin with a Python in which no cell has run. */
  restart() {
    this.python.restart();
    for (const cell of this.cells) cell.ran = null;
    this.compare();
  }
}

class Cell {
  /**
   * @param {HTMLElement} element
   * @param {number} number
   * @param {Cells} page
   */
  constructor(element, number, page) {
    this.number = number;
    this.page = page;
    element.dataset.cell = String(number);
    this.input = /** @type {HTMLElement} */ (element.querySelector(".cell_input"));
    this.source = this.input.querySelector("pre")?.textContent?.trimEnd() ?? "";
    this.result = /** @type {HTMLElement | null} */ (element.querySelector(".cell_output"));
    /** @type {string | null} the text with which Python ran it */
    this.ran = null;
    /** @type {string | null} the text whose result is shown */
    this.shown = null;
    /** Whether a cell above has run with a new text since. */
    this.isOvertaken = false;
    this.opener = button(say("try"), () => this.open(), "try-it");
    this.opener.setAttribute("aria-label", say("try-cell", { number }));
    this.input.append(this.opener);
  }

  get code() {
    return this.editor?.code ?? this.source;
  }

  /** Put an editor in place of the code. */
  open() {
    if (this.editor) return this.editor.focus();
    this.editor = makeEditor({
      label: say("cell", { number: this.number }),
      code: this.source,
      onChange: () => this.page.compare(),
      onSubmit: () => this.run(),
    });
    this.status = make("div", { role: "status", class: "verdict cell-status" });
    this.stale = make("div", { class: "cell-stale", hidden: "" });
    this.broken = make("div", { class: "cell-broken", hidden: "" });
    this.output = make("div", { class: "live-output", hidden: "" });
    this.box = make(
      "div",
      { class: "live-cell" },
      this.editor.element,
      this.tools(),
      this.stale,
      this.output,
      this.status,
      this.broken,
    );
    this.input.hidden = true;
    this.input.after(this.box);
    this.editor.focus();
  }

  tools() {
    this.stop = button(say("stop"), () => this.page.python.stop());
    this.stop.disabled = true;
    const restart = button(say("restart"), () => this.restart(), "quiet");
    restart.title = say("restart-means");
    return make(
      "div",
      { class: "live-tools" },
      button(say("run"), () => this.run(), "primary"),
      this.stop,
      button(say("start-over"), () => this.close()),
      restart,
    );
  }

  /** Put the page's own code and output back; cells below know that Python has another text. */
  close() {
    if (this.stop?.disabled === false) this.page.python.stop();
    this.box?.remove();
    this.editor = undefined;
    this.shown = null;
    this.input.hidden = false;
    if (this.result) this.result.hidden = false;
    this.page.compare();
    this.opener.focus();
  }

  async run() {
    const { status, output, stop, code } = this;
    if (!status || !output || stop?.disabled !== true) return;
    stop.disabled = false;
    output.hidden = true;
    this.clear();
    showLoading(status, say("running"));
    try {
      const reply = await this.page.run(this, (...said) => showLoading(status, ...said));
      this.show(reply);
      this.editor?.markLine(reply.line);
      this.shown = code;
      this.isOvertaken = false;
      this.page.compare();
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      stop.disabled = true;
    }
  }

  /** @param {Reply & CellReply} reply */
  show({ outputs, failed, text, above, broken }) {
    const { status, output } = this;
    if (!status || !output) return;
    showOutput(output, { outputs });
    if (this.result) this.result.hidden = true;
    const said = say(above ? "cell-ran-after" : "cell-ran");
    status.replaceChildren(failed ? make("pre", { class: "report" }, text) : said);
    status.append(...broken.map(({ number }) => make("div", {}, say("cell-broken", { number }))));
    status.dataset.verdict = failed ? "error" : "ran";
    this.showBroken(broken);
  }

  /**
   * Show what is the matter with cells above, and lead to them.
   *
   * @param {CellReply["broken"]} broken
   */
  showBroken(broken) {
    if (!this.broken) return;
    const { cells } = this.page;
    this.broken.hidden = !broken.length;
    this.broken.replaceChildren(
      ...broken.flatMap(({ number, text }) => [
        make("pre", { tabindex: "0", "aria-label": say("cell", { number }) }, text),
        button(say("cell-go", { number }), () => cells[number - 1].visit()),
      ]),
    );
  }

  /** Open it where the reader can see it. */
  visit() {
    const folded = this.input.closest("details");
    if (folded) folded.open = true;
    this.open();
    this.box?.scrollIntoView({ block: "center" });
  }

  /**
   * Say whether the result is still that of the texts in the page.
   *
   * @param {boolean} isNewAbove whether a text above has not run yet
   */
  showStale(isNewAbove) {
    if (!this.stale) return;
    const changed = this.shown !== this.code && "cell-changed";
    const why = changed || ((isNewAbove || this.isOvertaken) && "cell-overtaken");
    this.stale.textContent = this.shown !== null && why ? say(why) : "";
    this.stale.hidden = !this.stale.textContent;
  }

  /** Take the result away. */
  clear() {
    this.shown = null;
    this.showStale(false);
    delete this.status?.dataset.verdict;
    this.status?.replaceChildren();
    this.showBroken([]);
  }

  restart() {
    this.page.restart();
    delete this.status?.dataset.verdict;
    this.status?.replaceChildren(say("restarted"));
  }
}
