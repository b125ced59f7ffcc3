"""What people see while reports are read: a bar on a terminal, a plain line now and then elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from onrecord.cli.tally import Tally
from onrecord.intake.counting import expected

EVERY = 20.0
"""Seconds between two plain lines."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run talks to people: `say` a sentence, `step` after each report."""

    say: Callable[[str], None]
    step: Callable[[], None]


@contextmanager
def shown(sources: Iterable[str], tally: Tally, *, apart: bool = True) -> Iterator[Progress]:
    """Progress for a run over some sources: a bar if standard error is a terminal and there is more than one report.

    Where the records themselves appear on a terminal there is none: they would run through it.
    """
    if sys.stderr.isatty() and apart and (total := expected(sources)) != 1:
        yield from _bar(total, tally)
    else:
        yield _lines(tally)


def _bar(total: int | None, tally: Tally) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=total)
        yield Progress(
            lambda sentence: console.print(sentence, markup=False, highlight=False, soft_wrap=True),
            lambda: bar.update(task, completed=tally.read),
        )


def _pace(reports: int, seconds: float) -> str:
    """How fast it goes, in the unit that people can use: "3.4 a second", "12 seconds a report"."""
    if reports >= seconds:
        return f"{reports / max(seconds, 1e-6):,.1f} a second"
    return f"{seconds / reports:.{0 if seconds >= 10 * reports else 1}f} seconds a report" if reports else f"{seconds:.0f} seconds so far"


def _lines(tally: Tally) -> Progress:
    began = last = time.monotonic()

    def step() -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            click.echo(f"{tally}; {_pace(tally.read, now - began)}", err=True)

    return Progress(lambda sentence: click.echo(sentence, err=True), step)
