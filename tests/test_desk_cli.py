"""The verb `onrecord desk`: what it prints, how it ends, and what it says where it cannot start."""

from __future__ import annotations

import builtins
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from onrecord import cli
from onrecord.errors import LedgerError, UsageError
from onrecord.ledger import Ledger
from tests.desks import Desk, post, sums, until
from tests.gates import story


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.onrecord, ["desk", "--no-browser", *arguments], standalone_mode=False)


def started(ledger: Path) -> subprocess.Popen[str]:
    """A desk as a process of its own."""
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", "desk", "--no-browser", "--port", "0", "--ledger"]
    return subprocess.Popen([*command, str(ledger)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_prints_its_address_serves_and_ends_calmly(examples_ledger: Path) -> None:
    process = started(examples_ledger)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("examples.db is at http://127.0.0.1:")
        with urlopen(said.split()[3], timeout=20) as answer:
            assert b"41 incidents" in answer.read()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, error) == (0, "stopped\n")


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_desk_that_ends_while_it_adds_loses_nothing(tmp_path: Path, ended: signal.Signals) -> None:
    """A program that is stopped or killed at any moment: the ledger is whole, and what is left can be added."""
    folder, path = tmp_path / "news", tmp_path / "own.db"
    folder.mkdir()
    for n in range(8):
        (folder / f"{n}.txt").write_text(story(n), encoding="utf-8")
    Ledger.open(path).close()
    process = started(path)
    try:
        assert process.stdout is not None
        desk = Desk(int(process.stdout.readline().split()[3].rstrip("/").rpartition(":")[2]), path)
        job = post(desk, source=str(folder)).json["id"]
        until(desk, job, lambda view: view["run"] is not None)
        process.send_signal(ended)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    stored = dict(sums(path)).get("added", 0)
    with Ledger.open(path) as ledger:
        again = [added.end for added in ledger.add([folder])]
    assert sorted(again) == ["added"] * (8 - stored) + ["duplicate"] * stored


def test_a_port_in_use_is_said(examples_ledger: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--ledger", str(examples_ledger), "--port", str(port))
    assert isinstance(done.exception, UsageError)
    assert f"port {port} cannot be used" in str(done.exception)
    assert "--port" in str(done.exception)


def test_a_ledger_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("--ledger", str(tmp_path / "none.db"), "--port", "0")
    assert isinstance(done.exception, LedgerError)
    assert "there is no ledger" in str(done.exception)


def test_a_missing_extra_is_said_in_one_sentence(examples_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., object] = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] in ("fastapi", "uvicorn", "jinja2"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    for name in [name for name in sys.modules if name.startswith("onrecord.desk")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    done = run("--ledger", str(examples_ledger))
    assert isinstance(done.exception, UsageError)
    assert "pip install 'onrecord[desk]'" in str(done.exception)
