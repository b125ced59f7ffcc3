"""How long the desk's pages take with a large ledger, and how soon a long report can be read.

`python -m benchmarks.desk_pages [--reports N] [--work FOLDER]` fills a ledger (`ledger_synthetic.py`: its rows have the skew of news and no
records), reads the project's examples on top, and a report of 2,000 words made of their paragraphs. The desk is started as people start it;
each page is asked for over the wire, one after the other. What a page is of is drawn from the ledger; pages of one report are those of the
examples. The first paint is what headless Chromium says of the long report; without Chromium it is left out.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks import ledger_synthetic
from onrecord.ledger import Ledger
from onrecord.ledger.store import Store
from onrecord.reader import Reader

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
REPORTS, WORDS = 100_000, 2_000
DRAWS, ROUNDS, PAINTS = 12, 3, 9
"""Things that are drawn for a page, how often each page is asked for, and first paints."""
FLAGS = ["--no-sandbox", "--disable-gpu"]


def filled(path: Path, reports: int, reader: Reader) -> None:
    """Make the ledger, where it is not there yet."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with Store.open(part) as store:
        ledger_synthetic.write(store.db, reports)
    with Ledger.open(part, reader=lambda: reader) as ledger:
        for _ in ledger.add([EXAMPLES]):
            pass
        ledger.add_text(long_text(), title="A long report", published="2024-04-09", publisher="Long Courier")
    part.replace(path)


def long_text() -> str:
    """The paragraphs of the examples one after the other, up to so many words."""
    made: list[str] = []
    paragraphs = [p for path in sorted(EXAMPLES.glob("*.txt")) for p in path.read_text(encoding="utf-8").split("\n\n")]
    while sum(len(p.split()) for p in made) < WORDS:
        made += paragraphs
    return "\n\n".join(made)


@contextmanager
def desk(path: Path) -> Iterator[str]:
    """The desk of a ledger, started as people start it; its address."""
    command = [sys.executable, "-m", "onrecord", "desk", "--ledger", str(path), "--port", "0", "--no-browser"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert found is not None, "the desk did not start"
        yield found[0]
    finally:
        running.terminate()
        running.wait(20)


def addresses(path: Path, seed: int = 1) -> dict[str, list[str]]:
    """The pages of each screen that are asked for."""
    rng = random.Random(seed)
    with Store.open(path, create=False) as store:
        db = store.db
        query = "SELECT i.key FROM faceted f JOIN incident i ON i.id = f.incident ORDER BY f.reports DESC LIMIT 5"
        most = [key for (key,) in db.execute(query)]
        (last,) = db.execute("SELECT max(id) FROM incident").fetchone()
        drawn = [db.execute("SELECT key FROM incident WHERE id >= ? LIMIT 1", (rng.randrange(last),)).fetchone()[0] for _ in range(DRAWS)]
        read = db.execute("SELECT key FROM report WHERE record IS NOT NULL ORDER BY key").fetchall()
        query = "SELECT e.key FROM event e JOIN report r ON r.id = e.report WHERE r.record IS NOT NULL ORDER BY e.key LIMIT ?"
        events = [key for (key,) in db.execute(query, (DRAWS,))]
        texts = [db.execute("SELECT text FROM report WHERE id > ? LIMIT 1", (rng.randrange(last // 12),)).fetchone()[0] for _ in range(4)]
        words = [text.split()[9].strip(".,") for text in texts]
        places = [row[0] for row in db.execute("SELECT folded FROM site ORDER BY id LIMIT ?", (DRAWS,))]
    asked = ["status=denied", "conflicting=1", "action=ASSAULT", "from=2019-03&until=2019-04", *(f"place={quote(p)}" for p in places[:4])]
    return {
        "ledger": ["/", *(f"/?{one}" for one in asked), *(f"/?text={quote(word)}" for word in words)],
        "ledger, figures and what is held back": [f"/?{one}&column=figures&column=held" for one in asked],
        "incident": [f"/incident/{key}" for key in drawn],
        "incident, the most told": [f"/incident/{key}" for key in most],
        "map": ["/map", *(f"/map?{one}" for one in asked)],
        "timeline": ["/timeline", *(f"/timeline?{one}" for one in asked)],
        "report": [f"/report/{key}" for (key,) in read],
        "event": [f"/event/{key}" for key in events[:6]] + [f"/event/{key}?field=by" for key in events[:6]],
        "review": [f"/review?event={key}" for key in events],
        "audits": ["/audits"],
        "decisions": ["/decisions"],
        "runs": ["/runs", "/runs/1"],
        "sources": ["/sources"],
        "add": ["/add"],
    }


def page_times(address: str, pages: dict[str, list[str]]) -> dict[str, float]:
    """The median time of a page of each screen, in milliseconds."""
    return {name: statistics.median(_taken(address + page) for page in found for _ in range(ROUNDS)) for name, found in pages.items()}


def _taken(url: str) -> float:
    start = time.perf_counter()
    with urlopen(url) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000


def first_paint(url: str) -> float | None:
    """When the first words of a page stand there, in milliseconds after it was asked for: the median; None without Chromium."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        return None
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Error:
            return None
        times = []
        for _ in range(PAINTS):
            page = browser.new_context(viewport={"width": 1360, "height": 900}).new_page()
            page.goto(url)
            page.wait_for_selector("body[data-keys=ready]")
            times.append(float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")))
            page.context.close()
        browser.close()
    return statistics.median(times)


def measure(reports: int, work: Path | None, reader: Reader) -> dict[str, float]:
    """All figures: the median of each screen, the slowest of them, the first paint."""
    with tempfile.TemporaryDirectory() as temporary:
        path = (work or Path(temporary)) / f"desk-{reports}.db"
        if not path.exists():
            filled(path, reports, reader)
        with Store.open(path, create=False) as store:
            (long,) = store.db.execute("SELECT key FROM report WHERE title = 'A long report'").fetchone()
        with desk(path) as address:
            times = page_times(address, addresses(path))
            paint = first_paint(f"{address}/report/{long}")
    found = {"reports": float(reports), **{f"{name}, ms": round(value, 1) for name, value in times.items()}}
    found["slowest median of a screen, ms"] = round(max(times.values()), 1)
    if paint is not None:
        found["first paint of a report of 2,000 words, ms"] = round(paint, 1)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--work", type=Path, help="folder that keeps the ledger")
    args = parser.parse_args()
    for name, value in measure(args.reports, args.work, Reader.load()).items():
        print(f"{name:<50}{value:>12,.1f}")


if __name__ == "__main__":
    main()
