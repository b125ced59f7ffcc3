"""What is done to the desk out of malice or by mistake, screen by screen: no answer breaks, tells too much, or runs what somebody wrote.

The screens and the calls are taken from the desk's own tables, so that a new one is tried without being named here.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from fastapi.routing import APIRoute

from onrecord.desk import app, guard, ledger_screen
from onrecord.desk.app import create_app
from onrecord.desk.screens import SCREENS, Screen
from tests.desks import FORM, Answer, Desk, served
from tests.desks import token as token_of
from tests.gates import LONG
from tests.screens import address, asked_of, counted, is_fault, named, parts, rows, twin

if TYPE_CHECKING:

    pass


@pytest.fixture(scope="module")
def desk(examples_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk of the examples that the tests of this module have for themselves; an audit is open in it."""
    path = Path(shutil.copy(examples_ledger, tmp_path_factory.mktemp("faults") / "faults-ledger.db"))
    with served(path) as running:
        assert running.post("/api/audits", {}).status == 200
        yield running


# ---------------------------------------------------------------- words of other languages
WORDS = ("'; DROP TABLE event;--", "%", "_", '"', "\\", "\x00", "Ⅷ\u202e\ufffe")


@pytest.mark.parametrize("pair", asked_of(("words", "many")), ids=named)
def test_signs_of_sql_mean_nothing_in_any_parameter(desk: Desk, pair: tuple[Screen, str]) -> None:
    """Quotes, per cent signs, underscores and DROP TABLE in every filter: a result or a sentence, never a fault, and nothing is gone."""
    screen, name = pair
    before = counted(desk)
    for words in WORDS:
        answer = desk.ask(twin(desk, screen, **{name: words}))
        assert answer.status in (200, 400, 404), words
        assert answer.status == 200 or is_fault(answer), words
    page = desk.ask(f"{screen.path.format(**parts(desk, screen))}?{urlencode({name: WORDS[0]})}")
    assert page.status in (200, 400, 404)
    assert counted(desk) == before


@pytest.mark.parametrize("words", ["%", "_", "%%", "Isr_el", "Israe%"])
@pytest.mark.parametrize("name", ["actor", "by", "to", "voice", "place"])
def test_a_wildcard_is_a_sign_like_any_other(desk: Desk, name: str, words: str) -> None:
    """A per cent sign or an underscore finds nothing, where as a wildcard it would find everything."""
    assert desk.ask(f"/ledger.json?{urlencode({name: words})}").json["total"] == 0
    assert desk.ask(f"/decisions.json?{urlencode({'coder': words})}").json["lines"] == []


@pytest.mark.parametrize("path", ["/", "/sources"])
@pytest.mark.parametrize("column", ["key", "rowid", "id; DROP TABLE event", "1", "reports DESC", "(SELECT 1)"])
def test_a_column_to_sort_by_is_one_of_a_list(desk: Desk, path: str, column: str) -> None:
    """The name of a column comes from the person who asks: it is taken from a list, or refused by name."""
    data = "/ledger.json" if path == "/" else f"{path}.json"
    answer = desk.ask(f"{data}?{urlencode({'order': column})}")
    assert answer.status == 400
    assert "known are " in " ".join(answer.json["error"].values()).lower()
    assert desk.ask(f"{path}?{urlencode({'order': column})}").status == 400


def test_saved_searches_keep_signs_as_they_are(desk: Desk) -> None:
    """A search is named with quotes and wildcards, and letting one go lets no other go."""
    token = desk.token

    def sent(**fields: str) -> Answer:
        return desk.ask("/searches", "POST", urlencode({"token": token, **fields}).encode(), Content_Type=FORM)

    names = ["%", "'; DROP TABLE search;--", "_"]
    for name in names:
        assert sent(name=name, asked="text='%22 OR 1=1--").status == 303
    assert sent(name="x", asked="order=rowid").status == 400
    assert sent(drop="%").status == 303
    assert [one["name"] for one in desk.ask("/ledger.json").json["searches"]] == names[1:]
    for name in names:
        sent(drop=name)


OPERATORS = ("troops OR zebra", "troops NOT zebra", "troo*", "^troops", "title:troops", "NEAR(troops zebra)", "troops + zebra")
BROKEN = ('"', '"troops', "troops AND", "AND", "NEAR(", "*", "(((", "-", "a:b:c", "{title}: troops", '""""', "\\", "x" * 1500, "a " * 70)


@pytest.mark.parametrize("words", BROKEN, ids=[str(n) for n in range(len(BROKEN))])
def test_a_search_that_is_no_query_is_words_or_is_explained(desk: Desk, words: str) -> None:
    """What would be a syntax error of the search is looked for as it stands, or refused with a reason; never a fault."""
    answer = desk.ask(f"/ledger.json?{urlencode({'text': words})}")
    assert answer.status in (200, 400)
    if answer.status == 400:
        assert is_fault(answer)
        assert "fts" not in answer.body.lower()
        assert "syntax" not in answer.body.lower()


def test_operators_of_the_search_are_words(desk: Desk) -> None:
    """OR, NOT, NEAR, a star, a caret and the name of a column are looked for, and do not work: no report has these words beside troops."""
    assert desk.ask("/ledger.json?text=troops").json["total"] > 0
    found = {words: desk.ask(f"/ledger.json?{urlencode({'text': words})}").json["total"] for words in OPERATORS}
    same = desk.ask("/ledger.json?text=troops").json["total"]
    assert {words: count for words, count in found.items() if count} == {
        words: same for words in OPERATORS if not words.translate(str.maketrans("", "", "^*+ ")).removeprefix("troops")
    }


# ---------------------------------------------------------------- numbers beyond all measure
NUMBERS = ("1000000000", "-1", "NaN", "Infinity", "1e400", "2.5", "0x10", "٣", "99999999999999999999999999", "1 OR 1=1", "")


@pytest.mark.parametrize("pair", asked_of(("count", "number")), ids=named)
def test_numbers_beyond_all_measure_are_refused_or_cut(desk: Desk, pair: tuple[Screen, str]) -> None:
    """A thousand million on a page or to be passed over, negative numbers, no numbers: a sentence, or no more than there is."""
    screen, name = pair
    for number in NUMBERS:
        answer = desk.ask(twin(desk, screen, **{name: number}))
        assert answer.status in (200, 400), number
        assert answer.status == 200 or is_fault(answer), number
        assert len(answer.body) < 1_000_000


@pytest.mark.parametrize("name", ["from", "until", "told_from", "told_until"])
@pytest.mark.parametrize("day", ["2024.5", "1e9", "NaN", "-2024", "2024-02-30", "20240230", "99999-01-01", "0000"])
def test_days_that_are_none_are_refused(desk: Desk, name: str, day: str) -> None:
    """A date that is a fraction, negative, or not in the calendar."""
    answer = desk.ask(f"/ledger.json?{urlencode({name: day})}")
    assert answer.status == 400
    assert is_fault(answer)


def test_ten_thousand_values_are_refused_while_others_are_answered(desk: Desk) -> None:
    """One condition with thousands of values: whoever asks meanwhile gets an answer. An address with ten thousand is not even read."""
    few, same = "&".join(f"action=R/{n}" for n in range(4_000)), "&".join(["status=happened"] * 3_000)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(desk.ask, f"/ledger.json?{query}") for query in (few, same)]
        with socket.create_connection(("127.0.0.1", desk.port), timeout=LONG) as wire, suppress(ConnectionError):
            wire.sendall(f"GET /ledger.json?{'status=happened&' * 10_000} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\n\r\n".encode())
            assert wire.recv(12) in (b"", b"HTTP/1.1 400", b"HTTP/1.1 414", b"HTTP/1.1 431")
        assert desk.ask("/runs.json").status == 200
        refused, found = (one.result() for one in asked)
    assert refused.status == 400
    assert is_fault(refused)
    assert found.json["total"] == desk.ask("/ledger.json?status=happened").json["total"] > 0


def test_a_question_without_an_end_is_interrupted_while_others_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that would go on for ever is ended at the limit and told to be narrowed; meanwhile others read."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    monkeypatch.setattr(app, "PATIENCE", 1.0)
    monkeypatch.setattr(ledger_screen, "find", lambda db, *_, **__: db.execute(endless).fetchone())
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(desk.ask, path) for path in ("/ledger.json", "/", "/ledger.json?text=troops")]
        others = [desk.ask(path).status for path in ("/runs.json", "/sources.json", "/review")]
        answers = [one.result() for one in slow]
    assert others == [200, 200, 200]
    assert [answer.status for answer in answers] == [503, 503, 503]
    assert answers[0].json["error"]["what"] == "The question takes too long."
    assert "Narrow it" in answers[0].json["error"]["do"]
    assert "Narrow it" in answers[1].body


# ---------------------------------------------------------------- who may ask, and who may change something
def calls() -> list[str]:
    """Every address that takes something, with parts that could be there; from the table of the desk itself."""
    made = create_app(Path("none.db"), ["x"])
    assert isinstance(made, guard.Guard)
    routes = [route for route in made.app.routes if isinstance(route, APIRoute)]  # type: ignore[attr-defined]
    assert {method for route in routes for method in route.methods or ()} <= {"GET", "HEAD", "POST"}
    return sorted(route.path.replace("{number}", "1").replace("{id}", "none") for route in routes if "POST" in (route.methods or ()))


CALLS = calls()


def test_all_calls_are_known() -> None:
    """The table is read right: the calls that were there when this was written are among those that are tried."""
    assert {"/add", "/api/add", "/api/add/file", "/api/decisions", "/decide", "/searches", "/audits", "/api/audits/1"} <= set(CALLS)


@pytest.mark.parametrize("path", CALLS)
def test_nothing_is_changed_without_the_token_or_from_elsewhere(desk: Desk, path: str) -> None:
    """Every call that changes something: without the token, with a guessed one, from a foreign page, under a foreign name."""
    token, before = desk.token, counted(desk)
    kind = {"Content_Type": "application/octet-stream" if path.endswith("/file") else FORM}
    body, known = b"" if path.endswith("/file") else b"text=x", {**kind, "X_Onrecord_Token": token}
    where = f"{path}?name=a.txt" if path.endswith("/file") else path
    tries: list[tuple[int, dict[str, str]]] = [
        (403, kind),
        (403, {**kind, "X_Onrecord_Token": "x" * len(token)}),
        (403, {**kind, "X_Onrecord_Token": token[:-1]}),
        (403, {**kind, "Cookie": f"token={token}"}),
        (403, {**known, "Origin": "http://evil.example"}),
        (403, {**known, "Origin": "http://localhost.evil.example"}),
        (403, {**known, "Origin": f"http://127.0.0.1:{desk.port + 1}"}),
        (403, {**known, "Origin": "null"}),
        (403, {**known, "Sec_Fetch_Site": "cross-site"}),
        (403, {**known, "Sec_Fetch_Site": "same-site"}),
        (421, {**known, "Host": f"evil.example:{desk.port}"}),
        (421, {**known, "Host": ""}),
    ]
    assert [desk.ask(where, "POST", body, **headers).status for _, headers in tries] == [status for status, _ in tries]
    assert desk.ask(f"{where}{'&' if '?' in where else '?'}token={token}", "POST", body, **kind).status == 403
    for method in ("PUT", "DELETE", "PATCH"):
        assert desk.ask(path, method, body, **known).status == 405
    asked = desk.ask(path, "OPTIONS", Origin="http://evil.example", Access_Control_Request_Method="POST")
    assert asked.status in (403, 405)
    assert not [name for name in asked.headers if name.startswith("access-control")]
    assert counted(desk) == before


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_page_of_the_web_reads_nothing(desk: Desk, screen: Screen) -> None:
    """A foreign name that leads to this machine gets nothing of a screen, and no answer says that others may read it."""
    path = address(desk, screen)
    for host in (f"evil.example:{desk.port}", f"127.0.0.1.evil.example:{desk.port}", "localhost", f"[::1]:{desk.port}"):
        refused = desk.ask(path, Host=host)
        assert refused.status == 421
        assert desk.token not in refused.body
    allowed = desk.ask(path, Origin="http://evil.example")
    assert not [name for name in allowed.headers if name.startswith("access-control")]
    assert allowed.headers["cross-origin-resource-policy"] == "same-origin"


# ---------------------------------------------------------------- two at once
def test_of_two_who_change_one_field_at_once_one_is_told(desk: Desk) -> None:
    """Two analysts send at the same moment what they saw and what they want: one decides, the other gets both versions."""
    (event,) = rows(desk, "SELECT key FROM event WHERE status = 'happened' AND state = 'machine' ORDER BY key LIMIT 1")[0]
    seen = desk.ask(f"/event/{event}.json?field=status").json["fix"]["seen"]
    sent = {"kind": "correct", "events": [event], "field": "status", "seen": seen}
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda value: desk.post("/api/decisions", {**sent, "value": value}), ("ongoing", "planned")))
    assert sorted(answer.status for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status == 409).json["error"]
    (status,) = rows(desk, "SELECT status FROM event WHERE key = ?", event)[0]
    assert (late["seen"], late["now"]) == ("happened", status)
    assert desk.post("/api/decisions", {"kind": "undo"}).status == 200


# ---------------------------------------------------------------- paths where a key or a number is wanted
ESCAPES = (
    "..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cetc", "%00", "i%00", "%2fetc%2fpasswd", "/etc/passwd", "..", ".",
    "%252e%252e%252f", "file:%2f%2f%2fetc%2fpasswd", "99999999999999999999999", "-1", "1.0", "0", "%", "%ff%fe", "x" * 3000, "i%25", "'--",
)  # fmt: skip


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if "{" in screen.path], ids=lambda screen: screen.name)
def test_a_path_is_no_key(desk: Desk, screen: Screen) -> None:
    """Ways up the folders, ends of strings and absolute paths where a key or a number is wanted: nothing is there."""
    for escape in ESCAPES:
        for pattern in (screen.path, screen.twin):
            path = pattern.format(key=escape, number=escape, id=escape)
            answer = desk.ask(path)
            assert answer.status in (400, 404), path
            assert "root:" not in answer.body


@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "%00", "..%2f1", "0", "1.0"])
def test_a_number_that_is_none_closes_nothing(desk: Desk, number: str) -> None:
    """The same in the addresses that change something."""
    before = counted(desk)
    for pattern in ("/api/audits/{}", "/audits/{}", "/api/runs/{}/retry", "/runs/{}/retry", "/api/jobs/{}/stop", "/jobs/{}/stop"):
        path = pattern.format(number)
        answer = desk.post(path, {"aside": "x"} if "audits" in path else {})
        assert answer.status in (400, 404), (path, answer.body)
    assert counted(desk) == before


# ---------------------------------------------------------------- what errors tell
def tells_nothing(desk: Desk, answer: Answer) -> bool:
    """Whether an answer has no trace of the program, no path of this machine and no token."""
    here = str(Path(__file__).parent.parent)
    secrets = (token_of(desk), str(desk.ledger), str(desk.ledger.parent), here, "Traceback", "site-packages", ".py")
    return not [secret for secret in secrets if secret in answer.body or secret in str(answer.headers)]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_fault_in_a_screen_tells_nothing(desk: Desk, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that fails in a way that nobody foresaw: a sentence, as page and as data."""
    paths, token = (address(desk, screen), twin(desk, screen)), desk.token

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{desk.ledger} {token} {__file__}")

    with monkeypatch.context() as patched:
        patched.setattr(app, "Call", broken)
        answers = [desk.ask(path) for path in paths]
    for answer in answers:
        assert answer.status == 500
        assert "RuntimeError" in answer.body
        assert tells_nothing(desk, answer)


@pytest.mark.parametrize("path", [path for path in CALLS if path not in ("/add", "/api/add", "/api/add/file", "/jobs/none/stop")])
def test_a_fault_in_a_call_tells_nothing(desk: Desk, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that fails in a way that nobody foresaw."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{desk.ledger} {__file__}")

    token = desk.token
    with monkeypatch.context() as patched:
        patched.setattr("onrecord.ledger.store.Store.open", broken)
        answer = desk.ask(path, "POST", b"kind=undo", Content_Type=FORM, x_onrecord_token=token)
    assert answer.status in (404, 500)
    assert tells_nothing(desk, answer)


def test_refusals_tell_nothing(desk: Desk) -> None:
    """Answers of every status that is no success have no trace, no path and no token."""
    token, where = desk.token, f"{desk.ledger}"
    big = b"x" * (guard.LIMIT + 1)
    answers = [
        desk.ask("/nothing"), desk.ask("/nothing.json"), desk.ask("/", "POST", b"", x_onrecord_token=token), desk.ask("/", Host="evil"),
        desk.ask("/add", "POST", b"x=1", Content_Type=FORM), desk.ask("/api/add", "POST", b"<x/>", Content_Type="text/xml"),
        desk.ask("/api/add", "POST", big, Content_Type=FORM), desk.post("/api/decisions", {"kind": "undo", "decision": 999}),
        desk.post("/api/add", {"source": "", "title": where}), desk.post("/api/decisions", {"kind": "accept", "events": ["v"]}),
        desk.ask("/ledger.json?limit=0"), desk.ask("/incident/none"), desk.ask("/static/../desk.tsv"),
        desk.ask("/runs/x/retry", "POST", b""),
    ]  # fmt: skip
    assert {answer.status for answer in answers} >= {400, 403, 404, 405, 413, 415, 421, 503}
    assert [answer for answer in answers if not tells_nothing(desk, answer)] == []


def test_a_broken_ledger_tells_nothing(examples_ledger: Path, tmp_path: Path) -> None:
    """A ledger with torn pages, one that is something else, one without its tables, one that is gone: every screen says so, and no more."""
    data = examples_ledger.read_bytes()
    torn = data[:8192] + b"\x5a" * (len(data) - 8192)
    own = tmp_path / "own.db"
    for content in (torn, b"no ledger at all" * 1000, None):
        own.write_bytes(data)
        with served(own) as desk:
            pages = [address(desk, screen) for screen in SCREENS if screen.name not in ("audit", "job", "source")]
            own.write_bytes(content) if content is not None else own.unlink()
            answers = [desk.ask(path) for path in pages]
        assert {answer.status for answer in answers} <= {200, 404, 500, 503}
        assert [answer.status for answer in answers].count(200) <= 1  # the form for a report may ask nothing of the ledger
        for answer in answers:
            assert str(tmp_path) not in answer.body
            assert "Traceback" not in answer.body
            assert "site-packages" not in answer.body
