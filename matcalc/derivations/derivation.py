"""Check a derivation line by line: where a mistake enters, which it is, and what carries it on.

Every line is compared with the truth and with the line above.  A line that is wrong, but follows
from a wrong line above, carries that mistake on and is no second one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from matcalc.calculus.derivative import terms_of
from matcalc.check import Asked, tell
from matcalc.derivations.comparing import Comparison, comparison_of
from matcalc.derivations.derivation_report import DerivationLine, DerivationReport, LineVerdict
from matcalc.derivations.line_edits import extent
from matcalc.derivations.lines import Row, is_blank, rows_of
from matcalc.derivations.misfits import misfit
from matcalc.derivations.slips import MOST_OPERATIONS, name_slip
from matcalc.derivations.workings import FINAL, Side, Target, Workings
from matcalc.derivations.wrong import Slip, Wrong
from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import variable_of
from matcalc.formulas.expression import parse, statements, understood
from matcalc.formulas.nodes import Node, add, apply, inner
from matcalc.messages import say

__all__ = ["DerivationLine", "DerivationReport", "assert_derivation", "check_derivation"]

MOST_LINES, MOST_CHARACTERS = 200, 20_000
NAMES = re.compile(r"[A-Za-zα-ωΑ-Ω]\w*")
NAMED = re.compile(r"\s*([A-Za-z]\w*|[α-ωΑ-Ω])\s*(?:\([^()=]*\))?\s*=(?!=)")


def check_derivation(
    question: str,
    /,
    *variable_and_derivation: object,
    wrt: str | None = None,
    must: Sequence[str] = (),
    seed: int = 0,
    structure: Mapping[str, str] | None = None,
    **symbols: object,
) -> DerivationReport:
    """Check a derivation line by line, and say where a mistake enters.

    Parameters
    ----------
    question : str
        The function, as a formula; parts of it may be named before it, as in
        ``"r = y - X @ b; r.T @ r"``, and the derivation may use these names.
    variable : str, optional
        The symbol to differentiate by, between the two, or by name as `wrt`; it may be left out
        where there is only one.
    derivation : str
        Equations, one or more a line, in NumPy syntax or any notation that formulas have.
        ``f`` is the function, ``df`` its differential, which is linear in that of the variable,
        ``D`` and ``J`` the derivative in denominator and in numerator layout, ``grad`` the gradient
        in the variable's shape, and ``H``, after one of these, the Hessian matrix.  ``= …``
        continues the line above.  Any other name may be introduced, as in ``r = X @ b - y``; then
        there is ``dr``, too.  ``d(…)`` is the differential of what stands in the brackets.
        ``# …``, or a bracket of words at the end of a line, is a comment; an equation there, or
        behind "where", is checked too.
    wrt : str, optional
        The variable.
    must : sequence of str
        The kinds of lines without which the derivation is not complete, as in ``("df", "D")``.
    seed : int
        Of the drawn points: the same seed, the same points.
    structure : dict, optional
        As in `matcalc.check_gradient`; a symmetric variable has a symmetric differential.
    **symbols : str or array
        The shape of each symbol; what is left out is inferred.

    Returns
    -------
    DerivationReport
        For each line whether it is right, whether a mistake enters there and which, or whether an
        earlier one is carried on.

    Raises
    ------
    MatcalcError
        If the question cannot be read or evaluated.  A wrong derivation raises nothing, see
        `assert_derivation`.

    Examples
    --------
    >>> check_derivation("trace(X.T @ A @ X)", "X", '''
    ...     df = trace(dX.T @ A @ X) + trace(X.T @ A @ dX)
    ...        = trace(X.T @ (A + A.T) @ dX)
    ...     D  = (A + A.T) @ X
    ... ''', A="n n", X="n p").ok
    True
    >>> print(check_derivation("tr(AXB)", "X", "df = tr(A dX B) = tr(A B dX)", A="n n", X="n n",
    ...                        B="n n").mistake)
    not-cyclic
    """
    variable, text = _variable_and_derivation(variable_and_derivation, wrt)
    parts, called, whole = _read_question(question)
    formula = parse(whole, structure=structure, **symbols)
    name = variable_of(formula.symbols, variable)
    about = say("about-derivation", name=name)
    remarks = understood(whole, formula)
    if text is Ellipsis or text is NotImplemented or (isinstance(text, str) and not text.strip()):
        return _not_attempted(about, [], remarks)
    if not isinstance(text, str):
        raise MatcalcError(say("derivation-no-text", kind=type(text).__name__))
    names = tuple(dict.fromkeys(["f", *called]))
    workings = Workings(formula, name, names, may_be_hessian="H" in must)
    for part, meant in parts:
        with suppress(MatcalcError):  # a part that the function does not use
            workings.introduce(Target("name", part), workings.read(meant))
    if text.count("\n") > MOST_LINES or len(text) > MOST_CHARACTERS:
        raise MatcalcError(say("derivation-too-long", lines=MOST_LINES, count=MOST_CHARACTERS))
    rows = rows_of(text, [one.name for one in formula.symbols])
    check = _Check(workings, comparison_of(workings, seed), about, remarks, tuple(must))
    report = check.report(rows)
    options = {"wrt": name, "must": must, "seed": seed, "structure": structure}
    tell(Asked("check_derivation", question, text, options | symbols, report))
    return report


def assert_derivation(
    question: str,
    /,
    *variable_and_derivation: object,
    wrt: str | None = None,
    must: Sequence[str] = (),
    seed: int = 0,
    structure: Mapping[str, str] | None = None,
    **symbols: object,
) -> None:
    """Raise `WrongAnswer` unless `check_derivation` agrees; return None.

    Parameters and errors are those of `check_derivation`.  The text of the exception is the
    report's, and an undecided line raises too: no marks without proof.

    Examples
    --------
    >>> assert_derivation("x.T @ x", "x", "df = dx'x + x'dx = 2x'dx; D = 2x", x="n", must=("df",))
    """
    options = {"wrt": wrt, "must": must, "seed": seed, "structure": structure}
    check_derivation(question, *variable_and_derivation, **options, **symbols).require()  # type: ignore[arg-type]


def _read_question(question: object) -> tuple[list[tuple[str, str]], list[str], Any]:
    """The parts that a question names, the name of its function, and the question without that."""
    if not isinstance(question, str):
        return [], [], question
    *parts, last = statements(question)
    called = NAMED.match(last)
    formula = last[called.end() :].strip() if called else last
    whole = "; ".join([*(f"{name} = {meant.strip()}" for name, meant in parts), formula.strip()])
    return parts, [called[1]] if called else [], whole


def _variable_and_derivation(
    given: tuple[object, ...], wrt: str | None
) -> tuple[str | None, object]:
    match given:
        case (text,):
            return wrt, text
        case (str() as variable, text) if wrt in (None, variable):
            return variable, text
    raise MatcalcError(say("derivation-arguments", given=len(given)))


def _not_attempted(about: str, lines: list[DerivationLine], remarks: list[str]) -> DerivationReport:
    hint = say("not-attempted")
    return DerivationReport("differ", about, lines, "not-attempted", hint, remarks)


def _bare(text: str) -> str:
    """A text in which G_Z, G_{Z} and \\hat G are words."""
    return re.sub(r"[_{}\\]", "", text)


# --- lines --------------------------------------------------------------------------------------


@dataclass(eq=False)
class _Step:
    """One equality: what it is about, what it says, and what was found of it."""

    row: int
    target: Target
    side: Side
    above: "_Step | None"  # the equality above it, of the same
    verdict: LineVerdict = "agree"
    mistake: str | None = None
    hint: str = ""

    @property
    def is_right(self) -> bool:
        return self.verdict == "agree"


@dataclass(eq=False)
class _Check:
    """A derivation that is being checked."""

    workings: Workings
    comparison: Comparison
    about: str
    remarks: list[str]
    must: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)
    latest: Target | None = None  # what the last line is about

    def report(self, rows: list[Row]) -> DerivationReport:
        """The report on all lines."""
        self.comparison.require_points()
        self.rows = rows
        lines = [self.line(row) for row in rows]
        open_lines = [line for line in lines if line.mistake == "not-attempted"]
        wrong = [line for line in lines if line.verdict in {"differ", "unread"}]
        wrong = [line for line in wrong if line not in open_lines]
        if wrong:
            first = wrong[0]
            return self.made("differ", lines, first.mistake, first.hint)
        if open_lines or not lines:
            return _not_attempted(self.about, lines, self.remarks)
        if missing := self.missing():
            return self.made("differ", lines, *missing)
        if any(line.verdict == "unsure" for line in lines):
            return self.made("unsure", lines, None, say("unsure"))
        return self.made("agree", lines, None, "")

    def made(
        self, verdict: str, lines: list[DerivationLine], mistake: str | None, hint: str
    ) -> DerivationReport:
        return DerivationReport(verdict, self.about, lines, mistake, hint, self.remarks)  # type: ignore[arg-type]

    def line(self, row: Row) -> DerivationLine:
        """Check one line."""
        if is_blank(row.text):
            return DerivationLine(
                row.number, row.text, "", "unread", "not-attempted", say("derivation-blank")
            )
        steps: list[_Step] = []
        try:
            for equation in row.equations:
                before = self.latest
                steps += self.equation(row.number, equation.left, equation.sides)
                if equation.is_aside:
                    self.latest = before
        except MatcalcError as error:
            bad = next((step for step in steps if not step.is_right), None)
            if bad is None:
                return self.unread(row, error)
        read_as = "; ".join(
            " = ".join(step.side.read_as for step in each)
            for _, each in groupby(steps, key=lambda step: id(step.target))
        )
        worst = next((s for s in steps if s.verdict == "differ"), None)
        worst = worst or next((s for s in steps if not s.is_right), None)
        if worst is None:
            return DerivationLine(row.number, row.text, read_as)
        return DerivationLine(
            row.number, row.text, read_as, worst.verdict, worst.mistake, worst.hint
        )

    def unread(self, row: Row, error: MatcalcError) -> DerivationLine:
        mistake = "shape" if isinstance(error, ShapeError) else "unreadable"
        verdict: LineVerdict = "differ" if mistake == "shape" else "unread"
        key = "derivation-misfit" if mistake == "shape" else "derivation-unread"
        hint = say(key, number=row.number, error=error)
        if mistake == "shape":
            mistake = self.misfit(row)
            if mistake != "shape":
                hint = say("derivation-joined", first=hint, second=say(mistake))
        elif found := self.says_what_is_unknown(row, error):
            key = "derivation-name-above" if found[1] < row.number else "derivation-name-below"
            hint = say(key, number=row.number, name=found[0], other=found[1])
        return DerivationLine(row.number, row.text, "", verdict, mistake, hint)

    def says_what_is_unknown(self, row: Row, error: MatcalcError) -> tuple[str, int] | None:
        """A name that an error is about, and the other line, not read yet, that says what it is."""
        used = {*NAMES.findall(_bare(row.text))} & {*NAMES.findall(_bare(str(error)))}
        known = self.workings.names.keys() | {one.name for one in self.workings.question.symbols}
        for other in self.rows:
            for left in (equation.left.strip() for equation in other.equations):
                name = _bare(left)
                is_new = NAMES.fullmatch(name) and name not in {*map(_bare, known), *FINAL}
                if other is not row and is_new and used & {name, f"d{name}"}:
                    return left, other.number
        return None

    def misfit(self, row: Row) -> str:
        """The kind of mistake by which the shapes of a line do not fit."""
        equation = row.equations[-1]
        try:
            above = self.steps[-1] if self.steps else None
            target = (
                self.workings.target(equation.left) if equation.left else above and above.target
            )
            if target and target.true is not None and equation.sides:
                right = [target.true, *([above.side.true] if above else [])]
                return misfit(
                    equation.sides[-1], target.true, right, self.workings, self.comparison
                )
        except MatcalcError:
            pass
        return "shape"

    def equation(self, number: int, left: str, sides: list[str]) -> Iterator[_Step]:
        """Check one equation, equality by equality."""
        if not sides:
            raise MatcalcError(say("derivation-no-equation"))
        above: _Step | None = None
        if left:
            self.latest = None
            self.latest = target = self.workings.target(left, sides[0])
        elif self.latest:
            target = self.latest
            above = next((step for step in reversed(self.steps) if step.target is target), None)
        else:
            key = "derivation-above-unread" if number > 1 else "derivation-nothing-above"
            raise MatcalcError(say(key))
        for text in sides:
            bare = self.workings.bare(text, target.true) if target.true is not None else None
            step = _Step(number, target, bare or self.workings.read(text), above)
            if target.true is None:
                true, written = step.side.true, step.side.written
                self.latest = target = Target(target.kind, target.name, true, written)
                step.target = target
            self.judge(step)
            self.steps.append(step)
            self.workings.introduce(target, step.side)
            if target.kind in {"df", *FINAL}:
                self.workings.may_be_hessian = True
            above = step
            yield step

    # --- verdicts -------------------------------------------------------------------------------

    def judge(self, step: _Step) -> None:
        """Compare a line with the truth and with the line above."""
        assert step.target.true is not None
        found = self.comparison.verdict(step.side.true, step.target.true)
        if found != "differ":
            step.verdict = found
            return
        for source, implied in self.implied(step):
            if self.is_wrong(implied, step.target) and self.is_same(step.side.written, implied):
                step.verdict = "carried"
                step.hint = say("derivation-carried", number=source.row)
                return
        step.verdict = "differ"
        step.mistake, hint = self.slip(step)
        step.hint = say("derivation-joined", first=self.opening(step), second=hint)

    def is_wrong(self, node: Node, target: Target) -> bool:
        return target.true is None or self.comparison.verdict(node, target.true) == "differ"

    def is_same(self, a: Node, b: Node) -> bool:
        return self.comparison.verdict(a, b) == "agree"

    def implied(self, step: _Step) -> Iterator[tuple[_Step, Node]]:
        """What follows for a line from each of the lines above, as they were written."""
        if step.above:
            yield step.above, step.above.side.written
        for earlier in reversed(self.steps):
            node = self.consequence(earlier, step.target)
            if node is not None and earlier is not step.above:
                yield earlier, node
        for earlier in reversed(self.steps):
            if earlier.target.kind == "differential" and not earlier.is_right:
                node = self.through(earlier, step.target)
                if node is not None:
                    yield earlier, node

    def consequence(self, earlier: _Step, target: Target) -> Node | None:
        """What a line says of another target than its own, or of the same in another line."""
        kind, written = earlier.target.kind, earlier.side.written
        try:
            if target.kind in FINAL:
                if kind == "df":
                    return self.workings.derivative_from(target.kind, written)
                if kind == "f":
                    return self.workings.derivative_of(target.kind, written)
                same_side = (kind == "J") == (target.kind == "J")
                if kind in {"D", "J", "grad"} and target.kind != "H":
                    return written if same_side else written.T
            if target.kind == "df" and kind == "f":
                return self.workings.differential(written)
        except MatcalcError:
            return None
        if target.kind == "differential" and kind == "name":
            is_its = target.name == f"d{earlier.target.name}"
            return self.workings.differential(written) if is_its else None
        is_same = (kind, earlier.target.name) == (target.kind, target.name)
        return written if is_same else None

    def through(self, earlier: _Step, target: Target) -> Node | None:
        """What a wrong differential of a name makes of another one, or of the derivative."""
        whole = self.workings.question.node
        if target.kind == "differential":
            whole = self.workings.names[target.name.removeprefix("d")].true
        elif target.kind not in {"df", *FINAL}:
            return None
        try:
            name = earlier.target.name.removeprefix("d")
            changed = self.workings.differential_through(whole, name, earlier.side.written)
            if target.kind in FINAL:
                return self.workings.derivative_from(target.kind, changed)
        except MatcalcError:
            return None
        return changed

    # --- what is said ---------------------------------------------------------------------------

    def slip(self, step: _Step) -> Slip:
        """The kind of mistake that enters with a line."""
        target = step.target
        assert target.true is not None
        if target.kind == "name" and step.above is None:
            return "name-taken", say("name-taken", name=target.name)
        is_final = target.kind in FINAL
        above = self.right_above(step)
        forms = [*([above] if above is not None else []), *self.forms(step)]
        unique = list(dict.fromkeys(forms))
        wrong = Wrong(
            self.workings,
            self.comparison,
            step.side,
            step.side.true,
            target.true,
            above,
            unique,
            is_final,
        )
        first = name_slip(wrong)
        if first[0] or step.above is None or step.above.is_right:
            return first
        # After a wrong line a second mistake may be one step away from that line.
        other = Wrong(
            self.workings, self.comparison, step.side, step.side.written, step.above.side.written,
            step.above.side.form, [step.above.side.form], is_final,
        )  # fmt: skip
        return name_slip(other)

    def right_above(self, step: _Step) -> Node | None:
        """The line above, or what it says of this one's target, if it is right."""
        if step.above and step.above.is_right:
            return step.above.side.form
        for earlier in reversed(self.steps):
            if earlier.is_right and earlier.target.kind == "df" and step.target.kind in FINAL:
                return self.consequence(earlier, step.target)
        return None

    def forms(self, step: _Step) -> Iterator[Node]:
        """What is right in the place of a line, as the rules give it."""
        whole = step.target.true
        assert whole is not None
        yield whole
        if extent(whole) <= MOST_OPERATIONS:
            yield add(*terms_of(whole))
        if step.target.kind == "df" and whole.is_scalar:
            yield inner(self.workings.derivative_of("D"), self.workings.dx)
        if step.target.kind in FINAL:
            for earlier in self.steps:
                if earlier.is_right and earlier.target.kind == "df":
                    node = self.consequence(earlier, step.target)
                    if node is not None:
                        yield node

    def opening(self, step: _Step) -> str:
        """Where the mistake enters, in words."""
        above = step.above
        if above is None and step.target.kind in FINAL:
            before = {*FINAL} - {"H"} if step.target.kind == "H" else {"df"}
            above = next((s for s in reversed(self.steps) if s.target.kind in before), None)
        if above is not None and above.row == step.row:
            return say("derivation-not-within", number=step.row)
        if above is not None:
            return say("derivation-not-from", number=step.row, above=above.row)
        key = f"derivation-wrong-{step.target.kind}"
        name = step.target.name
        return say(
            key, number=step.row, name=name.removeprefix("d") if key.endswith("df") else name
        )

    def is_about_df(self, target: Target) -> bool:
        """Whether a line is about the differential of the function, whatever it is called."""
        if target.kind == "df":
            return True
        whole = self.workings.differential(self.workings.question.node)
        is_differential = target.kind in {"differential", "expression"} or target.name[:1] == "d"
        return is_differential and target.true in (whole, apply("vec", whole))

    def missing(self) -> tuple[str, str] | None:
        """What the derivation lacks, if it is right as far as it goes."""
        present = {step.target.kind for step in self.steps}
        names = {
            step.target.name for step in self.steps if step.target.kind in {"name", "differential"}
        }
        about_df = [step for step in self.steps if self.is_about_df(step.target)]
        present |= {"df"} if about_df else set()
        of_number = self.workings.x.is_scalar and self.workings.question.node.is_scalar
        if of_number and present & {"D", "J", "grad"}:  # which are one number
            present |= {"D", "J", "grad"}
        resolved = any(step.side.is_resolved for step in about_df)
        for kind in self.must:
            if kind in present | names and (kind != "df" or resolved):
                continue
            between = [s for s in self.steps if s.target.kind not in {"f", *FINAL}]
            mistake = "missing-line" if between else "restated"
            line = say(f"derivation-line-{kind}") if kind in {"f", "df", *FINAL} else kind
            key = "derivation-carry" if kind in present else mistake
            return mistake, say(key, kind=kind, line=line)
        last_is_there = bool(self.must) and self.must[-1] in present | names
        if not last_is_there and not present & {*FINAL}:
            return "unfinished", say("unfinished")
        return None
