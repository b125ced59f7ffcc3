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


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.onrecord, ["desk", "--no-browser", *arguments], standalone_mode=False)


def test_it_prints_its_address_serves_and_ends_calmly(examples_ledger: Path) -> None:
    command = [sys.executable, "-c", "from onrecord.cli import main; main()", "desk", "--no-browser", "--port", "0", "--ledger"]
    process = subprocess.Popen([*command, str(examples_ledger)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
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
