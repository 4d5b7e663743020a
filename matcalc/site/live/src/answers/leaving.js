/** The browser asks before a page is left with which something would be lost, and only then. */

/** @type {Set<string>} what would be lost, by any name */
const atRisk = new Set();

/** @param {Event} event */
const ask = (event) => event.preventDefault();

/**
 * @param {string} what
 * @param {boolean} isAtRisk
 */
export function askBeforeLeaving(what, isAtRisk) {
  if (isAtRisk) atRisk.add(what);
  else atRisk.delete(what);
  // While nobody listens, the browser may keep the page for when its reader comes back.
  if (atRisk.size) globalThis.addEventListener("beforeunload", ask);
  else globalThis.removeEventListener?.("beforeunload", ask);
}
