"""The scorers of the benchmark folder: what each is given, how it is called, and the figures that are kept of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One number of a scorer's JSON output: where it stands, what it is called, and whether less is better."""

    name: str
    path: tuple[str, ...]
    less_is_better: bool = False


SCORERS: dict[str, tuple[Figure, ...]] = {
    "seed": (Figure("must-haves passed, of 27", ("must-haves", "passed")),),
    "wire": (
        Figure("statements F", ("statements", "f")),
        Figure("speakers resolved, of all", ("speakers", "r")),
        Figure("core events found P", ("so far found", "p")),
        Figure("core events found R", ("so far found", "r")),
        Figure("core events found F", ("so far found", "f")),
        Figure("status macro F1, of found", ("status macro F1", "of found")),
        Figure("told as real though not, %", ("safety", "r"), less_is_better=True),
        Figure("records right, % of core events", ("records right", "r")),
    ),
    "polnear": (
        Figure("product metric F", ("all", "f")),
        Figure("any overlap F", ("any overlap", "f")),
        Figure("exact source F", ("exact source", "f")),
        Figure("exact cue F", ("exact cue", "f")),
        Figure("exact content F", ("exact content", "f")),
    ),
    "muc4": (
        Figure("records right F", ("records right", "f")),
        Figure("all slots F", ("slots", "all slots", "f")),
        Figure("five roles F", ("five roles", "all", "f")),
        Figure("not accomplished, recorded as done, %", ("not accomplished, recorded as done", "share"), less_is_better=True),
    ),
    "cameo_spans": (
        Figure("event found F", ("rows", "event found", "f")),
        Figure("found with the right type F", ("rows", "... right type", "f")),
        Figure("statement found R", ("rows", "statement found", "r")),
    ),
    "plover_gsr": (Figure("macro-F1 over 16 types", ("macro-F1",)), Figure("event chosen, %", ("event chosen",))),
    "places": (
        Figure("end to end F within 161 km, mean of four sets", ("end to end, mean", "f")),
        *(Figure(f"{name}: strict recognition F", (name, "strict", "f")) for name in ("gwn", "lgl", "trnews", "geovirus")),
    ),
    "times": (
        Figure("value F1", ("value", "f")),
        Figure("strict F1", ("strict", "f")),
        Figure("relaxed F1", ("relaxed", "f")),
    ),
}


def inputs(bench: Path, name: str) -> list[Row]:
    """The documents that a scorer wants read."""
    done = subprocess.run([sys.executable, bench / f"{name}.py", "inputs"], capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def score(bench: Path, name: str, records: Path) -> tuple[Row, str]:
    """All figures of a scorer, and the table it prints."""
    figures = records.with_suffix(".figures.json")
    command = [sys.executable, str(bench / f"{name}.py"), "score", str(records), "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(figures.read_text(encoding="utf-8")), done.stdout


def pick(figures: Row, figure: Figure) -> float:
    """The value of a figure in a scorer's output. Raises KeyError if the scorer has no such figure."""
    value: Any = figures
    for key in figure.path:
        value = value[key]
    return float(value)
