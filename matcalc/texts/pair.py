"""A text in two languages: a pair, English first; values stand in braces, as for `str.format`."""

from __future__ import annotations

__all__ = ["LANGUAGES", "Pair"]

LANGUAGES = ("en", "zh")
Pair = tuple[str, str]  # a text in each of these languages
