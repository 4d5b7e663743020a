"""Names: the functions that words stand for, the ways to write a symbol, and the nearest one."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from matcalc.formulas.tokens import ACCENTS, GREEK

__all__ = ["ALIASES", "ALONG", "LEFT_OUT", "WRITTEN", "guessed", "nearest", "spellings"]

ALIASES = {
    "tr": "trace", "Tr": "trace", "Trace": "trace", "ln": "log", "inverse": "inv", "Det": "det",
    "determinant": "det", "lse": "logsumexp", "LSE": "logsumexp", "ReLU": "relu", "sgn": "sign",
    "expit": "sigmoid", "logistic": "sigmoid", "Diag": "diag", "diagflat": "diag", "Vec": "vec",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh", "arsinh": "arcsinh",
    "acosh": "arccosh", "arcosh": "arccosh", "atanh": "arctanh", "artanh": "arctanh",
    "adjugate": "adj", "amax": "max", "amin": "min", "average": "mean", "absolute": "abs",
    "identity": "eye", "Exp": "exp", "Log": "log", "heaviside": "step",
}  # fmt: skip
ALONG = {  # a function of each row or column, and its axis
    "rowsum": ("sum", 1), "rowsums": ("sum", 1), "rowmean": ("mean", 1),
    "colsum": ("sum", 0), "colsums": ("sum", 0), "colmean": ("mean", 0),
}  # fmt: skip
WRITTEN = ALONG.keys() | frozenset([  # functions that are written with what there is
    "transpose", "dot", "matmul", "multiply", "outer", "inner", "hadamard", "power", "pow",
])  # fmt: skip

# Functions that formulas leave out, with the text that says what to write instead.
LEFT_OUT = {
    name: f"no-{kind}"
    for kind, names in {
        "blocks": "vstack hstack concatenate concat block stack bmat column_stack row_stack append",
        "vech": "vech duplication elimination unvech tril triu",
        "spectrum": "svd svdvals eig eigh eigvals eigvalsh eigenvalues cond matrix_rank rank "
        "slogdet pca",
        "factors": "cholesky qr lu sqrtm logm fractional_matrix_power lstsq funm",
        "pieces": "where clip fmax fmin select piecewise leaky_relu elu hardtanh",
        "products": "prod cumprod cumsum cross einsum tensordot convolve diff",
        "jumps": "argmax argmin sort argsort median quantile round floor ceil any all",
        "specials": "erf erfc gelu gamma lgamma gammaln digamma beta factorial binom bessel j0",
        "moments": "var std cov corrcoef",
        "shaping": "reshape ravel flatten flip roll repeat tile squeeze",
        "complex": "conj real imag angle",
        "unknown": "f g h phi psi",
    }.items()
    for name in names.split()
}


@lru_cache(2**10)
def spellings(name: str) -> tuple[str, ...]:
    """A name with the other ways to write it: lambda may be called lam, or λ.

    >>> spellings("lam")
    ('lam', 'lambda', 'λ', 'lamda', 'lambda_')
    """
    head = name.rstrip("0123456789").removesuffix("_") or name
    index = name.removeprefix(head)
    word = GREEK.get(head, head)
    letter = next((sign for sign, one in GREEK.items() if one == word), "")
    words = ["lam", "lambda", "λ", "lamda", "lambda_"]
    others = words if word in words else [word, letter] if letter else []
    return tuple(dict.fromkeys([name, *(one + index for one in others)]))


def nearest(name: str, known: Collection[str]) -> str:
    """The known name that is most like it, or an empty text."""
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    folded = {one.lower(): one for one in known}
    return close[0] if close else folded.get(name.lower(), "")


def guessed(word: str) -> str:
    """The name of a symbol that was not declared: a letter, Greek or not, with digits or not.

    >>> guessed("x2"), guessed("y_hat"), guessed("hello")
    ('x2', 'y_hat', '')
    """
    letter, _, accent = word.partition("_")
    if accent in ACCENTS.values() and guessed(letter):
        return f"{guessed(letter)}_{accent}"
    if word in {"lambda", "lam"}:
        return "lam"
    head = word.rstrip("0123456789")
    is_name = (len(head) == 1 and head.isalpha() and head.isascii()) or head in {*GREEK.values()}
    return word if is_name else ""
