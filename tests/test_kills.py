"""Killed at any moment, the ledger opens whole again, and going on makes it equal to one that nobody disturbed."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.kills import survives
from onrecord.reader import Reader
from onrecord.record_json import to_line

TOWNS = ("Sarmin", "Idlib", "Goma", "Bukavu", "Kandahar", "Mosul", "Kirkuk", "Aleppo", "Maiduguri", "Bamako", "Gao", "Tripoli")


def test_a_run_that_is_killed_goes_on_as_if_nothing_had_been(tmp_path: Path, reader: Reader) -> None:
    docs, records = tmp_path / "docs.jsonl", tmp_path / "records.jsonl"
    with docs.open("w", encoding="utf-8") as rows, records.open("w", encoding="utf-8") as read:
        for n, town in enumerate(TOWNS * 2):
            more = "" if n < len(TOWNS) else " The mayor said that two schools were hit as well."
            told = f"Gunmen attacked a market in {town} on Monday and killed {n % 5 + 2} people, the police said."
            text = f"{told}{more} The town was quiet at night."
            published = f"2024-03-{5 + n % 3:02}"
            rows.write(json.dumps({"text": text, "published": published, "url": f"https://paper.example/{n}"}) + "\n")
            read.write(to_line(reader.read(text, published=published, url=f"https://paper.example/{n}")))
    hits, differing = survives(docs, records, 8, pause=0.03)
    assert hits >= 4
    assert differing == []
