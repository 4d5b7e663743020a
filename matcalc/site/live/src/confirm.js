/** A button that acts on a second press; it asks, and forgets that it asked. */
import { button } from "./dom.js";

const SECONDS = 8;

/**
 * @param {string} name
 * @param {string} question what it shows after the first press
 * @param {() => void} action
 */
export function confirmedButton(name, question, action) {
  let asked = false;
  let timer = 0;
  const ask = (/** @type {boolean} */ state) => {
    asked = state;
    made.textContent = state ? question : name;
    clearTimeout(timer);
    if (state) timer = Number(setTimeout(ask, SECONDS * 1000, false));
  };
  const made = button(name, () => {
    const confirmed = asked;
    ask(!asked);
    if (confirmed) action();
  });
  made.addEventListener("blur", () => ask(false));
  return { element: made, reset: () => ask(false) };
}
