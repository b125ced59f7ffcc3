"""Incidents for tests, made by hand: an invented war on an island that has none, one incident for each way to be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onrecord.ledger.views import AccountRow, Conflict, Days, FigureRow, Incident, Party, Said, Site, Telling
from onrecord.record import REPORT, UNKNOWN, Certainty, Effect, Status

ARMY = Party("ISL/MIL", "Northern Army", "military", True, "state/ISL", "ISL", "MIL")
FRONT = Party("name/armed-group/river-front", "River Front", "armed-group", True, "armed-group/river-front", "ISL", "REB")
RESIDENTS = Party("r1/a3", "residents", "population", False, "people/r1/a3", None, "CVL")
TEACHER = Party("r1/a4", "teacher", "unnamed-person", False, "people/r1/a4", None, "EDU")
MINISTRY = Party("ISL/GOV", "Interior Ministry", "government", True, "state/ISL", "ISL", "GOV")
UNION = Party("name/organisation/harbour-union", "-Harbour Union", "organisation", True, "organisation/harbour-union", "ISL", "LAB")
MARKET = Party("r1/a9", "the market of Karum", "thing", False, "unknown/r1/a9")

KARUM = Site("Karum", "town", 9_000_001, "ISL", 64.5, -21.25, 3.0)
SOUTH = Site("the south", "region", None, "ISL", 63.9, -20.5, 80.0)
NOWHERE = Site("the old mill")
COUNTRY = Site("Iceland", "country", 2629691, "ISL", 65.0, -18.0, 181.0)
FRIDAY = Days("2019-05-03", "2019-05-03", "weekday")


def account(
    number: int, who: Party | str, *, status: Status = "happened", certainty: Certainty = "certain", event: str = "v1",
    report: str = "r1", says: Said | None = None, killed: int | None = None, at_least: int | None = None,
    of: Party | None = None, side: str | None = None, words: str = "", spans: tuple[tuple[int, int], ...] = (),
) -> AccountRow:  # fmt: skip
    """One voice's word: a party's, "report" or "unknown"; with a toll if one is given."""
    party = who if isinstance(who, Party) else None
    whose = side or (party.side if party else f"media/{report}" if who == REPORT else None)
    name = party.name if party else {REPORT: "The Lantern", UNKNOWN: "unknown"}[str(who)]
    figures: tuple[FigureRow, ...] = ()
    if killed is not None:
        figures = (FigureRow(event, "killed", of, killed, killed, killed, number),)
    elif at_least is not None:
        figures = (FigureRow(event, "killed", of, at_least, None, None, number),)
    return AccountRow(
        number, event, report, f"a{number}" if party else str(who), name, party, whose, status, certainty, says or Said(), figures,
        (), words, spans,
    )  # fmt: skip


def figure(effect: Effect, low: float, *, of: Party | None = None, account: int | None = None, event: str = "v1") -> FigureRow:
    """A plain number."""
    return FigureRow(event, effect, of, low, low, low, account)


def telling(incident: dict[str, Any], **changed: Any) -> Telling:
    """A telling that agrees with the incident's fields."""
    text = changed.pop("sentence", "The army shelled the market of Karum on Friday.")
    words = changed.pop("words", "shelled")
    start = changed.pop("start", 100)
    at = text.index(words)
    made: dict[str, Any] = {
        "event": "v1", "name": "e1", "report": "r1", "title": "Market hit", "publisher": "The Lantern",
        "address": "https://lantern.example/market", "published": "2019-05-04", "copy_of": None,
        "state": "machine", "score": 0.9, "trigger": (start + at, start + at + len(words)), "sentence": text,
        "sentence_span": (start, start + len(text)),
        "at": (incident["site"],) if incident["site"] else (), "origin": (), "destination": (),
        "plover": (incident["type"], incident["mode"]),
    }  # fmt: skip
    shared = {name: incident[name] for name in ("type", "mode", "status", "prominence", "scale", "days", "by", "to")}
    return Telling(**{**made, **shared, **changed})


def incident(key: str, accounts: tuple[AccountRow, ...], *, tellings: tuple[dict[str, Any], ...] = ({},), **fields: Any) -> Incident:
    """An incident of some accounts: what its columns say about voices follows from them."""
    made: dict[str, Any] = {
        "type": "ASSAULT", "mode": "heavy-weapons", "status": "happened", "scale": "incident", "prominence": "main", "days": FRIDAY,
        "site": KARUM, "by": (ARMY,), "to": (RESIDENTS,),
    }  # fmt: skip
    made |= fields
    affirm = {a.side for a in accounts if a.status != "denied" and a.side}
    told = tuple(telling(made, **changed) for changed in tellings)
    return Incident(
        key=key,
        **made,
        reports=len(told),
        texts=sum(t.copy_of is None for t in told),
        voices=len(affirm),
        own_voice=any(a.voice == REPORT and a.status != "denied" for a in accounts),
        denied=len({a.side for a in accounts if a.status == "denied" and a.side}),
        tellings=told,
        accounts=accounts,
        figures=made.pop("figures", ()),
    )


BY_ARMY = Said(by=(ARMY,), to=(RESIDENTS,))
FIGHT = Said(by=(ARMY, FRONT))


def withdrawal() -> Incident:
    """One army says that it withdrew; nobody else does."""
    return incident(
        "i01withdrawal", (account(1, ARMY, says=Said(by=(ARMY,)), words="it had left Karum"),),
        tellings=({"sentence": "The army said it had left Karum, all of it.", "words": "left", "origin": (KARUM,)},),
        type="RETREAT", mode="withdraw", to=(),
    )  # fmt: skip


def strike() -> Incident:
    """A report itself tells of a strike; two parties give tolls that differ."""
    return incident(
        "i02strike",
        (
            account(1, REPORT, says=BY_ARMY),
            account(2, ARMY, says=BY_ARMY, killed=3, of=RESIDENTS, spans=((104, 108),), words="army"),
            account(3, FRONT, says=BY_ARMY, at_least=12, of=RESIDENTS, event="v2", report="r2"),
        ),
        tellings=({}, {"event": "v2", "report": "r2", "publisher": "Harbour Post", "title": "Twelve dead, says Front", "address": None}),
    )


def denied() -> Incident:
    """The front says that it was shelled; the army denies it."""
    return incident("i03denied", (account(1, FRONT, says=BY_ARMY, killed=8), account(2, ARMY, status="denied")))


def planned() -> Incident:
    """An offensive that the army vows; nobody has seen it yet. The threat itself is `threat`."""
    return incident(
        "i04planned", (account(1, ARMY, status="threatened", says=Said(by=(ARMY,))),),
        tellings=({"plover": ("THREATEN", "violence"), "about_it": ("v5",), "event": "v4", "sentence": "It vowed to storm Karum.",
                   "words": "storm"},),
        mode=None, status="threatened", to=(), days=Days("2019-05-06", None, "relative"),
    )  # fmt: skip


def threat() -> Incident:
    """The vow as an act of its own, told by the report."""
    return incident(
        "i05threat", (account(1, REPORT, says=Said(by=(ARMY,), to=(FRONT,)), event="v5"),),
        tellings=({"event": "v5", "about": ("v4",), "sentence": "It vowed to storm Karum.", "words": "vowed"},),
        type="THREATEN", mode="violence", to=(FRONT,),
    )  # fmt: skip


def campaign() -> Incident:
    """Months of fighting, told in passing."""
    days = Days("2018-11-01", "2019-04-30", "stated")
    accounts = (account(1, REPORT, says=FIGHT, at_least=2000),)
    return incident("i06campaign", accounts, scale="campaign", mode=None, by=(ARMY, FRONT), to=(), days=days, prominence="background")


def undated() -> Incident:
    """A clash whose day is not known."""
    days = Days(None, "2019-05-04", "inferred")
    return incident("i07undated", (account(1, REPORT, says=FIGHT),), mode="firearms", by=(ARMY, FRONT), to=(), days=days)


def unplaced() -> Incident:
    """A clash at a place that is on no map."""
    return incident("i08unplaced", (account(1, REPORT, says=FIGHT),), mode="firearms", by=(ARMY, FRONT), to=(), site=NOWHERE)


def protest() -> Incident:
    """A march, under a headline that would be a formula, by a union whose name would be one; with a comma and a line end."""
    return incident(
        "i09protest", (account(1, REPORT, says=Said(by=(UNION,), to=(MINISTRY,))),),
        tellings=({"title": "=1+1, says\nthe \"union\"", "sentence": "Dockers 🚢 marched in Karum on Friday.", "words": "marched"},),
        type="PROTEST", mode="demo", by=(UNION,), to=(MINISTRY,),
    )  # fmt: skip


def clash() -> Incident:
    """Both sides tell of one fight, each with a toll, within a week."""
    days = Days("2019-05-01", "2019-05-05", "relative")
    accounts = (account(1, ARMY, says=FIGHT, killed=5, of=FRONT), account(2, FRONT, says=FIGHT, at_least=4, of=FRONT))
    return incident("i10clash", accounts, mode=None, by=(ARMY, FRONT), to=(), days=days, site=SOUTH)


def abduction() -> Incident:
    """A report tells that a teacher was abducted; only the ministry says by whom."""
    own, accused = Said(to=(TEACHER,)), Said(by=(FRONT,), to=(TEACHER,))
    accounts = (account(1, REPORT, says=own), account(2, MINISTRY, says=accused))
    return incident("i11abduction", accounts, mode="abduct", by=(FRONT,), to=(TEACHER,))


def accident() -> Incident:
    """People die and nobody did it: outside of ACLED's and UCDP's scope."""
    accounts = (account(1, REPORT, says=Said(to=(RESIDENTS,)), killed=2, of=RESIDENTS),)
    return incident("i12accident", accounts, type="HARM", mode="accident", by=())


def somewhere() -> Incident:
    """A deadly clash of which only the country is known."""
    return incident("i13somewhere", (account(1, REPORT, says=FIGHT, killed=6),), mode=None, by=(ARMY, FRONT), to=(), site=COUNTRY)


def copied(incident: Incident, number: int) -> Incident:
    """The same with some copies of its first telling under other mastheads."""
    first = incident.tellings[0]
    more = tuple(replace(first, event=f"c{n}", report=f"rc{n}", publisher=f"Paper {n}", copy_of=first.report) for n in range(number))
    return replace(incident, tellings=(*incident.tellings, *more), reports=incident.reports + number)


def contradicting(incident: Incident, kind: Any) -> Incident:
    """The same with two accounts in conflict."""
    return replace(incident, conflicts=(*incident.conflicts, Conflict(kind, None, 1, 2, "They contradict each other.")))


def samples() -> tuple[Incident, ...]:
    """One of each, in the order of their keys."""
    return (
        withdrawal(), strike(), denied(), planned(), threat(), campaign(), undated(), unplaced(), protest(), clash(), abduction(),
        accident(), somewhere(),
    )  # fmt: skip
