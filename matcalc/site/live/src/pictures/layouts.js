/** The same partial derivatives in both layouts, side by side. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, paint, table } from "./frame.js";
import { placed, sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */

const MOST = 4;

/** @typedef {{ m: number, n: number }} State */

/**
 * @param {Frame} frame
 * @param {State} first
 */
export function draw(frame, first) {
  const state = { ...first };
  for (const size of /** @type {const} */ (["m", "n"])) {
    frame.slider(say(`layouts-${size}`), {
      value: state[size],
      max: MOST,
      change: (value) => {
        state[size] = value;
        show(frame, state);
        frame.say(say("picture-layout-shapes", state));
      },
    });
  }
  show(frame, state);
}

/**
 * @param {Frame} frame
 * @param {State} state
 */
function show(frame, state) {
  const point = (/** @type {HTMLElement | null} */ chosen) => {
    const entry = chosen?.dataset.entry;
    for (const one of frame.stage.querySelectorAll("[data-entry]")) {
      one.classList.toggle("linked", /** @type {HTMLElement} */ (one).dataset.entry === entry);
    }
    frame.stage.classList.toggle("pointing", Boolean(chosen));
    if (entry) frame.say(told(...entry.split(" ").map(Number)));
  };
  frame.stage.replaceChildren(grid("YX", state, point), grid("XY", state, point));
}

/** @param {number[]} indices j and i, from nought */
function told(...[j, i]) {
  return say("picture-in-both", { y: `y${sub(j + 1)}`, x: `x${sub(i + 1)}`, j: j + 1, i: i + 1 });
}

/**
 * @param {"YX" | "XY"} layout
 * @param {State} state
 * @param {(cell: HTMLElement | null) => void} point
 */
function grid(layout, { m, n }, point) {
  const names = (/** @type {string} */ letter, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, k) => `${letter}${sub(k + 1)}`);
  const [functions, variables] = [names("y", m), names("x", n)];
  const [top, left] = layout === "YX" ? [functions, variables] : [variables, functions];
  const title = say(layout === "YX" ? "picture-denominator" : "picture-numerator");
  const made = table(
    "layouts-grid",
    { name: title, top, left },
    (row, column) => {
      // The rule is its own inverse: from row and column to j and i as from j and i to them.
      const { row: j, column: i } = placed(layout, row, column);
      const label = { f: functions[j], x: variables[i], row: row + 1, column: column + 1 };
      const made = cell({ row, column }, `∂${functions[j]}/∂${variables[i]}`);
      made.setAttribute("aria-label", say("picture-entry", label));
      made.dataset.entry = `${j} ${i}`;
      paint(made, { j, m, i, n });
      return made;
    },
    point,
  );
  const shape = `${left.length}×${top.length}`;
  return make(
    "div",
    { class: "layouts-side" },
    make("p", { class: "layouts-title" }, make("b", {}, title), ` ${shape}`),
    made,
  );
}
