"""onrecord read: reports in, records out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli import outputs
from onrecord.cli.doctor import making
from onrecord.cli.progress import Progress, shown
from onrecord.cli.tally import Tally
from onrecord.errors import GazetteerError

if TYPE_CHECKING:
    from onrecord.intake import Incoming, Refusal
    from onrecord.reader import Reader
    from onrecord.record import Record


@click.command("read")
@click.argument("sources", nargs=-1, required=True, metavar="[PATHS | URL | -]...")
@click.option(
    "--format",
    "layout",
    type=click.Choice(outputs.LAYOUTS),
    help="text: an account to read. json: one array. jsonl: one record a line. html: one page a report. "
    "Default: what the name of --output says, else text on a terminal and jsonl elsewhere.",
)
@click.option("--published", metavar="DATE", help="Date of publication, for all sources: 2024-04-07, 2024-04 or with a time.")
@click.option("--publisher", metavar="NAME", help="Who published the reports, for all sources.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File for the records; with html, a folder takes one page a report. Default: standard output.",
)
def command(sources: tuple[str, ...], layout: str | None, published: str | None, publisher: str | None, output: Path | None) -> int:
    """Read reports and write their records.

    A source is a text file, an HTML page, a file of JSON Lines (id, text, title, published, publisher, url), a folder of these,
    an http or https address, or "-" for standard input. What the options leave open is taken from the row, the page or the
    dateline, or stays unknown.

    Each report ends as coded, duplicate, skipped or failed; what was not coded is said on standard error, and the others are
    still read. Exit codes: 0 all coded, 1 none coded or something is missing, 2 the command makes no sense, 3 some not coded.
    """
    from onrecord.intake import open_all

    incoming = open_all(sources, published=published, publisher=publisher)
    name, tally = outputs.chosen(layout, output), Tally()
    apart = output is not None or not sys.stdout.isatty()
    with outputs.writer(name, output, sources) as write, shown(sources, tally, apart=apart) as progress:
        for record in _records(incoming, tally, progress):
            write(record)
    if tally.read != 1 or not tally.ends["coded"]:
        click.echo(str(tally), err=True)
    return tally.exit_code


def _records(incoming: Iterator[Incoming | Refusal], tally: Tally, progress: Progress) -> Iterator[Record]:
    """The records of the reports that could be read; the others are said and counted."""
    from onrecord.intake import Refusal

    reader = cache(lambda: _reader(progress.say))
    for item in incoming:
        record = None if isinstance(item, Refusal) else _record(reader, item, progress.say)
        if isinstance(item, Refusal):
            progress.say(str(item))
        if record is not None:
            yield record
        tally.add(item.status if isinstance(item, Refusal) else "failed" if record is None else "coded")
        progress.step()


def _reader(say: Callable[[str], None]) -> Reader:
    """The reader, loaded when the first report is there to be read."""
    from onrecord.reader import Reader

    if notice := making():
        say(notice)
    return Reader.load()


def _record(reader: Callable[[], Reader], incoming: Incoming, say: Callable[[str], None]) -> Record | None:
    """The record of one report, or None and a sentence: whatever one report does to the reader, the next one is still read.

    Raises GazetteerError if the index of places turns out to be damaged.
    """
    where = incoming.source if incoming.where is None else f"{incoming.source}, line {incoming.where}"
    for note in incoming.notes:
        say(f"{where}: note: {note}")
    opened = reader()
    try:
        return opened.read_report(incoming.report, incoming.text)
    except GazetteerError:  # the index is damaged for all of them: said once
        raise
    except Exception as error:
        say(f"{where}: failed: it could not be read ({type(error).__name__}: {error}); the others are read")
        return None
