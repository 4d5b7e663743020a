"""nbgrader's formgrader, in a real browser, on what `matcalc grade` has written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import checked_exercises, solutions
from course_fixtures import run
from playwright.sync_api import expect
from processes import wait_for

from matcalc.course.directory import Course
from matcalc.grading.reporting.results import submissions

FULL = sum(checked_exercises("ch04").values())
WRITTEN = "ch04-when-symmetric"
SCRIPT = "<script>window.attacked = 1</script><img src=x onerror='window.attacked = 1'>"
MARKUP = f'''
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("{SCRIPT}"), Markdown("{SCRIPT}"), Javascript("window.attacked = 1"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='window.attacked = 1'></svg>"))
print("{SCRIPT}")
'''


@contextmanager
def jupyter_lab(root: Path, own: Path) -> Iterator[str]:
    """JupyterLab as the guide starts it, on a free port and without a password; its address."""
    programs = Path(sys.executable).parent
    folders = {name: str(own / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR",
                                                  "JUPYTER_RUNTIME_DIR")}  # fmt: skip
    path = {"PATH": os.pathsep.join([str(programs), os.environ["PATH"]])}
    options = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    own.mkdir()
    with (own / "log").open("w") as log, subprocess.Popen(
        [programs / "jupyter", "lab", *options], cwd=root, env=os.environ | folders | path,
        stdout=log, stderr=log,
    ) as server:  # fmt: skip
        try:

            def address() -> re.Match[str] | None:
                said = (own / "log").read_text()
                assert server.poll() is None, said
                return re.search(r"http://127\.0\.0\.1:\d+", said)

            yield wait_for(address)[0]
        finally:
            server.terminate()


def test_marks_are_shown_and_changed_in_formgrader(small_course, submit, tmp_path, browser):
    submit("ada", solutions("ch04") | {WRITTEN: "For symmetric ones."})
    norm = "def grad_softplus(x):\n    return x / (1 + np.exp(-x.T @ x))"
    wrong = {"ch04-norm": f"{MARKUP}\n{norm}", WRITTEN: f"My words {SCRIPT}"}
    submit("tom", solutions("ch04") | wrong)
    result = run("matcalc", "grade", "ch04", cwd=small_course)
    assert result.returncode == 0, result.stderr
    page = browser.new_page()
    # Formgrader asks another server for MathJax, and does without.
    page.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda route: route.abort())
    problems: list[str] = []
    page.on("response", lambda reply: reply.status < 400 or problems.append(reply.url))
    with jupyter_lab(small_course, tmp_path / "jupyter") as address:
        page.goto(f"{address}/formgrader/manage_assignments")
        row = page.locator("tr", has=page.get_by_text("ch04", exact=True))
        expect(row.locator("td.num-submissions")).to_have_text("2")
        row.locator("td.num-submissions a").click()
        for student, score in (("ada", FULL), ("tom", FULL - 2)):
            row = page.locator("tr", has=page.locator("td.student-id", has_text=student))
            expect(row.locator("td.score")).to_have_text(f"{score:g} / {FULL + 2:g}")
            expect(row.locator("td.status")).to_contain_text("needs manual grading")

        page.goto(f"{address}/formgrader/gradebook/ch04/ch04")
        page.locator("tr", has_text=f"{FULL - 2:g} / {FULL + 2:g}").get_by_text(
            "Submission"
        ).click()
        mark = page.locator("#ch04-norm-test")
        expect(mark).to_have_attribute("placeholder", "0")
        expect(page.locator("body")).to_contain_text("A constant factor is off")
        expect(page.locator("body")).to_contain_text("My words")
        assert page.evaluate("window.attacked") is None  # nothing that a learner wrote has run

        for field, text in ((mark, "1.5"), (page.locator("#ch04-norm-comment"), "Half is right.")):
            with page.expect_response(lambda reply: reply.request.method == "PUT") as saved:
                field.fill(text)
                field.press("Tab")
            assert saved.value.ok
        page.reload()
        expect(page.locator("#ch04-norm-test")).to_have_value("1.5")
    page.close()
    assert problems == []

    [ada, tom] = submissions(Course(small_course), "ch04")
    assert [exercise.id for exercise in ada.waiting] == [WRITTEN]
    [norm] = [exercise for exercise in tom.exercises if exercise.id == "ch04-norm"]
    assert (norm.score, norm.by_instructor) == (1.5, True)
    assert norm.comment == "Half is right."
    assert tom.score == FULL - 0.5
