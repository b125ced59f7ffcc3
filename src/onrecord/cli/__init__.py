"""The command line: one module a verb. A failure is one sentence and an exit code, never a traceback."""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

import click

from onrecord.cli import doctor, read
from onrecord.cli.exits import BROKEN, STOPPED, USAGE
from onrecord.errors import OnrecordError, UsageError

__all__ = ["main", "onrecord"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="onrecord", message="%(prog)s %(version)s")
def onrecord() -> None:
    """Who did what to whom, where, when, and according to whom: news reports read into records, offline."""


onrecord.add_command(read.command)
onrecord.add_command(doctor.command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(arguments))


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
    except UsageError as error:
        return _said(f"Error: {error}", USAGE)
    except OnrecordError as error:
        return _said(f"Error: {error}", BROKEN)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it flushes on exit
        return BROKEN
    except OSError as error:
        return _said(f"Error: {error.filename or 'standard output'}: {error.strerror or error}", BROKEN)
    except Exception as error:  # the last net: whatever it is, people get a sentence
        return _said(f"Error: a fault of onrecord ({type(error).__name__}: {error}); please report it with what you read", BROKEN)


def _said(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
