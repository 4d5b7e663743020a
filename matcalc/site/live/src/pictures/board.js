/** A board of JSXGraph in our ways: quiet, in the page's colours, with points for every reader. */
import { make } from "../dom.js";
import { language } from "../texts.js";
import { unique } from "./frame.js";
import { shown, sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

export const COLOURS = {
  blue: "#2f80c9",
  orange: "#d1662a",
  green: "#3a8f5c",
  violet: "#9467c0",
  grey: "#7d8894",
};

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

const QUIET = { fixed: true, transitionDuration: 0, highlight: false, withLabel: false, tabindex: null };
const STEP = 0.1; // of a point, which also snaps to it
const KEYS = /** @type {Record<string, Pair>} */ ({
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
});

/**
 * A board with a grid of whole numbers.
 *
 * @param {Frame} frame which is opened: a board must see how large it is
 * @param {HTMLElement} plane where it stands
 * @param {{ box: Box, name: string, axes: [string, string] }} options
 */
export async function makeBoard(frame, plane, { box, name, axes }) {
  const { default: JXG } = /** @type {any} */ (await import("./jsxgraph.js"));
  const id = unique("board");
  frame.open();
  const place = make("div", { id, class: "picture-board", role: "group", lang: language });
  plane.append(place);
  const off = { enabled: false };
  const board = JXG.JSXGraph.initBoard(id, {
    boundingbox: box,
    keepaspectratio: true,
    axis: false,
    showCopyright: false,
    showNavigation: false,
    showInfobox: false,
    pan: off,
    zoom: off,
    keyboard: off,
    selection: off,
    resize: off, // below
    browserPan: true, // a finger beside the points moves the page
    precision: { touch: 16, mouse: 8, pen: 8 },
    title: name,
    description: "",
  });
  place.removeAttribute("aria-describedby");
  new ResizeObserver(() => {
    const { clientWidth, clientHeight } = place;
    if (!clientWidth) return; // on paper
    board.resizeContainer(clientWidth, clientHeight, true);
    board.setBoundingBox(box, true);
  }).observe(place);
  drawGrid(board, box, axes);
  return new Board(board, box);
}

/**
 * @param {any} board
 * @param {Box} box
 * @param {[string, string]} axes
 */
function drawGrid(board, [left, top, right, bottom], [across, up]) {
  const line = (/** @type {Pair} */ from, /** @type {Pair} */ to, /** @type {number} */ value) => {
    const style = {
      strokeColor: COLOURS.grey,
      strokeWidth: value ? 1 : 1.4,
      strokeOpacity: value ? 0.22 : 0.8,
    };
    board.create("segment", [from, to], { ...QUIET, ...style, layer: 1, point1: QUIET, point2: QUIET });
  };
  const text = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {string} */ label,
    /** @type {any} */ style,
  ) =>
    board.create("text", [x, y, label], { ...QUIET, display: "internal", fontSize: 12, layer: 2, ...style });
  const gap = (right - left) / 60;
  for (let x = Math.ceil(left); x <= right; x++) {
    line([x, bottom], [x, top], x);
    if (x - left > 0.3) text(x, bottom + gap, shown(x, 0), { anchorX: "middle", anchorY: "bottom" });
  }
  for (let y = Math.ceil(bottom); y <= top; y++) {
    line([left, y], [right, y], y);
    if (y - bottom > 0.5 && top - y > 0.3) {
      text(left + gap, y, shown(y, 0), { anchorX: "left", anchorY: "middle" });
    }
  }
  text(right - gap, gap, across, { anchorX: "right", anchorY: "bottom" });
  text(gap, top - gap, up, { anchorX: "left", anchorY: "top" });
}

export class Board {
  /**
   * @param {any} board JSXGraph's
   * @param {Box} box
   */
  constructor(board, box) {
    this.board = board;
    this.box = box;
  }

  /**
   * A fixed figure: an arrow, a segment, a curve.
   *
   * @param {"arrow" | "segment" | "line" | "curve"} kind
   * @param {any[]} parents
   * @param {keyof typeof COLOURS} colour
   * @param {any} [style]
   */
  figure(kind, parents, colour, style = {}) {
    const ends = { point1: { ...QUIET, visible: false }, point2: { ...QUIET, visible: false } };
    return this.board.create(kind, parents, {
      ...QUIET,
      ...ends,
      strokeColor: COLOURS[colour],
      strokeWidth: 2,
      ...style,
    });
  }

  /**
   * A curve through points that are computed anew at each update.
   *
   * @param {() => [number[], number[]]} compute NaN separates pieces
   * @param {keyof typeof COLOURS} colour
   * @param {any} [style]
   */
  curve(compute, colour, style = {}) {
    const curve = this.figure("curve", [[0], [0]], colour, { layer: 3, ...style });
    curve.updateDataArray = () => {
      [curve.dataX, curve.dataY] = compute();
    };
    return curve;
  }

  /**
   * A point that the reader moves, by mouse, by touch or with the arrow keys.
   *
   * @param {Pair} at
   * @param {(at: Pair) => string} name what it is called there
   * @param {(at: Pair) => void} moved
   */
  handle(at, name, moved) {
    const [left, top, right, bottom] = this.box;
    const point = this.board.create("point", at, {
      withLabel: false,
      showInfobox: false,
      transitionDuration: 0,
      snapToGrid: true,
      snapSizeX: STEP,
      snapSizeY: STEP,
      size: 7,
      fillColor: COLOURS.blue,
      strokeColor: COLOURS.blue,
      strokeWidth: 16, // room for a finger
      strokeOpacity: 0.2,
      highlightFillColor: COLOURS.blue,
      highlightStrokeColor: COLOURS.blue,
      highlightStrokeOpacity: 0.35,
      layer: 9,
    });
    const node = /** @type {SVGElement} */ (point.rendNode);
    const within = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
      Math.round(Math.min(most - STEP, Math.max(least + STEP, value)) / STEP) * STEP;
    const moveTo = (/** @type {Pair} */ [x, y]) => {
      const to = /** @type {Pair} */ (
        [within(x, left, right), within(y, bottom, top)].map((v) => Number(v.toFixed(6)))
      );
      point.setPosition(1, to); // in the board's own units
      describe(to);
      moved(to);
      this.board.update();
    };
    const describe = (/** @type {Pair} */ to) => {
      node.setAttribute("aria-label", name(to));
      node.setAttribute("aria-valuenow", to[0].toFixed(1));
      node.setAttribute("aria-valuetext", pair(to, 1));
    };
    node.setAttribute("class", "picture-handle");
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "slider"); // whose arrow keys every screen reader leaves to the page
    node.setAttribute("aria-valuemin", String(left));
    node.setAttribute("aria-valuemax", String(right));
    describe(at);
    node.addEventListener("keydown", (event) => {
      const way = KEYS[event.key];
      if (!way) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 * STEP : STEP;
      moveTo([point.X() + far * way[0], point.Y() + far * way[1]]);
    });
    point.on("drag", () => moveTo([point.X(), point.Y()]));
    return { moveTo };
  }

  update() {
    this.board.update();
  }
}

/**
 * A column as text.
 *
 * @param {Pair} column
 * @param {number} [decimals]
 */
export const pair = ([a, b], decimals = 2) => `(${shown(a, decimals)}, ${shown(b, decimals)})`;

/**
 * A row of numbers below or beside a board: a key to a colour, a name, a value.
 *
 * @param {string | Node} name
 * @param {string} [key] the class of a line in the drawing
 */
export function reading(name, key = "") {
  const value = make("output", {});
  const row = make(
    "div",
    { class: "picture-reading" },
    make("span", { class: `picture-key ${key}` }),
    make("span", {}, name),
    value,
  );
  return { row, value };
}

/**
 * A matrix of numbers in brackets, whose entries are set later.
 *
 * @param {number} rows
 * @param {number} columns
 * @param {(row: number, column: number) => HTMLElement} [makeEntry]
 */
export function brackets(rows, columns, makeEntry = () => make("span")) {
  const box = make("span", { class: "picture-matrix" });
  box.style.setProperty("--columns", String(columns));
  const entries = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => makeEntry(row, column)),
  );
  box.append(...entries.flat());
  return { box, entries };
}

/** @param {string} letter */
export const column = (letter) => [1, 2].map((k) => letter + sub(k));
