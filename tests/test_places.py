"""Places: found, resolved by what the report says around them, literal or associative."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.gazetteer import Gazetteer
from onrecord.language.analysis import Analysis, WordSpan
from onrecord.reader import Reader
from onrecord.reading import places
from onrecord.record import Place
from tests.conllu import analysis

TABLE = Path(__file__).parent / "places.tsv.xz"
CONTRAST = Path(__file__).parent / "contrast/places.tsv"


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONRECORD_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("ONRECORD_PLACES", raising=False)
        return Gazetteer.open(TABLE)


def report(conllu: str, names: str = "", entity: str = "") -> Analysis:
    """The analysis of short lines "word/lemma upos head deprel"; `names` are like "LOC 4 5, PER 0 1", `entity` like "place 4"."""
    rows = []
    for block in conllu.strip().split("\n\n"):
        for n, line in enumerate(block.strip().splitlines(), 1):
            word, upos, head, deprel = line.split()
            form, _, lemma = word.partition("/")
            rows.append(f"{n} {form} {lemma or form.lower()} {upos} _ _ {head} {deprel} _ _")
        rows.append("")
    spans = [(label, int(a), int(b)) for label, a, b in (part.split() for part in names.split(",") if part.strip())]
    kinds = {int(word): kind for kind, word in (part.split() for part in entity.split(",") if part.strip())}
    return analysis("\n".join(rows), names=tuple(WordSpan(a, b, label, 0.9) for label, a, b in spans), entity=kinds)


def find(gazetteer: Gazetteer, made: Analysis) -> dict[str, Place]:
    return {place.name: place for place in places.find(made, gazetteer)}


def sentence(place: str, rest: str = "") -> str:
    """Shelling hit a place and, with `rest`, another: "PLACE and REST"."""
    lines = ["Shells NOUN 2 nsubj", "fell VERB 0 root", "in ADP 4 case", f"{place} PROPN 2 obl"]
    if rest:
        lines += ["and CCONJ 6 cc", f"{rest} PROPN 4 conj"]
    return "\n".join([*lines, ". PUNCT 2 punct"])


# ---------------------------------------------------------------- which place
@pytest.mark.parametrize(
    ("name", "beside", "country"),
    [
        ("Rafah", "Gaza", "PSE"), ("Rafah", "Cairo", "EGY"), ("Tripoli", "Beirut", "LBN"), ("Tripoli", "Libya", "LBY"),
        ("Paris", "France", "FRA"), ("Paris", "Texas", "USA"), ("Georgia", "Atlanta", "USA"), ("Georgia", "Russia", "GEO"),
        ("Homs", "Idlib", "SYR"), ("Jenin", "Gaza", "PSE"), ("Bucha", "Kyiv", "UKR"),
    ],
)  # fmt: skip
def test_a_name_is_the_namesake_that_fits_the_report(gazetteer: Gazetteer, name: str, beside: str, country: str) -> None:
    found = find(gazetteer, report(sentence(name, beside), "LOC 3 4, LOC 5 6"))
    assert found[name].country == country


def test_the_province_after_a_comma_settles_the_town(gazetteer: Gazetteer) -> None:
    text = "Shells NOUN 2 nsubj\nfell VERB 0 root\nin ADP 4 case\nParis PROPN 2 obl\n, PUNCT 6 punct\nTX PROPN 4 appos\n. PUNCT 2 punct"
    found = find(gazetteer, report(text, "LOC 3 6"))
    assert found["Paris"].geonames == 4717560
    assert found["TX"].geonames == 4736286


def test_gaza_is_the_strip_and_gaza_city_the_city(gazetteer: Gazetteer) -> None:
    assert find(gazetteer, report(sentence("Gaza"), "LOC 3 4"))["Gaza"].geonames == 281132
    southern = "Shells NOUN 2 nsubj\nfell VERB 0 root\nin ADP 5 case\nsouthern ADJ 5 amod\nGaza PROPN 2 obl"
    assert find(gazetteer, report(southern, "LOC 3 5"))["Gaza"].geonames == 281132


def test_a_word_of_kind_beside_the_name_counts(gazetteer: Gazetteer) -> None:
    town = "Shells NOUN 2 nsubj\nfell VERB 0 root\nin ADP 4 case\nIdlib PROPN 2 obl"
    province = "Shells NOUN 2 nsubj\nfell VERB 0 root\nin ADP 5 case\nIdlib PROPN 5 compound\nprovince NOUN 2 obl"
    assert find(gazetteer, report(town, "LOC 3 4"))["Idlib"].kind == "town"
    assert find(gazetteer, report(province, "LOC 3 4"))["Idlib"].kind == "admin1"


def test_runners_up_are_kept_with_shares(gazetteer: Gazetteer) -> None:
    paris = find(gazetteer, report(sentence("Paris"), "LOC 3 4"))["Paris"]
    assert paris.country == "FRA"
    assert 0 < paris.score <= 1
    assert all(0.01 <= other.score <= paris.score for other in paris.others)


def test_words_for_a_people_join_their_state(gazetteer: Gazetteer) -> None:
    text = "Israeli ADJ 2 amod\nstrikes NOUN 3 nsubj\nhit VERB 0 root\nGaza PROPN 3 obj"
    found = find(gazetteer, report(text, "OTH 0 1, LOC 3 4", "event 1"))
    assert found["Israel"].geonames == 294640
    assert found["Israel"].mentions[0].use == "associative"
    assert found["Gaza"].mentions[0].use == "literal"


# ---------------------------------------------------------------- what is a place
def test_an_unknown_site_keeps_its_kind_and_has_no_point(gazetteer: Gazetteer) -> None:
    text = "Shells NOUN 2 nsubj\nhit VERB 0 root\nKellermoor PROPN 4 compound\nHospital PROPN 2 obj"
    site = find(gazetteer, report(text, "LOC 2 4"))["Kellermoor Hospital"]
    assert (site.kind, site.geonames, site.lat, site.lon) == ("facility", None, None, None)
    assert site.mentions[0].use == "literal"


def test_a_site_named_after_a_town_lies_about_it(gazetteer: Gazetteer) -> None:
    text = "Shells NOUN 2 nsubj\nhit VERB 0 root\nBeirut PROPN 4 compound\nAirport PROPN 2 obj"
    site = find(gazetteer, report(text, "LOC 2 4"))["Beirut Airport"]
    assert (site.kind, site.geonames, site.country) == ("facility", None, "LBN")
    assert site.lat == pytest.approx(33.89, abs=0.05)
    assert site.radius_km is not None
    assert site.radius_km > 15


def test_a_place_inside_an_organisation_is_associative(gazetteer: Gazetteer) -> None:
    text = "The DET 4 det\nTexas PROPN 4 compound\nHealth PROPN 4 compound\nDepartment PROPN 5 nsubj\nwarned VERB 0 root"
    assert find(gazetteer, report(text, "ORG 1 4"))["Texas"].mentions[0].use == "associative"


def test_people_are_no_places(gazetteer: Gazetteer) -> None:
    text = "Paris PROPN 3 nsubj\nJordan PROPN 1 flat\nspoke VERB 0 root\n\nJordan PROPN 2 nsubj\nleft VERB 0 root"
    assert find(gazetteer, report(text, "PER 0 2, PER 3 4")) == {}


def test_states_are_found_without_the_model(gazetteer: Gazetteer) -> None:
    assert find(gazetteer, report(sentence("Sudan")))["Sudan"].country == "SDN"
    assert find(gazetteer, report("Tell VERB 0 root\nus PRON 1 obj")) == {}


def test_text_in_capitals_is_read_as_well(gazetteer: Gazetteer) -> None:
    found = find(gazetteer, report(sentence("BEIRUT", "TRIPOLI").upper().replace("NOUN 2 NSUBJ", "NOUN 2 nsubj"), "LOC 3 4, LOC 5 6"))
    assert (found["BEIRUT"].country, found["TRIPOLI"].country) == ("LBN", "LBN")


def test_a_dateline_is_literal(gazetteer: Gazetteer) -> None:
    text = "CAIRO PROPN 4 nsubj\n— PUNCT 1 punct\nTalks NOUN 4 nsubj\nresumed VERB 0 root"
    assert find(gazetteer, report(text))["CAIRO"].mentions[0].use == "literal"


def test_a_small_town_far_from_all_else_is_not_believed(gazetteer: Gazetteer) -> None:
    far = find(gazetteer, report(sentence("Bucha", "Egypt"), "LOC 3 4, LOC 5 6"))["Bucha"]
    assert (far.geonames, far.lat) == (None, None)
    assert far.others[0].country == "UKR"
    alone = find(gazetteer, report(sentence("Bucha"), "LOC 3 4"))["Bucha"]
    assert alone.country == "UKR"


def test_a_word_for_a_people_is_one_even_where_the_model_sees_a_place(gazetteer: Gazetteer) -> None:
    text = "Egyptian ADJ 2 amod\nterritory NOUN 3 nsubj\nshook VERB 0 root"
    assert find(gazetteer, report(text, "LOC 0 1"))["Egypt"].geonames == 357994


def test_acronyms_are_no_towns(gazetteer: Gazetteer) -> None:
    text = "The DET 2 det\nHOM PROPN 3 nsubj\nmet VERB 0 root\nin ADP 5 case\nCairo PROPN 3 obl"
    assert set(find(gazetteer, report(text, "ORG 1 2, LOC 4 5"))) == {"Cairo"}


def test_a_seat_of_power_acts_unless_something_is_in_it(gazetteer: Gazetteer) -> None:
    acts = "The DET 2 det\nKremlin PROPN 3 nsubj\ndenied VERB 0 root"
    holds = "They PRON 2 nsubj\nmet VERB 0 root\nin ADP 5 case\nthe DET 5 det\nKremlin PROPN 2 obl"
    assert find(gazetteer, report(acts, "LOC 1 2"))["Kremlin"].mentions[0].use == "associative"
    assert find(gazetteer, report(holds, "LOC 4 5"))["Kremlin"].mentions[0].use == "literal"


# ---------------------------------------------------------------- literal or associative
@pytest.mark.parametrize(
    ("text", "names", "entity", "use"),
    [
        ("Cairo PROPN 2 nsubj\nsaid VERB 0 root", "LOC 0 1", "", "associative"),
        ("They PRON 2 nsubj\nmet VERB 0 root\nin ADP 4 case\nCairo PROPN 2 obl", "LOC 3 4", "", "literal"),
        ("They PRON 2 nsubj\nleft/leave VERB 0 root\nCairo PROPN 2 obj", "LOC 2 3", "", "literal"),
        ("They PRON 2 nsubj\naccused VERB 0 root\nCairo PROPN 2 obj", "LOC 2 3", "", "associative"),
        ("Talks NOUN 2 nsubj\nresumed VERB 0 root\nwith ADP 4 case\nCairo PROPN 2 obl", "LOC 3 4", "", "associative"),
        ("Pressure NOUN 4 nsubj\nfrom ADP 3 case\nCairo PROPN 1 nmod\ngrew VERB 0 root", "LOC 2 3", "abstract 0", "associative"),
        ("A DET 3 det\nCairo PROPN 3 compound\nclinic NOUN 4 nsubj\nburned VERB 0 root", "LOC 1 2", "place 2", "literal"),
        ("Cairo PROPN 2 compound\nofficials NOUN 3 nsubj\nspoke VERB 0 root", "LOC 0 1", "person 1", "associative"),
        ("Homs PROPN 3 nsubj:pass\nwas AUX 3 aux:pass\nshelled/shell VERB 0 root", "LOC 0 1", "", "literal"),
    ],
)
def test_use_is_read_off_the_syntax(gazetteer: Gazetteer, text: str, names: str, entity: str, use: str) -> None:
    (place,) = places.find(report(text, names, entity), gazetteer)
    assert [mention.use for mention in place.mentions] == [use]


# ---------------------------------------------------------------- shape
def test_ids_spans_and_order(gazetteer: Gazetteer) -> None:
    made = report(sentence("Gaza", "Cairo") + "\n\n" + sentence("Gaza"), "LOC 3 4, LOC 5 6, LOC 10 11")
    found = places.find(made, gazetteer)
    assert [place.id for place in found] == ["p1", "p2"]
    assert [made.text[slice(*m.span)] for m in found[0].mentions] == ["Gaza", "Gaza"]
    assert found == places.find(made, gazetteer)


def test_a_text_without_places_has_none(gazetteer: Gazetteer) -> None:
    assert places.find(report("Nothing PRON 2 nsubj\nhappened VERB 0 root"), gazetteer) == ()


# ---------------------------------------------------------------- whole sentences, read by the model
def contrasts() -> list[dict[str, str]]:
    lines = [line for line in CONTRAST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("row", contrasts(), ids=lambda row: f"{row['name']}: {row['text'][:40]}")
def test_little_words_tell_places_and_uses_apart(reader: Reader, row: dict[str, str]) -> None:
    found = places.find(reader.engine.analyse(row["text"]), reader.gazetteer)
    start = row["text"].index(row["name"])
    place, mention = next((p, m) for p in found for m in p.mentions if m.span == (start, start + len(row["name"])))
    assert row["place"] in (str(place.geonames), place.country, place.kind)
    assert mention.use == row["use"]
