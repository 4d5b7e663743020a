/** Answers as a file: what was exported from a page, or a notebook that was worked on in Jupyter. */
import { entryOf, everything, keep, recall } from "./store.js";

/** @import { Entry } from "./store.js" */

/**
 * @typedef {object} Cell a cell of a notebook, as far as an answer goes
 * @property {string} [id]
 * @property {string | string[]} source
 * @property {{ nbgrader?: { grade_id: string, solution?: boolean } }} [metadata]
 */

/**
 * @typedef {object} TakenOver what came of a file
 * @property {number} count answers that were taken over
 * @property {number} unknown answers to exercises that the course does not have
 * @property {() => void} undo
 */

const FORMAT = "matcalc answers";
const NAME = /^[a-z0-9-]+$/;
const NOTHING = { answer: undefined, changed: undefined, passed: undefined, attempts: undefined };

/** The text is neither exported answers nor a notebook of the course. */
export class NotAnswers extends Error {}

/** Every answer, as the text of a file. */
export function exported() {
  return JSON.stringify({ format: FORMAT, version: 1, answers: everything() }, null, 1);
}

/**
 * Take over the answers of a file; others stay.
 *
 * @param {string} text
 * @param {() => Promise<Cell[]>} released gives the cells of the course's own notebooks
 * @returns {Promise<TakenOver>}
 * @throws {NotAnswers}
 */
export async function takeOver(text, released) {
  const content = parsed(text);
  if (content?.format === FORMAT && content.version === 1 && isObject(content.answers)) {
    const names = Object.keys(content.answers).filter((name) => NAME.test(name));
    const entries = names.map((name) => /** @type {const} */ ([name, entryOf(content.answers[name])]));
    return changed(new Map(entries.filter(([, { answer }]) => answer !== undefined)), 0, NOTHING);
  }
  if (!Array.isArray(content?.cells)) throw new NotAnswers();
  return fromNotebook(content.cells.filter(isObject), await released());
}

/**
 * Only answers are taken from a notebook: what passed is for the page to say.
 *
 * @param {Cell[]} cells
 * @param {Cell[]} released
 * @returns {TakenOver}
 */
function fromNotebook(cells, released) {
  const known = released.filter(isAnswer).map((cell) => ({ ...cell, exercise: exerciseOf(cell) }));
  const changes = new Map();
  let unknown = 0;
  let met = 0;
  for (const cell of cells) {
    const own = known.find(({ id, exercise }) =>
      isAnswer(cell) ? exercise === exerciseOf(cell) : id !== undefined && id === cell.id,
    );
    if (!own) unknown += Number(isAnswer(cell));
    else met += 1;
    if (own && textOf(cell) !== textOf(own)) changes.set(own.exercise, { answer: textOf(cell) });
  }
  if (!met) throw new NotAnswers();
  return changed(changes, unknown, {});
}

/**
 * @param {Map<string, Entry>} changes
 * @param {number} unknown
 * @param {Entry} forgotten what goes with the entry before
 * @returns {TakenOver}
 */
function changed(changes, unknown, forgotten) {
  const before = [...changes.keys()].map((name) => /** @type {const} */ ([name, recall(name)]));
  for (const [name, change] of changes) keep(name, { ...forgotten, ...change });
  const undo = () => {
    for (const [name, entry] of before) keep(name, { ...NOTHING, ...entry });
  };
  return { count: changes.size, unknown, undo };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {Cell} cell */
function isAnswer({ metadata }) {
  return metadata?.nbgrader?.solution === true;
}

/** @param {Cell} cell */
function exerciseOf({ metadata }) {
  return metadata?.nbgrader?.grade_id ?? "";
}

/** @param {Cell} cell */
function textOf({ source }) {
  return (Array.isArray(source) ? source.join("") : String(source ?? "")).replaceAll("\r\n", "\n");
}
