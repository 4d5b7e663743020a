/**
 * An answer that is a derivation: its writer sees the lines, the notebook the text in quotes.
 *
 * Who pastes the cell of the notebook sees that cell; its lines are checked all the same.
 */
import { makeDerivation } from "./editor.js";

/** @import { Asked } from "./editor.js" */
/** @import { makeEditor } from "../editor.js" */
/** @import { Python } from "../python.js" */

const QUOTED = /=\s*[rR]?("""|''')([\s\S]*?)(?:\1|$)/;

/**
 * The cell of a notebook with lines in place of what the stub leaves open.
 *
 * @param {string} stub
 * @param {string} lines
 */
function cellOf(stub, lines) {
  if (!lines.trim()) return stub;
  const quotes = lines.includes('"""') ? "'''" : '"""';
  const raw = lines.includes("\\") ? "r" : "";
  return stub.replace(/=\s*\.\.\.\s*$/, () => `= ${raw}${quotes}\n${lines}\n${quotes}\n`);
}

/**
 * What the editor shows of a cell: its lines where it is nothing else, or all of it.
 *
 * @param {string} stub
 * @param {string} cell
 */
function shownOf(stub, cell) {
  if (cell.trim() === stub.trim()) return "";
  const lines = QUOTED.exec(cell)?.[2].replace(/^\n|\n$/g, "");
  return lines !== undefined && cellOf(stub, lines) === cell ? lines : cell;
}

/**
 * What makes the editor of an exercise that asks for a derivation, with the interface of others.
 *
 * @param {Asked & { answer: string }} derivation the question, and the name of the answer
 * @param {string} stub
 * @param {Python} python
 * @returns {(options: Parameters<typeof makeEditor>[0]) => Pick<ReturnType<typeof makeEditor>, "element" | "code" | "focused" | "focus" | "markLine">}
 */
export function makeDerivationAnswer({ answer, ...asked }, stub, python) {
  const begins = new RegExp(`^[ \\t]*${answer}[ \\t]*=`, "m");
  const isCell = (/** @type {string} */ text) => begins.test(text);
  const partOf = (/** @type {string} */ text) => {
    if (!isCell(text)) return { text, above: 0 };
    const found = QUOTED.exec(text);
    const before = found ? text.slice(0, found.index + found[0].indexOf(found[1])) : "";
    return { text: found?.[2] ?? "", above: before.split("\n").length - 1 };
  };
  const codeOf = (/** @type {string} */ text) => (isCell(text) ? text : cellOf(stub, text));
  return ({ label, code, onChange, onSubmit }) => {
    const made = makeDerivation({
      ...asked,
      python,
      label,
      text: shownOf(stub, code),
      onChange: (text) => onChange(codeOf(text)),
      onSubmit,
      partOf,
    });
    return {
      element: made.element,
      get code() {
        return codeOf(made.text);
      },
      set code(cell) {
        made.text = shownOf(stub, cell);
      },
      get focused() {
        return made.focused;
      },
      focus: () => made.focus(),
      markLine: () => {}, // each line has its own verdict
    };
  };
}
