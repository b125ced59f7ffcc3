"""onrecord doctor: what is installed, and whether it works."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from onrecord.cli.exits import BROKEN, OK
from onrecord.errors import DamagedError, OnrecordError, UsageError

if TYPE_CHECKING:
    from onrecord.ledger.store import Store

NEEDED = ("numpy", "onnxruntime", "tokenizers", "trafilatura", "py3langid", "lxml", "rich", "click")
OPTIONAL = {"spacy": "Analysis.to_spacy(): pip install 'onrecord[spacy]'"}
MAKING = "making the index of places, once: this takes some seconds"
SENTENCE = "The army withdrew its troops from the town on Sunday, a spokesman said."


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing: its state, and a line of particulars or of what to do."""

    name: str
    state: Literal["ok", "missing", "optional"]
    text: str


def making() -> str | None:
    """What is to be said before the gazetteer is opened, if its index has to be made first."""
    from onrecord.gazetteer import index, shipped

    path = index.place_of(shipped.sha256(shipped.location()))
    fault = index.fault(path)
    if fault is None:
        return None
    return f"the index of places was damaged ({fault}); {MAKING}" if path.exists() else MAKING


@click.command("doctor")
@click.option("--ledger", type=click.Path(path_type=Path), metavar="PATH", help="Check a ledger's file, instead.")
@click.option("--salvage", type=click.Path(path_type=Path), metavar="FILE", help="Write the records that can be read, as JSON Lines.")
def command(ledger: Path | None, salvage: Path | None) -> int:
    """Say what is installed, which model and which gazetteer, and whether they work; or whether a ledger's file is whole.

    Exit codes: 0 all is there, 1 something needed is missing or damaged.
    """
    if ledger is not None:
        return _ledger(ledger, salvage)
    if salvage is not None:
        raise UsageError("--salvage needs the ledger that the records are in: --ledger PATH")
    findings = [_python(), *map(_package, NEEDED)]
    findings += [_tried(name, look) for name, look in (("model", _model), ("knowledge", _knowledge), ("gazetteer", _gazetteer))]
    findings += [_extra(name, use) for name, use in OPTIONAL.items()]
    for finding in findings:
        click.echo(f"{finding.state:<8}  {finding.name:<12}  {finding.text}")
    missing = [finding.name for finding in findings if finding.state == "missing"]
    click.echo(f"\nonrecord {version('onrecord')}: " + (f"not ready, see {', '.join(missing)}" if missing else "ready"))
    return BROKEN if missing else OK


def _ledger(path: Path, salvage: Path | None) -> int:
    """Check a ledger's file; write what can be read of it."""
    from onrecord.cli.files import refuse_inputs

    if salvage is not None:
        refuse_inputs(salvage, [str(path)])
    with _opened(path) as store:
        faults = store.check()
        for fault in faults:
            click.echo(f"damaged   {fault}")
        if salvage is not None:
            _salvaged(store, salvage)
    hint = "" if salvage or not faults else f"; what can be read: onrecord doctor --ledger {path} --salvage records.jsonl"
    click.echo(f"{path}: {f'damaged in {len(faults)} places' if faults else 'whole'}{hint}")
    return BROKEN if faults else OK


def _opened(path: Path) -> Store:
    """The store in a file, damaged or not. Raises LedgerError where there is none."""
    from onrecord.ledger.store import Store

    try:
        return Store.open(path, create=False)
    except DamagedError:
        return Store.examine(path)


def _salvaged(store: Store, target: Path) -> None:
    """Write the records that can be read, and say which are lost."""
    from onrecord.cli.files import stream
    from onrecord.ledger import salvage
    from onrecord.record_json import to_line

    count = 0
    with stream(target) as out:
        for found in salvage.records(store.db):
            if isinstance(found, str):
                click.echo(found, err=True)
            else:
                out.write(to_line(found))
                count += 1
    click.echo(f"{count:,} records written to {target}")


def _python() -> Finding:
    return Finding("python", "ok", f"{platform.python_version()}, {platform.system()} {platform.machine()}, {sys.executable}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", f"install it: {sys.executable} -m pip install {name}")


def _extra(name: str, use: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "optional", f"not installed; for {use}")


def _tried(name: str, look: Callable[[], str]) -> Finding:
    """What a look finds; a failure is a finding too."""
    try:
        return Finding(name, "ok", look())
    except OnrecordError as error:
        return Finding(name, "missing", str(error))
    except ImportError as error:
        return Finding(name, "missing", f"{error}; install onrecord again")


def _model() -> str:
    """Loads the model and reads a sentence with it."""
    from onrecord.language import Engine

    engine = Engine.load()
    words = len(engine.analyse(SENTENCE))
    with as_file(files("onrecord.language") / "model/model.onnx") as path:
        return f"works ({words} words read), {path.stat().st_size / 1e6:.1f} MB, sha256 {engine.sha256[:12]}, {path}"


def _knowledge() -> str:
    from onrecord import knowledge
    from onrecord.reader import knowledge_sha256

    sizes = [len(knowledge.table(name)) for name in knowledge.names()]
    return f"{len(sizes)} tables, {sum(sizes):,} entries, sha256 {knowledge_sha256()[:12]}"


def _gazetteer() -> str:
    """Opens the gazetteer; its index is made if this is the first use, and made again if a page of it is damaged."""
    from onrecord.gazetteer import Gazetteer, index, shipped

    path = index.place_of(shipped.sha256(shipped.location()))
    damage = index.fault(path, deep=True) if path.exists() else None
    if notice := making():
        click.echo(notice, err=True)
    elif damage:
        path.unlink()
    gazetteer = Gazetteer.open()
    counts = ", ".join(f"{count:,} {kind}" for kind, count in gazetteer.counts().items())
    mended = f"; the index was damaged ({damage}) and was made again" if damage else ""
    return f"{counts}; sha256 {gazetteer.sha256[:12]}, index {path}{mended}"
