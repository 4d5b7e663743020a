"""Honest submissions that must earn full marks, however unusual their form.

Right answers as learners write them stand in honest.toml; here are the notebooks that programs save
and that learners rearrange, each with the solutions as its answers.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from attacks.case import (
    Notebook,
    Write,
    answered,
    cell_of,
    grade_id_of,
    right_answers,
    text,
    write,
)
from attacks.cells import both, checks, inserted, moved, own_cell, prompts, without
from attacks.payloads import complete

__all__ = ["Honest", "honest", "write_class"]

Change = Callable[[Notebook], object]


@dataclass(frozen=True)
class Honest:
    """One honest submission; `plain` says whether plain nbgrader gives it full marks, too."""

    name: str
    build: Write
    plain: bool = True
    assignment: str = "ch04"

    def __str__(self) -> str:
        return self.name


@cache
def honest() -> tuple[Honest, ...]:
    """Every honest submission, each with a name of its own."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    found = [_answer(table["default"] | entry) for entry in table["case"]]
    found += [Honest(name, _saved(change, as_bytes), plain) for name, plain, change, as_bytes
              in NOTEBOOKS]  # fmt: skip
    found += [Honest(name, _beside(files)) for name, files in FILES.items()]
    assert len({case.name for case in found}) == len(found)
    return tuple(found)


def write_class(root: Path, chosen: Iterable[Honest]) -> None:
    """Write submissions into a course's submitted/, each under its case's name."""
    for case in chosen:
        name = f"{case.assignment}.ipynb"
        released = root / "exercises" / case.assignment / name
        solution = root / "solutions" / case.assignment / name
        directory = root / "submitted" / case.name
        directory.mkdir(parents=True)  # of nobody else's name
        case.build(directory / case.assignment, released, solution)


def _answer(entry: dict[str, Any]) -> Honest:
    assignment, exercise = entry.get("assignment", "ch04"), entry["exercise"]
    right = right_answers(assignment)
    answers = {**right, exercise: complete(entry["code"], right[exercise])}

    def build(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        write(directory, text(answered(released, answers)))

    return Honest(entry["name"], build, entry["plain"], assignment)


def _saved(change: Change, as_bytes: Callable[[Notebook], bytes]) -> Write:
    def build(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        notebook = answered(released, right_answers("ch04"))
        change(notebook)
        write(directory, as_bytes(notebook))

    return build


def _beside(files: dict[str, bytes]) -> Write:
    def build(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        write(directory, text(answered(released, right_answers("ch04"))))
        for name, content in files.items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            write(directory, content, name)

    return build


def _nothing(notebook: Notebook) -> None:
    """Leave the notebook as it is."""


def _code(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


# The habits of the programs in which learners work


def _jupyterlab(notebook: Notebook) -> None:
    notebook["metadata"] |= {
        "kernelspec": {"display_name": "Python (course)", "language": "python", "name": "course"},
        "toc-autonumbering": True,
        "widgets": {
            "application/vnd.jupyter.widget-state+json": {
                "state": {}, "version_major": 2, "version_minor": 0}},
    }  # fmt: skip
    notebook["metadata"]["language_info"]["version"] = "3.13.1"
    for number, cell in enumerate(_code(notebook)):
        cell["execution_count"] = number + 7
        cell["metadata"] |= {
            "collapsed": False,
            "scrolled": True,
            "jupyter": {"outputs_hidden": True, "source_hidden": True},
            "slideshow": {"slide_type": "slide"},
            "execution": {"iopub.execute_input": "2026-01-01T00:00:00.000000Z"},
            "tags": ["hide-input"],
        }


def _vs_code(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"display_name": ".venv", "language": "python",
                                          "name": "python3"}  # fmt: skip
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.3"}
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "0" * 64}}
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        cell.pop("id")
        cell["metadata"] = {
            "vscode": {"languageId": "python"}
        } | cell["metadata"]  # fmt: skip
    for cell in _code(notebook):
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["a line\n"]}]


def _colab(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True, "include_colab_link": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"cell{number}", "colab_type": "code"}
        cell.pop("id")
    for cell in _code(notebook):
        cell["metadata"] |= {
            "colab": {"base_uri": "https://localhost:8080/", "height": 34},
            "outputId": "3f2a",
            "executionInfo": {"status": "ok", "elapsed": 3, "user_tz": -60},
        }
    badge = {"cell_type": "markdown", "metadata": {"id": "view-in-github"}, "source": "<a></a>"}
    notebook["cells"].insert(0, badge)


def _classic(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 4
    notebook["metadata"]["celltoolbar"] = "Create Assignment"
    for cell in notebook["cells"]:
        cell.pop("id")
    for cell in _code(notebook):
        cell["metadata"] |= {"collapsed": True, "trusted": True, "ExecuteTime": {"start_time": ""}}


# What earlier runs left in the notebook


def _outputs_kept(notebook: Notebook) -> None:
    for number, cell in enumerate(_code(notebook)):
        cell["execution_count"] = number + 1
        cell["outputs"] = [
            {"output_type": "stream", "name": "stderr", "text": "a warning of long ago\n"},
            {"output_type": "error", "ename": "WrongAnswer", "evalue": "Not yet",
             "traceback": ["Not yet: …"]},
            {"output_type": "display_data", "metadata": {}, "data": {
                "image/png": "iVBORw0KGgo=", "text/html": ["<b>bold</b>"],
                "application/vnd.jupyter.widget-view+json": {"model_id": "0"}}},
            {"output_type": "execute_result", "metadata": {}, "execution_count": 1,
             "data": {"text/plain": "0"}},
        ]  # fmt: skip


def _attachments(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["attachments"] = {"image.png": {"image/png": "iVBORw0KGgo="}}
            cell["source"] += "\n![my sketch](attachment:image.png)"


def _same_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


# What learners change


def _split(notebook: Notebook) -> None:
    """The steps in cells of one's own, the last in the answer cell."""
    answer = cell_of(notebook, "ch04-norm")
    answer["source"] = "def grad_softplus(x):\n    return scaled(2 * x, slope(x.T @ x))"
    steps = (
        own_cell("def slope(t):\n    return 1 / (1 + np.exp(-t))", "step-1"),
        own_cell("def scaled(x, by):\n    return by * x", "step-2"),
    )
    inserted("ch04-norm", *steps)(notebook)


def _answered_in_a_new_cell(notebook: Notebook) -> None:
    """The stub stays; the answer stands in a cell of one's own below it."""
    answer = cell_of(notebook, "ch04-norm")
    own, answer["source"] = own_cell(answer["source"]), "# see below"
    inserted("ch04-norm-test", own)(notebook)


def _draft_kept(notebook: Notebook) -> None:
    """A first attempt in a cell of one's own, without nbgrader's metadata, before the answer."""
    draft = own_cell("def grad_softplus(x):\n    return x", "draft")
    failing = own_cell("grad_softplus('no array')\n1 / 0", "failing")
    inserted("ch04-norm", draft, failing)(notebook)


def _tests_repeated(notebook: Notebook) -> None:
    """A copy of each check, unmarked, as an own cell after it."""
    for test in checks(notebook):
        mine = own_cell(test["source"], f"copy-{grade_id_of(test)}")
        notebook["cells"].insert(notebook["cells"].index(test) + 1, mine)


def _edited_prompts(notebook: Notebook) -> None:
    for cell in prompts(notebook):
        cell["source"] = f"**done**\n\n{cell['source']}"
        cell["metadata"].pop("editable", None)


def _tests_reformatted(notebook: Notebook) -> None:
    for test in checks(notebook):
        test["source"] = f"# my remark\n{test['source']}\n\n"
        test["metadata"] |= {"editable": True, "deletable": True}


def _marks_lost(notebook: Notebook) -> None:
    """Some programs drop what they do not know from a cell of text."""
    for cell in prompts(notebook):
        cell["metadata"] = {}


def _last_first(notebook: Notebook) -> None:
    """Work on the last exercise first: its cells stand right below the setup."""
    for number, name in enumerate(("-prompt", "", "-test")):
        moved(f"ch04-bilinear-form{name}", 2 + number)(notebook)


SOURCES = {
    "imports": own_cell("import math, itertools\nfrom math import sqrt", "imports"),
    "installation": own_cell("%pip --version\n!pip --version", "install"),
    "shell-cell": own_cell("%%bash\necho hello\nls", "shell"),
    "cells-of-other-languages": own_cell("%%html\n<b>bold</b>", "html"),
    "script-cell": own_cell("%%javascript\nconsole.log(1)", "script"),
    "unknown-magic": own_cell("%no_such_magic", "magic"),
    "error": own_cell("1 / 0", "error"),
    "syntax-error": own_cell("def (", "syntax"),
    "empty": own_cell("", "empty"),
    "comment": own_cell("# nothing here", "comment"),
    "question": own_cell("name = input('Your name? ')", "question"),
    "failed-import": own_cell("import torch_of_mine", "import"),
}


def _lines(notebook: Notebook) -> bytes:
    """Sources as lists of lines, as Jupyter saves them."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode() + b"\n"


def _windows(notebook: Notebook) -> bytes:
    """Windows' line endings, in the file and in the sources."""
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return _lines(notebook).replace(b"\n", b"\r\n")


def _old_macintosh(notebook: Notebook) -> bytes:
    """Sources whose lines end in a carriage return."""
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r")
    return text(notebook)


# name, whether plain nbgrader gives full marks, the change, and how the file is written
NOTEBOOKS: list[tuple[str, bool, Change, Callable[[Notebook], bytes]]] = [
    ("saved-by-jupyterlab", True, _jupyterlab, _lines),
    ("saved-by-vs-code", True, _vs_code, _lines),
    ("saved-by-colab", True, _colab, _lines),
    ("saved-by-the-classic-notebook", True, _classic, _lines),
    ("byte-order-mark", False, _nothing, lambda notebook: b"\xef\xbb\xbf" + text(notebook)),
    ("windows-line-endings", True, _nothing, _windows),
    ("carriage-returns", True, _nothing, _old_macintosh),
    ("ascii-only", True, _nothing, lambda notebook: json.dumps(notebook).encode()),
    ("keys-sorted-and-tabs", True, _nothing,
     lambda notebook: json.dumps(notebook, indent="\t", sort_keys=True).encode()),
    ("outputs-kept", True, _outputs_kept, text),
    ("attachments", True, _attachments, text),
    ("cells-with-the-same-id", True, _same_ids, text),
    ("answer-in-several-cells", True, _split, text),
    ("answer-in-a-new-cell", True, _answered_in_a_new_cell, text),
    ("draft-kept", True, _draft_kept, text),
    ("checks-repeated", True, _tests_repeated, text),
    ("prompts-edited", True, _edited_prompts, text),
    ("prompts-deleted", True, without(prompts), text),
    ("checks-reformatted", True, _tests_reformatted, text),
    ("marks-of-text-lost", True, _marks_lost, text),
    ("last-exercise-first", True, _last_first, text),
    *(
        (f"own-cell-{name}", True, both(inserted(2, cell), inserted("ch04-norm-test", {
            **cell, "id": f"{cell['id']}-again"})), text)
        for name, cell in SOURCES.items()
    ),
]  # fmt: skip

FILES: dict[str, dict[str, bytes]] = {
    "files-of-the-system": {".DS_Store": b"\0", "Thumbs.db": b"\0", "__pycache__/a.pyc": b"\0"},
    "checkpoint": {".ipynb_checkpoints/ch04-checkpoint.ipynb": b"{}"},
    "notes-and-pictures": {"notes.txt": b"mine", "sketch.png": b"\x89PNG", "ch04.ipynb~": b""},
}
