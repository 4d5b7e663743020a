/** Bowls and a saddle: level lines, and at a point the quadratic model, its eigenvectors, its middle. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, makeBoard, pair, reading } from "./board.js";
import { short, shown, sub } from "./maths.js";
import { eigen, modelLine, newtonStep, ownLine, quartic } from "./quartic.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */

const BOX = /** @type {const} */ ([-2.3, 2.3, 2.3, -2.3]);
const RANGE = /** @type {Pair} */ ([-3, 3]); // wider than the box, so that lines end outside
const LEVELS = [-0.2, -0.1, 0, 0.2, 0.6, 1.2, 2, 3.2, 5];
const AROUND = [-1, -0.5, -0.15, 0.15, 0.5, 1]; // of the model, beside its line through the point
const HALF = 0.55; // of an eigenvector

/**
 * @param {Frame} frame
 * @param {{ x: Pair }} first
 */
export async function draw(frame, first) {
  let at = first.x;
  const plane = make("div", { class: "picture-plane" });
  const panel = make("div", { class: "picture-panel" });
  frame.stage.append(plane, panel);
  const show = makeNumbers(panel);
  const board = await makeBoard(frame, plane, {
    box: [...BOX],
    name: say("picture-bowls"),
    axes: ["x₁", "x₂"],
  });
  addFigures(board, () => at);
  const handle = board.handle(
    at,
    (to) => say("picture-x-at", { at: pair(to, 1) }),
    (to) => {
      at = to;
      show(at);
      frame.say(say(`bowls-${kindOf(at)}`, toldOf(at)));
    },
  );
  frame.button("bowls-newton", () => {
    const to = goalOf(at);
    if (to.every((value) => Math.abs(value) < BOX[2])) handle.moveTo(to);
    else frame.say(say("bowls-outside", { to: pair(to) }));
  });
  frame.button("start-over", () => handle.moveTo(first.x));
  show(at);
  board.update();
}

/** @param {Pair} at */
const kindOf = (at) => (eigen(quartic(at).hessian).values[0] > 0 ? "bowl" : "saddle");

/**
 * @param {Pair} at
 * @returns {Pair}
 */
function goalOf(at) {
  const [v, w] = newtonStep(at);
  return [at[0] + v, at[1] + w];
}

/** @param {Pair} at */
function toldOf(at) {
  const [least, most] = eigen(quartic(at).hessian).values;
  return { at: pair(at, 1), least: shown(least), most: shown(most), to: pair(goalOf(at)) };
}

/**
 * @param {import("./board.js").Board} board
 * @param {() => Pair} at
 */
function addFigures(board, at) {
  for (const level of LEVELS) {
    board.curve(() => ownLine(level, RANGE), "grey", { strokeWidth: 1, strokeOpacity: 0.75 });
  }
  board.curve(() => ownLine(quartic(at()).value, RANGE), "blue", { strokeWidth: 2.5 });
  for (const more of [0, ...AROUND]) {
    const style = { strokeWidth: more ? 1.2 : 2.2, dash: 2 };
    board.curve(() => modelLine(at(), quartic(at()).value + more, RANGE), "orange", style);
  }
  board.curve(() => axesOf(at(), 1), "green", { strokeWidth: 3, layer: 7 });
  board.curve(() => axesOf(at(), -1), "violet", { strokeWidth: 3, dash: 3, layer: 7 });
  const ends = [at, () => goalOf(at())].map((end) => [() => end()[0], () => end()[1]]);
  board.figure("arrow", ends, "grey", { strokeWidth: 2.2, lastArrow: { type: 2, size: 5 }, layer: 8 });
}

/**
 * The eigenvectors at a point, to both sides of it, whose eigenvalues have this sign.
 *
 * @param {Pair} at
 * @param {1 | -1} sign
 * @returns {[number[], number[]]}
 */
function axesOf(at, sign) {
  const { values, vectors } = eigen(quartic(at).hessian);
  const chosen = vectors.filter((_, k) => Math.sign(values[k]) === sign);
  const along = (/** @type {number} */ k) =>
    chosen.flatMap((q) => [at[k] - HALF * q[k], at[k] + HALF * q[k], Number.NaN]);
  return chosen.length ? [along(0), along(1)] : [[Number.NaN], [Number.NaN]];
}

/**
 * The numbers beside the board.
 *
 * @param {HTMLElement} panel
 * @returns {(at: Pair) => void} shows those of a point
 */
function makeNumbers(panel) {
  const { box, entries } = brackets(2, 2);
  const named = make("span", { class: "picture-named" }, make("i", {}, "H"), box);
  panel.append(make("div", { class: "picture-sum" }, named));
  const rows = {
    value: reading("f(x)", "blue"),
    gradient: reading("∇f(x)"),
    least: reading(`λ${sub(1)}`, ""),
    most: reading(`λ${sub(2)}`, "bowls-up"),
    kind: reading(say("bowls-model"), "bowls-model"),
    goal: reading(say("bowls-goal")),
  };
  panel.append(...Object.values(rows).map(({ row }) => row));
  return (at) => {
    const { value, gradient, hessian } = quartic(at);
    const { values } = eigen(hessian);
    hessian.flat().forEach((entry, k) => {
      entries.flat()[k].textContent = short(entry);
    });
    rows.least.row.firstElementChild?.classList.toggle("bowls-up", values[0] > 0);
    rows.least.row.firstElementChild?.classList.toggle("bowls-down", values[0] < 0);
    const texts = {
      value: shown(value),
      gradient: pair(gradient),
      least: shown(values[0]),
      most: shown(values[1]),
      kind: say(values[0] > 0 ? "bowls-is-bowl" : "bowls-is-saddle"),
      goal: pair(goalOf(at)),
    };
    for (const [name, text] of Object.entries(texts)) {
      rows[/** @type {keyof typeof rows} */ (name)].value.textContent = text;
    }
  };
}
