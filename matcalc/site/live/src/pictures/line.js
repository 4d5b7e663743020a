/** A line fitted to points that can be moved, its normal equations, and two other lines. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, column, makeBoard, pair, reading } from "./board.js";
import { leastSquares, perpendicular, short, shown, throughOrigin } from "./maths.js";

/** @import { Board } from "./board.js" */
/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

const BOX = /** @type {const} */ ([-1.5, 7, 6.5, -1]);
const LONG = 20; // farther than the board reaches

/** @typedef {{ points: Pair[], shows: Record<string, boolean> }} State */

/**
 * @param {Frame} frame
 * @param {{ points: Pair[] }} first
 */
export async function draw(frame, first) {
  /** @type {State} */
  const state = { points: structuredClone(first.points), shows: { across: true, origin: true } };
  const plane = make("div", { class: "picture-plane" });
  const panel = make("div", { class: "picture-panel" });
  frame.stage.append(plane, panel);
  const numbers = makeNumbers(panel, state);
  const board = await makeBoard(frame, plane, {
    box: [...BOX],
    name: say("picture-points"),
    axes: ["t", "y"],
  });
  addFigures(board, state);
  const handles = state.points.map((at, k) =>
    board.handle(
      at,
      ([t, y]) => say("picture-point-at", { k: k + 1, t: shown(t, 1), y: shown(y, 1) }),
      (to) => {
        state.points[k] = to;
        numbers();
        frame.say(told(state));
      },
    ),
  );
  for (const line of /** @type {const} */ (["across", "origin"])) {
    frame.toggle(say(`line-${line}`), (checked) => {
      state.shows[line] = checked;
      board.update();
      numbers();
    });
  }
  frame.button("start-over", () => {
    for (const [k, at] of first.points.entries()) handles[k].moveTo(at);
  });
  numbers();
  board.update();
}

/** @param {State} state */
function told({ points }) {
  const { b, squares } = leastSquares(points);
  if (!b) return say("picture-no-line");
  return say("picture-line-told", { b1: shown(b[0], 3), b2: shown(b[1], 3), squares: shown(squares, 3) });
}

/** @param {State} state */
const across = ({ points, shows }) => (shows.across ? perpendicular(points) : null);

/** @param {State} state */
const origin = ({ points, shows }) => (shows.origin ? throughOrigin(points) : null);

/** @type {[number[], number[]]} */
const NOTHING = [[Number.NaN], [Number.NaN]];

/**
 * A line through a point, as two of its points.
 *
 * @param {Pair} through
 * @param {Pair} along
 * @returns {[number[], number[]]}
 */
function line([t, y], [a, b]) {
  const far = LONG / Math.hypot(a, b);
  return [
    [t - far * a, t + far * a],
    [y - far * b, y + far * b],
  ];
}

/**
 * Segments from each point to another one.
 *
 * @param {Pair[]} points
 * @param {Pair[]} others
 * @returns {[number[], number[]]}
 */
const segments = (points, others) => [
  points.flatMap(([t], k) => [t, others[k][0], Number.NaN]),
  points.flatMap(([, y], k) => [y, others[k][1], Number.NaN]),
];

/**
 * @param {Board} board
 * @param {State} state
 */
function addFigures(board, state) {
  board.curve(
    () => {
      const slope = origin(state);
      return slope === null ? NOTHING : line([0, 0], [1, slope]);
    },
    "green",
    { dash: 7, dashScale: true },
  );
  board.curve(
    () => {
      const found = across(state);
      return found ? line(found.centre, found.along) : NOTHING;
    },
    "violet",
    { dash: 6 },
  );
  board.curve(
    () => {
      const found = across(state);
      return found ? segments(state.points, found.feet) : NOTHING;
    },
    "violet",
    { strokeWidth: 1.5, strokeOpacity: 0.7 },
  );
  board.curve(
    () => {
      const { b } = leastSquares(state.points);
      return b ? line([0, b[0]], [1, b[1]]) : NOTHING;
    },
    "blue",
    { strokeWidth: 3 },
  );
  board.curve(
    () => {
      const { b } = leastSquares(state.points);
      return b
        ? segments(
            state.points,
            state.points.map(([t]) => [t, b[0] + b[1] * t]),
          )
        : NOTHING;
    },
    "orange",
    { strokeWidth: 2.5, dash: 2 },
  );
}

/**
 * The normal equations in numbers, and what follows from them.
 *
 * @param {HTMLElement} panel
 * @param {State} state
 */
function makeNumbers(panel, state) {
  const [gram, unknown, right] = [brackets(2, 2), brackets(2, 1), brackets(2, 1)];
  column("b").forEach((name, k) => {
    unknown.entries[k][0].textContent = name;
  });
  const named = (/** @type {string} */ name, /** @type {HTMLElement} */ box) =>
    make("span", { class: "picture-named" }, make("i", {}, name), box);
  const sum = [named("XᵀX", gram.box), named("b", unknown.box), "=", named("Xᵀy", right.box)];
  const equations = make("div", { class: "picture-sum" }, ...sum);
  const rows = {
    b: reading("b", "blue"),
    squares: reading("‖r‖²", "orange"),
    orthogonal: reading("Xᵀr"),
    fitted: reading(say("picture-slope-fitted"), "blue"),
    across: reading(say("picture-slope-across"), "violet"),
    origin: reading(say("picture-slope-origin"), "green"),
  };
  panel.append(equations, ...Object.values(rows).map(({ row }) => row));
  return () => {
    const { gram: G, right: c, b, residuals, squares } = leastSquares(state.points);
    gram.entries.forEach((line, i) => {
      line.forEach((entry, j) => {
        entry.textContent = short(G[i][j]);
      });
      right.entries[i][0].textContent = short(c[i]);
    });
    const steep = across(state)?.along;
    const slope = origin(state);
    const sums = [0, 1].map((k) => residuals.reduce((s, r, i) => s + r * (k ? state.points[i][0] : 1), 0));
    const values = {
      b: b ? pair(b, 3) : "–",
      squares: b ? shown(squares, 3) : "–",
      orthogonal: b ? pair(/** @type {Pair} */ (sums), 3) : "–",
      fitted: b ? shown(b[1], 3) : "–",
      across: steep ? slopeOf(steep) : "–",
      origin: slope === null ? "–" : shown(slope, 3),
    };
    for (const [name, text] of Object.entries(values))
      rows[/** @type {keyof typeof rows} */ (name)].value.textContent = text;
  };
}

/** @param {Pair} along */
const slopeOf = ([t, y]) => (Math.abs(t) < 1e-9 ? "∞" : shown(y / t, 3));
