/** The triangle of the probabilities of three classes: logits move p, and an arrow is the gradient. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { reading } from "./board.js";
import { shown, sub } from "./maths.js";
import { crossEntropy, inTriangle } from "./probabilities.js";
import { drawn } from "./svg.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

const [LEAST, MOST] = [-6, 6];
const CLASSES = [0, 1, 2];
const LEVELS = [0.8, 0.4, 0.2, 0.1, 0.05]; // of the right class's probability

/** @param {number[]} column */
const listed = (column) => `(${column.map((entry) => shown(entry)).join(", ")})`;

/** @param {number[]} p */
const seen = (p) => /** @type {Pair} */ (inTriangle(p).map((one, k) => (k ? -one : one)));

/** @param {number[][]} points probabilities */
const path = (...points) => `M${points.map((p) => seen(p).join()).join("L")}`;

/** @param {number} k */
const corner = (k) => CLASSES.map((j) => Number(j === k));

/**
 * Two points of equal probability of the right class, on the edges of the triangle.
 *
 * @param {number} right
 * @param {number} level
 */
const edges = (right, level) =>
  [1, 2].map((more) => CLASSES.map((j) => (j === right ? level : j === (right + more) % 3 ? 1 - level : 0)));

/**
 * The arrow from the corner of the right class to p; its head stays inside of its length.
 *
 * @param {number} right
 * @param {number[]} p
 */
function arrow(right, p) {
  const [[a, b], [c, d]] = [seen(corner(right)), seen(p)];
  const long = Math.hypot(c - a, d - b) || 1;
  const head = Math.min(0.06, long / 2);
  const [u, v] = [(head * (c - a)) / long, (head * (d - b)) / long];
  const wing = (/** @type {1 | -1} */ side) => `${c - u - (side * v) / 2},${d - v + (side * u) / 2}`;
  return `M${a},${b}L${c},${d}M${wing(1)}L${c},${d}L${wing(-1)}`;
}

/**
 * @param {Frame} frame
 * @param {{ z: number[], right: number }} first `right` is the class of the label
 */
export function draw(frame, first) {
  let { z, right } = first;
  const picture = drawn("svg", {
    class: "simplex-drawing",
    viewBox: "-0.12 -1 1.24 1.1",
    role: "img",
    "aria-label": say("picture-simplex"),
  });
  const rows = {
    p: reading("p", "blue"),
    gradient: reading("p − y", "orange"),
    sum: reading(say("simplex-sum")),
    loss: reading(say("simplex-loss")),
  };
  const show = () => {
    const { p, gradient, loss } = crossEntropy(z, right);
    const [x, y] = seen(p).map(String);
    picture.replaceChildren(
      drawn("path", { class: "simplex-edge", d: `${path(...CLASSES.map(corner))}Z` }),
      ...LEVELS.map((level) => drawn("path", { class: "simplex-level", d: path(...edges(right, level)) })),
      ...CLASSES.map((k) => {
        const [at, up] = seen(corner(k));
        const place = { x: String(at + 0.06 * (at - 0.5)), y: String(up + (up ? -0.03 : 0.08)) };
        const label = drawn("text", { class: k === right ? "simplex-right" : "", ...place });
        label.append(`e${sub(k + 1)}`);
        return label;
      }),
      drawn("path", { class: "simplex-arrow", d: arrow(right, p) }),
      drawn("circle", { class: "simplex-point", cx: x, cy: y, r: "0.025" }),
    );
    const told = { z: listed(z), p: listed(p), gradient: listed(gradient), loss: shown(loss) };
    rows.p.value.textContent = told.p;
    rows.gradient.value.textContent = told.gradient;
    rows.sum.value.textContent = shown(gradient.reduce((sum, one) => sum + one, 0));
    rows.loss.value.textContent = told.loss;
    return told;
  };
  const setters = CLASSES.map((k) =>
    frame.slider(`z${sub(k + 1)}`, {
      value: z[k],
      min: LEAST,
      max: MOST,
      step: 0.1,
      change: (value) => {
        z = z.map((one, j) => (j === k ? value : one));
        frame.say(say("simplex-moved", show()));
      },
    }),
  );
  /** @param {number[]} to */
  const moveTo = (to) => {
    z = to;
    for (const [k, set] of setters.entries()) set(Number(z[k].toFixed(1)));
    return show();
  };
  frame.choice(say("simplex-label"), {
    options: Object.fromEntries(CLASSES.map((k) => [String(k), String(k + 1)])),
    value: String(right),
    change: (value) => {
      right = Number(value);
      frame.say(say("simplex-moved", show()));
    },
  });
  frame.button("simplex-step", () => {
    const { gradient } = crossEntropy(z, right);
    frame.say(say("simplex-moved", moveTo(z.map((one, k) => one - gradient[k]))));
  });
  frame.button("simplex-shift", () => {
    const room = Math.max(...z) + 1 <= MOST;
    const told = moveTo(z.map((one) => one + (room ? 1 : -5)));
    frame.say(say("simplex-shifted", told));
  });
  frame.button("start-over", () => frame.say(say("simplex-moved", moveTo(first.z))));
  frame.stage.append(
    picture,
    make("div", { class: "picture-panel" }, ...Object.values(rows).map((one) => one.row)),
  );
  show();
}
