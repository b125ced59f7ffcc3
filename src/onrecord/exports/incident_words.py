"""An incident in plain English, from its fields alone: what happened, who says so, who says how many died. No report's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import get_args

from onrecord.exports.agreed import Roles, affirming, claimed, enough, given, roles
from onrecord.exports.sentences import sentence as told
from onrecord.exports.values import amount, day, uncounted
from onrecord.exports.wording import Part, View, joined, plain
from onrecord.ledger.views import AccountRow, Assessment, FigureRow, Incident, Party, Site, Telling
from onrecord.record import REPORT, UNKNOWN, Action, Actor, Effect, Event, MadeBy, Place, Record, Report, When


def lead(incident: Incident) -> Telling | None:
    """The telling that shows the incident best: the first whose status is the incident's, else the first of all."""
    return next((t for t in incident.tellings if t.status == incident.status), next(iter(incident.tellings), None))


def sentence(incident: Incident, who: Roles | None = None) -> str:
    """The incident as one sentence with its full stop: who did what to whom, where, when.

    Those are named who are agreed on, or those of `who`; where the incident itself is one side's word, all whom it names.
    """
    return plain(told(*_as_event(incident, who or shown(incident)))) + "."


def shown(incident: Incident) -> Roles:
    """The parties that a sentence about the incident names; an accused is not among them where more than the accuser tell of it."""
    return roles(incident) if enough(incident, affirming(incident)) else claimed(incident)


def assessed(given: Assessment) -> str:
    """What an analyst makes of an incident, as a sentence.

    >>> assessed(Assessment("fair", "two agencies of their own", "ada", "2024-04-08T09:00:00+00:00", 7, 1))
    'Assessed by ada on 8 April 2024: fair. Reason: two agencies of their own. One event more belongs to it since.'
    """
    why = f" Reason: {given.why.strip().rstrip('.')}." if given.why else ""
    changed = [
        f" {'One event' if count == 1 else f'{count} events'} {verb if count == 1 else verb.replace('longs', 'long')} since."
        for count, verb in ((given.since, "more belongs to it"), (given.lost, "belongs to it no more"))
        if count
    ]
    return f"Assessed by {given.coder} on {day(given.at[:10], weekday=False)}: {given.grade}.{why}{''.join(changed)}"


def _as_event(incident: Incident, who: Roles) -> tuple[View, Event]:
    """The incident as an event of a record without text, so that one wording serves both."""
    best = lead(incident)
    by, to = (_few(who.by, best.by), _few(who.to, best.to)) if best else (who.by, who.to)
    actors = {p.key: _actor(p, n) for n, p in enumerate((*by, *to), 1)}
    origin, destination = (best.origin, best.destination) if best else ((), ())
    at = (incident.site,) if incident.site else ()
    places = {site: _place(site, n) for n, site in enumerate(dict.fromkeys((*at, *origin, *destination)), 1)}
    days = incident.days
    event = Event(
        "e1",
        Action(incident.type, incident.mode),
        incident.status,
        by=tuple(actors[p.key].id for p in by),
        to=tuple(actors[p.key].id for p in to),
        at=tuple(places[site].id for site in at),
        origin=tuple(places[site].id for site in origin),
        destination=tuple(places[site].id for site in destination),
        when=When(None, days.earliest, days.latest, days.basis or "stated") if days else None,
    )
    return _view(actors.values(), places.values()), event


def _few(parties: tuple[Party, ...], told: tuple[Party, ...]) -> tuple[Party, ...]:
    """The parties that have names, and of those without the ones of one telling: "residents" of ten reports are the same ones."""
    return tuple(p for p in parties if p.named or p in told) or parties


def _view(actors: Iterable[Actor], places: Iterable[Place] = ()) -> View:
    return View(Record(MadeBy("", "", "", ""), Report(""), "", actors=tuple(actors), places=tuple(places)))


def _actor(party: Party, number: int) -> Actor:
    return Actor(f"a{number}", party.name, party.kind, party.named, party.country, party.role)


def _place(site: Site, number: int) -> Place:
    return Place(f"p{number}", site.name, site.kind or "town", site.geonames, site.country, site.lat, site.lon, site.radius_km)


def voice(incident: Incident, account: AccountRow) -> str:
    """Whose word an account is: the party's name, the publisher's own voice, or that nobody is named."""
    if account.voice == UNKNOWN:
        return "a voice that is not named"
    if account.voice != REPORT:
        return account.party.name if account.party else account.name
    publisher = next((t.publisher for t in incident.tellings if t.event == account.event), None)
    return f"{publisher} itself" if publisher else "the report itself"


def affirm(incident: Incident) -> tuple[str, ...]:
    """Who says so, whatever its status, each once."""
    return _named(incident, (a for a in incident.accounts if a.status != "denied"))


def deny(incident: Incident) -> tuple[str, ...]:
    """Who denies it, each once."""
    return _named(incident, (a for a in incident.accounts if a.status == "denied"))


def _named(incident: Incident, accounts: Iterable[AccountRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(voice(incident, account) for account in accounts))


def who_says(incident: Incident) -> str:
    """Who says so and who denies it, as one or two sentences; "" if nobody does."""
    said = _spoken(incident, (a for a in incident.accounts if a.status != "denied"))
    denied = _spoken(incident, (a for a in incident.accounts if a.status == "denied"))
    return " ".join([*([f"Said by {said}."] if said else []), *([f"Denied by {denied}."] if denied else [])])


def accusations(incident: Incident, agreed: Roles) -> str:
    """Who names whom as the one who did it, where no one of that side is agreed on, a sentence each; "" if somebody is.

    A party that only some voice names must not stand in a row as if all said so.
    """
    made, sides = [], {other.side for other in agreed.by}
    naming: dict[str, list[AccountRow]] = defaultdict(list)
    for account in incident.accounts:
        for key in dict.fromkeys(named.key for named in account.says.by or ()):
            naming[key].append(account)
    for party in incident.by:
        if party.side not in sides and (voices := _spoken(incident, naming.get(party.key, ()))):
            made.append(f"Who did it was {_article(party)}, according to {voices}.")
    return " ".join(dict.fromkeys(made))


def _spoken(incident: Incident, accounts: Iterable[AccountRow]) -> str:
    """The voices of some accounts as a sentence has them, each once."""
    names = dict.fromkeys(_article(a.party) if a.party else voice(incident, a) for a in accounts)
    return plain(joined([Part(name) for name in names]))


def _article(party: Party) -> str:
    """A party's name with the article that it takes."""
    return _view([_actor(party, 1)]).name("a1")


def figures(incident: Incident) -> str:
    """All figures of all voices: "killed: at least 12 (the army), 3 (rebels); injured: 20 (The Lantern itself)"; "" if there are none."""
    given = _figures(incident)
    parts = []
    for effect in get_args(Effect):
        said: dict[str, list[str]] = {}
        for figure, account in given:
            if figure.effect == effect:
                said.setdefault(_count(figure), []).append(voice(incident, account) if account else "nobody named")
        if said:
            parts.append(f"{effect}: " + ", ".join(f"{count} ({', '.join(dict.fromkeys(names))})" for count, names in said.items()))
    return "; ".join(parts)


def _figures(incident: Incident) -> list[tuple[FigureRow, AccountRow | None]]:
    """Each figure with the account that gives it; the events' own only where no account gives any."""
    found = [(figure, account) for account in incident.accounts for figure in given(incident, account)]
    return [*found] or [(figure, None) for figure in incident.figures]


def _count(figure: FigureRow) -> str:
    count = amount(figure.low, figure.high, figure.best)
    return f"{count} {uncounted(figure.of.name)}".rstrip() if figure.of else count


def notes(incident: Incident, who: Roles) -> str:
    """The incident in a few sentences for a layout's free text: what, who says so, who accuses whom, who says how many."""
    counted = figures(incident)
    parts = (
        sentence(incident, who),
        who_says(incident),
        accusations(incident, who),
        f"{counted[0].upper()}{counted[1:]}." if counted else "",
    )
    return " ".join(part for part in parts if part)


def publishers(incident: Incident) -> tuple[str, ...]:
    """Who published the tellings that are no copies, each once, in their order."""
    return tuple(dict.fromkeys(t.publisher for t in incident.tellings if t.publisher and t.copy_of is None))


def speakers(incident: Incident) -> tuple[str, ...]:
    """The ultimate speakers, each once: the parties whose word it is, however it came here."""
    return tuple(dict.fromkeys(a.name for a in incident.accounts if a.voice not in (REPORT, UNKNOWN)))
