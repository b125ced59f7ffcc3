"""onrecord show: one report of the ledger, as it is read today and as people corrected it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from onrecord.cli import outputs
from onrecord.cli.exits import OK
from onrecord.cli.files import refuse_inputs, special
from onrecord.cli.ledgers import ledger_option
from onrecord.errors import OutputError
from onrecord.exports.target import replacing


@click.command("show")
@click.argument("report")
@click.option("--format", "layout", type=click.Choice(outputs.LAYOUTS), help="As for `onrecord read`.")
@click.option("--raw", is_flag=True, help="Write the report's bytes as they came, instead.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write. Default: standard output.")
@ledger_option
def command(report: str, layout: str | None, raw: bool, output: Path | None, ledger: Path) -> int:
    """Show a report of the ledger: its record, with what people decided about it, or the bytes that it was read from.

    REPORT is its key, "r" and 12 digits, or the beginning of it.

    Exit codes: 0 shown, 1 there is no such report or ledger, 2 the command makes no sense.
    """
    from onrecord.ledger import Ledger

    if output is not None:
        refuse_inputs(output, [str(ledger)])
    with Ledger.open(ledger, create=False) as opened:
        if raw:
            _write(opened.raw(report), output)
            return OK
        with outputs.writer(outputs.chosen(layout, output), output) as write:
            write(opened.shown(report))
    return OK


def _write(data: bytes, output: Path | None) -> None:
    """Bytes to standard output, into what stands there, or as a file that appears whole."""
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        if special(output) or output.is_symlink():
            output.write_bytes(data)
        else:
            with replacing(output) as part:
                part.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror or error}") from error
