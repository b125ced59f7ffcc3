"""onrecord purge: a report taken down."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.exits import OK
from onrecord.cli.ledgers import ledger_option


@click.command("purge")
@click.argument("report")
@click.option("--yes", is_flag=True, help="Do not ask.")
@ledger_option
def command(report: str, yes: bool, ledger: Path) -> int:
    """Take a report down: its text, its words in every table and in the search are gone from the file, and it cannot be added again.

    REPORT is its key, "r" and 12 digits, or the beginning of it. What other reports tell stays. Copies of the ledger's file, such as
    those that are made before its schema changes, are left alone: delete them yourself.

    Exit codes: 0 it is gone, 1 there is no such report or ledger, 130 you said no.
    """
    from onrecord.ledger import Ledger

    with Ledger.open(ledger, create=False) as opened:
        key, title = opened.named(report)
        if not yes:
            click.confirm(f"Take down {key}{f' ({title})' if title else ''} for good?", abort=True, err=True)
        opened.purge(key)
    click.echo(f"{key} is taken down")
    return OK
