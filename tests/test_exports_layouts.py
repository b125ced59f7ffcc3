"""Each layout as it is written, and opened again with the tools that it is for.

`python -m tests.test_exports_layouts` writes the golden files anew.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OutputError
from onrecord.exports import acled, annotation, geojson, incidents_csv, incidents_jsonl, parquet, plover, ucdp
from onrecord.exports.csv_safe import Rows
from onrecord.exports.flat_incident import WIDE
from onrecord.exports.incident_json import to_json
from onrecord.exports.incident_words import sentence
from onrecord.exports.layouts import LAYOUTS
from onrecord.exports.sheet import OWN
from onrecord.ledger.views import Incident, Said
from onrecord.record import REPORT
from onrecord.text import to_utf16
from tests import incidents as made

GOLDEN = Path(__file__).parent / "golden"
FILES: dict[str, tuple[str, dict[str, Any]]] = {
    "incidents.jsonl": ("jsonl", {}),
    "incidents.csv": ("csv", {}),
    "acled.csv": ("acled", {}),
    "acled_wide.csv": ("acled", {"wide": True}),
    "ucdp.csv": ("ucdp", {}),
    "ucdp_wide.csv": ("ucdp", {"wide": True}),
    "plover.jsonl": ("plover", {}),
    "plover_wide.jsonl": ("plover", {"wide": True}),
    "incidents.geojson": ("geojson", {}),
    "annotations.jsonld": ("annotation", {}),
}
STREAMED = [name for name, layout in LAYOUTS.items() if not layout.binary]


def written(layout: str, *incidents: Incident, **options: Any) -> str:
    """What a layout writes of some incidents; of the samples where none is given."""
    out = io.StringIO()
    LAYOUTS[layout].write(incidents or made.samples(), out, **options)
    return out.getvalue()


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("file", FILES)
def test_a_layout_is_written_as_it_was(file: str) -> None:
    layout, options = FILES[file]
    assert written(layout, **options).encode() == (GOLDEN / file).read_bytes()


# ------------------------------------------------------------ all of them
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_path_gets_what_a_stream_gets(layout: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    LAYOUTS[layout].write(made.samples(), target)
    if not LAYOUTS[layout].binary:
        assert target.read_bytes() == written(layout).encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("fault", [RuntimeError("the power is gone"), KeyboardInterrupt(), SystemExit(143)], ids=["power", "stop", "kill"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_breaks_off_leaves_the_file_that_was_there_and_nothing_else(layout: str, fault: BaseException, tmp_path: Path) -> None:
    """A fault, Ctrl-C or the system's wish to end amid an export: no new file, and an older one as it was."""

    def breaking() -> Iterator[Incident]:
        yield made.strike()
        raise fault

    target, new = tmp_path / "out", tmp_path / "new"
    target.write_text("as it was", encoding="utf-8")
    for path in (target, new):
        with pytest.raises(type(fault)):
            LAYOUTS[layout].write(breaking(), path)
    assert target.read_text(encoding="utf-8") == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_memory_does_not_grow_with_the_number_of_incidents(layout: str, tmp_path: Path) -> None:
    """Ten times as many incidents, each with texts of its own, take no more memory to write."""

    def many(count: int) -> Iterator[Incident]:
        for number in range(count):
            one = made.strike()
            yield replace(one, key=f"i{number:012}", tellings=tuple(replace(t, title=f"{number} " * 5_000) for t in one.tellings))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            LAYOUTS[layout].write(many(count), tmp_path / "out")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(200)  # what is loaded once is loaded
    assert peak(200) < peak(20) + 2_000_000  # the titles alone are 8,000,000 characters


@pytest.mark.parametrize("layout", STREAMED)
def test_rows_are_written_one_by_one(layout: str) -> None:
    taken, seen = 0, []

    def many() -> Iterator[Incident]:
        nonlocal taken
        for number in range(50):
            taken += 1
            yield replace(made.strike(), key=f"i{number}")

    class Out(io.StringIO):
        def write(self, text: str, /) -> int:
            seen.append(taken)
            return super().write(text)

    LAYOUTS[layout].write(many(), Out())
    assert set(range(2, 51)) <= set(seen)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_incidents_make_an_empty_file_that_is_whole(layout: str, tmp_path: Path) -> None:
    LAYOUTS[layout].write((), tmp_path / "out")
    text = (tmp_path / "out").read_bytes()
    if layout in ("geojson", "annotation"):
        assert json.loads(text)
    elif layout in ("csv", "acled", "ucdp"):
        assert text.count(b"\n") == 1


@pytest.mark.parametrize("layout", STREAMED)
def test_the_numbers_of_the_store_are_in_no_layout(layout: str) -> None:
    incident = made.strike()
    shift = {a.id: a.id + 1000 for a in incident.accounts}
    accounts = tuple(
        replace(a, id=shift[a.id], figures=tuple(replace(f, account=shift[f.account or 0]) for f in a.figures)) for a in incident.accounts
    )
    assert written(layout, incident) == written(layout, replace(incident, accounts=accounts))


def test_the_values_of_a_line_are_all_there_are_in_the_views() -> None:
    line = json.loads(written("jsonl", made.strike()))
    assert line == to_json(made.strike())
    assert line["tellings"][0]["from"] == []
    assert {account["id"] for account in line["accounts"]} == {1, 2, 3}
    assert line["accounts"][1]["figures"][0]["account"] == 2


# ------------------------------------------------------------ comma-separated values
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("layout", ["csv", "acled", "ucdp"])
def test_no_cell_of_text_is_a_formula(layout: str, sign: str) -> None:
    named = replace(made.ARMY, name=f"{sign}SUM(A1:A9)")
    said = Said(by=(named,), to=(made.RESIDENTS,))
    incident = made.incident("i", (made.account(1, REPORT, says=said, killed=2),), by=(named,))
    options = {"wide": True} if layout != "csv" else {}
    found = [cell for row in cells(written(layout, incident, **options)) for cell in row.values()]
    assert f"'{named.name}" in found
    assert [cell for cell in found if cell.startswith(sign)] == (["-21.25"] * found.count("-21.25") if sign == "-" else [])
    raw = [cell for row in cells(written(layout, incident, raw_cells=True, **options)) for cell in row.values()]
    assert named.name in raw


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_lines_and_parquet_have_names_as_they_are(sign: str, tmp_path: Path) -> None:
    """A headline and a name that begin like a formula: exact in JSON and Parquet, where nothing computes them."""
    duckdb = importlib.import_module("duckdb")
    title, name = f"{sign}SUM(A1:A9)", f"{sign}cmd|' /C calc'!A0"
    incident = made.incident("i", (made.account(1, REPORT),), tellings=({"title": title},), by=(replace(made.ARMY, name=name),))
    line = json.loads(written("jsonl", incident))
    assert (line["tellings"][0]["title"], line["by"][0]["name"]) == (title, name)
    assert json.loads(written("geojson", incident))["features"][0]["properties"]["by"] == name
    LAYOUTS["parquet"].write((incident,), tmp_path / "a.parquet")
    found = duckdb.execute(f"SELECT tellings[1].title, \"by\"[1].name FROM '{tmp_path / 'a.parquet'}'").fetchone()
    assert found == (title, name)


def test_a_header_is_guarded_too_and_numbers_are_not() -> None:
    out = io.StringIO()
    Rows(out, ("=a", "b")).write({"=a": -1.5, "b": "-1.5"})
    assert out.getvalue() == "'=a,b\r\n-1.5,'-1.5\r\n"


def test_a_column_that_there_is_not_is_a_fault() -> None:
    with pytest.raises(KeyError, match="c"):
        Rows(io.StringIO(), ("a",)).write({"c": 1})


def test_line_ends_and_commas_stay_in_their_cells() -> None:
    row = next(row for row in cells(written("ucdp", wide=True)) if row["onrecord_incident"] == "i09protest")
    assert row["source_headline"] == '\'=1+1, says\nthe "union"'


# ------------------------------------------------------------ ACLED and UCDP
def test_the_layouts_have_their_columns_and_the_wide_ones_more_at_the_right_end() -> None:
    assert (len(acled.COLUMNS), len(ucdp.COLUMNS)) == (31, 49)
    for name, columns in (("acled", acled.COLUMNS), ("ucdp", ucdp.COLUMNS)):
        assert tuple(cells(written(name))[0]) == columns
        assert tuple(cells(written(name, wide=True))[0]) == (*columns, *OWN)
    assert all(column.startswith("onrecord_") for column in (*WIDE, *OWN))


def test_acled_opens_in_pandas() -> None:
    pandas = importlib.import_module("pandas")
    frame = pandas.read_csv(io.StringIO(written("acled")), parse_dates=["event_date"])
    assert list(frame["event_id_cnty"]) == ["ISLi02strike", "ISLi09protest", "ISLi10clash", "ISLi11abduction"]
    assert list(frame["longitude"]) == [-21.25, -21.25, -20.5, -21.25]
    assert list(frame["fatalities"]) == [3, 0, 4, 0]
    assert list(frame["time_precision"]) == [1, 1, 2, 1]
    assert set(frame["event_date"].dt.year) == set(frame["year"]) == {2019}
    assert set(frame["iso"]) == {352}


def test_ucdp_opens_in_pandas() -> None:
    pandas = importlib.import_module("pandas")
    frame = pandas.read_csv(io.StringIO(written("ucdp")), parse_dates=["date_start", "date_end"])
    assert list(frame["type_of_violence"]) == [3, 1, 1]
    assert [tuple(row) for row in frame[["low", "best", "high"]].to_numpy()] == [(3, 3, 12), (4, 4, 5), (6, 6, 6)]
    parts = frame[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]]
    assert list(parts.sum(axis=1)) == list(frame["best"])
    assert (frame["date_start"] <= frame["date_end"]).all()
    assert frame[["id", "relid", "conflict_new_id", "dyad_new_id", "side_a_new_id", "side_b_new_id"]].isna().all(axis=None)


def test_wide_files_open_in_pandas_and_sum_to_the_strict_ones() -> None:
    pandas = importlib.import_module("pandas")
    for name, column in (("acled", "fatalities"), ("ucdp", "best"), ("ucdp", "high")):
        narrow, wide = (pandas.read_csv(io.StringIO(written(name, wide=option))) for option in (False, True))
        assert len(wide) == len(made.samples())
        assert wide[column].sum() == narrow[column].sum()
        assert (wide["onrecord_strict"] == "yes").sum() == len(narrow)


def test_a_toll_that_one_party_alone_gives_is_no_number_of_acled_s() -> None:
    lone = made.incident("i", (made.account(1, REPORT, says=made.BY_ARMY), made.account(2, made.FRONT, says=made.BY_ARMY, killed=9)))
    (row,) = cells(written("acled", lone))
    assert row["fatalities"] == ""
    assert "9 (River Front)" in row["notes"]
    assert cells(written("ucdp", lone)) == []


def test_an_accused_is_in_the_notes_and_not_among_the_actors() -> None:
    row = next(row for row in cells(written("acled")) if row["event_id_cnty"] == "ISLi11abduction")
    assert row["actor1"] == "Unidentified Armed Group (Iceland)"
    assert row["notes"].startswith("A teacher was abducted in Karum")
    assert "Who did it was the River Front, according to the Interior Ministry." in row["notes"]


def test_the_nameless_of_many_reports_are_told_once() -> None:
    others = tuple(replace(made.RESIDENTS, key=f"r{n}/a1", side=f"people/r{n}/a1") for n in range(2, 9))
    incident = replace(made.strike(), to=(made.RESIDENTS, *others), accounts=made.strike().accounts[1:2], own_voice=False)
    assert sentence(incident) == "The Northern Army bombarded residents in Karum on Friday 3 May 2019."


def test_copies_are_no_sources() -> None:
    (row,) = cells(written("acled", made.copied(made.strike(), 40)))
    assert row["source"] == "The Lantern; Harbour Post"


def test_a_crowd_comes_first_and_force_against_it_is_acled_s_own_type() -> None:
    police = replace(made.ARMY, key="ISL/COP", name="City Police", kind="police", role="COP")
    said = Said(by=(police,), to=(made.RESIDENTS,))
    incident = made.incident("i", (made.account(1, REPORT, says=said, killed=2),), mode="crowd-control", by=(police,))
    (row,) = cells(written("acled", incident))
    assert (row["sub_event_type"], row["disorder_type"]) == ("Excessive force against protesters", "Political violence; Demonstrations")
    assert (row["actor1"], row["inter1"], row["actor2"]) == ("Protesters (Iceland)", "Protesters", "City Police")
    assert (row["interaction"], row["civilian_targeting"]) == ("State forces-Protesters", "Civilian targeting")


def test_provinces_and_districts_come_from_whoever_knows_them() -> None:
    (row,) = cells(written("acled", made.strike(), divisions={9_000_001: ("West", "Karum district")}.__getitem__))
    assert (row["admin1"], row["admin2"]) == ("West", "Karum district")
    (row,) = cells(written("ucdp", made.strike(), divisions=lambda _: (None, None)))
    assert (row["adm_1"], row["adm_2"]) == ("", "")


def founding() -> list[Incident]:
    """The structure of the story that it all began with: a withdrawal told five times by four voices, and what was said around it."""
    army, other = made.ARMY, replace(made.FRONT, key="paper", name="Evening Paper", kind="media", side="paper", role="JRN")
    left = Said(by=(army,))
    told = ({}, {"event": "v2"}, {"event": "v3", "report": "r2"}, {"event": "v4", "report": "r2", "copy_of": "r1"}, {"event": "v5"})
    voices = (made.account(1, army, says=left), made.account(2, other, says=left), made.account(3, army, says=left, event="v2"))
    retreat = {"type": "RETREAT", "mode": "withdraw", "to": ()}
    killed = made.account(1, army, says=Said(by=(army,), to=(made.FRONT,)), at_least=2000, of=made.FRONT)
    return [
        made.incident("f1", voices, tellings=told, **retreat),
        made.incident("f2", (made.account(1, army, status="ongoing"),), type="MOBILIZE", mode="troops", status="ongoing", to=()),
        made.planned(),
        made.incident("f3", (killed,), mode=None, scale="campaign", to=(made.FRONT,)),
        made.incident("f4", (made.account(1, REPORT, at_least=2000),), mode=None, scale="campaign", by=(army, made.FRONT), to=()),
        made.incident("f5", (made.account(1, REPORT, status="expected"),), type="CONSULT", mode="third-party", status="expected", to=()),
        made.incident("f6", (made.account(1, made.FRONT, status="denied"),), type="CONSULT", mode=None, status="denied", to=()),
        made.incident("f7", (made.account(1, REPORT, status="conditional"),), **{**retreat, "mode": "ceasefire"}, status="conditional"),
    ]


def test_the_story_that_it_began_with_has_no_fatality() -> None:
    for name, column in (("acled", "fatalities"), ("ucdp", "best")):
        rows = [*cells(written(name, *founding())), *cells(written(name, *founding(), wide=True))]
        assert not [row for row in rows if row[column] not in ("", "0")]
    assert cells(written("ucdp", *founding())) == []


# ------------------------------------------------------------ GeoJSON
def test_geojson_is_as_rfc_7946_wants_it() -> None:
    collection = json.loads(written("geojson"))
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == len(made.samples())
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert isinstance(feature["properties"], dict)
        _is_geometry(feature["geometry"])


def _is_geometry(geometry: dict[str, Any] | None) -> None:
    """A point of RFC 7946, section 3.1.2: longitude, then latitude, on the earth; or null, for an unlocated feature."""
    if geometry is None:
        return
    assert set(geometry) == {"type", "coordinates"}
    assert geometry["type"] == "Point"
    lon, lat = geometry["coordinates"]
    assert -180 <= lon <= 180
    assert -90 <= lat <= 90


def test_a_feature_says_how_exact_its_point_is_and_a_country_has_none() -> None:
    features = {f["id"]: f for f in json.loads(written("geojson"))["features"]}
    assert features["i02strike"]["geometry"] == {"type": "Point", "coordinates": [-21.25, 64.5]}
    assert (features["i10clash"]["properties"]["precision"], features["i10clash"]["properties"]["radius_km"]) == ("area", 80)
    assert features["i13somewhere"]["geometry"] is None
    assert features["i13somewhere"]["properties"]["precision"] == "country"
    assert features["i08unplaced"]["geometry"] is None


# ------------------------------------------------------------ Web Annotation
def test_annotations_are_as_the_recommendation_wants_them() -> None:
    collection = json.loads(written("annotation"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    page = collection["first"]
    assert page["type"] == "AnnotationPage"
    assert page["id"] == collection["last"]
    assert collection["total"] == len(page["items"]) > 0
    for one in page["items"]:
        assert one["type"] == "Annotation"
        assert ":" in one["id"]
        assert one["motivation"] in MOTIVATIONS
        for body in one["body"]:
            assert body["purpose"] in MOTIVATIONS
            assert body.get("value") or body.get("source")
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            _is_target(target)


MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying", "linking",
    "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


def _is_target(target: dict[str, Any]) -> None:
    """A specific resource with both selectors, which choose the same length of text."""
    assert ":" in target["source"]
    position, quote = target["selector"]
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    assert position["end"] - position["start"] == len(quote["exact"]) > 0
    assert {type(value) for name, value in quote.items() if name != "type"} == {str}


def test_the_names_of_annotations_are_their_own() -> None:
    incidents = [replace(i, tellings=tuple(replace(t, event=f"{i.key}{t.event}") for t in i.tellings)) for i in made.samples()]
    ids = [one["id"] for incident in incidents for one in annotation.of(incident)]
    assert len(ids) == len(set(ids))


def test_positions_count_code_points_and_a_browser_has_to_convert_them() -> None:
    first = next(annotation.of(made.protest()))
    position, quote = first["target"]["selector"]
    text = " " * 100 + made.protest().tellings[0].sentence
    assert text[position["start"] : position["end"]] == quote["exact"] == "marched"
    assert text[: position["start"]].endswith(quote["prefix"])
    assert text[position["end"] :].startswith(quote["suffix"])
    assert to_utf16(text, [position["start"]]) == [position["start"] + 1]


def test_words_that_cannot_be_cut_are_quoted_as_the_whole_sentence_or_not_at_all() -> None:
    incident = made.strike()
    folded = replace(incident.tellings[0], sentence_span=(100, 200))
    (selectors,) = {json.dumps(a["target"]["selector"]) for a in annotation.of(replace(incident, tellings=(folded,), accounts=()))}
    assert json.loads(selectors)[1]["exact"] == folded.sentence
    gone = replace(folded, sentence="")
    assert list(annotation.of(replace(incident, tellings=(gone,), accounts=incident.accounts[:1]))) == []


# ------------------------------------------------------------ Parquet
def test_parquet_opens_in_duckdb_with_the_values_of_the_lines(tmp_path: Path) -> None:
    duckdb = importlib.import_module("duckdb")
    parquet.write(made.samples(), tmp_path / "it's.parquet")
    with duckdb.connect(":memory:") as db:
        answer = db.execute("SELECT * FROM read_parquet(?)", [str(tmp_path / "it's.parquet")])
        columns = [column[0] for column in answer.description]
        rows = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
        place = "SELECT site.name, len(accounts), accounts[1].says.by[1].name FROM read_parquet(?) WHERE key = 'i02strike'"
        assert db.execute(place, [str(tmp_path / "it's.parquet")]).fetchall() == [("Karum", 3, "Northern Army")]
    assert rows == [json.loads(line) for line in written("jsonl").splitlines()]


def test_without_duckdb_the_line_to_type_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("onrecord.exports.parquet.importlib.import_module", missing)
    with pytest.raises(OutputError, match=r"pip install 'onrecord\[parquet\]'"):
        parquet.write(made.samples(), tmp_path / "out.parquet")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------ PLOVER
def test_plover_records_have_what_the_manual_wants() -> None:
    for line in written("plover").splitlines():
        record = json.loads(line)
        assert {"id", "date", "actor", "event"} <= set(record)
        assert record["quad_code"] in (1, 2, 3, 4)
        assert all(entity["entity_text"] for entity in record["actor"])
    threat = next(record for line in written("plover").splitlines() if (record := json.loads(line))["id"] == "i05threat")
    assert (threat["event"], threat["mode"], threat["link"]) == (["THREATEN"], ["violence"], ["v4"])


def test_a_plover_record_says_what_the_format_has_no_field_for() -> None:
    record = plover.record(made.denied())
    assert record["onrecord"]["said_by"] == ["River Front"]
    assert record["onrecord"]["denied_by"] == ["Northern Army"]
    assert "size" not in record


MODULES = (acled, annotation, geojson, incidents_csv, incidents_jsonl, parquet, plover, ucdp)


def test_every_layout_is_in_the_registry() -> None:
    assert {layout.write for layout in LAYOUTS.values()} == {module.write for module in MODULES}


if __name__ == "__main__":
    for name, (chosen, asked) in FILES.items():
        (GOLDEN / name).write_bytes(written(chosen, **asked).encode())
