"""onrecord find: incidents of the ledger that some conditions hold for."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.exits import OK
from onrecord.cli.filtering import OPTIONS, filter_of, filter_options
from onrecord.cli.ledgers import ledger_option

if TYPE_CHECKING:
    from onrecord.ledger.filters import Filter
    from onrecord.ledger.find import Order, Page

LAYOUTS = ("text", "json", "jsonl", "csv")
ORDERS = ("when", "oldest", "told", "voices", "reports")
"""Named here so that `onrecord --help` need not load the ledger; a test holds them to those of `ledger.find`."""


def _words(_context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> str | None:
    """The words as one search: what the shell kept together is a phrase."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words) or None


@click.command("find")
@click.argument("text", nargs=-1, metavar="[WORDS]...", callback=_words)
@filter_options
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="when",
    show_default=True,
    help="Newest or oldest first, last told, most voices, most reports.",
)
@click.option("--format", "layout", type=click.Choice(LAYOUTS), default="text", show_default=True, help="How incidents are written.")
@click.option("--limit", default=50, show_default=True, metavar="N", help="How many at most; 1,000 are the most.")
@click.option("--after", metavar="NEXT", help="Go on where an earlier answer ended: what it gave as its next.")
@ledger_option
def command(order: Order, layout: str, limit: int, after: str | None, ledger: Path, **conditions: Any) -> int:
    """Find incidents: what happened, is expected, threatened or denied, as all reports of the ledger tell it.

    WORDS stand in a report that tells it; "several words" in quotation marks stand there as they are. All conditions have to hold.
    `onrecord incident KEY` shows one of them with the words of all who tell it.

    Exit codes: 0 answered, also if nothing was found; 1 there is no such ledger or report; 2 the question makes no sense.
    """
    from onrecord.ledger.find import find
    from onrecord.ledger.store import Store, reported

    asked = filter_of(conditions)
    with Store.open(ledger, create=False) as store, reported(ledger):
        page = find(store.db, asked, order=order, limit=limit, after=after)
        _write(page, layout)
        for note in page.notes:
            click.echo(note, err=True)
        click.echo(_summary(page) if page.rows or after else _nothing(store.db, asked), err=True)
    return OK


def _write(page: Page, layout: str) -> None:
    from onrecord.exports import listing

    if layout == "json":
        found = {"incidents": [listing.to_json(row) for row in page.rows], "total": page.total, "next": page.next, "notes": page.notes}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif layout == "jsonl":
        for row in page.rows:
            click.echo(json.dumps(listing.to_json(row), ensure_ascii=False))
    elif layout == "csv":
        from onrecord.exports.csv_safe import Rows

        rows = Rows(sys.stdout, listing.COLUMNS)
        for row in page.rows:
            rows.write(listing.row(row))
    else:
        _text(page)


def _text(page: Page) -> None:
    """Incidents as lines, in the width and colours of a terminal if they go there."""
    from onrecord.exports import listing
    from onrecord.exports.terminal import Setter

    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR")  # https://no-color.org
    setter = Setter.of(shutil.get_terminal_size().columns if terminal else None, colour)
    for n, row in enumerate(page.rows):
        click.echo("\n" * bool(n) + "\n".join(line.rstrip() for line in listing.lines(row, setter)))


def _summary(page: Page) -> str:
    """How many there are, and how to go on."""
    shown = len(page.rows)
    of = f" of {page.total:,}" if page.total is not None and page.total > shown else ""
    said = f"{shown:,}{of} incident{'' if shown == 1 and not of else 's'}"
    return f"{said}; more with: --after {page.next}" if page.next else said


def _nothing(db: sqlite3.Connection, filter: Filter) -> str:
    """That nothing was found, and which condition could be left out."""
    from onrecord.ledger.loosening import loosened

    if not filter.given():
        return "nothing was found: the ledger has no incidents; add reports with: onrecord add"
    helpful: dict[str, Any] = loosened(db, filter)
    if not helpful:
        return "nothing was found, and leaving out one of the conditions would not help"
    without = ", ".join(f"{OPTIONS[name]} ({'many' if total is None else f'{total:,}'})" for name, total in helpful.items())
    return f"nothing was found; there would be something without: {without}"
