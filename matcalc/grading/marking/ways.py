"""The two ways to run a test, and the proof which of them a test may go.

*Apart*, a test runs in the trusted process, which sees copies of a learner's data and stands in for
their functions: nothing that a submission does can forge a verdict.  *Together*, it runs in the
learner's process, among the learner's own objects, as under plain nbgrader.

Not every test can go apart: one that compares objects by identity, or looks into a class, finds
copies there, and an honest answer would lose its marks.  So before anything is graded each test is
tried with the solution, and with no answer at all.  It goes apart only if both earn there what they
earn together, and if it would see there what the answers did: it asks for no identity, and names
nothing given that the solution changed.  Nor does one that runs an answer's text as a program: that
would run in the trusted process.  A submission has no say in this.

Where a notebook has tests of both kinds it is run twice, in processes that know nothing of each
other: what goes together cannot touch the verdicts of what goes apart, and meets of a test that
goes apart no more than learners have anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Literal

from nbformat.notebooknode import NotebookNode

from matcalc.course.notebook import TEST, marks_of
from matcalc.errors import MatcalcError

# `cells_to_run`: removed by tests/attacks/removed.py
from matcalc.grading.marking.intake import cells_to_run, rebuild
from matcalc.grading.marking.key import Key, NotebookKey, digest_of
from matcalc.grading.marking.reading import asks_identity, runs_text
from matcalc.grading.marking.scoring import Scored, last_value, score
from matcalc.grading.running.task import Cell, Ran, Results, Task

__all__ = ["Goes", "Together", "Ways", "find_ways", "merged", "tasks_of"]

Goes = Literal["apart", "together"]
Submit = Callable[[dict[str, Task]], Future[Results]]
_TOGETHER = "together/"  # before a notebook's name, which has no slash
_ENOUGH = 1e-9  # points


@dataclass(frozen=True)
class Together:
    """A test that goes together, and why.

    Attributes
    ----------
    cell : str
        Its grade id.
    solution, blank : tuple of float
        What the solution, and no answer at all, earn: apart, and together.
    error : str
        What stopped the test of the solution where it ran apart; empty where nothing did, and where
        the instructor asked for this way.
    changed : tuple of str
        The names of what is given and the solution changes.
    identity : str
        How the test asks whether two things are one.
    running : str
        How it may run what an answer is as a program.
    """

    cell: str
    solution: tuple[float, float] = (0.0, 0.0)
    blank: tuple[float, float] = (0.0, 0.0)
    error: str = ""
    changed: tuple[str, ...] = ()
    identity: str = ""
    running: str = ""


@dataclass(frozen=True)
class Ways:
    """What was found out before anything is graded.

    Attributes
    ----------
    key : Key
        With the tests marked that go together.
    together : list of Together
    failed : dict
        The tests that the solution fails on their way, and what stopped it.
    """

    key: Key
    together: list[Together]
    failed: dict[str, str]


def tasks_of(
    notebooks: dict[str, NotebookNode],
    files: dict[str, bytes],
    own_files: dict[str, bytes],
    key: Key,
) -> dict[str, Task]:
    """What is to be run of a submission's notebooks.

    A notebook with no test apart runs once, together; one with tests of both kinds runs twice.
    """
    tasks = {}
    for name, notebook in notebooks.items():
        known = key.notebooks[name]
        if not known.together or _tests(known) - known.together:
            cells = tuple(cells_to_run(notebook, known))
            tasks[name] = Task(cells, files, own_files, known.kernel, known.reserved)
        if known.together:
            cells = tuple(_cells_together(notebook, known))
            tasks[_TOGETHER + name] = Task(cells, files, own_files)
    return tasks


def merged(found: Results, notebooks: dict[str, NotebookNode], key: Key) -> Results:
    """How the cells of each notebook ran, each test on its way."""
    results = {}
    for name, notebook in notebooks.items():
        apart, together = found.get(name), found.get(_TOGETHER + name)
        if apart is None or together is None:
            results[name] = apart or together or []
            continue
        known = key.notebooks[name].together
        results[name] = [
            found_on[place] if place < len(found_on) else Ran([], ended=False)
            for place, cell in enumerate(_code(notebook))
            for found_on in [together if marks_of(cell).grade_id in known else apart]
        ]  # each run may have been ended early, and the other one's cells keep their places
    return results


def find_ways(key: Key, submit: Submit, forced: Goes | None = None) -> Ways:
    """Find the tests that go together, and those that the solution itself fails.

    Parameters
    ----------
    key : Key
        With no test together.
    submit : callable
        Has notebooks run, as those of a submission.
    forced : {"apart", "together"}, optional
        The way of all tests.
    """
    proofs = [_Proof(key, name, submit, forced) for name in key.notebooks]
    for proof in proofs:  # all are running before the first is waited for
        proof.begin()
    for proof in proofs:
        proof.finish()
    found = [one for proof in proofs for one in proof.together.values()]
    notebooks = {
        proof.name: replace(
            proof.known,
            together=frozenset(proof.together),
            needs_hidden=proof.needs_hidden,
            endings=proof.endings(),
        )
        for proof in proofs
    }
    parts = key.parts | {part: value for proof in proofs for part, value in proof.parts()}
    failed = {cell: error for proof in proofs for cell, error in proof.failed().items()}
    return Ways(replace(key, notebooks=notebooks, parts=parts), found, failed)


_Begun = list[tuple[NotebookNode, Key, Future[Results]]]


class _Proof:
    """One notebook, run with the solution and with no answer."""

    def __init__(self, key: Key, name: str, submit: Submit, forced: Goes | None) -> None:
        self.key = key
        self.name = name
        self.submit = submit
        self.known = key.notebooks[name]
        self.forced: Goes | None = "apart" if self.known.kernel else forced
        self.tests = _tests(self.known)
        self.together: dict[str, Together] = {}
        self.needs_hidden = False
        self._variants = [rebuild(self.known.source, self.known), self.known.released]
        self._all_together: _Begun = []
        self._as_found: _Begun = []
        self._solved: dict[str, Scored] = {}  # by test, as it was run on its way

    def begin(self) -> None:
        """Have it run on both ways, or on the one that is asked for."""
        if self.forced != "apart":
            self._all_together = self._begun(self.tests)
        if self.forced != "together":
            self._as_found = self._begun(set())

    def finish(self) -> None:
        """Find the tests that go together.

        A test that goes together may have defined what one that went apart needs: so those that
        are left are tried again, until all of them hold.
        """
        expected = [self._scored(*one) for one in self._all_together]
        if self.forced == "together":
            self.together = {cell: Together(cell) for cell in sorted(self.tests)}
        if self.forced is None:
            self.together |= _by_text(self.known)
        tried: list[Scored] = []
        while left := sorted(self.tests - self.together.keys()):
            tried = [self._scored(*one) for one in self._as_found]
            fresh = {cell: _reason(cell, tried, expected) for cell in left if expected}
            fresh = {cell: reason for cell, reason in fresh.items() if _is_worse(reason)}
            if not fresh:
                break
            self.together |= fresh
            self._as_found = self._begun({*self.together})
        if self.together and left and self._loses(expected):
            self.needs_hidden = True
        self._solved = {
            cell: (expected if cell in self.together else tried)[0] for cell in self.tests
        }

    def _loses(self, expected: list[Scored]) -> bool:
        """Whether the solution loses points where the other tests' hidden parts are not run."""
        solved, *_ = (self._scored(*one) for one in self._begun({*self.together}))
        return any(
            _earned(solved, cell) < _earned(expected[0], cell) - _ENOUGH for cell in self.together
        )

    def endings(self) -> dict[str, str]:
        """The tests that end in a value, and that value."""
        found = {cell: _ending(scored.notebook, cell) for cell, scored in self._solved.items()}
        return {cell: value for cell, value in found.items() if value}

    def parts(self) -> Iterator[tuple[str, str]]:
        """The parts of the key that a test changes because it goes together."""
        for cell in sorted(self.together):
            part = f"{self.name}/{cell.removesuffix(TEST)}"
            yield part, digest_of([self.key.parts[part], "together"])

    def failed(self) -> dict[str, str]:
        """The tests that the solution fails, and what stopped it."""
        return {
            cell: _error(scored.notebook, cell)
            for cell, scored in sorted(self._solved.items())
            if _earned(scored, cell) < _points(scored.notebook, cell) - _ENOUGH
        }

    def _begun(self, together: set[str]) -> _Begun:
        """Have the notebook run with some tests together: solved, and blank."""
        marked = replace(self.known, together=frozenset(together))
        key = replace(self.key, notebooks={self.name: marked})
        solved, blank = (tasks_of({self.name: one}, key.files, {}, key) for one in self._variants)
        solved = {name: _comparing(task) for name, task in solved.items()}
        begun = zip(self._variants, (solved, blank), strict=True)
        return [(notebook, key, self.submit(tasks)) for notebook, tasks in begun]

    def _scored(self, notebook: NotebookNode, key: Key, future: Future[Results]) -> Scored:
        try:
            results = future.result()
        except MatcalcError:  # not even the first cell could be run on this way
            results = {}
        ran = merged(results, {self.name: notebook}, key)[self.name]
        return score(notebook, ran, sandboxed=True, endings=None)


def _comparing(task: Task) -> Task:
    """The task, which also reports what the answers change of what is given."""
    return replace(task, cells=tuple(replace(c, compares=c.borrows) for c in task.cells))


def _is_worse(found: Together) -> bool:
    """Whether a test apart takes points, gives some for nothing, or looks where nothing happens."""
    lost = found.solution[1] - found.solution[0]
    given = found.blank[0] - found.blank[1]
    return max(lost, given) > _ENOUGH or bool(found.changed)


def _reason(cell: str, apart: list[Scored], together: list[Scored]) -> Together:
    solution, blank = (
        (_earned(one, cell), _earned(other, cell))
        for one, other in zip(apart, together, strict=True)
    )
    changed = tuple(apart[0].changed.get(cell, ()))
    return Together(cell, solution, blank, _error(apart[0].notebook, cell), changed)


def _by_text(known: NotebookKey) -> dict[str, Together]:
    """The tests that ask whether two things are one, or may run what an answer is as a program."""
    sources = {marks_of(cell).grade_id: cell.source for cell in _code(known.released)}
    found = {}
    for cell in _tests(known):
        text = sources[cell]
        if identity := asks_identity(text):
            found[cell] = Together(cell, identity=identity)
        elif running := runs_text(text, sources.values()):
            found[cell] = Together(cell, running=running)
    return found


def _earned(scored: Scored, cell: str) -> float:
    return scored.scores.get(cell) or 0.0


def _ending(notebook: NotebookNode, name: str) -> str:
    found = (last_value(cell) for cell in notebook.cells if marks_of(cell).grade_id == name)
    return next(filter(None, found), "")


def _error(notebook: NotebookNode, name: str) -> str:
    """What stopped a cell, in one line."""
    for cell in notebook.cells:
        if marks_of(cell).grade_id == name:
            errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
            return f"{errors[0].ename}: {errors[0].evalue}".splitlines()[0][:200] if errors else ""
    return ""


def _points(notebook: NotebookNode, name: str) -> float:
    found = map(marks_of, notebook.cells)
    return next((one.points for one in found if one.grade_id == name), 0.0)


def _tests(known: NotebookKey) -> set[str]:
    return {
        marks.grade_id
        for cell in known.released.cells
        if cell.cell_type == "code" and (marks := marks_of(cell)).is_test
    }


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that are run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def _cells_together(notebook: NotebookNode, known: NotebookKey) -> Iterator[Cell]:
    """What the learner's process runs; of a test that goes apart, what learners have of it."""
    for cell in _code(notebook):
        marks = marks_of(cell)
        goes = marks.is_test and (known.needs_hidden or marks.grade_id in known.together)
        source = known.shown.get(marks.grade_id, "") if marks.is_test and not goes else cell.source
        yield Cell(learner=source, together=goes)
