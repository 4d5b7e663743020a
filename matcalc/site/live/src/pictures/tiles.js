/** The tiles of Bᵀ⊗A: an entry of X, of Y = AXB or of the large matrix, and what belongs to it. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { cell, table } from "./frame.js";
import { kronecker, short, sub } from "./maths.js";

/** @import { Frame } from "./frame.js" */

/** @typedef {number[][]} Numbers */
/** @typedef {[number, number]} Place row and column, from nought */

const transposed = (/** @type {Numbers} */ M) => M[0].map((_, k) => M.map((row) => row[k]));
const listed = (/** @type {number[]} */ numbers) => numbers.map(short).join(", ");
const named = (/** @type {string} */ letter, /** @type {Place} */ at) =>
  letter + at.map((index) => sub(index + 1)).join("");

/**
 * The places of a matrix in the order in which they are stacked.
 *
 * @param {number} rows
 * @param {number} columns
 * @param {boolean} byRows
 * @returns {Place[]}
 */
function stacked(rows, columns, byRows) {
  const places = Array.from(
    { length: rows * columns },
    (_, at) => /** @type {Place} */ ([Math.floor(at / columns), at % columns]),
  );
  return byRows ? places : places.sort(([i, k], [j, l]) => k - l || i - j);
}

/**
 * @param {Frame} frame
 * @param {{ A: Numbers, B: Numbers, touched: Place }} first
 */
export function draw(frame, { A, B, touched }) {
  frame.choice(say("tiles-stack"), {
    options: { columns: say("tiles-columns"), rows: say("tiles-rows") },
    value: "columns",
    change: (value) => frame.say(say("tiles-stacked", { name: show(frame, A, B, value === "rows") })),
  });
  show(frame, A, B, false);
  const start = frame.stage.querySelector(`[data-x="${touched.join(" ")}"]`);
  start?.dispatchEvent(new Event("click", { bubbles: true }));
}

/**
 * @param {Frame} frame
 * @param {Numbers} A
 * @param {Numbers} B
 * @param {boolean} byRows
 * @returns {string} the name of the large matrix
 */
function show(frame, A, B, byRows) {
  const [left, right, name] = byRows ? [A, transposed(B), "A⊗Bᵀ"] : [transposed(B), A, "Bᵀ⊗A"];
  const whole = kronecker(left, right);
  const xs = stacked(A[0].length, B.length, byRows);
  const ys = stacked(A.length, B[0].length, byRows);
  const point = (/** @type {HTMLElement | null} */ chosen) => {
    const { x, y } = chosen?.dataset ?? {};
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (frame.stage.querySelectorAll("[data-row]"))) {
      const shared = ["x", "y"].filter((key) => chosen?.dataset[key] && one.dataset[key]);
      const agree = shared.every((key) => chosen?.dataset[key] === one.dataset[key]);
      one.classList.toggle("linked", shared.length > 0 && agree);
    }
    if (chosen) frame.say(told(x?.split(" ").map(Number), y?.split(" ").map(Number)));
  };
  /** @param {number[]} [x] @param {number[]} [y] */
  const told = (x, y) => {
    const column = xs.findIndex((at) => at.join() === x?.join()) + 1;
    const row = ys.findIndex((at) => at.join() === y?.join()) + 1;
    const [xName, yName] = [x && named("x", [x[0], x[1]]), y && named("y", [y[0], y[1]])];
    if (x && y) {
      const [a, b] = [A[y[0]][x[0]], B[x[1]][y[1]]];
      const numbers = { a: short(a), b: short(b), value: short(a * b) };
      return say("tiles-entry", { x: xName ?? "", y: yName ?? "", ...numbers, row, column, name });
    }
    if (x) {
      const [a, b] = [listed(A.map((line) => line[x[0]])), listed(B[x[1]])];
      return say("tiles-x", { x: xName ?? "", column, name, i: x[0] + 1, k: x[1] + 1, a, b });
    }
    const [j, l] = y ?? [0, 0];
    const [a, b] = [listed(A[j]), listed(B.map((line) => line[l]))];
    return say("tiles-y", { y: yName ?? "", row, name, j: j + 1, l: l + 1, a, b });
  };
  const small = (/** @type {"x" | "y"} */ letter, /** @type {Place[]} */ places) => {
    const [top, left] = [...places[places.length - 1]].map((last) => Array(last + 1).fill("")).reverse();
    const labels = { name: letter.toUpperCase(), top, left };
    const made = (/** @type {number} */ row, /** @type {number} */ column) => {
      const entry = cell({ row, column }, named(letter, [row, column]));
      entry.dataset[letter] = `${row} ${column}`;
      return entry;
    };
    return titled(labels.name, table("tiles-grid", labels, made, point));
  };
  const large = table(
    "tiles-grid",
    { name, top: xs.map((at) => named("x", at)), left: ys.map((at) => named("y", at)) },
    (row, column) => {
      const value = short(whole[row][column]);
      const entry = cell({ row, column }, value);
      const [below, across] = [row / right.length, column / right[0].length];
      entry.setAttribute("aria-label", `∂${named("y", ys[row])}/∂${named("x", xs[column])} = ${value}`);
      Object.assign(entry.dataset, { x: xs[column].join(" "), y: ys[row].join(" ") });
      entry.classList.toggle("other", Boolean((Math.floor(below) + Math.floor(across)) % 2));
      entry.classList.toggle("edge", Number.isInteger(across) && across > 0);
      entry.classList.toggle("top", Number.isInteger(below) && below > 0);
      return entry;
    },
    point,
  );
  frame.stage.replaceChildren(small("x", xs), titled(name, large), small("y", ys));
  return name;
}

const titled = (/** @type {string} */ title, /** @type {HTMLElement} */ grid) =>
  make("div", {}, make("p", { class: "tiles-title" }, title), grid);
