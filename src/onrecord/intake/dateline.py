"""What the first lines of a text say of themselves: its headline, where, when and by whom it was written, by which agency."""

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
_BARE = re.compile(rf"{_LINE}\((?P<agency>[A-Z][\w.&-]{{1,20}}(?: [A-Z][\w.&-]{{1,20}}){{0,3}})\)){_DASH}", re.MULTILINE)
_SHORT_YEAR = re.compile(r"(?<=\s)(\d{2})$")
_NAME = r"[A-Z][\w'’.-]{0,25}(?: (?:(?:de|van|von|der|bin|al|el|la) ){0,2}[A-Z][\w'’.-]{0,25}){1,3}"
_BYLINE = re.compile(rf"By ({_NAME}(?:, {_NAME}){{0,4}}(?:,? and {_NAME})?)")
_NO_PEOPLE = re.compile(r"\b(?:Staff|Reporters?|Correspondents?|Writers?|Editors?|Desk|Agenc(?:y|ies)|News|Press|Service)\b")
_JOINED = re.compile(r",? and |, ")
_HEADLINE = re.compile(
    r"\s{0,20}((?:[^\W_a-z]|[‘“'\"])[^\n]{0,148}\w[’'”\")]?)[^\S\n]{0,20}\n(?:By [^\n]{1,100}\n)?[^\S\n]{0,20}\n\s{0,20}\S"
)
_WORDS = range(3, 21)
"""Words of a headline."""
_STAMP = re.compile(r"(?i)^(?:first\s)?(?:published|posted|issued|date)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """The dateline's characters, if there is one, its agency, the day that the head of the text gives in full, headline and authors."""

    span: Span | None = None
    agency: str | None = None
    published: str | None = None
    title: str | None = None
    bylines: tuple[str, ...] = ()


def read_head(text: str) -> Head:
    """What a text says at its head, as far as it is unmistakable.

    A headline is a short first line without an end mark, and a blank line behind it or its byline. A dateline has a place in
    front and a date or an agency behind it ("CAIRO, April 7 (Agency) —"), or is the agency alone ("(Agency) —"). A day without its
    year is not taken for the date of publication; a year of two digits is, behind a place ("ACCRA, 5 MAY 91 (AFP) --").

    >>> read_head("CAIRO, April 7, 2024 (AFP) — Talks resumed.")
    Head(span=(0, 26), agency='AFP', published='2024-04-07', title=None, bylines=())
    """
    head = text[:HEAD]
    published, title, bylines = _stamp(head), _title(head), _bylines(head)
    if match := _DATED.search(head):
        return Head(match.span("span"), match["agency"], published or _day(match["date"]), title, bylines)
    if match := _UNDATED.search(head) or _BARE.search(head):
        return Head(match.span("span"), match["agency"], published, title, bylines)
    return Head(None, None, published, title, bylines)


def _title(head: str) -> str | None:
    """The first line, if it is short, ends without a mark and stands apart; a date, a dateline or a byline is no headline."""
    match = _HEADLINE.match(head)
    if match is None or len(match[1].split()) not in _WORDS:
        return None
    line = match[1]
    if line.startswith("By ") or _STAMP.match(line) or read_date(line).value or _DATED.match(f"{line} ") or _UNDATED.match(f"{line} "):
        return None
    return line


def _bylines(head: str) -> tuple[str, ...]:
    """The names of a line "By A and B" among the first four lines with words; a line with other words in it is left alone."""
    for line in [line.strip() for line in head.split("\n") if line.strip()][:4]:
        if (match := _BYLINE.fullmatch(line)) and not _NO_PEOPLE.search(line):
            return tuple(_JOINED.split(match[1]))
    return ()


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
