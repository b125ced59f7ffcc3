"""What makes a draft a report: content, English, a size, a date that exists, an id of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import islice

from onrecord.intake.dateline import Head, read_head
from onrecord.intake.dates import in_future, read_date
from onrecord.intake.english import other_language
from onrecord.intake.incoming import Draft, Incoming, Refusal
from onrecord.intake.notices import kind_of_report
from onrecord.knowledge import table
from onrecord.record import Dateline, Report
from onrecord.text import canonical, report_id

LONGEST = 1_000_000
"""Characters of a text that is read: a long book, which takes about a minute."""
LEAST_WORDS = 4

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Run:
    """What holds for all sources of one run: the options, and the reports that were let in.

    With `keep_all` nothing is compared with what came before: the ledger, which knows the reports of all runs, does that itself.
    """

    published: str | None = None
    publisher: str | None = None
    keep_all: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def checked(self, draft: Draft) -> Incoming | Refusal:
        """The draft as a report that may be read, or why not."""
        text = canonical(draft.text)
        if trouble := _trouble(text, draft.title):
            return Refusal(draft.source, "skipped", *trouble, draft.where)
        notes = [*draft.notes]
        if changed := sum(a != b for a, b in zip(draft.text, text, strict=True)) if text is not draft.text else 0:
            notes.append(f"{changed:,} unsafe character{'s' if changed > 1 else ''} replaced one for one")
        head = read_head(text)
        published = self.published or _published(draft, head, notes)
        report = report_of(replace(draft, text=text, publisher=self.publisher or draft.publisher), head, published=published)
        known = None if self.keep_all else self._known(draft, report, text)
        given = report.id if draft.id else None
        kind = kind_of_report(report.title, text[head.span[1] :].lstrip(" :—–-") if head.span else text)
        return known or Incoming(report, text, draft.source, draft.where, tuple(notes), kind, given, draft.raw)

    def _known(self, draft: Draft, report: Report, text: str) -> Refusal | None:
        """A refusal for a report that came before, or for an id that another report has; else None, and it is remembered.

        Two reports are one if text, address and publisher are the same, unless both were given ids of their own.
        """
        same = report_id(text, "\0".join((report.url or "", report.publisher or "")))
        first = self.texts.get(same)
        if first is not None and (draft.id is None or draft.id == first):
            return Refusal(draft.source, "duplicate", f"the same report as {first}", None, draft.where, first)
        if report.id in self.ids:
            reason = f'the id "{report.id}" belongs to another report ({self.ids[report.id]})'
            return Refusal(draft.source, "failed", reason, "give each report an id of its own", draft.where)
        self.texts.setdefault(same, report.id)
        self.ids[report.id] = draft.source if draft.where is None else f"{draft.source}, line {draft.where}"
        return None


def _trouble(text: str, title: str | None) -> tuple[str, str | None] | None:
    """Why a text is no report that can be read, and what to do; None if it is one."""
    if len(text) > LONGEST:
        return f"too long: {len(text):,} characters, at most {LONGEST:,} are read", "split it into its reports"
    words = sum(1 for _ in islice(_WORD.finditer(text), LEAST_WORDS))
    if words < LEAST_WORDS:
        return "no content: " + ("only a few words" if words else "there are no words in it"), None
    if title and text.strip() == title.strip():
        return "no content: nothing but the headline", None
    if code := other_language(text):
        return f"not in English (it seems to be {_languages().get(code, code)})", "only English is read"
    return None


@cache
def _languages() -> dict[str, str]:
    """Names of languages by their codes."""
    return {row["code"]: row["name"] for row in table("languages")}


def _published(draft: Draft, head: Head, notes: list[str]) -> str | None:
    """The date of the page or row, else the one at the head of the text, else None; what is odd about them is noted."""
    given = read_date(draft.published)
    trouble = draft.undated or given.trouble
    if given.value and in_future(given.value):
        given, trouble = read_date(None), f'lies in the future: "{given.value}"'
    if trouble:
        notes.append(f"date of publication {'left unknown' if head.published is None else 'taken from the text'}: {trouble}")
    if given.value and head.published and _apart(given.value, head.published):
        shared = _shared(given.value, head.published)
        kept = f"only {shared} is taken" if shared else "left unknown"
        notes.append(f"published {given.value[:10]}, but the text gives {head.published[:10]}: {kept}; name the date with --published")
        return shared
    return given.value or head.published


def _apart(one: str, other: str) -> bool:
    """Whether two dates are more than two days apart; months and years alone never are."""
    if min(len(one), len(other)) < len("2024-04-07"):
        return False
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) > timedelta(days=2)


def _shared(one: str, other: str) -> str | None:
    """What two dates have in common: a year and a month, a year, or nothing.

    >>> _shared("2024-04-07", "2024-04-27"), _shared("2024-04-07", "2024-05-01"), _shared("2023-04-07", "2024-04-07")
    ('2024-04', '2024', None)
    """
    return next((one[:end] for end in (7, 4) if one[:end] == other[:end]), None)


def report_of(draft: Draft, head: Head, *, published: str | None) -> Report:
    """What is known of a report whose draft has its canonical text; without an id it gets the hash of text and address (or publisher)."""
    url, publisher = canonical(draft.url or ""), canonical(draft.publisher or "")
    return Report(
        id=canonical(draft.id) if draft.id else report_id(draft.text, url or publisher),
        title=canonical(draft.title) if draft.title else head.title,
        url=url or None,
        publisher=publisher or None,
        bylines=tuple(map(canonical, draft.bylines)) or head.bylines,
        agencies=(head.agency,) if head.agency else (),
        published=published,
        dateline=Dateline(head.span) if head.span else None,
    )
