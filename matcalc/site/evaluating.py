"""The value of a displayed formula, where it is known what its letters stand for.

LaTeX is read from the inside out.  What formulas do not have (sums over indices, entries, functions
of the page, derivatives, differentials, matrices written out) is computed first, and a symbol with
its value takes its place; the formula that is left is read as any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from keyword import iskeyword
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.expression import read
from matcalc.site.brackets import closing, opening, parts

__all__ = ["Evaluation", "Unreadable", "plain"]

Array = NDArray[np.float64]
STEP = 1e-3  # of a derivative by differences of the fourth order
ACCENT = r"(?:\\(?P<accent>hat|bar|tilde)\s*)?"
LETTER = r"(?P<letter>\\[A-Za-z]+|[A-Za-z](?!\d))(?P<prime>'?)"
BELOW = r"(?:_(?:\{(?P<below>(?:[^{}]|\{[^{}]*\})*)\}|(?P<one>\\[A-Za-z]+|\w)))?"
ATOM = re.compile(
    r"(?P<nabla>\\nabla(?P<by>_(?:\{\w+\}|\w))?\s*)?"
    rf"(?P<d>\\mathrm d(?P<second>\^2)?(?:\\[,!])?\s*(?=\\?[A-Za-z]))?{ACCENT}{LETTER}{BELOW}"
)
SUM = re.compile(r"\\sum\s*_(?:\{(?P<below>[^{}]*)\}|(?P<one>\w))(?:\^(?:\{[^{}]*\}|\w))?")
PARTIAL = re.compile(r"\\[dt]?frac\s*\{\s*(?:\\partial|\\mathrm d)\b\s*")
PARTIAL_BELOW = re.compile(r"\}\s*\{\s*(?:\\partial|\\mathrm d)\b\s*")
MATRIX = re.compile(r"\\begin\{bmatrix\}((?:(?!\\begin).)*?)\\end\{bmatrix\}", re.DOTALL)
COMPOSED = re.compile(r"\(|\\lVert|\\tr\b|\\log\b|\\det\b")
NAMED = re.compile(r"\\operatorname\{(\w+)\}")
ACCENTED = re.compile(r"\\(hat|bar|tilde)\s*\{(\\?\w+)\}")
BOLD = re.compile(r"\\mathbf\s*\{?1\}?")
BESIDE, BELOW_IT = "§", "¶"  # within a matrix
LARGE = re.compile(r"\\(?:[bB]ig+[lrm]?|left|right)(?![A-Za-z])\s*\.?")
AT_ZERO = re.compile(r"\|\s*_\{\s*t\s*=\s*0\s*\}")
DOTS = re.compile(r"\s*\\(?:[vd]|dd)?dots\s*")
INDEX = re.compile(r"([a-z])([+-]\d)?|(\d)")
INDICES = re.compile(r"(?:[a-z](?:[+-]\d)?|\d)+")
POWER = re.compile(r"\^\{?([a-z])\}?")
SPACE = re.compile(r"\\[,;!: ]|~|&|\\displaystyle")
BRACE = re.compile(r"\\(?:under|over)brace\s*\{")
ANGLE = {r"\langle": "⟨", r"\rangle": "⟩"}
SYMBOL = re.compile(r"\bu\d+\b")  # free in every formula


class Unreadable(Exception):
    """What is written cannot be given a value."""


class Evaluation:
    """Values of formulas in LaTeX.

    Parameters
    ----------
    names : dict
        What the letters stand for: numbers, arrays, lists of these for letters with an index,
        functions, and functions of nothing for what depends on other names.  ``hat_b`` is b with a
        hat, ``G_Z`` is G with the subscript Z, ``nabla_f`` a gradient, and ``dX`` the differential
        of X; that of what depends on X is computed from it.
    ranges : dict
        How far each index runs, from 0.
    """

    def __init__(self, names: dict[str, Any], ranges: Mapping[str, int]) -> None:
        self.names, self.ranges = names, ranges
        self._values = list[Array]()  # of the symbols that stand for what was computed first

    def value(self, latex: str, at: Mapping[str, int]) -> Array:
        """The value of a formula, its indices being somewhere.

        Raises
        ------
        Unreadable
        """
        text = self._special(plain(latex).strip(" .,:\n"), at)
        text = ATOM.sub(lambda found: self._atom(found, at), text)
        text = POWER.sub(lambda f: f"^{{{at[f[1]]}}}" if f[1] in at else f[0], text)
        values = {name: self._values[int(name[1:])] for name in SYMBOL.findall(text)}
        values = values or {"u0": np.zeros((1, 1))}  # numbers alone
        for attempt in (text, re.sub(r"\^\{?([23])\}?", r"^{\\circ \1}", text)):  # of each entry
            try:
                return _matrix(read(attempt, values).evaluate([*values.values()]))
            except (MatcalcError, ShapeError, RecursionError) as error:
                problem = error
        raise Unreadable(f"{latex}: {problem}") from problem

    # --- what is computed first -----------------------------------------------------------------

    def _put(self, value: Any) -> str:
        """A new symbol for a value."""
        self._values.append(_matrix(value))
        return f" u{len(self._values) - 1} "

    def _special(self, text: str, at: Mapping[str, int]) -> str:
        """A text in which symbols stand for all that formulas do not have."""
        for rule in (
            self._matrix, self._sum, self._partial, self._differential, self._gradient,
            self._called, self._power, self._entry,
        ):  # fmt: skip
            while (found := rule(text, at)) is not None:
                start, end, value = found
                text = text[:start] + self._put(value) + text[end:]
        return text

    def _matrix(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        found = MATRIX.search(text)
        if not found:
            return None
        rows = self._filled([row for row in found[1].split(BELOW_IT) if row.strip()])
        blocks = [[self.value(one, at) for one in self._filled(row.split(BESIDE))] for row in rows]
        return *found.span(), np.block(blocks)

    def _filled(self, written: list[str]) -> list[str]:
        """Rows or entries of which only the first and the last are written, with all between."""
        dots = next(
            (n for n, part in enumerate(written) if DOTS.fullmatch(part.split(BESIDE)[0])), 0
        )
        if not dots:
            return written
        first, last = written[0].strip(), written[-1].strip()
        places = [n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b]
        letters = {last[n] for n in places}
        if len(first) != len(last) or {first[n] for n in places} != {"1"} or len(letters) != 1:
            raise Unreadable(first)
        signs = [*first]
        filled = []
        for number in range(1, int(self.names[letters.pop()]) + 1):
            for place in places:
                signs[place] = str(number)
            filled.append("".join(signs))
        return filled

    def _sum(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        found = SUM.search(text)
        if not found:
            return None
        indices = re.findall(r"[a-z]", (found["below"] or found["one"]).split("=")[0])
        if not {*indices} <= {*self.ranges}:
            raise Unreadable(text)
        end = _end_of_term(text, found.end())
        body = text[found.end() : end]
        places = product(*(range(self.ranges[one]) for one in indices))
        terms = [self.value(body, {**at, **dict(zip(indices, p, strict=True))}) for p in places]
        return found.start(), end, sum(terms[1:], terms[0])

    def _partial(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        for found in PARTIAL.finditer(text):
            middle = closing(text, text.index("{", found.start()))
            below = PARTIAL_BELOW.match(text, middle)
            if below:
                break
        else:
            return None
        end = closing(text, text.index("{", middle))
        above, variable = text[found.end() : middle], text[below.end() : end].strip()
        end += 1
        if not above.strip():  # d/dt of what follows
            stop = _end_of_term(text, end)
            above, end = text[end:stop], stop
        return found.start(), end, self._derivative(above, variable, at)

    def _derivative(self, above: str, variable: str, at: Mapping[str, int]) -> Array:
        """In the denominator layout, of an entry by an entry, a column by a column, or simpler."""
        found = ATOM.fullmatch(variable)
        if not found:
            raise Unreadable(variable)
        name, indices = self._name(found, at)
        name = self._whole(name, indices)
        x = _matrix(self.names[name])
        if indices:
            return self._moved(above, at, {name: _one(x, (*indices, 0)[:2])})
        if x.shape == (1, 1):
            return self._moved(above, at, {name: np.ones((1, 1))})
        places = [*np.ndindex(x.shape)]
        found_by = [self._moved(above, at, {name: _one(x, place)}) for place in places]
        if found_by[0].size == 1:
            return np.reshape([one.item() for one in found_by], x.shape)
        return np.hstack([one.ravel()[:, None] for one in found_by]).T

    def _differential(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        for found in re.finditer(r"\\mathrm d\s*", text):
            function = ATOM.match(text, found.end())
            name = self._name(function, {})[0] if function else ""
            known = self.names.get(name)
            bracket = re.compile(r"\s*(?=\()").match(text, function.end()) if function else None
            if bracket and callable(known) and _takes(known):
                end = closing(text, bracket.end()) + 1
            elif COMPOSED.match(text, found.end()):
                end = _end_of_argument(text, found.end())
            else:
                continue
            inside = text[found.end() : end]
            return found.start(), end, self._moved(inside, at, self._directions())
        return None

    def _gradient(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        """The gradient of what stands in brackets, by x."""
        found = re.search(r"\\nabla\s*(?=[(⟨])", text)
        if not found:
            return None
        end = closing(text, found.end()) + 1
        return found.start(), end, self._derivative(text[found.end() : end], "x", at)

    def _called(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        """A function of the names, with its arguments in brackets, or one letter behind it."""
        for found in ATOM.finditer(text):
            function = self.names.get(self._name(found, {})[0])
            if not (callable(function) and _takes(function)):
                continue
            start = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
            if text[start : start + 1] == "(":
                arguments, end = list[str](), start
                while text[end : end + 1] in {"(", "["} and (text[end] == "[" or not arguments):
                    stop = closing(text, end)
                    arguments += parts(text[end + 1 : stop], ",")
                    end = stop + 1
            elif (argument := ATOM.match(text, start)) and argument.end() > start:
                arguments, end = [argument[0]], argument.end()
            else:
                continue
            return found.start(), end, function(*(self.value(one, at) for one in arguments))
        return None

    def _power(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        """A power of what stands in brackets, with an index as the exponent."""
        for found in re.finditer(r"\)\s*\^\{?([a-z])\}?", text):
            if found[1] in at:
                start = opening(text, found.start())
                base = self.value(text[start + 1 : found.start()], at)
                return start, found.end(), np.linalg.matrix_power(base, at[found[1]])
        return None

    def _entry(self, text: str, at: Mapping[str, int]) -> tuple[int, int, Any] | None:
        """An entry of what stands in brackets: (X'X)_{jl}."""
        for found in re.finditer(r"\)\s*_(?:\{([a-z]{1,2})\}|([a-z]))", text):
            start = opening(text, found.start())
            inside = self.value(text[start + 1 : found.start()], at)
            place = tuple(at[one] for one in found[1] or found[2])
            return start, found.end(), inside[(*place, 0)[:2]]
        return None

    # --- names ----------------------------------------------------------------------------------

    def _name(self, found: re.Match[str], at: Mapping[str, int]) -> tuple[str, list[int]]:
        """The name of a letter with all that stands at it, and the indices."""
        below = re.sub(r"[\\{}\s,]", "", found["below"] or found["one"] or "")
        name = found["letter"].removeprefix("\\") + ("_prime" if found["prime"] else "")
        name = f"{name}_" if iskeyword(name) and not below else name
        name = f"{found['accent']}_{name}" if found["accent"] else name
        counted = INDEX.findall(below)
        letters = [letter for letter, _, _ in counted if letter]
        is_index = letters and all(one in at for one in letters) and INDICES.fullmatch(below)
        if below and is_index:
            indices = [
                at[letter] + int(more or 0) if letter else int(digit) - 1
                for letter, more, digit in counted
            ]
            return (f"d{name}" if found["d"] else name), indices
        if re.fullmatch(r"\d+", below) and f"{name}_{below}" not in self.names:
            return name, [int(digit) - 1 for digit in below]
        name = f"{name}_{re.sub(r'[^0-9A-Za-z]', '', below)}" if below else name
        if found["nabla"]:
            by = re.sub(r"[_{}]", "", found["by"] or "")
            name = f"nabla_{by}_{name}" if by else f"nabla_{name}"
        if found["d"]:
            name = f"d{'2' if found['second'] else ''}{name}"
        return name, []

    def _atom(self, found: re.Match[str], at: Mapping[str, int]) -> str:
        name, indices = self._name(found, at)
        if name == "delta" and len(indices) == 2:
            return self._put(float(indices[0] == indices[1]))
        name = self._whole(name, indices)
        if name not in self.names and found["d"] and not found["second"]:
            whole = found[0][len(found["d"]) :]
            if self._name(ATOM.fullmatch(whole), at)[0] in self.names:  # type: ignore[arg-type]
                return self._put(self._moved(whole, at, self._directions()))
        if name not in self.names:
            return found[0]
        value = self.names[name]
        value = value() if callable(value) and not _takes(value) else value
        if callable(value):
            return found[0]
        if indices:
            value = (
                value[indices[0]] if isinstance(value, list) else _matrix(value)[(*indices, 0)[:2]]
            )
        return self._put(value)

    def _whole(self, name: str, indices: list[int]) -> str:
        """What a letter with indices is an entry of: a_ij of A."""
        if indices and f"{name}_each" in self.names:
            return f"{name}_each"
        is_entry = name not in self.names or len(indices) == 2
        return name.upper() if indices and is_entry and name.upper() in self.names else name

    def _directions(self) -> dict[str, Array]:
        """How the names move: those that have a differential."""
        return {
            name[1:]: _matrix(value)
            for name, value in self.names.items()
            if name[:1] == "d" and name[1:] in self.names and not callable(value)
        }

    def _moved(self, latex: str, at: Mapping[str, int], along: Mapping[str, Array]) -> Array:
        """How fast a value moves where names move along directions."""
        before = {name: self.names[name] for name in along}

        def there(t: float) -> Array:
            for name, direction in along.items():
                self.names[name] = _matrix(before[name]) + t * direction
            return self.value(latex, at)

        try:
            near = there(STEP) - there(-STEP)
            far = there(2 * STEP) - there(-2 * STEP)
        finally:
            self.names.update(before)
        return np.asarray((8 * near - far) / (12 * STEP))


def plain(latex: str) -> str:
    """Without spaces, sizes of brackets, and what stands under braces."""
    latex = MATRIX.sub(_protected, ACCENTED.sub(r"\\\1 \2 ", BOLD.sub(r"\\ones ", latex)))
    for sign, bracket in ANGLE.items():
        latex = re.sub(re.escape(sign) + r"(?![A-Za-z])", bracket, latex)
    latex = AT_ZERO.sub("", SPACE.sub(" ", LARGE.sub("", latex)))
    latex = NAMED.sub(lambda found: rf"\{found[1]} ", latex)
    while found := BRACE.search(latex):
        end = closing(latex, found.end() - 1)
        under = re.match(r"\s*[_^]\s*\{", latex[end + 1 :])
        stop = closing(latex, end + under.end()) + 1 if under else end + 1
        latex = latex[: found.start()] + latex[found.end() : end] + latex[stop:]
    return latex


def _protected(found: re.Match[str]) -> str:
    """A matrix whose rows and columns are not taken for those of the display."""
    inside = re.sub(r"\\\\(?:\[[^]]*\])?", BELOW_IT, found[1]).replace("&", BESIDE)
    return rf"\begin{{bmatrix}}{inside}\end{{bmatrix}}"


def _end_of_term(text: str, start: int) -> int:
    """Where what stands behind a sign of a sum ends: before a plus or minus, or a bracket."""
    depth, seen = 0, False
    for place in range(start, len(text)):
        sign = text[place]
        depth += (sign in "([{⟨") - (sign in ")]}⟩")
        if depth < 0 or (depth == 0 and seen and sign in "+-"):
            return place
        seen = seen or not sign.isspace()
    return len(text)


def _end_of_argument(text: str, start: int) -> int:
    """Where a bracket, a norm, or a function of one ends."""
    found = re.compile(r"(?:\\(?:tr|log|det)\b\s*)*").match(text, start)
    start = found.end() if found else start
    if text[start : start + 1] == "(":
        return closing(text, start) + 1
    if text.startswith(r"\lVert", start):
        end = text.index(r"\rVert", start) + len(r"\rVert")
        power = re.compile(r"(?:_F)?(?:\^\{?\d\}?)?").match(text, end)
        return power.end() if power else end
    atom = ATOM.match(text, start)
    if not atom:
        raise Unreadable(text)
    return atom.end()


def _takes(function: Any) -> bool:
    """Whether a function has arguments."""
    code = getattr(function, "__code__", None)
    return code is None or code.co_argcount > 0


def _one(like: Array, place: tuple[int, ...]) -> Array:
    direction = np.zeros(like.shape)
    direction[place] = 1
    return direction


def _matrix(value: Any) -> Array:
    """A column for what has one axis."""
    array = np.asarray(value, dtype=float)
    return array.reshape(-1, 1) if array.ndim < 2 else array
