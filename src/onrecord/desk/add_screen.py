"""What is added: a text that was pasted, files, what a path or an address holds, a feed; as a form is filled in and as a job to be done."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from onrecord.desk.calls import Call
from onrecord.desk.jobs import JobView, Task
from onrecord.desk.sent import read
from onrecord.desk.trays import FILE, Trays
from onrecord.errors import UsageError
from onrecord.intake import Visits
from onrecord.intake.counting import expected, rows
from onrecord.intake.dates import option_date
from onrecord.ledger import Ledger, feeds
from onrecord.ledger.adding import Added

FIELDS = ("text", "source", "feed", "tray", "title", "publisher", "published", "url")
SOURCES = FIELDS[:4]
"""Of these one is given: what is to be added."""
ALL = "all"
"""The feed that stands for all that are followed already."""
TOKEN, KEY = "token", "key"
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class AddPage:
    """The form with what was filled in, the feeds that are followed, and the additions that are not done yet.

    `token` has to come with what is to be added, and `key` may: what is sent twice with one key is added once. `largest` is how many bytes
    a file may have; `trouble` is why nothing was added.
    """

    token: str
    key: str
    given: Mapping[str, str]
    feeds: tuple[str, ...]
    jobs: tuple[JobView, ...]
    largest: int = FILE
    trouble: str | None = None


def make(call: Call) -> AddPage:
    """The empty form, or one that the parameters fill in."""
    return _page(call)


def refused(call: Call, error: UsageError) -> AddPage:
    """The form as it was filled in, with what is wrong in it."""
    return _page(call, str(error))


def _page(call: Call, trouble: str | None = None) -> AddPage:
    given = {name: value for name, value in call.query if name in FIELDS}
    waiting = tuple(job for job in call.jobs.all() if not job.ended) if call.jobs else ()
    return AddPage(call.token, secrets.token_urlsafe(12), given, tuple(feeds.followed(call.db)), waiting[::-1], trouble=trouble)


def form(body: bytes, kind: str) -> dict[str, str]:
    """The texts that were sent, by their names. Raises as `sent.read` does, and UsageError for what is no text."""
    sent = read(body, kind)
    if not all(isinstance(value, str) for value in sent.values()):
        raise UsageError("what was sent cannot be read; send a form in UTF-8, or a JSON object of texts")
    return dict(sent)


def task(sent: Mapping[str, str], trays: Trays) -> Task:
    """What is to be done. Raises UsageError where it makes no sense, UnknownError for a tray that is not there."""
    unknown = sorted(sent.keys() - {*FIELDS, TOKEN, KEY})
    if unknown:
        raise UsageError(f'field "{unknown[0][:40]}": there is none; known are {", ".join(FIELDS)}')
    given = {name: sent[name] if name == "text" else sent[name].strip() for name in FIELDS if sent.get(name, "").strip()}
    asked = [name for name in SOURCES if name in given]
    if len(asked) != 1:
        raise UsageError("give either a text, or files, or a path or an address, or a feed")
    option_date(given.get("published"))
    if "tray" in given:
        return files(given, trays)
    return {"text": _text, "source": _source, "feed": _feed}[asked[0]](given)


def _text(given: Mapping[str, str]) -> Task:
    told = {name: given.get(name) for name in ("title", "url", "published", "publisher")}
    text = given["text"].replace("\r\n", "\n")

    def begin(ledger: Ledger, _: Callable[[float], None]) -> Iterator[Added]:
        yield ledger.add_text(text, **told)

    return Task("a text", begin, lambda _: 1)


def _source(given: Mapping[str, str]) -> Task:
    source = given["source"]
    if source == "-":
        raise UsageError("standard input cannot be read from here; paste the text instead")

    def begin(ledger: Ledger, _: Callable[[float], None]) -> Iterator[Added]:
        return ledger.add([source], published=given.get("published"), publisher=given.get("publisher"))

    return Task(source, begin, lambda _: expected([source]))


def _feed(given: Mapping[str, str]) -> Task:
    feed = given["feed"]
    if feed != ALL and not feed.lower().startswith(("http://", "https://")):
        raise UsageError(f'"{feed[:200]}": no address of a feed; it begins with https:// or http://')

    def begin(ledger: Ledger, pause: Callable[[float], None]) -> Iterator[Added]:
        return ledger.follow([] if feed == ALL else [feed], publisher=given.get("publisher"), visits=Visits(sleep=pause))

    return Task("what is new in the feeds that are followed" if feed == ALL else feed, begin)


def files(given: Mapping[str, str], trays: Trays) -> Task:
    """The task of adding the files of a tray. Raises UnknownError where there is no such tray."""
    taken = trays.take(given["tray"])

    def begin(ledger: Ledger, _: Callable[[float], None]) -> Iterator[Added]:
        return ledger.add_files(taken, published=given.get("published"), publisher=given.get("publisher"))

    what = taken[0][0] if len(taken) == 1 else f"{len(taken)} files"
    return Task(what, begin, lambda _: sum(rows(path, PurePath(name).suffix) for name, path in taken), lambda: trays.clear(taken))
