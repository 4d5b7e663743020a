/**
 * Where a page keeps something: in the browser's storage, and what that does not take, in memory.
 *
 * All keys of the course begin alike.  Texts in memory live as long as the page.
 */

const PREFIX = "matcalc/";

/** @type {Map<string, string>} what the browser did not take */
const memory = new Map();

/** @type {Set<(name: string | null) => void>} */
const watchers = new Set();

const browser = open();

/** Whether the browser keeps anything for this page. */
export const isOpen = browser !== null;

/** The browser's storage; null where it is blocked, which some say at once and others when written to. */
function open() {
  try {
    const storage = globalThis.localStorage ?? null;
    storage?.setItem(`${PREFIX}?`, "");
    storage?.removeItem(`${PREFIX}?`);
    return storage;
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @returns {string | null}
 */
export function read(name) {
  return memory.get(name) ?? browser?.getItem(PREFIX + name) ?? null;
}

/**
 * @param {string} name
 * @param {string} text
 */
export function write(name, text) {
  try {
    if (!browser) throw new Error("blocked");
    browser.setItem(PREFIX + name, text);
    memory.delete(name);
  } catch {
    memory.set(name, text); // blocked, or full
  }
  tell(name);
}

/** @param {string} name */
export function remove(name) {
  browser?.removeItem(PREFIX + name);
  memory.delete(name);
  tell(name);
}

/** Every name under which there is something. */
export function names() {
  const kept = Object.keys(browser ?? {}).filter((key) => key.startsWith(PREFIX));
  return [...new Set([...kept.map((key) => key.slice(PREFIX.length)), ...memory.keys()])];
}

/** What would be lost with the page: a text of all of it, empty where the browser keeps everything. */
export function fleeting() {
  return memory.size ? JSON.stringify([...memory]) : "";
}

/** Remove everything, of every part of the course. */
export function removeAll() {
  for (const name of names()) browser?.removeItem(PREFIX + name);
  memory.clear();
  tell(null);
}

/**
 * Be told of every change, in this tab or in another.
 *
 * @param {(name: string | null) => void} watcher is given the name, or null where it may be any
 */
export function watch(watcher) {
  watchers.add(watcher);
}

/** @param {string | null} name */
function tell(name) {
  for (const watcher of watchers) watcher(name);
}

globalThis.addEventListener?.("storage", ({ key }) => {
  if (!key) tell(null);
  else if (key.startsWith(PREFIX)) tell(key.slice(PREFIX.length));
});
// A page that comes back from the browser's history was told nothing meanwhile.
globalThis.addEventListener?.("pageshow", ({ persisted }) => persisted && tell(null));
