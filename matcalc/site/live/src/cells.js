/** The page's own cells: each can be edited and run, after those above it. */
import { button, make } from "./dom.js";
import { makeEditor } from "./editor.js";
import { showLoading, showOutput } from "./reply.js";
import { say } from "./texts.js";

/** @import { OnProgress, Python } from "./python.js" */
/** @import { Reply } from "./reply.js" */

const SECONDS = 60;

export class Cells {
  /**
   * @param {HTMLElement[]} elements the cells, from the top of the page
   * @param {Python} python
   */
  constructor(elements, python) {
    this.python = python;
    this.cells = elements.map((element, index) => new Cell(element, index, this));
  }

  /**
   * Run a cell; those above it run first, where they have not yet.
   *
   * @param {Cell} cell
   * @param {OnProgress} onProgress
   * @returns {Promise<Reply>}
   */
  run(cell, onProgress) {
    const above = this.cells.slice(0, cell.index).map((other) => other.code);
    return this.python.ask("run_cell", [above, cell.code], { seconds: SECONDS, onProgress });
  }
}

class Cell {
  /**
   * @param {HTMLElement} element
   * @param {number} index
   * @param {Cells} page
   */
  constructor(element, index, page) {
    this.element = element;
    this.index = index;
    this.page = page;
    this.input = /** @type {HTMLElement} */ (element.querySelector(".cell_input"));
    this.source = this.input.querySelector("pre")?.textContent?.trimEnd() ?? "";
    this.result = /** @type {HTMLElement | null} */ (element.querySelector(".cell_output"));
    this.opener = button(say("try"), () => this.open(), "try-it");
    this.opener.setAttribute("aria-label", say("try-cell", { number: index + 1 }));
    this.input.append(this.opener);
  }

  get code() {
    return this.editor?.code ?? this.source;
  }

  /** Put an editor in place of the code. */
  open() {
    this.editor = makeEditor({
      label: say("cell", { number: this.index + 1 }),
      code: this.source,
      onChange: () => {},
      onSubmit: () => this.run(),
    });
    this.status = make("div", { role: "status", class: "cell-status" });
    this.output = make("div", { class: "live-output", hidden: "" });
    this.stop = button(say("stop"), () => this.page.python.stop());
    this.stop.disabled = true;
    const tools = make(
      "div",
      { class: "live-tools" },
      button(say("run"), () => this.run(), "primary"),
      this.stop,
      button(say("start-over"), () => this.close()),
    );
    this.box = make("div", { class: "live-cell" }, this.editor.element, tools, this.status, this.output);
    this.input.hidden = true;
    this.input.after(this.box);
    this.editor.focus();
  }

  /** Put the page's own code and output back. */
  close() {
    if (!this.stop?.disabled) this.page.python.stop();
    this.box?.remove();
    this.editor = undefined;
    this.input.hidden = false;
    if (this.result) this.result.hidden = false;
    this.opener.focus();
  }

  async run() {
    const { status, output, stop } = this;
    if (!status || !output || !stop?.disabled) return;
    stop.disabled = false;
    output.hidden = true;
    showLoading(status, say("running"));
    try {
      const reply = await this.page.run(this, (...said) => showLoading(status, ...said));
      status.replaceChildren();
      this.editor?.markLine(reply.line);
      showOutput(output, reply);
      if (this.result) this.result.hidden = true;
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    } finally {
      stop.disabled = true;
    }
  }
}
