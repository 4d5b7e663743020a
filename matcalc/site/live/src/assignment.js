/** The reader's answers as notebooks, ready to be handed in. */
import { button, dataOf, download } from "./dom.js";
import { recall } from "./store.js";
import { say } from "./texts.js";

/**
 * A released notebook of an assignment with the kept answers in its answer cells.
 *
 * @param {string} assignment
 * @param {string} name
 * @returns {Promise<string>}
 */
async function filledNotebook(assignment, name) {
  const response = await fetch(new URL(`./notebooks/${assignment}/${name}.ipynb`, import.meta.url));
  if (!response.ok) throw new Error(`status ${response.status}`);
  const notebook = await response.json();
  for (const cell of notebook.cells) {
    const { grade_id: exercise, solution } = cell.metadata.nbgrader ?? {};
    const answer = solution ? recall(exercise).answer : undefined;
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
  const { assignment, notebooks } = dataOf(box);
  box.append(...notebooks.map((/** @type {string} */ name) => notebookButton(assignment, name)));
}
