/** An assignment's notebooks: as they were released, and with the reader's answers in them. */
import { button, dataOf, download } from "../dom.js";
import { askWhose, ofSet } from "../sets.js";
import { say } from "../texts.js";
import { recall } from "./store.js";

/** @import { Cell } from "./transfer.js" */

/** What shows an assignment, and holds its name and those of its notebooks. */
export const ASSIGNMENTS = ".admonition.assignment, section[data-assignment]";

/**
 * A notebook of an assignment, as it was released.
 *
 * @param {string} assignment
 * @param {string} name
 * @returns {Promise<{ cells: Cell[] }>}
 */
async function released(assignment, name) {
  const file = `${assignment + ofSet(assignment)}/${name}.ipynb`;
  const response = await fetch(new URL(`./notebooks/${file}`, import.meta.url));
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** The cells of all notebooks of the page's assignments. */
export async function releasedCells() {
  const boxes = [...document.querySelectorAll(ASSIGNMENTS)].map(dataOf);
  const notebooks = boxes.flatMap(({ assignment, notebooks }) =>
    notebooks.map((/** @type {string} */ name) => released(assignment, name)),
  );
  return (await Promise.all(notebooks)).flatMap(({ cells }) => cells);
}

/**
 * A released notebook with the kept answers in its answer cells.
 *
 * @param {string} assignment
 * @param {string} name
 * @returns {Promise<string>}
 */
async function filledNotebook(assignment, name) {
  const notebook = await released(assignment, name);
  for (const cell of notebook.cells) {
    const { grade_id: exercise, solution } = cell.metadata?.nbgrader ?? {};
    const answer = solution && exercise ? recall(exercise).answer : undefined;
    if (answer !== undefined) cell.source = answer;
  }
  return JSON.stringify(notebook, null, 1);
}

/**
 * A button that downloads a notebook of an assignment.
 *
 * @param {string} assignment
 * @param {string} name
 */
function notebookButton(assignment, name) {
  const file = `${name}.ipynb`;
  const made = button(say("notebook", { name: file }), async () => {
    try {
      download(file, await filledNotebook(assignment, name));
      made.textContent = say("notebook", { name: file });
    } catch {
      made.textContent = say("notebook-lost");
    }
  });
  return made;
}

/** @param {HTMLElement} box a box or list that shows an assignment */
export function offerNotebooks(box) {
  const { assignment, notebooks, dealt } = dataOf(box);
  if (dealt && !askWhose(assignment, box)) return;
  box.append(...notebooks.map((/** @type {string} */ name) => notebookButton(assignment, name)));
}
