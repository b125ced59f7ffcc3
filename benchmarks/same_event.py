"""Events of different reports that are one: `python -m benchmarks.same_event --data DIR --bench DIR`.

Four figures. ECB+ dev with the annotators' mentions: CoNLL F1 of the ledger's scores and grouping, without labels of topic, in one mass
of reports. The same with the reader's own events: all reports go through the ledger, and a mention is where the event is whose trigger
overlaps it, or by itself where there is none. A bar for both: same head word, and reports that are alike. MUC-4: of events
that the ledger puts into one incident, how many are, after the templates; one of the two reports is from the shown part (the weights are
learned on pairs of the training part), and all 1,450 are in the ledger. Reading takes some five minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import ecb
from benchmarks.coreference_scores import b_cubed, ceaf_e, conll, lea, muc
from benchmarks.muc_incidents import Keys, figures
from benchmarks.played import played
from onrecord.intake import Incoming
from onrecord.ledger import adding
from onrecord.ledger.store import Store
from onrecord.ledger.traces import Trace
from onrecord.ledger.words import likeness
from onrecord.reader import Reader
from onrecord.record import Record

GATE = 0.25
"""Likeness of reports in which the same head word is the same event, for the bar; the best of 0.1, 0.15 … 0.3 on the training part."""
BAR = f"same head word, reports alike from {GATE}"
SCORES = {"MUC": muc, "B3": b_cubed, "CEAF-e": ceaf_e, "LEA": lea}
Ledger = tuple[list[Record], dict[tuple[str, str], str]]
"""The records of some reports, and the incident of each event by the ids of its report and in its record."""


@contextmanager
def ledger_of(records: Sequence[Record]) -> Iterator[Store]:
    """A ledger in a temporary file to which some records have been added."""
    known = played(records)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "same_event.db") as store:
        for record in records:
            adding.add(store, Incoming(record.report, record.text, "benchmark", given=record.report.id), lambda: known)
        yield store


def through_ledger(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    """The incident of each event of some records, after all have been added to an empty ledger."""
    query = """SELECT given, event.name, incident.key FROM event JOIN incident ON incident.id = event.incident
        JOIN carrier ON carrier.report = event.report"""
    with ledger_of(records) as store:
        return {(given, name): key for given, name, key in store.db.execute(query)}


def ecb_figures(data: Path, reader: Reader, part: str = "dev") -> dict[str, dict[str, float]]:
    """The scores of the bar, of the annotators' mentions and of the reader's own events."""
    documents = ecb.load(data / "ecbplus" / f"{part}.jsonl")
    records = [reader.read(document.text, id=document.name) for document in documents]
    found, chains = ecb.traces(documents, records)
    gold = dict(enumerate(chains))
    own = _own(documents, records, through_ledger(records))
    return {
        BAR: scores(gold, _bar(found)),
        "annotators' mentions": scores(gold, ecb.groups(found)),
        "reader's own events": {"mentions with an event, %": _share(own), **scores(gold, own)},
    }


def _bar(found: Sequence[Trace]) -> dict[int, int]:
    """Mentions with the same head word, joined through reports that are alike."""
    home = list(range(len(found)))
    for a, b in ecb.compared(found):
        one, two = found[a], found[b]
        if one.root == two.root and home[a] != home[b] and (one.report == two.report or likeness(one.sketch, two.sketch) >= GATE):
            old, new = home[b], home[a]
            home = [new if group == old else group for group in home]
    return dict(enumerate(home))


def _own(documents: Sequence[ecb.Document], records: Sequence[Record], incident: dict[tuple[str, str], str]) -> dict[int, str]:
    """The incident of the event whose trigger overlaps a mention, or the mention by itself."""
    found: dict[int, str] = {}
    for document, record in zip(documents, records, strict=True):
        told = [(mention.trigger, event.id) for event in record.events for mention in event.mentions]
        for mention in document.mentions:
            first, last = mention.span
            name = next((name for (start, end), name in told if start < last and first < end), "")
            found[len(found)] = incident.get((document.name, name), f"alone {len(found)}")
    return found


def _share(own: dict[int, str]) -> float:
    """Per cent of the mentions that are an event of the reader's."""
    return round(100 * sum(not name.startswith("alone") for name in own.values()) / len(own), 1)


def scores(gold: dict[int, str], found: dict[int, int] | dict[int, str]) -> dict[str, float]:
    """CoNLL, and F1 of each score."""
    named: dict[str, float] = {"CoNLL": round(conll(gold, found), 1)}
    return named | {name: round(score(gold, found).f1, 1) for name, score in SCORES.items()}


def muc_figures(bench: Path, reader: Reader) -> dict[str, dict[str, float]]:
    """Precision and recall of pairs with a report of the shown part, and of those of the training part."""
    keys = Keys(bench)
    parts = {part: keys.documents(part) for part in ("shown", "train")}
    documents = [document for part in parts.values() for document in part]
    records = [reader.read(document["text"], published=document["published"], id=document["id"]) for document in documents]
    incident, gold = through_ledger(records), keys.gold(documents, records)
    made = {}
    for part, group in parts.items():
        found = figures(gold, incident, {document["id"] for document in group})
        made[f"MUC-4, a report of {part}"] = {
            "precision": found.precision,
            "recall": found.recall,
            "right": found.right,
            "wrong": found.wrong,
            "not to be said": found.unsaid,
            "gold pairs read": found.reachable,
            "tellings that meet another, %": found.tellings,
        }
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data")
    parser.add_argument("--bench", type=Path, help="folder of the scorers; without it MUC-4 is left out")
    args = parser.parse_args()
    reader = Reader.load()
    found = ecb_figures(args.data, reader)
    if args.bench:
        found |= muc_figures(args.bench, reader)
    for name, values in found.items():
        print(f"{name}: " + ", ".join(f"{key} {value:g}" for key, value in values.items()), flush=True)


if __name__ == "__main__":
    main()
