/** What the brackets of a product of derivatives cost, and how they move: pure functions. */

/** @typedef {number | any[]} Tree a factor by its number, or a pair of trees for a product */

/**
 * What a product of derivatives costs: factor k belongs to the step from one size to the next.
 *
 * @param {Tree} tree
 * @param {number[]} sizes one more than there are factors, which are numbered from 1
 * @returns {{ from: number, to: number, count: number }} its two sizes, and its multiplications
 */
export function cost(tree, sizes) {
  if (typeof tree === "number") return { from: sizes[tree - 1], to: sizes[tree], count: 0 };
  const [first, second] = tree.map((part) => cost(part, sizes));
  return {
    from: first.from,
    to: second.to,
    count: first.count + second.count + first.from * first.to * second.to,
  };
}

/**
 * Every way to put brackets into a product.
 *
 * @param {number} first its first factor
 * @param {number} last
 * @returns {Tree[]}
 */
export function bracketings(first, last) {
  if (first === last) return [first];
  const ends = Array.from({ length: last - first }, (_, k) => first + k);
  return ends.flatMap((end) =>
    bracketings(first, end).flatMap((left) =>
      bracketings(end + 1, last).map((right) => /** @type {Tree} */ ([left, right])),
    ),
  );
}

/**
 * Move the brackets around a part of a product to its neighbour: (ab)c becomes a(bc), or back.
 *
 * @param {Tree} tree
 * @param {string} path to that part, 0 for the first and 1 for the second of two
 * @returns {Tree}
 */
export function moved(tree, path) {
  const [first, second] = /** @type {[Tree, Tree]} */ (tree);
  if (path.length > 1) {
    const rest = path.slice(1);
    return path[0] === "0" ? [moved(first, rest), second] : [first, moved(second, rest)];
  }
  const [left, right] = /** @type {[Tree, Tree]} */ (path === "0" ? first : second);
  return path === "0" ? [left, [right, second]] : [[first, left], right];
}
