"""What intake hands on: a report that may be read, or why a source was refused; and the draft that sources make of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from onrecord.record import Report

RefusalStatus = Literal["duplicate", "skipped", "failed"]
Kind = Literal["report", "correction", "retraction"]
"""What a text is: a report, a notice that puts an earlier report right, or one that takes an earlier report back."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as a source gives it, with the particulars that stand beside it; nothing is checked yet.

    `where` is the line of a JSON Lines file. `published` is as written there; `undated` is why it is not known, where it should
    be. `notes` are warnings for people. `raw` are the bytes as they came: the file, the body of the answer without its packing, the
    line; None for a text that was no bytes.
    """

    text: str
    source: str
    where: int | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    bylines: tuple[str, ...] = ()
    published: str | None = None
    undated: str | None = None
    notes: tuple[str, ...] = ()
    raw: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report that may be read: its particulars, its canonical text, where it came from, and warnings for people.

    `given` is the id that came with it, None where `report.id` was made from its text; `raw` as in a draft.
    """

    report: Report
    text: str
    source: str
    where: int | None = None
    notes: tuple[str, ...] = ()
    kind: Kind = "report"
    given: str | None = None
    raw: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a source, or one line of it, is not read. `str()` is the sentence for people.

    duplicate: the same report came before in this run, under `duplicate_of`. skipped: it can be read as bytes and is no
    English report. failed: it could not be read.
    """

    source: str
    status: RefusalStatus
    reason: str
    remedy: str | None = None
    where: int | None = None
    duplicate_of: str | None = None

    def __str__(self) -> str:
        place = self.source if self.where is None else f"{self.source}, line {self.where}"
        return f"{place}: {self.status}: {self.reason}" + (f"; {self.remedy}" if self.remedy else "")
