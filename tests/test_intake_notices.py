"""Notices that put an earlier report right or take it back, and reports that only tell of such things."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.intake import Incoming, open_all
from onrecord.intake.notices import NOTICE, kind_of_report
from onrecord.knowledge import table

STORY = "The army said on Sunday that it had pulled two brigades out of the port after a month of fighting."


@pytest.mark.parametrize("row", table("notices"), ids=lambda row: row["example"])
def test_28_each_wording_of_a_notice_fits_its_example(row: dict[str, str]) -> None:
    one, other = (row["example"], f"{STORY} " * 40) if row["field"] == "title" else (None, row["example"])
    assert kind_of_report(one, other) == row["kind"]


def test_the_table_says_nothing_twice() -> None:
    assert len({row["pattern"] for row in table("notices")}) == len(table("notices")) == len({row["example"] for row in table("notices")})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"WITHDRAWN: Army enters the port\n\n{STORY}", "retraction"),
        ("Army enters the port\n\nThis story has been withdrawn. The recording that it relied on was made in another year.", "retraction"),
        ("GOMA, April 7 (Lake Agency) — We have withdrawn the report about the port, which was not true.", "retraction"),
        ("Editor’s note: This article, published on April 7, has been removed from our website because it was false.", "retraction"),
        ("EDITORS — do not use the story on the port that moved at 10:40.", "retraction"),
        (
            f"Correction: Port talks\n\nIn a report on April 7 the agency gave a wrong number of dead. The corrected story:\n\n{STORY}",
            "correction",
        ),
        ("An earlier version of this report misstated the number of dead. It is 12, not 21.", "correction"),
        ("CLARIFICATION – The general spoke of the port, not of the town.", "correction"),
    ],
)
def test_28_a_notice_is_no_report(text: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    (got,) = open_all([tmp_path / "report.txt"])
    assert isinstance(got, Incoming)
    assert (got.kind, got.text) == (kind, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Minister withdraws statement", "The minister said on Sunday that he had withdrawn his statement about the port."),
        ("Paper withdraws story on minister", "The Paper has withdrawn its story on the minister, its editor said on Sunday."),
        ("Witness withdraws report of killing", "A report of a killing was withdrawn by the only witness, police said."),
        ("Retracted claims haunt minister", "Claims that were retracted in 2010 came up again in court on Sunday."),
        ("Withdrawn troops return", STORY),
        ("Army withdrawn from port", "The army was withdrawn from the port on Sunday."),
        ("Kill the bill, protesters say", "Protesters shouted “kill the bill” in front of the parliament."),
        ("Correction officers strike", "Correction officers walked out of the prison on Sunday."),
        ("Market correction: what comes next", "Shares fell by a tenth on Sunday."),
        ("Report: Army leaves port", "A report of the commission was retracted after the government objected, a spokesman said."),
        (None, "This report was removed from the court's website, lawyers said on Sunday."),
        (None, "This report has been withdrawn because the government objected, the commission said on Sunday."),
        (None, "This article of the constitution was removed in 2010, the court said."),
        (None, "The report wrongly accuses the army of the killing, the government said on Sunday."),
        (None, "The army said that an earlier report incorrectly blamed its troops for the fire."),
        (None, "In a report on Sunday, the commission said that the army had wrongly detained 40 people."),
        (None, "“This story has been withdrawn,” the paper wrote where its report on the minister had stood."),
        (None, "We wrongly thought that we were safe, a woman said in the port on Sunday."),
        ("CORRECTED-Army says 12 killed", STORY),
        ("Army leaves port", f"{STORY}\n\nCorrection: An earlier version of this story gave a wrong number of dead."),
        ("Army leaves port", "Correction: An earlier version of this story gave a wrong number of dead.\n\n" + f"{STORY} " * 20),
        ("Live: army leaves port", "\n".join(f"{hour:02}:00 GMT {STORY}" for hour in range(9))),
        ("Five things to know about the port", "\n".join(f"{n}. {STORY}" for n in range(5))),
        ("Transcript: the general on the port", f"REPORTER: {STORY}\nGENERAL: That is correct."),
        (None, ""),
    ],
)
def test_28_what_tells_of_corrections_and_withdrawals_is_a_report(title: str | None, text: str) -> None:
    assert kind_of_report(title, text) == "report"


def test_28_a_long_text_with_a_notice_before_it_is_a_report() -> None:
    notice = "CORRECTION: The number of dead was 12, not 21."
    assert kind_of_report(None, notice + " word" * (NOTICE - 9)) == "correction"
    assert kind_of_report(None, notice + " word" * (NOTICE - 8)) == "report"


def test_28_the_headline_of_a_page_or_row_counts(tmp_path: Path) -> None:
    page = f"<html><head><title>Story withdrawn: army enters the port</title></head><body><article><p>{STORY}</p></article></body></html>"
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "rows.jsonl").write_text(f'{{"title": "Correction: Port talks", "text": "{STORY} It was 12."}}')
    assert [got.kind for got in open_all([tmp_path]) if isinstance(got, Incoming)] == ["retraction", "correction"]
