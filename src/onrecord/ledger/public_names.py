"""Names that are nobody's in private: countries, peoples, organisations, offices, and words that every report has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from onrecord.compare import folded
from onrecord.knowledge import table

_TABLES = (
    ("countries", ("name", "aliases"), "a country"),
    ("demonyms", ("demonym",), "a people"),
    ("organisations", ("name", "aliases"), "an organisation"),
    ("roles", ("word",), "an office or a kind of people"),
    ("titles", ("title",), "a title"),
    ("english_words", ("word",), "a word of every report"),
)


def public(name: str) -> str | None:
    """What a name is, if it is one of these; None for another.

    >>> public("the United Nations"), public("Jane Roe")
    ('an organisation', None)
    """
    words = folded(name)
    return _known().get(words) or _known().get(words.removeprefix("the "))


@cache
def _known() -> dict[str, str]:
    return {name: what for name, what in reversed(list(_rows())) if name}


def _rows() -> Iterator[tuple[str, str]]:
    for source, columns, what in _TABLES:
        for row in table(source):
            for column in columns:
                yield from ((folded(one), what) for one in row[column].split("; "))
