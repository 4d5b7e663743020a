/** A box with the columns of a matrix as edges: an entry moves, and a face throws its shadow. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, reading } from "./board.js";
import { unique } from "./frame.js";
import { cofactor, short, sub } from "./maths.js";
import { drawn } from "./svg.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

/** @typedef {number[]} Point three coordinates */

const [LEAST, MOST, STEP] = [-3, 3, 0.5];
const AXES = [0, 1, 2];

const plus = (/** @type {Point} */ a, /** @type {Point} */ b) => a.map((one, k) => one + b[k]);

/**
 * Where a point is seen: the first axis to the lower right, the second to the lower left.
 *
 * @param {Point} point
 * @returns {Pair}
 */
const seen = ([x, y, z]) => [(Math.sqrt(3) / 2) * (x - y), (x + y) / 2 - z];

/**
 * The faces and edges of the box, for the entry in row i and column j.
 *
 * @param {number[][]} X
 * @param {number} i
 * @param {number} j
 */
function partsOf(X, i, j) {
  const columns = AXES.map((k) => X.map((row) => row[k]));
  const [moved] = columns.splice(j, 1);
  const [a, b] = columns;
  const face = [[0, 0, 0], a, plus(a, b), b];
  const above = face.map((corner) => plus(corner, moved));
  const shadow = face.map((corner) => corner.map((one, k) => (k === i ? 0 : one)));
  return { face, above, shadow };
}

/**
 * @param {"polygon" | "polyline"} tag
 * @param {string} kind
 * @param {Point[]} points
 */
const figure = (tag, kind, points) =>
  drawn(tag, { class: `box-${kind}`, points: points.map((point) => seen(point).join()).join(" ") });

/**
 * @param {Frame} frame
 * @param {{ X: number[][], chosen: Pair }} first
 */
export function draw(frame, { X, chosen }) {
  let [i, j] = chosen;
  const picture = drawn("svg", { class: "box-drawing", role: "img", "aria-label": say("picture-box") });
  const name = unique("entry");
  const { box, entries } = brackets(3, 3, (row, column) => {
    const radio = make("input", { type: "radio", name, "aria-label": `x${sub(row + 1)}${sub(column + 1)}` });
    radio.checked = row === i && column === j;
    radio.addEventListener("change", () => {
      [i, j] = [row, column];
      setSlider(X[i][j]);
      frameBox();
      show();
    });
    return make("label", { class: "box-entry" }, radio, make("span"));
  });
  const volume = reading("det X");
  const area = reading(say("box-area"), "box-shadow");
  const frameBox = () => {
    const values = Array.from({ length: (MOST - LEAST) / STEP + 1 }, (_, k) => LEAST + k * STEP);
    const parts = values.flatMap((value) => {
      const other = X.map((line, r) => line.map((one, c) => (r === i && c === j ? value : one)));
      return Object.values(partsOf(other, i, j)).flat();
    });
    const points = parts.map(seen);
    const [left, top] = [0, 1].map((k) => Math.min(...points.map((at) => at[k])) - 0.3);
    const [right, bottom] = [0, 1].map((k) => Math.max(...points.map((at) => at[k])) + 0.3);
    picture.setAttribute("viewBox", [left, top, right - left, bottom - top].join(" "));
  };
  const show = () => {
    const { face, above, shadow } = partsOf(X, i, j);
    picture.replaceChildren(
      ...Object.entries({ shadow, face, above }).map(([kind, points]) => figure("polygon", kind, points)),
      ...face.map((corner, k) => figure("polyline", "drop", [corner, shadow[k]])),
      ...face.map((corner, k) => figure("polyline", "edge", [corner, above[k]])),
    );
    for (const [k, entry] of entries.flat().entries()) {
      entry.lastElementChild?.replaceChildren(short(X.flat()[k]));
    }
    const slope = cofactor(X, i, j);
    const det = AXES.reduce((sum, k) => sum + X[k][j] * cofactor(X, k, j), 0);
    volume.value.textContent = short(det);
    area.value.textContent = short(slope);
    const numbers = { value: short(X[i][j]), det: short(det), cofactor: short(slope) };
    return { entry: `x${sub(i + 1)}${sub(j + 1)}`, ...numbers };
  };
  const setSlider = frame.slider(say("box-slider"), {
    value: X[i][j],
    min: LEAST,
    max: MOST,
    step: STEP,
    change: (value) => {
      X[i][j] = value;
      const told = show();
      frame.say(say(told.det === "0" ? "box-flat" : "box-moved", told));
    },
  });
  frame.stage.append(picture, make("div", { class: "box-numbers" }, box, volume.row, area.row));
  frameBox();
  show();
}
