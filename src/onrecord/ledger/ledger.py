"""The ledger as people use it from Python: open it, add reports, ask, decide, take away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType

from onrecord.errors import LedgerError, UsageError
from onrecord.intake import PASTED, UPLOADED, Incoming, Policy, Refusal, Visits, follow, open_all, pasted, uploaded
from onrecord.ledger import adding, atlas, deriving, purging, reports, runs, showing, withholding
from onrecord.ledger import feeds as stored
from onrecord.ledger.adding import Added
from onrecord.ledger.deciding import Decider
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import Order, Page, find
from onrecord.ledger.runs import Input, Run
from onrecord.ledger.store import PATIENCE, Store, snapshot
from onrecord.ledger.ties import Tie, ties
from onrecord.ledger.views import Incident
from onrecord.reader import Reader
from onrecord.record import Record

DEFAULT = Path("onrecord.db")
"""Where the command line keeps its ledger: in the folder it is called from."""


class Ledger:
    """Many reports in one file. Use it as a context manager, or close it.

    >>> with Ledger.open("onrecord.db") as ledger:  # doctest: +SKIP
    ...     for added in ledger.add(["reports/"]):
    ...         print(added)
    """

    def __init__(self, store: Store, reader: Callable[[], Reader]) -> None:
        self.store = store
        self._make_reader = reader
        self.on_begin: Callable[[int], None] = lambda _: None
        """Told of each run that is begun here."""

    @classmethod
    def open(
        cls, path: str | Path = DEFAULT, *, create: bool = True, reader: Callable[[], Reader] | None = None, patience: float = PATIENCE
    ) -> Ledger:
        """The ledger in a file, made if there is none.

        `reader` gives the reader when the first report needs it; by default that of the installation. Raises LedgerError if the file
        is no ledger, is damaged, comes from a newer version, or is not to be made and not there.
        """
        return cls(Store.open(Path(path), create=create, patience=patience), reader or Reader.load)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    @cached_property
    def reader(self) -> Reader:
        """The reader, loaded when it is first needed."""
        return self._make_reader()

    # ------------------------------------------------------------ in
    def add(
        self,
        sources: Iterable[str | Path],
        *,
        published: str | None = None,
        publisher: str | None = None,
        policy: Policy | None = None,
    ) -> Iterator[Added]:
        """Add the reports of all sources, as `onrecord.intake.open_all` finds them; yields how each ended, as it goes.

        Each report is stored whole or not at all; a run that was stopped can be started again, and what is there stays. Raises
        UsageError for a date that makes no sense, LedgerError where the store cannot be written.
        """
        named = [str(source) for source in sources]
        incoming = open_all(named, published=published, publisher=publisher, policy=policy, keep_all=True)
        told = {"published": published, "publisher": publisher}
        return self._run("add", named, told, incoming)

    def add_text(
        self, text: str, *, title: str | None = None, url: str | None = None, published: str | None = None, publisher: str | None = None
    ) -> Added:
        """Add a report that is handed over as a text; how it ended. Raises as `add` does."""
        item = pasted(text, title=title, url=url, published=published, publisher=publisher)
        (added,) = self._run("add", [PASTED], {"published": published, "publisher": publisher}, [item])
        return added

    def add_files(
        self, files: Sequence[tuple[str, Path]], *, published: str | None = None, publisher: str | None = None
    ) -> Iterator[Added]:
        """Add files that were handed over: the name that each had, and where its bytes lie now; yields and raises as `add` does.

        The name is kept as where a report came from, and never opened.
        """
        told = {"published": published, "publisher": publisher}
        incoming = uploaded(files, published=published, publisher=publisher)
        return self._run("add", [UPLOADED + name for name, _ in files], told, incoming)

    def follow(
        self, feeds: Iterable[str] = (), *, publisher: str | None = None, visits: Visits | None = None
    ) -> Iterator[Added]:
        """One round of some feeds, or of all that were followed before: what is new in them, politely; yields how each entry ended.

        A round that is broken off loses nothing: the next one takes up what is left. Raises UsageError where there is no feed to follow.
        """
        known = self.feeds()
        named = list(feeds) or known
        if not named:
            raise UsageError("no feed is followed yet; name one: onrecord follow https://...")
        for url in named:
            if url not in known and not url.lower().startswith(("http://", "https://")):
                raise UsageError(f'"{url}": no address of a feed; it begins with https:// or http://')
        shared = visits or Visits()
        with self.store.writing("follow") as db:
            run = runs.begin(db, "follow", named, {"publisher": publisher})
            for url in named:
                stored.begin(db, url)
        self.on_begin(run)
        start = time.monotonic()
        for url in named:
            yield from self._round(url, run, publisher, shared)
        with self.store.writing("follow") as db:
            runs.end(db, run, time.monotonic() - start)

    def _round(self, url: str, run: int, publisher: str | None, visits: Visits) -> Iterator[Added]:
        """One round of one feed."""
        db = self.store.db
        followed = follow(stored.state(db, url), stored.knowing(db, url), visits=visits, publisher=publisher)
        for found in followed:
            also = stored.done(url, found.item) if found.done and found.item is not None else None
            yield adding.add(self.store, found.outcome, lambda: self.reader, run=run, also=also)
        with self.store.writing("follow") as db:
            stored.keep(db, followed.state)

    def feeds(self) -> list[str]:
        """The addresses of the feeds that are followed."""
        return stored.followed(self.store.db)

    def _run(
        self,
        verb: str,
        sources: Sequence[str],
        options: dict[str, str | None],
        incoming: Iterable[Incoming | Refusal],
    ) -> Iterator[Added]:
        with self.store.writing(verb) as db:
            run = runs.begin(db, verb, sources, options)
        self.on_begin(run)
        start = time.monotonic()
        yield from adding.add_all(self.store, incoming, lambda: self.reader, run=run)
        with self.store.writing(verb) as db:
            runs.end(db, run, time.monotonic() - start)

    def runs(self, *, limit: int = 20) -> list[Run]:
        """The last runs, the latest first, with how their inputs ended."""
        return withholding.names(self.store.db).all(runs.latest(self.store.db, limit=limit))

    def run(self, number: int) -> Run:
        """One run. Raises LedgerError if there is none of that number."""
        return withholding.names(self.store.db).all(runs.one(self.store.db, number))

    def inputs(self, number: int, outcomes: Sequence[str] = ()) -> list[Input]:
        """The inputs of a run in order and how each ended; all of them, or those of some outcomes."""
        return withholding.names(self.store.db).all(runs.inputs(self.store.db, number, outcomes))

    def retry(
        self,
        outcome: str = "failed",
        *,
        run: int | None = None,
        cause: str | None = None,
        input: int | None = None,
        visits: Visits | None = None,
        policy: Policy | None = None,
    ) -> Iterator[Added]:
        """Try again what ended so; sources are opened again, with the options of their last run.

        All of it, or what ended so in one run, for one cause, or one input by its number.
        """
        again = runs.to_retry(self.store.db, outcome, run, cause=cause, input=input)
        feeds = [source for source in again if source in self.feeds()]
        if feeds:
            yield from self.follow(feeds, visits=visits or Visits(policy or Policy()))
        others = {source: lines for source, lines in again.items() if source not in feeds}
        if others:
            yield from self._run("retry", list(others), {}, self._reopened(others, policy))

    def _reopened(self, again: Mapping[str, set[int] | None], policy: Policy | None) -> Iterator[Incoming | Refusal]:
        """The inputs of some sources that are tried again: all of a source, or the lines that are named."""
        for source, lines in again.items():
            told = runs.options(self.store.db, source)
            for item in open_all([source], published=told.get("published"), publisher=told.get("publisher"), policy=policy, keep_all=True):
                if lines is None or item.where in lines:
                    yield item

    # ------------------------------------------------------------ questions
    def find(self, filter: Filter | None = None, *, order: Order = "when", limit: int = 50, after: str | None = None) -> Page:
        """One page of the incidents that a filter asks for. Raises UsageError for one that makes no sense."""
        with snapshot(self.store.db):
            return find(self.store.db, filter or Filter(), order=order, limit=limit, after=after)

    def incident(self, key: str) -> Incident:
        """One incident with its tellings, accounts, figures and conflicts.

        `key` is that of an incident ("i…"), also one that has moved since, or of an event ("v…"), or the beginning of one. Raises
        LedgerError for a key that is not known.
        """
        return showing.incident(self.store.db, key)

    def ties(self, key: str) -> tuple[Tie, ...]:
        """Why the tellings of an incident are held to be of one happening. `key` as for `incident`; raises LedgerError as it does."""
        return ties(self.store.db, showing.incident(self.store.db, key).key)

    def incidents(self, filter: Filter | None = None) -> Iterator[Incident]:
        """All incidents that a filter asks for, one at a time, however many there are."""
        return showing.incidents(self.store.db, filter)

    # ------------------------------------------------------------ decisions
    @property
    def decide(self) -> Decider:
        """What people decide about events, incidents, parties and reports: `ledger.decide.reject("v…", coder="ada")`."""
        return Decider(self.store, deriving, lambda name: atlas.known(self.reader.gazetteer, name))

    # ------------------------------------------------------------ out
    def record(self, key: str) -> Record:
        """The current record of a report, as the machine made it, without names that are withheld. Raises LedgerError for no known key."""
        report = reports.resolve(self.store.db, key)
        record = reports.load_record(self.store.db, report)
        mask = withholding.of_report(self.store.db, report)
        return mask.record(record) if mask else record

    def shown(self, key: str) -> Record:
        """The record of a report with what people decided about it. Raises LedgerError for a key that is not known."""
        report = reports.resolve(self.store.db, key)
        return withholding.given_out(self.store.db, report).record

    def raw(self, key: str) -> bytes:
        """The bytes of a report as they came, of its first carrier that has them.

        Raises LedgerError if none are kept, or if a name in it is withheld.
        """
        report = reports.resolve(self.store.db, key)
        if mask := withholding.of_report(self.store.db, report):
            (whole,) = self.store.db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()
            raise LedgerError(f"{whole} has a name that decision {mask.names[0][0]} withholds; its bytes as they came are not given out")
        return reports.load_raw(self.store.db, report)

    def reports(self) -> list[str]:
        """The keys of all reports that count, in the order of publication."""
        query = "SELECT key FROM report WHERE replaced_by IS NULL AND purged = 0 ORDER BY coalesce(published, '9999'), key"
        return [row[0] for row in self.store.db.execute(query)]

    def named(self, key: str) -> tuple[str, str | None]:
        """The whole key and the title of a report. Raises LedgerError for a key that is not known."""
        report = reports.resolve(self.store.db, key)
        found: tuple[str, str | None] = self.store.db.execute("SELECT key, shown_title FROM report WHERE id = ?", (report,)).fetchone()
        return found

    def purge(self, key: str) -> str:
        """Take a report down for good; see `onrecord.ledger.purging`. Raises LedgerError for a key that is not known."""
        return purging.purge(self.store, key)

    def read_again(self) -> int:
        """Read all reports that were not taken down again with this reader's versions; how many were not read with them before.

        What people decided holds; where the machine has changed its mind, `decide.disputes` says so. Each report is stored whole or not
        at all, so that it can be stopped and started again.
        """
        keys = [row[0] for row in self.store.db.execute("SELECT id FROM report WHERE purged = 0 AND record IS NOT NULL ORDER BY id")]
        return adding.read_again(self.store, keys, lambda: self.reader)

    def rebuild(self) -> None:
        """Make all that is derived again, report by report, in content order. For tests and after repairs; it changes nothing else."""
        keys = [row[0] for row in self.store.db.execute("SELECT id FROM report WHERE purged = 0 ORDER BY coalesce(published, '9999'), key")]
        for key in keys:
            with self.store.writing("rebuild") as db:
                deriving.refresh(db, {key})
