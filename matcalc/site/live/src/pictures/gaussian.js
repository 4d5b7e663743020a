/** The log-likelihood of a covariance matrix, its two gradients and the paths that follow them. */
import { levels } from "./levels.js";
import { inner } from "./maths.js";

/** @import { Matrix, Pair } from "./maths.js" */

/** @typedef {{ S: Matrix, m: number }} Scatter */
/** @typedef {"all" | "free"} Which gradient: by all entries, or by the free ones */

/**
 * The scatter matrix of points, and how many they are.
 *
 * @param {Pair[]} points with the mean nought
 * @returns {Scatter}
 */
export function scatter(points) {
  const entry = (/** @type {0 | 1} */ i, /** @type {0 | 1} */ j) =>
    points.reduce((sum, x) => sum + x[i] * x[j], 0);
  return {
    S: [
      [entry(0, 0), entry(0, 1)],
      [entry(1, 0), entry(1, 1)],
    ],
    m: points.length,
  };
}

/**
 * The covariance matrix at a point of the plane: the entry in the corner is that of S/m.
 *
 * @param {Scatter} scatter
 * @param {Pair} at its other entries, σ₁₂ and σ₂₂
 * @returns {{ Sigma: Matrix, det: number, inverse: Matrix }}
 */
export function covariance({ S, m }, [b, c]) {
  const a = S[0][0] / m;
  const det = a * c - b * b;
  return {
    Sigma: [
      [a, b],
      [b, c],
    ],
    det,
    inverse: [
      [c / det, -b / det],
      [-b / det, a / det],
    ],
  };
}

/**
 * The log-likelihood, and its derivatives by σ₁₂ and σ₂₂ in both ways; where D > 0.
 *
 * @param {Scatter} scatter
 * @param {Pair} at
 * @returns {{ value: number } & Record<Which, Pair>}
 */
export function likelihood({ S, m }, at) {
  const { det, inverse } = covariance({ S, m }, at);
  const [k, l] = inverse;
  const trace = inner(k, S[0]) + inner(l, S[1]);
  const of = (/** @type {Pair} */ row) =>
    row[0] * (S[0][0] * l[0] + S[0][1] * l[1]) + row[1] * (S[1][0] * l[0] + S[1][1] * l[1]);
  const [g, h] = [(of(k) - m * k[1]) / 2, (of(l) - m * l[1]) / 2];
  return {
    value: -(m * (2 * Math.log(2 * Math.PI) + Math.log(det)) + trace) / 2,
    all: [g, h],
    free: [2 * g, h],
  };
}

/**
 * A level line in the plane of σ₁₂ and σ₂₂.
 *
 * For a given determinant D the trace of Σ⁻¹S, times D, is a quadratic in σ₁₂.
 *
 * @param {Scatter} scatter
 * @param {number} level
 * @param {Pair} range of log D; where it ends must not matter
 * @returns {[number[], number[]]}
 */
export function likelyLine({ S, m }, level, range) {
  const a = S[0][0] / m;
  const trace = (/** @type {number} */ log) => -2 * level - m * (2 * Math.log(2 * Math.PI) + log);
  const [logs, first] = levels(
    () => -(a * S[0][1]) / S[0][0],
    (log) => (a * (a * S[1][1] + Math.exp(log) * (S[0][0] / a - trace(log)))) / (2 * S[0][0]),
    range,
  );
  return [first, first.map((b, k) => (Math.exp(logs[k]) + b * b) / a)];
}

const PACE = 0.02;
const MOST = 1500; // steps

/**
 * The path of steepest ascent from a point to S/m, by one of the gradients.
 *
 * @param {Scatter} scatter
 * @param {Pair} at
 * @param {Which} which
 * @returns {[number[], number[]]}
 */
export function ascent({ S, m }, at, which) {
  const goal = /** @type {Pair} */ ([S[0][1] / m, S[1][1] / m]);
  /** @type {Pair[]} */
  const path = [at];
  const along = (/** @type {Pair} */ from, /** @type {Pair} */ by, /** @type {number} */ length) => {
    const scale = length / Math.hypot(...by);
    return /** @type {Pair} */ ([from[0] + scale * by[0], from[1] + scale * by[1]]);
  };
  for (let here = at; path.length < MOST && Math.hypot(goal[0] - here[0], goal[1] - here[1]) > PACE; ) {
    const half = along(here, likelihood({ S, m }, here)[which], PACE / 2);
    here = along(here, likelihood({ S, m }, half)[which], PACE);
    path.push(here);
  }
  path.push(goal);
  return [path.map(([b]) => b), path.map(([, c]) => c)];
}
