"""Measure everything: `python -m benchmarks --bench DIR [--only NAME …] [--write]`.

`--reports` and `--work` are those of `ledger-load`, see `ledger_load.py`. `--write` puts the figures into benchmarks/results.json and
docs/benchmarks.md, and refuses a fall of more than half a point below the floors unless `--allow-regression` is given.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import floors, ledger_load, own_gold, page, speed
from benchmarks.ledger_figures import LOAD, PARTS
from benchmarks.ledger_parts import MEASURES, Job
from benchmarks.scorers import SCORERS, inputs, pick, score
from onrecord.intake import Incoming, open_all
from onrecord.reader import Reader
from onrecord.record_json import to_line

Results = dict[str, dict[str, float]]

SAMPLE = {"seed": 1, "wire": 28, "polnear": 8, "muc4": 20, "cameo_spans": 100, "plover_gsr": 60, "places": 20, "times": 40}
"""How many documents of each set the tests read, the first ones: some 40,000 words, half a minute. Scorers count the others as missed,
so these figures compare with each other and with nothing else."""


def sample_figures(bench: Path, reader: Reader) -> Results:
    """The kept figures of every scorer on the fixed sample."""
    return {name: measure(bench, reader, [name], sample=count)[0][name] for name, count in SAMPLE.items()}


def measure(bench: Path, reader: Reader, names: list[str], *, sample: int | None = None) -> tuple[Results, dict[str, str]]:
    """The kept figures of each scorer and the whole table it prints, on every document or on the first `sample` of them."""
    results: Results = {}
    tables: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            figures, tables[name] = measure_one(bench, reader, name, Path(folder), sample)
            results[name] = {figure.name: pick(figures, figure) for figure in SCORERS[name]}
    return results, tables


def measure_one(bench: Path, reader: Reader, name: str, folder: Path, sample: int | None) -> tuple[dict[str, object], str]:
    """All figures of one scorer and its table, on every document or on the first `sample` of them."""
    documents, records = folder / f"{name}.docs.jsonl", folder / f"{name}.jsonl"
    rows = inputs(bench, name)[:sample]
    documents.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    with records.open("w", encoding="utf-8") as out:
        for item in open_all([documents]):
            if isinstance(item, Incoming):
                out.write(to_line(reader.read_report(item.report, item.text)))
            else:
                print(item, file=sys.stderr)
    return score(bench, name, records)


def main() -> int:
    """Run the benchmarks; 1 if a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the scorers")
    parser.add_argument("--data", type=Path, help="folder of the data; by default beside that of the scorers")
    parser.add_argument("--only", nargs="*", choices=[*SCORERS, "speed", *PARTS], help="these parts only")
    parser.add_argument("--reports", type=int, default=ledger_load.REPORTS, help=f"made reports of {LOAD}, 100,000 by default")
    parser.add_argument("--work", type=Path, help=f"folder that keeps the ledger of {LOAD}, so that a run that was stopped goes on")
    parser.add_argument("--write", action="store_true", help="write the figures down")
    parser.add_argument("--allow-regression", action="store_true", help="let floors fall")
    args = parser.parse_args()
    wanted = args.only or [*SCORERS, "speed", *PARTS]
    data = args.data or args.bench.parent / "data"
    reader = Reader.load()
    results, tables = measure(args.bench, reader, [name for name in wanted if name in SCORERS])
    for name, table in tables.items():
        print(f"\n== {name}\n{table}", flush=True)
    if "speed" in wanted:
        results["speed"] = speed.measure(data)
        print("\n== speed\n" + "\n".join(f"{name}: {value:g}" for name, value in results["speed"].items()))
    job = Job(args.bench, data, reader, args.reports, args.work)
    for name in (name for name in MEASURES if name in wanted):
        results[name], tables[name] = MEASURES[name](job)
        print(f"\n== {name}\n{tables[name]}", flush=True)
    own = own_gold.measure(reader)
    fallen = floors.fallen(results) + floors.fallen(own, "own")
    for line in fallen:
        print(f"below its floor: {line}", file=sys.stderr)
    if args.write and (not fallen or args.allow_regression):
        floors.raise_to(results)
        floors.raise_to(own, "own")
        floors.raise_to(sample_figures(args.bench, reader), "sample")
        page.keep(tables)
        page.write(floors.known(), own)
    return 1 if fallen and not args.allow_regression else 0


if __name__ == "__main__":
    sys.exit(main())
