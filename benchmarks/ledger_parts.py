"""How each part of the ledger is measured: its kept figures, and the table of all that was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import copies, desk_pages, kills, ledger_load, same_event
from benchmarks.ledger_figures import LOAD, PARTS
from onrecord.reader import Reader

Measured = tuple[dict[str, float], str]


@dataclass(frozen=True)
class Job:
    """What is measured with: folders of scorers and of data, the reader, and how many reports are made and where their ledger is kept."""

    bench: Path
    data: Path
    reader: Reader
    reports: int = ledger_load.REPORTS
    work: Path | None = None


def _copies(job: Job) -> Measured:
    splits = {split: copies.measure_split(job.data, split) for split in copies.SPLITS}
    found = splits["dev"]
    return {
        "copies made": found["copies made"],
        "copies found, precision of all pairs, %": round(100 * found["precision"], 2),
        "copies found, recall, %": round(100 * found["recall"], 2),
        "independent pairs on one incident or with one statement": found["pairs on one incident or with one statement"],
        "independent reports joined as copies": found["joined wrongly, statement and footer shared"],
    }, listed({f"{split}: {name}": value for split, values in splits.items() for name, value in values.items()})


def _same_event(job: Job) -> Measured:
    ecb, muc = same_event.ecb_figures(job.data, job.reader), same_event.muc_figures(job.bench, job.reader)
    shown = muc["MUC-4, a report of shown"]
    return {
        "ECB+, annotators' mentions, CoNLL F1": ecb["annotators' mentions"]["CoNLL"],
        "ECB+, same head word and reports alike (the bar), CoNLL F1": ecb[same_event.BAR]["CoNLL"],
        "ECB+, reader's own events, CoNLL F1": ecb["reader's own events"]["CoNLL"],
        "MUC-4, pairs in one incident, precision, %": shown["precision"],
        "MUC-4, pairs in one incident, recall of pairs read, %": shown["recall"],
        "MUC-4, pairs that the templates decide": shown["right"] + shown["wrong"],
    }, "\n\n".join(f"{name}\n{listed(values)}" for name, values in (ecb | muc).items())


def _kills(job: Job) -> Measured:
    figures = kills.measure(job.data, job.reader)
    return figures, listed(figures)


def _load(job: Job) -> Measured:
    return ledger_load.measure(job.data, job.reports, job.work)


def _desk(job: Job) -> Measured:
    found = desk_pages.measure(job.reports, job.work, job.reader)
    return {figure.name: found[figure.name] for figure in PARTS["desk"].figures if figure.name in found}, listed(found)


MEASURES: dict[str, Callable[[Job], Measured]] = {"copies": _copies, "same-event": _same_event, "kills": _kills, "desk": _desk, LOAD: _load}
"""The parts in the order in which they run: the longest is the last."""


def listed(figures: Mapping[str, float]) -> str:
    """One line for each figure, with four places where it needs them."""
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {round(value, 4):>10,.10g}" for name, value in figures.items())
