"""The readable account of an incident: what happened as all reports together tell it, who says so in which words, where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.exports.incident_words import accusations, assessed, sentence, shown, voice
from onrecord.exports.listing import counts
from onrecord.exports.terminal import Setter, cut
from onrecord.exports.values import amount, day, located, period, uncounted
from onrecord.exports.wording import CERTAINTY, quoted
from onrecord.ledger.views import AccountRow, ConflictKind, FigureRow, Incident, Outcome, Telling
from onrecord.record import REPORT, Place

_QUOTE = 400
"""Characters of a voice's words that are quoted at most."""
CONFLICTS: Mapping[str, tuple[ConflictKind, ...]] = {
    "Where they differ": ("status", "by", "to", "action", "place", "date", "figures"),
    "Where a report pulls two ways": ("tension",),
    "Where one corrects itself": ("revision",),
    "Where they agree": ("agreement",),
}
"""The headings of conflicts, and the kinds that stand under each."""
_PLACES, _TELLINGS = 3, 40
"""Reports in which one voice is quoted, and tellings, that are shown of an incident with many."""


def render(incident: Incident, *, width: int | None = None, colour: bool = False) -> str:
    """The account as text of `width` columns (88 where None), line end included; with ANSI colours if asked."""
    page = _Page(incident, Setter.of(width, colour))
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


@dataclass(slots=True)
class _Voice:
    """One voice's word with all the accounts that hold it: told by one report, and copied by others."""

    name: str
    accounts: list[AccountRow] = field(default_factory=list)


class _Page:
    """One account, set to a width."""

    def __init__(self, incident: Incident, setter: Setter) -> None:
        self.incident, self.setter = incident, setter
        self.tellings = {telling.event: telling for telling in incident.tellings}

    def lines(self) -> Iterator[str]:
        """All lines: heading, who says so and who denies it, figures, where they differ, the tellings, what came of it."""
        incident, section = self.incident, self.setter.section
        yield from self._heading()
        yield from section("Who says so", map(self._voice, self._voices(a for a in incident.accounts if a.status != "denied")))
        yield from section("Who denies it", map(self._voice, self._voices(a for a in incident.accounts if a.status == "denied")))
        yield from section("How many", [self._figures()] if incident.figures else [])
        for title, kinds in CONFLICTS.items():
            yield from section(title, (self.setter.item(c.why) for c in incident.conflicts if c.kind in kinds), apart=False)
        yield from section("Told by", map(self._telling, incident.tellings[:_TELLINGS]))
        yield from self._more(len(incident.tellings) - _TELLINGS, "telling", 2)
        yield from section("What may have come of it", (self._outcome(o, o.incident) for o in incident.outcomes), apart=False)
        yield from section("What had been said before", (self._outcome(o, o.expected) for o in incident.expected), apart=False)

    def _heading(self) -> Iterator[str]:
        incident, setter = self.incident, self.setter
        yield from setter.headed(incident.status, f"{sentence(incident)} [{incident.key}]")
        said = accusations(incident, shown(incident))
        if said:
            yield from setter.wrap(said)
        yield from setter.wrap(counts(incident.reports, incident.texts, incident.voices) + "".join(f" · {mark}" for mark in self._marks()))
        if (given := incident.assessment) is not None:
            yield from setter.wrap(assessed(given))
        if incident.site is not None:
            site = incident.site
            place = Place("", site.name, site.kind or "region", site.geonames, site.country, site.lat, site.lon, site.radius_km)
            yield from setter.dim(setter.wrap(f"{site.name}: {located(place)}"))

    def _marks(self) -> Iterator[str]:
        incident = self.incident
        if not incident.own_voice:
            yield "no report vouches for it itself"
        if incident.denied:
            yield f"denied by {incident.denied} side{'' if incident.denied == 1 else 's'}"
        if incident.scale != "incident":
            yield f"a {incident.scale}, not one act"

    # ------------------------------------------------------------ who says so
    def _voices(self, accounts: Iterable[AccountRow]) -> list[_Voice]:
        """The voices, each with its accounts: those in copies of a report with that of the report."""
        found: dict[tuple[str, str, str], _Voice] = {}
        for account in accounts:
            name = voice(self.incident, account)
            whose = self._origin(account) if account.voice == REPORT else name
            found.setdefault((whose, account.status, account.certainty), _Voice(name)).accounts.append(account)
        return list(found.values())

    def _origin(self, account: AccountRow) -> str:
        """The report whose words an account has."""
        return self.tellings[account.event].copy_of or account.report

    def _voice(self, one: _Voice) -> Iterator[str]:
        """Whose word it is and how sure, then its words in each report that is no copy."""
        first = one.accounts[0]
        about: list[str] = [first.status] if first.status != self.incident.status else []
        about += [CERTAINTY[first.certainty]] if first.certainty != "certain" else []
        side = f"side {first.side}" if first.side else "on whose side cannot be told"
        yield from self.setter.wrap(" · ".join([one.name, *about, side]), "", 2)
        own = [a for a in one.accounts if self.tellings[a.event].copy_of is None or a is first]
        for account in own[:_PLACES]:
            yield from self._words(account, one.accounts)
        yield from self._more(len(own) - _PLACES, "report", 6)

    def _words(self, account: AccountRow, all_: Sequence[AccountRow]) -> Iterator[str]:
        """The words, where they stand, through whom they came, and the copies that have them too."""
        if account.words:
            said = account.words if account.words[:1] in "“\"'‘«" else quoted(account.words)
            yield from self.setter.dim(self.setter.wrap(cut(said, _QUOTE), "", 6))
        key = self.tellings[account.event].copy_of or account.report
        copies = [self._masthead(a) for a in all_ if a is not account and self.tellings[a.event].copy_of == key]
        parts = [self._masthead(account), day(published, weekday=False) if (published := self.tellings[account.event].published) else ""]
        parts += [f"through {', '.join(account.relays)}"] if account.relays else []
        parts += [f"copied by {', '.join(dict.fromkeys(copies))}"] if copies else []
        parts += [gives] if (gives := self._gives(account)) else []
        yield from self.setter.wrap(" · ".join(part for part in parts if part), "", 6)

    def _more(self, count: int, word: str, left: int) -> list[str]:
        """That there is more than is shown; nothing if there is not."""
        if count < 1:
            return []
        return self.setter.wrap(f"… and {count:,} more {word}{'' if count == 1 else 's'}: --format json has all", "", left)

    def _masthead(self, account: AccountRow) -> str:
        return self.tellings[account.event].publisher or f"report {account.report}"

    def _gives(self, account: AccountRow) -> str:
        """What this voice itself gives, as a few words; "" if nothing."""
        says = account.says
        parts = [f"{word} {', '.join(p.name for p in named)}" for word, named in (("by", says.by), ("to", says.to)) if named]
        parts += [f"at {', '.join(site.name for site in says.at)}"] if says.at else []
        parts += [period(says.days.earliest, says.days.latest)] if says.days else []
        parts += [f"{_count(figure)} {figure.effect}" for figure in account.figures]
        return f"gives: {'; '.join(part for part in parts if part)}" if parts else ""

    # ------------------------------------------------------------ figures and conflicts
    def _figures(self) -> Iterator[str]:
        """Each count with the voices that give it, by effect; an event's own figures only where no voice gives any."""
        given: dict[tuple[str, str], list[str]] = {}
        names = {account.id: voice(self.incident, account) for account in self.incident.accounts}
        for figure in self.incident.figures:
            whose = "taken together" if figure.account is None else names[figure.account]
            if figure.account is not None or not any(f.account is not None and f.effect == figure.effect for f in self.incident.figures):
                given.setdefault((figure.effect, _count(figure)), []).append(whose)
        for (effect, count), voices in given.items():
            yield from self.setter.wrap(f"{count} · {', '.join(dict.fromkeys(voices))}", f"  {effect}")

    # ------------------------------------------------------------ tellings and outcomes
    def _telling(self, telling: Telling) -> Iterator[str]:
        """Where and when it was told, in which sentence; a copy without its sentence."""
        told = day(telling.published, weekday=False) if telling.published else "date not known"
        parts = [telling.publisher or "publisher not known", quoted(telling.title) if telling.title else "", telling.report]
        parts += [telling.address or "", f"copy of {telling.copy_of}" if telling.copy_of else ""]
        parts += [telling.status] if telling.status != self.incident.status else []
        parts += [telling.state] if telling.state != "machine" else []
        yield from self.setter.wrap(f"{told} · " + " · ".join(part for part in parts if part), "", 2)
        if telling.copy_of is None:
            yield from self.setter.dim(self.setter.wrap(cut(quoted(telling.sentence), _QUOTE), "", 6))

    def _outcome(self, outcome: Outcome, key: str) -> list[str]:
        return self.setter.item(f"{key}: {outcome.why} ({outcome.score:.0%})")


def _count(figure: FigureRow) -> str:
    count = amount(figure.low, figure.high, figure.best)
    return f"{count} {uncounted(figure.of.name)}".rstrip() if figure.of else count
