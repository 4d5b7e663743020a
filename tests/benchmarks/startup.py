"""How long commands take to start: the median of several fresh processes each.

python tests/benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = ["--help", "grade --help", "grade ch99", "export ch04", "feedback ch04"]


def seconds(command: list[str], cwd: str) -> tuple[float, float]:
    """Wall time and processor time of a process."""
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - began, processor


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    python = [sys.executable, "-c", "pass"]
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as root:
        # A course with a gradebook that holds nothing: each command gets as far as reading it.
        Path(root, "nbgrader_config.py").write_text("c = get_config()\n")
        Path(root, "source", "ch04").mkdir(parents=True)
        Path(root, "source", "ch04", "ch04.ipynb").touch()
        # nbgrader finds the program alembic by PATH.
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        create = f"import nbgrader.api; nbgrader.api.Gradebook('sqlite:///{root}/gradebook.db')"
        subprocess.run([sys.executable, "-c", create], check=True)
        for _ in range(runs):  # interleaved, so that a busy machine is fair to all
            times.setdefault("(an empty Python)", []).append(seconds(python, root))
            for command in COMMANDS:
                times.setdefault(command, []).append(
                    seconds([sys.executable, "-m", "matcalc", *command.split()], root)
                )
    print(f"{'matcalc …':24} {'wall':>7} {'CPU':>7}   medians of {runs} runs, in seconds")
    for name, measured in times.items():
        wall, processor = (statistics.median(column) for column in zip(*measured, strict=True))
        print(f"{name:24} {wall:7.2f} {processor:7.2f}")


if __name__ == "__main__":
    main()
