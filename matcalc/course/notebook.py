"""What a notebook's cells are, by the marks that nbgrader puts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcalc.errors import MatcalcError

__all__ = ["TEST", "Marks", "is_untouched", "marks_of", "read_notebook"]

MOST_POINTS = 1e6
TEST = "-test"  # the ending of a test cell's grade id


@dataclass(frozen=True)
class Marks:
    """What a cell is in an assignment.

    Attributes
    ----------
    grade_id : str
        Its name; empty for a cell that carries no marks.
    points : float
    is_answer : bool
        Whether learners write in it.
    is_graded : bool
        Whether it carries points: a test cell, or a written answer.
    is_test : bool
        Whether it checks an answer.
    is_task : bool
        Whether a person marks what learners add below it.
    is_locked : bool
        Whether its text is the release's.
    """

    grade_id: str = ""
    points: float = 0.0
    is_answer: bool = False
    is_graded: bool = False
    is_test: bool = False
    is_task: bool = False
    is_locked: bool = False

    @property
    def exercise(self) -> str:
        """The exercise that the cell belongs to: its name without the ending of test cells."""
        return self.grade_id.removesuffix(TEST)

    @property
    def is_written(self) -> bool:
        """Whether it is an answer that a person marks."""
        return self.is_answer and self.is_graded


def marks_of(cell: Mapping[str, Any]) -> Marks:
    """The marks of a cell; of a stranger's cell too, whatever stands in its metadata.

    Examples
    --------
    >>> marked = {"grade_id": "ch01-sum-test", "grade": True, "points": 2}
    >>> marks_of({"cell_type": "code", "metadata": {"nbgrader": marked}}).exercise
    'ch01-sum'
    """
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    if not isinstance(found, Mapping):
        return Marks()
    name, points = found.get("grade_id"), found.get("points")
    is_answer, is_graded = bool(found.get("solution")), bool(found.get("grade"))
    return Marks(
        grade_id=name if isinstance(name, str) else "",
        points=_points(points),
        is_answer=is_answer,
        is_graded=is_graded,
        is_test=cell.get("cell_type") == "code" and is_graded and not is_answer,
        is_task=bool(found.get("task")),
        is_locked=bool(found.get("locked")),
    )


def _points(points: object) -> float:
    """A stranger's notebook may claim any number, of any size."""
    if isinstance(points, int | float) and not isinstance(points, bool):
        return float(points) if 0 <= points <= MOST_POINTS else 0.0
    return 0.0


def read_notebook(path: Path) -> Any:
    """Read a notebook, of whichever format version, in today's form.

    Raises
    ------
    MatcalcError
        If the file is missing or is no notebook.
    """
    import nbformat

    if not path.is_file():
        raise MatcalcError(f"no notebook at {path}: give the path of an .ipynb file")
    try:
        return nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
    except (UnicodeDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise MatcalcError(
            f"{path} is not a notebook: {str(error).splitlines()[0][:200]}; "
            "save it again from Jupyter"
        ) from None


def is_untouched(cell: Any) -> bool:
    """Whether a cell is as it was handed out, by the checksum that the release gave it."""
    from nbgrader.utils import compute_checksum

    about = cell.metadata.get("nbgrader")
    return isinstance(about, dict) and bool(about.get("checksum") == compute_checksum(cell))
