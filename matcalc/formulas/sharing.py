"""What several parts of a formula have in common, named: T1 = W @ x, T2 = tanh(T1), …"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import count

from matcalc.formulas.nodes import ONE, Node, inside_out, symbol, turns

__all__ = ["Parts", "joined", "plain", "shared"]

Parts = list[tuple[str, Node]]  # names, and what they stand for
MIRRORED = {"add", "kron", "matmul", "mul", "power"}  # whose transposes stand at the leaves


def plain(node: Node, args: Sequence[Node]) -> Node:
    """A node with other arguments as they are, so that nothing is simplified."""
    return Node(node.op, args, node.shape, node.value)


def joined(nodes: Sequence[Node]) -> list[Node]:
    """Nodes in which a transpose is that of a part, and longer sums begin with shorter ones."""
    return _common_beginnings(_mirrored(nodes))


def _mirrored(nodes: Sequence[Node]) -> list[Node]:
    """Where a part and its transpose both occur, one is written as the other's transpose."""
    present = {*inside_out(*nodes)}
    originals = {
        node: _mirror(node)
        for node in present
        if _mirror(node) in present and _rank(_mirror(node)) < _rank(node)
    }
    found: dict[Node, Node] = {}
    for node in inside_out(*originals.values(), *nodes):
        original = found.get(originals.get(node, node))
        if original is None:
            found[node] = plain(node, [found[arg] for arg in node.args])
        else:
            is_same = node.is_scalar
            found[node] = original if is_same else Node("transpose", (original,), node.shape)
    return [found[node] for node in nodes]


def _mirror(node: Node) -> Node:
    """The transpose; of a scalar product, the same with its factors turned and reversed."""
    if node.is_scalar and node.op == "matmul":
        return plain(node, [arg.T for arg in reversed(node.args)])
    return node.T if node.op in MIRRORED else node


def _rank(node: Node) -> tuple[int, bool, int]:
    """Which of a part and its transpose is written down: that with fewer turns, a column."""
    return turns(node), node.shape[0] == ONE, node.height


def _common_beginnings(nodes: Sequence[Node]) -> list[Node]:
    """A sum or product that begins like another has that as its first argument."""
    known = {(node.op, node.args): node for node in inside_out(*nodes)}
    done: dict[Node, Node] = {}
    for node in sorted(inside_out(*nodes), key=lambda node: (node.height, len(node.args))):
        args = [done[arg] for arg in node.args]
        for length in range(len(args) - 1, 1, -1) if node.op in {"add", "matmul", "mul"} else ():
            if beginning := known.get((node.op, node.args[:length])):
                args = [done[beginning], *args[length:]]
                break
        done[node] = plain(node, args)
    return [done[node] for node in nodes]


def shared(
    nodes: Sequence[Node], taken: Collection[str], is_worth: Callable[[Node], bool]
) -> tuple[Parts, list[Node]]:
    """The parts of some nodes that are used more than once, and the nodes in terms of these.

    Parameters
    ----------
    taken : collection of str
        Names that parts may not have.
    is_worth : callable
        Whether a part deserves a name.

    Returns
    -------
    list of (name, node)
        In an order in which each is written with those before it.
    list of Node
    """
    order = [*inside_out(*nodes)]
    uses = Counter(arg for node in order for arg in node.args)
    uses.update(nodes)
    names = (name for name in (f"T{number}" for number in count(1)) if name not in taken)
    found: dict[Node, Node] = {}
    parts: Parts = []
    for node in order:
        found[node] = plain(node, [found[arg] for arg in node.args])
        if uses[node] > 1 and node.args and is_worth(node):
            name = next(names)
            parts.append((name, found[node]))
            found[node] = symbol(name, node.shape)
    return parts, [found[node] for node in nodes]
