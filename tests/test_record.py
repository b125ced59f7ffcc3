"""The record: JSON both ways, in the documented order, and what holds for every record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from onrecord.errors import RecordError
from onrecord.record import Account, Evidence, Record, Time
from onrecord.record_invariants import invariants
from onrecord.record_json import from_json, to_json, to_line
from tests.records import TEXT, any_records, sample


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_records())
def test_any_record_comes_back_from_its_line(record: Record) -> None:
    line = to_line(record)
    assert line.count("\n") == 1
    assert from_json(json.loads(line)) == record


def test_a_line_has_the_same_bytes_each_time() -> None:
    assert to_line(sample()) == to_line(from_json(json.loads(to_line(sample()))))


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ((), "schema made_by report text sentences actors places times quantities statements events"),
        (("made_by",), "onrecord model knowledge gazetteer"),
        (("report",), "id title url publisher bylines agencies published dateline language"),
        (("actors", 0), "id name kind named country role member_of key mentions"),
        (("places", 0), "id name kind geonames country lat lon radius_km score others mentions"),
        (("times", 0), "id span type value mod earliest latest basis"),
        (("quantities", 0), "id span low high best wording unit of"),
        (("statements", 0), "id content cue source speakers relays addressee form act medium continues inside"),
        (
            ("events", 0),
            "id action contexts status prominence scale by to at from destination instruments extent when figures mentions accounts "
            "claimed_only part_of links evidence plover score",
        ),
        (("events", 0, "accounts", 0), "voice statements status certainty says"),
        (("events", 0, "accounts", 0, "says"), "by to at when figures"),
        (("events", 0, "figures", 0), "effect of low high best quantity"),
    ],
)
def test_json_has_the_documented_keys_in_order(path: tuple[Any, ...], keys: str) -> None:
    value: Any = to_json(sample())
    for step in path:
        value = value[step]
    assert list(value) == keys.split()


def test_json_rounds_scores_and_keeps_whole_numbers_whole() -> None:
    record = replace(sample(), places=(replace(sample().places[0], score=0.98765, radius_km=5.0),))
    place = to_json(record)["places"][0]
    assert (place["score"], place["radius_km"]) == (0.99, 5)
    assert isinstance(place["radius_km"], int)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "onrecord.record/9"}, "expected 'onrecord.record/1'"),
        ({"text": 5}, "5 is no str"),
        ({"times": [{"id": "t1", "span": [0, 1], "type": "DAY"}]}, "'DAY' is none of"),
        ({"times": [{"id": "t1", "span": [0, 1, 2], "type": "DATE"}]}, "not a record"),
        ({"report": {}}, "not a record"),
        ({"report": None}, "not a record"),
        ({"events": 3}, "not a record"),
    ],
)
def test_json_that_is_no_record_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        from_json(to_json(sample()) | change)


@pytest.mark.parametrize("value", [None, [], "record", {}])
def test_other_json_is_refused(value: Any) -> None:
    with pytest.raises(RecordError, match="schema is"):
        from_json(value)


def test_a_sound_record_has_no_faults() -> None:
    assert invariants(sample()) == []


def _with_event(**changes: Any) -> Record:
    record = sample()
    return replace(record, events=(replace(record.events[0], **changes), *record.events[1:]))


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (replace(sample(), sentences=((0, len(TEXT) + 1),)), "sentences[0]"),
        (replace(sample(), sentences=((5, 5),)), "lies outside"),
        (replace(sample(), times=(*sample().times, Time("t2", (0, 1), "DATE"))), "'t2' is given 2 times"),
        (replace(sample(), times=(*sample().times, Time("t3", (0, 1), "YEAR"))), "'YEAR' is none of"),  # type: ignore[arg-type]  # on purpose
        (replace(sample(), schema="other"), "schema"),
        (_with_event(by=("a99",)), "'a99' is not defined in actors"),
        (_with_event(part_of="e7"), "'e7' is not defined in events"),
        (_with_event(origin=("p7",)), "'p7' is not defined in places"),
        (_with_event(origin=("p1",)), "from has a value and no evidence"),
        (_with_event(evidence=(("by", Evidence((), 0.5, "syntax")),)), "by has no words and is not inferred"),
        (_with_event(score=1.5), "no score between 0 and 1"),
        (_with_event(accounts=(Account("report", "happened"),)), "claimed_only is True"),
        (_with_event(accounts=(Account("a4", "happened"), Account("a4", "happened"))), "a4 has 2 accounts"),
        (_with_event(accounts=(Account("a77", "happened"),)), "'a77' is not defined in actors"),
    ],
)
def test_each_fault_is_named(record: Record, fault: str) -> None:
    assert any(fault in line for line in invariants(record)), invariants(record)


def test_evidence_for_gives_the_words_of_a_field() -> None:
    event = sample().events[0]
    assert event.evidence_for("by") == dict(event.evidence)["by"]
    assert event.evidence_for("extent") is None
