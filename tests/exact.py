"""Derivatives of formulas by exact arithmetic, as a second opinion on the catalogue; no test.

A formula's text becomes an explicit sympy matrix of rational numbers.  For each entry of the
variable in turn, that entry becomes a symbol, the whole formula is written out again, and each of
its entries is differentiated with `sympy.diff` and evaluated at the rational point.  The partial
derivatives are then arranged by the definitions of the two layouts.

Nothing here uses matcalc: neither its reader, nor its rules, nor its arrangement of layouts.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

import mpmath
import sympy
from sympy import Matrix, Rational, eye, ones, sqrt, zeros
from sympy.polys.matrices import DomainMatrix

__all__ = ["PIECEWISE", "disagreements", "value"]

DIGITS = 30  # of agreement, where a value is irrational
FRACTIONS = [Rational(n, d) for d in (3, 4, 5, 7) for n in range(2, 3 * d) if n % d]
SIZES = (3, 2, 4, 5)  # of the letters, in the order in which the shapes name them

PIECEWISE = re.compile(r"\b(abs|relu|sign|step|maximum|minimum|max|min)\(|, (1|3|inf)\)")

ELEMENTWISE: dict[str, Callable[[Any], Any]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "tan": sympy.tan,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arcsinh": sympy.asinh,
    "arctanh": sympy.atanh,
    "log1p": lambda x: sympy.log(1 + x),
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: (x + sympy.Abs(x)) / 2,
    "step": lambda x: (1 + sympy.sign(x)) / 2,
}


# --- explicit matrices --------------------------------------------------------------------------


def scalar(entry: Any) -> Matrix:
    return Matrix([[entry]])


def total(A: Matrix) -> Any:
    return sympy.Add(*A)


def determinant(A: Matrix) -> Any:
    """By expansion along the first row."""
    n = A.rows
    if n == 1:
        return A[0, 0]
    if A.free_symbols or n < 4:
        return sympy.Add(
            *((-1) ** j * A[0, j] * determinant(A.minor_submatrix(0, j)) for j in range(n))
        )
    return A.det()


def inverse(A: Matrix) -> Matrix:
    """The adjugate over the determinant."""
    n = A.rows
    if n > 3:
        return DomainMatrix.from_Matrix(A).to_field().inv().to_Matrix()
    if n == 1:
        return scalar(1 / A[0, 0])
    d = determinant(A)
    return Matrix(n, n, lambda i, j: (-1) ** (i + j) * determinant(A.minor_submatrix(j, i)) / d)


def pseudo_inverse(A: Matrix) -> Matrix:
    """Of a matrix of full rank."""
    return inverse(A.T * A) * A.T if A.rows >= A.cols else A.T * inverse(A * A.T)


def stacked(A: Matrix) -> Matrix:
    return Matrix([A[i, j] for j in range(A.cols) for i in range(A.rows)])


def unstacked(column: Matrix, rows: int, columns: int) -> Matrix:
    return Matrix(rows, columns, lambda i, j: column[i + rows * j])


def diagonal(A: Matrix) -> Matrix:
    if A.cols == 1:
        return Matrix(A.rows, A.rows, lambda i, j: A[i] if i == j else 0)
    return Matrix([A[i, i] for i in range(A.rows)])


def kronecker(A: Matrix, B: Matrix) -> Matrix:
    return Matrix(
        A.rows * B.rows,
        A.cols * B.cols,
        lambda i, j: A[i // B.rows, j // B.cols] * B[i % B.rows, j % B.cols],
    )


def commutation(m: int, n: int) -> Matrix:
    """K vec(A) = vec(A.T) for A m×n: entry (i, j) of A moves from i + m·j to j + n·i."""
    K = zeros(m * n, m * n)
    for i, j in product(range(m), range(n)):
        K[j + n * i, i + m * j] = 1
    return K


def embedding(n: int) -> Matrix:
    """embed(n) @ v = vec(diag(v))."""
    return Matrix(n * n, n, lambda k, j: int(k == j * (n + 1)))


# --- spectra ------------------------------------------------------------------------------------


def symmetric_part(A: Matrix) -> Matrix:
    return (A + A.T) / 2


def largest_eigenvalue(A: Matrix) -> Any:
    """Of the symmetric part, by the roots of a quadratic or, with a cosine, a cubic equation."""
    M = symmetric_part(A)
    if M.rows == 1:
        return M[0, 0]
    if M.rows == 2:
        return M.trace() / 2 + sqrt((M.trace() / 2) ** 2 - determinant(M))
    q = M.trace() / 3
    rest = M - q * eye(3)
    p = sqrt(sympy.expand(total(rest.applyfunc(lambda entry: entry**2))) / 6)
    return q + 2 * p * sympy.cos(sympy.acos(sympy.expand(determinant(rest)) / (2 * p**3)) / 3)


def top_eigenvector(A: Matrix) -> Matrix:
    """Of length one, of numbers: across the rows of M − λI, its largest entry positive."""
    M = symmetric_part(A).n(DIGITS + 40)
    gap = M - largest_eigenvalue(M) * eye(M.rows)
    v = Matrix([-gap[0, 1], gap[0, 0]]) if M.rows == 2 else gap[0, :].cross(gap[1, :]).T
    return v / sqrt(total(v.applyfunc(lambda entry: entry**2))) * sympy.sign(max(v, key=abs))


def gram(A: Matrix) -> Matrix:
    return A.T * A if A.cols <= A.rows else A * A.T


def nuclear_norm(A: Matrix) -> Any:
    """Of a matrix with two columns or two rows."""
    G = gram(A)
    return sqrt(G.trace() + 2 * sqrt(determinant(G)))


def polar_factor(A: Matrix) -> Matrix:
    """A (AᵀA)^(−1/2), of numbers, with two columns or two rows."""
    if A.cols > A.rows:
        return polar_factor(A.T).T
    G = gram(A).n(DIGITS + 40)
    root = (G + sqrt(determinant(G)) * eye(2)) / sqrt(G.trace() + 2 * sqrt(determinant(G)))
    return A * inverse(root)


def leading_dyad(A: Matrix) -> Matrix:
    """u vᵀ of the largest singular value σ, which is A v vᵀ / σ."""
    if A.cols > A.rows:
        return leading_dyad(A.T).T
    v = top_eigenvector(gram(A))
    return A * v * v.T / sqrt(largest_eigenvalue(gram(A).n(DIGITS + 40)))


def exponential(A: Matrix) -> Matrix:
    """Of a 2×2 matrix, by the theorem of Cayley and Hamilton."""
    half = A.trace() / 2
    root = sqrt(half**2 - determinant(A))
    inside = sympy.cosh(root) * eye(2) + sympy.sinh(root) / root * (A - half * eye(2))
    return sympy.exp(half) * inside


def exponential_along(A: Matrix, E: Matrix, B: Matrix) -> Matrix:
    """The derivative of the exponential of A + h E at h = 0.

    In general, of numbers, it stands above the diagonal in the exponential of [A E; 0 B] (Van Loan,
    *Computing integrals involving the matrix exponential*, 1978).
    """
    if A != B or A.rows != 2:
        blocks = Matrix(sympy.BlockMatrix([[A, E], [sympy.zeros(B.rows, A.cols), B]]))
        with mpmath.workdps(DIGITS + 40):
            whole = mpmath.expm(mpmath.matrix([*map(list, blocks.n(DIGITS + 40).tolist())]))
            return Matrix(whole.tolist())[: A.rows, A.cols :]
    h = sympy.Symbol("h", real=True)
    return exponential(A + h * E).applyfunc(lambda entry: sympy.diff(entry, h).xreplace({h: 0}))


def adjugate(A: Matrix) -> Matrix:
    return Matrix(
        A.rows, A.cols, lambda i, j: (-1) ** (i + j) * determinant(A.minor_submatrix(j, i))
    )


# --- along an axis, norms -----------------------------------------------------------------------


def along(reduce: Callable[[Matrix], Any], A: Matrix, axis: int | None) -> Matrix:
    """A reduction of all entries, of each column, or of each row."""
    if axis is None:
        return scalar(reduce(A))
    if axis == 0:
        return Matrix([[reduce(A[:, j]) for j in range(A.cols)]])
    return Matrix([reduce(A[i, :]) for i in range(A.rows)])


def powers(A: Matrix, p: Any) -> Any:
    return total(A.applyfunc(lambda entry: sympy.Abs(entry) ** p)) ** (Rational(1) / p)


def norm(A: Matrix, order: Any = None, axis: int | None = None) -> Matrix:
    is_vector = 1 in A.shape or axis is not None
    absolute = A.applyfunc(sympy.Abs)
    if order == "nuc":
        return scalar(nuclear_norm(A))
    if order == "inf":
        return scalar(sympy.Max(*(absolute if is_vector else along(total, absolute, 1))))
    if order is None or (order == 2 and is_vector):
        return along(lambda part: sqrt(total(part.applyfunc(lambda e: e**2))), A, axis)
    if is_vector:
        return along(lambda part: powers(part, order), A, axis)
    return scalar(sqrt(largest_eigenvalue(gram(A))))


def softmax(A: Matrix, axis: int | None = None) -> Matrix:
    e = A.applyfunc(sympy.exp)
    sums = along(total, e, axis)
    return Matrix(*A.shape, lambda i, j: e[i, j] / sums[i * (axis == 1), j * (axis == 0)])


REDUCED: dict[str, Callable[..., Matrix]] = {
    "sum": lambda A, axis=None: along(total, A, axis),
    "mean": lambda A, axis=None: along(lambda part: total(part) / len(part), A, axis),
    "max": lambda A: scalar(sympy.Max(*A)),
    "min": lambda A: scalar(sympy.Min(*A)),
    "norm": norm,
    "softmax": softmax,
    "logsumexp": lambda A, axis=None: along(
        lambda part: sympy.log(total(part.applyfunc(sympy.exp))), A, axis
    ),
}
SEVERAL: dict[str, Callable[..., Matrix]] = {
    "kron": kronecker,
    "solve": lambda A, B: inverse(A) * B,
    "maximum": lambda A, B: Matrix(*A.shape, list(map(sympy.Max, A, B))),
    "minimum": lambda A, B: Matrix(*A.shape, list(map(sympy.Min, A, B))),
    "expm_frechet": exponential_along,
}
FUNCTIONS: dict[str, Callable[[Matrix], Matrix]] = {
    "adj": adjugate,
    "expm": exponential,
    "eigmax": lambda A: scalar(largest_eigenvalue(A)),
    "eigmin": lambda A: scalar(-largest_eigenvalue(-A)),
    "eigvec": top_eigenvector,
    "polar": polar_factor,
    "leading": leading_dyad,
    "ismax": lambda A: A.applyfunc(lambda entry: int(entry == max(A))),
    "inv": inverse,
    "pinv": pseudo_inverse,
    "det": lambda A: scalar(determinant(A)),
    "logdet": lambda A: scalar(sympy.log(sympy.Abs(determinant(A)))),
    "trace": lambda A: scalar(A.trace()),
    "diag": diagonal,
    "vec": stacked,
}
SIZED: dict[str, Callable[..., Matrix]] = {
    "eye": eye,
    "ones": ones,
    "zeros": zeros,
    "commutation": commutation,
    "embed": embedding,
    "unit": lambda n, i: Matrix(n, 1, lambda k, _: int(k == i % n)),
}


# --- from text to matrix ------------------------------------------------------------------------


def value(text: str, symbols: Mapping[str, Matrix]) -> Matrix:
    """The matrix that a formula stands for, with these matrices for its symbols."""
    return _read(ast.parse(text, mode="eval").body, symbols)


def _read(tree: ast.expr, symbols: Mapping[str, Matrix]) -> Matrix:
    match tree:
        case ast.Name(name):
            return symbols[name]
        case ast.Constant(number):
            return scalar(Rational(str(number)))
        case ast.Attribute(inner, "T"):
            return _read(inner, symbols).T
        case ast.UnaryOp(ast.USub(), inner):
            return -_read(inner, symbols)
        case ast.BinOp(left, ast.Pow(), right):
            return _combine(_read(left, symbols), ast.Pow(), _read(right, symbols))
        case ast.BinOp(left, operator, right):
            return _combine(_read(left, symbols), operator, _read(right, symbols))
        case ast.Call(ast.Name(name), [*args]) if name in SEVERAL:
            return SEVERAL[name](*(_read(arg, symbols) for arg in args))
        case ast.Call(ast.Name(name), [inner, *more], keywords) if name in REDUCED:
            options = {str(one.arg): _option(one.value, symbols) for one in keywords}
            places = [_option(one, symbols) for one in more]
            return REDUCED[name](_read(inner, symbols), *places, **options)
        case ast.Subscript(ast.Attribute(_, "shape")):
            return scalar(_size(tree, symbols))
        case ast.Subscript(inner, index):
            return _picked(_read(inner, symbols), index)
        case ast.Call(ast.Name("unvec"), [inner, rows, columns]):
            return unstacked(_read(inner, symbols), _size(rows, symbols), _size(columns, symbols))
        case ast.Call(ast.Name(name), sizes) if name in SIZED:
            return SIZED[name](*(_size(size, symbols) for size in sizes))
        case ast.Call(ast.Name(name), [inner]) if name in ELEMENTWISE:
            return _read(inner, symbols).applyfunc(ELEMENTWISE[name])
        case ast.Call(ast.Name(name), [inner]):
            return FUNCTIONS[name](_read(inner, symbols))
    raise ValueError(f"no formula: {ast.unparse(tree)}")


def _option(tree: ast.expr, symbols: Mapping[str, Matrix]) -> Any:
    if isinstance(tree, ast.Name) and tree.id == "inf":
        return "inf"
    return tree.value if isinstance(tree, ast.Constant) else _read(tree, symbols)[0, 0]


def _picked(A: Matrix, index: ast.expr) -> Matrix:
    """An entry, a row or a column."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    words = [ast.unparse(part).strip("[]") for part in parts]
    rows, columns = (slice(None) if w == ":" else [int(w)] for w in (*words, ":")[:2])
    return A[rows, columns]


def _combine(A: Matrix, operator: ast.operator, B: Matrix) -> Matrix:
    if isinstance(operator, ast.MatMult):
        return A * B
    if A.shape != B.shape and A.shape != (1, 1) and B.shape != (1, 1):
        raise ValueError(f"the shapes {A.shape} and {B.shape} differ")
    rows, columns = B.shape if A.shape == (1, 1) else A.shape

    def entries() -> Iterator[Any]:
        for i, j in product(range(rows), range(columns)):
            a = A[0, 0] if A.shape == (1, 1) else A[i, j]
            b = B[0, 0] if B.shape == (1, 1) else B[i, j]
            match operator:
                case ast.Add():
                    yield a + b
                case ast.Sub():
                    yield a - b
                case ast.Mult():
                    yield a * b
                case ast.Div():
                    yield a / b
                case ast.Pow():
                    yield a**b

    return Matrix(rows, columns, list(entries()))


def _size(tree: ast.expr, symbols: Mapping[str, Matrix]) -> int:
    match tree:
        case ast.Constant(int(number)):
            return number
        case ast.UnaryOp(ast.USub(), inner):
            return -_size(inner, symbols)
        case ast.BinOp(left, ast.Mult(), right):
            return _size(left, symbols) * _size(right, symbols)
        case ast.Subscript(ast.Attribute(ast.Name(name), "shape"), ast.Constant(axis)):
            return int(symbols[name].shape[axis])
    raise ValueError(f"no size: {ast.unparse(tree)}")


# --- points -------------------------------------------------------------------------------------


def point(entry: Mapping[str, Any], number: int = 0) -> dict[str, Matrix]:
    """Rational matrices for the symbols of an identity, the same on every call."""
    rng = random.Random(f"{entry['name']} {number}")
    words = [word for shape in entry["shapes"].values() for word in shape.split()]
    letters = dict.fromkeys(word for word in words if len(word) == 1 and word.isalpha())
    sizes = dict(zip(letters, SIZES, strict=False))
    found = {}
    for name, shape in entry["shapes"].items():
        words = shape.split()
        size = [sizes.get(word) or int(word) for word in words if word in sizes or word.isdecimal()]
        structure = entry.get("structure", {}).get(name)
        found[name] = _draw(rng, *(*size, 1, 1)[:2], {*words, structure})
    return found


def _draw(rng: random.Random, rows: int, columns: int, properties: set[str | None]) -> Matrix:
    sign = (1,) if "positive" in properties else (1, -1)
    # No two of one size, where a maximum has a tie, and none whole, where a pole may be.
    sizes = rng.sample(FRACTIONS, rows * columns)
    A = Matrix(rows, columns, [rng.choice(sign) * size for size in sizes])
    if "spd" in properties:
        return A * A.T / rows + eye(rows)
    if "symmetric" in properties:
        return A + A.T
    if "diagonal" in properties:
        return diagonal(diagonal(A))
    if "invertible" in properties and A.det() == 0:
        return _draw(rng, rows, columns, properties)
    return A


# --- derivatives --------------------------------------------------------------------------------


def partial_derivatives(
    entry: Mapping[str, Any], at: Mapping[str, Matrix]
) -> dict[tuple[int, int], Matrix]:
    """For each entry of the variable, the derivatives of all the entries of the expression.

    Where the variable has a structure, its free parameters move: an entry of a symmetric matrix
    together with its mirror image, and those of a diagonal one off the diagonal not at all.
    """
    name = entry["variable"]
    structure = entry.get("structure", {}).get(name)
    s = sympy.Symbol("s", real=True)
    found = {}
    for i, j in product(range(at[name].rows), range(at[name].cols)):
        moving = at[name].copy()
        if structure != "diagonal" or i == j:
            moving[i, j] = s
        if structure == "symmetric":
            moving[j, i] = s
        y = value(entry["expression"], {**at, name: moving})
        found[i, j] = y.applyfunc(lambda e, k=(i, j): sympy.diff(e, s).xreplace({s: at[name][k]}))
    return found


def arranged(partials: Mapping[tuple[int, int], Matrix], layout: str) -> Matrix:
    """The partial derivatives in a layout, from its definition."""
    p, q = (1 + max(index) for index in zip(*partials, strict=True))
    m, n = partials[0, 0].shape
    if (m, n) == (1, 1):
        shape = (p, q) if layout == "denominator" else (q, p)
    elif (p, q) == (1, 1):
        shape = (n, m) if layout == "denominator" else (m, n)
    else:
        shape = (p * q, m * n) if layout == "denominator" else (m * n, p * q)
    result = zeros(*shape)
    for (i, j), dy in partials.items():
        for k, l in product(range(m), range(n)):  # noqa: E741
            if (m, n) == (1, 1):
                place = (i, j) if layout == "denominator" else (j, i)
            elif (p, q) == (1, 1):
                place = (l, k) if layout == "denominator" else (k, l)
            else:
                x, y = i + p * j, k + m * l
                place = (x, y) if layout == "denominator" else (y, x)
            result[place] = dy[k, l]
    return result


def disagreements(entry: Mapping[str, Any], **instead: str) -> list[str]:
    """Where an identity's results differ from its derivative; empty if it holds.

    Rational values are compared exactly, others to 30 digits, at one point; at several where
    the expression has kinks, since it may be constant around one of them.

    Parameters
    ----------
    entry : mapping
        An identity of the catalogue.
    **instead : str
        Another text for `denominator` or `numerator`.
    """
    piecewise = PIECEWISE.search(entry["expression"])
    found = []
    for number in range(4 if piecewise else 1):
        at = point(entry, number)
        partials = partial_derivatives(entry, at)
        for layout in ("denominator", "numerator"):
            expected = arranged(partials, layout)
            given = value(instead.get(layout, entry[layout]), at)
            if given.shape != expected.shape:
                found.append(f"{layout}: the shape {given.shape} is not {expected.shape}")
                continue
            found += [
                f"{layout}: entry {divmod(k, given.cols)} is {a.n(8)}, not {b.n(8)}"
                for k, (a, b) in enumerate(zip(given, expected, strict=True))
                if not _equal(a, b)
            ]
    return found


def _equal(a: Any, b: Any) -> bool:
    if a.is_Rational and b.is_Rational:
        return bool(a == b)
    a, b = a.n(DIGITS + 20), b.n(DIGITS + 20)
    return bool(abs(a - b) <= Rational(10) ** -DIGITS * max(1, abs(b)))
