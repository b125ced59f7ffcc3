"""What the desk's pages carry of others: each file is in the table, is what the table says, and the table names a licence and a home."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from onrecord.desk import keys

FOLDER = Path(keys.__file__).parent / "static/vendored"
COLUMNS = ["file", "name", "version", "sha256", "licence", "home"]
TABLE = (FOLDER / "vendored.tsv").read_text(encoding="utf-8").splitlines()
LINES = [line.split("\t") for line in TABLE if not line.startswith("#")]
ROOT = Path(__file__).resolve().parent.parent
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
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
    assert row["name"].partition(" (")[0] in NOTICE
    assert row["licence"].split()[0] in NOTICE


def test_every_licence_that_the_notice_names_is_there() -> None:
    named = re.findall(r"LICENSES/([\w.-]+\.txt)", NOTICE)
    assert {path.name for path in (ROOT / "LICENSES").iterdir()} == set(named)
