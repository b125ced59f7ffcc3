"""onrecord: who did what to whom, where, when, and according to whom."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from onrecord.record import Record

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.reader import Reader

__all__ = ["Ledger", "Reader", "Record", "read"]


@cache
def _reader() -> Reader:
    from onrecord.reader import Reader

    return Reader.load()


def read(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> Record:
    """The record of one report, by a reader that is loaded on the first call; see `Reader.read` for the arguments.

    An empty text gives a record with nothing in it; what is no string raises TypeError. Raises ModelError or GazetteerError if
    a file of the installation is missing or damaged.
    """
    return _reader().read(text, published=published, title=title, publisher=publisher, url=url, id=id)


def __getattr__(name: str) -> object:
    """`Reader` and `Ledger` on first use: what they need takes half a second to import, and `onrecord --help` needs none of it."""
    if name == "Reader":
        from onrecord.reader import Reader

        return Reader
    if name == "Ledger":
        from onrecord.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
