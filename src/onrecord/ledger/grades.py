"""The grades that an analyst can give an incident: the table `grades.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: the word, its key on the keyboard, and when it is given."""

    name: str
    key: str
    what: str


@cache
def table() -> tuple[Grade, ...]:
    """The grades, from the surest to that of what did not happen.

    >>> [grade.name for grade in table()]
    ['confirmed', 'fair', 'weak', 'contested', 'discounted']
    """
    lines = files(__package__).joinpath("grades.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(Grade(*row) for row in rows[1:])
