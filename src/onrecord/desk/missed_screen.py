"""The form for an event that the machine missed in a report: its words and what they tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import get_args

from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, Moved, only
from onrecord.desk.fields import Choice, Field, known, offered
from onrecord.errors import UsageError
from onrecord.exports.wording import View
from onrecord.ledger.portrait import portrait
from onrecord.record import Record, Status

PARAMETERS = (
    Parameter("span", "", "words", "span", "where the words stand: the first character and the one after the last, as 120-129"),
    Parameter("action", "", "words", "action", "what the form begins with"),
    Parameter("status", "", "words", "status", "what the form begins with", get_args(Status)),
)
ASKED = ("by", "to", "at", "when", "figures", "accounts")
"""Fields that the form asks for, beside the action and the status."""


@dataclass(frozen=True, slots=True)
class MissedPage:
    """The form: the words that were selected, and what could stand in each field."""

    key: str
    title: str
    span: str
    words: str
    actions: tuple[Choice, ...]
    statuses: tuple[Status, ...]
    action: str
    status: str
    fields: tuple[tuple[str, str, str, tuple[Choice, ...]], ...]
    token: str
    request: str


def make(call: Call) -> MissedPage | Moved:
    """The form for a report. Raises UnknownError if there is none, UsageError for a span that is not in its text."""
    asked = only(call, "span", "action", "status")
    found = portrait(call.db, call.path["key"])
    if found.key != call.path["key"]:
        return Moved(f"/report/{found.key}/missed")
    view = View(found.record)
    span = asked.get("span", "").strip()
    return MissedPage(
        key=found.key,
        title=view.title(),
        span=span,
        words=_words(found.record, span) if span else "",
        actions=offered(view, "action"),
        statuses=get_args(Status),
        action=asked.get("action", ""),
        status=asked.get("status", ""),
        fields=tuple((name, field.question, field.typed, offered(view, name)) for name, field in _asked()),
        token=call.token,
        request=token_urlsafe(12),
    )


def _asked() -> list[tuple[str, Field]]:
    return [(name, known(name)) for name in ASKED]


def _words(record: Record, span: str) -> str:
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", span)
    if found is None or not int(found[1]) < int(found[2]) <= len(record.text):
        raise UsageError(f'span "{span[:30]}": it is not in the text; write it as 120-129')
    return record.text[int(found[1]) : int(found[2])]
