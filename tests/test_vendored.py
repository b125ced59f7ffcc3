"""What the desk's pages carry of others: each file is in the table, is what the table says, and the table names a licence and a home."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from onrecord.desk import keys

FOLDER = Path(keys.__file__).parent / "static/vendored"
COLUMNS = ["file", "name", "version", "sha256", "licence", "home"]
LINES = [line.split("\t") for line in (FOLDER / "vendored.tsv").read_text(encoding="utf-8").splitlines()]
ROWS = [dict(zip(COLUMNS, line, strict=True)) for line in LINES[1:]]


def test_the_table_names_every_file_once() -> None:
    assert LINES[0] == COLUMNS
    assert sorted(row["file"] for row in ROWS) == sorted(one.name for one in FOLDER.iterdir() if one.suffix != ".tsv")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_each_file_is_what_the_table_says(row: dict[str, str]) -> None:
    assert hashlib.sha256((FOLDER / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert row["version"]
    assert row["licence"]
    assert row["home"].startswith("https://")
