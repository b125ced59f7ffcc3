"""One round of a feed: what is new in it, each article fetched from its own address, politely, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from onrecord.errors import FetchError, InputError, LaterError
from onrecord.intake.address import as_source
from onrecord.intake.addresses import address_key
from onrecord.intake.checks import Run
from onrecord.intake.dates import read_date
from onrecord.intake.feed import Entry, Feed, read_feed
from onrecord.intake.incoming import Draft, Incoming, Refusal
from onrecord.intake.sources import fetched
from onrecord.intake.visits import Visits

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
NEXT_ROUND = "it is tried again in the next round"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is kept of a feed between two rounds. `trouble` is why the last one failed, None where it did not.

    `etag` and `modified` name the version of which every entry is done; they are None while something is left to be tried again.
    """

    url: str
    title: str | None = None
    etag: str | None = None
    modified: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How one new entry ended; `item` is its name within the feed, None where the feed itself could not be had.

    `done`: it need not be looked at again, whether it was read or not. What is not done is tried again in the next round.
    """

    item: str | None
    outcome: Incoming | Refusal
    done: bool


@dataclass(slots=True)
class Followed:
    """One round: iterate over it, once. Afterwards `state` is what is to be kept, `entries` how many the feed has, `known` how many of
    them were done before. A round that is broken off leaves `state` as it was, so that the next one finds the rest."""

    state: FeedState
    is_known: Callable[[str], bool]
    visits: Visits
    run: Run
    entries: int = 0
    known: int = 0
    left: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Found]:
        try:
            feed = self._feed()
        except InputError as error:
            self.state = replace(self.state, trouble=str(error))
            yield Found(None, Refusal(as_source(self.state.url), "failed", str(error)), False)
            return
        if feed is None:
            return
        for entry in self._new(feed[0]):
            found = self._found(entry, feed[0].title)
            self.left += not found.done
            yield found
        self.state = replace(feed[1], etag=None, modified=None) if self.left else feed[1]

    def _feed(self) -> tuple[Feed, FeedState] | None:
        """The feed and what is to be kept of it when all is done; None where it has not changed. Raises InputError."""
        marks = {"If-None-Match": self.state.etag, "If-Modified-Since": self.state.modified}
        page = self.visits.fetch(self.state.url, {"Accept": ACCEPT} | {name: mark for name, mark in marks.items() if mark})
        if page.unchanged:
            self.state = replace(self.state, trouble=None)
            return None
        feed = read_feed(page.body, page.url, page.charset)
        return feed, FeedState(self.state.url, feed.title, page.etag, page.modified)

    def _new(self, feed: Feed) -> Iterator[Entry]:
        """The entries that are not known, by name or by address."""
        self.entries = len(feed.entries)
        for entry in feed.entries:
            address = address_key(entry.url)
            if self.is_known(entry.id) or (address is not None and self.is_known(address)):
                self.known += 1
            else:
                yield entry

    def _found(self, entry: Entry, feed: str | None) -> Found:
        """What became of an entry. Its summary never stands in for an article that cannot be had."""
        if entry.url is None:
            name = " ".join((entry.title or entry.id).split())[:80]
            return Found(entry.id, Refusal(as_source(self.state.url), "skipped", f'the entry "{name}" has no address'), True)
        source = as_source(entry.url)
        try:
            draft = fetched(self.visits.fetch(entry.url), source)
        except LaterError as error:
            return Found(entry.id, Refusal(source, "failed", str(error), NEXT_ROUND), False)
        except FetchError as error:
            return Found(entry.id, Refusal(source, "failed", str(error)), True)
        return Found(entry.id, draft if isinstance(draft, Refusal) else self.run.checked(_filled(draft, entry, feed)), True)


def follow(
    state: FeedState,
    is_known: Callable[[str], bool],
    *,
    visits: Visits | None = None,
    publisher: str | None = None,
) -> Followed:
    """One round of the feed at an address (`FeedState(url)` for a new one), to be iterated over.

    `is_known` is asked for each entry with its name within the feed, then with its address (`address_key`): what it knows is not
    fetched. Give all feeds of a run the same `visits`, so that no host is asked for two pages at once. `publisher` holds for all
    entries; else the page tells it, else the feed's title. Bad input never raises.
    """
    return Followed(state, is_known, visits or Visits(), Run(publisher=publisher, keep_all=True))


def _filled(draft: Draft, entry: Entry, feed: str | None) -> Draft:
    """The draft of an article with what its feed says where the page says nothing.

    The page's publisher, if only its host, goes first: feeds of one paper have a title for each section, and would be so many papers.
    """
    dated = draft.published is None and read_date(entry.published).value is not None
    return replace(
        draft,
        title=draft.title or entry.title,
        publisher=draft.publisher or feed,
        published=entry.published if dated else draft.published,
        undated=None if dated else draft.undated,
    )
