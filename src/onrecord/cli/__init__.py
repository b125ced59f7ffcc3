"""The command line: one module a verb. A failure is one sentence and an exit code, never a traceback."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import click

from onrecord.cli import add, decide, desk, doctor, export, find, follow, incident, purge, read, runs, show
from onrecord.cli.exits import BROKEN, STOPPED, TERMINATED, UNHEARD, USAGE
from onrecord.errors import OnrecordError, UsageError

__all__ = ["main", "onrecord"]


class _UnheardError(Exception):
    """Nobody reads standard output any more."""


class _Verbs(click.Group):
    """Verbs that say when nobody listens: click itself would end with the code of a failure."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _UnheardError from error


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord", message="%(prog)s %(version)s")
def onrecord() -> None:
    """Who did what to whom, where, when, and according to whom: news reports read into records, offline."""


for verb in (read, add, follow, runs, find, incident, show, desk, decide, export, purge, doctor):
    onrecord.add_command(verb.command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with _terminable():
        sys.exit(_run(arguments))


class _Terminated(SystemExit):
    """The system asked the program to end: unwinds it as Ctrl-C does, so that unfinished files are removed."""


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM raises `_Terminated` inside the block; only where the main thread runs it can a signal be taken."""

    def end(_number: int, _frame: object) -> NoReturn:
        raise _Terminated(TERMINATED)

    before = None
    with suppress(ValueError):
        before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _run(arguments: list[str] | None) -> int:
    """The exit code of a command; what went wrong is said on standard error."""
    try:
        code = onrecord.main(arguments, prog_name="onrecord", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _said("stopped", STOPPED)
    except _Terminated:
        return _said("stopped by the system", TERMINATED)
    except UsageError as error:
        return _said(f"Error: {error}", USAGE)
    except OnrecordError as error:
        return _said(f"Error: {error}", BROKEN)
    except (_UnheardError, BrokenPipeError):
        return _unheard()
    except OSError as error:
        return _said(f"Error: {error.filename or 'standard output'}: {error.strerror or error}", BROKEN)
    except UnicodeEncodeError as error:
        return _said(f"Error: {error.object[error.start : error.end]!a} in what was typed is no UTF-8: type it anew", USAGE)
    except Exception as error:  # the last net: whatever it is, people get a sentence
        return _said(f"Error: a fault of onrecord ({type(error).__name__}: {error}); please report it with what you read", BROKEN)


def _unheard() -> int:
    """The code for a standard output that nobody reads; what is left in it goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it flushes on exit
    return UNHEARD


def _said(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
