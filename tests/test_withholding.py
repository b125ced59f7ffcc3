"""Names of private persons that are withheld: nowhere in what is shown, exported or searched, and all back when that is undone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest

from onrecord.cli import main
from onrecord.errors import LedgerError, OnrecordError, UsageError
from onrecord.exports.layouts import LAYOUTS
from onrecord.ledger import Ledger
from onrecord.ledger.digest import digest
from onrecord.ledger.filters import Filter
from onrecord.ledger.masking import SIGN, Mask, blank
from onrecord.ledger.names import parties
from onrecord.reader import Reader
from onrecord.record import Actor
from tests.desks import served

NAME = "Jane Roe"
REPORTS = (
    {
        "text": "Gunmen killed Jane Roe, 16, in Karachi on Tuesday, police said. Roe was walking home from school.\n\n"
        "“Jane Roe was a good student,” said her teacher, Mark Hill. Police said gunmen also kidnapped Roe's brother. "
        "Jane Roe told the police in January that the gunmen threatened her.",
        "title": "Police: gunmen killed schoolgirl Jane Roe",
        "url": "https://courier.example.org/2024/04/09/gunmen-kill-jane-roe-16",
        "published": "2024-04-09",
        "publisher": "Courier",
    },
    {
        "text": "Gunmen shot dead JANE ROE in Karachi on Tuesday, officials said. The army denied that it killed Jane Roe.",
        "title": "Schoolgirl shot in Karachi",
        "url": "https://tribune.example.org/news?who=Jane%20Roe",
        "published": "2024-04-10",
        "publisher": "Tribune",
    },
    {
        "text": "Gunmen attacked a bus in Quetta on Monday, police said. A roe deer was hurt, and three passengers were killed.",
        "title": "Bus attacked in Quetta",
        "url": "https://tribune.example.org/bus",
        "published": "2024-04-09",
        "publisher": "Tribune",
    },
)
LEAK = re.compile(rb"(?<![a-z])(jane|(?-i:Roe|ROE))(?![a-z])", re.IGNORECASE)


@pytest.fixture(scope="module")
def told(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("withheld") / "told.db"
    with Ledger.open(path, reader=lambda: reader) as ledger:
        assert {ledger.add_text(**one).end for one in REPORTS} == {"added"}
    return path


@pytest.fixture
def path(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(told, tmp_path / "own.db"))


@pytest.fixture
def ledger(path: Path, reader: Reader) -> Iterator[Ledger]:
    with Ledger.open(path, reader=lambda: reader) as opened:
        yield opened


def leaks(data: bytes | str) -> list[bytes]:
    """Where the name stands in some bytes, as they are or with signs of addresses and JSON read."""
    raw = data.encode() if isinstance(data, str) else data
    return [raw[max(0, m.start() - 40) : m.end() + 40] for m in (*LEAK.finditer(raw), *LEAK.finditer(unquote_to_bytes(raw)))]


def exported(ledger: Ledger, layout: str, folder: Path) -> bytes:
    path = folder / f"out.{layout}"
    options = {"wide": True} if "wide" in LAYOUTS[layout].takes else {}
    LAYOUTS[layout].write(ledger.incidents(), path, **options)
    return path.read_bytes()


# ---------------------------------------------------------------- masks
def test_a_mask_keeps_length_and_spares_other_words() -> None:
    mask = Mask(((7, NAME), (9, "José O’Brien")), ("roe",))
    for words, masked in (
        ("Jane Roe's mother", "████ ███'s mother"),
        ("JANE\nA. ROE, 16", "████\n█. ███, 16"),
        ("jose o'brien and Josephine", "████ █'█████ and Josephine"),
        ("Monroe saw roe deer; Roe ran", "Monroe saw roe deer; ███ ran"),
        ("/a/jane-roe_16?q=Jane%20Roe", "/a/████-███_16?q=████%█████"),
    ):
        assert mask.text(words) == masked
        assert len(masked) == len(words)
    assert mask.address("https://x.org/roe-found") == "https://x.org/███-found"
    assert mask.address("https://x.org/jos%C3%A9+o%27brien") == "https://x.org/"


def test_what_a_name_is_part_of_is_no_person_s() -> None:
    mask = Mask(((7, NAME),), ("roe",))
    for name, kind, key in (
        ("Mrs Jane Roe", "person", "withheld/7"),
        ("Roe", "person", "withheld/7"),
        ("John Roe", "person", "withheld/7/john"),
        ("Jane Roe School", "organisation", "withheld/7/organisation/school"),
        ("Ada Lind", "person", None),
    ):
        assert mask.actor(Actor("a1", name, kind, True)).key == key  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Jo", "Pakistan", "the United Nations", "police", "Pakistanis", " "])
def test_what_is_nobody_s_in_private_is_refused(ledger: Ledger, name: str) -> None:
    with pytest.raises(UsageError):
        ledger.decide.withhold(name, coder="ann")
    assert ledger.decide.history() == []


def test_a_name_is_withheld_once(ledger: Ledger) -> None:
    number = ledger.decide.withhold(NAME, coder="ann")
    with pytest.raises(UsageError, match=f"decision {number}"):
        ledger.decide.withhold("JANE  ROE", coder="ben")
    ledger.decide.undo(number, coder="ann")
    assert ledger.decide.withhold(NAME, coder="ben") == number + 2


# ---------------------------------------------------------------- out
@pytest.mark.parametrize("layout", LAYOUTS)
def test_79_no_layout_has_the_name(ledger: Ledger, layout: str, tmp_path: Path) -> None:
    if layout == "parquet":
        pytest.importorskip("duckdb")
    before = exported(ledger, layout, tmp_path)
    assert leaks(before) or layout in ("parquet", "ucdp", "acled")
    ledger.decide.withhold(NAME, coder="ann", why="a minor")
    after = exported(ledger, layout, tmp_path)
    assert leaks(after) == []
    ledger.decide.undo(coder="ann")
    if layout != "parquet":
        assert exported(ledger, layout, tmp_path) == before


def test_spans_hold_and_quotes_keep_their_length(ledger: Ledger) -> None:
    before = {key: ledger.shown(key) for key in ledger.reports()}
    number = ledger.decide.withhold(NAME, coder="ann")
    for key, was in before.items():
        now = ledger.shown(key)
        assert leaks(json.dumps(repr(now))) == []
        assert leaks(json.dumps(repr(ledger.record(key)))) == []
        assert len(now.text) == len(was.text)
        assert all(a == b or b == SIGN for a, b in zip(was.text, now.text, strict=True))
        assert (now.sentences, now.events, now.statements) == (was.sentences, was.events, was.statements)
        assert [actor.mentions for actor in now.actors] == [actor.mentions for actor in was.actors]
    keys = {actor.key for key in before for actor in ledger.shown(key).actors if SIGN in actor.name and actor.named}
    assert f"withheld/{number}" in keys
    assert all(one is None or not leaks(one) for one in keys)


def test_the_tables_that_people_ask_have_it_nowhere(ledger: Ledger) -> None:
    ledger.decide.withhold(NAME, coder="ann")
    db = ledger.store.db
    views = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert "tellings" in views
    for name in (*views, "party", "conflict", "outcome", "site", "label", "event", "account", "actor", "party_gave"):
        if name != "shown":
            assert leaks(repr(db.execute(f"SELECT * FROM {name}").fetchall())) == [], name


# ---------------------------------------------------------------- in the search
def found(ledger: Ledger, **asked: str) -> int | str:
    try:
        return ledger.find(Filter(**asked)).total  # type: ignore[arg-type]
    except OnrecordError as error:
        return str(error)


def test_79_the_search_finds_nothing_by_the_name(ledger: Ledger) -> None:
    asked = [{"text": NAME}, {"text": "jane"}, {"actor": NAME}, {"to": NAME}, {"voice": NAME}, {"actor": "name/person/jane roe"}]
    before = [found(ledger, **one) for one in asked]
    assert before[0]
    assert before[2]
    bus = found(ledger, text="roe deer")
    number = ledger.decide.withhold(NAME, coder="ann")
    assert not [n for n in (found(ledger, **one) for one in asked) if isinstance(n, int) and n]
    assert parties(ledger.store.db, NAME) == parties(ledger.store.db, "name/person/jane roe") == set()
    assert found(ledger, text="schoolgirl")
    assert found(ledger, text="roe deer") == bus
    assert found(ledger, actor=f"withheld/{number}") == before[2]
    ledger.decide.undo(number, coder="ann")
    assert [found(ledger, **one) for one in asked] == before


def test_reports_that_come_later_are_masked_from_the_start(reader: Reader, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "late.db", reader=lambda: reader) as late:
        late.add_text(**REPORTS[2])
        late.decide.withhold(NAME, coder="ann")
        for one in REPORTS[:2]:
            late.add_text(**one)
        assert found(late, text=NAME) == 0
        assert leaks(exported(late, "jsonl", tmp_path)) == []
        late.add_text(**REPORTS[0] | {"published": "2024-04-08", "title": "Jane Roe is dead", "url": "https://wire.example.org/jane_roe"})
        assert leaks(exported(late, "jsonl", tmp_path)) == []
        assert found(late, text="jane") == 0


# ---------------------------------------------------------------- what stays the same
def test_the_order_of_deciding_and_making_again_changes_nothing(ledger: Ledger, reader: Reader, tmp_path: Path) -> None:
    first = digest(ledger.store.db)
    ledger.decide.withhold(NAME, coder="ann")
    masked = digest(ledger.store.db)
    assert masked != first
    ledger.rebuild()
    assert digest(ledger.store.db) == masked
    with Ledger.open(tmp_path / "other.db", reader=lambda: reader) as other:
        other.add_text(**REPORTS[1])
        other.decide.withhold(NAME, coder="ann")
        for one in (REPORTS[2], REPORTS[0]):
            other.add_text(**one)
        assert digest(other.store.db) == masked
    ledger.decide.undo(coder="ann")
    assert digest(ledger.store.db) == first


def test_incidents_stay_together(ledger: Ledger) -> None:
    before = [(one.key, one.reports, one.voices, len(one.tellings)) for one in ledger.incidents()]
    ledger.decide.withhold(NAME, coder="ann")
    assert [(one.key, one.reports, one.voices, len(one.tellings)) for one in ledger.incidents()] == before


def test_a_merge_of_parties_outlives_it(ledger: Ledger) -> None:
    ledger.decide.merge_parties("name/person/jane roe", "name/person/mark hill", coder="ann")
    number = ledger.decide.withhold(NAME, coder="ann")
    query = "SELECT s.key FROM party p JOIN party s ON s.id = p.same_as WHERE p.key = ?"
    assert ledger.store.db.execute(query, (f"withheld/{number}",)).fetchone() == ("name/person/mark hill",)
    with pytest.raises(UsageError, match="undo decision"):
        ledger.decide.merge_parties(f"withheld/{number}", "name/person/mark hill", coder="ann")
    ledger.decide.undo(number, coder="ann")
    assert ledger.store.db.execute(query, ("name/person/jane roe",)).fetchone() == ("name/person/mark hill",)


def test_a_report_with_a_name_withheld_is_taken_down_whole(ledger: Ledger) -> None:
    ledger.decide.withhold(NAME, coder="ann")
    (key,) = ledger.store.db.execute("SELECT key FROM report WHERE publisher = 'Courier'").fetchone()
    with pytest.raises(LedgerError, match="withholds"):
        ledger.raw(key)
    for one in ledger.reports():
        ledger.purge(one)
    db = ledger.store.db
    assert db.execute("SELECT count(*) FROM report_words WHERE report_words MATCH 'gunmen'").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM report WHERE withheld IS NOT NULL OR masked_text IS NOT NULL").fetchone() == (0,)
    (terms,) = db.execute("SELECT count(*) FROM report_words_idx").fetchone()
    assert terms <= 1
    ledger.decide.undo(coder="ann")


def test_events_with_a_masked_name_can_be_decided_on(ledger: Ledger) -> None:
    ledger.decide.withhold(NAME, coder="ann")
    db = ledger.store.db
    query = "SELECT e.key FROM event e JOIN event_party x ON x.event = e.id JOIN party p ON p.id = x.party WHERE p.key LIKE 'withheld/%'"
    event = db.execute(query).fetchone()[0]
    ledger.decide.correct(event, "to", "Jane Roe", coder="ann")
    ledger.decide.accept(event, coder="ann")
    assert leaks(repr(list(ledger.incidents()))) == []
    assert db.execute(query).fetchone()


# ---------------------------------------------------------------- the command line and the desk
def test_the_command_line_says_how_much_and_not_whom(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--ledger", str(path)])
        out = capsys.readouterr()
        assert ended.value.code == 0, out
        return out.out

    said = run("decide", "withhold", NAME, "--coder", "ann", "--why", f"{NAME} is a minor")
    assert said == f"decision 1: withheld: {blank(NAME)}, in 2 reports\n"
    shown = [run("decide", "list"), run("decide", "list", "--json"), run("find"), run("runs"), run("decide", "disputes")]
    assert leaks("\n".join(shown)) == []
    with Ledger.open(path) as ledger:
        (key,) = ledger.store.db.execute("SELECT key FROM report WHERE publisher = 'Courier'").fetchone()
    run("decide", "add", key, "Roe was walking", "--action", "CONSULT", "--status", "happened", "--by", "Roe", "--coder", "ann")
    assert leaks(run("decide", "list") + run("decide", "list", key, "--json")) == []
    run("decide", "undo", "1", "--coder", "ann")
    assert leaks(run("decide", "list", "--kind", "withhold", "--json").replace(f"{NAME} is", "")) == []


def test_no_page_of_the_desk_has_the_name(path: Path) -> None:
    with Ledger.open(path) as ledger:
        reports, incidents = ledger.reports(), [one.key for one in ledger.incidents()]
        events = [key for (key,) in ledger.store.db.execute("SELECT key FROM event")]
    with served(path) as desk:
        said = desk.post("/api/decisions", {"kind": "withhold", "name": NAME, "why": f"{NAME} is a minor"})
        assert said.status == 200
        assert leaks(said.body) == []
        pages = ["/", "/review", "/decisions", "/sources", "/audits", "/runs", "/runs/1", "/source?name=Courier", "/source?name=Tribune"]
        pages += [f"/report/{key}" for key in reports] + [f"/incident/{key}" for key in incidents]
        pages += [f"/event/{key}{more}" for key in events for more in ("", "?field=to", "?field=by", "?field=accounts", "?field=trigger")]
        pages += [f"/report/{key}/missed?span=0-30" for key in reports]
        for page in pages:
            head, mark, query = page.partition("?")
            for asked in (page, f"{'/ledger' if head == '/' else head}.json{mark}{query}"):
                answer = desk.ask(asked)
                assert answer.status == 200, (asked, answer.body[:300])
                assert leaks(answer.body) == [], asked
        answer = desk.ask(f"/ledger.json?actor={quote(NAME)}")
        assert (answer.json["rows"], answer.json["total"]) == ([], 0)
        drawn = {desk.post("/api/audits", {}).json["audit"] for _ in range(1)}
        coded = {"events": [{"span": [7, 22], "type": "ASSAULT", "status": "happened"}]}
        for number in drawn:
            assert leaks(desk.post(f"/api/audits/{number}", coded).body) == []
            assert leaks(desk.ask(f"/audits/{number}.json").body + desk.ask("/audits.json").body) == []
        for event in events:
            seen = desk.ask(f"/event/{event}.json?field=to").json["fix"]["seen"]
            act = {"kind": "correct", "events": [event], "field": "to", "value": ["Mark Hill"], "seen": seen}
            again = desk.post("/api/decisions", act)
            assert again.status == 200, (seen, again.body)
