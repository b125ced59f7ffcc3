"""A report and its record as one page that needs no network: the marked text, and statements and events beside it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from onrecord.exports import cards
from onrecord.exports.marks import shown, text_of
from onrecord.exports.values import day
from onrecord.exports.wording import SIGNS, View
from onrecord.record import Record
from onrecord.record_json import to_json

_PAGE, _STYLES, _SCRIPT = "page.html", ("marks.css", "page.css"), "page.js"


def render(record: Record) -> str:
    """The page as HTML. It loads nothing: its policy allows the style sheet and the script inside it, by their hashes."""
    view = View(record)
    return Template(_file(_PAGE)).substitute(
        policy=_policy(),
        style=_style(),
        script=_file(_SCRIPT),
        title=escape(view.title()),
        heading=shown(view.title()),
        about=about(view),
        counts=escape(view.counts()),
        filters=_filters(record),
        text=text_of(record),
        events=cards.events(view),
        statements=cards.statements(view),
        places=cards.places(view),
        times=cards.times(view),
        open=cards.open_questions(view),
        made_by=_made_by(record),
        record=_embedded(record),
    )


@cache
def _file(name: str) -> str:
    """A file of the page: its template, style sheet or script."""
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """The content security policy: nothing from anywhere, no style and no script but the page's own."""
    return f"default-src 'none'; style-src '{_hash(_style())}'; script-src '{_hash(_file(_SCRIPT))}'; base-uri 'none'; form-action 'none'"


def _style() -> str:
    """The style of marks and cards, which other pages have too, and that of this page."""
    return "".join(map(_file, _STYLES))


def _hash(content: str) -> str:
    return "sha256-" + b64encode(sha256(content.encode()).digest()).decode()


def about(view: View) -> str:
    """Outlet, day, authors and address as HTML, as far as they are known."""
    report = view.record.report
    known = [
        report.publisher or ", ".join(report.agencies),
        day(report.published) if report.published else "date unknown",
        ", ".join(report.bylines),
        report.url or "",
    ]
    return '<span class="dot"> · </span>'.join(f"<bdi>{shown(one)}</bdi>" for one in known if one)


def _filters(record: Record) -> str:
    """A box to tick for each status that occurs, and one for events that the report only passes on."""
    counted = Counter[str](event.status for event in record.events)
    boxes = [(status, f'<span aria-hidden="true">{SIGNS[status]}</span> {status}', counted[status]) for status in SIGNS if counted[status]]
    if claimed := sum(event.claimed_only for event in record.events):
        boxes.append(("claimed", "only claimed", claimed))
    return "".join(
        f'<label class="{name}"><input type="checkbox" id="show-{name}" checked> {label} <b>{count}</b></label>'
        for name, label, count in boxes
    )


def _made_by(record: Record) -> str:
    made = record.made_by
    parts = [f"onrecord {made.onrecord}", *(f"{name} {value[:19]}" for name, value in
             (("model", made.model), ("knowledge", made.knowledge), ("gazetteer", made.gazetteer)))]  # fmt: skip
    return escape(" · ".join(parts))


def _embedded(record: Record) -> str:
    """The record as JSON that no HTML parser ends early."""
    text = json.dumps(to_json(record), ensure_ascii=False, indent=1, allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
