"""Questions to the ledger as the parameters of an address: one table says what may be asked, and the address holds all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from onrecord.errors import UsageError
from onrecord.ledger.filters import Filter
from onrecord.ledger.find import ORDERS, Order
from onrecord.record import ActionType, Scale, Status

LIMIT, MOST = 50, 200
"""Incidents on a page, where nothing is asked, and at most."""

Kind = Literal["words", "many", "flag", "count", "number"]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be asked: its name in the address, the field of the filter, how it is read, and what it asks, for people."""

    name: str
    field: str
    kind: Kind
    label: str
    help: str
    values: tuple[str, ...] = ()


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("text", "text", "words", "words", "words of a report that tells it; several in quotation marks stand there as they are"),
    Parameter("actor", "actor", "words", "actor", "who acts or is acted on: a name, a part of one, or a key"),
    Parameter("by", "by", "words", "who", "who acts"),
    Parameter("to", "to", "words", "whom", "who is acted on"),
    Parameter("voice", "voice", "words", "voice", 'who says so; "report": a report vouches for it itself'),
    Parameter("action", "action", "many", "action", "what is done, as RETREAT or RETREAT/withdraw; any of several", get_args(ActionType)),
    Parameter("status", "status", "many", "status", "whether it happened; any of several", get_args(Status)),
    Parameter("place", "place", "words", "place", 'where: a name, a country\'s name or code, or "LAT,LON"'),
    Parameter("radius", "radius_km", "number", "within km", "kilometres around the place"),
    Parameter("from", "happened_from", "words", "from", "happened on this day or later: 2024-04-07, 2024-04 or 2024"),
    Parameter("until", "happened_to", "words", "until", "happened on this day or earlier"),
    Parameter("told_from", "told_from", "words", "told from", "told by a report of this day or later"),
    Parameter("told_until", "told_to", "words", "told until", "told by a report of this day or earlier"),
    Parameter("claimed", "claimed_only", "flag", "only claimed", "no report vouches for it itself"),
    Parameter("conflicting", "conflicting", "flag", "accounts differ", "accounts of it do not agree"),
    Parameter("voices", "voices", "count", "voices at least", "at least so many independent voices"),
    Parameter("texts", "texts", "count", "texts at least", "at least so many texts, copies folded"),
    Parameter("scale", "scale", "words", "scale", "one act, several summed up, or months of it", get_args(Scale)),
    Parameter("state", "state", "words", "decided", "what people decided about a telling of it"),
    Parameter("report", "report", "words", "report", "told by this report"),
)
"""In the order in which an address has them."""
COLUMNS: tuple[tuple[str, str], ...] = (
    ("who", "Who"), ("whom", "Whom"), ("where", "Where"), ("when", "When"), ("figures", "How many"), ("texts", "Texts"),
    ("voices", "Voices"), ("differ", "Differ"), ("told", "Last told"), ("held", "Export"),
)  # fmt: skip
"""Columns of the ledger beside status and what was done, and their heads."""
USUAL = ("who", "whom", "where", "when", "texts", "voices", "differ")
"""Those that are shown where none are chosen."""
PAGING: tuple[Parameter, ...] = (
    Parameter("order", "order", "words", "order", "newest first, oldest first, last told, most voices, most reports", ORDERS),
    Parameter("limit", "limit", "count", "on a page", f"how many at most, up to {MOST}"),
    Parameter("after", "after", "words", "after", "the page after this place, as an answer gave it"),
    Parameter("column", "columns", "many", "columns", "the columns that the page shows", tuple(name for name, _ in COLUMNS)),
)
"""How the answer is cut into pages."""
_FURTHER = tuple(parameter.name for parameter in PAGING)
_YES, _NO = frozenset(("1", "on", "yes", "true")), frozenset(("", "0", "off", "no", "false"))
_PLAIN = Filter()


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that is set, as people read it, and the address of the same page without it."""

    name: str
    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as an address has it: conditions, an order, how many, and where to go on."""

    filter: Filter = field(default_factory=Filter)
    order: Order = "when"
    limit: int = LIMIT
    after: str | None = None
    columns: tuple[str, ...] = USUAL

    def pairs(self, *, without: tuple[str, str] | None = None) -> list[tuple[str, str]]:
        """The parameters that ask this, in one order, whatever order they came in."""
        found = [pair for parameter in PARAMETERS for pair in _written(parameter, self.filter)]
        found += [("order", self.order)] if self.order != "when" else []
        found += [("limit", str(self.limit))] if self.limit != LIMIT else []
        found += [("column", one) for one in self.columns] if self.columns != USUAL else []
        return [pair for pair in found if pair != without]

    def address(self, *, after: str | None = None, without: tuple[str, str] | None = None, path: str = "/") -> str:
        """The address of a page that asks this."""
        query = urlencode([*self.pairs(without=without), *([("after", after)] if after else [])])
        return f"{path}?{query}" if query else path

    def conditions(self, path: str = "/") -> tuple[Condition, ...]:
        """The conditions that are set, each with the way to let go of it on a page. What makes no sense alone goes with it."""
        labels = {parameter.name: parameter for parameter in PARAMETERS}
        return tuple(
            Condition(name, labels[name].label, "" if labels[name].kind == "flag" else value, self._without(name, value, path))
            for name, value in self.pairs()
            if name in labels
        )

    def _without(self, name: str, value: str, path: str) -> str:
        kept = [pair for pair in self.pairs() if pair != (name, value) and not (name == "place" and pair[0] == "radius")]
        return f"{path}?{urlencode(kept)}" if kept else path


def asking(pairs: Iterable[tuple[str, str]]) -> Asking:
    """The question of an address's parameters; those without a value ask nothing. Raises UsageError for what makes no sense."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, [])
        given[name] += [value] if value.strip() else []
    known = {parameter.name: parameter for parameter in PARAMETERS}
    for name, values in given.items():
        if name not in known and name not in _FURTHER:
            raise UsageError(f'parameter "{name[:40]}": there is none; known are {", ".join([*known, *_FURTHER])}')
        if len(values) > 1 and name != "column" and (name in _FURTHER or known[name].kind != "many"):
            raise UsageError(f"{name}: given {len(values)} times; give it once")
    asked = {known[name].field: _read(known[name], values) for name, values in given.items() if name in known and values}
    return Asking(Filter(**asked), _order(given), _limit(given), next(iter(given.get("after", ())), None), _columns(given))


def _order(given: Mapping[str, list[str]]) -> Order:
    asked = next(iter(given.get("order", ())), "when")
    for order in ORDERS:
        if asked == order:
            return order
    raise UsageError(f'order "{asked[:40]}": there is none; known are {", ".join(ORDERS)}')


def _columns(given: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The columns that are chosen, in the order of the table."""
    asked, known = given.get("column") or list(USUAL), [name for name, _ in COLUMNS]
    for name in asked:
        if name not in known:
            raise UsageError(f'column "{name[:40]}": there is none; known are {", ".join(known)}')
    return tuple(name for name in known if name in asked)


def _limit(given: Mapping[str, list[str]]) -> int:
    asked = given.get("limit") or [str(LIMIT)]
    limit = _whole("limit", asked[0])
    if not 1 <= limit <= MOST:
        raise UsageError(f"limit {asked[0][:20]}: from 1 to {MOST} are on a page")
    return limit


def _read(parameter: Parameter, values: list[str]) -> Any:
    """The value of a filter's field."""
    value = values[0]
    if parameter.kind == "many":
        return tuple(dict.fromkeys(values))
    if parameter.kind == "flag":
        if value.lower() not in _YES | _NO:
            raise UsageError(f'{parameter.name} "{value[:20]}": yes is 1, and no is to leave it out')
        return value.lower() in _YES
    if parameter.kind == "count":
        return _whole(parameter.name, value)
    if parameter.kind == "number":
        if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value.strip()):
            raise UsageError(f'{parameter.name} "{value[:20]}": no number; write 25 or 2.5')
        return float(value)
    return value.strip()


def _whole(name: str, value: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", value.strip()):
        raise UsageError(f'{name} "{value[:20]}": no whole number')
    return int(value)


def _written(parameter: Parameter, filter: Filter) -> list[tuple[str, str]]:
    """A field of a filter as parameters of an address; none where nothing is asked."""
    value = getattr(filter, parameter.field)
    if value == getattr(_PLAIN, parameter.field):
        return []
    if parameter.kind == "many":
        return [(parameter.name, one) for one in value]
    if parameter.kind == "flag":
        return [(parameter.name, "1")]
    return [(parameter.name, f"{value:g}" if isinstance(value, float) else str(value))]
