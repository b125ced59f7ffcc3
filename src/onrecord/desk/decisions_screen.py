"""What people decided, the latest first, and what of it no longer stands as it did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, only
from onrecord.desk.event_screen import what
from onrecord.errors import UsageError
from onrecord.ledger import decision_table, decisions, taking
from onrecord.ledger.decision import KINDS, Decision, Dispute
from onrecord.ledger.reports import report_key
from onrecord.ledger.withholding import teller

LISTED = 100
PARAMETERS = (
    Parameter("coder", "", "words", "coder", "those of one coder"),
    Parameter("kind", "", "words", "kind", "those of one kind", KINDS),
    Parameter("after", "", "count", "after", "the page after the decision of this number"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A decision for people. `about` is where it stands, `report` the report's key where it is on one."""

    number: int
    coder: str
    at: str
    what: str
    why: str | None
    holds: bool
    about: str
    report: str | None


@dataclass(frozen=True, slots=True)
class Disputed:
    """A decision that does not stand as it did, and why."""

    line: Line
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """Decisions, the latest first; `next` is the address of earlier ones."""

    lines: tuple[Line, ...]
    disputes: tuple[Disputed, ...]
    coders: tuple[str, ...]
    kinds: tuple[str, ...]
    coder: str | None
    kind: str | None
    next: str | None
    token: str


def make(call: Call) -> DecisionsPage:
    """The decisions that are asked for. Raises UsageError for a kind that there is none of."""
    asked = {name: value.strip() for name, value in only(call, "coder", "kind", "after").items()}
    if asked.get("kind") and asked["kind"] not in KINDS:
        raise UsageError(f'kind "{asked["kind"][:20]}": there is none; known are {", ".join(KINDS)}')
    if "after" in asked and not re.fullmatch(r"[0-9]{1,15}", asked["after"]):
        raise UsageError(f'after "{asked["after"][:20]}": the number of a decision is wanted')
    conditions = [("coder = ?", asked.get("coder")), ("kind = ?", asked.get("kind")), ("id < ?", asked.get("after"))]
    where = [(condition, value) for condition, value in conditions if value is not None]
    clause = " AND ".join(condition for condition, _ in where) or "1"
    latest = f"SELECT id FROM decision WHERE {clause} ORDER BY id DESC LIMIT {LISTED + 1}"
    numbers = [number for (number,) in call.db.execute(latest, [value for _, value in where])]
    shown = numbers[:LISTED]
    found = decision_table.select(call.db, f"id IN ({', '.join('?' * len(shown))})", shown) if shown else []
    gone = decision_table.undone(call.db)
    query = {name: asked[name] for name in ("coder", "kind") if name in asked}
    tell = teller(call.db)
    return DecisionsPage(
        lines=tuple(_line(tell(_text(one), one), (one.batch or one.id) not in gone) for one in reversed(found)),
        disputes=tuple(tell(_text(one), _disputed(one, dispute)) for one, dispute in decisions.disputes(call.db)),
        coders=tuple(coder for (coder,) in call.db.execute("SELECT DISTINCT coder FROM decision ORDER BY coder")),
        kinds=KINDS,
        coder=asked.get("coder"),
        kind=asked.get("kind"),
        next=f"/decisions?{urlencode([*query.items(), ('after', str(shown[-1]))])}" if len(numbers) > LISTED else None,
        token=call.token,
    )


def _text(one: Decision) -> str | None:
    return one.anchor.sha256 if one.anchor else None


def _disputed(one: Decision, dispute: Dispute) -> Disputed:
    return Disputed(_line(one, True), dispute.kind, dispute.what)


def _line(one: Decision, holds: bool) -> Line:
    key = report_key(one.anchor.sha256) if one.anchor else None
    return Line(one.number, one.coder, (one.at or "")[:16].replace("T", " "), what(one), one.why, holds, taking.where(one), key)
