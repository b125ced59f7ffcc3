"""What the first lines of a text say of themselves: where and when it was written, by which agency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.intake.dates import MONTH, WEEKDAY, read_date
from onrecord.record import Span

HEAD = 600
"""A dateline stands within so many characters of the start, after a headline and a byline at most."""
LINES = 8

_AGENCY = r"\((?P<agency>[A-Z][^()\n\d]{1,38})\)"
_DASH = r"[\s:]{0,2}(?:—|–|--?)\s"
_WRITTEN = rf"(?:{WEEKDAY}\.?,?\s)?(?:\d{{1,2}}\s{MONTH}\.?|{MONTH}\.?\s\d{{1,2}})(?:,?\s(?:\d{{4}}|\d{{2}}(?!\d)))?"
_LINE = r"^[^\S\n]{0,20}(?P<span>"
_DATED = re.compile(
    rf"{_LINE}(?-i:[A-Z])[^\n(—–:;!?]{{1,58}}?,\s(?P<date>{_WRITTEN})(?:\s?{_AGENCY})?){_DASH}", re.IGNORECASE | re.MULTILINE
)
_UNDATED = re.compile(rf"{_LINE}(?!THE\b)[A-Z]{{2}}[A-Z.'-]{{0,20}}(?:[ ,][^\n(—–:;!?]{{1,40}}?)? {_AGENCY}){_DASH}", re.MULTILINE)
_SHORT_YEAR = re.compile(r"(?<=\s)(\d{2})$")
_STAMP = re.compile(r"(?i)^(?:first\s)?(?:published|posted|issued|date)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """The dateline's characters, if there is one, its agency, and the day that the head of the text gives in full."""

    span: Span | None = None
    agency: str | None = None
    published: str | None = None


def read_head(text: str) -> Head:
    """What a text says at its head, as far as it is unmistakable.

    A dateline has a place in front and a date or an agency behind it ("CAIRO, April 7 (Agency) —"). A day without its year
    is not taken for the date of publication; a year of two digits is, behind a place ("ACCRA, 5 MAY 91 (AFP) --").

    >>> read_head("CAIRO, April 7, 2024 (AFP) — Talks resumed.")
    Head(span=(0, 26), agency='AFP', published='2024-04-07')
    """
    head = text[:HEAD]
    published = _stamp(head)
    if match := _DATED.search(head):
        return Head(match.span("span"), match["agency"], published or _day(match["date"]))
    if match := _UNDATED.search(head):
        return Head(match.span("span"), match["agency"], published)
    return Head(published=published)


def _day(written: str) -> str | None:
    """The day of a dateline, if its year is given; two digits from 50 are of the last century."""
    full = _SHORT_YEAR.sub(lambda year: f"{'19' if year[1] >= '50' else '20'}{year[1]}", written)
    value = read_date(full).value
    return value if value and len(value) == len("2024-04-07") else None


def _stamp(head: str) -> str | None:
    """The day of a line of its own: "Published: 7 April 2024", or a full date and nothing else."""
    lines = [line.strip() for line in head.split("\n")][:LINES]
    for line in lines:
        if line and (line[0].isdigit() or line[0].isupper()):
            value = read_date(line).value
            if value and (len(value) >= len("2024-04-07") and (_STAMP.match(line) or not line.isdigit())):
                return value
    return None
