"""What Python in the page makes of cells: outputs as in a notebook, one session, no leak."""

from __future__ import annotations

import builtins
import json
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import matcalc
from matcalc.messages import language
from matcalc.page import answer, cells
from matcalc.page.settings import Settings
from matcalc.page.singular import tell_of_singular


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    """A page that was just opened, with the backend that the page's Python is started with."""
    monkeypatch.setattr(cells, "_session", cells._Session())
    if "matplotlib" in sys.modules:
        import matplotlib.pyplot as plt

        plt.switch_backend("module://matcalc.page.figures")
    monkeypatch.setenv("MPLBACKEND", "module://matcalc.page.figures")


def run(source, *above):
    """Run a cell after others."""
    return json.loads(answer("run_cell", list(above), source))


def shown(source, *above):
    """What a cell shows, that ends without an error."""
    reply = run(source, *above)
    assert not reply["failed"], reply["text"]
    return [(one["mime"], one["data"]) for one in reply["outputs"]]


def text(source, *above):
    """The text that it shows, and nothing else."""
    ((mime, data),) = shown(source, *above)
    assert mime == "text/plain"
    return data.rstrip("\n")


FIGURE = "import matplotlib.pyplot as plt\n"
IPYTHON = "from IPython.display import *\n"


def test_prints_displays_and_the_value_come_in_their_order():
    source = IPYTHON + "print('a')\ndisplay(HTML('<b>b</b>'), 'c')\nprint('d', end='')\n[1, 2]"
    html, rest = ("text/html", "<b>b</b>"), ("text/plain", "'c'\nd\n[1, 2]\n")
    assert shown(source) == [("text/plain", "a\n"), html, rest]


def test_display_needs_no_import():
    before = dict(vars(builtins))
    assert text("display(1)\ndisplay(2)") == "1\n2"
    assert vars(builtins) == before


@pytest.mark.parametrize(
    ("source", "mime", "data"),
    [
        ("HTML('<i>x</i>')", "text/html", "<i>x</i>"),
        ("Markdown('*x*')", "text/markdown", "*x*"),
        ("Latex('$x$')", "text/latex", "$x$"),
        ("Math('x^2')", "text/latex", r"$\displaystyle x^2$"),
        ("SVG('<svg/>')", "image/svg+xml", "<svg/>"),
        (r"Image(b'\x89PNG')", "image/png", "iVBORw=="),
        (r"Image(b'\xff\xd8x')", "image/jpeg", "/9h4"),
        ("Pretty('x')", "text/plain", "x\n"),
        ("__import__('sympy').Symbol('x') ** 2", "text/latex", r"$\displaystyle x^{2}$"),
        ("{'b': 1, 'a': 2}", "text/plain", "{'b': 1, 'a': 2}\n"),
    ],
)
def test_a_value_is_shown_in_its_own_way(source, mime, data):
    assert shown(IPYTHON + source) == [(mime, data)]


def test_the_best_of_several_ways_is_taken_and_a_failing_one_is_passed_over():
    source = """
class Both:
    def _repr_latex_(self): return "$x$"
    def _repr_html_(self): {}
Both()
"""
    assert shown(source.format("return '<b>x</b>'"))[0][0] == "text/html"
    assert shown(source.format("1 / 0"))[0][0] == "text/latex"
    bundle = "class Own:\n    def _repr_mimebundle_(self): return {'text/html': 'x'}, {}\nOwn()"
    assert shown(bundle) == [("text/html", "x")]


def test_a_semicolon_hides_the_value():
    assert shown("1 + 1;  # as in a notebook") == []
    assert text("'a;'") == "'a;'"


def test_figures_are_shown_where_they_are_shown_and_at_the_end():
    source = FIGURE + "plt.plot([1]);plt.show()\nprint('between')\nplt.plot([2])\nfig = plt.gcf();"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kinds = [mime for mime, _ in shown(source)]
    assert kinds == ["image/png", "text/plain", "image/png"]
    assert [mime for mime, _ in shown("fig", source)] == ["image/png"]
    assert len(shown(FIGURE + "plt.plot([1]);\nplt.show()")) == 1


def test_figures_of_cells_above_and_of_an_error_stay_where_they_belong():
    above = FIGURE + "plt.plot([1])\nimport sys\nprint('above', file=sys.stderr)\nprint('above')"
    assert text("print('here')", above) == "here"
    reply = run(FIGURE + "plt.plot([1])\n1 / 0")
    assert (reply["failed"], [one["mime"] for one in reply["outputs"]]) == (True, ["image/png"])


def test_a_flood_is_cut_and_counted():
    outputs = shown("for i in range(300): display(__import__('IPython').display.HTML('x'))")
    assert len(outputs) == 200
    assert "80,000 more characters" in text("print('x' * 100_000, end='')")


def test_a_cell_above_runs_once_for_its_text():
    above = ["log = []\nx = 1", "log.append(x)", "y = len(log)"]
    assert text("log", *above) == text("log", *above) == "[1]"
    assert run("log", *above)["above"] == 0
    assert text("log", *above[:1], "log.append(2 * x)", above[2]) == "[1, 2]"
    assert run("log", "log = []\nx = 5", *above[1:])["above"] == 3
    assert text("log", "log = []\nx = 5", *above[1:]) == "[5]"


def test_a_cell_that_runs_with_a_new_text_makes_those_below_run_again():
    above = ["x = 1", "y = 2 * x"]
    assert text("y", *above) == "2"
    run("x = 7")
    assert text("y", "x = 7", above[1]) == "14"


def test_a_cell_that_fails_is_named_and_those_below_run():
    above = ["a = 1", "b = 2\n1 / 0", "c = 3"]
    reply = run("print(a, b, c)", *above)
    assert [one["data"] for one in reply["outputs"]] == ["1 2 3\n"]
    (broken,) = reply["broken"]
    assert broken["number"] == 2
    assert broken["text"].startswith("Cell 2, line 2\n    1 / 0\nZeroDivisionError")
    assert run("a", above[0], "b = 2", above[2])["broken"] == []


def test_an_error_names_the_cells_that_it_went_through():
    above = "\ndef f(x):\n    return x + y"
    said = run("f(1)", above)["text"]
    assert said.splitlines()[:4] == [
        "This cell, line 1", "    f(1)", "Cell 1, line 3, in f", "    return x + y",
    ]  # fmt: skip
    run("1 / 0")
    assert run("2", "1 / 0")["broken"][0]["text"].startswith("Cell 1, line 1")


@pytest.mark.parametrize(
    "line", ["%matplotlib inline", "!ls", "files = !ls", "np.dot?", "%%timeit"]
)
def test_a_command_of_jupyter_is_explained(line):
    reply = run(f"x = 1\n{line}")
    assert reply["text"].splitlines()[:2] == ["This cell, line 2", f"    {line}"]
    assert "commands of Jupyter" in reply["text"]


def test_a_warning_is_shown_each_time(monkeypatch):
    monkeypatch.setattr(warnings, "showwarning", lambda message, *_: print(message))
    above = "import warnings\nwarnings.simplefilter('default')"
    assert text("warnings.warn('mind')", above) == text("warnings.warn('mind')", above) == "mind"


CHANGES = """
import os, warnings, numpy as np, matplotlib, matcalc
os.chdir("/"), np.set_printoptions(precision=2), np.seterr(all="ignore")
matplotlib.rcParams["lines.linewidth"] = 9
warnings.simplefilter("error")
matcalc.set_language("zh")
"""


def test_what_an_answer_sets_is_undone_before_the_next_verdict():
    before = Settings.of_now()
    verdict = json.loads(answer("check", CHANGES, "x = 1", "assert x == 1"))["verdict"]
    assert verdict == "passed"
    answer("run", CHANGES, "x = 1")
    import matplotlib

    assert language() == "en"
    assert (str(Path.cwd()), np.get_printoptions()["precision"]) == (before.directory, 8)
    assert (np.geterr(), warnings.filters) == (before.errors, before.filters)
    assert matplotlib.rcParams["lines.linewidth"] == 1.5
    assert "Your answer" in json.loads(answer("check", "", "1 / 0", ""))["text"]


def test_what_a_cell_sets_holds_for_the_cells_alone():
    look = "import os\nprint(np.array([1 / 3]), os.getcwd(), matcalc.messages.language())"
    assert text(look, CHANGES) == "[0.33] / zh"
    assert language() == "en"
    (elsewhere,) = json.loads(answer("run", "import numpy as np", "np.array([1 / 3])"))["outputs"]
    assert elsewhere["data"].startswith("array([0.33333")
    assert text(look, CHANGES) == "[0.33] / zh"


def test_cells_and_exercises_do_not_see_each_other():
    run("x = 1")
    assert json.loads(answer("run", "", "x"))["failed"]
    assert matcalc.messages.language() == "en"


def test_an_unknown_part_of_ipython_is_an_import_error():
    assert "ImportError" in run("from IPython.display import Audio")["text"]
    assert text("import IPython\nprint(IPython.get_ipython())") == "None"


def test_a_singular_matrix_is_told_where_numpy_does_not_hear_of_it():
    """In WebAssembly its inverse has infinities, and a system with it as well."""
    unheard = SimpleNamespace(
        inv=lambda a: np.full(a.shape, np.inf) if a[1, 1] == 4 else np.where(np.isnan(a), a, 1 / 2),
        solve=lambda a, b: np.full(b.shape, np.nan) if a[1, 1] == 4 else b,
    )
    tell_of_singular(unheard)
    singular = np.array([[1.0, 2], [2, 4]])
    for call in (lambda: unheard.inv(singular), lambda: unheard.solve(singular, np.ones((2, 1)))):
        with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
            call()
    assert np.array_equal(unheard.inv(np.ones((2, 2))), [[0.5, 0.5], [0.5, 0.5]])
    assert np.isnan(unheard.inv(np.full((2, 2), np.nan))).all()  # no fault of the call
