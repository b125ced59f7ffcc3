"""What an actor is to ACLED: state forces, rebels, militias, rioters, protesters, civilians, others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from onrecord.exports.tables import fits, table
from onrecord.ledger.views import Party

Part = Literal["by", "to"]

STATE, REBEL, CIVILIANS, EXTERNAL = "State forces", "Rebel group", "Civilians", "External/Other forces"
GROUPS = (STATE, REBEL, "Political militia", "Identity militia", "Rioters", "Protesters", CIVILIANS, EXTERNAL)
"""ACLED's texts for `inter1` and `inter2`, in the order of the numbers that they replaced."""
UNIDENTIFIED = "Political militia"
"""What ACLED makes of armed people whom nobody names."""


def group(party: Party, part: Part, country: str | None) -> str | None:
    """What ACLED counts a party as, or None for what is no actor; a state's forces in another `country` are external ones.

    >>> army = Party("EXL/MIL", "Exland army", "military", True, "EXL", "EXL", "MIL")
    >>> group(army, "by", "EXL"), group(army, "by", "OUT")
    ('State forces', 'External/Other forces')
    """
    rows = table("acled_groups")
    found = next((row["group"] for row in rows if fits(row, part=part, kind=party.kind, role=party.role)), "")
    if found == STATE and party.country and country and party.country != country:
        return EXTERNAL
    return found or None


def tags(parties: Iterable[Party], part: Part, country: str | None) -> frozenset[str]:
    """The words of `acled_events.tsv` that are true of some parties, "sides" if two are armed; "none" if there is nobody."""
    found: set[str] = set()
    for party in parties:
        known = group(party, part, country)
        found |= {"sides"} if known not in (None, CIVILIANS) and "armed" in found else set()
        found |= {"thing"} if known is None and party.kind == "thing" else set()
        found |= {"civil"} if known == CIVILIANS else set()
        found |= {"people"} if known == CIVILIANS and party.kind == "population" else set()
        found |= {"armed"} if known not in (None, CIVILIANS) else set()
        found |= {"state"} if known in (STATE, EXTERNAL) else set()
        found |= {"rebel"} if known == REBEL else set()
    return frozenset(found) if found else frozenset({"none"})


def interaction(one: str, other: str) -> str:
    """ACLED's text for who met whom; the group with the lower number first; "" for nobody.

    >>> interaction("Civilians", "Rebel group"), interaction("Protesters", ""), interaction("External/Other forces", "Civilians")
    ('Rebel group-Civilians', 'Protesters only', 'External/Other forces-Civilians')
    """
    present = sorted(filter(None, (one, other)), key=GROUPS.index)
    if set(present) == {CIVILIANS, EXTERNAL}:  # the number was 78, the text has always had it the other way round
        present.reverse()
    return "-".join(present) if len(present) == 2 else f"{present[0]} only" if present else ""
