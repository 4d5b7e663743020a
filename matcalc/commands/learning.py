"""Commands for learners: check a notebook, differentiate, practise."""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import islice
from pathlib import Path
from secrets import randbelow
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from matcalc.messages import say

if TYPE_CHECKING:
    pass

__all__ = ["check", "derive", "practice"]


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--timeout", default=60, show_default=True, help="Seconds for one cell.")
def check(notebook: Path, timeout: int) -> None:
    """Run a learner's notebook and show how each exercise stands.

    The file is not changed.  The exit code is 0 if every exercise passed.

    \b
    Example:
      matcalc check ch04.ipynb
    """
    from matcalc.course.judging import check_notebook

    with click.progressbar(
        length=100, label=say("command-running-notebook"), file=sys.stderr, show_pos=False
    ) as bar:
        judged = check_notebook(
            notebook, timeout, lambda done, all_: bar.update(100 * done // all_ - bar.pos)
        )
    colours = {"passed": "green", "failed": "yellow", "error": "red"}
    for one in judged:
        outcome = one.outcome
        click.secho(f"{one.exercise}: {outcome.label}", fg=colours.get(outcome.verdict))
        if outcome.verdict not in {"passed", "not-attempted"}:
            click.echo("    " + outcome.text.replace("\n", "\n    "))
    checked = [one for one in judged if one.outcome.verdict != "by-hand"]
    passed = [one for one in checked if one.outcome.verdict == "passed"]
    points = sum(one.points for one in passed)
    every = sum(one.points for one in checked)
    counts: dict[str, Any] = {
        "passed": len(passed),
        "checked": len(checked),
        "points": points,
        "all": every,
    }
    click.echo(say("command-passed", **counts))
    sys.exit(0 if len(passed) == len(checked) else 1)


@click.command()
@click.argument("formula")
@click.argument("variable", required=False)
@click.option("--shapes", default="", help='Of the symbols, as in "A: n n, x: n"; else inferred.')
@click.option("--explain", is_flag=True, help="Show the derivation, rule by rule.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["numpy", "jax", "torch", "latex"]),
    help="Write only the derivative in denominator layout, as a function or as LaTeX.",
)
def derive(
    formula: str, variable: str | None, shapes: str, explain: bool, form: str | None
) -> None:
    """Differentiate FORMULA by VARIABLE in both layouts, and prove the result by numbers.

    The formula is in NumPy syntax or textbook notation, LaTeX included.  Parts of it may be named
    before it, as in "r = Xw - y; r'r".

    \b
    Examples:
      matcalc derive "x'Ax" x
      matcalc derive "x.T @ A @ x" x --shapes "A: n n, x: n" --explain
      matcalc derive "\\frac12 \\lVert Xw - y\\rVert^2" w --as latex
      matcalc derive "h = tanh(W @ x); norm(h - y)**2" W --as torch > gradient.py
    """
    from matcalc.calculus.derivative import derivative
    from matcalc.derivations.proof import proof_of
    from matcalc.formulas.draw import shapes_of
    from matcalc.formulas.expression import parse, understood

    known: dict[str, Any] = shapes_of(shapes)
    asked = parse(formula, **known)
    found = derivative(asked, variable, explain=explain)
    found.understood.extend(understood(formula, asked))
    click.echo(found.code(form) if form else found)
    proof = proof_of(asked, variable, found)
    click.echo(proof.lines()[0], err=bool(form))
    sys.exit(0 if proof.verdict == "agree" else 1)


@click.command()
@click.argument("topics", metavar="[TOPIC]...", nargs=-1)
@click.option("--level", default=1, show_default=True, help="1, 2 or 3.")
@click.option("--seed", help="A number or a name: the same seed, the same questions.")
@click.option("--count", type=click.IntRange(1), help="How many questions; no end unless given.")
@click.option("--list", "listing", is_flag=True, help="Show the topics, and ask nothing.")
def practice(
    topics: tuple[str, ...], level: int, seed: str | None, count: int | None, listing: bool
) -> None:
    """Ask for derivatives, of the topics in turn, and check the answers.

    Answers are formulas, in NumPy syntax or textbook notation.

    \b
    Examples:
      matcalc practice
      matcalc practice quadratic norms --level 2 --count 5
      matcalc practice traces --seed ada
    """
    from matcalc.practice import TOPICS, questions
    from matcalc.practice.session import practise, summary

    if listing:
        for topic in TOPICS.values():
            click.echo(f"{topic}\n    {topic.trains}")
        return
    if seed is None:
        seed = str(randbelow(10**6))
    asked = questions(topics, level, int(seed) if seed.isdecimal() else seed)
    click.echo(summary(practise(islice(asked, count), _typed, click.echo)))
    words = ["matcalc practice", *topics, f"--level {level} --seed {quote(seed)}"]
    click.echo(say("practice-repeat", command=" ".join(words)))


def _typed() -> str:
    """The next line that is typed, or comes through a pipe."""
    with suppress(ImportError):
        import readline  # noqa: F401  the arrow keys bring back what was typed
    try:
        line = click.prompt("", prompt_suffix="> ", default="", show_default=False)
    except click.Abort:
        raise EOFError from None
    if not sys.stdin.isatty():  # nobody sees what was typed
        click.echo(line)
    return str(line)
