"""The command line: each command finds the course, does one thing, and says what it did."""

from __future__ import annotations

import sys

import click

from matcalc.commands import grading, learning, publishing
from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.version import __version__

__all__ = ["cli", "run"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="matcalc")
def cli() -> None:
    """Build, release, check and grade a course in matrix calculus.

    All commands but `check`, `derive` and `practice` are run from a course's root, the folder with
    nbgrader_config.py.
    """


def run() -> None:
    """Run the command line; an error of the user's is one message and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(say("command-interrupted"), err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (MatcalcError, OSError) as error:
        click.echo(f"matcalc: {error}", err=True)
        sys.exit(1)
    except ModuleNotFoundError as error:
        is_jupyter = error.name in {"nbclient", "nbformat", "ipykernel"}
        cure = say("command-install-jupyter" if is_jupyter else "command-install-course")
        needs = say("command-needs-package", name=error.name, cure=cure)
        click.echo(f"matcalc: {needs}", err=True)
        sys.exit(1)


for part in (publishing, grading, learning):
    for name in part.__all__:
        cli.add_command(getattr(part, name))
