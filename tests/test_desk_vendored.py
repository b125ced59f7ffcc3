"""Files of other projects that the desk has: each is in the table, as it was published, and its licence is in the project."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from onrecord.desk import keys

ROOT = Path(__file__).resolve().parent.parent
VENDORED = Path(keys.__file__).parent / "static/vendored"


def rows() -> list[dict[str, str]]:
    lines = [line for line in (VENDORED / "vendored.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names, *values = [line.split("\t") for line in lines]
    return [dict(zip(names, one, strict=True)) for one in values]


def test_every_file_is_in_the_table_as_it_was_published() -> None:
    held = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDORED.iterdir() if path.name != "vendored.tsv"}
    assert held == {row["file"]: row["sha256"] for row in rows()}


def test_every_row_says_whose_it_is() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for row in rows():
        assert all(row.values()), row["file"]
        assert re.fullmatch(r"\d+(\.\d+)+", row["version"])
        assert row["home"].startswith("https://")
        assert row["name"].partition(" (")[0] in notice
        assert row["licence"].split()[0] in notice


def test_every_licence_that_the_notice_names_is_there() -> None:
    named = re.findall(r"LICENSES/([\w.-]+\.txt)", (ROOT / "NOTICE").read_text(encoding="utf-8"))
    assert {path.name for path in (ROOT / "LICENSES").iterdir()} == set(named)
