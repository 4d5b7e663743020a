/** A quadratic form: its level lines, its gradient against 2Ax, and the two parts of its matrix. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, makeBoard, pair, reading } from "./board.js";
import { inner, levelLine, quadratic, short, shown, split, times } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Matrix, Pair } from "./maths.js" */

const BOX = /** @type {const} */ ([-2.4, 2.4, 2.4, -2.4]);
const FAR = Math.hypot(BOX[2], BOX[1]);
const MOST = 3; // the largest entry of A
const LEVELS = [1, 2, 3, 4, 5, 6, 7].flatMap((k) => [0.5 * k * k, -0.5 * k * k]);
const PIXELS = 6; // to drag an entry of A by a tenth

/** @typedef {{ A: Matrix, x: Pair, scale: number }} State */

/**
 * @param {Frame} frame
 * @param {State} first
 */
export async function draw(frame, first) {
  const state = structuredClone(first);
  const plane = make("div", { class: "picture-plane" });
  const panel = make("div", { class: "picture-panel" });
  frame.stage.append(plane, panel);
  const numbers = makeNumbers(panel, state, () => update());
  const board = await makeBoard(frame, plane, {
    box: [...BOX],
    name: say("picture-plane"),
    axes: ["x₁", "x₂"],
  });
  addFigures(board, state);
  const handle = board.handle(
    state.x,
    (at) => say("picture-x-at", { at: pair(at, 1) }),
    (at) => {
      state.x = at;
      update();
    },
  );
  const update = () => {
    numbers.show();
    board.update();
    frame.say(say("picture-quadratic-told", told(state)));
  };
  frame.button("picture-symmetric", () => {
    state.A = split(state.A).S;
    update();
  });
  frame.button("start-over", () => {
    state.A = structuredClone(first.A);
    handle.moveTo(first.x);
  });
  numbers.show();
  board.update();
}

/** @param {State} state */
function told({ A, x }) {
  const { off, form } = quadratic(A, x);
  return { at: pair(x, 1), form: shown(form), off: percent(off) };
}

/** @param {number} part */
const percent = (part) => (part > 9.995 ? "> 999 %" : `${shown(100 * part, 0)} %`);

/**
 * The level lines, the point's own among them, and the two arrows.
 *
 * @param {import("./board.js").Board} board
 * @param {State} state
 */
function addFigures(board, state) {
  for (const level of LEVELS) {
    const dash = level < 0 ? 2 : 0;
    board.curve(() => levelLine(state.A, level, FAR), "grey", { strokeWidth: 1, strokeOpacity: 0.75, dash });
  }
  board.curve(() => levelLine(state.A, quadratic(state.A, state.x).form, FAR), "blue", { strokeWidth: 2.5 });
  const from = [() => state.x[0], () => state.x[1]];
  const to = (/** @type {"gradient" | "doubled"} */ which) =>
    [0, 1].map((k) => () => state.x[k] + quadratic(state.A, state.x)[which][k] / state.scale);
  board.figure("segment", [[0, 0], from], "grey", { strokeWidth: 1.5 });
  const head = { type: 2, size: 5 };
  board.figure("arrow", [from, to("doubled")], "violet", {
    strokeWidth: 2.5,
    dash: 2,
    lastArrow: head,
    layer: 7,
  });
  board.figure("arrow", [from, to("gradient")], "orange", { strokeWidth: 2.5, lastArrow: head, layer: 8 });
}

/**
 * The matrices A = S + K, of which A can be changed, and the numbers that go with x.
 *
 * @param {HTMLElement} panel
 * @param {State} state
 * @param {() => void} changed
 */
function makeNumbers(panel, state, changed) {
  const A = brackets(2, 2, (row, column) => entryOf(state, row, column, changed));
  const S = brackets(2, 2);
  const K = brackets(2, 2);
  const named = (/** @type {string} */ name, /** @type {HTMLElement} */ box) =>
    make("span", { class: "picture-named" }, make("i", {}, name), box);
  const sum = [named("A", A.box), "=", named("S", S.box), "+", named("K", K.box)];
  panel.append(make("div", { class: "picture-sum" }, ...sum));
  const rows = {
    form: reading("xᵀAx", "blue"),
    symmetric: reading("xᵀSx"),
    antisymmetric: reading("xᵀKx"),
    gradient: reading("(A + Aᵀ)x", "orange"),
    doubled: reading("2Ax", "violet"),
    off: reading(say("picture-off")),
  };
  panel.append(...Object.values(rows).map(({ row }) => row));
  panel.append(make("p", { class: "picture-note" }, say("picture-scale", { scale: state.scale })));
  return { show: () => showNumbers(state, { A, S, K }, rows) };
}

/**
 * @param {State} state
 * @param {Record<"A" | "S" | "K", ReturnType<typeof brackets>>} matrices
 * @param {Record<string, ReturnType<typeof reading>>} rows
 */
function showNumbers({ A, x }, matrices, rows) {
  const parts = { A, ...split(A) };
  for (const name of /** @type {const} */ (["A", "S", "K"])) {
    matrices[name].entries.forEach((line, row) => {
      line.forEach((entry, column) => {
        const value = parts[name][row][column];
        if (!(entry instanceof HTMLInputElement)) entry.textContent = short(value);
        else if (document.activeElement !== entry || Number(entry.value) !== value)
          entry.value = String(value);
        entry.style.setProperty("--strength", String(Math.min(Math.abs(value) / 6, 0.5)));
        entry.classList.toggle("negative", value < 0);
      });
    });
  }
  const { form, gradient, doubled, off } = quadratic(A, x);
  const values = {
    form: shown(form),
    symmetric: shown(inner(x, times(parts.S, x))),
    antisymmetric: shown(inner(x, times(parts.K, x))),
    gradient: pair(gradient),
    doubled: pair(doubled),
    off: percent(off),
  };
  for (const [name, text] of Object.entries(values)) rows[name].value.textContent = text;
}

/**
 * A field for an entry of A, which can also be dragged sideways.
 *
 * @param {State} state
 * @param {number} row
 * @param {number} column
 * @param {() => void} changed
 */
function entryOf(state, row, column, changed) {
  const field = make("input", { type: "number", min: String(-MOST), max: String(MOST), step: "0.1" });
  field.setAttribute("aria-label", say("picture-entry-of-A", { row: row + 1, column: column + 1 }));
  const set = (/** @type {number} */ value) => {
    if (!Number.isFinite(value)) return;
    state.A[row][column] = Number(Math.min(MOST, Math.max(-MOST, value)).toFixed(2));
    changed();
  };
  field.addEventListener("input", () => field.value && set(Number(field.value)));
  field.addEventListener("change", () => {
    field.value = String(state.A[row][column]);
  });
  /** @type {{ x: number, value: number } | null} */
  let start = null;
  field.addEventListener("pointerdown", ({ clientX }) => {
    start = { x: clientX, value: state.A[row][column] };
  });
  field.addEventListener("pointermove", ({ clientX, pointerId }) => {
    const tenths = start && Math.trunc((clientX - start.x) / PIXELS);
    if (!start || !tenths) return;
    field.setPointerCapture(pointerId);
    set(start.value + tenths / 10);
  });
  for (const event of ["pointerup", "pointercancel"]) {
    field.addEventListener(event, () => {
      start = null;
    });
  }
  return field;
}
