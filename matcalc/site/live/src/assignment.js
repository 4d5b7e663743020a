/** The reader's answers as a notebook, ready to be handed in. */
import { button, download } from "./dom.js";
import { recall } from "./store.js";

/**
 * The released notebook of an assignment with the kept answers in its answer cells.
 *
 * @param {string} assignment
 * @returns {Promise<string>}
 */
export async function filledNotebook(assignment) {
  const response = await fetch(new URL(`./notebooks/${assignment}.ipynb`, import.meta.url));
  if (!response.ok) throw new Error(`status ${response.status}`);
  const notebook = await response.json();
  for (const cell of notebook.cells) {
    const { grade_id: name, solution } = cell.metadata.nbgrader ?? {};
    const answer = solution ? recall(name).answer : undefined;
    if (answer !== undefined) cell.source = answer;
  }
  return JSON.stringify(notebook, null, 1);
}

/**
 * A button that downloads an assignment's notebook.
 *
 * @param {string} assignment
 */
export function notebookButton(assignment) {
  const name = `Download ${assignment}.ipynb with my answers`;
  const made = button(name, async () => {
    try {
      download(`${assignment}.ipynb`, await filledNotebook(assignment));
      made.textContent = name;
    } catch {
      made.textContent = "The notebook could not be fetched: try again";
    }
  });
  return made;
}

/** @param {HTMLElement} box the box that shows an assignment */
export function offerNotebook(box) {
  const address = box.querySelector("a.download-assignment")?.getAttribute("href") ?? "";
  const assignment = /([^/]+)\.zip$/.exec(address)?.[1];
  if (assignment) box.append(notebookButton(assignment));
}
