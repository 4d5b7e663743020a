"""The course's directories and rules, read by nbgrader's commands and by matcalc's."""

import os
import sys
from pathlib import Path

# nbgrader calls the program `alembic` by name: let it be found where no environment is activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "matrix-calculus"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".pytest_cache",
    "answers.toml",  # typical answers: not for learners
    "partial-credit.toml",  # which mistakes earn a share of the points: not for learners
    "variants.toml",  # what the other sets ask, with their hidden tests
]

# By hand means by hand: what differentiates by itself is not to be found by a learner's code.
c.Grading.hidden_modules = {
    "*": [
        *("sympy", "jax", "autograd", "torch"),
        *("matcalc.derivative", "matcalc.check_*", "matcalc.practice"),
    ]
}

# Formgrader shows what learners wrote and displayed: as text and pictures, and never as a program,
# which would run with the rights of whoever gives the marks.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"markdown2html": "matcalc.grading.formgrader.markdown_as_html"}

c.ExecutePreprocessor.timeout = 60
c.ClearSolutions.code_stub = {
    "python": "# Your answer goes here; remove the next line.\nraise NotImplementedError"
}
# nbgrader's own steps in their order, and two of this course: the cell that imports also looks
# whether the right matcalc is installed, and a formula has a stub of its own.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "matcalc.course.release.guard_imports",
    "nbgrader.preprocessors.ClearSolutions",
    "matcalc.course.release.formula_stubs",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
