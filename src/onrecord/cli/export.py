"""onrecord export: the incidents of a ledger in the layouts of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.doctor import making
from onrecord.cli.exits import OK
from onrecord.cli.files import refuse_inputs, special, stream
from onrecord.cli.filtering import filter_of, filter_options
from onrecord.cli.ledgers import ledger_option
from onrecord.errors import OutputError, UsageError
from onrecord.exports.target import sweep

if TYPE_CHECKING:
    from onrecord.exports.layouts import Layout
    from onrecord.exports.strict import Held, Reason
    from onrecord.ledger.views import Incident

LAYOUTS = ("jsonl", "csv", "parquet", "acled", "ucdp", "plover", "geojson", "annotation")
"""Named here so that `onrecord --help` need not load them; a test holds the names to `exports.layouts`."""
HELD_COLUMNS = ("incident", "reasons", "status", "earliest", "latest", "place", "voices", "said_by", "denied_by", "sentence")


@click.command("export")
@click.argument("layout", type=click.Choice(LAYOUTS))
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write. Default: standard output.")
@click.option("--wide", is_flag=True, help="All incidents, with columns of onrecord's own at the right end (acled, ucdp, plover).")
@click.option("--raw-cells", is_flag=True, help="No apostrophe before cells that a spreadsheet takes for formulas (csv, acled, ucdp).")
@click.option("--held-back", type=click.Path(path_type=Path), metavar="FILE", help="File for what is held back, and why, as CSV.")
@click.option("--list-held-back", is_flag=True, help="Say what is held back, and why, on standard error.")
@filter_options
@ledger_option
def command(
    layout: str,
    output: Path | None,
    wide: bool,
    raw_cells: bool,
    held_back: Path | None,
    list_held_back: bool,
    ledger: Path,
    **conditions: Any,
) -> int:
    """Write the incidents of a ledger in a layout: all, or those that the conditions hold for.

    jsonl holds everything, an incident a line; csv and geojson are flat; parquet is jsonl with types; annotation has the words that
    each telling and each account is read from.

    acled, ucdp and plover have no room for who says so, or for what has not happened. A row of acled or ucdp has happened or is
    going on, is one act with a date and a place, is more than recalled, is vouched for by a report itself or by voices of two
    sides, and is denied by nobody. What is held back is counted by its first reason on standard error, and is in --held-back,
    --list-held-back and the wide form with all its reasons.

    A file appears when all is written, or not at all.

    Exit codes: 0 written, 1 there is no such ledger or the file cannot be written, 2 the command makes no sense.
    """
    from onrecord.exports.layouts import LAYOUTS as KNOWN
    from onrecord.exports.strict import summary
    from onrecord.ledger import Ledger

    chosen, asked_for = KNOWN[layout], filter_of(conditions)
    _check(layout, chosen, output, wide=wide, raw_cells=raw_cells, lists=held_back is not None or list_held_back)
    if held_back is not None and (held_back == (output or Path("-")) or str(held_back) == "-"):
        raise UsageError(f"--held-back {held_back}: what is held back goes into a file of its own; name another")
    for path in filter(None, (output, held_back)):
        refuse_inputs(path, [str(ledger), *(f"{ledger}{suffix}" for suffix in ("-wal", "-shm"))])
        sweep(path)
    seen = Counter[str]()
    with ExitStack() as stack:
        opened = stack.enter_context(Ledger.open(ledger, create=False))
        held = _listing(stack, held_back, list_held_back)
        asked: dict[str, Any] = {"wide": wide, "raw_cells": raw_cells, "divisions": _divisions(), "held": held}
        options = {name: value for name, value in asked.items() if name in chosen.takes}
        counts = _write(chosen, _counted(opened.incidents(asked_for), seen), output, options)
    written = seen["incident"] - (0 if wide else counts.total())
    click.echo(summary(counts, written, wide=wide), err=True)
    return OK


def _check(layout: str, chosen: Layout, output: Path | None, *, wide: bool, raw_cells: bool, lists: bool) -> None:
    """Raises UsageError for options that the layout does not know."""
    for name, option, asked in (("wide", "--wide", wide), ("raw_cells", "--raw-cells", raw_cells), ("held", "--held-back", lists)):
        if asked and name not in chosen.takes:
            raise UsageError(f"{layout} takes no {option}: it holds nothing back and has no strict form" if name != "raw_cells" else
                             f"{layout} takes no {option}: it is not read as a spreadsheet")  # fmt: skip
    if chosen.binary and (output is None or str(output) == "-" or special(output)):
        raise UsageError(f"{layout} goes into a file: give --output FILE.{layout}")


def _write(chosen: Layout, incidents: Iterable[Incident], output: Path | None, options: dict[str, Any]) -> Counter[str]:
    """Write through a stream, or where the layout wants a path beside the place that a link leads to."""
    if not chosen.binary:
        with stream(output, empty=True) as opened:
            return chosen.write(incidents, opened, **options)
    assert output is not None
    try:
        return chosen.write(incidents, output.resolve(), **options)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror or error}") from error


def _counted(incidents: Iterable[Incident], seen: Counter[str]) -> Iterator[Incident]:
    for incident in incidents:
        seen["incident"] += 1
        yield incident


def _divisions() -> Callable[[int], tuple[str | None, str | None]]:
    """Provinces and districts from the gazetteer, which is opened for the first place that is asked for."""

    @cache
    def known() -> Callable[[int], tuple[str | None, str | None]]:
        from onrecord.gazetteer import Gazetteer

        if notice := making():
            click.echo(notice, err=True)
        return Gazetteer.open().divisions

    return lambda geonames: known()(geonames)


def _listing(stack: ExitStack, path: Path | None, said: bool) -> Held | None:
    """What is to be done with each incident that is held back: a row of a file, a line on standard error, both or nothing."""
    from onrecord.exports.csv_safe import Rows
    from onrecord.exports.flat_incident import row

    rows = Rows(stack.enter_context(stream(path, empty=True)), HELD_COLUMNS) if path is not None else None
    if rows is None and not said:
        return None

    def hold(incident: Incident, reasons: tuple[Reason, ...]) -> None:
        cells = {"reasons": "; ".join(reasons), **row(incident)}
        if rows is not None:
            rows.write({column: cells.get(column) for column in HELD_COLUMNS})
        if said:
            click.echo(f"{incident.key}  {', '.join(reasons)}: {cells['sentence']}", err=True)

    return hold
