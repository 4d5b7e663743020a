/**
 * The frame of a picture: controls above it, and below it a line that says what has changed.
 *
 * A picture is a module with a function `draw`; its still gives way when the picture is there.
 */
import { button, dataOf, make } from "../dom.js";
import { say } from "../texts.js";

/** @import { Text } from "../texts.js" */

/** @typedef {{ draw: (frame: Frame, data: any) => void | Promise<void> }} Picture */

/** @satisfies {Record<string, () => Promise<Picture>>} */
const PICTURES = {
  shapes: () => import("./shapes.js"),
  kinds: () => import("./kinds.js"),
  stretching: () => import("./stretching.js"),
  quadratic: () => import("./quadratic.js"),
  layouts: () => import("./layouts.js"),
  line: () => import("./line.js"),
  ring: () => import("./ring.js"),
  chains: () => import("./chains.js"),
  tiles: () => import("./tiles.js"),
  box: () => import("./box.js"),
  bowls: () => import("./bowls.js"),
  attention: () => import("./attention.js"),
  simplex: () => import("./simplex.js"),
  network: () => import("./network.js"),
  covariance: () => import("./covariance.js"),
  leash: () => import("./leash.js"),
};

const PAUSE = 250; // milliseconds without a change before it is said

/**
 * Make pictures answer.
 *
 * @param {HTMLElement[]} regions
 */
export async function showPictures(regions) {
  for (const region of regions) {
    const name = /** @type {keyof typeof PICTURES} */ (region.dataset.picture);
    const frame = new Frame(region);
    frame.said.textContent = say(`hint-${name}`);
    try {
      const { draw } = /** @type {Picture} */ (await PICTURES[name]());
      await draw(frame, dataOf(region));
      frame.open();
    } catch (error) {
      console.error(error);
      frame.close();
    }
  }
}

let count = 0; // of names that stand once in a page

/** @param {string} kind */
export const unique = (kind) => `picture-${kind}-${++count}`;

export class Frame {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region;
    this.tools = make("div", { class: "picture-tools" });
    this.stage = make("div", { class: "picture-stage" });
    this.said = make("p", { class: "picture-said", role: "status", "aria-live": "polite" });
    this.live = make("div", { class: "picture-live" }, this.tools, this.stage, this.said);
    this.live.hidden = true;
    region.append(this.live);
  }

  /** Let the picture take the place of its still. */
  open() {
    this.live.hidden = false;
    this.region.classList.add("touchable");
  }

  /** Give the place back. */
  close() {
    this.live.remove();
    this.region.classList.remove("touchable");
  }

  /**
   * Say what has changed, once the reader pauses.
   *
   * @param {string} text
   */
  say(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.said.textContent = text;
    }, PAUSE);
  }

  /**
   * A slider for a size, or for another number.
   *
   * @param {string} label
   * @param {{ value: number, min?: number, max: number, step?: number, change: (value: number) => void,
   *   shows?: (value: number) => string }} options `shows` is what stands beside it
   * @returns {(value: number) => void} sets it
   */
  slider(label, { value, min = 1, max, step = 1, change, shows = String }) {
    const limits = { min: String(min), max: String(max), step: String(step) };
    const range = make("input", { type: "range", ...limits, value: String(value) });
    range.setAttribute("aria-label", label); // without the number beside it
    const output = make("output", {});
    const tell = () => {
      const text = shows(Number(range.value));
      output.textContent = text;
      range.setAttribute("aria-valuetext", text);
    };
    tell();
    range.addEventListener("input", () => {
      tell();
      change(Number(range.value));
    });
    this.tools.append(make("label", { class: "picture-slider" }, make("span", {}, label), range, output));
    return (now) => {
      range.value = String(now);
      tell();
    };
  }

  /**
   * A choice of one of a few, as buttons in a row.
   *
   * @param {string} label
   * @param {{ options: Record<string, string>, value: string, change: (value: string) => void }} options
   *   their names by their values
   */
  choice(label, { options, value, change }) {
    const name = unique("choice");
    const buttons = Object.entries(options).map(([key, text]) => {
      const radio = make("input", { type: "radio", name, value: key });
      radio.checked = key === value;
      radio.addEventListener("change", () => change(key));
      return make("label", {}, radio, make("span", {}, text));
    });
    this.tools.append(make("fieldset", { class: "picture-choice" }, make("legend", {}, label), ...buttons));
  }

  /**
   * @param {string} label
   * @param {(checked: boolean) => void} change
   */
  toggle(label, change) {
    const box = make("input", { type: "checkbox", checked: "" });
    box.addEventListener("change", () => change(box.checked));
    this.tools.append(make("label", { class: "picture-toggle" }, box, label));
  }

  /**
   * @param {Text} name
   * @param {() => void} action
   */
  button(name, action) {
    const made = button(say(name), action);
    this.tools.append(made);
    return made;
  }
}

const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/**
 * Let the arrow keys lead from cell to cell of a table, which is one stop of the Tab key, and tell
 * at which of them the reader points: by hovering, by touch or by the keyboard.
 *
 * @param {HTMLElement} table its cells know their data-row and data-column
 * @param {(cell: HTMLElement | null) => void} point
 */
export function walkable(table, point) {
  const cellOf = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-row]")) : null;
  table.addEventListener("keydown", (event) => {
    const { row, column } = cellOf(event.target)?.dataset ?? {};
    const move = MOVES[event.key];
    if (!move || !row) return;
    const [down, right] = [Number(row) + move[0], Number(column) + move[1]];
    const next = table.querySelector(`[data-row="${down}"][data-column="${right}"]`);
    event.preventDefault();
    if (next instanceof HTMLElement) next.focus();
  });
  for (const event of ["pointerover", "focusin", "click"]) {
    table.addEventListener(event, ({ target }) => {
      const cell = cellOf(target);
      if (cell) point(cell);
    });
  }
  table.addEventListener("focusin", ({ target }) => {
    for (const cell of table.querySelectorAll("[data-row]")) {
      cell.setAttribute("tabindex", cell === target ? "0" : "-1");
    }
  });
  for (const event of ["pointerleave", "focusout"]) table.addEventListener(event, () => point(null));
}

/**
 * Let a part of a ring be led around it, by the arrow keys or by dragging, clockwise by 1.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} ring
 * @param {(by: 1 | -1) => void} move
 */
export function turnable(element, ring, move) {
  element.addEventListener("keydown", (event) => {
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    move(by[0] + by[1] > 0 ? 1 : -1);
  });
  const angleOf = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const { left, top, width, height } = ring.getBoundingClientRect();
    return Math.atan2(clientY - top - height / 2, clientX - left - width / 2);
  };
  let start = Number.NaN; // no pointer is down
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    start = angleOf(event);
  });
  element.addEventListener("pointermove", (event) => {
    const turned = Math.sin(angleOf(event) - start); // past an eighth of a turn
    if (!(Math.abs(turned) > Math.SQRT1_2)) return;
    start = angleOf(event);
    move(turned > 0 ? 1 : -1);
  });
  for (const event of ["pointerup", "pointercancel"]) {
    element.addEventListener(event, () => {
      start = Number.NaN;
    });
  }
}

/**
 * A cell of a table that one can point at.
 *
 * @param {{ row: number, column: number }} place
 * @param {...(Node | string)} content
 */
export function cell({ row, column }, ...content) {
  const made = make("button", { type: "button", class: "picture-cell" }, ...content);
  Object.assign(made.dataset, { row, column });
  made.setAttribute("tabindex", row + column ? "-1" : "0");
  return made;
}

/**
 * A table of cells, with what stands above its columns and beside its rows.
 *
 * @param {string} kind its class
 * @param {{ name: string, top: (Node | string)[], left: (Node | string)[], corner?: Node | string }} labels
 * @param {(row: number, column: number) => HTMLElement} makeCell
 * @param {(cell: HTMLElement | null) => void} point told at which cell the reader points
 */
export function table(kind, { name, top, left, corner = "" }, makeCell, point) {
  const head = (/** @type {Node | string} */ text) => make("span", { class: "picture-head" }, text);
  const made = make(
    "div",
    { role: "group", class: kind, "aria-label": name },
    head(corner),
    ...top.map(head),
  );
  made.style.setProperty("--columns", String(top.length));
  for (const [row, label] of left.entries()) {
    made.append(head(label), ...top.map((_, column) => makeCell(row, column)));
  }
  walkable(made, point);
  return made;
}

/**
 * The colours of a component of the function and of the variable, as `stretch` has them.
 *
 * @param {HTMLElement} element
 * @param {{ j?: number, m: number, i?: number, n: number }} component
 */
export function paint(element, { j, m, i, n }) {
  const hue = (/** @type {number} */ start, /** @type {number} */ k, /** @type {number} */ count) =>
    String(start + (80 * k) / Math.max(count, 2));
  const hues = [...(j === undefined ? [] : [hue(200, j, m)]), ...(i === undefined ? [] : [hue(20, i, n)])];
  element.style.setProperty("--upper", hues[0]);
  element.style.setProperty("--lower", hues[hues.length - 1]);
}
