/** Python is fetched ahead: at the first touch of something that needs it, and from then on at once. */

/** @import { Python } from "./python.js" */

const PLACES = ".cm-editor, .try-it, [data-exercise], [data-python]";
const USED = "matcalc-python-used"; // in this tab, until it is closed

/**
 * Have Python ready before it is asked.
 *
 * @param {Python} python
 */
export function fetchAhead(python) {
  const prepare = () => {
    python.prepare();
    remember();
    for (const kind of ["focusin", "pointerdown"]) document.removeEventListener(kind, touched);
  };
  const touched = (/** @type {Event} */ { target }) => {
    if (target instanceof Element && target.closest(PLACES)) prepare();
  };
  for (const kind of ["focusin", "pointerdown"]) document.addEventListener(kind, touched);
  // Who used it on the page before will use it here: it is in the browser's cache.
  if (wasUsed() && document.querySelector(PLACES)) addEventListener("load", () => setTimeout(prepare, 300));
}

/** Without leave to store anything, Python is fetched when it is asked. */
function remember() {
  try {
    sessionStorage.setItem(USED, "yes");
  } catch {}
}

function wasUsed() {
  try {
    return sessionStorage.getItem(USED) === "yes";
  } catch {
    return false;
  }
}
