/** The nine kinds of functions, with the partial derivatives of each as squares. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, table } from "./frame.js";
import { counted } from "./maths.js";
import { drawn } from "./svg.js";

/** @import { Frame } from "./frame.js" */

const SIZES = /** @type {const} */ (["n", "p", "q", "m", "r", "s"]);
const KINDS = /** @type {const} */ (["scalar", "vector", "matrix"]);
const MOST = 4;
const UNIT = 10; // of a square and the gap beside it
const GAP = 6; // between groups

/** @typedef {Record<typeof SIZES[number], number>} State */

/**
 * @param {Frame} frame
 * @param {State} first
 */
export function draw(frame, first) {
  const state = { ...first };
  for (const size of SIZES) {
    frame.slider(say(`kinds-size-${size}`), {
      value: state[size],
      max: MOST,
      change: (value) => {
        state[size] = value;
        show(frame, state);
        frame.say(told(state, 2, 2));
      },
    });
  }
  show(frame, state);
}

/**
 * The sizes of the three kinds of outputs and of inputs.
 *
 * @param {State} state
 */
const sizesOf = ({ n, m, p, q, r, s }) => ({ outputs: [[], [m], [r, s]], inputs: [[], [n], [p, q]] });

/**
 * @param {State} state
 * @param {number} row the kind of the output
 * @param {number} column the kind of the input
 */
function found(state, row, column) {
  const { outputs, inputs } = sizesOf(state);
  const output = outputs[row];
  const input = inputs[column];
  const side = (/** @type {number[]} */ sizes) => sizes.join("·") || "1";
  return { output, input, ...counted(output, input), factors: `${side(output)} · ${side(input)}` };
}

/**
 * @param {State} state
 * @param {number} row
 * @param {number} column
 */
function told(state, row, column) {
  const { output, input, factors, count, axes } = found(state, row, column);
  const kind = { output: say(`kind-${KINDS[row]}`), input: say(`kind-${KINDS[column]}`) };
  return say("picture-kind", {
    ...kind,
    factors,
    count,
    axes,
    shape: `(${[...output, ...input].join(", ")})`,
  });
}

/**
 * @param {Frame} frame
 * @param {State} state
 */
function show(frame, state) {
  const { outputs, inputs } = sizesOf(state);
  const head = (/** @type {string} */ letter, /** @type {number[]} */ sizes, /** @type {number} */ k) => {
    const size = ["", `${letter} = ${sizes[0]}`, sizes.join("×")][k];
    return make("span", {}, `${say(`kind-${KINDS[k]}`)} `, make("small", {}, size));
  };
  const grid = table(
    "kinds",
    {
      name: say("picture-kinds"),
      corner: make("small", {}, say("picture-in"), make("br"), say("picture-out")),
      top: inputs.map((sizes, k) => head("n", sizes, k)),
      left: outputs.map((sizes, k) => head("m", sizes, k)),
    },
    (row, column) => {
      const { output, input, factors, count, axes } = found(state, row, column);
      const made = cell({ row, column }, squares(output, input));
      const text = [make("b", {}, String(count)), make("small", {}, factors)];
      made.append(
        make("span", { class: "kinds-count", "aria-hidden": "true" }, ...text),
        make("span", { class: "picture-unseen" }, told(state, row, column)),
      );
      made.dataset.axes = String(axes);
      return made;
    },
    (one) => {
      if (one) frame.say(told(state, Number(one.dataset.row), Number(one.dataset.column)));
    },
  );
  frame.stage.replaceChildren(make("p", { class: "kinds-axes" }, say("picture-axes"), ...legend()), grid);
}

/** The colours of the numbers of axes. */
function legend() {
  return [0, 1, 2, 3, 4].map((axes) => {
    const key = make("span", { class: "kinds-key" }, String(axes));
    key.dataset.axes = String(axes);
    return key;
  });
}

/**
 * A group for each element of the output, in it a square for each of the input.
 *
 * @param {number[]} output
 * @param {number[]} input
 */
function squares(output, input) {
  const [[r, s], [p, q]] = [output, input].map(([rows = 1, columns = 1]) => [rows, columns]);
  const at = (/** @type {number} */ group, /** @type {number} */ one, /** @type {number} */ count) =>
    group * (count * UNIT + GAP) + one * UNIT;
  const [width, height] = [at(s, 0, q) - GAP, at(r, 0, p) - GAP];
  const side = Math.max(width, height, 6 * UNIT);
  const place = [(width - side) / 2, (height - side) / 2, side, side];
  let path = "";
  for (let k = 0; k < r * s * p * q; k++) {
    const [l, i] = [k % q, Math.floor(k / q) % p];
    const [j, t] = [Math.floor(k / (q * p * s)), Math.floor(k / (q * p)) % s];
    path += `M${at(t, l, q)} ${at(j, i, p)}h8v8h-8z`;
  }
  return drawn("svg", { viewBox: place.join(" "), "aria-hidden": "true" }, drawn("path", { d: path }));
}
