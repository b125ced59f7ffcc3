"""onrecord follow: feeds into the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.add import reader, tell
from onrecord.cli.exits import OK
from onrecord.cli.ledgers import ledger_option
from onrecord.cli.progress import shown
from onrecord.cli.tally import ADD, Tally


@click.command("follow")
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--publisher", metavar="NAME", help="Who publishes the articles, for all feeds.")
@ledger_option
def command(feeds: tuple[str, ...], publisher: str | None, ledger: Path) -> int:
    """Add what is new in RSS and Atom feeds to the ledger; without FEED, in all that were followed before.

    Each call is one round: let a timer call it again. It asks politely: one page at a time, with a pause between two of one host,
    robots.txt respected, and a feed that has not changed costs one request. What did not answer is tried again in the next round.

    Exit codes: 0 all that is new is in the ledger, 1 none of it is, or something is missing, 2 no feed is known, 3 some of it is not.
    """
    from onrecord.ledger import Ledger

    tally = Tally(ADD)
    with shown(feeds or ("",), tally) as progress, Ledger.open(ledger, reader=lambda: reader(progress.say)) as opened:
        for added in opened.follow(feeds, publisher=publisher):
            tell(added, progress.say)
            tally.add(added.end)
            progress.step()
    click.echo(str(tally) if tally.read else "nothing is new", err=True)
    return tally.exit_code if tally.read else OK
