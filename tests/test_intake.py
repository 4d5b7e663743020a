"""Intake: whatever is handed in is rebuilt from the release, or refused with a reason."""

from __future__ import annotations

import json
import os
import random
from copy import deepcopy

import pytest
from sample import SOAK
from submissions import POINTS, RIGHT, grader, points, small_key, submission

from matcalc.course.notebook import marks_of
from matcalc.grading.marking.intake import Rejected, cells_to_run, rebuild, take_in
from matcalc.grading.marking.ways import find_ways
from matcalc.grading.running.workers import workers_here

KEYS = ["cells", "metadata", "nbgrader", "grade_id", "points", "source", "cell_type", "outputs",
        "id", "tags"]  # fmt: skip
VALUES = [None, True, -1, 10**400, 0.5, "", "code", "double-test", "\ud800", "\x00", [], [[]], {},
          {"a": 1}, ["a", 1], "x" * 10**5]  # fmt: skip


@pytest.fixture(scope="module")
def key():
    return small_key()


def handed_in(key) -> dict:
    return json.loads(json.dumps(submission(key, RIGHT)))


def places(node, found):
    """Every container in a JSON value."""
    if isinstance(node, (dict, list)) and node:
        found.append(node)
        for child in node.values() if isinstance(node, dict) else node:
            places(child, found)
    return found


def mutate_tree(notebook: dict, draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 6)):
        target = draw.choice(places(notebook, []))
        where = draw.choice(list(target) if isinstance(target, dict) else range(len(target)))
        kind = draw.randrange(5)
        if kind == 0:
            del target[where]
        elif kind == 1:
            target[where] = deepcopy(draw.choice(VALUES))
        elif kind == 2 and isinstance(target, list):
            target.insert(where, deepcopy(draw.choice(target)))
        elif kind == 3 and isinstance(target, list):
            draw.shuffle(target)
        elif isinstance(target, dict):
            target[draw.choice(KEYS)] = deepcopy(draw.choice(VALUES))
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def mutate_bytes(content: bytes, draw: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.randint(1, 20)):
        where = draw.randrange(len(changed))
        if draw.random() < 0.3:
            changed[where : where + draw.randint(1, 2000)] = b""
        else:
            changed[where] = draw.choice(b'{}[]",:\\\x00\xff\xef09aZ\n')
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("seed", range(5000 if SOAK else 300))
def test_a_mutated_notebook_is_rebuilt_or_refused(key, seed):
    draw = random.Random(seed)
    notebook = handed_in(key)
    content = mutate_tree(notebook, draw)
    if seed % 2:
        content = mutate_bytes(content, draw)
    why = "it was rebuilt, from the release's cells"
    try:
        rebuilt = rebuild(content, key.notebooks["hw"])
    except Rejected as reason:
        why = str(reason)
    else:
        released = key.notebooks["hw"].released.cells
        kept = [cell for cell in rebuilt.cells if marks_of(cell).grade_id]
        assert [marks_of(cell) for cell in kept] == [marks_of(cell) for cell in released]
        assert [cell.metadata for cell in kept] == [cell.metadata for cell in released]
        texts = {cell.source for cell in released} | {""}
        assert {cell.trusted for cell in cells_to_run(rebuilt, key.notebooks["hw"])} <= texts
        json.dumps(rebuilt, ensure_ascii=False).encode()
    assert len(why) > 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "save it again"),
        (b"# Chapter 4", "save it again"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b'{"cells": [', "save it again"),
        (b"[" * 10**5, "save it again"),
        (b'{"a": ' * 10**5, "save it again"),
        (b"[]", "no cells"),
        (b"null", "no cells"),
        (b'{"worksheets": []}', "no cells"),
        (b'{"cells": {}}', "no cells"),
        (b'{"cells": []}', "another assignment"),
        (b'{"cells": [1]}', "cell 1"),
        (b'{"cells": [{"cell_type": "heading"}]}', "cell 1"),
        (b'{"cells": [{"cell_type": "code", "source": {}}]}', "cell 1"),
        (b'{"cells": [{"cell_type": "code", "source": "1"}]}', "another assignment"),
        (json.dumps({"cells": [{"cell_type": "raw"}] * 3000}).encode(), "more than 2000"),
    ],
    ids=range(16),
)
def test_what_is_no_notebook_is_refused_with_a_reason(key, content, words):
    with pytest.raises(Rejected, match=words):
        rebuild(content, key.notebooks["hw"])


@pytest.mark.parametrize(
    "points", [10**400, -1, float("nan"), True, "3", [], {}, None], ids=range(8)
)
def test_marks_of_any_kind_are_read_and_not_believed(key, points):
    notebook = handed_in(key)
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"]["points"] = points
    rebuilt = rebuild(json.dumps(notebook).encode(), key.notebooks["hw"])
    marks = [marks_of(cell).points for cell in key.notebooks["hw"].released.cells]
    assert [marks_of(cell).points for cell in rebuilt.cells] == marks


def test_files_are_opened_without_following_links(key, tmp_path):
    content = json.dumps(handed_in(key))
    secret = tmp_path / "solution.ipynb"
    secret.write_text(content)

    def folder(student):
        path = tmp_path / "submitted" / student / "hw"
        path.mkdir(parents=True)
        return path

    (folder("link") / "hw.ipynb").symlink_to(secret)
    os.mkfifo(folder("pipe") / "hw.ipynb")
    (folder("folder") / "hw.ipynb").mkdir()
    (folder("other") / "homework.ipynb").write_text(content)
    with (folder("large") / "hw.ipynb").open("wb") as file:
        file.truncate(key.limits.notebook_size + 1)
    (tmp_path / "submitted" / "linked").symlink_to(tmp_path / "submitted" / "link")
    (folder("-odd name") / "hw.ipynb").write_text(content)
    reasons = {
        "link": "link is not followed", "pipe": "no ordinary file", "folder": "no notebook",
        "other": "rename it", "large": "clear the outputs", "linked": "link is not followed",
        "-odd name": "no student's name",
    }  # fmt: skip
    for student, words in reasons.items():
        with pytest.raises(Rejected, match=words):
            take_in(tmp_path / "submitted", student, key)

    path = folder("ada")
    (path / "hw.ipynb").write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    (path / "matcalc.py").write_text("assert_gradient = None")
    (path / "data.txt").write_text("4 5 6")
    (path / "timestamp.txt").write_text("2026-02-30 12:00:00 UTC")
    taken = take_in(tmp_path / "submitted", "ada", key)
    assert taken.files == {"data.txt": b"1 2 3\n"}
    assert taken.own_files == {}
    assert taken.timestamp is None
    assert any("matcalc.py" in remark for remark in taken.remarks)
    assert any("timestamp.txt" in remark for remark in taken.remarks)


def test_an_odd_solution_is_graded(key):
    """Every kind of answer, in the real processes: the marks are the sum of its points."""
    mine = grader(key)
    with mine.runner:
        assert points(mine.grade(submission(key, RIGHT))) == POINTS
    with workers_here(mine.runner.setting, 2) as workers:
        ways = find_ways(mine.key, workers.submit)
    assert (ways.together, ways.failed) == ([], {})
