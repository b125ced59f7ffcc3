"""What is shown: the machine's record folded with people's decisions, which outlive the record that they were taken on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ledger.decision import Decision, Json
from onrecord.ledger.fold import Shown, shown
from onrecord.record import REPORT, Action, Record, When
from onrecord.record_invariants import invariants
from tests.records import TEXT, sample, span
from tests.rereadings import accept, add, anchor, correct, event, reject, reread, seen

FRONT = {"name": "Northern Front", "kind": "armed-group", "key": "front/north"}
ELSEWHERE = {"name": "Tol", "kind": "town", "geonames": 77, "country": "XKA", "lat": 3.5, "lon": 4.5, "radius_km": 2}

VALUES: dict[str, list[Json]] = {
    "action": [{"type": "COERCE", "mode": "arrest"}, {"type": "ASSAULT", "mode": None}],
    "status": ["planned", "denied", "happened"],
    "by": [
        [FRONT],
        [],
        [{"name": "army", "kind": "military", "named": False, "span": list(span("the army"))}],
        [FRONT, {"name": "Others"}],
    ],
    "to": [[{"name": "people", "kind": "population", "named": False, "span": list(span("people"))}], []],
    "at": [[ELSEWHERE], [], [{"name": "Karum", "geonames": 1}], [{"name": "Upper Tol"}]],
    "from": [[ELSEWHERE]],
    "destination": [[{"name": "Tol", "geonames": 77}], []],
    "when": [None, {"earliest": "2019-05-01", "latest": "2019-05-02", "basis": "stated"}],
    "figures": [[], [{"effect": "killed", "of": FRONT, "low": 3, "high": 5, "span": list(span("at least 12 people"))}]],
    "prominence": ["background"],
    "scale": ["series"],
    "accounts": [[{"voice": "report", "status": "happened"}], [{"voice": FRONT, "status": "denied", "certainty": "possible"}]],
    "trigger": [list(span("killing")), list(span("shelled the market"))],
}
DECISIONS = st.one_of(
    st.sampled_from(["e1", "e2"]).map(accept),
    st.sampled_from(["e1", "e2"]).map(reject),
    st.tuples(st.sampled_from(["e1", "e2"]), st.sampled_from(sorted(VALUES)), st.integers(0, 3)).map(
        lambda one: correct(one[0], one[1], VALUES[one[1]][one[2] % len(VALUES[one[1]])])
    ),
    st.tuples(st.sampled_from(["killing", "told", "shelled"]), st.sampled_from(["by", "at", "when"])).map(
        lambda one: add(one[0], **{one[1]: VALUES[one[1]][0]})
    ),
)


def numbered(decisions: list[Decision]) -> list[Decision]:
    return [replace(decision, id=n) for n, decision in enumerate(decisions, 1)]


def kinds(folded: Shown) -> list[tuple[int, str]]:
    return [(one.decision, one.kind) for one in folded.disputes]


# ---------------------------------------------------------------- one record
def test_nothing_decided_changes_nothing() -> None:
    folded = shown(sample(), [])
    assert folded.record == sample()
    assert folded.states == {"e1": "machine", "e2": "machine"}
    assert folded.disputes == ()


def test_an_accepted_event_is_the_same_and_says_so() -> None:
    folded = shown(sample(), [accept("e1")])
    assert folded.record == sample()
    assert folded.states == {"e1": "accepted", "e2": "machine"}
    assert folded.fields["e1"]["status"] == "accepted"


def test_a_rejected_event_is_gone_and_so_are_links_to_it() -> None:
    folded = shown(sample(), [reject("e1")])
    assert [one.id for one in folded.record.events] == ["e2"]
    assert folded.record.events[0].links == ()
    assert folded.states == {"e1": "rejected", "e2": "machine"}


def test_accepting_what_was_rejected_brings_it_back() -> None:
    folded = shown(sample(), [reject("e1"), accept("e1", number=2)])
    assert folded.record == sample()
    assert folded.states["e1"] == "accepted"


def test_a_corrected_status_carries_to_the_voices_that_gave_it_and_to_the_type() -> None:
    shot = event(shown(sample(), [correct("e1", "status", "denied")]).record, "e1")
    assert shot.status == "denied"
    assert [one.status for one in shot.accounts] == ["denied", "denied"]
    assert [one.status for one in shot.mentions] == ["denied", "denied"]
    assert shot.plover == Action("REJECT")


def test_a_voice_that_said_otherwise_goes_on_saying_so() -> None:
    shot = event(shown(sample(), [correct("e1", "status", "planned")]).record, "e1")
    assert [(one.voice, one.status) for one in shot.accounts] == [("a4", "planned"), ("a5", "denied")]


def test_a_corrected_actor_is_brought_in_and_carries_to_what_the_voices_say() -> None:
    folded = shown(sample(), [correct("e1", "by", [FRONT])])
    shot = event(folded.record, "e1")
    (new,) = [one for one in folded.record.actors if one.id in shot.by]
    assert (new.id, new.name, new.kind, new.key) == ("x1", "Northern Front", "armed-group", "front/north")
    assert shot.accounts[0].says.by == ("x1",)
    evidence = shot.evidence_for("by")
    assert evidence is not None
    assert (evidence.basis, evidence.score) == ("inferred", 1.0)


def test_an_actor_of_the_record_is_found_by_its_words() -> None:
    army = {"name": "the soldiers", "kind": "military", "named": False, "span": list(span("The army"))}
    shot = event(shown(sample(), [correct("e1", "by", [army])]).record, "e1")
    assert shot.by == ("a4",)


def test_a_place_is_found_by_its_number_and_brought_in_otherwise() -> None:
    folded = shown(sample(), [correct("e1", "at", [{"name": "Qarum", "geonames": 1}]), correct("e2", "at", [ELSEWHERE], number=2)])
    assert event(folded.record, "e1").at == ("p1",)
    (new,) = [one for one in folded.record.places if one.id in event(folded.record, "e2").at]
    assert (new.geonames, new.lat, new.kind) == (77, 3.5, "town")


def test_days_are_corrected_and_taken_away() -> None:
    two = {"earliest": "2019-05-01", "latest": "2019-05-02", "basis": "stated"}
    assert event(shown(sample(), [correct("e1", "when", two)]).record, "e1").when == When(None, "2019-05-01", "2019-05-02", "stated")
    gone = event(shown(sample(), [correct("e1", "when", None)]).record, "e1")
    assert gone.when is None
    assert gone.evidence_for("when") is None


def test_voices_are_corrected_and_what_they_say_stays() -> None:
    army = {"name": "army", "kind": "military", "named": False, "span": list(span("the army"))}
    after = [{"voice": "report", "status": "happened"}, {"voice": army, "status": "happened", "certainty": "probable"}]
    shot = event(shown(sample(), [correct("e1", "accounts", after)]).record, "e1")
    assert [(one.voice, one.certainty) for one in shot.accounts] == [(REPORT, "certain"), ("a4", "probable")]
    assert shot.accounts[1].says.by == ("a1",)
    assert not shot.claimed_only


def test_a_corrected_trigger_moves_the_event_and_neither_its_key_nor_its_anchor() -> None:
    folded = shown(sample(), [correct("e1", "trigger", list(span("shelled the market")))])
    assert event(folded.record, "e1").mentions[0].trigger == span("shelled the market")
    assert folded.anchors == shown(sample(), []).anchors
    assert folded.keys == shown(sample(), []).keys


def test_what_is_decided_after_the_trigger_was_corrected_holds_when_that_is_undone() -> None:
    moved = correct("e1", "trigger", list(span("killing")))
    status = correct("e1", "status", "planned", number=2)
    both, one = shown(sample(), [moved, status]), shown(sample(), [status])
    assert event(both.record, "e1").status == event(one.record, "e1").status == "planned"


def test_the_latest_correction_of_a_field_holds() -> None:
    folded = shown(sample(), [correct("e1", "status", "denied"), correct("e1", "status", "planned", number=2)])
    assert event(folded.record, "e1").status == "planned"


def test_a_correction_outlives_an_earlier_and_a_later_acceptance() -> None:
    for order in ([correct("e1", "status", "planned"), accept("e2")], [accept("e1"), correct("e1", "status", "planned")]):
        folded = shown(sample(), numbered(order))
        assert event(folded.record, "e1").status == "planned"
        assert folded.states["e1"] == "corrected"


def test_an_added_event_comes_in_with_its_words_at_its_place_in_the_text() -> None:
    folded = shown(sample(), [add("killing", by=[FRONT], to=[{"name": "people", "span": list(span("people"))}])])
    assert [one.id for one in folded.record.events] == ["e1", "x1", "e2"]
    new = event(folded.record, "x1")
    assert (new.mentions[0].trigger, new.mentions[0].statements) == (span("killing"), ("s1",))
    assert (new.by, new.to) == (("x1",), ("a3",))
    assert [(one.voice, one.status) for one in new.accounts] == [("a4", "happened")]
    assert new.claimed_only
    assert folded.states["x1"] == "added"
    assert invariants(folded.record) == []


def test_an_added_event_can_be_corrected_and_rejected() -> None:
    one = add("killing")
    fix = Decision("correct", "ann", one.anchor, "status", "happened", "planned", id=2)
    assert event(shown(sample(), [one, fix]).record, "x1").status == "planned"
    gone = shown(sample(), [one, fix, Decision("reject", "ben", one.anchor, after="not an event", id=3)])
    assert [e.id for e in gone.record.events] == ["e1", "e2"]


def test_events_with_one_trigger_are_told_apart() -> None:
    record = sample()
    twin = replace(record.events[0], id="e3", action=Action("COERCE", "seize"))
    record = replace(record, events=(*record.events, twin))
    folded = shown(record, [correct("e3", "status", "planned", record=record)])
    assert (event(folded.record, "e1").status, event(folded.record, "e3").status) == ("happened", "planned")
    assert len(set(folded.keys.values())) == 3
    assert shown(record, [reject("e1", record=record)]).keys == folded.keys


# ---------------------------------------------------------------- laws
@settings(max_examples=150, deadline=None)
@given(st.lists(DECISIONS, max_size=8), st.booleans())
def test_what_is_shown_is_a_sound_record(decisions: list[Decision], later: bool) -> None:
    record = reread() if later else sample()
    folded = shown(record, numbered(decisions))
    assert invariants(folded.record) == []
    assert folded.record.text == record.text
    assert {one.id for one in folded.record.events} <= set(folded.states)
    assert len(set(folded.keys.values())) == len(folded.keys)


@settings(max_examples=60, deadline=None)
@given(st.lists(DECISIONS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_decisions_are_handed_over_does_not_matter(decisions: list[Decision], random: Any) -> None:
    given_ = numbered(decisions)
    mixed = list(given_)
    random.shuffle(mixed)
    assert shown(sample(), mixed) == shown(sample(), given_)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["e1", "e2"]), st.sampled_from(sorted(VALUES)), st.integers(0, 3)), max_size=6, unique_by=lambda t: t[:2]
    )
)
def test_the_order_of_unrelated_decisions_does_not_matter(chosen: list[tuple[str, str, int]]) -> None:
    made = [correct(id_, field, VALUES[field][n % len(VALUES[field])]) for id_, field, n in chosen]
    forth, back = shown(sample(), numbered(made)), shown(sample(), numbered(made[::-1]))
    assert (forth.record, forth.states, forth.fields) == (back.record, back.states, back.fields)


@settings(max_examples=60, deadline=None)
@given(st.lists(DECISIONS, max_size=5), DECISIONS)
def test_leaving_out_what_was_undone_is_as_if_it_had_never_been(decisions: list[Decision], one: Decision) -> None:
    kept = numbered(decisions)
    assert shown(sample(), [d for d in [*kept, replace(one, id=99)] if d.id != 99]) == shown(sample(), kept)


# ---------------------------------------------------------------- a new model
@pytest.mark.parametrize("field", sorted(VALUES))
@pytest.mark.parametrize("n", range(3))
def test_every_correction_survives_a_new_model(field: str, n: int) -> None:
    decision = correct("e1", field, VALUES[field][n % len(VALUES[field])])
    before, after = shown(sample(), [decision]), shown(reread(), [decision])
    assert _told(after.record, "e5", field) == _told(before.record, "e1", field)
    assert after.states["e5"] == "corrected"
    assert invariants(after.record) == []


def test_acceptance_addition_and_rejection_survive_a_new_model() -> None:
    decisions = numbered([accept("e1"), reject("e2"), add("killing", by=[FRONT])])
    folded = shown(reread(status="planned", by=()), decisions)
    assert [one.id for one in folded.record.events] == ["e5", "x1"]
    kept = event(folded.record, "e5")
    assert (kept.status, _names(folded.record, kept.by)) == ("happened", ["rebels"])
    assert folded.states == {"e5": "accepted", "e3": "rejected", "x1": "added"}


def test_a_new_model_that_says_otherwise_is_a_dispute_and_changes_nothing() -> None:
    decision = correct("e1", "status", "planned")
    assert shown(reread(), [decision]).disputes == ()
    folded = shown(reread(status="attempted"), [decision])
    assert event(folded.record, "e5").status == "planned"
    assert kinds(folded) == [(1, "machine disagrees")]
    assert "status" in folded.disputes[0].what


def test_a_new_model_that_comes_round_to_the_person_is_no_dispute() -> None:
    assert shown(reread(status="planned"), [correct("e1", "status", "planned")]).disputes == ()


def test_a_new_model_that_differs_from_what_was_accepted_is_a_dispute() -> None:
    folded = shown(reread(when=None), [accept("e1")])
    assert event(folded.record, "e5").when is not None
    assert kinds(folded) == [(1, "machine disagrees")]
    assert "when" in folded.disputes[0].what


def test_a_new_decision_ends_the_dispute() -> None:
    record = reread(status="attempted")
    first = correct("e1", "status", "planned")
    at = shown(record, [first]).anchors["e5"]
    assert at == first.anchor  # decisions on one event share their anchor, whatever the machine's trigger is by now
    again = replace(correct("e5", "status", "planned", number=2, record=record), anchor=at)
    assert shown(record, [first, again]).disputes == ()


def test_decisions_on_two_events_of_which_one_is_left_are_not_mixed_up() -> None:
    record = sample()
    twin = replace(record.events[0], id="e3", mentions=(replace(record.events[0].mentions[0], trigger=span("Rebels shelled")),))
    record = replace(record, events=(*record.events, twin))
    decisions = [correct("e1", "status", "planned", record=record), correct("e3", "scale", "series", number=2, record=record)]
    folded = shown(sample(), decisions)
    assert [(one.id, one.status, one.scale) for one in folded.record.events] == [
        ("x1", "happened", "series"), ("e1", "planned", "incident"), ("e2", "threatened", "incident")
    ]  # fmt: skip
    assert kinds(folded) == [(2, "unanchored")]


def test_an_event_that_a_new_model_no_longer_finds_is_kept_as_a_person_had_it() -> None:
    record = reread()
    record = replace(record, events=record.events[1:])
    folded = shown(record, [accept("e1"), correct("e1", "status", "planned", number=2)])
    kept = event(folded.record, "x1")
    assert (kept.status, kept.mentions[0].trigger) == ("planned", span("shelled"))
    assert _names(folded.record, kept.by) == ["rebels"]
    assert [one.low for one in kept.figures] == [12]
    assert [(one.voice, one.status) for one in kept.accounts] == [("a14", "planned"), ("a15", "denied")]
    assert kinds(folded) == [(1, "unanchored"), (2, "unanchored")]
    assert invariants(folded.record) == []


def test_a_rejection_without_its_event_is_listed() -> None:
    record = reread()
    folded = shown(replace(record, events=record.events[1:]), [reject("e1")])
    assert [one.id for one in folded.record.events] == ["e3"]
    assert kinds(folded) == [(1, "unanchored")]


def test_a_rejected_event_that_comes_back_as_another_stays_out_and_is_a_dispute() -> None:
    folded = shown(reread(action=Action("COERCE", "seize")), [reject("e1")])
    assert [one.id for one in folded.record.events] == ["e3"]
    assert kinds(folded) == [(1, "machine disagrees")]


def test_a_new_model_that_finds_what_was_added_does_not_double_it() -> None:
    record = reread()
    found = replace(
        event(record, "e3"),
        id="e9",
        action=Action("HARM", "accident"),
        mentions=(replace(event(record, "e3").mentions[0], trigger=span("killing")),),
    )
    folded = shown(replace(record, events=(*record.events, found)), [add("killing", status="happened")])
    assert [one.id for one in folded.record.events] == ["e5", "e3", "e9"]
    kept = event(folded.record, "e9")
    assert (kept.action, kept.status) == (Action("HARM", "unknown"), "happened")
    assert folded.states["e9"] == "added"
    assert kinds(folded) == [(1, "machine disagrees")]


def test_an_event_added_beside_one_that_the_machine_had_there_stays_beside_it() -> None:
    one = replace(add("shelled"), machine=[{"type": "ASSAULT", "mode": "heavy-weapons"}])
    folded = shown(sample(), [one])
    assert [(e.id, e.action.type) for e in folded.record.events] == [("e1", "ASSAULT"), ("x1", "HARM"), ("e2", "ASSAULT")]


def test_the_same_words_elsewhere_in_the_sentence_are_found_only_for_what_is_kept() -> None:
    record = sample()
    text = TEXT.replace("killing at least", "and shelled it again, killing at least")
    record = replace(record, text=text, sentences=((0, 125), *((a + 22, b + 22) for a, b in record.sentences[1:])))
    later = replace(record, events=(replace(record.events[0], mentions=(replace(record.events[0].mentions[0], trigger=(65, 72)),)),))
    assert text[65:72] == "shelled"
    decision = correct("e1", "status", "planned", record=record)
    assert event(shown(later, [decision]).record, "e1").status == "planned"
    folded = shown(later, [reject("e1", record=record)])
    assert [one.id for one in folded.record.events] == ["e1"]
    assert kinds(folded) == [(1, "unanchored")]


@pytest.mark.parametrize("id_", ["e1", "e2"])
def test_what_was_seen_names_all_fields(id_: str) -> None:
    assert set(seen(id_)) == set(VALUES) - {"trigger"}
    assert anchor(id_).words == TEXT[slice(*(anchor(id_).span or (0, 0)))]


def _names(record: Record, ids: tuple[str, ...]) -> list[str]:
    return [one.name for one in record.actors if one.id in ids]


def _told(record: Record, id_: str, field: str) -> Any:
    """A field with names and numbers in place of ids."""
    one = event(record, id_)
    if field in ("by", "to"):
        return _names(record, getattr(one, field))
    if field in ("at", "from", "destination"):
        ids = one.origin if field == "from" else getattr(one, field)
        return [(place.name, place.geonames) for place in record.places if place.id in ids]
    if field == "when":
        return one.when and (one.when.earliest, one.when.latest)
    if field == "figures":
        return [(f.effect, f.low, f.high, _names(record, (f.of or "",))) for f in one.figures]
    if field == "accounts":
        return [(_names(record, (a.voice,)) or a.voice, a.status, a.certainty) for a in one.accounts]
    return one.mentions[0].trigger if field == "trigger" else getattr(one, field)
