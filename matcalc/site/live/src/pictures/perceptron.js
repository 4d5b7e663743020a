/** A small perceptron, forwards and backwards: tanh, softmax and cross-entropy of one sample. */

/** @typedef {{ W: number[][], V: number[][] }} Weights from the inputs, and to the classes */

const sumOf = (/** @type {number[]} */ all) => all.reduce((sum, one) => sum + one, 0);

/**
 * A row times a matrix.
 *
 * @param {number[]} row
 * @param {number[][]} matrix
 */
const times = (row, matrix) => matrix[0].map((_, j) => sumOf(row.map((one, i) => one * matrix[i][j])));

/** @param {number[][]} matrix */
const transposed = (matrix) => matrix[0].map((_, j) => matrix.map((row) => row[j]));

const outer = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
  a.map((one) => b.map((other) => one * other));

/**
 * The values of the units, the loss, and its gradients by what goes into the units and by the weights.
 *
 * @param {number[]} x the sample, whose first class is right
 * @param {Weights} weights
 */
export function passes(x, { W, V }) {
  const H = times(x, W).map(Math.tanh);
  const powers = times(H, V).map(Math.exp);
  const P = powers.map((power) => power / sumOf(powers));
  const S = P.map((p, k) => p - (k === 0 ? 1 : 0)); // the gradient by the logits
  const Z = times(S, transposed(V)).map((g, j) => g * (1 - H[j] ** 2));
  return { H, P, loss: -Math.log(P[0]), gradients: { S, Z, W: outer(x, Z), V: outer(H, S) } };
}
