"""The cheapest order of matrix products: vectors first, systems solved in place of inverses."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import prod

from matcalc.formulas.nodes import ONE, SCALAR, Node, Shape, Size, inside_out, scalars_of
from matcalc.formulas.products import is_diagonal
from matcalc.formulas.sharing import plain

__all__ = ["cheaply"]

LETTER = 100  # how large a size is taken to be that has a letter
LONGEST = 24  # factors, beyond which a chain is taken from its smaller end
Sizes = tuple[int, ...]


def cheaply(nodes: Sequence[Node]) -> list[Node]:
    """Nodes whose matrix products have two factors each, in the cheapest order.

    There are two more operations: ``solve`` for A⁻¹ B, and ``scale`` for the entrywise product of
    a matrix with a column or a row, which a diagonal matrix stood for.
    """
    found: dict[Node, Node] = {}
    for node in inside_out(*nodes):
        args = [found[arg] for arg in node.args]
        if node.op == "matmul":
            found[node] = _chain(args)
        elif node.op == "trace" and args[0].op in {"matmul", "scale"}:
            found[node] = _trace(args[0])
        else:
            found[node] = plain(node, args)
    return [found[node] for node in nodes]


def _extent(size: Size) -> int:
    return size[0] * prod(LETTER for _ in size[1])


def _chain(factors: Sequence[Node]) -> Node:
    if len(factors) > LONGEST:
        first, *rest = factors if factors[0].shape[0] <= factors[-1].shape[1] else factors[::-1]
        whole = first
        for factor in rest:
            whole = _two(whole, factor) if factors[0] is first else _two(factor, whole)
        return whole
    sizes = *(_extent(factor.shape[0]) for factor in factors), _extent(factors[-1].shape[1])
    kinds = "".join(_kind(factor) for factor in factors)
    cuts = _cuts(sizes, kinds)

    def between(start: int, end: int) -> Node:
        if end - start == 1:
            return factors[start]
        cut = cuts[start, end]
        return _two(between(start, cut), between(cut, end))

    return between(0, len(factors))


def _kind(factor: Node) -> str:
    """i for an inverse, d for a diagonal matrix, m for any other."""
    inside = factor.args[0] if factor.op == "transpose" else factor
    return "i" if inside.op == "inv" else "d" if is_diagonal(inside) else "m"


@lru_cache(2**10)
def _cuts(sizes: Sizes, kinds: str) -> Mapping[tuple[int, int], int]:
    """Where each section of a chain is cut in two, so that the whole costs least."""
    count = len(kinds)
    cost = {(i, i + 1): 0 for i in range(count)}
    cuts: dict[tuple[int, int], int] = {}

    def together(start: int, cut: int, end: int) -> int:
        rows, inner, columns = sizes[start], sizes[cut], sizes[end]
        ends = (kinds[start] if cut - start == 1 else "m", kinds[cut] if end - cut == 1 else "m")
        if "d" in ends:
            return rows * columns
        return rows * inner * columns + ("i" in ends) * inner**3 // 3

    for length in range(2, count + 1):
        for start in range(count - length + 1):
            end = start + length
            options = [
                (cost[start, cut] + cost[cut, end] + together(start, cut, end), cut)
                for cut in range(start + 1, end)
            ]
            cost[start, end], cuts[start, end] = min(options)
    return cuts


def _turned(node: Node) -> Node:
    if node.op == "transpose":
        return node.args[0]
    return Node("transpose", (node,), node.shape[::-1])


def _two(left: Node, right: Node) -> Node:
    """A product of two, as it is computed."""
    shape = left.shape[0], right.shape[1]
    if right.shape[1] == ONE and _adds_inverses(left):
        return _distributed(left, shape, lambda term: _two(term, right), right)
    if left.shape[0] == ONE and _adds_inverses(right):
        return _distributed(right, shape, lambda term: _two(left, term), left)
    if _kind(left) == "d":
        return Node("scale", (left.args[0], right), shape)
    if _kind(right) == "d":
        return Node("scale", (left, _turned(right.args[0])), shape)
    if _kind(left) == "i":
        inside = left.args[0] if left.op == "inv" else _turned(left.args[0].args[0])
        return Node("solve", (inside, right), shape)
    if _kind(right) == "i":
        return _turned(_two(_turned(right), _turned(left)))
    return Node("matmul", (left, right), shape)


def _adds_inverses(node: Node) -> bool:
    """Whether it is a sum in which systems can be solved, as in (A⁻¹ + A⁻ᵀ) b."""
    return node.op == "add" and any(_kind(scalars_of(term)[1]) == "i" for term in node.args)


def _distributed(total: Node, shape: Shape, times: Callable[[Node], Node], of_eye: Node) -> Node:
    """A sum each term of which is multiplied by a column or a row."""
    terms = []
    for term in total.args:
        scalars, matrix = scalars_of(term)
        product = of_eye if matrix.op == "eye" else times(matrix)
        terms.append(Node("mul", (*scalars, product), shape) if scalars else product)
    return Node("add", terms, shape)


def _trace(product: Node) -> Node:
    """The trace of a product: the sum of the products of corresponding entries."""
    left, right = product.args
    if product.op == "scale":
        return Node("trace", (product,), SCALAR)
    return Node("sum", (Node("scale", (_turned(left), right), right.shape),), SCALAR)
