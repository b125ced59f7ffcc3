"""One article under its many addresses, and different articles under theirs. Numbers are those of the list of bad inputs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake.addresses import address_key
from onrecord.knowledge import table

STORY = "https://news.example/world/army-leaves-port"


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/world/army-leaves-port",
        "https://www.news.example/world/army-leaves-port",
        "https://WWW.News.Example./world/army-leaves-port",
        "http://news.example:80/world/army-leaves-port",
        "https://news.example:443/world/army-leaves-port",
        "https://news.example/world/army-leaves-port/",
        "https://news.example/world/army-leaves-port#comments",
        "https://news.example/world/army-leaves-port?",
        "https://news.example/world/army-leaves-port?utm_source=rss&UTM_Medium=feed",
        "https://news.example/world/army-leaves-port?fbclid=IwAR&gclid=a",
        "https://news.example/world/army-leaves-port?utm_source=a&amp;utm_medium=b",
        "https://m.news.example/world/army-leaves-port",
        "https://amp.news.example/world/army-leaves-port",
        "https://www.m.news.example/world/army-leaves-port",
        "https://news.example/world/army-leaves-port/amp",
        "https://news.example/world/army-leaves-port/amp/?amp_js_v=0.1",
        "https://news.example/amp/world/army-leaves-port",
        "https://news.example/world/amp/army-leaves-port",
        "https://news.example/world/army-leaves-port.amp",
        "https://news.example/world/army-leaves-port?amp=1",
        "https://news.example/world/army-leaves-port?outputType=amp",
        "https://news.example/world/army-leaves-port/index.html",
        "https://news.example/world/army%2Dleaves%2dport",
        "https://news.example/world/army-leaves-port;jsessionid=0A1B2C",
        "https://news-example.cdn.ampproject.org/c/s/news.example/world/army-leaves-port",
        "https://news-example.cdn.ampproject.org/v/s/www.news.example/world/army-leaves-port/amp?usqp=mq331",
        "http://news-example.cdn.ampproject.org/c/news.example/world/army-leaves-port",
        "https://www.google.com/amp/s/news.example/world/army-leaves-port",
        "https://www.google.co.uk/amp/s/amp.news.example/world/army-leaves-port.amp",
        " https://news.example/world/army-leaves-port\n",
    ],
)
def test_30_the_forms_of_one_address_have_one_key(url: str) -> None:
    assert address_key(url) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/story?id=1", "https://news.example/story?id=2"),
        ("https://news.example/story?id=1", "https://news.example/story"),
        ("https://news.example/?p=101", "https://news.example/?p=102"),
        ("https://news.example/story.php?ref=101", "https://news.example/story.php?ref=102"),
        ("https://news.example/view?source=101", "https://news.example/view?source=102"),
        ("https://news.example/story?page=2", "https://news.example/story"),
        ("https://news.example/a", "https://other.example/a"),
        ("https://world.news.example/a", "https://news.example/a"),
        ("https://news.example/Ab", "https://news.example/aB"),
        ("https://news.example/a", "https://news.example/a/b"),
        ("https://news.example/a", "https://news.example:8443/a"),
        ("https://amp.com.au/a", "https://m.com.au/a"),
        ("https://m.example/a", "https://www.example/a"),
        ("https://news.example/revamp", "https://news.example/rev"),
        ("https://news.example/amp/tests/speed", "https://news.example/speed"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/#!/story/1", "https://news.example/#!/story/2"),
        ("https://news.example/#/story/1", "https://news.example/"),
        ("https://www.google.com/amp/s/news.example/a", "https://www.google.com/amp/s/news.example/b"),
        ("https://exаmple.example/a", "https://example.example/a"),  # the first has a Cyrillic letter
    ],
)
def test_30_different_articles_keep_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)
    assert None not in (address_key(one), address_key(other))


def test_parameters_that_stay_are_sorted() -> None:
    assert address_key("https://news.example/s?b=2&a=1&b=1&utm_id=3") == "https://news.example/s?a=1&b=1&b=2"


def test_16_names_beyond_ascii_are_in_punycode_and_paths_in_percent_codes() -> None:
    assert address_key("http://bücher.example/straße") == "https://xn--bcher-kva.example/stra%C3%9Fe"


@pytest.mark.parametrize(
    "url",
    ["", None, "  ", "story-7", "/world/story", "file:///etc/passwd", "ftp://news.example/a", "javascript:alert(1)", "http://", "http://[",
     "https://good@bad.example/", "tag:news.example,2024:7", "http://a\0b/", "https://" + "a" * 9000],
)  # fmt: skip
def test_what_is_no_address_has_no_key(url: str | None) -> None:
    assert address_key(url) is None


@pytest.mark.parametrize("row", table("address_parts"), ids=lambda row: f"{row['kind']} {row['part']}")
def test_each_part_that_is_known_fits_its_example(row: dict[str, str]) -> None:
    assert address_key(row["example"]) == row["key"]
    changed = row["kind"] != "registry"
    assert (row["example"] != row["key"]) == changed


def test_the_table_says_nothing_twice() -> None:
    parts = [(row["kind"], row["part"]) for row in table("address_parts")]
    assert len(set(parts)) == len(parts)
    assert all(part == part.lower() for _, part in parts)


PIECES = st.sampled_from(
    ["www.", "m.", "amp.", "news", ".example", ":80", ":81", "/", "//", "amp", ".amp", ".html", "index.html", "?", "&", "&amp;", "amp;",
     "=", "id=1", "utm_x=1", "amp=1", "%", "%41", "%2f", "%25", "41", "#", "#!", "é", ";jsessionid=1", "+", "%20", " ", ".",
     "google.com/amp/s/", "x.cdn.ampproject.org/c/s/"]
)  # fmt: skip
STARTS = st.sampled_from(
    [
        "http://",
        "http://news.example",
        "HTTPS://news.example/",
        "https://www.google.com/amp/s/",
        "https://x.cdn.ampproject.org/c/news.example",
    ]
)


@given(STARTS, st.lists(PIECES, max_size=12))
def test_the_key_of_a_key_is_the_key(start: str, pieces: list[str]) -> None:
    key = address_key(start + "".join(pieces))
    assert key is None or (key.startswith("https://") and address_key(key) == key)


@given(st.text(max_size=60))
def test_any_text_has_a_key_or_none(text: str) -> None:
    key = address_key(text)
    assert key is None or key.startswith("https://")
