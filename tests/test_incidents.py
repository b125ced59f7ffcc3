"""Events of different reports that are one happening: what joins, what never does, and that the order of arrival changes nothing."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import pytest

from onrecord.knowledge import table
from onrecord.ledger import candidates, clusters, incidents, keys, pairs
from onrecord.ledger.candidates import Blocks
from onrecord.ledger.features import features, kin
from onrecord.ledger.links import Links
from onrecord.ledger.loading import load
from onrecord.ledger.ties import ties
from onrecord.ledger.traces import Who
from tests.ledgers import database, insert

KARUM = {"place": "Karum", "geonames": 1, "place_kind": "town", "country": "XKA", "lat": 1.5, "lon": 2.25, "radius_km": 5.0}
SOLBERG = {"place": "Solberg", "geonames": 2, "place_kind": "town", "country": "XKB", "lat": 21.5, "lon": 42.25, "radius_km": 5.0}


@dataclass(frozen=True)
class Report:
    """One report with one event, as a test writes it: `trigger` stands in `text`."""

    text: str
    trigger: str
    published: str = "2019-05-04"
    type: str = "ASSAULT"
    mode: str | None = None
    status: str = "happened"
    scale: str = "incident"
    days: tuple[str, str] | None = ("2019-05-03", "2019-05-03")
    at: tuple[tuple[str, Any], ...] = tuple(KARUM.items())
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    kind: str = "report"


SHELLED = Report("Rebels shelled the fish market of Karum on Friday, killing 12 traders.", "shelled", by=("rebels",))
STRIKE = Report("A strike on the fish market in Karum killed 12 traders on Friday.", "strike", published="2019-05-05")
STRIKE_AGAIN = Report("Twelve traders died in the strike that hit the fish market of Karum.", "strike", published="2019-05-06")
MISFIRE = Report(
    "An army rocket misfired and fell on the fish market of Karum, killing traders, the rebels said.",
    "misfired",
    "2019-05-05",
    "HARM",
    "accident",
)
DENIED = Report("The rebels denied that they shelled the fish market of Karum on Friday.", "shelled", "2019-05-05", status="denied")
PLANNED = Report("Rebels will shell the fish market of Karum, traders fear.", "shell", "2019-05-02", status="planned", days=None)
SERIES = Report("Rebels shelled the fish market of Karum and its traders again and again.", "shelled", "2019-05-05", scale="series")
ELSEWHERE = Report("Rebels shelled the fish market of Solberg on Friday, killing 12 traders.", "shelled", at=tuple(SOLBERG.items()))
FAR_TOWN = {**KARUM, "place": "Velda", "geonames": 3, "lat": 2.5}
FAR = Report("Rebels shelled the fish market of Velda on Friday, killing 12 traders.", "shelled", at=tuple(FAR_TOWN.items()))
LATER = Report("Rebels shelled the fish market of Karum, killing traders.", "shelled", "2019-05-15", days=("2019-05-14", "2019-05-14"))
BLAMED = Report(
    "Soldiers shelled the fish market of Karum on Friday, killing 21 traders, a trader said.", "shelled", "2019-05-05", by=("soldiers",)
)
ABDUCTED = Report("Rebels abducted traders at the fish market of Karum on Friday.", "abducted", "2019-05-05", mode="abduct", by=("rebels",))
SHOT = Report("Rebels shot traders at the fish market of Karum on Friday.", "shot", mode="firearms", by=("rebels",))
LIND = Report("A gunman killed the lawyer Ada Lind in Karum on Friday.", "killed", mode="targeted", to=("Ada Lind",))
BERG = Report("A gunman killed the lawyer Olaf Berg in Karum on Friday.", "killed", "2019-05-05", mode="targeted", to=("Olaf Berg",))
LIND_AGAIN = Report("The murder of the lawyer Lind shocked Karum.", "murder", "2019-05-28", mode="targeted", to=("Lind",), days=None)
HARBOUR = Report("Dockers marched through the harbour for higher wages.", "marched", "2019-05-04", "PROTEST", by=("dockers",))


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """An empty ledger in memory."""
    opened = database()
    yield opened
    opened.close()


NO_LINKS = Links()


def put(db: sqlite3.Connection, report: Report) -> int:
    """The rows of a report and its event; the event's."""
    key = f"{abs(hash_of(report.text + report.published)):012x}"
    columns = {"key": "r" + key, "sha256": key, "text": report.text, "published": report.published, "kind": report.kind}
    row = insert(db, "report", **columns)
    return put_event(db, row, "v" + key, report)


def put_event(db: sqlite3.Connection, row: int, key: str, report: Report) -> int:
    """One event of a report that is there."""
    start = report.text.index(report.trigger)
    earliest, latest = report.days or (None, None)
    event = insert(
        db, "event", report=row, name="e1", key=key, type=report.type, mode=report.mode, status=report.status, prominence="main",
        scale=report.scale, claimed_only=0, score=1.0, trigger_start=start, trigger_stop=start + len(report.trigger),
        words=report.trigger, earliest=earliest, latest=latest, basis="stated" if earliest else None, origin=row, **dict(report.at),
    )  # fmt: skip
    for part, names in (("by", report.by), ("to", report.to)):
        for name in names:
            insert(db, "event_party", event=event, part=part, party=party(db, name))
    return event


def party(db: sqlite3.Connection, name: str) -> int:
    """The row of a party: people where the name has a capital."""
    found = db.execute("SELECT id FROM party WHERE key = ?", (name,)).fetchone()
    named = name[0].isupper()
    return found[0] if found else insert(db, "party", key=name, name=name, kind="person" if named else "population", named=named, side=name)


def hash_of(text: str) -> int:
    """A number of 48 bits that a text has everywhere."""
    number = 0
    for character in text:
        number = (number * 1_000_003 + ord(character)) % (1 << 48)
    return number


def add(db: sqlite3.Connection, *reports: Report, links: Links = NO_LINKS) -> list[int]:
    """Put reports in one after the other, as the ledger does; their events."""
    events = []
    for report in reports:
        events.append(put(db, report))
        incidents.update(db, events[-1:], links)
    return events


def together(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Incident keys and their events' keys."""
    rows = db.execute("SELECT incident.key, event.key FROM event JOIN incident ON incident.id = event.incident ORDER BY 1, 2")
    found: dict[str, list[str]] = {}
    for incident, event in rows:
        found.setdefault(incident, []).append(event)
    return found


def same(db: sqlite3.Connection, a: int, b: int) -> bool:
    """Whether two events have one incident."""
    rows = [db.execute("SELECT incident FROM event WHERE id = ?", (event,)).fetchone()[0] for event in (a, b)]
    assert None not in rows
    return rows[0] == rows[1]


# ---------------------------------------------------------------- what joins
@pytest.mark.parametrize(
    "other", [STRIKE, STRIKE_AGAIN, MISFIRE, DENIED, BLAMED], ids=["strike", "later", "misfire", "denied", "others are blamed"]
)
def test_accounts_of_one_act_are_one_incident(db: sqlite3.Connection, other: Report) -> None:
    first, second = add(db, SHELLED, other)
    assert same(db, first, second)


@pytest.mark.parametrize(
    "other", [PLANNED, SERIES, ELSEWHERE, FAR, LATER, HARBOUR], ids=["planned", "series", "abroad", "far", "another day", "another act"]
)
def test_what_is_another_happening_stays_apart(db: sqlite3.Connection, other: Report) -> None:
    first, second = add(db, SHELLED, other)
    assert not same(db, first, second)


def test_an_abduction_is_no_shooting(db: sqlite3.Connection) -> None:
    first, second = add(db, SHOT, ABDUCTED)
    assert not same(db, first, second)


def test_who_was_killed_tells_two_murders_apart(db: sqlite3.Connection) -> None:
    first, other, again = add(db, LIND, BERG, LIND_AGAIN)
    assert not same(db, first, other)
    assert same(db, first, again)


def test_a_voice_that_calls_it_something_else_joins_by_its_own_word(db: sqlite3.Connection) -> None:
    vote = Report("The council voted on the fish market of Karum, killing the plan of traders.", "voted", "2019-05-05", "DECIDE", "law")
    first, second = put(db, SHELLED), put(db, vote)
    incidents.update(db, [first, second], Links())
    assert not db.execute("SELECT 1 FROM pair").fetchall()
    traces = load(db, [first, second])
    assert pairs.veto(traces[first], traces[second]) == "the acts are of kinds that are never one"
    says = '{"action":{"type":"ASSAULT","mode":null}}'
    insert(db, "account", event=second, voice="a1", status="happened", certainty="certain", says=says)
    traces = load(db, [first, second])
    assert pairs.veto(traces[first], traces[second]) is None


def test_scores_are_the_same_either_way(db: sqlite3.Connection) -> None:
    traces = load(db, add(db, SHELLED, STRIKE, STRIKE_AGAIN, MISFIRE, DENIED, BLAMED, SHOT, LIND, LIND_AGAIN))
    for a, b in combinations(traces.values(), 2):
        assert set(pairs.weigh(a, b).why) == set(pairs.weigh(b, a).why)
        assert pairs.veto(a, b) == pairs.veto(b, a)
        assert pairs.weigh(a, b).score == pairs.weigh(b, a).score


def test_the_table_weighs_every_feature(db: sqlite3.Connection) -> None:
    known = {row["feature"] for row in table("same_event")}
    traces = load(db, add(db, SHELLED, STRIKE, MISFIRE, DENIED, BLAMED, SHOT, ABDUCTED, LIND, LIND_AGAIN, ELSEWHERE, HARBOUR))
    assert {name for a, b in combinations(traces.values(), 2) for name, _ in features(a, b)} <= known


def test_a_third_report_does_not_join_what_is_apart(db: sqlite3.Connection) -> None:
    vague = Report("Rebels shelled the fish market, killing traders.", "shelled", "2019-05-08", days=None, at=())
    first, _, later = add(db, SHELLED, vague, LATER)
    assert not same(db, first, later)


def test_two_events_of_one_report_stay_apart(db: sqlite3.Connection) -> None:
    first = put(db, SHELLED)
    (row,) = db.execute("SELECT report FROM event WHERE id = ?", (first,)).fetchone()
    second = put_event(db, row, "vsecond", SHELLED)
    third = put(db, STRIKE)
    incidents.update(db, [first, second, third], Links())
    assert not same(db, first, second)
    assert same(db, first, third) != same(db, second, third)


@pytest.mark.parametrize("column", ["state", "kind", "scope", "replaced"])
def test_what_does_not_count_has_no_incident(db: sqlite3.Connection, column: str) -> None:
    first, second = add(db, SHELLED, STRIKE)
    (row,) = db.execute("SELECT report FROM event WHERE id = ?", (second,)).fetchone()
    change = {
        "state": "UPDATE event SET state = 'rejected' WHERE id = ?2",
        "kind": "UPDATE report SET kind = 'retraction' WHERE id = ?1",
        "scope": "UPDATE report SET scope = 'out' WHERE id = ?1",
        "replaced": "UPDATE report SET replaced_by = 1 WHERE id = ?1",
    }
    db.execute(change[column], (row, second)[: 1 + (column == "state")])
    incidents.update(db, [second], Links())
    assert [len(events) for events in together(db).values()] == [1]
    assert db.execute("SELECT incident FROM event WHERE id = ?", (second,)).fetchone() == (None,)
    assert db.execute("SELECT count(*) FROM pair").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM block WHERE event = ?", (second,)).fetchone() == (0,)
    assert db.execute("SELECT incident FROM event WHERE id = ?", (first,)).fetchone() != (None,)


def test_a_pair_says_why(db: sqlite3.Connection) -> None:
    add(db, SHELLED, STRIKE)
    ((incident,),) = db.execute("SELECT DISTINCT i.key FROM event e JOIN incident i ON i.id = e.incident").fetchall()
    (tie,) = ties(db, incident)
    (stored,) = db.execute("SELECT score FROM pair").fetchone()
    weights = {row["feature"]: float(row["dated"]) for row in table("same_event")}
    assert tie.score == stored
    assert dict(tie.why)["days: same"] == weights["days: same"]
    assert [tie.earlier, tie.later] == [row[0] for row in db.execute("SELECT e.key FROM event e ORDER BY report, trigger_start")]


# ---------------------------------------------------------------- the order of arrival
def test_the_order_of_arrival_changes_nothing() -> None:
    reports = [SHELLED, STRIKE, STRIKE_AGAIN, MISFIRE, DENIED, LATER, ELSEWHERE]
    outcomes = []
    for order in random.Random(1).sample(list(permutations(reports)), 40):
        db = database()
        add(db, *order)
        outcomes.append(together(db))
        db.close()
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert max(map(len, outcomes[0].values())) > 1


def test_all_at_once_is_as_one_by_one(db: sqlite3.Connection) -> None:
    reports = [STRIKE, SHELLED, LATER, DENIED]
    add(db, *reports)
    one_by_one = together(db)
    other = database()
    incidents.update(other, [put(other, report) for report in reports], Links())
    assert together(other) == one_by_one
    other.close()


def test_taking_a_report_out_is_as_if_it_had_never_come(db: sqlite3.Connection) -> None:
    _, second, _ = add(db, SHELLED, STRIKE, STRIKE_AGAIN)
    incidents.remove(db, {second})
    db.execute("DELETE FROM event WHERE id = ?", (second,))
    incidents.update(db, [], Links())
    other = database()
    add(other, SHELLED, STRIKE_AGAIN)
    assert together(db) == together(other)
    assert contents(db, "pair") == contents(other, "pair")
    other.close()


def contents(db: sqlite3.Connection, table: str) -> list[Any]:
    """The pairs as keys of events with their scores."""
    query = f"SELECT min(a.key, b.key), max(a.key, b.key), p.score FROM {table} p JOIN event a ON a.id = p.a JOIN event b ON b.id = p.b"
    return sorted(db.execute(query))


# ---------------------------------------------------------------- people's merges and splits
def test_a_merge_and_its_undoing_leave_nothing_behind(db: sqlite3.Connection) -> None:
    first, second = add(db, SHELLED, HARBOUR)
    before = together(db)
    incidents.update(db, [first, second], Links(must=((first, second),)))
    assert same(db, first, second)
    incidents.update(db, [first, second], Links())
    assert together(db) == before
    assert db.execute("SELECT count(*) FROM incident WHERE moved_to IS NOT NULL").fetchone() == (0,)


def test_a_split_and_its_undoing_leave_nothing_behind(db: sqlite3.Connection) -> None:
    first, second, _ = add(db, SHELLED, STRIKE, STRIKE_AGAIN)
    before = together(db)
    incidents.update(db, [first, second], Links(cannot=((first, second),)))
    assert not same(db, first, second)
    incidents.update(db, [first, second], Links())
    assert together(db) == before


def test_a_split_holds_when_more_reports_come(db: sqlite3.Connection) -> None:
    first, second = add(db, SHELLED, STRIKE)
    links = Links(cannot=((first, second),))
    incidents.update(db, [first, second], links)
    third = put(db, STRIKE_AGAIN)
    incidents.update(db, [third], links)
    assert not same(db, first, second)


def test_ids_that_were_given_out_point_on(db: sqlite3.Connection) -> None:
    late, early = STRIKE, SHELLED
    (second,) = add(db, late)
    ((old, key),) = db.execute("SELECT id, key FROM incident").fetchall()
    (first,) = add(db, early)
    (now,) = db.execute("SELECT incident FROM event WHERE id = ?", (first,)).fetchone()
    assert same(db, first, second)
    assert old != now
    assert incidents.resolve(db, old) == now
    incidents.update(db, [first, second], Links(cannot=((first, second),)))
    assert db.execute(
        "SELECT incident.key FROM event JOIN incident ON incident.id = incident WHERE event.id = ?", (second,)
    ).fetchone() == (key,)
    assert incidents.resolve(db, old) == old


def test_the_id_of_an_incident_whose_first_event_is_gone_points_on(db: sqlite3.Connection) -> None:
    first, second = add(db, SHELLED, STRIKE)
    (old,) = db.execute("SELECT incident FROM event WHERE id = ?", (first,)).fetchone()
    incidents.remove(db, {first})
    db.execute("DELETE FROM event WHERE id = ?", (first,))
    touched = incidents.update(db, [], Links())
    (now,) = db.execute("SELECT incident FROM event WHERE id = ?", (second,)).fetchone()
    assert incidents.resolve(db, old) == now != old
    assert {old, now} <= touched


# ---------------------------------------------------------------- big blocks
def crowd(size: int) -> list[Report]:
    """Many reports that share a key: the same act on the same day in the same town."""
    words = "anchor basil cedar dahlia ember fennel garnet hazel iris juniper".split()
    return [
        Report(f"Gunmen attacked the {words[n % 10]} {words[n // 10 % 10]} depot in Karum.", "attacked", f"2019-05-{4 + n % 3:02d}")
        for n in range(size)
    ]


def test_a_big_block_compares_with_its_first_events_only(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "SMALL", 6)
    monkeypatch.setattr(candidates, "PIVOTS", 2)
    events = add(db, *crowd(20))
    found = {event: Blocks(db).find(event, "done") for event in events}
    assert sum(map(len, found.values())) < 20 * 19
    for a, b in combinations(events, 2):
        assert (b in found[a]) == (a in found[b]) == Blocks(db).qualify(a, b)


def test_what_a_big_block_compares_does_not_depend_on_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "SMALL", 6)
    monkeypatch.setattr(candidates, "PIVOTS", 2)
    outcomes = []
    for seed in range(6):
        db = database()
        reports = crowd(24)
        random.Random(seed).shuffle(reports)
        events = add(db, *reports)
        gone = [event for event, report in zip(events, reports, strict=True) if "cedar" in report.text]
        incidents.remove(db, gone)
        db.executemany("DELETE FROM event WHERE id = ?", [(event,) for event in gone])
        incidents.update(db, [], Links())
        outcomes.append((contents(db, "pair"), together(db)))
        db.close()
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert outcomes[0][0]


def test_what_big_blocks_near_each_other_compare_does_not_depend_on_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "SMALL", 6)
    monkeypatch.setattr(candidates, "PIVOTS", 2)
    undated = [replace(one, text=f"{one.text} {n} fled.", published="2019-05-05", days=None) for n, one in enumerate(crowd(10))]
    outcomes = []
    for reports in ([*crowd(10), *undated], [*undated, *crowd(10)]):
        db = database()
        add(db, *reports)
        outcomes.append(contents(db, "pair"))
        db.close()
    assert outcomes[0] == outcomes[1]


def test_neighbouring_days_are_partners(db: sqlite3.Connection) -> None:
    dates = [("2019-05-03", "2019-05-03"), ("2019-05-04", "2019-05-04"), ("2019-05-06", "2019-05-06"), None]
    reports = [Report(f"Rebels shelled the mill of Karum ({n}).", "shelled", "2019-05-06", days=days) for n, days in enumerate(dates)]
    first, second, later, undated = (keys.keys(trace)[-1] for trace in load(db, add(db, *reports)).values())
    assert first & 1
    assert not undated & 1
    assert keys.partners(first, second)
    assert not keys.partners(first, later)
    assert keys.partners(first, undated)
    for key, other in ((first, second), (first, undated), (undated, later)):
        low, high = keys.neighbours(key)
        assert low <= other <= high


def test_an_event_has_few_keys(db: sqlite3.Connection) -> None:
    (event,) = add(db, SHELLED)
    assert 1 <= len(keys.keys(load(db, [event])[event])) <= keys.LASTING + keys.MOST


# ---------------------------------------------------------------- groups
class Free:
    """Facts that never disagree."""

    def joined(self, _other: Free) -> Free:
        return self

    def agrees(self, _other: Free) -> bool:
        return True


def grouped(size: int, scores: dict[tuple[int, int], float], **options: Any) -> list[list[int]]:
    return clusters.partition(range(size), scores, dict.fromkeys(range(size), Free()), **options)


def test_a_chain_of_likenesses_is_not_one_group() -> None:
    assert grouped(4, {(0, 1): 0.9, (1, 2): 0.6, (2, 3): 0.9}) == [[0, 1], [2, 3]]


def test_a_group_takes_no_more_than_its_limit() -> None:
    scores = dict.fromkeys(combinations(range(6), 2), 0.9)
    assert max(map(len, grouped(6, scores, limit=4))) == 4
    assert grouped(6, scores) == [[0, 1, 2, 3, 4, 5]]


def test_people_come_before_scores() -> None:
    scores = {(0, 1): 0.99, (1, 2): 0.99, (0, 2): 0.99}
    assert grouped(4, scores, must=[(2, 3)], cannot=[(0, 1)]) in ([[0, 2, 3], [1]], [[0], [1, 2, 3]])


# ---------------------------------------------------------------- tables
@pytest.mark.parametrize(("name", "column"), [("common_words", "words"), ("irregular_forms", "forms")])
def test_a_word_stands_in_one_row(name: str, column: str) -> None:
    words = [word for row in table(name) for word in row[column].split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", ["same_event", "near_actions", "word_families", "common_words", "irregular_forms"])
def test_every_row_has_an_example(name: str) -> None:
    assert all(row["example"] for row in table(name))


def test_a_family_is_named_by_one_of_its_words() -> None:
    names = [row["family"] for row in table("word_families")]
    assert len(names) == len(set(names))


def test_a_state_and_its_army_may_be_one_party_and_two_states_may_not() -> None:
    state, army = Who(1, "Karum", "state", True, "KRM", "GOV"), Who(2, "Karum Defence Force", "military", True, "KRM", "MIL")
    assert kin(state, army)
    assert kin(army, state)
    assert not kin(army, Who(3, "Norland", "state", True, "NOR", "GOV"))
    assert not kin(state, Who(4, "Karum Dockers' Union", "organisation", True, "KRM", "LAB"))
