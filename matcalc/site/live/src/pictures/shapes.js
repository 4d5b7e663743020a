/** Array shapes flow through a product: row by column, and inner sizes that must agree. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, table } from "./frame.js";
import { factors, product, sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Shape } from "./maths.js" */

const PRODUCTS = { XW: "XW", WX: "WX", XWᵀ: "XWᵀ", WᵀXᵀ: "WᵀXᵀ" };
const MOST = 6;

/** @typedef {{ samples: number, inputs: number, outputs: number, product: string }} State */
/** @typedef {ReturnType<typeof factors>[number]} Factor */

/**
 * @param {Frame} frame
 * @param {State} first
 */
export function draw(frame, first) {
  const state = { ...first };
  const update = () => frame.say(show(frame, state));
  for (const size of /** @type {const} */ (["samples", "inputs", "outputs"])) {
    frame.slider(say(`shapes-${size}`), {
      value: state[size],
      max: MOST,
      change: (value) => {
        state[size] = value;
        update();
      },
    });
  }
  frame.choice(say("picture-product"), {
    options: PRODUCTS,
    value: state.product,
    change: (value) => {
      state.product = value;
      update();
    },
  });
  show(frame, state);
}

/**
 * @param {Frame} frame
 * @param {State} state
 * @returns {string} what is to be said of it
 */
function show(frame, state) {
  const { samples, inputs, outputs } = state;
  const [left, right] = factors(state.product, { X: [samples, inputs], W: [inputs, outputs] });
  const shape = product(left.shape, right.shape);
  const fit = shape ? "fits" : "clashes";
  const sign = shape ? "=" : "≠";
  const corner = make("div", { class: "falk-corner" }, `${left.shape[1]} ${sign} ${right.shape[0]}`);
  const falk = make("div", { class: `falk ${fit}` }, corner, block(right, "right"), block(left, "left"));
  falk.style.setProperty("--across", String(left.shape[1] + right.shape[1]));
  falk.append(shape ? result(frame, falk, [left, right], shape) : nothing(left.shape[0], right.shape[1]));
  frame.stage.replaceChildren(equation(left, right, shape), falk);
  return summary(left, right, shape);
}

/** @param {Shape} shape */
const size = ([rows, columns]) => `${rows}×${columns}`;

/**
 * @param {Factor} left
 * @param {Factor} right
 * @param {Shape | null} shape
 */
function summary(left, right, shape) {
  if (!shape) {
    return say("picture-no-product", {
      product: left.name + right.name,
      columns: left.shape[1],
      rows: right.shape[0],
    });
  }
  const count = shape[0] * shape[1] * left.shape[1];
  const known = { product: left.name + right.name, shape: size(shape), count };
  const meant = left.of === "X" ? !left.transposed && !right.transposed : left.transposed && right.transposed;
  return say(meant ? "picture-product-is" : "picture-product-by-chance", known);
}

/**
 * @param {Factor} left
 * @param {Factor} right
 * @param {Shape | null} shape
 */
function equation(left, right, shape) {
  const inner = (/** @type {number} */ value) => make("b", { class: "inner" }, String(value));
  return make(
    "p",
    { class: `picture-equation ${shape ? "fits" : "clashes"}` },
    `(${left.shape[0]} × `,
    inner(left.shape[1]),
    ") (",
    inner(right.shape[0]),
    ` × ${right.shape[1]}) `,
    shape ? `= ${shape[0]} × ${shape[1]}` : "✗",
  );
}

/**
 * A factor as a box of cells, with its name and shape.
 *
 * @param {Factor} factor
 * @param {"left" | "right"} side
 */
function block({ name, of, shape }, side) {
  const [rows, columns] = shape;
  const box = make("div", { class: `falk-box falk-${of}`, "aria-hidden": "true" });
  box.style.setProperty("--columns", String(columns));
  for (let k = 0; k < rows * columns; k++) {
    const one = make("span");
    Object.assign(one.dataset, { r: Math.floor(k / columns), c: k % columns });
    box.append(one);
  }
  const label = make("span", { class: "falk-label" }, make("i", {}, name), ` ${size(shape)}`);
  return make("div", { class: `falk-${side}` }, ...(side === "left" ? [box, label] : [label, box]));
}

/**
 * The result, whose entries know the row and the column from which they come.
 *
 * @param {Frame} frame
 * @param {HTMLElement} falk
 * @param {[Factor, Factor]} pair
 * @param {Shape} shape
 */
function result(frame, falk, [left, right], shape) {
  const formula = left.name + right.name;
  const empty = (/** @type {number} */ count) => Array.from({ length: count }, () => "");
  const box = table(
    "falk-box falk-entries",
    { name: `${formula} ${size(shape)}`, top: empty(shape[1]), left: empty(shape[0]) },
    (row, column) => {
      const entry = cell({ row, column });
      entry.setAttribute("aria-label", say("picture-place", { row: row + 1, column: column + 1 }));
      return entry;
    },
    (entry) => {
      const { row = "", column = "" } = entry?.dataset ?? {};
      for (const one of falk.querySelectorAll(".falk-left [data-r]")) lit(one, "r", row);
      for (const one of falk.querySelectorAll(".falk-right [data-r]")) lit(one, "c", column);
      if (!entry) return;
      const known = { row: Number(row) + 1, column: Number(column) + 1, left: left.name, right: right.name };
      frame.say(say("picture-row-by-column", { ...known, sum: sum(left, right, known.row, known.column) }));
    },
  );
  const label = make("span", { class: "falk-label" }, make("i", {}, formula), ` ${size(shape)}`);
  return make("div", { class: "falk-result" }, box, label);
}

/**
 * @param {Element} one
 * @param {"r" | "c"} axis
 * @param {string} value
 */
const lit = (one, axis, value) =>
  one.classList.toggle("lit", value !== "" && /** @type {HTMLElement} */ (one).dataset[axis] === value);

/**
 * The sum that is an entry of the product, in the letters of the factors.
 *
 * @param {Factor} left
 * @param {Factor} right
 * @param {number} row
 * @param {number} column
 */
function sum(left, right, row, column) {
  const letter = (
    /** @type {Factor} */ { of, transposed },
    /** @type {number} */ i,
    /** @type {number} */ k,
  ) => of.toLowerCase() + (transposed ? sub(k) + sub(i) : sub(i) + sub(k));
  const terms = Array.from(
    { length: left.shape[1] },
    (_, k) => letter(left, row, k + 1) + letter(right, k + 1, column),
  );
  return terms.join(" + ");
}

/**
 * The place where a product would be.
 *
 * @param {number} rows
 * @param {number} columns
 */
function nothing(rows, columns) {
  const box = make("div", { class: "falk-nothing" }, "?");
  box.style.setProperty("--rows", String(rows));
  box.style.setProperty("--columns", String(columns));
  return make("div", { class: "falk-result" }, box);
}
