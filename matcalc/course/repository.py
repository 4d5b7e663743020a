"""The public repository of a course: the one setting that all addresses outside the site come from.

Colab opens a notebook of a repository at GitHub, Binder a whole repository in an environment of its
own.  Both are other people's servers: pages link to them, and ask them for nothing.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

__all__ = ["CONFIG", "Repository"]

CONFIG = "_config.yml"


@dataclass(frozen=True)
class Repository:
    """Where the files of a course are for everybody.

    Parameters
    ----------
    address : str
        As in ``https://github.com/OWNER/NAME``.
    branch : str
        The one that readers see.

    Examples
    --------
    >>> course = Repository("https://github.com/ada/calculus", "main")
    >>> course.in_colab("exercises/ch04/ch04.ipynb")
    'https://colab.research.google.com/github/ada/calculus/blob/main/exercises/ch04/ch04.ipynb'
    >>> course.in_binder("exercises/ch04/ch04.ipynb")
    'https://mybinder.org/v2/gh/ada/calculus/main?urlpath=lab/tree/exercises/ch04/ch04.ipynb'
    >>> course.for_pip
    'git+https://github.com/ada/calculus@main'
    >>> Repository("https://example.org/calculus", "main").in_colab("ch04.ipynb") is None
    True
    """

    address: str
    branch: str

    @classmethod
    def of(cls, root: Path) -> Repository | None:
        """The repository that a book's _config.yml names, if it names one."""
        import yaml

        file = root / CONFIG
        known = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else None
        found = (known or {}).get("repository") or {}
        if not found.get("url"):
            return None
        return cls(str(found["url"]).rstrip("/"), str(found.get("branch") or "main"))

    @classmethod
    def read_by(cls, root: Path) -> Repository | None:
        """The repository whose pages are built: a fork's, where its workflow builds them.

        GitHub names it in the environment.
        """
        found, name = cls.of(root), os.environ.get("GITHUB_REPOSITORY")
        if not name:
            return found
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        return cls(f"{server}/{name}", found.branch if found else "main")

    @property
    def for_pip(self) -> str:
        """What pip installs the course's package from."""
        return f"git+{self.address}@{self.branch}"

    def in_colab(self, path: str, branch: str = "") -> str | None:
        """Where Colab opens a notebook; None where the repository is not at GitHub."""
        name = self._at_github
        place = f"{name}/blob/{branch or self.branch}/{quote(path)}"
        return f"https://colab.research.google.com/github/{place}" if name else None

    def in_binder(self, path: str) -> str | None:
        """Where Binder opens a file; None where the repository is not at GitHub."""
        name = self._at_github
        place = f"{name}/{quote(self.branch, safe='')}?urlpath=lab/tree/{quote(path)}"
        return f"https://mybinder.org/v2/gh/{place}" if name else None

    @property
    def _at_github(self) -> str:
        found = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?", self.address)
        return found[1] if found else ""
