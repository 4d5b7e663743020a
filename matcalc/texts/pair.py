"""A text in two languages: a pair, English first; values stand in braces, as for `str.format`."""

from __future__ import annotations

__all__ = ["LANGUAGES", "NAMES", "Pair"]

NAMES = {"en": "English", "zh": "中文"}  # each in itself
LANGUAGES = tuple(NAMES)
Pair = tuple[str, str]  # a text in each of these languages
