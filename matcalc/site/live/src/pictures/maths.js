/** The mathematics of the pictures: pure functions, without a page. */

/** @typedef {[number, number]} Pair a column with two entries, or a point */
/** @typedef {[Pair, Pair]} Matrix two by two, row by row */
/** @typedef {[number, number]} Shape rows and columns */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** @param {number | string} number */
export const sub = (number) => [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");

/**
 * The product of two shapes; null if the inner sizes differ.
 *
 * @param {Shape} left
 * @param {Shape} right
 * @returns {Shape | null}
 */
export const product = (left, right) => (left[1] === right[0] ? [left[0], right[1]] : null);

/**
 * The factors of a product of X, n×p, and W, p×q.
 *
 * @param {string} formula such as "XWᵀ"
 * @param {Record<"X" | "W", Shape>} shapes
 * @returns {{ name: string, of: "X" | "W", transposed: boolean, shape: Shape }[]}
 */
export function factors(formula, shapes) {
  return [...formula.matchAll(/([XW])(ᵀ?)/g)].map(([name, of, turned]) => {
    const [rows, columns] = shapes[/** @type {"X" | "W"} */ (of)];
    const transposed = turned !== "";
    const shape = /** @type {Shape} */ (transposed ? [columns, rows] : [rows, columns]);
    return { name, of: /** @type {"X" | "W"} */ (of), transposed, shape };
  });
}

/**
 * How many partial derivatives there are, and how many indices name one: all of one side by all of
 * the other.
 *
 * @param {number[]} output its sizes: none for a scalar, one for a vector, two for a matrix
 * @param {number[]} input
 */
export function counted(output, input) {
  const size = (/** @type {number[]} */ sizes) => sizes.reduce((found, one) => found * one, 1);
  return { count: size(output) * size(input), axes: output.length + input.length };
}

/**
 * Where a layout puts ∂f_j/∂x_i, counted from nought.
 *
 * @param {string} layout "YX" or "XY"
 * @param {number} j
 * @param {number} i
 * @returns {{ row: number, column: number }}
 */
export const placed = (layout, j, i) => (layout === "YX" ? { row: i, column: j } : { row: j, column: i });

/**
 * @param {Matrix} A
 * @param {Pair} x
 * @returns {Pair}
 */
export const times = ([[a, b], [c, d]], [u, v]) => [a * u + b * v, c * u + d * v];

/**
 * @param {Pair} x
 * @param {Pair} y
 */
export const inner = ([a, b], [c, d]) => a * c + b * d;

/**
 * The trace of a product.
 *
 * @param {Matrix[]} factors from left to right
 */
export function traceOf(factors) {
  const units = /** @type {Matrix} */ ([
    [1, 0],
    [0, 1],
  ]);
  const [first, second] = units.map((unit) => factors.reduceRight((x, A) => times(A, x), unit));
  return first[0] + second[1];
}

/**
 * The Kronecker product: its block in row l and column k is the entry of the left factor there,
 * times the right one.
 *
 * @param {number[][]} left
 * @param {number[][]} right
 * @returns {number[][]}
 */
export const kronecker = (left, right) =>
  left.flatMap((above) => right.map((below) => above.flatMap((a) => below.map((b) => a * b))));

/**
 * The cofactor of an entry of a matrix, three by three.
 *
 * @param {number[][]} X
 * @param {number} row
 * @param {number} column
 */
export function cofactor(X, row, column) {
  const rest = X.filter((_, i) => i !== row).map((line) => line.filter((_, j) => j !== column));
  const [[a, b], [c, d]] = rest;
  return (row + column) % 2 ? b * c - a * d : a * d - b * c;
}

/**
 * The symmetric and the antisymmetric part of a matrix.
 *
 * @param {Matrix} A
 * @returns {{ S: Matrix, K: Matrix }}
 */
export function split([[a, b], [c, d]]) {
  const [mean, half] = [(b + c) / 2, (b - c) / 2];
  return {
    S: [
      [a, mean],
      [mean, d],
    ],
    K: [
      [0, half],
      [0 - half, 0],
    ],
  };
}

/**
 * The form xᵀAx with its gradient (A + Aᵀ)x, and 2Ax, which is the gradient for symmetric A alone.
 *
 * @param {Matrix} A
 * @param {Pair} x
 * @returns {{ form: number, gradient: Pair, doubled: Pair, off: number }} `off` is the length of
 *   the difference relative to the gradient's
 */
export function quadratic(A, x) {
  const { S, K } = split(A);
  const [p, q] = times(S, x);
  const [u, v] = times(A, x);
  const missed = Math.hypot(...times(K, x));
  return {
    form: inner(x, [u, v]),
    gradient: [2 * p, 2 * q],
    doubled: [2 * u, 2 * v],
    off: missed ? missed / Math.hypot(p, q) : 0,
  };
}

/**
 * A level line of xᵀAx around the origin, in pieces that are separated by NaN.
 *
 * On the ray in the direction u the form is r²·uᵀAu, so the line meets it where r² is the level
 * divided by uᵀAu, if that is positive.
 *
 * @param {Matrix} A
 * @param {number} level not nought
 * @param {number} far how far from the origin it matters
 * @returns {[number[], number[]]}
 */
export function levelLine(A, level, far) {
  const steps = 720;
  /** @type {[number[], number[]]} */
  const [first, second] = [[], []];
  for (let step = 0; step <= steps; step++) {
    const angle = (2 * Math.PI * step) / steps;
    /** @type {Pair} */
    const ray = [Math.cos(angle), Math.sin(angle)];
    const square = level / inner(ray, times(A, ray));
    const radius = square > 0 && square < far * far ? Math.sqrt(square) : Number.NaN;
    first.push(radius * ray[0]);
    second.push(radius * ray[1]);
  }
  return [first, second];
}

/**
 * The sums of a set of points, around their centre.
 *
 * @param {Pair[]} points
 */
function moments(points) {
  const mean = (/** @type {number[]} */ all) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const centre = /** @type {Pair} */ ([mean(points.map(([t]) => t)), mean(points.map(([, y]) => y))]);
  const [tt, ty, yy] = [0, 1, 2].map((k) =>
    points.reduce((sum, [t, y]) => sum + (t - centre[0]) ** (2 - k) * (y - centre[1]) ** k, 0),
  );
  return { centre, tt, ty, yy };
}

const TINY = 1e-9;

/**
 * The normal equations XᵀXb = Xᵀy of a line b₁ + b₂t, and their solution.
 *
 * @param {Pair[]} points
 * @returns {{ gram: Matrix, right: Pair, b: Pair | null, residuals: number[], squares: number }}
 *   there is no b, and no residual, if all t are equal
 */
export function leastSquares(points) {
  const sum = (/** @type {(point: Pair) => number} */ f) => points.reduce((s, point) => s + f(point), 0);
  const t = sum(([t]) => t);
  /** @type {Matrix} */
  const gram = [
    [points.length, t],
    [t, sum(([t]) => t * t)],
  ];
  /** @type {Pair} */
  const right = [sum(([, y]) => y), sum(([t, y]) => t * y)];
  const { centre, tt, ty } = moments(points);
  if (tt < TINY) return { gram, right, b: null, residuals: [], squares: Number.NaN };
  const slope = ty / tt;
  /** @type {Pair} */
  const b = [centre[1] - slope * centre[0], slope];
  const residuals = points.map(([t, y]) => y - b[0] - b[1] * t);
  return { gram, right, b, residuals, squares: residuals.reduce((s, r) => s + r * r, 0) };
}

/**
 * The line with the smallest perpendicular distances: through the centre, along the eigenvector of
 * the larger eigenvalue.
 *
 * @param {Pair[]} points
 * @returns {{ centre: Pair, along: Pair, feet: Pair[] } | null} null if every direction is as good
 */
export function perpendicular(points) {
  const { centre, tt, ty, yy } = moments(points);
  if (Math.hypot(tt - yy, 2 * ty) < TINY) return null;
  const angle = Math.atan2(2 * ty, tt - yy) / 2;
  /** @type {Pair} */
  const along = [Math.cos(angle), Math.sin(angle)];
  const feet = points.map(([t, y]) => {
    const far = inner(along, [t - centre[0], y - centre[1]]);
    return /** @type {Pair} */ ([centre[0] + far * along[0], centre[1] + far * along[1]]);
  });
  return { centre, along, feet };
}

/**
 * The slope of the best line through the origin; null if all t are nought.
 *
 * @param {Pair[]} points
 */
export function throughOrigin(points) {
  const squares = points.reduce((sum, [t]) => sum + t * t, 0);
  return squares < TINY ? null : points.reduce((sum, [t, y]) => sum + t * y, 0) / squares;
}

/**
 * A number with so many decimals, and a proper minus sign.
 *
 * What is a half but for the rounding of doubles is rounded up: equal numbers that were computed in
 * two ways must look equal.
 *
 * @param {number} value
 * @param {number} [decimals]
 */
export function shown(value, decimals = 2) {
  const unit = 10 ** decimals;
  const rounded = Math.round(Math.abs(value) * unit + 1e-6) / unit;
  return (value < 0 && rounded > 0 ? "−" : "") + rounded.toFixed(decimals);
}

/**
 * A number with at most two decimals, as sums of products of tenths have.
 *
 * @param {number} value
 */
export const short = (value) => shown(value).replace(/\.?0+$/, "");

/**
 * The ridge solution (G + λI)⁻¹Gb̂, where G = XᵀX and b̂ is the solution of least squares.
 *
 * @param {Matrix} gram
 * @param {Pair} best
 * @param {number} lambda not negative
 * @returns {Pair}
 */
export function ridge(gram, best, lambda) {
  const [[a, b], [c, d]] = gram;
  const [u, v] = times(gram, best);
  const det = (a + lambda) * (d + lambda) - b * c;
  return [((d + lambda) * u - b * v) / det, ((a + lambda) * v - c * u) / det];
}
