"""The gazetteer: names to places, from the user's list, the tables of knowledge and the index of GeoNames places."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.errors import GazetteerError
from onrecord.gazetteer import index, overlay, shipped, tables
from onrecord.gazetteer.candidate import Candidate, How, town_radius
from onrecord.gazetteer.names import bare, key, respelled
from onrecord.record import PlaceKind

_KINDS: Mapping[str, PlaceKind] = {"P": "town", "A": "admin1", "B": "admin2"}
_HOW: Mapping[int, How] = {index.OWN: "name", index.OTHER: "other-name", index.BARE: "bare"}
_BY_NAME = (
    "SELECT p.kind, p.id, p.name, p.country, p.code, p.lat, p.lon, p.people, p.radius, n.how "
    "FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? ORDER BY n.how, p.people DESC, p.id LIMIT 80"
)
_CODE_OF = "SELECT kind, code FROM place WHERE id = ?"
_DISTRICTS = "SELECT code, name FROM place WHERE kind = 'B'"
_BY_CODE = "SELECT kind, id, name, country, code, lat, lon, people, radius, 0 FROM place WHERE kind = 'A' AND code = ?"


class Gazetteer:
    """The places of the world by name. Opened once, it is only read, and may be shared by threads."""

    __slots__ = ("__weakref__", "_connection", "_districts", "_known", "_own", "sha256")

    def __init__(self, connection: sqlite3.Connection, sha256: str, own: Mapping[str, tuple[Candidate, ...]]) -> None:
        """`sha256` is the hash of all that was put in; use `open`."""
        self._connection = connection
        weakref.finalize(self, connection.close)
        self._own = own
        self._known: dict[str, tuple[Candidate, ...]] = {}
        self._districts: dict[str, str] = {}
        self.sha256 = sha256

    @classmethod
    def open(cls, path: Path | None = None, *, own: Path | None = None) -> Gazetteer:
        """The gazetteer over the shipped table or another, with the user's own places before it.

        `own` is a CSV file (`overlay.COLUMNS`), by default the one that ONRECORD_PLACES names. The first call for a table makes
        its index in the cache, which takes some seconds. Raises GazetteerError if a file is missing or damaged.
        """
        table = path or shipped.location()
        digest = shipped.sha256(table)
        named = own or (Path(os.environ["ONRECORD_PLACES"]) if os.environ.get("ONRECORD_PLACES") else None)
        places = overlay.read(named) if named else {}
        connection = index.connect(table, digest)
        if named:
            digest = hashlib.sha256(digest.encode() + named.read_bytes()).hexdigest()
        return cls(connection, digest, places)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """The places that a name may mean as it stands, no place twice; the user's own shut out all others.

        States, regions, seats and peoples come first, then places of that name by size. A name that nothing answers to is
        tried without its articles, then with its consonants doubled or not.
        """
        if name not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[name] = self._find(name)
        return self._known[name]

    def province(self, code: str) -> Candidate | None:
        """The province of a GeoNames code ("US.TX"), or None."""
        return next(iter(self._rows(_BY_CODE, code, how="short")), None)

    def divisions(self, geonames: int) -> tuple[str | None, str | None]:
        """The names of the province and the district that a place lies in or is; None where the table does not say."""
        kind, code = next(iter(self._answer(_CODE_OF, geonames)), (None, ""))
        if kind is None:
            return None, None
        if not self._districts:  # 47,581 of them in 50 ms, where each would take as long to be looked for
            self._districts = dict(self._answer(_DISTRICTS))
        province = self.province(".".join(code.split(".")[:2]))
        return province.name if province else None, self._districts.get(code) if kind != "A" else None

    def own(self, name: str) -> tuple[Candidate, ...]:
        """The user's own places of a name."""
        return self._own.get(key(name), ())

    def counts(self) -> dict[str, int]:
        """How many towns, provinces, districts, names, states, regions and places of the user's own there are."""
        kinds = dict(self._connection.execute("SELECT kind, count(*) FROM place GROUP BY kind"))
        return {
            "towns": kinds.get("P", 0),
            "provinces": kinds.get("A", 0),
            "districts": kinds.get("B", 0),
            "names": self._connection.execute("SELECT count(*) FROM name").fetchone()[0],
            "states": len(tables.countries()),
            "regions": len({c.name for each in tables.by_name().values() for c in each if c.kind != "country"}),
            "own": len({c for each in self._own.values() for c in each}),
        }

    def _find(self, name: str) -> tuple[Candidate, ...]:
        if own := self.own(name):
            return own
        name_key = key(name)
        found = [*_from_tables(name, name_key), *self._peoples(name_key), *self._short(name)]
        if not _is_acronym(name):
            found += self._rows(_BY_NAME, name_key)
        if not found and bare(name_key) != name_key:
            found = self._rows(_BY_NAME, bare(name_key), how="bare")
        if not found and not _is_acronym(name):
            found = [c for other in respelled(name_key) for c in self._rows(_BY_NAME, other, how="spelling")]
        return _once(found)

    def _peoples(self, name_key: str) -> Iterable[Candidate]:
        """The states or regions of a demonym."""
        for row in tables.peoples().get(name_key, ()):
            for candidate in self._home(row["place"], row["iso3"]):
                yield replace(candidate, how="people")

    def _home(self, place: str, iso3: str) -> tuple[Candidate, ...]:
        """The place that a demonym belongs to: the first of that name in the state."""
        if not place:
            return (tables.countries()[iso3],)
        known = (*tables.by_name().get(key(place), ()), *self._rows(_BY_NAME, key(place)))
        return tuple(c for c in known if not iso3 or c.country in (iso3, None))[:1] or ((tables.countries()[iso3],) if iso3 else ())

    def _short(self, name: str) -> Iterable[Candidate]:
        """Provinces of an abbreviation that may stand alone."""
        for row in tables.abbreviations().get(name.replace(".", ""), ()):
            written = row["abbreviation"]
            alone = row["sort"] == "short" and (name == written or (len(written) > 3 and name == written.removesuffix(".")))
            if alone and (found := self.province(row["code"])):
                yield found

    def after_comma(self, name: str) -> tuple[Candidate, ...]:
        """The provinces of an abbreviation that follows a town and a comma: "TX" in "Paris, TX"."""
        rows = tables.abbreviations().get(name.replace(".", ""), ())
        return tuple(filter(None, (self.province(row["code"]) for row in rows)))

    def _rows(self, query: str, argument: str, *, how: How | None = None) -> list[Candidate]:
        return [_candidate(row, how or _HOW[row[9]]) for row in self._answer(query, argument)]

    def _answer(self, query: str, *arguments: str | int) -> list[Any]:
        try:
            return self._connection.execute(query, arguments).fetchall()
        except sqlite3.Error as error:
            where = self._connection.execute("PRAGMA database_list").fetchone()[2]
            raise GazetteerError(f"{where}: the index of places is damaged ({error}); delete the file, it will be made again") from error


def _candidate(row: tuple[str, int, str, str, str, float, float, int, int, int], how: How) -> Candidate:
    kind, number, name, country, code, lat, lon, people, radius, _ = row
    return Candidate(
        name, _KINDS[kind], how, number, tables.alpha3().get(country), ".".join(code.split(".")[:2]), lat, lon,
        float(radius) or town_radius(people), people,
    )  # fmt: skip


def _is_acronym(name: str) -> bool:
    """True for names that are no town's: "UN", "U.N.", "ELN"; four letters may be a town in capitals."""
    return name.isupper() and (len(name) <= 3 or (name.count(".") > 1 and len(name) <= 8))


def _from_tables(name: str, name_key: str) -> tuple[Candidate, ...]:
    return tables.by_acronym().get(name.replace(".", ""), ()) + tables.by_name().get(name_key, ())


def _once(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates without repeats of the same place, the first kept."""
    kept: dict[tuple[object, ...], Candidate] = {}
    for candidate in found:
        kept.setdefault(candidate.identity, candidate)
    return tuple(kept.values())
