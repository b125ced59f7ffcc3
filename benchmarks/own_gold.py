"""Our own gold, scored: sentences and reports written for this project, with what a coder would put on record.

`benchmarks/gold/*.jsonl`: one text a line with "statements" (speaker, cue, content, act) and "events" (trigger, type, status, by, and where
it matters to, at, when), all as words of the text. What a row does not say is not scored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.intake import Incoming, open_all
from onrecord.reader import Reader
from onrecord.record import Event, Record, Span, Statement

GOLD = Path(__file__).with_name("gold")
EXAMPLES = Path(__file__).parent.parent / "examples"
SETS = ("sentences", "reports")
TOLD_AS_REAL = "told as real though not, %"
REAL = ("happened", "ongoing")
LEAST_CONTENT = 0.8
"""Character F1 from which two contents are the same, as people agree on PolNeAR."""

NEAR = 25
"""Characters between two triggers of the same type that may tell the same event ("strikes" and "hit"), as in the wire benchmark."""

Row = dict[str, Any]


def measure(reader: Reader) -> dict[str, dict[str, float]]:
    """The figures of both sets."""
    return {name: figures(reader, rows(name)) for name in SETS}


def rows(name: str) -> list[Row]:
    """The rows of one gold file, those about a report of `examples/` with its text."""
    made = [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]
    texts = example_texts() if any("example" in row for row in made) else {}
    return [row | {"text": texts[row["example"]]} if "example" in row else row for row in made]


def example_texts() -> dict[str, str]:
    """The texts of the example reports by id, or by the name of their file."""
    found = [item for item in open_all([str(EXAMPLES)]) if isinstance(item, Incoming)]
    return {Path(item.source).stem if item.where is None else item.report.id: item.text for item in found}


def figures(reader: Reader, gold: Iterable[Row]) -> dict[str, float]:
    """Shares in per cent of what the gold holds: found, and right in each field; and what is told as real though it is not."""
    counts: Counter[str] = Counter()
    for row in gold:
        record = reader.read(row["text"], published=row.get("published"), id=row["id"])
        for name in (*_statements(row, record), *_events(row, record)):
            counts[name] += 1
    return {
        "statements found": _share(counts, "statement found", "statement"),
        "speakers right": _share(counts, "speaker right", "speaker"),
        "events found": _share(counts, "event found", "event"),
        "status right": _share(counts, "status right", "event"),
        "by right": _share(counts, "by right", "event"),
        TOLD_AS_REAL: _share(counts, "told as real", "not real"),
    }


def _share(counts: Counter[str], part: str, whole: str) -> float:
    return round(100 * counts[part] / counts[whole], 1) if counts[whole] else 0.0


def _statements(row: Row, record: Record) -> Iterator[str]:
    for gold in row["statements"]:
        yield "statement"
        found = next((s for s in record.statements if _same_statement(row["text"], gold, s)), None)
        if found is not None:
            yield "statement found"
        if gold["speaker"]:
            yield "speaker"
            names = {m for a in record.actors if found and a.id in found.speakers for m in a.mentions}
            if _touches(row["text"], gold["speaker"], names):
                yield "speaker right"


def _same_statement(text: str, gold: Row, said: Statement) -> bool:
    if gold["cue"] and not _touches(text, gold["cue"], said.cue):
        return False
    start = text.index(gold["content"])
    mine, other = set(range(start, start + len(gold["content"]))), {i for s, e in said.content for i in range(s, e)}
    return 2 * len(mine & other) >= LEAST_CONTENT * (len(mine) + len(other))


def _events(row: Row, record: Record) -> Iterator[str]:
    for gold in row["events"]:
        yield "event"
        near = [e for e in record.events if _touches(row["text"], gold["trigger"], [m.trigger for m in e.mentions], NEAR)]
        found = next((e for e in near if e.action.type == gold["type"]), None)
        if gold["status"] not in REAL:
            yield "not real"
            if any(e.status in REAL and e.action.type == gold["type"] for e in near):
                yield "told as real"
        if found is None:
            continue
        yield "event found"
        if found.status == gold["status"]:
            yield "status right"
        if _by_right(row["text"], gold, found, record):
            yield "by right"


def _by_right(text: str, gold: Row, found: Event, record: Record) -> bool:
    """Every actor named in the gold is there, and no more than those."""
    actors = [a for a in record.actors if a.id in found.by]
    named = [any(_touches(text, name, a.mentions) or name.casefold() in a.name.casefold() for a in actors) for name in gold["by"]]
    return all(named) and len(actors) <= len(gold["by"])


def _touches(text: str, words: str, spans: Iterable[Span], near: int = 0) -> bool:
    """True if some occurrence of the words shares a character with one of the spans, or comes as near as `near` characters."""
    places, at = [], text.find(words)
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return any(a - near < d and c < b + near for a, b in places for c, d in spans)
