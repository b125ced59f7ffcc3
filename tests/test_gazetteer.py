"""The gazetteer: its table, its index, look-up, the user's own places."""

from __future__ import annotations

import lzma
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.errors import GazetteerError
from onrecord.gazetteer import Gazetteer, index, overlay, shipped, tables
from onrecord.gazetteer.names import key
from onrecord.knowledge import table

TABLE = Path(__file__).parent / "places.tsv.xz"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ONRECORD_PLACES", raising=False)
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONRECORD_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("ONRECORD_PLACES", raising=False)
        return Gazetteer.open(TABLE)


def ids(gazetteer: Gazetteer, name: str) -> list[int | None]:
    return [c.geonames for c in gazetteer.candidates(name)]


def countries(gazetteer: Gazetteer, name: str) -> list[str | None]:
    return [c.country for c in gazetteer.candidates(name)]


# ---------------------------------------------------------------- names
@pytest.mark.parametrize("name", ["Khan Younes", "Khan Younis", "Khan Yunis", "KHAN YUNIS", "Khan-Yunus", "Khān Yūnis"])
def test_every_spelling_of_a_town_is_that_town(small: Gazetteer, name: str) -> None:
    assert 281124 in ids(small, name)


@pytest.mark.parametrize("name", ["Hodeidah", "Al-Hodeidah", "al Hodeida", "Al Hudaydah"])
def test_the_arabic_article_may_be_there_or_not(small: Gazetteer, name: str) -> None:
    assert countries(small, name)[0] == "YEM"


@pytest.mark.parametrize("name", ["Khan Yunnis", "Khan Younnes"])
def test_consonants_may_be_doubled_or_not(small: Gazetteer, name: str) -> None:
    assert {c.how for c in small.candidates(name)} == {"spelling"}
    assert 281124 in ids(small, name)


def test_acronyms_are_no_towns(small: Gazetteer) -> None:
    assert small.candidates("HOM") == small.candidates("U.N.") == ()


def test_namesakes_are_all_candidates(small: Gazetteer) -> None:
    assert {"PSE", "EGY"} <= set(countries(small, "Rafah"))
    assert {"LBY", "LBN"} <= set(countries(small, "Tripoli"))
    assert {"FRA", "USA"} <= set(countries(small, "Paris"))


def test_no_place_comes_twice(small: Gazetteer) -> None:
    for name in ("Gaza", "Georgia", "Paris", "London", "Washington"):
        found = [c.identity for c in small.candidates(name)]
        assert len(found) == len(set(found))


def test_an_unknown_name_has_no_candidates(small: Gazetteer) -> None:
    assert small.candidates("Xyzzyville") == () == small.candidates("") == small.candidates("'; DROP TABLE place; --")


# ---------------------------------------------------------------- tables before towns
def test_regions_come_before_towns_of_their_name(small: Gazetteer) -> None:
    assert small.candidates("Middle East")[0].kind == "region"
    assert small.candidates("Sinai")[0].country == "EGY"
    assert ids(small, "Gaza")[0] == 281132


def test_states_and_their_abbreviations(small: Gazetteer) -> None:
    assert ids(small, "U.S.")[0] == ids(small, "US")[0] == ids(small, "United States")[0] == 6252001
    assert "USA" not in countries(small, "us")
    assert set(countries(small, "Congo")[:2]) == {"COD", "COG"}


def test_words_for_peoples_lead_home(small: Gazetteer) -> None:
    assert ids(small, "Israelis") == [294640]
    assert small.candidates("Gazans")[0].geonames == 281132
    assert small.candidates("Texan")[0].geonames == 4736286
    assert small.candidates("Israelis")[0].how == "people"


def test_abbreviated_provinces(small: Gazetteer) -> None:
    assert 4829764 in ids(small, "Ala.")
    assert 4829764 not in ids(small, "AL")
    assert [c.geonames for c in small.after_comma("TX")] == [4736286]


def test_seats_of_power_are_sites_in_their_state(small: Gazetteer) -> None:
    kremlin = small.candidates("Kremlin")[0]
    assert (kremlin.kind, kremlin.country, kremlin.how) == ("facility", "RUS", "seat")


def test_counts_and_hash_say_what_is_there(small: Gazetteer) -> None:
    counts = small.counts()
    assert counts["towns"] + counts["provinces"] + counts["districts"] == 500
    assert counts["states"] == 249
    assert small.sha256 == shipped.sha256(TABLE)


# ---------------------------------------------------------------- the user's own places
OWN = "name,aliases,kind,country,geonames,lat,lon,radius_km\nBlock Seven,Block 7; B7,region,PSE,,31.34,34.3,1\nParis,,town,TGO,,6.9,0.8,\n"


def test_own_places_shut_out_all_others(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    gazetteer = Gazetteer.open(TABLE, own=own)
    assert countries(gazetteer, "Paris") == ["TGO"]
    assert countries(gazetteer, "Block 7") == countries(gazetteer, "B7") == ["PSE"]
    assert gazetteer.counts()["own"] == 2
    assert gazetteer.sha256 != shipped.sha256(TABLE)


def test_own_places_are_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.csv"
    own.write_text("\ufeff" + OWN, encoding="utf-8")
    monkeypatch.setenv("ONRECORD_PLACES", str(own))
    assert countries(Gazetteer.open(TABLE), "Paris") == ["TGO"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Here,,town,PSE,,north,34,", "north"),
        ("Here,,planet,PSE,,31,34,", "planet"),
        ("Here,,town,PSE,,131,34,", "lat"),
        (",,town,,,1,1,", "name"),
    ],
)
def test_a_fault_in_own_places_names_file_and_line(tmp_path: Path, line: str, fault: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(OWN + line + "\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match=rf"own\.csv, line 4: .*{fault}"):
        Gazetteer.open(TABLE, own=own)


@pytest.mark.parametrize("content", ["", "Just some prose, with commas.\n", "name;lat;lon\nHere;1;2\n", '{"name": "Here", "lat": 1}\n'])
def test_a_file_that_is_no_list_of_places_is_refused(tmp_path: Path, content: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"own\.csv is no list of own places: .*no column name.*the columns are name, aliases"):
        Gazetteer.open(TABLE, own=own)


def test_own_places_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"none\.csv"):
        Gazetteer.open(TABLE, own=tmp_path / "none.csv")


# ---------------------------------------------------------------- table and index
def test_a_missing_table_says_where_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"missing\.xz.*install onrecord again"):
        Gazetteer.open(tmp_path / "missing.xz")


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        TABLE.read_bytes()[:2000],
        lzma.compress(b"# something else\n"),
        lzma.compress((shipped.HEAD + "\nP\t1\tonly four\tcells\n").encode()),
    ],
)
def test_a_damaged_table_leaves_no_index(cache: Path, tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "damaged.xz"
    damaged.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"damaged\.xz"):
        Gazetteer.open(damaged)
    assert [p for p in cache.iterdir() if p.suffix != ".lock"] == []


def test_the_index_is_made_once_and_kept(cache: Path) -> None:
    Gazetteer.open(TABLE)
    made = next(cache.glob("*.sqlite"))
    stamp = made.stat().st_mtime_ns
    Gazetteer.open(TABLE)
    assert made.stat().st_mtime_ns == stamp
    assert len(list(cache.glob("*.sqlite"))) == 1
    assert list(cache.glob("*.part")) == []


def test_a_damaged_index_says_which_file_to_delete(cache: Path) -> None:
    Gazetteer.open(TABLE)
    made = next(cache.glob("*.sqlite"))
    opened = Gazetteer.open(TABLE)
    made.write_bytes(b"x" * made.stat().st_size)
    with pytest.raises(GazetteerError, match=r"\.sqlite.*delete the file"):
        opened.candidates("Paris")


@pytest.mark.parametrize(("kept", "fault"), [(0, "empty"), (20_000, "malformed"), (-1, "not a database")])
def test_a_damaged_index_is_made_again(cache: Path, kept: int, fault: str) -> None:
    before = Gazetteer.open(TABLE).candidates("Paris")
    made = next(cache.glob("*.sqlite"))
    assert index.fault(made, deep=True) is None
    made.write_bytes(made.read_bytes()[:kept] if kept >= 0 else b"x" * 5000)
    assert fault in (index.fault(made) or "")
    assert Gazetteer.open(TABLE).candidates("Paris") == before
    assert index.fault(made, deep=True) is None


def test_a_damaged_page_is_found_by_a_deep_look(cache: Path) -> None:
    Gazetteer.open(TABLE)
    made = next(cache.glob("*.sqlite"))
    whole = made.read_bytes()
    middle = len(whole) // 2
    made.write_bytes(whole[:middle] + b"x" * 8192 + whole[middle + 8192 :])
    assert index.fault(made, deep=True)


def test_a_cache_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_CACHE", "here/cache")
    assert Gazetteer.open(TABLE).candidates("Paris")
    assert len(list((tmp_path / "here/cache").glob("*.sqlite"))) == 1


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ONRECORD_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(GazetteerError, match="ONRECORD_CACHE"):
        Gazetteer.open(TABLE)


def test_two_processes_make_one_index(cache: Path) -> None:
    code = (
        "from pathlib import Path; from onrecord.gazetteer import Gazetteer; "
        f"print(len(Gazetteer.open(Path({str(TABLE)!r})).candidates('Paris')))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [process.communicate(timeout=60)[0].strip() for process in both]
    assert answers[0] == answers[1]
    assert int(answers[0]) > 1
    assert len(list(cache.glob("*.sqlite"))) == 1


def test_the_cache_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert index.cache_folder() == Path("/somewhere/onrecord")


def test_the_shipped_table_holds_the_world() -> None:
    kinds = {"P": 0, "A": 0, "B": 0}
    with lzma.open(shipped.location(), "rt", encoding="utf-8") as lines:
        assert next(lines).rstrip() == shipped.HEAD
        assert "GeoNames" in next(lines)
        for line in lines:
            kinds[line[0]] = kinds.get(line[0], 0) + 1
    assert [kinds[kind] >= least for kind, least in (("P", 230_000), ("A", 3_700), ("B", 47_000))] == [True] * 3
    assert shipped.location().stat().st_size < 8_000_000


# ---------------------------------------------------------------- knowledge
@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("countries", ("iso3",)), ("regions", ("name",)), ("seats", ("name",)), ("demonyms", ("demonym",)), ("place_words", ("word",)),
        ("provinces", ("abbreviation", "code")),
    ],
)  # fmt: skip
def test_tables_have_no_duplicates_and_an_example_each(name: str, columns: tuple[str, ...]) -> None:
    rows = table(name)
    keys = [tuple(row[c] for c in columns) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(row["example"] for row in rows)


def test_tables_fit_together() -> None:
    states = {row["iso3"] for row in table("countries")}
    assert {row["iso3"] for row in table("demonyms")} - {""} <= states
    assert {iso3 for row in table("regions") for iso3 in row["iso3"].split()} <= states
    assert {row["iso3"] for row in table("seats")} <= states
    regions = {key(row["name"]) for row in table("regions")}
    loose = {row["place"] for row in table("demonyms") if row["place"] and not row["iso3"]}
    assert {place for place in loose if key(place) not in regions} == set()


def test_every_entry_of_the_tables_can_be_looked_up() -> None:
    rows = [row for name in ("countries", "regions", "seats") for row in table(name)]
    names = [form for row in rows for form in (row["name"], *filter(None, row["aliases"].split("; ")))]
    unanswered = [n for n in names if key(n) not in tables.by_name() and n.replace(".", "") not in tables.by_acronym()]
    assert unanswered == []


@pytest.mark.parametrize(
    ("lat", "lon", "radius"), [("nan", "3", ""), ("3", "nan", ""), ("inf", "3", ""), ("3", "4", "nan"), ("3", "4", "inf"), ("3", "4", "-1")]
)
def test_own_places_need_numbers_that_are_numbers(tmp_path: Path, lat: str, lon: str, radius: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"name,lat,lon,radius_km\nCamp Nine,{lat},{lon},{radius}\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="line 2"):
        overlay.read(path)
