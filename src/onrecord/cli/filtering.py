"""The options that say which incidents of a ledger are meant, for all verbs that ask for some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

import click

from onrecord.ledger.filters import Filter
from onrecord.ledger.views import State
from onrecord.record import Scale, Status

OPTIONS: dict[str, str] = {
    "text": "the words", "actor": "--actor", "by": "--by", "to": "--to", "voice": "--voice", "action": "--action", "status": "--status",
    "place": "--place", "radius_km": "--radius", "happened_from": "--from and --until", "told_from": "--told-from and --told-until",
    "claimed_only": "--claimed-only", "conflicting": "--conflicting", "voices": "--voices", "texts": "--texts", "scale": "--scale",
    "state": "--state", "report": "--report",
}  # fmt: skip
"""The fields of a filter by the options that set them, for people."""

_OPTIONS = (
    click.option("--actor", metavar="NAME", help="Who acts or is acted on: a name or key; members count for their body."),
    click.option("--by", metavar="NAME", help="Who acts."),
    click.option("--to", metavar="NAME", help="Who is acted on."),
    click.option("--voice", metavar="NAME", help='Who says so; "report": a report vouches for it itself.'),
    click.option(
        "--action", multiple=True, metavar="TYPE[/MODE]", help="What is done, such as RETREAT or RETREAT/withdraw; any of several."
    ),
    click.option("--status", multiple=True, type=click.Choice(get_args(Status)), help="Whether it happened; any of several."),
    click.option("--place", metavar="PLACE", help='Where: a name, a country\'s name or code, or "LAT,LON".'),
    click.option("--radius", "radius_km", type=float, metavar="KM", help="How far around the place.  [default: 10 around LAT,LON]"),
    click.option("--from", "happened_from", metavar="DATE", help="Happened on this day or later: 2024-04-07, 2024-04 or 2024."),
    click.option("--until", "happened_to", metavar="DATE", help="Happened on this day or earlier."),
    click.option("--told-from", metavar="DATE", help="Told by a report of this day or later."),
    click.option("--told-until", "told_to", metavar="DATE", help="Told by a report of this day or earlier."),
    click.option("--claimed-only", is_flag=True, help="No report vouches for it itself."),
    click.option("--conflicting", is_flag=True, help="Accounts of it do not agree."),
    click.option("--voices", type=int, default=0, metavar="N", help="At least N independent voices."),
    click.option("--texts", type=int, default=0, metavar="N", help="At least N texts, copies folded."),
    click.option("--scale", type=click.Choice(get_args(Scale)), help="One act, several summed up, or months of it."),
    click.option(
        "--state",
        type=click.Choice([state for state in get_args(State) if state != "rejected"]),
        help="What people decided about a telling of it.",
    ),
    click.option("--report", metavar="KEY", help="Told by this report."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The conditions as options of a command, which takes them by the names of `Filter`'s fields and hands them to `filter_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filter_of(conditions: Mapping[str, Any]) -> Filter:
    """The filter of the options' values. Raises UsageError for values that make no sense."""
    return Filter(**conditions)
