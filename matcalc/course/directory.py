"""A course's root: the folder with an nbgrader_config.py, and what that file says."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from matcalc.course.assignment import Assignment
from matcalc.course.exercise import Exercise
from matcalc.errors import MatcalcError

if TYPE_CHECKING:
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

__all__ = ["CONFIG_NAME", "Course", "calling_nbgrader"]

CONFIG_NAME = "nbgrader_config.py"
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"


class Course:
    """The directories, database and assignments that a course's nbgrader_config.py names.

    Parameters
    ----------
    root : path
        The folder that holds the configuration; the current directory for the command line.

    Raises
    ------
    MatcalcError
        If there is no nbgrader_config.py, or it arranges the folders in another way.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root).resolve()
        if not (self.root / CONFIG_NAME).is_file():
            raise MatcalcError(
                f"no {CONFIG_NAME} in {self.root}: run this command from a course's root, the "
                "folder that holds that file"
            )
        self.config = _configuration(self.root)
        self.config.CourseDirectory.root = str(self.root)
        structure = str(self.config.CourseDirectory.get("directory_structure", STRUCTURE))
        if Path(structure) != Path(STRUCTURE):
            raise MatcalcError(
                f"CourseDirectory.directory_structure is {structure!r}: expected nbgrader's own, "
                f"{STRUCTURE!r}; move the folders, or grade this course with nbgrader"
            )
        self._assignments: dict[str, Assignment] = {}

    def directories(self, config: Config | None = None) -> CourseDirectory:
        """nbgrader's own view of the course."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(config=config or self.config)

    def api(self, **overrides: Any) -> NbGraderAPI:
        """nbgrader's programming interface, with some of CourseDirectory's settings replaced."""
        from nbgrader.apps.api import NbGraderAPI

        config = deepcopy(self.config)
        for name, value in overrides.items():
            setattr(config.CourseDirectory, name, value)
        return NbGraderAPI(coursedir=self.directories(config), config=config)

    @property
    def name(self) -> str:
        """What the course calls itself, or its folder's name."""
        return str(self.config.CourseDirectory.get("course_id", "") or self.root.name)

    @property
    def database(self) -> str:
        """The address of the gradebook's database."""
        default = f"sqlite:///{self.root / 'gradebook.db'}"
        return str(self.config.CourseDirectory.get("db_url", default))

    def has_gradebook(self) -> bool:
        """Whether there is a database: to open one that is missing would create it."""
        from sqlalchemy.engine import make_url

        database = make_url(self.database)
        return database.drivername != "sqlite" or Path(database.database or "").is_file()

    def folder(self, kind: str) -> Path:
        """One of the course's folders: source, release, submitted, autograded or feedback."""
        # nbgrader's defaults are the kinds themselves, so that it need not be imported to ask it.
        return self.root / str(self.config.CourseDirectory.get(f"{kind}_directory", kind))

    def assignments(self) -> list[str]:
        """The names of the assignments: the folders with notebooks under the source directory."""
        source = self.folder("source")
        return sorted({path.parent.name for path in source.glob("*/*.ipynb")})

    def assignment(self, name: str) -> Assignment:
        """An assignment by its name, whose files are read once.

        Raises
        ------
        MatcalcError
            If there is none.
        """
        [name] = self.require((name,))
        if name not in self._assignments:
            folders = self.folder("source") / name, self.folder("release") / name
            self._assignments[name] = Assignment(name, *folders)
        return self._assignments[name]

    def exercise(self, name: str) -> Exercise:
        """An exercise by its grade id, which begins with its assignment's name.

        Raises
        ------
        MatcalcError
            If there is none.
        """
        mine = [one for one in self.assignments() if name.startswith(one)]
        return self.assignment(max(mine, key=len, default=name)).exercise(name)

    def require(self, names: tuple[str, ...]) -> list[str]:
        """The assignments named, or all of them.

        Raises
        ------
        MatcalcError
            If one does not exist; the message lists those that do.
        """
        known = self.assignments()
        unknown = [name for name in names if name not in known]
        if unknown or not known:
            raise MatcalcError(
                (f"no assignment {unknown[0]!r}" if unknown else "no assignment")
                + f" under {self.folder('source')}: "
                + (f"there are {', '.join(known)}" if known else "expected NAME/NAME.ipynb there")
            )
        return list(names) or known

    def submissions(self, assignment: str, students: tuple[str, ...] = ()) -> list[str]:
        """The students who submitted an assignment.

        Raises
        ------
        MatcalcError
            If there is no submission, or none of a student asked for.
        """
        submitted = self.folder("submitted")
        found = sorted({path.parent.parent.name for path in submitted.glob(f"*/{assignment}/*")})
        missing = [student for student in students if student not in found]
        if missing or not found:
            who = f" of {missing[0]!r}" if missing else ""
            raise MatcalcError(
                f"no submission{who} for {assignment}: expected a notebook at "
                f"{submitted / (missing[0] if missing else 'STUDENT') / assignment}/"
            )
        return list(students) or found


@contextmanager
def calling_nbgrader(root: Path) -> Iterator[None]:
    """Call nbgrader from a course's root, against which it resolves some paths.

    For the version of a new gradebook's tables it starts the program `alembic`, which is found only
    where the environment is activated, and takes seconds; here the library is asked.
    Two warnings are no news: it queries its database while it fills it, and it gives an id to
    cells that lack one.
    """
    from nbformat.warnings import MissingIDFieldWarning
    from nbgrader import api
    from sqlalchemy.exc import SAWarning

    before, by_program = Path.cwd(), api.get_alembic_version
    os.chdir(root)
    api.get_alembic_version = _version_of_tables
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            yield
    finally:
        os.chdir(before)
        api.get_alembic_version = by_program


def _version_of_tables() -> str | None:
    """The version of the tables that nbgrader makes, as its migrations say it."""
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()


def _configuration(root: Path) -> Config:
    """The course's own settings, over those of the user and of the machine, as nbgrader has it."""
    from jupyter_core.paths import jupyter_config_path

    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        with suppress(ConfigFileNotFound):
            config.merge(PyFileConfigLoader(CONFIG_NAME, path=folder).load_config())
    return config
