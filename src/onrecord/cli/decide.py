"""onrecord decide: what people decide about what the machine read, one verb a kind of decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.cli import decision_lines
from onrecord.cli.exits import OK
from onrecord.cli.ledgers import LARGEST, ledger_option, login

if TYPE_CHECKING:
    from onrecord.ledger.deciding import Decider, Effects

F = TypeVar("F", bound=Callable[..., Any])

REASONS = ("not an event", "wrong words", "duplicate in report", "background/history", "out of scope", "other")
KINDS = ("accept", "reject", "correct", "add", "merge", "split", "assess", "merge-parties", "scope", "withhold", "undo")


_coder = click.option("--coder", default=login, show_default="your login name", metavar="NAME", help="Who decides.")
_why = click.option("--why", metavar="TEXT", help="The reason, kept with the decision.")
_seen = click.option(
    "--seen",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What you saw in a field; if something else is shown by now, nothing is decided.",
)


def _deciding(function: F) -> F:
    """The options that all decisions share."""
    return ledger_option(_coder(_why(function)))


@click.group("decide", short_help="Accept, reject or correct events, add missed ones, merge and split incidents; undo.")
def command() -> None:
    """Decide about what the machine read: every decision is kept with who took it, when and why, and can be undone.

    An event is named by its key ("v" and 12 digits) or by its report's key and its id there (r0123456789ab/e4), an incident by its key
    ("i" and 12 digits), a report by its own ("r" and 12 digits). The beginning of a key will do where no other begins so. Decisions hold
    for what later models read too; `onrecord decide disputes` lists those about which they disagree.

    Exit codes: 0 done, 1 there is no such thing in the ledger or it is no longer as you saw it, 2 the decision makes no sense.
    """


@command.command("accept")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@click.option("--field", "fields", multiple=True, metavar="FIELD", help="Accept this field only; may be given several times.")
@_seen
@_deciding
def accept(events: tuple[str, ...], fields: tuple[str, ...], seen: tuple[str, ...], coder: str, why: str | None, ledger: Path) -> int:
    """Say that events are right as they are shown, or bring back rejected ones."""
    with _opened(ledger) as decider:
        number = decider.accept(events, coder=coder, fields=fields, why=why, seen=_pairs(seen))
        return _said(number, f"accepted: {', '.join(events)}", decider, events)


@command.command("reject")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@click.option("--reason", type=click.Choice(REASONS), default="other", show_default=True, help="Why they are not wanted.")
@_seen
@_deciding
def reject(events: tuple[str, ...], reason: str, seen: tuple[str, ...], coder: str, why: str | None, ledger: Path) -> int:
    """Say that events are none, or not wanted: they are shown and counted no more."""
    with _opened(ledger) as decider:
        number = decider.reject(events, reason, coder=coder, why=why, seen=_pairs(seen))
    return _said(number, f"rejected ({reason}): {', '.join(events)}")


@command.command("correct")
@click.argument("event")
@click.argument("field")
@click.argument("values", nargs=-1, required=True, metavar="VALUE...")
@_seen
@_deciding
def correct(event: str, field: str, values: tuple[str, ...], seen: tuple[str, ...], coder: str, why: str | None, ledger: Path) -> int:
    """Correct a field of an event.

    \b
    FIELD                      VALUE
    action, mode               ASSAULT/aerial; aerial
    status                     happened ongoing attempted planned threatened expected possible conditional demanded denied
    by, to                     an actor's id (a1), the key of a party, or a name; several for several
    at, from, destination      a place's id (p1), a name, a number in GeoNames, or both (Tol#77)
    when                       2024-04-07 or 2024-04-01..2024-04-07
    figures                    killed=12, killed=~12 (about), killed=12-20, injured=30-
    prominence, scale          main other background; incident series campaign
    accounts                   report=happened, a4=denied, a4=happened,probable
    trigger                    other words of the text, or their place in it: 120-129

    The value null empties a field. Values may be JSON too, as the page on decisions describes them.
    """
    from onrecord.ledger.given import typed

    read = [typed(value) for value in values]
    with _opened(ledger) as decider:
        number = decider.correct(event, field, read[0] if len(read) == 1 else read, coder=coder, why=why, seen=_pairs(seen))
        return _said(number, f"corrected: {field} of {event}", decider, (event,))


@command.command("add")
@click.argument("report")
@click.argument("words")
@click.option("--action", required=True, metavar="TYPE[/MODE]", help="What happened, as in ASSAULT/aerial.")
@click.option("--status", required=True, metavar="STATUS", help="Whether it happened, is planned, denied, ...")
@click.option("--by", multiple=True, metavar="ACTOR", help="Who did it; may be given several times.")
@click.option("--to", multiple=True, metavar="ACTOR", help="To whom; may be given several times.")
@click.option("--at", multiple=True, metavar="PLACE", help="Where; may be given several times.")
@click.option("--from", "from_", multiple=True, metavar="PLACE", help="Where from; may be given several times.")
@click.option("--destination", multiple=True, metavar="PLACE", help="Where to; may be given several times.")
@click.option("--when", metavar="DAYS", help="On which days: 2024-04-07 or 2024-04-01..2024-04-07.")
@click.option("--figures", multiple=True, metavar="FIGURE", help="How many: killed=12-20; may be given several times.")
@click.option("--accounts", multiple=True, metavar="VOICE=STATUS", help="Who says so; by default whose words they are.")
@click.option("--prominence", metavar="PROMINENCE", help="main, other or background.")
@click.option("--scale", metavar="SCALE", help="incident, series or campaign.")
@_deciding
def add(report: str, words: str, coder: str, why: str | None, ledger: Path, **fields: Any) -> int:
    """Add an event that the machine missed: WORDS of the text of REPORT (or their place in it, 120-129) and what they tell."""
    given = {name.rstrip("_"): list(value) if isinstance(value, tuple) else value for name, value in fields.items() if value}
    with _opened(ledger) as decider:
        number = decider.add(report, words, given, coder=coder, why=why)
    return _said(number, f"added to {report}: “{words}”")


@command.command("merge")
@click.argument("names", nargs=-1, required=True, metavar="INCIDENT...")
@_deciding
def merge(names: tuple[str, ...], coder: str, why: str | None, ledger: Path) -> int:
    """Say that incidents, or events, are one happening."""
    with _opened(ledger) as decider:
        number = decider.merge(names, coder=coder, why=why)
        return _said(number, f"merged: {', '.join(names)}", decider, names)


@command.command("split")
@click.argument("incident")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@_deciding
def split(incident: str, events: tuple[str, ...], coder: str, why: str | None, ledger: Path) -> int:
    """Say that some events of an incident are another happening than the rest of it."""
    with _opened(ledger) as decider:
        number = decider.split(incident, events, coder=coder, why=why)
        return _said(number, f"split from {incident}: {', '.join(events)}", decider, events)


@command.command("assess")
@click.argument("incident")
@click.argument("grade")
@_deciding
def assess(incident: str, grade: str, coder: str, why: str | None, ledger: Path) -> int:
    """Grade an incident, with a reason: confirmed, fair, weak, contested or discounted."""
    with _opened(ledger) as decider:
        number = decider.assess(incident, grade, coder=coder, why=why)
    return _said(number, f"assessed: {incident} as {grade}")


@command.command("merge-parties")
@click.argument("key")
@click.argument("into")
@_deciding
def merge_parties(key: str, into: str, coder: str, why: str | None, ledger: Path) -> int:
    """Say that two parties are one: the one of KEY is read as the one of INTO everywhere."""
    with _opened(ledger) as decider:
        number = decider.merge_parties(key, into, coder=coder, why=why)
    return _said(number, f"{key} is read as {into}")


@command.command("scope")
@click.argument("report")
@click.argument("scope", type=click.Choice(["in", "out"]))
@_deciding
def scope(report: str, scope: Any, coder: str, why: str | None, ledger: Path) -> int:
    """Take a report out of what is counted, or in again."""
    with _opened(ledger) as decider:
        number = decider.scope(report, scope, coder=coder, why=why)
    return _said(number, f"{report} is {scope} of scope" if scope == "out" else f"{report} is in scope")


@command.command("withhold")
@click.argument("name")
@_deciding
def withhold(name: str, coder: str, why: str | None, ledger: Path) -> int:
    """Withhold the NAME of a private person: it can be read nowhere in what is shown, exported or searched, until this is undone.

    What came in stays in the file as it came. To take a report out of the file for good, see `onrecord purge`.
    """
    from onrecord.ledger.masking import blank

    with _opened(ledger) as decider:
        number = decider.withhold(name, coder=coder, why=why)
        reports = decider.withheld_in(number)
    return _said(number, f"withheld: {blank(name)}, in {reports} report{'' if reports == 1 else 's'}")


@command.command("undo")
@click.argument("number", required=False, type=click.IntRange(max=LARGEST), metavar="[DECISION]")
@_deciding
def undo(number: int | None, coder: str, why: str | None, ledger: Path) -> int:
    """Undo a decision by its number, or your last one. Undoing an undoing brings back what it undid."""
    with _opened(ledger) as decider:
        made = decider.undo(number, coder=coder, why=why)
        (undone,) = [d.undoes for d, _ in decider.history(kind="undo") if d.id == made]
    return _said(made, f"undone: decision {undone}")


@command.command("list")
@click.argument("report", required=False)
@click.option("--by", "coder", metavar="NAME", help="Those of one coder.")
@click.option("--kind", type=click.Choice(KINDS), help="Those of one kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all values.")
@ledger_option
def list_(report: str | None, coder: str | None, kind: str | None, as_json: bool, ledger: Path) -> int:
    """List decisions in the order in which they were taken, undone ones too; those on REPORT if it is named."""
    with _opened(ledger) as decider:
        found = decider.told(decider.history(report=report, coder=coder, kind=kind))
    for decision, holds in found:
        click.echo(decision_lines.as_json(decision, holds) if as_json else decision_lines.line(decision, holds))
    return OK


@command.command("disputes")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with all values.")
@ledger_option
def disputes(as_json: bool, ledger: Path) -> int:
    """List decisions that find no event any more, and those about which the machine now says otherwise than it did."""
    with _opened(ledger) as decider:
        found = decider.told(decider.disputes())
    for decision, dispute in found:
        click.echo(
            decision_lines.as_json(decision, True, dispute)
            if as_json
            else f"{decision_lines.line(decision, True)}\n      {dispute.kind}: {dispute.what}"
        )
    if not found:
        click.echo("every decision stands as it was taken", err=True)
    return OK


# ---------------------------------------------------------------- inside
@contextmanager
def _opened(path: Path) -> Iterator[Decider]:
    from onrecord.ledger.deciding import Decider
    from onrecord.ledger.store import Store

    with Store.open(path, create=False) as store:
        yield Decider(store, _effects(), _places)


def _effects() -> Effects:
    from onrecord.ledger import deriving

    return deriving


def _places(name: str) -> Sequence[Any]:
    from onrecord.ledger import atlas

    return atlas.places(name)


def _pairs(seen: Sequence[str]) -> dict[str, Any]:
    """FIELD=VALUE options as a dict."""
    from onrecord.ledger.given import typed

    found = {}
    for one in seen:
        field, equals, value = one.partition("=")
        if not equals:
            raise click.UsageError(f"--seen {one}: write FIELD=VALUE, as in status=happened")
        found[field] = typed(value)
    return found


def _said(number: int, what: str, decider: Decider | None = None, names: Sequence[str] = ()) -> int:
    """Say what was decided, what it changed, and of which incident the named events are now."""
    click.echo(f"decision {number}: {what}")
    if decider is not None:
        changes = [decision_lines.change(one) for one, _ in decider.told(decider.history()) if one.id is not None and one.id >= number]
        for line in (*(change for change in changes if " -> " in change), *decider.whereabouts(names)):
            click.echo(f"  {line}")
    return OK
