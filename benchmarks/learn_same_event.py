"""Learn the weights of `knowledge/same_event.tsv`: `python -m benchmarks.learn_same_event --data DIR --bench DIR`.

Logistic regression by hand: the column `undated` on pairs of ECB+ training mentions of different reports, the column `dated` from there
on, on pairs of events that stand for MUC-4 training templates of different reports. What is alike never counts against a pair, and what
differs never for it: weights keep within bounds. The features and their examples stay as the table has them, "sentence: same" too,
which the training parts are too poor in.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks import ecb, same_event
from benchmarks.muc_incidents import Keys
from onrecord.ledger.features import Feature, features, related
from onrecord.ledger.loading import load
from onrecord.ledger.pairs import veto
from onrecord.ledger.store import Store
from onrecord.ledger.traces import Trace
from onrecord.reader import Reader

TABLE = Path(__file__).parent.parent / "src/onrecord/knowledge/same_event.tsv"
STRENGTH = 3.0
"""Of the pull to 0, or to the weights that were there before."""
LEAST = {
    "word: same": 0.3, "word: family": 0.2, "action: same mode": 0.3, "action: same type": 0.1, "days: same": 0.5, "days: may be": -0.5,
    "place: same": 0.8, "place: inside": 0.6, "place: unknown": -0.5, "by: same": 0.5, "by: kin": 0.2, "to: same": 0.8, "to: kin": 0.2,
    "figures: same": 0.6,
} | dict.fromkeys(
    ("context", "report", "context in report", "rare words", "word: rare", "word: rare and report", "word: same and report",
     "word: family and report", "word: same and context", "word: family and context", "place: near", "place: same country",
     "figures: overlap"), 0.0,
)  # fmt: skip
MOST = {
    "action: other mode": -0.5, "place: apart": -0.8, "place: unknown": 0.2, "place: same country": 0.4, "by: other": -0.3,
    "to: other": -0.5, "figures: apart": -0.3, "figures: overlap": 0.5, "status: one denies": -0.3, "days: may be": 0.4,
} | dict.fromkeys(
    ("action: other", "action: near", "told apart", "word: speech", "word: other", "days: near", "days: apart", "days: unknown",
     "by: vague", "to: vague", "figures: unknown", "context and report"), 0.0,
)  # fmt: skip
Weights = dict[str, float]
Pairs = Sequence[tuple[Trace, Trace, bool]]


def fit(pairs: Pairs, before: Mapping[str, float]) -> Weights:
    """The weights for some pairs, True for one happening, near those that were there before."""
    found = [features(a, b) for a, b, _ in pairs]
    names = sorted({name for group in found for name, _ in group} | (set(before) - {"bias"}))
    matrix, sign = _matrix(found, names), np.array([1.0 if same else -1.0 for *_, same in pairs])
    start = np.array([0.0, *(before.get(name, 0.0) for name in names)])
    pull = np.array([0.0] + [STRENGTH] * len(names))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin, off = sign * (matrix @ weights), weights - start
        slope = matrix.T @ (-sign / (1 + np.exp(margin))) + pull * off
        return float(np.logaddexp(0, -margin).sum() + (pull * off * off).sum() / 2), slope

    bounds = [(None, None), *((LEAST.get(name), MOST.get(name)) for name in names)]
    first = np.array([np.clip(value, -np.inf if low is None else low, np.inf if high is None else high)
                      for value, (low, high) in zip(start, bounds, strict=True)])  # fmt: skip
    done = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return dict(zip(["bias", *names], done.x.tolist(), strict=True))


def _matrix(found: Sequence[Sequence[Feature]], names: Sequence[str]) -> NDArray[np.float64]:
    """One row a pair; the first column is the bias."""
    place = {name: n + 1 for n, name in enumerate(names)}
    matrix = np.zeros((len(found), len(names) + 1))
    matrix[:, 0] = 1.0
    for row, group in enumerate(found):
        for name, value in group:
            matrix[row, place[name]] = value
    return matrix


def ecb_pairs(data: Path, reader: Reader) -> Pairs:
    """Pairs of training mentions of different reports."""
    documents = ecb.load(data / "ecbplus" / "train.jsonl")
    found, chains = ecb.traces(documents, [reader.read(document.text, id=document.name) for document in documents])
    return [(found[a], found[b], chains[a] == chains[b]) for a, b in ecb.compared(found) if found[a].report != found[b].report]


def muc_pairs(bench: Path, reader: Reader) -> Pairs:
    """Pairs of events that stand for training templates of different reports, where the templates say what they are to each other."""
    keys = Keys(bench)
    documents = keys.documents("train")
    records = [reader.read(document["text"], published=document["published"], id=document["id"]) for document in documents]
    gold = keys.gold(documents, records)
    with same_event.ledger_of(records) as store:
        found = _traces(store, gold.events)
    pairs = []
    for x, y in combinations(sorted(found), 2):
        n, m = sorted((gold.events[x], gold.events[y]))
        if x[0] != y[0] and (n, m) not in gold.unsaid and veto(found[x], found[y]) is None and related(found[x], found[y]):
            pairs.append((found[x], found[y], (n, m) in gold.one))
    return pairs


def _traces(store: Store, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Trace]:
    """The traces of events by the ids of their report and in its record."""
    query = "SELECT given, event.name, event.id FROM event JOIN carrier ON carrier.report = event.report"
    rows = {(given, name): event for given, name, event in store.db.execute(query)}
    known = {telling: rows[telling] for telling in wanted if telling in rows}
    traces = load(store.db, list(known.values()))
    return {telling: traces[event] for telling, event in known.items() if event in traces}


def write(dated: Weights, undated: Weights) -> None:
    """Put the weights into the table."""
    lines = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 4 and cells[0] not in ("feature", "sentence: same"):
            cells[1:3] = [f"{weights.get(cells[0], 0.0):.2f}" for weights in (dated, undated)]
        lines.append("\t".join(cells))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Learn both columns and write them down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bench", type=Path, required=True)
    args = parser.parse_args()
    reader = Reader.load()
    undated = fit(ecb_pairs(args.data, reader), {})
    write(fit(muc_pairs(args.bench, reader), undated), undated)


if __name__ == "__main__":
    main()
