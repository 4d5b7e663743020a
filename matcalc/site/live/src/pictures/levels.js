/** Level lines of functions that are quadratic in one of two variables. */

/** @import { Pair } from "./maths.js" */

/**
 * The level lines of b²/2 + linear(a)·b + rest(a), in pieces that are separated by NaN: above and
 * back below each stretch of a in which there are points.
 *
 * @param {(a: number) => number} linear
 * @param {(a: number) => number} rest the part without b, less the level
 * @param {Pair} range of a; where it ends must not matter
 * @returns {[number[], number[]]}
 */
export function levels(linear, rest, [from, to]) {
  const steps = 600;
  /** @type {[number[], number[]]} */
  const [first, second] = [[], []];
  /** @type {[number, number, number][]} */
  let stretch = [];
  const close = () => {
    if (!stretch.length) return;
    const round = [
      ...stretch.map(([a, , high]) => [a, high]),
      ...stretch.reverse().map(([a, low]) => [a, low]),
    ];
    for (const [a, b] of [...round, round[0], [Number.NaN, Number.NaN]]) {
      first.push(a);
      second.push(b);
    }
    stretch = [];
  };
  for (let step = 0; step <= steps; step++) {
    const a = from + ((to - from) * step) / steps;
    const under = linear(a) ** 2 - 2 * rest(a);
    if (under < 0) close();
    else stretch.push([a, -linear(a) - Math.sqrt(under), -linear(a) + Math.sqrt(under)]);
  }
  close();
  return [first, second];
}
