"""The corpora as sentences and documents of words with the labels that each of them has.

What a corpus does not annotate is None and costs nothing in training. Folder layout and licences: docs/training.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from onrecord.language.tokens import words

ATTRIBUTION = ("content", "source", "cue")  # later ones win where annotated spans overlap
PROPER = frozenset({"NNP", "NNPS"})


class Mention(NamedTuple):
    """Words [first, last] that speak of the thing `cluster`; `head` stands for them. Indices in the sentence."""

    first: int
    last: int
    head: int
    kind: str
    cluster: str


@dataclass
class Sentence:
    """Words with their labels; a list is None where the corpus does not have that layer."""

    words: list[str]
    upos: list[str] | None = None
    xpos: list[str] | None = None
    feats: list[str] | None = None
    lemma: list[str] | None = None
    head: list[int] | None = None  # index in the sentence; a root is its own head
    deprel: list[str] | None = None
    entity: list[str] | None = None
    names: list[str] | None = None  # BIO
    military: list[str] | None = None  # BIO
    attribution: list[str] | None = None  # BIO
    occurrence: list[float | None] | None = None
    gum_names: list[str] | None = None  # BIO, names within GUM's mentions
    mentions: list[Mention] | None = None
    speeches: dict[int, list[str]] | None = None  # for each attribution that has words here, its own BIO tags


Document = list[Sentence]


def treebank(path: Path, *, entities: bool) -> Iterator[Document]:
    """Documents of a CoNLL-U file; with `entities`, mention types from GUM's `Entity=`."""
    document: Document = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("# newdoc") for line in lines) and document:
            yield document
            document = []
        rows = [row for line in lines if (row := line.split("\t"))[0].isdigit()]
        if rows:
            document.append(_tree(rows, entities=entities))
    if document:
        yield document


def _tree(rows: list[list[str]], *, entities: bool) -> Sentence:
    head = [int(row[6]) - 1 if row[6] != "0" else i for i, row in enumerate(rows)]
    mentions = _mentions(rows, head) if entities else None
    return Sentence(
        words=[row[1] for row in rows],
        upos=[row[3] for row in rows],
        xpos=[row[4] for row in rows],
        feats=[row[5] for row in rows],
        lemma=[row[2] for row in rows],
        head=head,
        deprel=[row[7] for row in rows],
        entity=_entity_types(mentions, len(rows)) if mentions is not None else None,
        gum_names=_gum_names(mentions, rows) if mentions is not None else None,
        mentions=mentions,
    )


def _mentions(rows: list[list[str]], head: list[int]) -> list[Mention]:
    """The mentions of a sentence, nested ones included; one without a head inside (a clause cut in two) is left out."""
    made = []
    for first, last, kind, cluster in _entity_spans(rows):
        heads = [i for i in range(first, last + 1) if not first <= head[i] <= last or head[i] == i]
        if heads:
            made.append(Mention(first, last, heads[0], kind, cluster))
    return sorted(made)


def _entity_types(mentions: list[Mention], length: int) -> list[str]:
    """For each word the type of the widest mention that it heads, or ""."""
    types, widths = [""] * length, [0] * length
    for m in mentions:
        if m.last - m.first + 1 > widths[m.head]:
            types[m.head], widths[m.head] = m.kind, m.last - m.first + 1
    return types


def _gum_names(mentions: list[Mention], rows: list[list[str]]) -> list[str]:
    """BIO tags of the proper names around the heads of mentions."""
    tags = ["O"] * len(rows)
    for m in mentions:
        if rows[m.head][4] in PROPER and tags[m.head] == "O":
            first = last = m.head
            while first > m.first and rows[first - 1][4] in PROPER:
                first -= 1
            while last < m.last and rows[last + 1][4] in PROPER:
                last += 1
            for i in range(first, last + 1):
                tags[i] = f"{'B' if i == first else 'I'}-{m.kind}"
    return tags


def _entity_spans(rows: list[list[str]]) -> Iterator[tuple[int, int, str, str]]:
    """(first, last, type, cluster) of every mention, nested ones included; discontinuous ones are cut at the gap."""
    open_: dict[str, list[tuple[int, str]]] = {}
    for i, row in enumerate(rows):
        field = next((f[7:] for f in row[9].split("|") if f.startswith("Entity=")), "")
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", field):
            group = re.match(r"\(?(\d+)", part)
            if group is None:
                continue
            if part.startswith("("):
                kind = part.strip("()").split("-")[1]
                if part.endswith(")"):
                    yield i, i, kind, group[1]
                else:
                    open_.setdefault(group[1], []).append((i, kind))
            elif open_.get(group[1]):
                first, kind = open_[group[1]].pop()
                yield first, i, kind, group[1]


def with_names(documents: list[Document], path: Path) -> None:
    """Add UNER names to the sentences of EWT that have them, found by their words."""
    names: dict[tuple[str, ...], list[str]] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        names[tuple(row[1] for row in rows)] = ["O" if row[2] == "B-O" else row[2] for row in rows]
    for document in documents:
        for sentence in document:
            sentence.names = names.get(tuple(sentence.words))


def with_occurrence(documents: list[Document], path: Path) -> None:
    """Add UDS-IH2 scores to the sentences of EWT that have them."""
    scores: dict[str, list[tuple[int, float]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        starts, at = {}, 0
        for i, token in enumerate(row["tokens"]):
            starts[at] = i
            at += len(token) + 1
        key = "".join(row["tokens"])
        scores.setdefault(key, []).extend((starts[e["start"]], e["score"]) for e in row["events"] if e["start"] in starts)
    for document in documents:
        for sentence in document:
            found = scores.get("".join(sentence.words))
            if found:
                sentence.occurrence = [None] * len(sentence.words)
                for word, score in found:
                    if word < len(sentence.words):
                        sentence.occurrence[word] = score


def military_names(path: Path) -> Iterator[Document]:
    """Sentences of re3d, each a document of its own; rare types are left out."""
    keep = {"Organisation", "Location", "Person", "Temporal", "Quantity", "Weapon", "MilitaryPlatform", "Nationality", "Money"}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield [Sentence(words=row["tokens"], military=[t if t[2:] in keep else "O" for t in row["tags"]])]


def attributions(path: Path) -> Iterator[Document]:
    """Articles of PolNeAR, a paragraph as one sentence, words by our own tokenizer."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = words(row["text"])
        tags = attribution_tags(spans, row["attributions"])
        speeches = {n: attribution_tags(spans, [marked]) for n, marked in enumerate(row["attributions"]) if marked["cue"]}
        document: Document = []
        first = 0
        for i in range(1, len(spans) + 1):
            if i == len(spans) or "\n" in row["text"][spans[i - 1][1] : spans[i][0]]:
                here = {n: own[first:i] for n, own in speeches.items() if any(tag != "O" for tag in own[first:i])}
                document.append(Sentence([row["text"][s:e] for s, e in spans[first:i]], attribution=tags[first:i], speeches=here))
                first = i
        yield document


def silver(path: Path) -> Iterator[Document]:
    """Articles with the arcs that `training.silver` wrote; a head that is not known is no word's index."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield [Sentence(words=row["words"], head=row["head"], deprel=row["deprel"]) for row in json.loads(line)]


def plain(path: Path) -> Iterator[Document]:
    """Texts without any labels, a paragraph as one sentence; none if there is no such file."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        document = [Sentence([paragraph[s:e] for s, e in words(paragraph)]) for paragraph in json.loads(line)["text"].split("\n\n")]
        yield [sentence for sentence in document if 0 < len(sentence.words) < 250]


def attribution_tags(spans: list[tuple[int, int]], marked: list[dict[str, list[list[int]]]]) -> list[str]:
    """BIO tags of the words; a later role of ATTRIBUTION overwrites an earlier one."""
    tags = ["O"] * len(spans)
    for role in ATTRIBUTION:
        for attribution in marked:
            for start, end in attribution.get(role, []):
                inside = [i for i, (s, e) in enumerate(spans) if s < end and e > start]
                for n, i in enumerate(inside):
                    tags[i] = f"{'B' if n == 0 else 'I'}-{role}"
    return tags
