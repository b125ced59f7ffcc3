"""onrecord add: reports into the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.doctor import making
from onrecord.cli.ledgers import ledger_option
from onrecord.cli.progress import shown
from onrecord.cli.tally import ADD, Tally

if TYPE_CHECKING:
    from onrecord.ledger.adding import Added
    from onrecord.reader import Reader


@click.command("add")
@click.argument("sources", nargs=-1, required=True, metavar="[PATHS | URL | -]...")
@click.option("--published", metavar="DATE", help="Date of publication, for all sources: 2024-04-07, 2024-04 or with a time.")
@click.option("--publisher", metavar="NAME", help="Who published the reports, for all sources.")
@ledger_option
def command(sources: tuple[str, ...], published: str | None, publisher: str | None, ledger: Path) -> int:
    """Read reports into the ledger.

    Sources are those of `onrecord read`. The ledger is made if there is none. Each report ends as added, duplicate (the same text
    is there), revision (another text at the same address), skipped or failed, with a reason; each is stored whole or not at all, so
    that a run that was stopped can be started again. `onrecord runs` shows what became of them afterwards.

    Exit codes: 0 all are in the ledger, 1 none is or something is missing, 2 the command makes no sense, 3 some are not.
    """
    from onrecord.ledger import Ledger

    tally = Tally(ADD)
    with shown(sources, tally) as progress, Ledger.open(ledger, reader=lambda: reader(progress.say)) as opened:
        for added in opened.add(sources, published=published, publisher=publisher):
            tell(added, progress.say)
            tally.add(added.end)
            progress.step()
    click.echo(str(tally), err=True)
    return tally.exit_code


def tell(added: Added, say: Callable[[str], None]) -> None:
    """Say what people want to know of an input: its notes, and how it ended, if it was not simply added."""
    for note in added.notes:
        say(f"{added.place}: note: {note}")
    if added.end != "added":
        say(str(added))


def reader(say: Callable[[str], None]) -> Reader:
    """The reader, loaded when the first report is there to be read."""
    from onrecord.reader import Reader

    if notice := making():
        say(notice)
    return Reader.load()
