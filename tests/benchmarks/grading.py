"""How long grading takes, beside plain ``nbgrader autograde``, in turn in one run.

Run by hand: ``python tests/benchmarks/grading.py``, or with ``--learners 200 --jobs 2``, or with
``--together`` for tests among the answers' own objects; an idle machine, please.  Before each run
of ours over the demonstration's class, plain nbgrader grades its first thirty learners in one
command.  The learner whose code never ends is left out: a loop lasts until its limit whoever grades
it.  Printed are seconds by the clock for one submission, start-up included, and the memory of the
grader's largest process; then the same of the export of all marks.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from matcalc.course.directory import Course
from matcalc.grading.demo import write_demo

FIRST = "learner-0[0-2]?-*"  # whom plain nbgrader grades


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds by the clock, and the memory of the largest process in MB."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.monotonic() - start, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=28)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--assignment", default="ch04")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--together", action="store_true")
    options = parser.parse_args()
    name, programs = options.assignment, Path(sys.executable).parent
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        ours, plain = Path(folder, "ours"), Path(folder, "plain")
        root = Path(__file__).resolve().parents[2]
        write_demo(Course(root), [name], ours, options.learners, seed=1)
        for endless in (ours / "submitted").glob("*-looping"):
            shutil.rmtree(endless)
        shutil.copytree(ours, plain)
        timed([str(programs / "nbgrader"), "generate_assignment", name, "--force"], plain)
        counts = {
            "plain": len(list((plain / "submitted").glob(FIRST))),
            "ours": len(list((ours / "submitted").iterdir())),
        }
        grader = [str(programs / "nbgrader"), "autograde", name, "--student", FIRST, "--force"]
        command = [sys.executable, "-m", "matcalc", "grade", name, "--again"]
        command += ["--jobs", str(options.jobs), *(["--together"] if options.together else [])]
        figures: dict[str, list[tuple[float, float]]] = {"plain": [], "ours": []}
        for _ in range(options.rounds):
            for who, arguments, where in (("plain", grader, plain), ("ours", command, ours)):
                clock, memory = timed(arguments, where)
                figures[who].append((clock / counts[who], memory))
        export = [sys.executable, "-m", "matcalc", "export", name]
        exported = [timed(export, ours) for _ in range(options.rounds)]
        middle = {
            who: [median(column) for column in zip(*found, strict=True)]
            for who, found in figures.items()
        }
    print(f"{name}, {counts['ours']} submissions, {options.jobs} at a time")
    for who, (clock, memory) in middle.items():
        print(f"{who:6} {clock:7.3f} s  {memory:6.0f} MB")
    print(f"times faster: {middle['plain'][0] / middle['ours'][0]:.1f}")
    seconds, memory = (median(column) for column in zip(*exported, strict=True))
    print(f"export {seconds:7.3f} s in all  {memory:6.0f} MB")


if __name__ == "__main__":
    main()
