"""onrecord incident: who says what about one incident of the ledger."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.exits import OK
from onrecord.cli.ledgers import ledger_option

if TYPE_CHECKING:
    from onrecord.ledger.ties import Tie


@click.command("incident")
@click.argument("key")
@click.option("--format", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is written.")
@click.option("--why", is_flag=True, help="Show instead why its tellings are held to be one: scores, and their reasons.")
@ledger_option
def command(key: str, layout: str, why: bool, ledger: Path) -> int:
    """Show one incident: who says so in which words, how many there were according to whom, where accounts differ, who copied whom.

    KEY is that of the incident ("i" and 12 digits) or of one of its events ("v" and 12 digits), or the beginning of one. A key that
    was given out before a merge leads to the incident that it is part of now.

    Exit codes: 0 shown, 1 there is no such incident or ledger, 2 the command makes no sense.
    """
    from onrecord.ledger.showing import incident
    from onrecord.ledger.store import Store, reported
    from onrecord.ledger.ties import ties

    with Store.open(ledger, create=False) as store, reported(ledger):
        found = incident(store.db, key)
        bound = ties(store.db, found.key) if why else ()
    if not found.key.startswith(key.strip().lower()) and key.strip().lower().startswith("i"):
        click.echo(f"{key} is now part of {found.key}", err=True)
    if why:
        for tie in bound:
            click.echo(json.dumps(asdict(tie)) if layout == "json" else _line(tie))
        if not bound:
            click.echo(f"{found.key}: no pair of its tellings was scored; one report tells it, or a person has merged it", err=True)
        return OK
    if layout == "json":
        from onrecord.exports.incident_json import to_json

        click.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
        return OK
    from onrecord.exports.incident_account import render

    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR")  # https://no-color.org
    click.echo(render(found, width=shutil.get_terminal_size().columns if terminal else None, colour=colour), nl=False)
    return OK


def _line(tie: Tie) -> str:
    """A tie for people: the two events, the score, what speaks for it and against it."""
    reasons = ", ".join(f"{name} {added:+.1f}" for name, added in tie.why)
    return f"{tie.later} with {tie.earlier}: {tie.score:.2f} ({reasons})"
