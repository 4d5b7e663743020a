"""Say a text of `matcalc.texts` in the chosen language."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from matcalc.errors import MatcalcError
from matcalc.texts import LANGUAGES, MISTAKES, NAMES, RULES, TEXTS, Pair

__all__ = [
    "ENVIRONMENT", "beginnings", "catalogue", "first_words", "has_text", "in_language", "language",
    "language_name", "meaning", "mistake_titled", "rule_name", "say", "set_language", "speaking",
    "title", "withheld",
]  # fmt: skip

ENVIRONMENT = "MATCALC_LANGUAGE"


def _start() -> str:
    wanted = os.environ.get(ENVIRONMENT, "en").lower()[:2]
    return wanted if wanted in LANGUAGES else "en"


_language = _start()


def language() -> str:
    """The chosen language, "en" or "zh"."""
    return _language


@cache
def first_words() -> frozenset[str]:
    """The words with which texts begin, as long as those are no values.

    >>> "cannot" in first_words(), "x" in first_words()
    (True, False)
    """
    words = {english.partition(" ")[0] for english, _ in TEXTS.values()}
    return frozenset(word for word in words if len(word) > 1 or word == "a")


def language_name(language: str) -> str:
    """What a language is called in itself; as it was given, where no text is in it.

    >>> language_name("zh"), language_name("fr")
    ('中文', 'fr')
    """
    return NAMES.get(language, language)


def set_language(language: str) -> None:
    """Choose the language of reports and derivations: "en" or "zh".

    At the start it is the one that the environment variable MATCALC_LANGUAGE names, or English.

    Raises
    ------
    MatcalcError
        For another language.

    Examples
    --------
    >>> set_language("en")
    """
    global _language
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise MatcalcError(say("language-unknown", given=repr(language)[:40], known=known))
    _language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Choose a language for a while.

    >>> with speaking("zh"):
    ...     say("not-yet")
    '还不对'
    """
    before = _language
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def say(key: str, *, language: str | None = None, **values: object) -> str:
    """A text in a language, or in the chosen one.

    >>> say("passed", points=3, error=2e-12)
    'at 3 points (largest error 2.0e-12).'
    """
    return _in(_pair(key), language).format(**values)


def has_text(key: str) -> bool:
    """Whether there is a text under a key."""
    return key in TEXTS or key in MISTAKES


def title(mistake: str) -> str:
    """The name of a kind of mistake, in the chosen language."""
    return _in(MISTAKES[mistake].title)


def beginnings(*keys: str) -> tuple[str, ...]:
    """How texts begin, up to their first blank, in both languages."""
    return tuple(text.partition("{")[0] for key in keys for text in TEXTS[key])


def mistake_titled(text: str) -> str | None:
    """The identifier of the kind of mistake that a report's text ends with, in either language.

    >>> mistake_titled("Kind of mistake: a constant factor")
    'factor'
    """
    lines = set(text.splitlines())
    for name, mistake in MISTAKES.items():
        for kind, own in zip(TEXTS["kind"], mistake.title, strict=True):
            if kind.format(title=own) in lines:
                return name
    return None


def withheld(key: str) -> str:
    """A text in the chosen language with dots in the place of every value.

    >>> withheld("not-dependent")[:35]
    'Your answer does not depend on …, b'
    """
    return _in(_pair(key)).format_map(_Unsaid())


def meaning(mistake: str) -> str:
    """What a kind of mistake is, in the chosen language."""
    return _in(MISTAKES[mistake].meaning)


def rule_name(operation: str) -> str:
    """The name of the rule that differentiates an operation, in the chosen language."""
    return _in(RULES.get(operation, (operation, operation)))


def catalogue(prefix: str) -> dict[str, dict[str, str]]:
    """By language, the texts whose keys begin with a prefix, under the rest of their keys."""
    keys = [key for key in TEXTS if key.startswith(prefix)]
    return {
        one: {key.removeprefix(prefix): _in(TEXTS[key], one) for key in keys} for one in LANGUAGES
    }


def in_language(pair: Pair, language: str) -> str:
    """One text of a pair."""
    return _in(pair, language)


def _pair(key: str) -> Pair:
    return MISTAKES[key].hint if key in MISTAKES else TEXTS[key]


def _in(pair: Pair, language: str | None = None) -> str:
    return pair[LANGUAGES.index(language or _language)]


class _Unsaid(dict[str, "_Unsaid"]):
    """Every value that a text asks for, whatever its format: dots."""

    def __missing__(self, _: str) -> "_Unsaid":
        return self

    def __format__(self, _: str) -> str:
        return "…"
