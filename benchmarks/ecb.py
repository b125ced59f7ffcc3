"""ECB+ for measuring same events: its reports as texts, its event mentions as what the ledger compares, and pairs of them.

A mention stands where an annotator put it, in the sentences that were checked. Its head word, the words of its sentence and of its
report are taken from the text as the ledger takes them; type, mode, status, parties, place and days are those of the reader's event
whose trigger overlaps it, and are unknown where there is none. No label of topic or subtopic is used. Reports have no date.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp
from pathlib import Path
from typing import Any

from onrecord.compare import Range, Spot, Stretch, folded
from onrecord.ledger import features
from onrecord.ledger.clusters import partition
from onrecord.ledger.features import Feature
from onrecord.ledger.pairs import weigh
from onrecord.ledger.traces import Trace, Who
from onrecord.ledger.words import Bag, bag, families, head, likeness, root, salient, tokens
from onrecord.record import Event, Record, Span

JOIN = 0.25
"""The least mean score between groups that are joined, chosen on the training part; the ledger asks for more, for precision."""
WITHIN = {
    "bias": 0.89, "word: same": 1.88, "context": -1.62, "word: same and context": 0.80, "word: speech": -2.70, "by: other": -0.96,
    "action: unknown": -0.63,
}  # fmt: skip
"""Weights for two mentions of one report, which the ledger never joins; learned on the training part."""

_NO_SPACE_BEFORE = frozenset(". , ; : ! ? ) ] } % 's n't 're 've 'll 'd 'm ’s ’re ’ve ’ll ’d ’m ” …".split())
_NO_SPACE_AFTER = frozenset("( [ { $ “ £ # @".split())
_END = ".!?\"”'"
_LEAST, _OTHER_REPORT, _OTHER_CONTEXT = 0.03, 0.15, 0.05
"""Likeness of reports from which two mentions are compared that share a word; that of reports and of sentences for those that do not."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One annotated event mention: its chain, where it stands in its report's text, its words, and the other words of its sentence."""

    chain: str
    span: Span
    words: tuple[str, ...]
    sentence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One report, its text and its event mentions in sentences that were checked."""

    name: str
    topic: str
    text: str
    mentions: tuple[Mention, ...]


def load(path: Path) -> list[Document]:
    """The documents of one part of ECB+, in the order of the file."""
    return [_document(json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _document(row: dict[str, Any]) -> Document:
    text, spans = laid_out(row["tokens"], row["sent"])
    return Document(row["doc"], row["topic"], text, tuple(_mentions(row, spans)))


def _mentions(row: dict[str, Any], spans: list[Span | None]) -> Iterator[Mention]:
    for mention in row["mentions"]:
        if mention["kind"] != "event" or mention["sent"] not in row["gold_sents"]:
            continue
        known = [span for n in mention["tok"] if (span := spans[n])]
        others = [n for n, sentence in enumerate(row["sent"]) if sentence == mention["sent"] and n not in mention["tok"]]
        yield Mention(
            mention["chain"],
            (known[0][0], known[-1][1]) if known else (0, 0),
            tuple(row["tokens"][n] for n in mention["tok"]),
            tuple(row["tokens"][n] for n in others),
        )


def laid_out(words: Sequence[str], sentences: Sequence[int]) -> tuple[str, list[Span | None]]:
    """The text of some tokens, and where each stands in it; None for those of the address at the head, which is left out.

    >>> laid_out(["He", "said", ":", "“", "No", "”", "."], [0] * 7)[0]
    'He said: “No”.'
    """
    skipped = list(sentences).count(sentences[0]) if re.match(r"https?$", words[0]) else 0
    text, quoted = "", False
    spans: list[Span | None] = [None] * skipped
    for n in range(skipped, len(words)):
        text += _gap(text, words[n - 1], words[n], n > skipped and sentences[n] != sentences[n - 1], quoted) if text else ""
        quoted ^= words[n] == '"'
        spans.append((len(text), len(text) + len(words[n])))
        text += words[n]
    return text, spans


def _gap(text: str, before: str, word: str, new: bool, quoted: bool) -> str:
    """What stands between two tokens."""
    if new:
        return " " if text[-1] in _END else "\n\n"
    if word in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER or word in ("'", "’", "-", "/") or before in ("-", "/"):
        return ""
    return "" if (word if quoted else "") == '"' or (before == '"' and quoted) else " "


# ---------------------------------------------------------------- what is compared
def traces(documents: Sequence[Document], records: Sequence[Record]) -> tuple[list[Trace], list[str]]:
    """The mentions of all documents as traces, numbered from 0, and the chain of each."""
    found: list[Trace] = []
    chains: list[str] = []
    for n, (document, record) in enumerate(zip(documents, records, strict=True)):
        sketch = salient(tokens(document.text))
        told = [(mention.trigger, event) for event in record.events for mention in event.mentions]
        for mention in document.mentions:
            first, last = mention.span
            event = next((event for (start, end), event in told if start < last and first < end), None)
            found.append(_trace(len(found), n, document.name, mention, sketch, record, event))
            chains.append(mention.chain)
    return found, chains


def _trace(number: int, report: int, name: str, mention: Mention, sketch: Bag, record: Record, event: Event | None) -> Trace:
    word = head([token for part in mention.words for token in tokens(part)])
    context = bag(token for part in mention.sentence for token in tokens(part))
    order = ("9999", name, mention.span[0])
    if event is None:
        return Trace(number, report, order, (), root(word), families(word), context=context, sketch=sketch)
    when = event.when
    days = Stretch((when.earliest or "")[:10] or None, (when.latest or "")[:10] or None, when.basis) if when else None
    return Trace(
        number, report, order, tuple(dict.fromkeys((event.action, *(a.says.action for a in event.accounts if a.says.action)))),
        root(word), families(word), event.status, event.scale, None, days if days and (days.earliest or days.latest) else None,
        _spots(record, event.at), _who(record, event.by), _who(record, event.to),
        {figure.effect: Range(figure.low, figure.high, figure.best) for figure in reversed(event.figures)}, context, sketch,
    )  # fmt: skip


def _spots(record: Record, names: Iterable[str]) -> tuple[Spot, ...]:
    places = {p.id: Spot(p.name, p.kind, p.geonames, p.country, p.lat, p.lon, p.radius_km) for p in record.places}
    return tuple(places[name] for name in names)


def _who(record: Record, names: Iterable[str]) -> tuple[Who, ...]:
    """Actors as parties: one and the same where key or name are."""
    actors = {actor.id: actor for actor in record.actors}
    found = []
    for actor in (actors[name] for name in names):
        key = actor.key or (f"{actor.kind}/{folded(actor.name)}" if actor.named else f"{record.report.id}/{actor.id}")
        found.append(Who(_numbered(key), actor.name, actor.kind, actor.named, actor.country, actor.role))
    return tuple(found)


def _numbered(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=7).digest(), "big")


# ---------------------------------------------------------------- pairs and groups
def compared(found: Sequence[Trace]) -> Iterator[tuple[int, int]]:
    """The pairs that are scored: those that share a word for the act, and those of reports and sentences that are alike."""
    alike = _Likeness()
    for a, b in combinations(found, 2):
        shared = bool(a.families & b.families)
        if a.report == b.report:
            if shared:
                yield a.event, b.event
        elif shared:
            if alike(a, b) >= _LEAST:
                yield a.event, b.event
        elif alike(a, b) >= _OTHER_REPORT and likeness(a.context, b.context) > _OTHER_CONTEXT:
            yield a.event, b.event


class _Likeness:
    """How alike two reports are; each pair is compared once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], float] = {}

    def __call__(self, a: Trace, b: Trace) -> float:
        pair = (a.report, b.report)
        if pair not in self._known:
            self._known[pair] = likeness(a.sketch, b.sketch)
        return self._known[pair]


def within(a: Trace, b: Trace) -> tuple[Feature, ...]:
    """What two mentions of one report have in common."""
    same, context = float(a.root == b.root), likeness(a.context, b.context)
    return (
        ("word: same", same),
        ("context", context),
        ("word: same and context", same * context),
        ("word: speech", float(bool(a.families & features.SPEECH))),
        ("by: other", float(features.parties(a.by, b.by) == "other")),
        ("action: unknown", float(not a.actions or not b.actions)),
    )


def groups(found: Sequence[Trace], *, join: float = JOIN) -> dict[int, int]:
    """The group of each mention, by its number."""
    scores = {(a, b): _score(found[a], found[b]) for a, b in compared(found)}
    order = sorted(range(len(found)), key=lambda n: found[n].order)
    facts = dict.fromkeys(order, Free())
    made = partition(
        order, {pair: score for pair, score in scores.items() if score > 0.02}, facts, join=join, missing=0.0, limit=len(order)
    )
    return {item: n for n, group in enumerate(made) for item in group}


def _score(a: Trace, b: Trace) -> float:
    if a.report != b.report:
        return weigh(a, b).score
    return 1 / (1 + exp(-WITHIN["bias"] - sum(value * WITHIN[name] for name, value in within(a, b))))


class Free:
    """Facts that never disagree: annotators join what a ledger would not, as an act told as planned with the same act told as done."""

    def joined(self, _: Free) -> Free:
        """Itself."""
        return self

    def agrees(self, _: Free) -> bool:
        """Always."""
        return True
