"""The house: who may import whom, how long a file may be, what the public face shows."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/onrecord"
LONGEST = 600

CONTRACT = {"record", "errors"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "record": set(),
    "record_json": CONTRACT,
    "record_invariants": CONTRACT,
    "text": {"errors"},
    "knowledge": set(),
    "intake": {*CONTRACT, "text", "knowledge"},
    "language": {"errors", "text", "knowledge"},
    "gazetteer": {*CONTRACT, "text", "knowledge"},
    "reading": {*CONTRACT, "text", "language", "knowledge", "gazetteer"},
    "reader": {*CONTRACT, "text", "language", "knowledge", "gazetteer", "reading", "intake"},
    "compare": {"record"},
    "ledger": {*CONTRACT, "record_json", "text", "knowledge", "compare", "gazetteer", "intake", "reading", "reader"},
    "exports": {*CONTRACT, "record_json", "text", "knowledge", "compare", "gazetteer", "ledger"},
    "desk": {*CONTRACT, "record_json", "text", "knowledge", "compare", "intake", "ledger", "exports"},
    "cli": {*CONTRACT, "record_json", "text", "intake", "exports", "desk", "reader", "language", "gazetteer", "knowledge", "ledger"},
    "__init__": {*CONTRACT, "reader", "ledger"},
    "__main__": {"cli"},
}
"""The rooms of the house, and the rooms that each may import from; docs/house.md draws it."""

LIGHT = {"reading", "knowledge"}
"""Rooms that need nothing but the standard library and numpy."""

TELLTALE = ("/work", "shared/", "TODO", "FIXME")
"""Words that have no place in the sources."""


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """All modules that a file imports, wherever in it, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{named(path)}: relative imports hide where a name comes from"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names if node.module == "onrecord"}
    return found


def rooms_of(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("onrecord.")}


def test_the_table_names_every_room() -> None:
    assert {room(path) for path in modules()} == set(ALLOWED)


@pytest.mark.parametrize("path", modules(), ids=named)
def test_imports_run_down_the_house(path: Path) -> None:
    assert rooms_of(imported(path)) - {room(path)} <= ALLOWED[room(path)]


def test_no_way_leads_back() -> None:
    order = {name: n for n, name in enumerate(ALLOWED)}
    assert not [(name, other) for name, allowed in ALLOWED.items() for other in allowed if order[other] >= order[name]]


@pytest.mark.parametrize("path", [p for p in modules() if room(p) in LIGHT], ids=named)
def test_reading_needs_only_numpy(path: Path) -> None:
    packages = {name.partition(".")[0] for name in imported(path)}
    assert packages <= {*sys.stdlib_module_names, "numpy", "onrecord"}


@pytest.mark.parametrize("path", sorted({*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")}), ids=str)
def test_no_file_is_longer_than_a_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{named(path)} has no docstring"
    assert not [word for word in TELLTALE if word in text]


def test_the_public_face_is_read_reader_record() -> None:
    assert onrecord.__all__ == ["Ledger", "Reader", "Record", "read"]
    assert all(getattr(onrecord, name) for name in onrecord.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Desk'"):
        onrecord.Desk  # type: ignore[attr-defined]  # noqa: B018  # on purpose


def test_importing_onrecord_loads_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "tokenizers", "trafilatura", "rich", "py3langid", "fastapi", "uvicorn", "jinja2")
    code = f"import sys, onrecord.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
