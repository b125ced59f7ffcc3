"""Times, places, figures and names compared: the same, compatible, apart, or not to be told."""

from __future__ import annotations

import pytest

from onrecord.compare import (
    Range,
    Spot,
    Stretch,
    bounds,
    common,
    compare_figures,
    compare_places,
    compare_times,
    day_number,
    length,
    same_body,
    same_person,
)

KARUM = Spot("Karum", "town", 1, "XKA", 10.0, 20.0, 5.0)
SUBURB = Spot("Old Karum", "town", 2, "XKA", 10.03, 20.0, 2.0)
PROVINCE = Spot("Karum Province", "admin1", 3, "XKA", 10.3, 20.2, 80.0)
SOLBERG = Spot("Solberg", "town", 4, "XKA", 12.0, 20.0, 5.0)
ACROSS = Spot("Brod", "town", 5, "XKB", 10.06, 20.0, 4.0)
FAR = Spot("Lund", "town", 6, "XKB", 30.0, 40.0, 4.0)
OURS, THEIRS = Spot("Karuland", "country", 7, "XKA", 11.0, 21.0, 300.0), Spot("Brodia", "country", 8, "XKB", 30.0, 40.0, 300.0)
UNMAPPED, AGAIN = Spot("the old mill", "facility"), Spot("The Old Mill", "facility")


@pytest.mark.parametrize(
    ("a", "b", "relation", "days"),
    [
        (Stretch("2024-04-07", "2024-04-07"), Stretch("2024-04-07", "2024-04-07"), "same", 0),
        (Stretch("2024-04-01", "2024-04-30"), Stretch("2024-04-07", "2024-04-07"), "overlap", 0),
        (Stretch(None, "2024-04-07"), Stretch("2024-04-01", None), "overlap", 0),
        (Stretch(None, "2024-04-07"), Stretch(None, "2024-04-07"), "overlap", 0),
        (Stretch("2024-04-07", "2024-04-07"), Stretch("2024-04-08", "2024-04-09"), "apart", 1),
        (Stretch(None, "2024-02-28"), Stretch("2024-03-01", None), "apart", 2),
        (None, Stretch("2024-04-07", "2024-04-07"), "unknown", 0),
        (Stretch(None, None), Stretch("2024-04-07", "2024-04-07"), "unknown", 0),
    ],
)
def test_times(a: Stretch | None, b: Stretch | None, relation: str, days: int) -> None:
    for gap in (compare_times(a, b), compare_times(b, a)):
        assert (gap.relation, gap.days) == (relation, days)


@pytest.mark.parametrize(("basis", "beyond"), [("stated", True), ("relative", False), ("inferred", False)])
def test_how_far_apart_is_too_far_depends_on_how_sure_the_days_are(basis: str, beyond: bool) -> None:
    stated = Stretch("2024-04-07", "2024-04-07", "stated")
    assert compare_times(stated, Stretch("2024-04-08", "2024-04-08", basis)).beyond is beyond  # type: ignore[arg-type]


def test_common_days() -> None:
    assert common(Stretch("2024-04-01", None, "inferred"), Stretch(None, "2024-04-05", "stated")) == Stretch(
        "2024-04-01", "2024-04-05", "stated"
    )
    assert common(Stretch("2024-04-06", None), Stretch(None, "2024-04-05")) is None


def test_length_of_days() -> None:
    assert length(Stretch("2024-02-28", "2024-03-01")) == 3
    assert length(Stretch(None, "2024-03-01")) is None
    with pytest.raises(ValueError, match="day"):
        day_number("2024-02-30")


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (KARUM, KARUM, "same"),
        (KARUM, SUBURB, "inside"),
        (KARUM, PROVINCE, "inside"),
        (KARUM, SOLBERG, "apart"),
        (KARUM, OURS, "inside"),
        (OURS, OURS, "same"),
        (KARUM, THEIRS, "abroad"),
        (OURS, THEIRS, "abroad"),
        (KARUM, ACROSS, "apart"),
        (KARUM, FAR, "abroad"),
        (UNMAPPED, AGAIN, "same"),
        (UNMAPPED, KARUM, "unknown"),
        (None, KARUM, "unknown"),
    ],
)
def test_places(a: Spot | None, b: Spot | None, relation: str) -> None:
    assert compare_places(a, b).relation == compare_places(b, a).relation == relation


def test_kilometres_lie_between_the_edges() -> None:
    gap = compare_places(KARUM, SOLBERG)
    assert gap.km == pytest.approx(222.4 - 10, abs=0.5)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (Range(12, 12, 12), Range(12, 12, 12), "same"),
        (Range(low=12), Range(15, 15, 15), "overlap"),
        (Range(low=12), Range(low=40), "overlap"),
        (Range(low=12), Range(11, 11, 11), "apart"),
        (Range(high=10), Range(low=12), "apart"),
        (Range(best=40), Range(45, 45, 45), "overlap"),
        (Range(best=40), Range(50, 50, 50), "apart"),
        (Range(0, 0, 0), Range(1, 1, 1), "apart"),
        (Range(), Range(12, 12, 12), "unknown"),
        (None, Range(12, 12, 12), "unknown"),
    ],
)
def test_figures(a: Range | None, b: Range | None, relation: str) -> None:
    assert compare_figures(a, b).relation == compare_figures(b, a).relation == relation


def test_no_figure_is_less_than_nothing() -> None:
    assert bounds(Range(high=10)) == (0.0, 10.0)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("Ada Lind", "ada lind", "same"),
        ("Ada Lind", "Lind", "short"),
        ("Ada Lind", "A. Lind", "short"),
        ("Ada Maria Lind", "Ada Lind", "short"),
        ("President Lind", "Lind", "same"),
        ("Juan de la Cruz", "Cruz", "short"),
        ("Ada Lind", "Ada", "other"),
        ("Ada Lind", "Olaf Lind", "other"),
        ("Lind", "Berg", "other"),
        ("", "Lind", "other"),
    ],
)
def test_persons(a: str, b: str, relation: str) -> None:
    assert same_person(a, b) == same_person(b, a) == relation


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("the Northern Front", "Northern Front", "same"),
        ("River Defence Front", "RDF", "short"),
        ("United States of Karu", "USK", "short"),
        ("Northern Front", "Southern Front", "other"),
        ("", "Northern Front", "other"),
    ],
)
def test_bodies(a: str, b: str, relation: str) -> None:
    assert same_body(a, b) == same_body(b, a) == relation
