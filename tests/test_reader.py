"""The whole chain: records that hold together, and that are the same in any company."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks.own_gold import rows
from onrecord.errors import UsageError
from onrecord.intake import Incoming, open_all
from onrecord.reader import Reader
from onrecord.record import Record
from onrecord.record_invariants import invariants
from onrecord.record_json import from_json, to_json, to_line

STORY = """GOMA, March 4 (Lake Agency) — Rebels withdrew from the town of Sake on Sunday after talks in Nairobi, the army said.

"The last fighters left before dawn," spokesman Jean Kabila told reporters. The rebels denied it: a commander said his men would stay
until the government frees 40 prisoners.

At least 12 people were killed in shelling last week, according to the Red Cross. Officials expect more talks on Tuesday."""


def odd_texts() -> list[str]:
    return [
        "",
        " ",
        "?",
        "“" * 500,
        "said " * 300,
        "He said she said they said that it was said.",
        STORY.upper(),
        STORY.lower(),
        STORY.replace("\n", " ").replace(".", ""),
        STORY.replace('"', "“"),
        "A\u202eB \u200d\ufeff 😀 said the army attacked.",
        "SMITH: We attacked. JONES: No. " * 100,
        "<script>alert(1)</script> said the army",
    ]


@pytest.mark.parametrize("text", odd_texts())
def test_any_text_gives_a_record_that_holds_together(reader: Reader, text: str) -> None:
    record = reader.read(text, published="2024-03-04")
    assert invariants(record) == []
    assert from_json(json.loads(to_line(record))) == record


def test_records_of_our_own_gold_hold_together(reader: Reader) -> None:
    for row in rows("sentences"):
        record = reader.read(row["text"], published=row["published"])
        assert invariants(record) == [], row["id"]


def test_a_report_gives_the_same_bytes_alone_shuffled_and_among_fifty_others(reader: Reader) -> None:
    alone = to_line(reader.read(STORY, published="2024-03-04", id="story"))
    others = [(f"o{n}", f"{row['text']} {STORY[: 40 * n]}") for n, row in enumerate(rows("sentences")[:50])]
    batch = [*others, ("story", STORY)]
    random.Random(3).shuffle(batch)
    made = {name: to_line(reader.read(text, published="2024-03-04", id=name)) for name, text in batch}
    assert made["story"] == alone
    assert to_line(Reader.load().read(STORY, published="2024-03-04", id="story")) == alone


def test_what_has_not_happened_is_not_told_as_happened(reader: Reader) -> None:
    record = reader.read(STORY, published="2024-03-04")
    text = record.text
    real = {text[slice(*m.trigger)] for e in record.events if e.status in ("happened", "ongoing") for m in e.mentions}
    assert "frees" not in real
    talks = [e for e in record.events for m in e.mentions if m.trigger[0] == text.rindex("talks")]
    assert all(e.status == "expected" for e in talks)


def test_without_a_date_relative_times_stay_unknown(reader: Reader) -> None:
    record = reader.read("Rebels left the town on Sunday, the army said.")
    assert record.report.published is None
    assert all(t.earliest is None for t in record.times)
    assert all(e.when is None or e.when.earliest is None for e in record.events)


def test_particulars_are_made_safe_and_named_as_intake_does(reader: Reader, tmp_path: Path) -> None:
    record = reader.read("The army left the town on Sunday.", title="A \ud800 title", publisher="The \0 Post")
    assert (record.report.title, record.report.publisher) == ("A \ufffd title", "The \ufffd Post")
    assert to_line(record).encode("utf-8")
    path = tmp_path / "report.txt"
    path.write_text("The army left the town on Sunday.", encoding="utf-8")
    taken_in = next(iter(open_all([path], publisher="The \0 Post")))
    assert isinstance(taken_in, Incoming)
    assert taken_in.report.id == record.report.id


@pytest.mark.parametrize("text", [None, b"The army left the town.", 7])
def test_what_is_no_string_is_refused_in_a_sentence(reader: Reader, text: Any) -> None:
    with pytest.raises(TypeError, match=r"the text of a report must be a string \(str\), not \w+"):
        reader.read(text)


def test_an_empty_text_gives_an_empty_record(reader: Reader) -> None:
    record = reader.read("")
    assert (record.text, record.sentences, record.actors, record.statements, record.events) == ("", (), (), (), ())


def test_a_date_to_come_is_refused(reader: Reader) -> None:
    with pytest.raises(UsageError, match="lies in the future"):
        reader.read("The army left the town on Sunday.", published="2099-01-01")


def test_every_id_is_named_after_its_list(reader: Reader) -> None:
    record: Record = reader.read(STORY, published="2024-03-04")
    for letter, items in (("a", record.actors), ("p", record.places), ("s", record.statements), ("e", record.events)):
        assert [item.id for item in items] == [f"{letter}{n}" for n in range(1, len(items) + 1)]


def test_json_has_exactly_the_documented_keys(reader: Reader) -> None:
    value = to_json(reader.read(STORY, published="2024-03-04"))
    assert list(value) == [
        "schema", "made_by", "report", "text", "sentences", "actors", "places", "times", "quantities", "statements", "events",
    ]  # fmt: skip
    assert {"from", "destination", "claimed_only", "part_of"} <= value["events"][0].keys()


def test_an_agency_in_brackets_at_the_head_is_no_part_of_what_is_said(reader: Reader) -> None:
    record = reader.read("(Meridian) — The troops left the port of Karum on Sunday, the army said.", published="2024-04-07")
    (statement,) = record.statements
    assert [record.text[slice(*span)] for span in statement.content] == ["The troops left the port of Karum on Sunday"]
    assert record.report.agencies == ("Meridian",)
