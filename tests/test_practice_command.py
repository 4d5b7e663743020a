"""`matcalc practice` as it is typed: at a pipe, at a terminal's end, and broken off."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest
from course_fixtures import hear_control_c, run

from matcalc import practice
from matcalc.messages import ENVIRONMENT

COMMAND = [sys.executable, "-m", "matcalc", "practice"]


def typed(lines, *options, **environment):
    """What the command says where these lines come through a pipe."""
    return subprocess.run(
        [*COMMAND, *options], input=lines, env=os.environ | environment,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def solutions(topic, level, seed, count):
    """The answers to the questions that follow a seed, a line for each."""
    drawn = (practice.draw(topic, level, seed + number) for number in range(count))
    return "".join(f"{question.solution}\n" for question in drawn)


def test_right_answers_through_a_pipe_end_in_a_summary():
    options = ["norms", "--level", "2", "--seed", "3", "--count", "2"]
    result = typed(solutions("norms", 2, 3, 2), *options)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("Correct") == 2
    *_, summary, again = result.stdout.splitlines()
    assert summary == "Right without help: 2. Right with help: 0. Solution shown: 0."
    assert again.endswith("matcalc practice norms --level 2 --seed 3")
    assert result.stderr == ""


def test_a_wrong_answer_gets_its_report_and_help_its_rungs():
    question = practice.draw("quadratic", 1, 3)
    result = typed(
        f"-({question.solution})\n" + "?\n" * 4 + "\n\n？\n", "quadratic", "--seed=3", "--count=1"
    )
    assert result.returncode == 0, result.stderr
    rungs = (
        "A sign is lost",
        "opposite sign",
        "A small example",
        "Hint",
        "The derivation",
        "A solution",
    )
    places = [result.stdout.index(word) for word in rungs]
    assert places == sorted(places)
    assert "Solution shown: 1." in result.stdout


@pytest.mark.parametrize("lines", ["", "q\n", "x\n", "\n", "no formula at all (\nq\n", "\x00\n"])
def test_whatever_is_typed_it_ends_politely(lines):
    result = typed(lines, "--seed", "1")
    assert result.returncode == 0, result.stderr
    assert "Right without help: 0." in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_learners_name_is_a_seed_and_without_a_seed_one_is_named():
    first, again = (typed("q\n", "traces", "--seed", "ada l.").stdout for _ in range(2))
    assert first == again
    assert "--seed 'ada l.'" in first
    assert str(practice.draw("traces", 1, "ada l.").expression) in first
    assert re.search(r"--seed \d+$", typed("q\n", "traces").stdout.strip())


def test_it_speaks_chinese():
    result = typed("?\nq\n", "norms", **{ENVIRONMENT: "zh", "PYTHONIOENCODING": "utf-8"})
    assert "提示" in result.stdout
    assert "独立答对" in result.stdout


def test_the_topics_are_listed_and_a_mistaken_one_is_named():
    listed = run("matcalc", "practice", "--list").stdout
    assert all(f"{topic}\n    {topic.trains}" in listed for topic in practice.TOPICS.values())
    for options, words in (
        (["algebra"], ["'algebra'", "quadratic"]),
        (["norms", "--level", "4"], ["level 4", "1, 2, 3"]),
    ):
        result = run("matcalc", "practice", *options)
        assert result.returncode == 1
        assert all(word in result.stderr for word in words)
        assert result.stdout == ""


def test_control_c_leaves_with_the_summary():
    with subprocess.Popen(
        [*COMMAND, "norms"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, bufsize=0, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        preexec_fn=hear_control_c,
    ) as process:  # fmt: skip
        while b"Differentiate" not in process.stdout.readline():
            pass
        assert process.stdout.read(1) == b">"
        time.sleep(0.5)  # until it waits: a signal just before would be heard at the next line
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=20) == 0
        assert b"Right without help: 0." in rest
        assert b"Traceback" not in process.stderr.read()


def test_pythons_own_hashes_do_not_matter():
    code = "from matcalc import practice; print(practice.draw('losses', 2, 'ada').text)"
    texts = {run("python", "-c", code, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert texts == {practice.draw("losses", 2, "ada").text + "\n"}
