"""Feeds: taken apart without a request, followed politely, and never twice. Numbers are those of the list of bad inputs."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import BusyError, FetchError, InputError, LaterError
from onrecord.intake import FeedState, Followed, Found, Incoming, Refusal, Visits, follow, open_all
from onrecord.intake.addresses import address_key
from onrecord.intake.feed import LARGEST, MOST_TAGS, Entry, Feed, read_feed
from onrecord.intake.fetch import LONGEST_MARK, fetch
from onrecord.intake.robots import delay
from tests.site import Site, answer, drip, policy, redirect

URL = "https://news.example/feed"
STORY = "The army said on Sunday that it had pulled two brigades out of the town after a month of fighting around port {n}."
OTHER = "Officials of the other side denied that there had been any talks with the army about it."
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Example &amp; Post</title><link>https://news.example/</link>
<item><title><![CDATA[<b>Army</b> leaves &#8216;town&#8217;]]></title><guid isPermaLink="false">n-1</guid>
<link>/world/1?utm_source=rss</link><pubDate>Sun, 18 Dec 2016 09:57:00 GMT</pubDate><description>A summary.</description></item>
<item><title>Rates under &lt; 5%</title><guid>https://news.example/world/2</guid><dc:date>2016-12-18T09:57:00Z</dc:date></item>
<item><title>Third</title><link>https://click.example/3</link><feedburner:origLink>https://news.example/world/3</feedburner:origLink></item>
<item><title>Nothing but a headline</title></item>
<item/>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">&lt;i&gt;Example&lt;/i&gt; Wire</title>
<entry><id>tag:news.example,2024:1</id><title>Talks resume</title><link rel="enclosure" href="/sound.mp3"/><link href="/1"/>
<published>2024-04-07T10:00:00Z</published><updated>2024-05-01T00:00:00Z</updated></entry>
<entry><id>tag:news.example,2024:2</id><title>Talks end</title><link href="/2"/><updated>2024-05-01T00:00:00Z</updated></entry></feed>"""


# ---------------------------------------------------------------- taken apart
def test_an_rss_feed_is_taken_apart() -> None:
    first = Entry("n-1", "https://news.example/world/1?utm_source=rss", "Army leaves ‘town’", "Sun, 18 Dec 2016 09:57:00 GMT")
    second = Entry("https://news.example/world/2", "https://news.example/world/2", "Rates under < 5%", "2016-12-18T09:57:00Z")
    third = Entry("https://news.example/world/3", "https://news.example/world/3", "Third")
    last = Entry("Nothing but a headline", None, "Nothing but a headline")
    assert read_feed(RSS.encode(), URL) == Feed("The Example & Post", (first, second, third, last))


def test_an_atom_feed_is_taken_apart_and_a_date_of_change_is_no_date_of_publication() -> None:
    feed = read_feed(ATOM.encode(), URL)
    assert feed.title == "Example Wire"
    assert [(entry.id[-1], entry.url, entry.published) for entry in feed.entries] == [
        ("1", "https://news.example/1", "2024-04-07T10:00:00Z"),
        ("2", "https://news.example/2", None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(RSS.replace("&amp;", "&").encode(), id="a bare ampersand"),
        pytest.param(RSS.replace("</channel></rss>", "").encode(), id="cut off"),
        pytest.param(RSS.replace("The Example", "The \x0b Example").encode(), id="a control character"),
        pytest.param(b"\xef\xbb\xbf" + RSS.encode(), id="byte order mark"),
        pytest.param(RSS.encode("utf-16"), id="UTF-16"),
        pytest.param(
            RSS.replace("UTF-8", "windows-1252").replace("&#8216;", "‘").replace("&#8217;", "’").encode("cp1252"), id="windows-1252"
        ),
        pytest.param(
            RSS.replace("?>", '?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd">', 1).encode(), id="DTD"
        ),
        pytest.param(b'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- <rss> -->' + RSS.partition("?>")[2].encode(), id="head"),
        pytest.param(b"\n" * 200_000 + RSS.partition("?>")[2].encode(), id="44 line ends, which the parser alone would take minutes for"),
    ],
)
def test_feeds_as_they_are_in_the_wild_are_read(body: bytes) -> None:
    assert [entry.title for entry in read_feed(body, URL).entries][:2] == ["Army leaves ‘town’", "Rates under < 5%"]


def test_ids_that_do_not_tell_entries_apart_give_way_to_addresses() -> None:
    items = "".join(
        f"<item><guid isPermaLink='false'>{name}</guid><link>https://news.example/{n}</link></item>" for n, name in enumerate("aabb")
    )
    same = "<item><guid isPermaLink='false'>c</guid><link>https://news.example/c</link></item>" * 2
    feed = read_feed(f"<rss version='2.0'><channel>{items}{same}</channel></rss>".encode(), URL)
    assert [entry.id for entry in feed.entries] == [*(f"https://news.example/{n}" for n in range(4)), "c"]


def test_an_id_without_end_gives_way_to_the_address() -> None:
    item = f"<item><guid isPermaLink='false'>{'x' * 5000}</guid><link>https://news.example/1</link></item>"
    (entry,) = read_feed(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), URL).entries
    assert entry.id == "https://news.example/1"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>', id="36 billion laughs"),
        pytest.param(f'\n<!DOCTYPE rss [\n<!ENTITY a "{"x" * 50_000}">\n]>\n', id="36 quadratic"),
        pytest.param('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>', id="36 a file"),
        pytest.param('<!DOCTYPE rss [<!ENTITY a SYSTEM "http://10.0.0.7/">]>', id="36 an address"),
        pytest.param('<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://10.0.0.7/x.dtd"> %a;]>', id="36 a parameter entity"),
        pytest.param('<!-- <rss> --><!DOCTYPE rss [<!ENTITY a "x">]>', id="36 behind a comment"),
        pytest.param('<!DOCTYPE rss [<!ATTLIST rss version CDATA "2.0">]>', id="36 other declarations"),
        pytest.param("<!doctype rss [", id="36 cut"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_36_entities_and_document_types_of_its_own_are_refused(head: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a connection was made"))
    body = f'{head}<rss version="2.0"><channel><title>&l8;&a;</title></channel></rss>'.encode(encoding)
    with pytest.raises(InputError, match=r"declares (entities|a document type) of its own, which may"):
        read_feed(body, URL)


def test_the_body_is_never_taken_for_a_path_or_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "<x>.xml"
    secret.write_text(RSS)
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a connection was made"))
    for body in (str(secret), f"file://{secret}", "http://news.example/<x>", "feed://news.example/<x>"):
        with pytest.raises(InputError, match="no feed: neither RSS nor Atom"):
            read_feed(body.encode(), URL)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "no feed: neither RSS nor Atom", id="13 empty"),
        pytest.param(b"Some text of a page.", "no feed: neither RSS nor Atom", id="13 text"),
        pytest.param(b"%PDF-1.7", "a PDF, no feed", id="13 PDF"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1"}', "JSON, no feed", id="13 JSON"),
        pytest.param(b'<?xml version="1.0"?><urlset><url>x</url></urlset>', "no feed: neither RSS nor Atom", id="13 XML"),
        pytest.param(b"<!doctype html><title>News</title>", "a web page, no feed, and it names none", id="page without feed"),
        pytest.param(b"<rss>" + b"<a/>" * MOST_TAGS, "the feed is too large to be taken apart", id="too many tags"),
        pytest.param(b"<rss><a b='" + b"x" * 30_000, "the feed is too large to be taken apart", id="a tag without end"),
        pytest.param(b"<rss " + b" ".join(b"xmlns:n%d='u'" % n for n in range(300)) + b">", "too large to be taken apart", id="namespaces"),
        pytest.param(b"<rss>" + b"x" * LARGEST, "too large for a feed: 5,242,885 bytes, at most 5,242,880", id="8 too many bytes"),
    ],
)
def test_what_is_no_feed_gets_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(InputError) as error:
        read_feed(body, URL)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml?a=1&amp;b=2">',
        "<LINK href='/rss.xml?a=1&b=2' type='application/atom+xml' rel='home alternate'/>",
        "<link rel=stylesheet href=a.css><link rel=alternate href=/de><link type=application/rss+xml rel=alternate href=/rss.xml?a=1&b=2>",
    ],
)
def test_a_web_page_says_where_its_feed_is(link: str) -> None:
    with pytest.raises(InputError) as error:
        read_feed(f"<!doctype html><html><head>{link}</head><body></body></html>".encode(), "https://news.example/world/")
    assert str(error.value) == "a web page, no feed; its feed is https://news.example/rss.xml?a=1&b=2: follow that"


MARKUP = st.lists(
    st.sampled_from(
        ["<rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "<guid>", "<pubDate>", "&", "&amp;", "]]>", "<!--",
         "<![CDATA[", "<?xml?>", "<!DOCTYPE rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "http://a.example/", "\0", "é"]
    ),
    max_size=15,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), MARKUP.map(lambda parts: "".join(parts).encode())))
def test_any_bytes_are_a_feed_or_a_refusal(body: bytes) -> None:
    entries: tuple[Entry, ...] = ()
    with suppress(InputError):
        entries = read_feed(body, URL).entries
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(entry.id for entry in entries)


# ---------------------------------------------------------------- conditional requests
def test_marks_are_kept_and_sent_back(site: Site) -> None:
    site.pages["/"] = answer("a", 'ETag: W/"1"', "Last-Modified: Sun, 18 Dec 2016 09:57:00 GMT")
    page = fetch(site.url(), policy())
    assert (page.etag, page.modified, page.unchanged) == ('W/"1"', "Sun, 18 Dec 2016 09:57:00 GMT", False)
    site.pages["/"] = answer("", status="304 Not Modified")
    again = fetch(site.url(), policy(), headers={"If-None-Match": 'W/"1"'})
    assert (again.unchanged, again.body) == (True, b"")
    assert site.sent[-1]["if-none-match"] == 'W/"1"'
    assert "if-none-match" not in site.sent[-2]  # robots.txt


def test_unchanged_is_no_answer_to_who_did_not_ask(site: Site) -> None:
    site.pages["/"] = answer("", status="304 Not Modified")
    with pytest.raises(FetchError, match=r"the server answered without a page \(304\)"):
        fetch(site.url(), policy())


@pytest.mark.parametrize("mark", ["a\xe9", "a\r\n b", "x" * (LONGEST_MARK + 1), " "])
def test_marks_that_cannot_be_sent_back_are_not_kept(mark: str, site: Site) -> None:
    site.pages["/"] = answer("a").replace(b"\r\n\r\n", f"\r\nETag: {mark}\r\n\r\n".encode("latin-1"))
    assert fetch(site.url(), policy()).etag is None


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (answer("", status="429 Slow Down"), BusyError),
        (answer("", status="503 Busy"), BusyError),
        (answer("", status="500 Oh"), LaterError),
        (answer("", status="404 Not Found"), FetchError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", LaterError),
        (redirect("http://["), FetchError),
        (redirect("/late"), LaterError),
    ],
)
def test_14_what_may_be_had_at_another_time_is_told_from_what_may_not(page: bytes, error: type[Exception], site: Site) -> None:
    site.pages |= {"/": page, "/late": answer("", status="502 Bad")}
    with pytest.raises(FetchError) as caught:
        fetch(site.url(), policy())
    assert type(caught.value) is error


@pytest.mark.parametrize("url", ["http://nowhere.example/", "http://other.example:1/"])
def test_no_connection_is_no_verdict_on_the_page(url: str) -> None:
    with pytest.raises(LaterError):
        fetch(url, policy())


def test_14_robots_txt_that_cannot_be_had_is_no_verdict_on_the_page(site: Site) -> None:
    site.pages["/robots.txt"] = answer("", status="500 Oh")
    with pytest.raises(LaterError, match=r"robots.txt of news.example cannot be had \(500\), and without it nothing is fetched"):
        fetch(site.url(), policy())
    assert [path for path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("", None),
        ("User-agent: *\nDisallow: /a", None),
        ("User-agent: *\nCrawl-delay: 2.5\nDisallow: /a", 2.5),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: onrecord\nCrawl-delay: 10", 10.0),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: onrecord\nDisallow: /a", None),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -5", None),
    ],
)
def test_14_the_pause_that_a_site_asks_for(rules: str, seconds: float | None) -> None:
    assert delay(rules) == seconds


# ---------------------------------------------------------------- followed
def page(n: int, title: str = "Army leaves port", more: str = "") -> bytes:
    story = f"<p>{STORY.format(n=n)}</p><p>{OTHER}</p>"
    return answer(f"<html><head><title>{title} {n}</title>{more}</head><body><article>{story}</article></body></html>")


def feed(*numbers: int, site: Site) -> str:
    items = "".join(
        f"<item><title>From the feed {n}</title><guid isPermaLink='false'>n-{n}</guid><link>{site.url(f'/{n}')}</link>"
        f"<pubDate>Sun, 7 Apr 2024 10:00:00 +0200</pubDate><description>{STORY.format(n=n)}</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>The Example</title>{items}</channel></rss>"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    stop = made.start()
    made.pages |= {"/feed": answer(feed(1, 2, 3, site=made), 'ETag: "a"', kind="application/rss+xml")} | {
        f"/{n}": page(n) for n in range(1, 7)
    }
    yield made
    stop()


def a_round(
    site: Site, state: FeedState | None = None, known: Callable[[str], bool] | None = None, pauses: list[float] | None = None
) -> tuple[list[Found], Followed]:
    """What one round finds, and the round."""
    visits = Visits(policy(), sleep=(pauses if pauses is not None else []).append)
    followed = follow(state or FeedState(site.url("/feed")), known or (lambda _: False), visits=visits)
    return list(followed), followed


def test_each_article_is_fetched_from_its_address(site: Site) -> None:
    found, followed = a_round(site)
    assert [(item.item, item.done) for item in found] == [("n-1", True), ("n-2", True), ("n-3", True)]
    first = found[0].outcome
    assert isinstance(first, Incoming)
    assert (first.source, first.report.url, first.given, first.where) == (site.url("/1"), site.url("/1"), None, None)
    assert (first.report.title, first.report.published) == ("Army leaves port 1", "2024-04-07T10:00:00+02:00")
    assert first.report.publisher == f"news.example:{site.port}"
    assert first.text == f"{STORY.format(n=1)}\n\n{OTHER}"
    assert first.raw is not None
    assert first.raw.startswith(b"<html><head><title>Army leaves port 1")
    assert followed.state == FeedState(site.url("/feed"), "The Example", '"a"')
    assert (followed.entries, followed.known, followed.left) == (3, 0, 0)


def test_what_the_page_does_not_say_the_feed_says(site: Site) -> None:
    site.pages["/1"] = answer(STORY.format(n=1), kind="text/plain")
    first = a_round(site)[0][0].outcome
    assert isinstance(first, Incoming)
    assert (first.report.title, first.report.publisher) == ("From the feed 1", "The Example")


def test_what_the_page_says_of_itself_goes_before_the_feed(site: Site) -> None:
    own = '<meta property="og:site_name" content="The Paper"><meta property="article:published_time" content="2024-04-05">'
    site.pages["/1"] = page(1, more=own)
    first = a_round(site)[0][0].outcome
    assert isinstance(first, Incoming)
    assert (first.report.publisher, first.report.published) == ("The Paper", "2024-04-05")
    followed = follow(FeedState(site.url("/feed")), lambda _: False, visits=Visits(policy(), sleep=lambda _: None), publisher="Mine")
    assert [item.outcome.report.publisher for item in followed if isinstance(item.outcome, Incoming)] == ["Mine"] * 3


def test_a_feed_that_has_not_changed_is_asked_for_once(site: Site) -> None:
    _, followed = a_round(site)
    site.pages["/feed"] = answer("", status="304 Not Modified")
    site.asked.clear()
    found, again = a_round(site, followed.state)
    assert (found, again.state) == ([], followed.state)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed"]
    assert site.sent[-1]["if-none-match"] == '"a"'
    assert "application/rss+xml" in site.sent[-1]["accept"]


def test_what_is_done_is_not_fetched_again_by_name_or_by_address(site: Site) -> None:
    address = address_key(site.url("/2"))
    found, followed = a_round(site, known=lambda key: key in ("n-1", address))
    assert [item.item for item in found] == ["n-3"]
    assert (followed.entries, followed.known) == (3, 2)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/3"]


def test_a_round_that_is_broken_off_is_taken_up_again(site: Site) -> None:
    done: set[str] = set()
    before = FeedState(site.url("/feed"), "The Example", '"old"')
    followed = follow(before, done.__contains__, visits=Visits(policy(), sleep=lambda _: None))
    for item in followed:
        done.add(item.item or "")
        break
    assert followed.state == before
    found, again = a_round(site, followed.state, done.__contains__)
    assert [item.item for item in found] == ["n-2", "n-3"]
    assert again.state.etag == '"a"'


def test_one_page_at_a_time_with_a_pause_and_one_look_at_robots_txt(site: Site) -> None:
    pauses: list[float] = []
    a_round(site, pauses=pauses)
    assert pauses == [1.0, 1.0, 1.0]
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/1", "/2", "/3"]
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 7", kind="text/plain")
    pauses.clear()
    a_round(site, pauses=pauses)
    assert pauses == [7.0, 7.0, 7.0]


def test_other_hosts_are_not_waited_for(site: Site) -> None:
    site.pages["/feed"] = answer(feed(1, 2, site=site).replace("news.example", "other.example", 1))
    pauses: list[float] = []
    found, _ = a_round(site, pauses=pauses)
    assert pauses == [1.0]
    assert [item.done for item in found] == [True, True]


def test_14_a_host_that_asks_for_pauses_without_end_gives_one_page_a_round(site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 3600", kind="text/plain")
    found, followed = a_round(site)
    assert [item.done for item in found] == [False, False, False]
    assert str(found[0].outcome) == (
        f"{site.url('/1')}: failed: news.example asks for 3600 seconds between two requests; it is tried again in the next round"
    )
    assert (followed.state.etag, followed.left) == (None, 3)


def test_14_a_server_that_is_busy_is_left_alone_until_the_next_round(site: Site) -> None:
    site.pages["/1"] = answer("", "Retry-After: 120", status="429 Too Many Requests")
    found, followed = a_round(site)
    assert [(item.item, item.done) for item in found] == [("n-1", False), ("n-2", False), ("n-3", False)]
    assert [str(item.outcome).partition(": failed: ")[2] for item in found] == [
        "news.example does not serve now (429); it asks to wait 120 seconds; it is tried again in the next round",
        *["news.example asked to be left alone for a while; it is tried again in the next round"] * 2,
    ]
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/1"]
    assert followed.state == FeedState(site.url("/feed"), "The Example")  # without marks: the next round must see the feed again


def test_what_did_not_answer_is_tried_again_and_what_refused_is_not(site: Site) -> None:
    site.pages |= {"/1": answer("", status="500 Oh"), "/2": answer("", status="403 Forbidden")}
    found, followed = a_round(site)
    assert [(item.item, item.done, isinstance(item.outcome, Refusal)) for item in found] == [
        *[("n-1", False, True), ("n-2", True, True), ("n-3", True, False)]
    ]
    assert (followed.state.etag, followed.left) == (None, 1)


@pytest.mark.parametrize(
    ("path", "refusal", "reason"),
    [
        ("/robots.txt", answer("User-agent: *\nDisallow: /1", kind="text/plain"), "robots.txt of news.example does not allow this page"),
        ("/1", answer("", status="403 Forbidden"), "the server refuses (403)"),
        (
            "/1",
            answer("<html><title>Just a moment...</title><p>Enable cookies to continue</p></html>"),
            "not an article but a check for robots",
        ),
        ("/1", answer(b"%PDF-1.7"), "a PDF, which is not read here"),
    ],
)
def test_a_summary_never_stands_in_for_an_article(path: str, refusal: bytes, reason: str, site: Site) -> None:
    site.pages[path] = refusal
    found, _ = a_round(site)
    assert isinstance(found[0].outcome, Refusal)
    assert found[0].outcome.reason.startswith(reason)
    assert (found[0].item, found[0].done) == ("n-1", True)
    assert [item.outcome.report.title for item in found if isinstance(item.outcome, Incoming)] == [
        "Army leaves port 2",
        "Army leaves port 3",
    ]


@pytest.mark.parametrize("link", ["http://10.0.0.7/admin", "file:///etc/passwd", "javascript:alert(1)", "http://good@bad.example/"])
def test_1_the_addresses_of_entries_are_guarded_like_all_others(link: str, site: Site) -> None:
    site.pages["/feed"] = answer(feed(1, 2, site=site).replace(site.url("/1"), link))
    found, _ = a_round(site)
    assert isinstance(found[0].outcome, Refusal)
    assert (found[0].done, isinstance(found[1].outcome, Incoming)) == (True, True)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/2"]


def test_an_entry_without_an_address_is_skipped(site: Site) -> None:
    site.pages["/feed"] = answer("<rss version='2.0'><channel><item><title>Only\n a headline</title></item></channel></rss>")
    found, _ = a_round(site)
    assert [(str(item.outcome), item.done) for item in found] == [
        (f'{site.url("/feed")}: skipped: the entry "Only a headline" has no address', True)
    ]


@pytest.mark.parametrize(
    ("answered", "trouble"),
    [
        (answer("", status="410 Gone"), "the page is gone (410)"),
        (answer("", "Retry-After: 60", status="503 Busy"), "news.example does not serve now (503); it asks to wait 60 seconds"),
        (answer("<html><head><link rel=alternate type=application/rss+xml href=/rss></head></html>"), "a web page, no feed; its feed is "),
        (answer("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>"), "the feed declares entities of its own"),
    ],
)
def test_a_feed_that_cannot_be_had_is_told_and_its_marks_are_kept(answered: bytes, trouble: str, site: Site) -> None:
    site.pages["/feed"] = answered
    before = FeedState(site.url("/feed"), "The Example", '"a"')
    found, followed = a_round(site, before)
    assert [(item.item, item.done) for item in found] == [(None, False)]
    assert str(found[0].outcome).startswith(f"{site.url('/feed')}: failed: {trouble}")
    assert (followed.state.trouble or "").startswith(trouble)
    assert (followed.state.title, followed.state.etag) == ("The Example", '"a"')
    site.pages["/feed"] = answer(feed(1, site=site))
    assert a_round(site, followed.state)[1].state == FeedState(site.url("/feed"), "The Example")


def test_a_packed_feed_is_read_and_a_slow_one_ends(site: Site) -> None:
    site.pages["/feed"] = answer(gzip.compress(feed(1, site=site).encode()), "Content-Encoding: gzip")
    assert [item.item for item in a_round(site)[0]] == ["n-1"]
    site.pages["/feed"] = drip(b"HTTP/1.1 200 OK\r\n\r\n", b"<", 3)
    followed = follow(FeedState(site.url("/feed")), lambda _: False, visits=Visits(policy(seconds=0.3)))
    assert [str(item.outcome) for item in followed] == [f"{site.url('/feed')}: failed: no complete answer within 0.3 seconds"]


def test_the_feeds_of_a_run_share_their_pauses(site: Site) -> None:
    site.pages["/other"] = answer(feed(4, site=site))
    pauses: list[float] = []
    visits = Visits(policy(), sleep=pauses.append)
    for path in ("/feed", "/other"):
        list(follow(FeedState(site.url(path)), lambda _: False, visits=visits))
    assert len(pauses) == 5
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/1", "/2", "/3", "/other", "/4"]


def test_a_feed_among_sources_says_who_reads_it(site: Site, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(feed(1, site=site))
    told = [str(got) for got in open_all([site.url("/feed"), tmp_path / "feed.xml"], policy=policy())]
    assert told == [
        f"{source}: failed: an RSS feed, which is not read here; onrecord follow reads feeds at their addresses"
        for source in (site.url("/feed"), tmp_path / "feed.xml")
    ]
