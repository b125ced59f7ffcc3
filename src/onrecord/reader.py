"""Report in, record out: the parts that reading needs, loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from onrecord.gazetteer import Gazetteer
from onrecord.intake.checks import report_of
from onrecord.intake.dateline import read_head
from onrecord.intake.dates import option_date
from onrecord.intake.incoming import Draft
from onrecord.language import Engine
from onrecord.reading import compose
from onrecord.record import MadeBy, Record, Report
from onrecord.text import canonical


@dataclass(frozen=True)
class Reader:
    """The model and the gazetteer, open. One reader serves a whole process; reading changes nothing in it."""

    engine: Engine
    gazetteer: Gazetteer

    @classmethod
    def load(cls, *, model: Path | None = None, gazetteer: Path | None = None, threads: int = 1) -> Reader:
        """A reader with the shipped model and gazetteer, or with others.

        The gazetteer's index is made on first use, which takes some seconds once. Raises ModelError or GazetteerError if a
        file is missing or damaged.
        """
        return cls(Engine.load(model, threads=threads), Gazetteer.open(gazetteer))

    def read(
        self,
        text: str,
        *,
        published: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        url: str | None = None,
        id: str | None = None,
    ) -> Record:
        """The record of one report.

        `published` is the report's date ("2024-04-07", a datetime, or "2018-04"); if it is left out, the one of the dateline,
        and where there is none relative dates stay unknown. `id` names the report; without it the name is a hash of text and
        address, or of text and publisher where there is no address. A text without words, even "",
        gives a record with nothing in it. Raises UsageError for a date that does not exist or is later than tomorrow, TypeError
        for a text that is no string.
        """
        if not isinstance(text, str):
            raise TypeError(f"the text of a report must be a string (str), not {type(text).__name__}{_hint(text)}")
        day = option_date(published)
        text = canonical(text)
        head = read_head(text)
        given = Draft(text, "", id=id, title=title, url=url, publisher=publisher)
        return self.read_report(report_of(given, head, published=day or head.published), text)

    def read_report(self, report: Report, text: str) -> Record:
        """The record of a report whose particulars are known; `text` is canonical (`onrecord.text.canonical`)."""
        return compose.read(report, self.engine.analyse(text), self.gazetteer, self.made_by)

    def read_many(self, reports: Iterable[tuple[Report, str]]) -> Iterator[Record]:
        """The records of many reports, one after the other, in their order; each is what it would be alone."""
        for report, text in reports:
            yield self.read_report(report, text)

    @property
    def made_by(self) -> MadeBy:
        """The versions that go into every record."""
        hashes = (self.engine.sha256, knowledge_sha256(), self.gazetteer.sha256)
        return MadeBy(_version(), *(f"sha256:{digest}" for digest in hashes))


def _hint(text: object) -> str:
    return ": decode it first, as onrecord.text.decode does" if isinstance(text, bytes | bytearray | memoryview) else ""


@cache
def _version() -> str:
    return version("onrecord")


@cache
def knowledge_sha256() -> str:
    """The hash of all tables of knowledge, names and contents, in the order of their names."""
    digest = hashlib.sha256()
    folder = files("onrecord.knowledge")
    for table in sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda f: f.name):
        digest.update(table.name.encode() + b"\0" + table.read_bytes() + b"\0")
    return digest.hexdigest()
