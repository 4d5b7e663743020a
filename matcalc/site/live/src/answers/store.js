/**
 * The reader's answers: an entry for each exercise.
 *
 * An answer that stands in two tabs is never written over unseen: who writes says which answer it
 * follows, and where another one is kept by now, it stays.
 */
import { names, read, removeAll, watch, write } from "./storage.js";

/**
 * @typedef {object} Entry
 * @property {string} [answer] what stands in the editor, where it is not the stub
 * @property {number} [changed] when the answer was changed, in milliseconds
 * @property {boolean} [passed]
 * @property {string} [right] the text that passed last
 * @property {number} [attempts] checks that did not pass
 */

export { removeAll as forget, watch };

/**
 * @param {string} name
 * @returns {Entry}
 */
export function recall(name) {
  try {
    return entryOf(JSON.parse(read(name) ?? "{}"));
  } catch {
    return {};
  }
}

/**
 * What may be kept of an exercise, whatever a file or another version holds.
 *
 * @param {any} value
 * @returns {Entry}
 */
export function entryOf(value) {
  const { answer, changed, passed, right, attempts } = value ?? {};
  return {
    ...(typeof answer === "string" && { answer }),
    ...(Number.isFinite(changed) && { changed }),
    ...(passed === true && { passed }),
    ...(typeof right === "string" && { right }),
    ...(Number.isInteger(attempts) && attempts > 0 && { attempts }),
  };
}

/**
 * Change some of what is kept of an exercise.
 *
 * @param {string} name
 * @param {Entry} change a property that is undefined is forgotten
 */
export function keep(name, change) {
  const time = "answer" in change ? { changed: Date.now() } : {};
  write(name, JSON.stringify({ ...recall(name), ...time, ...change }));
}

/**
 * Keep an answer, unless one is kept that was not seen here.
 *
 * @param {string} name
 * @param {string | undefined} answer nothing for the stub
 * @param {string | undefined} seen the answer that it follows
 * @returns {boolean} whether this answer is kept now
 */
export function keepAfter(name, answer, seen) {
  const { answer: kept } = recall(name);
  if (kept === answer) return true;
  if (kept !== seen) return false;
  keep(name, { answer });
  return true;
}

/** @returns {Record<string, Entry>} the entries of all exercises that were begun */
export function everything() {
  const entries = names().map((name) => /** @type {const} */ ([name, recall(name)]));
  return Object.fromEntries(entries.filter(([, entry]) => Object.keys(entry).length));
}
