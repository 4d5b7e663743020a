/** The stretching rule, step by step, in either layout: the entries walk to their places. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, paint, walkable } from "./frame.js";
import { placed, sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */

const STEPS = /** @type {const} */ (["components", "front", "back"]);
const MOST = 4;

/** @typedef {{ m: number, n: number, layout: string, step: typeof STEPS[number] }} State */
/** @typedef {{ element: HTMLElement, j?: number, i?: number }} Chip a component, or an entry */

/**
 * @param {Frame} frame
 * @param {State} first
 */
export function draw(frame, first) {
  const state = { ...first, step: /** @type {State["step"]} */ ("components") };
  let chips = build(frame, state);
  for (const size of /** @type {const} */ (["m", "n"])) {
    frame.slider(say(`stretch-${size}`), {
      value: state[size],
      max: MOST,
      change: (value) => {
        state[size] = value;
        chips = build(frame, state);
        frame.say(told(state));
      },
    });
  }
  const change = (/** @type {Partial<State>} */ changed) => {
    Object.assign(state, changed);
    place(frame, chips, state);
    frame.say(told(state));
  };
  frame.choice(say("picture-layout"), {
    options: { YX: "YX", XY: "XY" },
    value: state.layout,
    change: (layout) => change({ layout }),
  });
  frame.choice(say("picture-step"), {
    options: Object.fromEntries(STEPS.map((step, k) => [step, `${k + 1} ${say(`step-${step}`)}`])),
    value: state.step,
    change: (step) => change({ step: /** @type {State["step"]} */ (step) }),
  });
}

/** @param {State} state */
function told({ m, n, layout, step }) {
  const [front, back] = layout === "YX" ? ["f", "x"] : ["x", "f"];
  const [rows, columns] = layout === "YX" ? [n, m] : [m, n];
  return say(`step-${step}-told`, { front, back, layout, rows, columns });
}

/**
 * Make the components and the entries anew, for other sizes.
 *
 * @param {Frame} frame
 * @param {State} state
 */
function build(frame, state) {
  const { m, n } = state;
  /** @type {Chip[]} */
  const chips = [];
  for (let j = 0; j < m; j++)
    chips.push({ element: make("span", { class: "stretch-part" }, `f${sub(j + 1)}`), j });
  for (let i = 0; i < n; i++)
    chips.push({ element: make("span", { class: "stretch-part" }, `x${sub(i + 1)}`), i });
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < n; i++) {
      const text = `∂f${sub(j + 1)}/∂x${sub(i + 1)}`;
      chips.push({ element: cell({ row: 0, column: 0 }, text), j, i });
    }
  }
  for (const { element, j, i } of chips) paint(element, { j, m, i, n });
  const sheet = make("div", { class: "stretch-sheet", role: "group", "aria-label": say("picture-entries") });
  sheet.style.setProperty("--rows", String(1 + Math.max(m, n)));
  sheet.style.setProperty("--columns", String(1 + Math.max(m, n)));
  sheet.append(...chips.map(({ element }) => element));
  walkable(sheet, (entry) => point(frame, chips, entry));
  frame.stage.replaceChildren(sheet);
  place(frame, chips, state);
  return chips;
}

/**
 * Send everything where it belongs at this step.
 *
 * @param {Frame} frame
 * @param {Chip[]} chips
 * @param {State} state
 */
function place(frame, chips, { layout, step }) {
  const steps = STEPS.indexOf(step);
  for (const { element, j, i } of chips) {
    const isEntry = j !== undefined && i !== undefined;
    if (isEntry) {
      const { row, column } = placed(layout, j, i);
      Object.assign(element.dataset, { row, column });
      const label = { f: `f${sub(j + 1)}`, x: `x${sub(i + 1)}`, row: row + 1, column: column + 1 };
      element.setAttribute("aria-label", say("picture-entry", label));
      element.setAttribute("tabindex", row + column ? "-1" : "0");
      element.toggleAttribute("inert", steps < 2);
      element.classList.toggle("waiting", steps < 2);
      moveTo(element, steps < 2 ? 0 : row + 1, column + 1);
    } else {
      const isFront = (j !== undefined) === (layout === "YX");
      const k = j ?? i ?? 0;
      element.classList.toggle("stretched", isFront ? steps > 0 : steps > 1);
      // The back one stands in a column already, the front one lies down.
      if (isFront) moveTo(element, steps ? 0 : k + 1, steps ? k + 1 : 1);
      else moveTo(element, k + 1, 0);
    }
  }
  frame.stage.dataset.step = step;
}

/**
 * @param {HTMLElement} element
 * @param {number} row
 * @param {number} column
 */
function moveTo(element, row, column) {
  element.style.setProperty("--row", String(row));
  element.style.setProperty("--column", String(column));
}

/**
 * Link an entry to its function and its variable.
 *
 * @param {Frame} frame
 * @param {Chip[]} chips
 * @param {HTMLElement | null} entry
 */
function point(frame, chips, entry) {
  const chosen = chips.find(({ element }) => element === entry);
  for (const { element, j, i } of chips) {
    const part = j === undefined || i === undefined;
    const linked = chosen && (part ? j === chosen.j || i === chosen.i : element === entry);
    element.classList.toggle("linked", Boolean(linked));
  }
  frame.stage.classList.toggle("pointing", Boolean(chosen));
  if (entry) frame.say(entry.getAttribute("aria-label") ?? "");
}
