import { say } from "./texts.js";

/**
 * The reader's answers, kept in their browser: one entry for each exercise.
 *
 * @typedef {object} Entry
 * @property {string} [answer] what stands in the editor, where it is not the stub
 * @property {boolean} [passed]
 * @property {number} [attempts] checks that did not pass
 */

const PREFIX = "matcalc/";
const FORMAT = "matcalc answers";

/** Where the browser forbids storage, the answers live as long as the page. */
const memory = new Map();

/**
 * The text under a key of the browser's storage; other tools of the page have keys of their own.
 *
 * @param {string} key
 * @returns {string | null}
 */
export function recallText(key) {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/**
 * @param {string} key
 * @param {string | null} text nothing, to forget it
 */
export function keepText(key, text) {
  memory.delete(key);
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    if (text !== null) memory.set(key, text);
  }
}

/**
 * @param {string} name
 * @returns {Entry}
 */
export function recall(name) {
  const text = recallText(PREFIX + name);
  return text === null ? {} : JSON.parse(text);
}

/**
 * Change some of what is kept of an exercise.
 *
 * @param {string} name
 * @param {Entry} change a property that is undefined is forgotten
 */
export function keep(name, change) {
  keepText(PREFIX + name, JSON.stringify({ ...recall(name), ...change }));
}

/** @returns {Record<string, Entry>} */
function everything() {
  const names = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return Object.fromEntries(names.map((key) => key.slice(PREFIX.length)).map((name) => [name, recall(name)]));
}

/** Everything that is kept, as the text of a file. */
export function exported() {
  return JSON.stringify({ format: FORMAT, version: 1, answers: everything() }, null, 1);
}

/**
 * Take over the answers of an exported file; others stay.
 *
 * @param {string} text
 * @returns {number} how many were taken over
 * @throws {Error} if the text is not of such a file
 */
export function imported(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    content = null;
  }
  if (content?.format !== FORMAT || content.version !== 1 || typeof content.answers !== "object") {
    throw new Error(say("not-answers"));
  }
  const entries = Object.entries(content.answers).filter(([name]) => /^[a-z0-9-]+$/.test(name));
  for (const [name, { answer, passed, attempts }] of entries) {
    keep(name, {
      answer: typeof answer === "string" ? answer : undefined,
      passed: passed === true,
      attempts: Number.isInteger(attempts) ? attempts : 0,
    });
  }
  return entries.length;
}

/** Forget every answer. */
export function forget() {
  for (const name of Object.keys(everything())) localStorage.removeItem(PREFIX + name);
}
