/** Probabilities of classes and of places: their losses, and gradients by what they come from. */

/** @import { Pair } from "./maths.js" */

/**
 * The softmax of logits, the loss of a class, and its gradient p − y by the logits.
 *
 * @param {number[]} z
 * @param {number} right the class, counted from nought
 */
export function crossEntropy(z, right) {
  const shift = Math.max(...z);
  const exponentials = z.map((one) => Math.exp(one - shift));
  const sum = exponentials.reduce((found, one) => found + one, 0);
  const p = exponentials.map((one) => one / sum);
  const gradient = p.map((one, k) => one - Number(k === right));
  return { p, gradient, loss: shift + Math.log(sum) - z[right] };
}

/**
 * Where three probabilities stand in a triangle with sides of length 1, on its base.
 *
 * @param {number[]} p
 * @returns {Pair}
 */
export const inTriangle = ([, q, r]) => [q + r / 2, (Math.sqrt(3) / 2) * r];

/**
 * The softmax of each row of scores; with a causal mask, of the scores up to the diagonal.
 *
 * @param {number[][]} S
 * @param {boolean} masked
 */
export const rowSoftmax = (S, masked) =>
  S.map((row, i) => {
    const powers = row.map((score, j) => (masked && j > i ? 0 : Math.exp(score)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });

/**
 * The gradient by the scores, from that by the weights P, their softmax.
 *
 * @param {number[][]} P
 * @param {number[][]} G
 */
export const pullSoftmax = (P, G) =>
  P.map((row, i) => {
    const mean = row.reduce((sum, weight, j) => sum + weight * G[i][j], 0);
    return row.map((weight, j) => weight * (G[i][j] - mean));
  });
