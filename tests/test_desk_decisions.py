"""Decisions over the desk's interface: each kind, what is refused and why, conflicts, repeats, forms without scripts, saved searches."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from onrecord.desk.acts import ACTS
from onrecord.ledger.decision import FIELDS, KINDS, REASONS
from onrecord.ledger.store import Store
from tests.desks import Answer, Desk, Seen, served

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def own(examples_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose ledger a test may change."""
    with served(Path(shutil.copy(examples_ledger, tmp_path / "own.db"))) as running:
        yield running


def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    with Store.open(desk.ledger, create=False) as store:
        return store.db.execute(query).fetchall()


def withdrawal(desk: Desk) -> tuple[str, str, str]:
    """The key of an event, of its report and of its incident."""
    query = "SELECT e.key, r.key, i.key FROM event e JOIN report r ON r.id = e.report JOIN incident i ON i.id = e.incident "
    return rows(desk, query + "WHERE e.type = 'RETREAT' AND i.reports > 3 AND e.origin = e.report ORDER BY e.key LIMIT 1")[0]


def decided(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.body
    return dict(answer.json)


def test_every_kind_of_decision_can_be_sent() -> None:
    assert {act.kind for act in ACTS} == set(KINDS) - {"merge-parties"} | {"redo"}


def test_an_event_is_accepted_rejected_corrected_and_undone(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    state = f"SELECT state, status FROM event WHERE key = '{event}'"
    assert decided(own.post("/api/decisions", {"kind": "accept", "events": [event]})) == {"decision": 1, "said": ["accepted"]}
    assert rows(own, state)[0][0] == "accepted"
    said = decided(own.post("/api/decisions", {"kind": "correct", "events": [event], "field": "status", "value": "planned"}))["said"]
    assert said == ["status corrected: happened → planned"]
    assert rows(own, state) == [("corrected", "planned")]
    decided(own.post("/api/decisions", {"kind": "reject", "events": [event], "reason": REASONS[0], "why": "a plan"}))
    assert rows(own, state) == []
    assert decided(own.post("/api/decisions", {"kind": "undo"}))["said"] == ["undone: decision 3"]
    assert rows(own, state) == [("corrected", "planned")]
    decided(own.post("/api/decisions", {"kind": "redo"}))
    assert rows(own, state) == []
    page = Seen(own.ask(f"/event/{event}").body)
    assert "rejected: not an event" in page.text
    assert "a plan" in page.text


def test_every_field_is_filled_in_as_it_is_typed(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    before = own.ask(f"/event/{event}.json").json["fields"]
    for field in FIELDS:
        fix = own.ask(f"/event/{event}.json?field={field}").json["fix"]
        chosen = [one["value"] for one in fix["choices"] if one["chosen"]]
        value = chosen if fix["field"]["many"] else (chosen or [None])[0]
        sent = {"kind": "correct", "events": [event], "field": field, "value": value, "seen": fix["seen"]}
        decided(own.post("/api/decisions", sent))
    after = own.ask(f"/event/{event}.json").json["fields"]
    assert [one["shown"] for one in after] == [one["shown"] for one in before]


def test_an_event_is_added_and_an_incident_merged_split_and_assessed(own: Desk) -> None:
    event, report, incident = withdrawal(own)
    text = rows(own, f"SELECT text FROM report WHERE key = '{report}'")[0][0]
    start = text.index("Israel")
    sent = {"action": "AID", "status": "planned", "by": "Egypt; Qatar", "figures": ["killed=2-3"]}
    decided(own.post("/api/decisions", {"kind": "add", "report": report, "words": f"{start}-{start + 6}", "set": sent}))
    added = rows(own, "SELECT key, type, status FROM event WHERE state = 'added'")
    assert [row[1:] for row in added] == [("AID", "planned")]
    assert {name for field in own.ask(f"/event/{added[0][0]}.json").json["fields"] for name in field["shown"]} >= {"Egypt", "Qatar"}
    decided(own.post("/api/decisions", {"kind": "merge", "names": [added[0][0], incident]}))
    home = f"SELECT i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.key = '{added[0][0]}'"
    (together,) = rows(own, home)[0]
    assert together == rows(own, home.replace(added[0][0], event))[0][0]
    decided(own.post("/api/decisions", {"kind": "split", "incident": together, "events": [added[0][0]]}))
    assert rows(own, home)[0][0] != together
    decided(own.post("/api/decisions", {"kind": "assess", "incident": incident, "grade": "fair", "why": "two agencies"}))
    assert "fair. Reason: two agencies." in Seen(own.ask(f"/incident/{incident}").body).text


def test_a_report_is_taken_out_with_a_reason_and_in_again(own: Desk) -> None:
    _, report, _ = withdrawal(own)
    decided(own.post("/api/decisions", {"kind": "scope", "report": report, "scope": "out", "why": "sport"}))
    assert rows(own, f"SELECT scope FROM report WHERE key = '{report}'") == [("out",)]
    assert report not in {own.ask("/review.json").json["item"]["report"]}
    decided(own.post("/api/decisions", {"kind": "scope", "report": report, "scope": "in"}))
    assert rows(own, f"SELECT scope FROM report WHERE key = '{report}'") == [("in",)]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"kind": "dance"}, 400, "known are accept"),
        ({}, 400, "kind null"),
        ({"kind": "accept"}, 400, "events is missing"),
        ({"kind": "accept", "events": "v000000000000"}, 404, "no such event"),
        ({"kind": "accept", "events": [1]}, 400, "a list of texts"),
        ({"kind": "accept", "events": ["v0"], "colour": "red"}, 400, "has no meaning here"),
        ({"kind": "reject", "events": ["EVENT"], "reason": "mood"}, 400, "known: not an event"),
        ({"kind": "correct", "events": ["EVENT"], "field": "mood", "value": "x"}, 400, "is no field"),
        ({"kind": "correct", "events": ["EVENT"], "field": "status", "value": "maybe"}, 400, "known: happened"),
        ({"kind": "correct", "events": ["EVENT"], "field": "status", "value": HOSTILE}, 400, "known: happened"),
        ({"kind": "correct", "events": ["EVENT"], "field": "status", "value": "planned", "seen": "{"}, 400, "no JSON"),
        ({"kind": "add", "report": "REPORT", "words": "nowhere at all", "set": {"action": "AID"}}, 400, "do not stand"),
        ({"kind": "add", "report": "REPORT", "words": "Israel", "set": {"mood": "AID"}}, 400, "is no field"),
        ({"kind": "merge", "names": ["INCIDENT"]}, 400, "two incidents"),
        ({"kind": "split", "incident": "INCIDENT", "events": ["v000000000000"]}, 404, "no such event"),
        ({"kind": "assess", "incident": "INCIDENT", "grade": "A+"}, 400, "known: confirmed"),
        ({"kind": "scope", "report": "REPORT", "scope": "around"}, 400, "known: in, out"),
        ({"kind": "undo", "decision": "no"}, 400, "the number of a decision"),
        ({"kind": "undo", "decision": 999}, 503, "no decision 999"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(own: Desk, body: dict[str, Any], status: int, said: str) -> None:
    event, report, incident = withdrawal(own)
    named = json.loads(json.dumps(body).replace("EVENT", event).replace("REPORT", report).replace("INCIDENT", incident))
    answer = own.post("/api/decisions", named)
    assert answer.status == status, answer.body
    assert set(answer.json["error"]) >= {"what", "where", "do"}
    assert said.lower() in f"{answer.json['error']['what']} {answer.json['error']['do']}".lower()
    assert rows(own, "SELECT count(*) FROM decision") == [(0,)]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"kind": "undo", "kind": "redo"}', "application/json", 400),
        (b'{"kind": "undo"', "application/json", 400),
        (b'{"decision": NaN}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"kind": "\xff"}', "application/json", 400),
        (b"kind=%ff", "application/x-www-form-urlencoded", 400),
        (b"kind=undo&kind=redo", "application/x-www-form-urlencoded", 400),
        (b"<kind/>", "text/xml", 415),
        (b"kind=undo&" + b"why=x&" * 400_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_odd_bodies_are_refused(own: Desk, body: bytes, kind: str, status: int) -> None:
    answer = own.ask("/api/decisions", "POST", body, Content_Type=kind, x_onrecord_token=own.token)
    assert answer.status == status
    assert set(answer.json["error"]) == {"what", "where", "do"}


def test_without_the_token_nothing_is_decided(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    body = {"kind": "accept", "events": [event]}
    assert own.post("/api/decisions", body, x_onrecord_token="guess").status == 403
    assert own.post("/api/decisions", body, Origin="http://elsewhere.example").status == 403
    assert own.post("/api/decisions", {**body, "token": own.token}, x_onrecord_token="").status == 200


def test_two_people_at_one_event_are_told_of_each_other(own: Desk) -> None:
    """Both saw the same; the second is told what it is by now, and nothing is overwritten."""
    event, _, _ = withdrawal(own)
    seen = own.ask(f"/event/{event}.json?field=status").json["fix"]["seen"]
    sent = {"kind": "correct", "events": [event], "field": "status", "seen": seen}
    decided(own.post("/api/decisions", {**sent, "value": "ongoing"}))
    late = own.post("/api/decisions", {**sent, "value": "planned"})
    assert late.status == 409
    assert (late.json["error"]["seen"], late.json["error"]["now"]) == ("happened", "ongoing")
    assert "you saw happened, it is now ongoing" in late.json["error"]["what"]
    assert rows(own, f"SELECT status FROM event WHERE key = '{event}'") == [("ongoing",)]


def test_a_request_that_comes_again_has_one_effect(own: Desk) -> None:
    event, _, incident = withdrawal(own)
    body = {"kind": "assess", "incident": incident, "grade": "fair"}
    answers = [own.post("/api/decisions", body, Idempotency_Key="once").json for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    with ThreadPoolExecutor(4) as many:
        found = list(many.map(lambda _: own.post("/api/decisions", body, Idempotency_Key="at-once").json["decision"], range(8)))
    assert set(found) == {2}
    assert own.post("/api/decisions", body, Idempotency_Key="x" * 300).status == 400
    with served(own.ledger) as later:  # another server of the same ledger knows it too
        assert later.post("/api/decisions", body, Idempotency_Key="once").json["decision"] == 1
    assert rows(own, "SELECT count(*) FROM decision") == [(2,)]
    assert event


def test_a_form_works_without_a_script(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    sent = {"kind": "reject", "events": event, "reason": "wrong words", "token": own.token, "next": f"/event/{event}"}
    answer = own.ask("/decide", "POST", urlencode(sent).encode(), Content_Type="application/x-www-form-urlencoded")
    assert answer.status == 303
    assert answer.headers["location"].startswith(f"/event/{event}?said=rejected")
    assert "rejected: wrong words" in Seen(own.ask(answer.headers["location"]).body).text


@pytest.mark.parametrize("to", ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"])
def test_a_form_leads_nowhere_else(own: Desk, to: str) -> None:
    event, _, _ = withdrawal(own)
    sent = {"kind": "accept", "events": event, "token": own.token, "next": to}
    answer = own.ask("/decide", "POST", urlencode(sent).encode(), Content_Type="application/x-www-form-urlencoded")
    assert answer.headers["location"].startswith("/decisions?said=")


def test_hostile_words_of_people_are_shown_as_text(own: Desk) -> None:
    event, _, incident = withdrawal(own)
    for body in (
        {"kind": "accept", "events": [event], "why": HOSTILE},
        {"kind": "correct", "events": [event], "field": "by", "value": [HOSTILE]},
        {"kind": "assess", "incident": incident, "grade": "weak", "why": HOSTILE},
    ):
        decided(own.post("/api/decisions", body))
    for path in (f"/event/{event}", "/decisions", f"/incident/{incident}", f"/event/{event}?field=by", f"/?said={quote(HOSTILE)}"):
        seen = Seen(own.ask(path).body)
        assert HOSTILE in seen.text, path
        assert not [tag for tag, _ in seen.elements if tag == "img"], path


# ---------------------------------------------------------------- what was decided
def test_decisions_are_listed_the_latest_first_page_by_page(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    with Store.open(own.ledger, create=False) as store, store.writing("test") as db:
        db.executemany("INSERT INTO decision (at, coder, kind) VALUES ('2026-01-01', ?, 'undo')", [("ben",)] * 250)
    decided(own.post("/api/decisions", {"kind": "accept", "events": [event]}))
    page = own.ask("/decisions.json").json
    assert [line["number"] for line in page["lines"]][:2] == [251, 250]
    assert page["coders"] == ["ben", "unknown"]
    second = own.ask(page["next"].replace("/decisions", "/decisions.json")).json
    assert second["lines"][0]["number"] == 151
    assert own.ask("/decisions.json?coder=unknown").json["next"] is None
    assert own.ask("/decisions.json?kind=dance").status == own.ask("/decisions.json?after=x").status == 400


# ---------------------------------------------------------------- saved searches
def search(desk: Desk, **sent: str) -> Answer:
    body = urlencode({"token": desk.token, **sent}).encode()
    return desk.ask("/searches", "POST", body, Content_Type="application/x-www-form-urlencoded")


def test_a_search_is_named_asked_again_and_let_go(own: Desk) -> None:
    asked = "status=denied&column=who&column=held"
    assert search(own, name="  Denied   things ", asked=asked).headers["location"] == f"/?{asked}"
    assert search(own, name=HOSTILE, asked="text=x").status == 303
    page = own.ask("/")
    assert f"/?{asked}" in Seen(page.body).values("href")
    assert HOSTILE in Seen(page.body).text
    assert search(own, name="nothing", asked="").status == 400
    assert search(own, name="nothing", asked="colour=red").status == 400
    assert search(own, name=" ", asked="text=x").status == 400
    assert search(own, drop=HOSTILE).status == 303
    assert [one["name"] for one in own.ask("/ledger.json").json["searches"]] == ["Denied things"]


def test_columns_are_chosen_in_the_address(own: Desk) -> None:
    page = own.ask("/?column=held&column=figures&limit=10")
    heads = [attributes.get("class") for tag, attributes in Seen(page.body).elements if tag == "th" and attributes.get("scope") == "col"]
    assert heads[:4] == ["c-status", None, "c-figures", "c-held"]
    assert set(heads[4:]) == {None}  # those of the list of keys
    data = own.ask("/ledger.json?column=held&column=figures&limit=10").json
    assert "column=figures&column=held" in data["next"]
    held = {reason["reason"] for row in data["rows"] for reason in row["held"]}
    assert {"campaign", "undated"} <= held
    assert any(row["figures"] for row in data["rows"])
    assert own.ask("/ledger.json?column=colour").status == 400


def test_an_acceptance_of_what_is_no_longer_shown_is_refused(own: Desk) -> None:
    """A page that was loaded before somebody else corrected the event cannot accept or reject what it did not show."""
    event, _, _ = withdrawal(own)
    stamp = own.ask(f"/event/{event}.json").json["stamp"]
    decided(own.post("/api/decisions", {"kind": "correct", "events": [event], "field": "status", "value": "planned"}))
    for body in ({"kind": "accept"}, {"kind": "reject", "reason": REASONS[0]}):
        late = own.post("/api/decisions", {**body, "events": [event], "stamp": stamp})
        assert late.status == 409
        assert "no longer as you saw it" in late.json["error"]["what"]
    now = own.ask(f"/event/{event}.json").json["stamp"]
    decided(own.post("/api/decisions", {"kind": "accept", "events": [event], "stamp": now}))
    assert rows(own, "SELECT kind FROM decision ORDER BY id") == [("correct",), ("accept",)]


def test_one_name_of_a_request_stands_for_one_decision(own: Desk) -> None:
    event, _, incident = withdrawal(own)
    decided(own.post("/api/decisions", {"kind": "accept", "events": [event]}, Idempotency_Key="one"))
    other = own.post("/api/decisions", {"kind": "assess", "incident": incident, "grade": "fair"}, Idempotency_Key="one")
    assert other.status == 409
    assert rows(own, "SELECT kind FROM decision") == [("accept",)]


def test_figures_that_are_typed_exactly_stay_exact(own: Desk) -> None:
    event, _, _ = withdrawal(own)
    sent = {"kind": "correct", "events": [event], "field": "figures", "value": "killed=5, injured=~31, missing=2-4"}
    decided(own.post("/api/decisions", sent))
    shown = next(one["shown"] for one in own.ask(f"/event/{event}.json").json["fields"] if one["field"]["name"] == "figures")
    assert shown == ["5 killed", "about 31 injured", "2 to 4 missing"]


def test_halves_of_characters_are_refused(own: Desk) -> None:
    half = rb'{"kind": "undo", "why": "\ud800"}'
    assert own.ask("/api/decisions", "POST", half, Content_Type="application/json", x_onrecord_token=own.token).status == 400
    assert own.post("/api/decisions", {"kind": "undo", "decision": 10**30}).status == 400
