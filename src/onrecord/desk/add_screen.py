"""What is added: a text that was pasted, or what a path or an address holds; and how each input ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from onrecord.desk.calls import Call
from onrecord.errors import UsageError
from onrecord.ledger import Ledger
from onrecord.ledger.adding import Added

SHOWN = 500
"""Inputs whose end is shown; the run has all of them."""
FIELDS = ("text", "source", "title", "publisher", "published", "url")
TOKEN = "token"


@dataclass(frozen=True, slots=True)
class AddPage:
    """The form with what was filled in, and how what was added ended.

    `token` has to come with what is to be added. `inputs` counts all of them, `run` is the run that has them in full; `trouble` is why
    nothing was added.
    """

    token: str
    given: Mapping[str, str]
    added: tuple[Added, ...] = ()
    inputs: int = 0
    run: int | None = None
    trouble: str | None = None


def make(call: Call) -> AddPage:
    """The empty form, or one that the parameters fill in."""
    return AddPage(call.token, {name: value for name, value in call.query if name in FIELDS})


def form(body: bytes, kind: str) -> dict[str, str]:
    """The fields that were sent, as a form or as JSON. Raises UsageError for what is neither."""
    try:
        if kind.partition(";")[0].strip().lower() == "application/json":
            sent = json.loads(body)
            if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
                raise ValueError
            return {str(name): value for name, value in sent.items()}
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except (ValueError, RecursionError):
        raise UsageError("what was sent cannot be read; send a form, or a JSON object of texts") from None
    return dict(pairs)


class Adder:
    """Adds to a ledger, one request at a time; the reader is loaded once and kept."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self._reader: dict[str, Any] = {}
        self._one = Lock()

    def add(self, sent: Mapping[str, str], token: str) -> AddPage:
        """Add what was sent. Raises LedgerError where the ledger cannot be written; what makes no sense is said in the page."""
        page = AddPage(token, {name: sent[name] for name in FIELDS if sent.get(name, "").strip()})
        try:
            unknown = sorted(sent.keys() - {*FIELDS, TOKEN})
            if unknown:
                raise UsageError(f'field "{unknown[0][:40]}": there is none; known are {", ".join(FIELDS)}')
            with self._one:
                return self._added(page)
        except UsageError as error:
            return replace(page, trouble=str(error))

    def _added(self, page: AddPage) -> AddPage:
        text, source = page.given.get("text"), page.given.get("source", "").strip()
        told: dict[str, Any] = {name: page.given[name].strip() for name in ("published", "publisher") if name in page.given}
        if bool(text) == bool(source):
            raise UsageError("give either a text, or a path or an address")
        if source == "-":
            raise UsageError("standard input cannot be read from here; paste the text instead")
        with Ledger.open(self.ledger, create=False, **self._reader) as opened:
            if text:
                about = {name: page.given[name].strip() for name in ("title", "url") if name in page.given}
                ends = [opened.add_text(text.replace("\r\n", "\n"), **about, **told)]
            else:
                ends = list(opened.add([source], **told))
            self._keep(opened)
            run = opened.runs(limit=1)[0].id
        return replace(page, given={} if ends else page.given, added=tuple(ends[:SHOWN]), inputs=len(ends), run=run)

    def _keep(self, opened: Ledger) -> None:
        """Keep the reader for the next time, where one was needed."""
        if not self._reader and "reader" in vars(opened):
            reader = opened.reader
            self._reader = {"reader": lambda: reader}
