"""The desk without a browser: every page and its data, what is refused, and what an error looks like."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from onrecord.desk import faults, guard
from onrecord.desk.screens import SCREENS
from onrecord.errors import UsageError
from onrecord.ledger import Ledger
from onrecord.ledger.filters import Filter
from tests.desks import Desk, Seen, ended, served, token

STATIC = Path(__file__).resolve().parent.parent / "src/onrecord/desk"
WRITES = ("/api/decisions", "/api/audits", "/api/audits/{number}")
NEW = "KARUM, May 3, 2019 (The Lantern) - Rebels shelled the market of Karum on Friday and killed 12 people, the army said."


CALLS = ("/api/add", "/api/add/file", "/api/jobs", "/api/jobs/{id}", "/api/jobs/{id}/stop", "/api/runs/{number}/retry")


@pytest.fixture(scope="module")
def incident(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger) as ledger:
        return ledger.find(Filter(conflicting=True), order="reports").rows[0].key


@pytest.fixture(scope="module")
def report(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger) as ledger:
        return str(ledger.store.db.execute("SELECT r.key FROM copy c JOIN report r ON r.id = c.report WHERE c.whole = 1").fetchone()[0])


@pytest.fixture
def own(examples_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose ledger a test may change."""
    path = tmp_path / "own.db"
    shutil.copy(examples_ledger, path)
    with served(path) as running:
        yield running


@pytest.fixture(scope="module")
def event(examples_ledger: Path) -> str:
    with Ledger.open(examples_ledger) as ledger:
        return str(ledger.store.db.execute("SELECT min(key) FROM event").fetchone()[0])


@pytest.fixture(scope="module")
def job(desk: Desk) -> str:
    """An addition that had nothing to do."""
    return str(desk.post("/api/runs/1/retry", {}).json["id"])


@pytest.fixture(params=[screen.name for screen in SCREENS])
def page(request: pytest.FixtureRequest, desk: Desk, incident: str, report: str, event: str, job: str) -> tuple[str, str]:
    """The address of each screen, and that of its data."""
    screen = next(one for one in SCREENS if one.name == request.param)
    if screen.name == "audit":  # the one that is open, however often it is asked for
        assert desk.post("/api/audits", {}).json["audit"] == 1
    parts = {"key": {"incident": incident, "event": event}.get(screen.name, report), "number": "1", "id": job}
    query = desk.ask("/sources.json").json["rows"][0]["address"].removeprefix("/source") if screen.name == "source" else ""
    return screen.path.format(**parts) + query, screen.twin.format(**parts) + query


# ---------------------------------------------------------------- every page
def test_every_screen_has_a_page_and_the_same_as_json(desk: Desk, page: tuple[str, str]) -> None:
    shown, data = desk.ask(page[0]), desk.ask(page[1])
    assert (shown.status, data.status) == (200, 200)
    assert shown.headers["content-type"].startswith("text/html")
    assert data.headers["content-type"] == "application/json"
    assert data.json
    assert page[1] in Seen(shown.body).values("href")


def test_every_answer_is_headed(desk: Desk, page: tuple[str, str]) -> None:
    for path in (*page, "/nothing", "/static/desk.js", "/?limit=0"):
        answer = desk.ask(path)
        assert {name: answer.headers.get(name.lower()) for name in guard.HEADERS} == dict(guard.HEADERS)
        assert answer.headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")
        assert "server" not in answer.headers


def test_a_page_waits_for_one_style_sheet_of_its_own(desk: Desk, page: tuple[str, str]) -> None:
    sheets = [a["href"] or "" for tag, a in Seen(desk.ask(page[0]).body).elements if tag == "link" and a.get("rel") == "stylesheet"]
    assert len([one for one in sheets if not one.startswith("/static/vendored/")]) == 1
    answer = desk.ask(sheets[0])
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/css")
    for part in ("desk.css", "decide.css"):
        assert (STATIC / "static" / part).read_text(encoding="utf-8") in answer.body
    assert desk.ask(sheets[0], If_None_Match=answer.headers["etag"]).status == 304


def test_no_page_has_a_script_or_a_style_inside(desk: Desk, page: tuple[str, str]) -> None:
    seen = Seen(desk.ask(page[0]).body)
    assert not [name for _, attributes in seen.elements for name in attributes if name == "style" or name.startswith("on")]
    assert all(attributes.get("src", "").startswith("/static/") for tag, attributes in seen.elements if tag == "script")  # type: ignore[union-attr]
    assert "style" not in {tag for tag, _ in seen.elements}


def test_every_page_can_be_walked_without_a_mouse(desk: Desk, page: tuple[str, str]) -> None:
    seen = Seen(desk.ask(page[0]).body)
    tags = [tag for tag, _ in seen.elements]
    assert tags.count("main") == 1
    assert tags.count("h1") == 1
    assert "#main" in seen.values("href")
    ids = seen.values("id")
    assert len(ids) == len(set(ids))
    named = {value for name in ("aria-labelledby", "for") for value in seen.values(name)}
    assert named <= set(ids)


def test_no_link_of_the_desk_leads_nowhere(desk: Desk, page: tuple[str, str]) -> None:
    links = {link.partition("#")[0] for link in Seen(desk.ask(page[0]).body).values("href") if link.startswith("/")} - {""}
    assert {link: status for link in links if (status := desk.ask(link).status) not in (200, 307)} == {}


def test_the_ledger_shows_what_its_data_says(desk: Desk) -> None:
    data, seen = desk.ask("/ledger.json?status=happened&order=voices").json, Seen(desk.ask("/?order=voices&status=happened").body)
    assert data["rows"]
    assert data["asked"] == [["status", "happened"], ["order", "voices"]]
    opened = [a["href"] for tag, a in seen.elements if tag == "a" and "data-open" in a]
    assert opened == [f"/incident/{row['key']}" for row in data["rows"]]
    assert f"{data['total']} incidents of {data['incidents']}" in " ".join(seen.text.split())
    assert all(row["what"] in seen.text and row["line"] in seen.text for row in data["rows"])


def test_pages_go_on_to_the_end(desk: Desk) -> None:
    everything = [row["key"] for row in desk.ask("/ledger.json?limit=200").json["rows"]]
    found, path = [], "/ledger.json?limit=7"
    while path:
        data = desk.ask(path).json
        found += [row["key"] for row in data["rows"]]
        path = (data["next"] or "").replace("/?", "/ledger.json?")
    assert found == everything


def test_the_counts_beside_the_conditions_are_those_of_the_answers(desk: Desk) -> None:
    data = desk.ask("/ledger.json").json
    for name in ("status", "action"):
        counted = {one["value"]: one["count"] for one in data["statuses" if name == "status" else "actions"]}
        assert sum(counted.values()) == data["incidents"]
        assert {value: desk.ask(f"/ledger.json?{name}={value}").json["total"] for value in counted} == counted


def test_an_incident_shows_what_its_data_says(desk: Desk, incident: str) -> None:
    data, body = desk.ask(f"/incident/{incident}.json").json, desk.ask(f"/incident/{incident}").body
    seen = Seen(body)
    assert data["heading"] in seen.text
    assert data["incident"]["key"] == incident
    assert [line["question"] for line in data["matrix"]["lines"] if line["question"] not in seen.text] == []
    said = [value for line in data["matrix"]["lines"] for cell in line["cells"] for value in cell]
    assert body.count('<details class="said') == len(said) > 0
    assert all(quote["words"] in seen.text for value in said for quote in value["quotes"])
    assert all(point["sentence"] in seen.text for group in data["points"] for point in group["points"])
    tellings = {telling["report"] for telling in data["incident"]["tellings"]}
    assert {one["report"] for told in data["tellings"] for one in (told, *told["copies"])} == tellings


def test_a_report_shows_its_text_and_whose_it_is(desk: Desk, report: str) -> None:
    data, seen = desk.ask(f"/report/{report}.json").json, Seen(desk.ask(f"/report/{report}").body)
    assert data["copy"]
    assert f"/report/{data['origins'][0]['source']['key']}" in seen.values("href")
    cards = [a["id"] for tag, a in seen.elements if tag == "article" and "card" in (a.get("class") or "")]
    named = [one["id"] for kind in ("statements", "events") for one in data["record"][kind]]
    assert sorted(cards) == sorted(named)  # type: ignore[type-var]
    assert {f"/incident/{row['key']}" for row in data["incidents"].values()} <= set(seen.values("href"))


def test_beginnings_and_moved_keys_lead_on(desk: Desk, incident: str, report: str) -> None:
    for path, whole in ((f"/incident/{incident[:8]}", incident), (f"/report/{report[:9]}", report)):
        page, data = desk.ask(path), desk.ask(path + ".json")
        assert (page.status, data.status) == (307, 307)
        assert page.headers["location"].endswith(whole)
        assert data.headers["location"].endswith(f"{whole}.json")


def test_an_incident_that_became_part_of_another_leads_there(own: Desk) -> None:
    with Ledger.open(own.ledger) as ledger:
        first, second = (found.key for found in ledger.find(Filter(action=("REQUEST",), texts=1)).rows[:2])
        ledger.decide.merge([first, second], coder="ada")
        whole = ledger.incident(second).key
    old = next(key for key in (first, second) if key != whole)
    assert own.ask(f"/incident/{old}").headers["location"].endswith(f"/incident/{whole}")
    assert len(own.ask(f"/incident/{whole}.json").json["incident"]["tellings"]) >= 2


def test_a_report_that_was_taken_down_is_gone(own: Desk, report: str) -> None:
    with Ledger.open(own.ledger) as ledger:
        words = ledger.shown(report).text[:40]
        ledger.purge(report)
    gone = own.ask(f"/report/{report}")
    assert gone.status == 404
    assert "taken down" in gone.body
    assert words not in gone.body
    assert report not in own.ask("/").body


def test_the_description_names_all_data(desk: Desk) -> None:
    described = desk.ask("/api/openapi.json").json
    assert {screen.twin for screen in SCREENS} | {"/api/keys.json", *CALLS, *WRITES} == set(described["paths"])
    asked = {one["name"] for one in described["paths"]["/ledger.json"]["get"]["parameters"]}
    assert {"text", "actor", "status", "place", "conflicting", "order", "limit", "after"} <= asked


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", "", "[::1]"])
def test_a_name_that_is_not_its_own_is_refused(desk: Desk, host: str) -> None:
    answer = desk.ask("/ledger.json", Host=host)
    assert answer.status == 421
    assert set(answer.json["error"]) == {"what", "where", "do"}
    assert desk.ask("/", Host=f"localhost:{desk.port}").status == 200


HARMLESS = (
    "'; DROP TABLE incident;--", "100%", "_", '"', '"unclosed', "AND", "NEAR(", "*", "a*", "Khan OR", "\\", "\x00", "é\u202e", "x" * 900,
)  # fmt: skip


@pytest.mark.parametrize("words", HARMLESS, ids=[f"{n}" for n in range(len(HARMLESS))])
@pytest.mark.parametrize("name", ["text", "actor", "voice", "place", "by"])
def test_signs_of_other_languages_mean_nothing(desk: Desk, name: str, words: str) -> None:
    answer = desk.ask(f"/ledger.json?{urlencode({name: words})}")
    assert answer.status == 200 or (answer.status == 400 and set(answer.json["error"]) == {"what", "where", "do"})
    assert desk.ask(f"/?{urlencode({name: words})}").status == answer.status
    assert desk.ask("/ledger.json").json["total"] == 41


SENSELESS = (
    "limit=1000000000", "limit=0", "limit=-1", "limit=NaN", "limit=1.5", "limit=1e3", "limit=٣", "voices=-1", "voices=NaN",
    "texts=10000000000", "radius=-5&place=Karum", "radius=NaN&place=Karum", "radius=5", "place=95,200", "from=2024-13", "from=yesterday",
    "from=2024-05&until=2024-04",
    "after=nonsense", "after=when:1:1&order=told", "after=when:99999999999999999999:1",
    "order=key;DROP", "status=maybe", "action=DANCE",
    "scale=huge", "state=rejected", "claimed=perhaps", "foo=1", "text=a&text=b", "text=***", f"text={'x' * 1001}", "text=" + "a+" * 40,
    "&".join(f"action=RETREAT/{n}" for n in range(120)),
)  # fmt: skip


@pytest.mark.parametrize("query", SENSELESS, ids=[one[:30] for one in SENSELESS])
def test_what_makes_no_sense_is_said(desk: Desk, query: str) -> None:
    query = quote(query, safe="=&+/:,;*")
    data, page = desk.ask(f"/ledger.json?{query}"), desk.ask(f"/?{query}")
    assert (data.status, page.status) == (400, 400)
    error = data.json["error"]
    assert error["where"] == "/ledger.json"
    assert all(error[part].endswith((".", "?", "!")) for part in ("what", "do"))
    seen = Seen(page.body)
    assert error["what"].split(":")[0].lower() in seen.text.lower()
    assert {attributes.get("name") for tag, attributes in seen.elements if tag == "input"} >= {"text", "actor", "from", "voices"}


def test_what_makes_no_sense_can_be_mended_where_it_was_filled_in(desk: Desk) -> None:
    seen = Seen(desk.ask("/?from=yesterday&status=planned&actor=Israel").body)
    filled = {a["name"]: a.get("value") for tag, a in seen.elements if tag == "input" and a.get("name") and a.get("type") != "checkbox"}
    assert (filled["from"], filled["actor"]) == ("yesterday", "Israel")
    assert [a["value"] for tag, a in seen.elements if "checked" in a] == ["planned"]


def test_many_ask_at_once_while_one_adds(own: Desk) -> None:
    before = own.ask("/ledger.json").json["total"]
    with ThreadPoolExecutor(12) as pool:
        adding = pool.submit(add, own, text=NEW, published="2019-05-04")
        asked = list(pool.map(own.ask, ["/", "/ledger.json?text=troops", "/runs", "/?order=voices", "/incident/none"] * 12))
    assert [answer.status for answer in asked] == [200, 200, 200, 200, 404] * 12
    assert adding.result()[0] == 200
    assert own.ask("/ledger.json").json["total"] > before


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fkeys.tsv", "/static/sheets/none.css", "//etc/passwd", "/static/",
     "/incident/..%2f..%2fetc%2fpasswd", "/report/%00", "/incident/i%25", "/runs/0x1", "/runs/99", "/runs/99999999999999999999", "/docs",
     "/incident/v", "/incident/i000000000000", "/report/r000000000000", "/report/r000000000000.json", "/?report=r000000000000"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    answer = desk.ask(path)
    assert answer.status == 404
    assert "Traceback" not in answer.body
    assert "site-packages" not in answer.body


def test_errors_hold_no_path_and_no_trace(own: Desk) -> None:
    own.ledger.write_bytes(b"no ledger at all" * 100)
    for path in ("/", "/ledger.json", "/incident/iabc", "/runs"):
        answer = own.ask(path)
        assert answer.status in (500, 503)
        assert str(own.ledger.parent) not in answer.body
        assert "Traceback" not in answer.body
    own.ledger.unlink()
    gone = own.ask("/ledger.json")
    assert gone.status == 503
    assert str(own.ledger.parent) not in gone.body


def test_a_fault_of_the_program_is_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr("onrecord.desk.app.Call", broken)
    for path in ("/", "/ledger.json"):
        answer = desk.ask(path)
        assert answer.status == 500
        assert "RuntimeError" in answer.body
        assert "secret" not in answer.body
        assert answer.headers["content-security-policy"] == guard.POLICY


def test_errors_keep_the_path_of_the_ledger_to_themselves() -> None:
    fault = faults.of_error(UsageError("/home/ada/l.db: held by another; wait for it"), "/", "/home/ada/l.db")
    assert (fault.what, fault.do) == ("The ledger: held by another.", "Wait for it.")


# ---------------------------------------------------------------- what is added
def add(desk: Desk, **sent: str) -> tuple[int, str]:
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Origin": desk.url, "Sec_Fetch_Site": "same-origin"}
    answer = desk.ask("/add", "POST", urlencode({"token": token(desk), **sent}).encode(), **headers)
    if answer.status == 303:
        answer = desk.ask(answer.headers["location"])
    return answer.status, " ".join(Seen(answer.body).text.split())


def test_a_text_is_added_and_found(own: Desk) -> None:
    status, text = add(own, text=NEW, title="Market hit", published="2019-05-04")
    assert (status, "added · read it" in text) == (200, True)
    found = own.ask("/ledger.json?text=Karum").json
    assert found["total"] >= 1
    assert "duplicate" in add(own, text=NEW, title="Market hit", published="2019-05-04")[1]
    assert own.ask("/runs/2.json").json["inputs"][0]["source"] == "pasted text"


def test_a_path_is_added_by_a_program(own: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEW, encoding="utf-8")
    sent = json.dumps({"source": str(tmp_path / "a.txt"), "publisher": "The Lantern"}).encode()
    answer = own.ask("/api/add", "POST", sent, Content_Type="application/json", X_Onrecord_Token=token(own))
    assert answer.status in (200, 202)
    done = ended(own, answer.json["id"])
    assert [one["end"] for one in done["added"]] == ["added"]
    assert done["run"] == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "either"), ({"text": "x", "source": "y"}, "either"), ({"source": "-"}, "paste"), ({"text": NEW, "published": "soon"}, "soon"),
     ({"text": NEW, "colour": "red"}, "colour")],
)  # fmt: skip
def test_an_addition_that_makes_no_sense_is_said(own: Desk, sent: dict[str, str], said: str) -> None:
    status, text = add(own, **sent)
    assert status == 400
    assert said in text
    assert len(own.ask("/runs.json").json["runs"]) == 1


def test_nobody_else_adds_anything(own: Desk) -> None:
    body, known = urlencode({"text": NEW}).encode(), token(own)
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    right = {**form, "X_Onrecord_Token": known}
    refused = [
        own.ask("/add", "POST", body, **form),
        own.ask("/add", "POST", body, **form, X_Onrecord_Token="x" * len(known)),
        own.ask("/add", "POST", body, **right, Origin="http://evil.example"),
        own.ask("/add", "POST", body, **right, Origin="null"),
        own.ask("/add", "POST", body, **right, Origin="null", Sec_Fetch_Site="cross-site"),
        own.ask("/add", "POST", body, **right, Origin=own.url, Sec_Fetch_Site="same-site"),
        own.ask("/add", "POST", body, **right, Sec_Fetch_Site="cross-site"),
        own.ask("/api/add", "POST", body, **form),
    ]
    assert [answer.status for answer in refused] == [403] * len(refused)
    assert own.ask("/add", "POST", b"x" * (guard.LIMIT + 1), **right).status == 413
    assert own.ask("/api/add", "POST", b"{", Content_Type="application/json", X_Onrecord_Token=known).status == 400
    assert own.ask("/", "POST", body, **right).status == 405
    assert len(own.ask("/runs.json").json["runs"]) == 1


# ---------------------------------------------------------------- what is shipped
def test_nothing_is_loaded_from_elsewhere() -> None:
    for file in sorted(one for one in (STATIC / "static").iterdir() if one.is_file()):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(https?:)?//[a-z]", re.sub(r"(^|\s)// .*", "", text)), file.name
        assert "innerHTML" not in text
    for file in sorted((STATIC / "templates").iterdir()):
        assert "|safe" not in file.read_text(encoding="utf-8")
