"""Measure a model file on gold data: `python -m training.evaluate --data DIR [--split test] [--json FILE]`.

All through the engine that users run. Words are gold words in gold sentences, or our own from raw text; all tokens count,
punctuation too; relations with their subtypes removed (LAS) and whole (LAS full).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from onrecord.language import Analysis, Engine
from training import corpora
from training.corpora import Document, Sentence
from training.scores import ChainScores, covered, paired, same_statement

Figures = dict[str, float]


def laid_out(document: Document) -> tuple[str, list[tuple[int, int]], list[int]]:
    """The text of a document with one blank between words, the words' spans, and the first word of each sentence."""
    spans, starts, parts, at = [], [], [], 0
    for sentence in document:
        starts.append(len(spans))
        for word in sentence.words:
            spans.append((at, at + len(word)))
            parts.append(word)
            at += len(word) + 1
    return " ".join(parts), spans, starts


def on_gold_words(engine: Engine, documents: list[Document], write: Callable[[str], str] = str) -> Figures:
    """UPOS, XPOS, FEATS, UAS, LAS, lemma accuracy in per cent, given words and sentences; `write` says how the text is written."""
    hits = np.zeros(7)
    total = 0
    for document in documents:
        text, spans, starts = laid_out(document)
        changed = write(text)
        analysis = engine.analyse_words(changed if len(changed) == len(text) else text, spans, starts)
        offset = 0
        for s in document:
            for i in range(len(s.words)):
                hits += _right(analysis, offset + i, s, i, offset)
            offset += len(s.words)
        total += offset
    names = ("upos", "xpos", "feats", "uas", "las", "las full", "lemma")
    return dict(zip(names, np.round(100 * hits / total, 2).tolist(), strict=True))


def _right(analysis: Analysis, word: int, s: Sentence, i: int, offset: int) -> np.ndarray:
    assert s.upos
    assert s.xpos
    assert s.feats
    assert s.head
    assert s.deprel
    assert s.lemma
    head = int(analysis.head[word]) == s.head[i] + offset
    gold = s.deprel[i]
    return np.array([
        analysis.upos[word] == s.upos[i], analysis.xpos[word] == s.xpos[i], analysis.feats[word] == s.feats[i], head,
        head and analysis.rel[word] == gold.partition(":")[0], head and analysis.deprel[word] == gold,
        analysis.lemma[word] == s.lemma[i],
    ], dtype=float)  # fmt: skip


def raw_documents(path: Path) -> Iterator[tuple[str, list[tuple[tuple[int, int], int, str, str]], list[int]]]:
    """(text, [(span, head index, upos, deprel)], sentence starts) of each document as it stood; paragraphs are blank lines."""
    text, rows, starts = "", [], []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("# newdoc") for line in lines) and rows:
            yield text, rows, starts
            text, rows, starts = "", [], []
        own = next((line[9:] for line in lines if line.startswith("# text = ")), None)
        tokens = [r for line in lines if (r := line.split("\t"))[0].isdigit()]
        if own is None or not tokens:
            continue
        if text:
            text += "\n\n" if any(line.startswith("# newpar") for line in lines) else " "
        at, base = 0, len(rows)
        starts.append(base)
        for row in tokens:
            begin = own.find(row[1], at)
            at = begin + len(row[1]) if begin >= 0 else at
            head = base + int(row[6]) - 1 if row[6] != "0" else len(rows)
            span = (len(text) + begin, len(text) + begin + len(row[1])) if begin >= 0 else (-1, -1)
            rows.append((span, head, row[3], row[7].partition(":")[0]))
        text += own
    if rows:
        yield text, rows, starts


def on_raw_text(engine: Engine, path: Path) -> Figures:
    """F1 of words, sentences, UPOS, UAS and LAS from raw text (after the CoNLL 2018 scorer: a word counts if its span is the gold one)."""
    hits = dict.fromkeys(("words", "sentences", "upos", "uas", "las"), 0.0)
    said = gold = said_sentences = gold_sentences = 0
    for text, rows, starts in raw_documents(path):
        analysis = engine.analyse(text)
        mine = {(int(s), int(e)): i for i, (s, e) in enumerate(zip(analysis.starts, analysis.ends, strict=True))}
        said, gold = said + len(analysis), gold + len(rows)
        for n, (span, head, upos, relation) in enumerate(rows):
            word = mine.get(span)
            if word is None:
                continue
            hits["words"] += 1
            hits["upos"] += analysis.upos[word] == upos
            governor = int(analysis.head[word])
            same = governor == word if head == n else mine.get(rows[head][0]) == governor and governor != word
            hits["uas"] += same
            hits["las"] += same and analysis.rel[word] == relation
        theirs = {(rows[a][0][0], rows[b - 1][0][1]) for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)}
        ours = {analysis.span(a, b) for a, b in analysis.sentences}
        hits["sentences"] += len(theirs & ours)
        said_sentences, gold_sentences = said_sentences + len(ours), gold_sentences + len(theirs)
    sums = {name: (said_sentences + gold_sentences if name == "sentences" else said + gold) for name in hits}
    return {name: round(200 * value / sums[name], 2) for name, value in hits.items()}


def span_f1(pairs: list[tuple[set[tuple[int, int, str]], set[tuple[int, int, str]]]], label: str | None = None) -> float:
    """F1 in per cent of exact labelled spans over (gold, said) pairs."""
    keep = lambda spans: {s for s in spans if label is None or s[2] == label}  # noqa: E731
    right = sum(len(keep(g) & keep(s)) for g, s in pairs)
    total = sum(len(keep(g)) + len(keep(s)) for g, s in pairs)
    return round(200 * right / total, 2) if total else 0.0


def runs(tags: list[str]) -> set[tuple[int, int, str]]:
    """(first, last, label) of BIO tags."""
    found, begun = set(), None
    for i in range(len(tags) + 1):
        if begun is not None and (i == len(tags) or not tags[i].startswith("I-")):
            found.add((begun, i, tags[begun][2:]))
            begun = None
        if i < len(tags) and tags[i] != "O" and begun is None:
            begun = i
    return found


def on_names(engine: Engine, data: Path, split: str) -> Figures:
    """F1 of PER, LOC, ORG on UNER EWT, gold words."""
    pairs = []
    for block in (data / f"ner_ewt/{split}.iob2").read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        if not rows:
            continue
        gold = {s for s in runs([row[2] for row in rows]) if s[2] in ("PER", "LOC", "ORG")}
        analysis = engine.analyse_words(*laid_out([Sentence([row[1] for row in rows])]))
        pairs.append((gold, {(s.first, s.last, s.label) for s in analysis.names if s.label in ("PER", "LOC", "ORG")}))
    return {"f1": span_f1(pairs), **{label: span_f1(pairs, label) for label in ("PER", "LOC", "ORG")}}


def on_attribution(engine: Engine, data: Path) -> Figures:
    """F1 of exact source, cue and content spans on PolNeAR dev, in CofeNet's instances, gold words."""
    pairs = []
    for line in (data / "polnear/cofenet-dev-instances.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        analysis = engine.analyse_words(*laid_out([Sentence(row["tokens"])]))
        pairs.append((runs(row["labels"]), {(s.first, s.last, s.label) for s in analysis.attribution}))
    return {label: span_f1(pairs, label) for label in ("source", "cue", "content")}


def on_occurrence(engine: Engine, data: Path) -> Figures:
    """Pearson r and mean absolute error on UDS-IH2 dev."""
    gold, said = [], []
    for line in (data / "factuality_ih2/dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, spans, starts = laid_out([Sentence(row["tokens"])])
        analysis = engine.analyse_words(text, spans, starts)
        for event in row["events"]:
            for word in analysis.words_in(event["start"], event["start"] + 1):
                gold.append(event["score"])
                said.append(float(analysis.occurrence[word]))
    return {"r": round(float(np.corrcoef(gold, said)[0, 1]), 3), "mae": round(float(np.abs(np.subtract(gold, said)).mean()), 3)}


def on_statements(engine: Engine, data: Path) -> Figures:
    """F1 of whole statements on the articles of PolNeAR dev: cue and source overlap, content F1 at least 0.8, one to one."""
    right = said_all = gold_all = 0
    for line in (data / "polnear/dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        analysis = engine.analyse(row["text"])
        at = lambda spans: covered(analysis.span(s.first, s.last) for s in spans)  # noqa: B023, E731
        said = [{"cue": at([s.cue]), "source": at(s.sources), "content": at(s.contents)} for s in analysis.speeches if s.contents]
        gold = [{role: covered(a[role]) for role in ("cue", "source", "content")} for a in row["attributions"]]
        right, said_all, gold_all = right + paired(gold, said, same_statement), said_all + len(said), gold_all + len(gold)
    p, r = right / max(1, said_all), right / max(1, gold_all)
    return {"f1": round(200 * p * r / max(1e-9, p + r), 2), "p": round(100 * p, 2), "r": round(100 * r, 2)}


LEFT_OUT = frozenset("conj cc cop mark parataxis vocative discourse advcl aux reparandum dislocated list expl csubj orphan punct".split())
"""Relations that lead out of a mention; with gold trees, 89 of 100 mentions of GUM are cut right so."""


def mention(analysis: Analysis, head: int) -> tuple[int, int]:
    """Words [first, last) of the mention that a word heads."""
    predicate = any(analysis.rel[child] == "cop" for child in analysis.children[head])
    found = [head]
    for child in analysis.children[head]:
        relation = analysis.rel[child]
        outside = relation in LEFT_OUT or (relation == "case" and child < head)
        if not outside and not (predicate and relation in ("nsubj", "obl", "advmod")):
            found += analysis.subtree(child)
    return min(found), max(found) + 1


def on_coreference(engine: Engine, data: Path, split: str) -> Figures:
    """CoNLL F1 of chains of two or more mentions with exact spans, GUM, gold words and sentences."""
    scores = ChainScores()
    for document in corpora.treebank(data / f"ud/en_gum-{split}.conllu", entities=True):
        chains: dict[str, set[tuple[int, int]]] = {}
        offset = 0
        for s in document:
            for m in s.mentions or ():
                chains.setdefault(m.cluster, set()).add((offset + m.first, offset + m.last + 1))
            offset += len(s.words)
        analysis = engine.analyse_words(*laid_out(document), coreference=True)
        said = [frozenset(mention(analysis, word) for word in chain) for chain in analysis.chains]
        scores.add([frozenset(c) for c in chains.values()], said)
    return scores.figures()


def speed(engine: Engine, data: Path) -> Figures:
    """Words a second of processor time from raw text to Analysis, on 200 news reports."""
    texts = [json.loads(line)["text"] for line in (data / "polnear/train.jsonl").read_text(encoding="utf-8").splitlines()[:200]]
    count, begun = 0, time.process_time()
    for text in texts:
        count += len(engine.analyse(text))
    return {"words": count, "words a second": round(count / (time.process_time() - begun))}


def evaluate(data: Path, *, model: Path | None = None, split: str = "dev", target: Path | None = None) -> dict[str, Figures]:
    """All figures of a model file, printed as they come and written to `target`."""
    engine = Engine.load(model)
    figures: dict[str, Figures] = {}
    for name, code in (("GUM", "en_gum"), ("EWT", "en_ewt")):
        path = data / f"ud/{code}-{split}.conllu"
        figures[f"{name} gold words"] = on_gold_words(engine, list(corpora.treebank(path, entities=False)))
        figures[f"{name} raw text"] = on_raw_text(engine, path)
    gum = list(corpora.treebank(data / f"ud/en_gum-{split}.conllu", entities=False))
    for name, write in (("GUM in capitals", str.upper), ("GUM in lower case", str.lower)):
        figures[name] = {task: value for task, value in on_gold_words(engine, gum, write).items() if task in ("upos", "uas", "las")}
    figures["UNER EWT"] = on_names(engine, data, split)
    figures["PolNeAR dev"] = on_attribution(engine, data)
    figures["PolNeAR dev, statements"] = on_statements(engine, data)
    figures["GUM chains"] = on_coreference(engine, data, split)
    figures["UDS-IH2 dev"] = on_occurrence(engine, data)
    figures["speed"] = speed(engine, data)
    for name, values in figures.items():
        print(f"{name}: {json.dumps(values)}", flush=True)
    if target:
        target.write_text(json.dumps({"sha256": engine.sha256, "split": split, **figures}, indent=1) + "\n", encoding="utf-8")
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="an ONNX file; the shipped one if left out")
    parser.add_argument("--split", default="dev", choices=("dev", "test"))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    evaluate(args.data, model=args.model, split=args.split, target=args.json)
