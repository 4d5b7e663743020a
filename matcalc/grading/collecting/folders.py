"""Submissions in a folder for each learner, or a notebook for each, as instructors keep them.

A folder's name is a learner's id.  The outermost folder that can be a learner's owns everything in
it, however the learner has called the folders inside.  nbgrader's own layout is one of these,
STUDENT/ASSIGNMENT, and the only one in which a timestamp.txt is no learner's.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from matcalc.grading.collecting.platforms import Filed, Owner, Refused, common
from matcalc.grading.marking.intake import TIMESTAMP

__all__ = ["Configured", "Folders"]


class Folders:
    """The layout of an archive that is no platform's.

    Parameters
    ----------
    paths : collection of str
        All files of the archive.
    assignment : str
    others : set of str
        The other assignments, whose folders are passed over.
    notebooks : set of str
        The names of the assignment's notebooks.
    students : collection of str
        The ids on the roster in lower case, if there is one.
    """

    name, remark = "folders", ""

    def __init__(
        self,
        paths: Collection[str],
        assignment: str,
        others: set[str],
        notebooks: set[str],
        students: Collection[str] = (),
    ) -> None:
        self.assignment, self.others, self.notebooks = assignment, others, notebooks
        placed = [(folders, file) for folders, file in map(self._split, paths) if folders]
        ends = [self._assignment_in(folders) for folders, file in placed if _is_notebook(file)]
        cut = [(folders[: self._assignment_in(folders)], file) for folders, file in placed]
        known = _depth_of_students(cut, students)
        # nbgrader's layout has the learner's folder around the assignment's.
        nbgraders = None if None in ends else min((end - 1 for end in ends if end), default=None)
        self.depth = next(d for d in (known, nbgraders, self._depth(cut)) if d is not None)
        self.is_nbgraders = {*ends} == {self.depth + 1}

    def file(self, path: str) -> Filed | None:
        """Whose a file is, or None if it is none of this assignment's."""
        folders, file = self._split(path)
        if folders[:1] and folders[0] in self.others:
            return None
        if not folders:
            return self._by_name(file)
        if len(folders) <= self.depth:
            raise Refused("it is in none of the learners' folders")
        rest = folders[self.depth + 1 :]
        if rest[:1] and rest[0] in self.others:
            return None
        inside = rest[1:] if rest[:1] == [self.assignment] else rest
        name = "/".join([*inside, file])
        is_time = self.is_nbgraders and rest == [self.assignment] and file == TIMESTAMP
        return Filed((_owner(folders[self.depth]),), name, is_time=is_time)

    def _by_name(self, file: str) -> Filed:
        stem, _, suffix = file.rpartition(".")
        if suffix != "ipynb" or file in self.notebooks:
            raise Refused("neither a folder nor its name says whose it is")
        if len(self.notebooks) != 1:
            raise Refused(f"it may be any of {', '.join(sorted(self.notebooks))}")
        return Filed((_owner(stem),), next(iter(self.notebooks)))

    def _split(self, path: str) -> tuple[list[str], str]:
        """A path's folders, without the assignment's if that is around everything."""
        *folders, file = path.split("/")
        return (folders[1:] if folders[:1] == [self.assignment] else folders), file

    def _assignment_in(self, folders: list[str]) -> int | None:
        """Where in a path the first folder of an assignment is, below another."""
        names = {self.assignment, *self.others}
        return next((n for n, name in enumerate(folders) if n and name in names), None)

    def _depth(self, placed: list[tuple[list[str], str]]) -> int:
        """How many folders are around the learners', where no roster tells."""
        around = common([folders for folders, _ in placed])
        inner = [folders for folders, _ in placed if folders != around]
        direct = {file for folders, file in placed if folders == around}
        # One learner's notebook beside further folders of the same learner's.
        if around and (not inner or direct & self.notebooks):
            return len(around) - 1
        return len(around)


def _depth_of_students(
    placed: list[tuple[list[str], str]], students: Collection[str]
) -> int | None:
    """The outermost depth at which at least half of the folders are called as the roster says."""
    deepest = min((len(folders) for folders, file in placed if _is_notebook(file)), default=0)
    for depth in range(deepest if students else 0):
        there = {tuple(folders[: depth + 1]) for folders, _ in placed if len(folders) > depth}
        known = sum(folders[depth].casefold() in students for folders in there)
        if 2 * known >= len(there):
            return depth
    return None


def _is_notebook(file: str) -> bool:
    return file.endswith(".ipynb")


def _owner(name: str) -> Owner:
    return Owner(name, name, ids=(name,))


class Configured:
    """The layout that the course's configuration describes, as for `nbgrader zip_collect`."""

    name, remark = "configured", ""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)

    def file(self, path: str) -> Filed:
        """Whose a file is."""
        found = self.pattern.match(path)
        groups = found.groupdict() if found else {}
        if not groups.get("student_id") or not groups.get("file_id"):
            raise Refused("FileNameCollectorPlugin.named_regexp finds no student and file in it")
        file = PurePosixPath(groups["file_id"]).with_suffix(PurePosixPath(path).suffix)
        return Filed((_owner(groups["student_id"]),), file.name)
