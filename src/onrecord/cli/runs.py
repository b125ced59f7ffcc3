"""onrecord runs: what became of what was added, and another try for what failed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.add import reader, tell
from onrecord.cli.exits import OK
from onrecord.cli.ledgers import LARGEST, ledger_option
from onrecord.cli.progress import shown
from onrecord.cli.tally import ADD, Tally

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.ledger.runs import Run


@click.command("runs")
@click.argument("number", required=False, type=click.IntRange(max=LARGEST), metavar="[RUN]")
@click.option("--retry", type=click.Choice(["failed", "skipped"]), help="Try again what ended so, in all runs or in the one named.")
@click.option("--limit", default=20, show_default=True, help="How many of the last runs to list.")
@ledger_option
def command(number: int | None, retry: str | None, limit: int, ledger: Path) -> int:
    """List the runs of a ledger with their counts, rate and failures by cause; with RUN, each input of one run.

    Exit codes: 0 done, 1 there is no such run or ledger, 2 the command makes no sense, 3 some could not be added again.
    """
    from onrecord.ledger import Ledger

    with Ledger.open(ledger, create=False, reader=lambda: reader(lambda sentence: click.echo(sentence, err=True))) as opened:
        if retry is not None:
            return _retry(opened, retry, number)
        if number is not None:
            return _one(opened, number)
        for run in opened.runs(limit=min(max(limit, 1), LARGEST)):
            click.echo(_line(run))
            for cause, count in run.causes.items():
                click.echo(f"      {count:,} x {cause}")
    return OK


def _line(run: Run) -> str:
    """One run in one line."""
    counts = ", ".join(f"{run.ends[end]:,} {end}" for end in ADD if end in run.ends) or "nothing"
    state = "" if run.ended else "  (stopped before its end, or still running)"
    rate = f"  {run.rate:,.0f} words a second" if run.rate else ""
    sources = " ".join(run.sources[:3]) + (" ..." if len(run.sources) > 3 else "")
    return f"{run.id:>4}  {run.started[:16].replace('T', ' ')}  {run.verb} {sources}: {run.inputs:,} inputs: {counts}{rate}{state}"


def _one(ledger: Ledger, number: int) -> int:
    """Each input of a run and how it ended."""
    click.echo(_line(ledger.run(number)))
    for item in ledger.inputs(number):
        place = item.source if item.line is None else f"{item.source}, line {item.line}"
        click.echo(f"      {item.outcome:<9}  {item.report or '':<13}  {place}" + (f": {item.reason}" if item.reason else ""))
    return OK


def _retry(ledger: Ledger, outcome: str, number: int | None) -> int:
    """Add again what ended so."""
    tally = Tally(ADD)
    with shown((), tally) as progress:
        for added in ledger.retry(outcome, run=number):
            tell(added, progress.say)
            if added.end == "added":
                progress.say(str(added))
            tally.add(added.end)
            progress.step()
    click.echo(str(tally) if tally.read else f"nothing that {outcome} is left to try again", err=True)
    return tally.exit_code if tally.read else OK
