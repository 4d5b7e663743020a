/** Buttons for the file of answers: export, import, and what came of it. */

import { button, download, make } from "../dom.js";
import { say } from "../texts.js";
import { releasedCells } from "./notebook.js";
import { fleeting } from "./storage.js";
import { exported, NotAnswers, takeOver } from "./transfer.js";

const LARGEST = 64e6; // bytes; a file of answers has some thousand

/** @param {(saved: string) => void} [onSaved] told what of it was not kept otherwise */
export function exportButton(onSaved = () => {}) {
  return button(say("export"), () => {
    download("matcalc-answers.json", exported());
    onSaved(fleeting());
  });
}

/**
 * A button that asks for a file, and an input that is given it.
 *
 * @param {HTMLElement} status where it is said what came of it
 * @param {() => void} [onStart]
 */
export function importTools(status, onStart = () => {}) {
  const file = make("input", { type: "file", accept: ".json,.ipynb,application/json", hidden: "" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    onStart();
    status.replaceChildren(...(await importFrom(chosen)));
    file.value = "";
  });
  return [button(say("import"), () => file.click()), file];
}

/**
 * @param {File} file
 * @returns {Promise<(Node | string)[]>} what is said of it
 */
async function importFrom(file) {
  const { name } = file;
  try {
    if (file.size > LARGEST) throw new NotAnswers();
    const { count, unknown, undo } = await takeOver(await file.text(), releasedCells);
    const said = [counted("imported", count, name)];
    if (unknown) said.push(counted("imported-unknown", unknown, name));
    const text = said.join(say("sentences"));
    return count ? [text, " ", undoButton(undo)] : [text];
  } catch (error) {
    return [say(error instanceof NotAnswers ? "not-answers" : "file-unread", { name })];
  }
}

const OF_ONE = /** @type {const} */ ({
  imported: "imported-one",
  "imported-unknown": "imported-unknown-one",
});

/**
 * @param {keyof typeof OF_ONE} key
 * @param {number} count
 * @param {string} name
 */
function counted(key, count, name) {
  if (key === "imported" && !count) return say("imported-none", { name });
  return say(count === 1 ? OF_ONE[key] : key, { count, name });
}

/** @param {() => void} undo */
function undoButton(undo) {
  const made = button(say("undo"), () => {
    undo();
    made.replaceWith(say("undone"));
  });
  return made;
}
