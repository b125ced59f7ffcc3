"""Bytes and addresses to reports that may be read: text, HTML, JSON Lines, folders, feeds, guarded fetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.intake.checks import Run
from onrecord.intake.dates import option_date
from onrecord.intake.follow import FeedState, Followed, Found, follow
from onrecord.intake.incoming import Draft, Incoming, Refusal
from onrecord.intake.sources import drafts, handed
from onrecord.intake.visits import Visits
from onrecord.intake.wire import Policy

__all__ = ["FeedState", "Followed", "Found", "Incoming", "Policy", "Refusal", "Visits", "follow", "open_all", "pasted", "uploaded"]

PASTED = "pasted text"
"""What the source of a text is called that was handed over as it is."""
UPLOADED = "uploaded: "
"""What the source of a file that was handed over begins with; its name follows, which says where it came from and leads to no file here."""


def open_all(
    sources: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    policy: Policy | None = None,
    keep_all: bool = False,
) -> Iterator[Incoming | Refusal]:
    """The reports of all sources in order, one at a time, and a refusal for each that cannot be read.

    A source is a path (text, HTML, JSON Lines, or a folder, read recursively in the order of names), an http or https address,
    or "-" for standard input (JSON Lines where it looks so, else one report). `published` and `publisher` hold for all of
    them; what they leave open comes from the row or the page, then from the dateline, and else stays None. Bad input never
    raises; a `published` that is no date, or is later than tomorrow, raises UsageError at once.

    A report that came before is refused as a duplicate, and one with the id of another as failed; with `keep_all` both come through.
    """
    run = Run(option_date(published), publisher, keep_all)
    return (item if isinstance(item, Refusal) else run.checked(item) for source in sources for item in drafts(source, policy))


def pasted(
    text: str, *, title: str | None = None, url: str | None = None, published: str | None = None, publisher: str | None = None
) -> Incoming | Refusal:
    """The report that a text is, as it was handed over by a person. Raises UsageError as `open_all` does."""
    run = Run(option_date(published), publisher, True)
    return run.checked(Draft(text, PASTED, title=title, url=url, raw=text.encode("utf-8", "replace")))


def uploaded(
    files: Iterable[tuple[str, Path]], *, published: str | None = None, publisher: str | None = None
) -> Iterator[Incoming | Refusal]:
    """The reports of files that were handed over: the name that each had, and where its bytes lie now.

    The name is shown, and its ending says what it holds; it is never opened. Raises UsageError as `open_all` does.
    """
    run = Run(option_date(published), publisher, True)
    found = (item for name, path in files for item in handed(path, UPLOADED + name, Path(name).suffix.lower()))
    return (item if isinstance(item, Refusal) else run.checked(item) for item in found)
