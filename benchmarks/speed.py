"""Words a second and memory of the whole chain, of the encoder alone, and the time to start."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

REPORTS = 200
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
START = "import onrecord; onrecord.Reader.load().read('The army withdrew its troops from Gaza on Sunday, officials said.')"


def texts(data: Path) -> list[str]:
    """Two hundred news articles of PolNeAR's training part, about 700 words each."""
    lines = (data / "polnear/train.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["text"] for line in lines[:REPORTS]]


def measure(data: Path) -> dict[str, float]:
    """Figures in words a second of one core's processor time, MB, and seconds of wall time, from a process of its own.

    Matrix libraries are held to one thread: onrecord asks for no more, and helpers that wait in a loop would be counted as work.
    """
    command = [sys.executable, "-m", "benchmarks.speed", str(data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_THREAD})
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"start to first record, seconds": start_up()}


def measure_here(data: Path) -> dict[str, float]:
    """The figures of this very process."""
    from onrecord.reader import Reader

    reader = Reader.load()
    articles = texts(data)
    reader.read(articles[0])
    words, begun = 0, time.process_time()
    for text in articles:
        words += len(reader.engine.analyse(text))
    encoder = time.process_time() - begun
    begun = time.process_time()
    for text in articles:
        reader.read(text, published="2016-05-05")
    whole = time.process_time() - begun
    return {
        "reports": float(len(articles)),
        "words": float(words),
        "whole chain, words a second": float(round(words / whole)),
        "language alone, words a second": float(round(words / encoder)),
        "memory at its height, MB": float(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)),
    }


def start_up() -> float:
    """Median wall time of a fresh process that imports, loads, and reads one sentence, of five."""
    taken = []
    for _ in range(5):
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, env=os.environ.copy())
        taken.append(time.monotonic() - begun)
    return round(sorted(taken)[2], 2)


if __name__ == "__main__":
    print(json.dumps(measure_here(Path(sys.argv[1]))))
