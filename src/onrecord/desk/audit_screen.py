"""Blind audits: a whole report is coded by a person before the machine's answer is shown, and the two are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, only
from onrecord.desk.event_screen import tokens
from onrecord.desk.fields import Choice, actions
from onrecord.errors import UnknownError, UsageError
from onrecord.exports.segments import paragraphs
from onrecord.exports.wording import View
from onrecord.ledger.audits import Audit, Coded, Share, Summary, audit, audits, summary, text_of
from onrecord.ledger.withholding import teller
from onrecord.record import Record, Status

PARAMETERS = (
    Parameter("sentence", "", "count", "sentence", "the sentence of which words are to be coded, counted from 0"),
    Parameter("span", "", "words", "span", "the words to be coded: the first character and the one after the last, as 120-129"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """An audit in the list."""

    audit: Audit
    state: str
    found: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of what was coded, for people."""

    what: str
    hits: int
    of: int
    share: str
    interval: str


@dataclass(frozen=True, slots=True)
class AuditsPage:
    """All audits, the latest first, and what they say together."""

    summary: Summary
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]
    left: bool
    token: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text: its number, where it begins, its words."""

    number: int
    start: int
    words: str


@dataclass(frozen=True, slots=True)
class Form:
    """What is needed to code an event: the words to choose from, the types of action, the statuses."""

    tokens: tuple[tuple[int, int, str], ...]
    span: str
    words: str
    actions: tuple[Choice, ...]
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A drawn report. While it is open nothing of what the machine found is in it."""

    audit: Audit
    title: str
    outlet: str | None
    published: str | None
    paragraphs: tuple[tuple[Sentence, ...], ...]
    form: Form | None
    pairs: tuple[tuple[Coded, Coded], ...]
    missed: tuple[Coded, ...]
    extra: tuple[Coded, ...]
    token: str

    @property
    def open(self) -> bool:
        """Whether it is still to be coded."""
        return self.audit.coded is None and self.audit.aside is None


def make_audits(call: Call) -> AuditsPage:
    """All audits."""
    only(call)
    found = audits(call.db)
    made, tell = summary(found), teller(call.db)
    figures = (
        _figure("of what people found, the reader has", made.found),
        _figure("of these, with the same type of action", made.typed),
        _figure("of these, with the same status", made.stated),
        _figure("of what the reader has, people found", made.right),
    )
    lines = tuple(_line(tell(one.report, one)) for one in reversed(found))
    left = bool(call.db.execute("SELECT EXISTS (SELECT 1 FROM report)").fetchone()[0])
    return AuditsPage(made, figures, lines, left, call.token)


def _figure(what: str, share: Share) -> Figure:
    if share.share is None or share.interval is None:
        return Figure(what, share.hits, share.of, "–", "")
    low, high = share.interval
    return Figure(what, share.hits, share.of, f"{share.share:.0%}", f"{low:.0%} to {high:.0%}")


def _line(one: Audit) -> Line:
    if one.aside is not None:
        return Line(one, "set aside", one.aside)
    if one.gone:
        return Line(one, "its report was taken down", "")
    if one.coded is None:
        return Line(one, "open", "")
    return Line(one, "coded", f"{len(one.pairs)} of {len(one.coded)} found, {len(one.extra)} more")


def make_audit(call: Call) -> AuditPage:
    """One audit by its number. Raises UnknownError if there is none."""
    asked = only(call, "sentence", "span")
    one = audit(call.db, numbered(call.path["number"]))
    record = text_of(call.db, one)
    report = record.report
    shown = one if one.coded is not None else Audit(one.id, one.at, one.coder, one.report, aside=one.aside)
    shown = teller(call.db)(one.report, shown)
    return AuditPage(
        audit=shown,
        title=View(record).title(),
        outlet=report.publisher,
        published=report.published,
        paragraphs=tuple(tuple(sentences) for sentences in _sentences(record)),
        form=_form(record, asked) if asked else None,
        pairs=shown.pairs,
        missed=shown.missed,
        extra=shown.extra,
        token=call.token,
    )


def numbered(number: str) -> int:
    """The number of an audit. Raises UnknownError for what is none."""
    if not re.fullmatch(r"[0-9]{1,15}", number):
        raise UnknownError(f'there is no audit "{number[:20]}"; they are numbered from 1 on')
    return int(number)


def _sentences(record: Record) -> Iterator[list[Sentence]]:
    """The text by paragraphs: nothing is left out of it."""
    spans = record.sentences
    for start, end in paragraphs(record.text, spans):
        inside = [(n, s, e) for n, (s, e) in enumerate(spans) if s < end and e > start]
        made, at = [], start
        for n, s, e in inside:
            made.append(Sentence(n, min(at, s), record.text[min(at, s) : min(e, end)]))
            at = min(e, end)
        yield [*made, *([Sentence(-1, at, record.text[at:end])] if record.text[at:end].strip() else [])]


def _form(record: Record, asked: dict[str, str]) -> Form:
    span, words = asked.get("span", ""), ""
    choose: tuple[tuple[int, int, str], ...] = ()
    if span:
        found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", span)
        if found is None or not int(found[1]) < int(found[2]) <= len(record.text):
            raise UsageError(f'span "{span[:30]}": it is not in the text; write it as 120-129')
        words = record.text[int(found[1]) : int(found[2])]
    else:
        number = asked.get("sentence", "")
        if not re.fullmatch(r"[0-9]{1,6}", number) or int(number) >= len(record.sentences):
            raise UsageError(f'sentence "{number[:20]}": the text has {len(record.sentences)}, counted from 0')
        choose = tuple(tokens(record, record.sentences[int(number)]))
    return Form(choose, span, words, actions(), get_args(Status))
