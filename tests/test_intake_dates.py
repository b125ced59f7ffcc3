"""Dates of publication: parsed where they can mean one day only; datelines and stamps at the head of a text."""

from __future__ import annotations

import json
import time

import pytest

from onrecord.intake.dateline import Head, read_head
from onrecord.intake.dates import read_date
from onrecord.intake.html import article


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-04-07", "2024-04-07"),
        ("2018-04", "2018-04"),
        ("2018", "2018"),
        ("2024-04-07T12:30:00Z", "2024-04-07T12:30:00Z"),
        ("2024-04-07 12:30", "2024-04-07T12:30"),
        ("2024-04-07T12:30:00.5+0200", "2024-04-07T12:30:00+02:00"),
        ("20240407", "2024-04-07"),
        ("2024/04/07", "2024-04-07"),
        ("Apr 7, 2024 9:57 AM ET", "2024-04-07T09:57"),
        ("Dec. 18, 2016 at 12:05 a.m.", "2016-12-18T00:05"),
        ("9:57 PM ET, Apr 7, 2024", "2024-04-07T21:57"),
        ("17 December 2016", "2016-12-17"),
        ("December 17, 2016", "2016-12-17"),
        ("Sept 7 2024", "2024-09-07"),
        ("Sunday, 7th of April 2024", "2024-04-07"),
        ("7-Apr-2024", "2024-04-07"),
        ("Sun, 18 Dec 2016 09:57:00 +0200", "2016-12-18T09:57:00+02:00"),
        ("Sun Dec 18 09:57:00 GMT 2016", "2016-12-18T09:57:00"),
        ("Published: 7 April 2024", "2024-04-07"),
        ("  7\u00a0April\n2024 ", "2024-04-07"),
        ("April 2024", "2024-04"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("4.4.2024", "2024-04-04"),
    ],
)
def test_unmistakable_dates_are_parsed(written: str, value: str) -> None:
    assert read_date(written) == (value, None)


@pytest.mark.parametrize("written", [None, "", "  ", "null", "None", "unknown"])
def test_34_a_missing_date_is_no_trouble(written: str | None) -> None:
    assert read_date(written) == (None, None)


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("2024-02-31", "there is no such date"),
        ("31 February 2024", "there is no such date"),
        ("2023-02-29", "there is no such date"),
        ("2024-13-01", "there is no such date"),
        ("2024-04-00", "there is no such date"),
        ("0000-00-00", "there is no such date"),
        ("2024-04-07T25:00", "there is no such date"),
        ("7 April 2024 13:05 p.m.", "there is no such date"),
        ("2024-04-07T12:00+99:00", "there is no such date"),
        ("1970-01-01T00:00:00Z", "the zero of computer clocks"),
        ("1066-10-14", "not a year of news"),
        ("Monday, 7 April 2024", "weekday and date disagree"),
        ("07/04/2024", "one day only"),
        ("Dec 18, 20", "one day only"),
        ("17 Decembe", "one day only"),
        ("yesterday", "one day only"),
        ("1712491200", "one day only"),
        ("7" * 100_000, "no date"),
        (" " * 100_000, "no date"),
    ],
)
def test_34_dates_that_do_not_exist_or_may_mean_two_days_are_not_guessed(written: str, trouble: str) -> None:
    value, said = read_date(written)
    assert value is None
    assert said is not None
    assert trouble in said
    assert len(said) < 150


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("CAIRO, April 7, 2024 (AFP) — Talks resumed.", Head((0, 26), "AFP", "2024-04-07")),
        ("CAIRO, April 7 (Agency) — Talks resumed.", Head((0, 23), "Agency")),
        ("   BOGOTA, 3 JUL 89 (EFE) -- [TEXT] THE ARMY", Head((3, 25), "EFE", "1989-07-03")),
        ("LIMA, 3 JUL 09 -- THE ARMY", Head((0, 14), None, "2009-07-03")),
        ("GAZA CITY, Gaza Strip (AP) — Talks resumed.", Head((0, 26), "AP")),
        ("(Meridian) — Talks resumed.", Head((0, 10), "Meridian")),
        ("Talks resume\nBy Ann Example\n\nCAIRO (Reuters) - Talks resumed.", Head((29, 44), "Reuters", bylines=("Ann Example",))),
        (
            "Army leaves the town\n\nBy Ann Example, Bo de la Cruz and Cy O'Hara\n\nThe army left.",
            Head(title="Army leaves the town", bylines=("Ann Example", "Bo de la Cruz", "Cy O'Hara")),
        ),
        ("\nArmy ‘leaves the town’ \nBy Ann Example\n\nThe army left.", Head(title="Army ‘leaves the town’", bylines=("Ann Example",))),
        ("Army leaves the town, at last\n \nThe army left.", Head(title="Army leaves the town, at last")),
        ("Talks resume\n\nPublished: 7 April 2024\n\nTalks resumed.", Head(published="2024-04-07")),
        ("Talks resume\nApril 7, 2024\nTalks resumed.", Head(published="2024-04-07")),
    ],
)
def test_what_the_head_of_a_text_says_is_taken(text: str, head: Head) -> None:
    assert read_head(text) == head


@pytest.mark.parametrize(
    "text",
    [
        "On 7 April 2024 the army — which had been there for months — left the town.",
        "Kurdish fighters (PKK) - who had been there for months - left the town.",
        "THE LIBERATION ARMY (ELN) -- WHICH HAD LEFT -- CAME BACK.",
        "Talks resumed on April 7, 2024.",
        "(Left of the river) - The army left.",
        "The army left the town.\n\nIt did so on Sunday.",
        "Army leaves the town\nIt did so on Sunday.\n\nMore.",
        "Army leaves the town\n\n",
        "SMITH: We left the town:\n\nJONES: No.",
        "By the river in Goma\n\nThe army left.",
        "By Monday the army had gone\nAnd came back.",
        "By Our Staff Reporter\n\nThe army left.",
        "word " * 40 + "end\n\nThe army left.",
        "2016\nThe year in which it began.",
        "31 February 2024\nTalks resumed.",
        "A headline\n" * 100 + "CAIRO, April 7, 2024 (AFP) — Talks resumed.",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_left(text: str) -> None:
    assert read_head(text) == Head()


STORY = "<p>The army said on Sunday that it had pulled two brigades out of the town after a month of fighting, and would go back.</p>"


def linked(**facts: object) -> str:
    """Linked data of schema.org."""
    return f'<script type="application/ld+json">{json.dumps(facts)}</script>'


@pytest.mark.parametrize(
    ("page", "published"),
    [
        (linked(**{"@type": "NewsArticle", "datePublished": "2024-04-07T10:00:00Z"}), "2024-04-07T10:00:00Z"),
        (linked(**{"@graph": [{"@type": "WebSite"}, {"@type": ["Article"], "datePublished": "7 April 2024"}]}), "2024-04-07"),
        ('<meta property="article:published_time" content="2024-04-07T23:30:00-05:00">', "2024-04-07T23:30:00-05:00"),
        ('<meta itemprop="datePublished" content="2024-04-07">', "2024-04-07"),
        ('<span itemprop="datePublished" content="2024-04-07">yesterday</span>', "2024-04-07"),
        ('<p class="entry-date">April 7, 2024</p>', "2024-04-07"),
        ('<time datetime="2024-04-07T10:00:00Z">two hours ago</time>', "2024-04-07T10:00:00Z"),
        ('<time>Published: 7 April 2024</time><time class="updated">9 May 2024</time>', "2024-04-07"),
    ],
)
def test_a_page_states_its_date(page: str, published: str) -> None:
    assert article(f"<html><body>{page}{STORY}</body></html>".encode(), "here").published == published


def test_an_address_may_hold_the_date() -> None:
    page = f"<html><body>{STORY}</body></html>".encode()
    assert article(page, "here", url="https://news.example/2024/04/07/army").published == "2024-04-07"
    assert article(page, "here", url="https://news.example/2024/04/army").published is None


@pytest.mark.parametrize(
    ("page", "note"),
    [
        ("<time>07/04/2024</time>", "one day only"),
        ('<meta name="date" content="2024-02-31">', "there is no such date"),
        ('<meta name="pubdate" content="2024-04-07"><meta name="date" content="2023-04-07">', "gives 2023-04-07 and 2024-04-07"),
        (linked(**{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}), None),
        ('<meta property="article:modified_time" content="2024-05-07">', None),
        (f"{STORY}<footer>© 2001-2019. Page updated 5 March 2019</footer>", None),
        (f'{STORY}<div class="related"><time datetime="2020-01-01">Another story</time></div>', None),
        (STORY.replace("Sunday", "7 March 2011"), None),
        ('<script type="application/ld+json">{"@graph": 3, "broken"</script>', None),
        (f'<script type="application/ld+json">{"[" * 50_000}</script>', None),
    ],
)
def test_34_a_page_date_that_is_not_stated_is_not_guessed(page: str, note: str | None) -> None:
    draft = article(f"<html><body>{page}{STORY}</body></html>".encode(), "here")
    assert draft.published is None
    assert (draft.undated is None) == (note is None)
    assert (note or "") in (draft.undated or "")


@pytest.mark.parametrize("text", ["“" * 100_000, " " * 100_000, "a" * 100_000 + "!", "A, " * 40_000, "A (" * 40_000, "7 April " * 9_000])
def test_44_pathological_texts_take_no_time(text: str) -> None:
    began = time.process_time()
    read_head(text)
    read_date(text[:80])
    read_date(text)
    assert time.process_time() - began < 0.2
