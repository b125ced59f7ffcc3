"""docs/benchmarks.md from the figures of a run."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.ledger_figures import PARTS
from benchmarks.scorers import SCORERS
from onrecord.language import Engine

PAGE = Path(__file__).resolve().parent.parent / "docs/benchmarks.md"
TABLES = Path(__file__).with_name("tables")
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"

TITLES = {
    "seed": "The founding story (one report, 27 must-haves)",
    "wire": "Modern news reports, whole records (28 reports, shown half)",
    "polnear": "Who says what: PolNeAR dev (84 articles; people among each other: product metric 73.4, any overlap 79.1)",
    "muc4": "Political violence 1988-90: MUC-4 TST1-3 (300 reports; GE 1992, coded by hand-written rules, on TST3: 20.2 / 60.8 / 52.5)",
    "cameo_spans": "Events of a sentence against four coders (100 sentences; coders among each other: 79.6, 53.7, 85.0)",
    "plover_gsr": "Breadth over PLOVER's 16 types (316 edited sentences)",
    "places": "Places: GWN, LGL, TR-News, GeoVirus (569 reports, shown halves)",
    "times": "Times: MEANTIME (120 reports; HeidelTime on another set, TempEval-3 platinum: value 78.1, strict 81.8, relaxed 90.7)",
}

Results = dict[str, dict[str, float]]


def processor() -> str:
    """The processor's name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor() or "unknown")


def keep(tables: dict[str, str]) -> None:
    """Store the whole tables of the scorers that ran, for the page."""
    TABLES.mkdir(exist_ok=True)
    for name, table in tables.items():
        (TABLES / f"{name}.txt").write_text("\n".join(line.rstrip() for line in table.strip().splitlines()) + "\n", encoding="utf-8")


def write(results: Results, own: Results) -> None:
    """Put the figures of the sets and of our own gold into the page, between its two marks; what stands around them is left alone."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, _, rest = old.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{figures(results, own)}\n{END}{after}", encoding="utf-8")


def figures(results: Results, own: Results) -> str:
    """The figures as Markdown tables, with date, version, model and processor."""
    day = datetime.now(tz=UTC).date().isoformat()
    model = Engine.load().sha256[:12]
    lines = [f"{day}, onrecord {version('onrecord')}, model {model}, {processor()}, Python {platform.python_version()}."]
    for name in SCORERS:
        if name in results:
            lines += ["", f"### {TITLES[name]}", "", "| figure | value |", "|---|---:|"]
            lines += [f"| {figure} | {value:g} |" for figure, value in results[name].items()]
            lines += details(name)
    lines += ["", "### Our own gold: 60 sentences and the six example reports", "", "| figure | sentences | reports |", "|---|---:|---:|"]
    lines += [f"| {figure} | {value:g} | {own['reports'][figure]:g} |" for figure, value in own["sentences"].items()]
    if "speed" in results:
        lines += ["", "### Speed and memory, one core, 200 news articles", "", "| figure | value |", "|---|---:|"]
        lines += [f"| {figure} | {value:g} |" for figure, value in results["speed"].items()]
    return "\n".join([*lines, *ledger(results)])


def ledger(results: Results) -> list[str]:
    """The section on the ledger: each part that was measured, with what is asked of its figures."""
    lines = ["", "### The ledger"]
    for name, part in PARTS.items():
        if name in results:
            lines += ["", f"#### {part.title}", "", part.data, "", "| figure | asked | value |", "|---|---:|---:|"]
            lines += [f"| {figure.name} | {figure.asked} | {results[name][figure.name]:,.10g} |" for figure in part.figures]
            lines += details(name)
    return lines


def details(name: str) -> list[str]:
    """The whole table of a part, folded away."""
    table = (TABLES / f"{name}.txt").read_text(encoding="utf-8").rstrip().split("\n")
    return ["", "<details><summary>all its figures</summary>", "", "```", *table, "```", "", "</details>"]
