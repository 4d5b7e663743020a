/** A function of two variables with two bowls and a saddle, and its quadratic model at a point. */
import { levels } from "./levels.js";
import { inner, times } from "./maths.js";

/** @import { Matrix, Pair } from "./maths.js" */

/**
 * f(x) = x₁⁴/4 + x₁x₂ + x₂²/2, with its gradient and its Hessian matrix.
 *
 * @param {Pair} x
 * @returns {{ value: number, gradient: Pair, hessian: Matrix }}
 */
export function quartic([a, b]) {
  return {
    value: a ** 4 / 4 + a * b + (b * b) / 2,
    gradient: [a ** 3 + b, a + b],
    hessian: [
      [3 * a * a, 1],
      [1, 1],
    ],
  };
}

/**
 * The eigenvalues of a symmetric matrix, the smaller one first, with eigenvectors of length 1.
 *
 * @param {Matrix} S
 * @returns {{ values: Pair, vectors: [Pair, Pair] }}
 */
export function eigen([[a, b], [, d]]) {
  const [mean, half] = [(a + d) / 2, Math.hypot((a - d) / 2, b)];
  const angle = Math.atan2(2 * b, a - d) / 2; // of the larger one's vector
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    values: [mean - half, mean + half],
    vectors: [
      [-sin, cos],
      [cos, sin],
    ],
  };
}

/**
 * Newton's step: where the model is stationary, from the point on.
 *
 * @param {Pair} x
 * @returns {Pair}
 */
export function newtonStep(x) {
  const { gradient, hessian } = quartic(x);
  const [[a, b], [c, d]] = hessian;
  const det = a * d - b * c;
  const [p, q] = times(
    [
      [d, -b],
      [-c, a],
    ],
    gradient,
  );
  return [-p / det, -q / det];
}

/**
 * The quadratic model at x, at x + v.
 *
 * @param {Pair} x
 * @param {Pair} v
 */
export function model(x, v) {
  const { value, gradient, hessian } = quartic(x);
  return value + inner(gradient, v) + inner(v, times(hessian, v)) / 2;
}

/**
 * @param {number} level
 * @param {Pair} range
 */
export const ownLine = (level, range) =>
  levels(
    (a) => a,
    (a) => a ** 4 / 4 - level,
    range,
  );

/**
 * A level line of the model at x.
 *
 * @param {Pair} x
 * @param {number} level
 * @param {Pair} range
 * @returns {[number[], number[]]}
 */
export function modelLine(x, level, [from, to]) {
  const { value, gradient, hessian } = quartic(x);
  const [a, b] = levels(
    (v) => v + gradient[1],
    (v) => value + gradient[0] * v + (hessian[0][0] * v * v) / 2 - level,
    [from - x[0], to - x[0]],
  );
  return [a.map((v) => v + x[0]), b.map((v) => v + x[1])];
}
