"""The model's figures, task by task, in its card and in docs/benchmarks.md: `python -m benchmarks.model_card`.

They are what `training.evaluate --json` wrote of the shipped file, of the same network in fp32, and of one trained without PolNeAR, on
the test and dev parts: benchmarks/model/NAME-PART.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = Path(__file__).with_name("model")
PAGES = (ROOT / "src/onrecord/language/model/README.md", ROOT / "docs/benchmarks.md")
BEGIN, END = "<!-- the model's figures: written by `python -m benchmarks.model_card` -->", "<!-- end of the model's figures -->"

Figures = dict[str, dict[str, float]]


def known(name: str, part: str) -> Figures:
    """The figures of a model file on a part, without what is no figure."""
    stored = json.loads((FIGURES / f"{name}-{part}.json").read_text(encoding="utf-8"))
    return {task: values for task, values in stored.items() if isinstance(values, dict)}


def sha256() -> str:
    """The model file that the figures of the shipped one were measured on; ValueError if they are of two."""
    found = {json.loads((FIGURES / f"shipped-{part}.json").read_text(encoding="utf-8"))["sha256"] for part in ("test", "dev")}
    if len(found) != 1:
        raise ValueError("the figures of the test and dev parts are of two model files")
    return str(found.pop())


def _row(*tasks: tuple[str, tuple[str, ...]], digits: int = 1) -> Callable[[Figures], str]:
    """A cell: figures of one corpus joined by strokes, corpora by semicolons; a dash where they were not measured."""

    def cell(figures: Figures) -> str:
        parts = [" / ".join(f"{figures[name][key]:.{digits}f}" for key in keys) for name, keys in tasks if name in figures]
        return "; ".join(parts) or "–"

    return cell


_SYNTAX = ("upos", "uas", "las")
_BOTH = ("GUM gold words", "EWT gold words")
_SPANS = ("source", "cue", "content")
ROWS: tuple[tuple[str, str, Callable[[Figures], str], str], ...] = (
    ("UPOS / UAS / LAS, gold words and sentences", "GUM", _row(("GUM gold words", _SYNTAX)), "98.2 / 93 / 91"),
    ("the same", "EWT", _row(("EWT gold words", _SYNTAX)), "98.2 / 93 / 91"),
    ("the same from raw text, F1", "GUM", _row(("GUM raw text", _SYNTAX)), "1.5 less"),
    ("the same from raw text, F1", "EWT", _row(("EWT raw text", _SYNTAX)), "1.5 less"),
    ("words / sentences from raw text, F1", "GUM; EWT", _row(*((f"{c} raw text", ("words", "sentences")) for c in ("GUM", "EWT"))), ""),
    ("UPOS / UAS / LAS, all in capitals", "GUM", _row(("GUM in capitals", _SYNTAX)), ""),
    ("the same, all in lower case", "GUM", _row(("GUM in lower case", _SYNTAX)), ""),
    ("features / XPOS", "GUM; EWT", _row(*((name, ("feats", "xpos")) for name in _BOTH)), ""),
    ("lemma, with predicted parts of speech", "GUM; EWT", _row(*((name, ("lemma",)) for name in _BOTH)), "98.5"),
    ("names, F1: all / PER / LOC / ORG", "UNER EWT", _row(("UNER EWT", ("f1", "PER", "LOC", "ORG"))), "85"),
    ("source / cue / content, exact spans, F1", "PolNeAR dev, as CofeNet", _row(("PolNeAR dev", _SPANS)), "82 / 75 / 72"),
    ("statements, F1: cue and source overlap, content F1 0.8", "PolNeAR dev", _row(("PolNeAR dev, statements", ("f1",))), "70"),
    ("who is whom, CoNLL F1, without singletons", "GUM", _row(("GUM chains", ("conll",))), "60"),
    ("occurrence, Pearson r / mean absolute error", "UDS-IH2 dev", _row(("UDS-IH2 dev", ("r", "mae")), digits=3), "0.87"),
)  # fmt: skip


def table() -> str:
    """The figures as a Markdown table, and what int8 costs."""
    columns = [known("shipped", "test"), known("shipped", "dev"), known("fp32", "test"), known("without-polnear", "test")]
    lines = [
        "| task | data | test | dev | fp32, test | without PolNeAR, test | asked |",
        "|---|---|---:|---:|---:|---:|---:|",
        *(f"| {' | '.join([task, data, *map(cell, columns), asked])} |" for task, data, cell, asked in ROWS),
    ]
    return "\n".join([f"Model {sha256()[:12]}.", "", *lines, "", cost(), ""])


def cost() -> str:
    """The most that int8 loses against fp32 on the test part, by task, in points; a loss below zero is a gain."""
    ours, full = known("shipped", "test"), known("fp32", "test")
    worst: dict[str, float] = {}
    for name, values in full.items():
        for key, value in values.items():
            if name != "speed" and not (name == "UDS-IH2 dev" and key == "mae"):
                lost = (value - ours[name][key]) * (100 if name == "UDS-IH2 dev" else 1)
                worst[name] = max(worst.get(name, lost), lost)
    told = ", ".join(f"{name} {lost:.2f}" for name, lost in worst.items())
    return f"int8 against fp32, the most lost of any figure (points; r times 100): {told}. At most 0.3 was asked."


def written(text: str) -> str:
    """A page with the table in its place between the two marks; ValueError if it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no place for the model's figures: {BEGIN}")
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def main() -> None:
    """Write the table into both pages."""
    for path in PAGES:
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
