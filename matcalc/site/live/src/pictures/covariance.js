/** A covariance matrix: its ellipse among the samples, and two gradients of the log-likelihood. */
import { make } from "../dom.js";
import { say } from "../texts.js";
import { brackets, makeBoard, pair, reading } from "./board.js";
import { ascent, covariance, likelihood, likelyLine, scatter } from "./gaussian.js";
import { inner, levelLine, short, shown } from "./maths.js";

/** @import { Frame } from "./frame.js" */
/** @import { Pair } from "./maths.js" */
/** @typedef {import("./gaussian.js").Scatter} Scatter */

const SAMPLES = /** @type {const} */ ([-4.4, 4.4, 4.4, -4.4]);
const BOX = /** @type {const} */ ([-2.4, 4.4, 2.4, -0.4]);
const LOGS = /** @type {Pair} */ ([-5, 2.5]); // of D; above them, all is outside the box
const LEVELS = [0.1, 0.5, 1.5, 3, 5, 8, 12, 18, 27]; // below the largest value
const FULL = 2; // the length of a gradient from which on its arrow is not longer
const NONE = /** @type {[number[], number[]]} */ ([[Number.NaN], [Number.NaN]]);

/**
 * @param {Frame} frame
 * @param {{ points: Pair[], at: Pair }} first
 */
export async function draw(frame, first) {
  const data = scatter(first.points);
  const best = /** @type {Pair} */ ([data.S[0][1] / data.m, data.S[1][1] / data.m]);
  let at = first.at;
  const planes = [0, 1].map(() => make("div", { class: "picture-plane" }));
  const panel = make("div", { class: "picture-panel" });
  frame.stage.append(...planes, panel);
  const show = makeNumbers(panel, data);
  const [left, right] = [
    { box: [...SAMPLES], name: say("covariance-samples"), axes: ["x₁", "x₂"] },
    { box: [...BOX], name: say("covariance-levels"), axes: ["σ₁₂", "σ₂₂"] },
  ];
  const samples = await makeBoard(frame, planes[0], /** @type {any} */ (left));
  const board = await makeBoard(frame, planes[1], /** @type {any} */ (right));
  addSamples(samples, first.points, () => covariance(data, at));
  addFigures(board, data, () => at);
  const handle = board.handle(
    at,
    ([b, c]) => say("covariance-at", { b: shown(b, 1), c: shown(c, 1) }),
    (to) => {
      at = to;
      show(at);
      samples.update();
      frame.say(told(data, at));
    },
  );
  frame.button("covariance-best", () => handle.moveTo(best));
  frame.button("start-over", () => handle.moveTo(first.at));
  show(at);
  for (const each of [samples, board]) each.update();
}

/** @param {number} value so small that it is but the rounding of doubles */
const isNought = (value) => Math.abs(value) < 1e-9;

/**
 * @param {Scatter} data
 * @param {Pair} at
 */
function told(data, at) {
  const { det } = covariance(data, at);
  if (det < 1e-9) return say("covariance-none", { det: shown(det) });
  const { value, all, free } = likelihood(data, at);
  const words = { value: shown(value), angle: "" };
  if (free.every(isNought)) return say("covariance-top", words);
  // A right angle, less that between the two.
  const cosine = inner(all, free) / (Math.hypot(...all) * Math.hypot(...free));
  words.angle = shown((Math.asin(Math.min(cosine, 1)) * 180) / Math.PI, 0);
  return say("covariance-told", words);
}

/**
 * @param {import("./board.js").Board} board
 * @param {Pair[]} points
 * @param {() => ReturnType<typeof covariance>} now
 */
function addSamples(board, points, now) {
  const ellipse = () => (now().det < 1e-9 ? NONE : levelLine(now().inverse, 4, 99));
  board.curve(ellipse, "blue", { strokeWidth: 2.5 });
  for (const [x, y] of points) {
    const round = Array.from({ length: 25 }, (_, k) => (k * Math.PI) / 12);
    const dot = [
      round.map((angle) => x + 0.11 * Math.cos(angle)),
      round.map((angle) => y + 0.11 * Math.sin(angle)),
    ];
    board.figure("curve", dot, "grey", { fillColor: "#7d8894", strokeWidth: 1, layer: 6 });
  }
}

/**
 * The level lines, the point's own among them; where there is no density; arrows and paths.
 *
 * @param {import("./board.js").Board} board
 * @param {Scatter} data
 * @param {() => Pair} at
 */
function addFigures(board, data, at) {
  const goal = /** @type {Pair} */ ([data.S[0][1] / data.m, data.S[1][1] / data.m]);
  const line = (/** @type {number} */ level) => likelyLine(data, level, LOGS);
  const inside = () => covariance(data, at()).det > 1e-9;
  const across = Array.from({ length: 97 }, (_, k) => BOX[0] + (k * (BOX[2] - BOX[0])) / 96);
  const edge = across.map((b) => (b * b * data.m) / data.S[0][0]); // of D > 0
  const outside = [
    [...across, BOX[2], BOX[0]],
    [...edge, BOX[3], BOX[3]],
  ];
  const pale = { fillColor: "#7d8894", fillOpacity: 0.3, strokeWidth: 0, layer: 0 };
  board.figure("curve", outside, "grey", pale);
  const top = likelihood(data, goal).value;
  for (const below of LEVELS) {
    board.figure("curve", line(top - below), "grey", { strokeWidth: 1, strokeOpacity: 0.75, layer: 3 });
  }
  board.curve(() => (inside() ? line(likelihood(data, at()).value) : NONE), "blue", { strokeWidth: 2.5 });
  for (const [which, colour, dash] of /** @type {const} */ ([
    ["all", "violet", 2],
    ["free", "orange", 0],
  ])) {
    board.curve(() => (inside() ? ascent(data, at(), which) : NONE), colour, { strokeWidth: 1.6, dash });
    const end = [0, 1].map((k) => () => {
      if (!inside()) return at()[k];
      const now = likelihood(data, at());
      return at()[k] + now[which][k] / Math.max(FULL, Math.hypot(...now.free));
    });
    const style = { strokeWidth: 3, dash, lastArrow: { type: 2, size: 5 }, layer: 8 };
    board.figure("arrow", [[() => at()[0], () => at()[1]], end], colour, style);
  }
}

/**
 * The numbers beside the boards.
 *
 * @param {HTMLElement} panel
 * @param {Scatter} data
 * @returns {(at: Pair) => void} shows those of a point
 */
function makeNumbers(panel, data) {
  const { box, entries } = brackets(2, 2);
  panel.append(make("div", { class: "picture-sum" }, "Σ =", box));
  const rows = {
    det: reading("det Σ"),
    value: reading("ℓ", "blue"),
    all: reading(say("covariance-all"), "violet"),
    free: reading(say("covariance-free"), "orange"),
  };
  panel.append(...Object.values(rows).map(({ row }) => row));
  panel.append(make("p", { class: "picture-note" }, say("covariance-scale")));
  return (at) => {
    const { Sigma, det } = covariance(data, at);
    Sigma.flat().forEach((entry, k) => {
      entries.flat()[k].textContent = short(entry);
    });
    const now = det < 1e-9 ? null : likelihood(data, at);
    rows.det.value.textContent = shown(det);
    rows.value.value.textContent = now ? shown(now.value) : "–";
    rows.all.value.textContent = now ? pair(now.all) : "–";
    rows.free.value.textContent = now ? pair(now.free) : "–";
  };
}
