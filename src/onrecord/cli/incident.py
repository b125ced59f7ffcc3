"""onrecord incident: who says what about one incident of the ledger."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import click

from onrecord.cli.exits import OK
from onrecord.cli.ledgers import ledger_option


@click.command("incident")
@click.argument("key")
@click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is written.")
@ledger_option
def command(key: str, layout: str, ledger: Path) -> int:
    """Show one incident: who says so in which words, how many there were according to whom, where accounts differ, who copied whom.

    KEY is that of the incident ("i" and 12 digits) or of one of its events ("v" and 12 digits), or the beginning of one. A key that
    was given out before a merge leads to the incident that it is part of now.

    Exit codes: 0 shown, 1 there is no such incident or ledger, 2 the command makes no sense.
    """
    from onrecord.ledger.showing import incident
    from onrecord.ledger.store import Store, reported

    with Store.open(ledger, create=False) as store, reported(ledger):
        found = incident(store.db, key)
    if not found.key.startswith(key.strip().lower()) and key.strip().lower().startswith("i"):
        click.echo(f"{key} is now part of {found.key}", err=True)
    if layout == "json":
        from onrecord.exports.incident_json import to_json

        click.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
        return OK
    from onrecord.exports.incident_account import render

    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR")  # https://no-color.org
    click.echo(render(found, width=shutil.get_terminal_size().columns if terminal else None, colour=colour), nl=False)
    return OK
