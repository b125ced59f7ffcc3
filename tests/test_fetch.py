"""The guarded fetch. Numbers in the ids are those of the list of bad inputs that the project keeps."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
import zipfile
import zlib
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from onrecord.errors import FetchError
from onrecord.intake import Incoming, Policy, Refusal, open_all
from onrecord.intake.address import LONGEST_URL, address_of, public
from onrecord.intake.fetch import Page, fetch
from onrecord.intake.robots import allowed
from tests.site import Answer, Site, answer, drip, policy, redirect

STORY = (
    "The army said on Sunday that it had pulled two brigades out of the town after a month of fighting. "
    "Officials of the other side denied that there had been any talks about it. "
)
ARTICLE = f"""<!doctype html><html><head><title>Army leaves town</title></head><body><article><h1>Army leaves town</h1>
<p>{STORY}</p><p>A doctor at the hospital told reporters that “no one” had come back to the northern quarter yet.</p>
<p>{STORY.replace("Sunday", "Monday")}</p></article></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site({"/": answer(ARTICLE)})
    stop = made.start()
    yield made
    stop()


def refused(site: Site, page: Answer, *, seconds: float = 5.0, largest: int = 200_000) -> str:
    """The sentence with which a page is refused."""
    site.pages["/"] = page
    with pytest.raises(FetchError) as error:
        fetch(site.url(), policy(seconds=seconds, largest=largest))
    return str(error.value)


def test_a_page_is_fetched_from_the_checked_address_under_its_own_name(site: Site) -> None:
    page = fetch(site.url("/#part"), policy())
    assert page == Page(site.url(), ARTICLE.encode(), "text/html", None)
    assert site.asked == [("/robots.txt", f"news.example:{site.port}"), ("/", f"news.example:{site.port}")]


@pytest.mark.parametrize(
    "url",
    [
        *[f"1 http://{host}/" for host in ("127.0.0.1", "[::1]", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]")],
        *[f"1 http://{host}/" for host in ("169.254.169.254", "0.0.0.0", "[::]", "224.0.0.1", "255.255.255.255", "[fe80::1]", "[ff02::1]")],
        *[f"5 http://{host}/" for host in ("2130706433", "0x7f.1", "0177.0.0.1", "0x7f000001", "127.1", "017700000001", "127.0.0.1.")],
        *[f"5 http://{host}/" for host in ("[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[::7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]")],
        "5 http://１２７.0.0.1/",
        "5 http://127。0。0。1/",
    ],
)
def test_private_addresses_are_refused_before_a_packet_is_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a packet was sent"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    with pytest.raises(FetchError, match="private address"):
        fetch(url.partition(" ")[2])


@pytest.mark.parametrize("host", ["inside.example", "half.example", "metadata.example"])
def test_2_a_name_with_any_private_address_is_refused(host: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a packet was sent"))
    with pytest.raises(FetchError, match=rf"private address: {host} \("):
        fetch(site.url(host=host), policy())


def test_3_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    answers = iter([("127.0.0.1",), ("10.0.0.7",)])
    with pytest.raises(FetchError, match=r"private address: news\.example \(10\.0\.0\.7\)"):
        fetch(site.url(), policy(resolve=lambda *_: next(answers)))
    assert [path for path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.7/", "private address"),
        ("http://inside.example/", "private address"),
        ("http://169.254.169.254/latest/meta-data/", "private address"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://news.example/", "only http and https"),
        ("ftp://news.example/", "only http and https"),
        ("data:text/html,hello", "only http and https"),
        ("http://good@bad.example/", "user name or password"),
    ],
)
def test_4_a_redirect_is_checked_like_the_first_address(target: str, reason: str, site: Site) -> None:
    said = refused(site, redirect(target))
    assert reason in said
    assert f"redirected: {site.url()} -> {target}" in said


def test_4_a_redirect_from_https_down_to_http_is_refused() -> None:
    site = Site({"/": redirect("http://news.example/")}, certificate="news.example.pem")
    stop = site.start()
    with pytest.raises(FetchError, match="from https down to http"):
        fetch(site.url(), policy(trusted="news.example.pem"))
    stop()


def test_redirects_are_followed(site: Site) -> None:
    site.pages |= {"/old": redirect("/older", 301), "/older": redirect(f"http://other.example:{site.port}/", 307)}
    assert fetch(site.url("/old"), policy()).url == site.url(host="other.example")


def test_6_redirect_loops_and_long_chains_end(site: Site) -> None:
    assert "a redirect loop" in refused(site, redirect("/"))
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(site.url("/0"), policy())
    assert "to nowhere" in refused(site, b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(drip(b"HTTP/1.1 200 OK\r\n\r\n", b"a", 3), id="body"),
        pytest.param(drip(b"HTTP/1.1 200 OK\r\nX: ", b"a", 3), id="header"),
        pytest.param(drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 3), id="endless 100"),
        pytest.param(drip(b"", b"", 1), id="silence"),
    ],
)
def test_7_a_slow_drip_ends_at_the_total_deadline(page: Answer, site: Site) -> None:
    began = time.monotonic()
    assert "within 0.5 seconds" in refused(site, page, seconds=0.5)
    assert time.monotonic() - began < 1.5


def test_7_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    with pytest.raises(FetchError, match=r"slow\.example is not resolved"):
        fetch("http://slow.example/", policy(seconds=0.2, resolve=lambda *_: time.sleep(1)))


def test_8_a_body_that_is_too_large_is_stopped(site: Site) -> None:
    assert "too large: 5,000 bytes, at most 1,000" in refused(site, answer("a" * 5000), largest=1000)
    assert "too large: more than 1,000" in refused(site, b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 5000, largest=1000)


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        pytest.param(gzip.compress(b"a" * 5_000_000), "gzip", "unpacks to more than", id="9 bomb"),
        pytest.param(zlib.compress(b"a" * 5_000_000), "deflate", "unpacks to more than", id="9 bomb of deflate"),
        pytest.param(b"x", "br", "packed in a way that was not asked for: br", id="9 br"),
        pytest.param(b"x", "zstd", "not asked for: zstd", id="9 zstd"),
        pytest.param(gzip.compress(gzip.compress(b"a")), "gzip, gzip", "not asked for", id="9 nested, declared"),
        pytest.param(gzip.compress(ARTICLE.encode())[:-20], "gzip", "ends early", id="10 cut"),
        pytest.param(b"this is no gzip", "gzip", "damaged", id="10 damaged"),
    ],
)
def test_packed_bodies_have_bounds(body: bytes, coding: str, reason: str, site: Site) -> None:
    assert reason in refused(site, answer(body, f"Content-Encoding: {coding}"), largest=2_000_000)


def test_9_the_ratio_is_bounded_below_the_size(site: Site) -> None:
    bomb = answer(gzip.compress(b"a" * 15_000_000), "Content-Encoding: gzip")
    assert "unpacks to more than" in refused(site, bomb, largest=20_000_000)


def test_gzip_is_unpacked(site: Site) -> None:
    site.pages["/"] = answer(gzip.compress(ARTICLE.encode()), "Content-Encoding: gzip")
    assert fetch(site.url(), policy()).body == ARTICLE.encode()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "incomplete download", id="announced more"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore than that", "incomplete download", id="announced less"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf", "incomplete download", id="chunk cut"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "incomplete download", id="no chunk"),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", "did not answer as a web server does", id="another protocol"),
        pytest.param(b"", "did not answer as a web server does", id="nothing"),
    ],
)
def test_10_an_incomplete_answer_is_no_page(page: bytes, reason: str, site: Site) -> None:
    assert reason in refused(site, page)


def test_a_server_that_keeps_the_connection_open_is_not_waited_for(site: Site) -> None:
    site.pages["/"] = drip(answer(ARTICLE), b"", 1.5)
    began = time.monotonic()
    assert fetch(site.url(), policy()).body == ARTICLE.encode()
    assert time.monotonic() - began < 1.2


SMART = ARTICLE.encode("windows-1252")


@pytest.mark.parametrize(
    ("body", "kind", "note"),
    [
        pytest.param(SMART, "text/html; charset=utf-8", ("decoded as windows-1252, a guess",), id="11 wrong charset header"),
        pytest.param(SMART, "text/html", ("decoded as windows-1252, a guess",), id="11 no charset"),
        pytest.param(SMART.replace(b"<head>", b'<head><meta charset="cp1252">'), "text/html", (), id="11 charset in the page"),
        pytest.param(SMART, "text/html; charset=iso-8859-1", (), id="11 declared"),
        pytest.param(ARTICLE.encode("utf-16"), "text/html; charset=utf-8", (), id="11 UTF-16 with BOM"),
        pytest.param(ARTICLE.encode(), "text/html; charset=latin-1", (), id="11 UTF-8 declared as Latin-1"),
    ],
)
def test_pages_are_decoded_with_a_stated_guess(body: bytes, kind: str, note: tuple[str, ...], site: Site) -> None:
    site.pages["/"] = answer(body, kind=kind)
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Incoming)
    assert "“no one”" in got.text
    assert got.notes == note
    assert (got.report.title, got.report.url) == ("Army leaves town", site.url())


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("Before you continue", "<p>We and our partners use cookies. Accept all to go on.</p>", "a consent page"),
        ("Example News", "<p>We value your privacy. Manage your consent choices.</p><button>Accept all</button>", "a consent page"),
        ("Just a moment...", "<p>Enable JavaScript and cookies to continue</p>", "a check for robots"),
        ("Example", '<p>One more step.</p><div class="g-recaptcha"></div>', "a check for robots"),
        ("Troops leave", f"<article><p>{STORY}</p><p>Subscribe to read the full story.</p></article>", "a paywall"),
        ("Troops leave", f'<script type="application/ld+json">{{"isAccessibleForFree": false}}</script><p>{STORY}</p>', "a paywall"),
        ("Page not found", "<p>Sorry. Try the search, or go to our home page to see the latest news.</p>", "an error page"),
        ("Example", "<p>The page you are looking for does not exist.</p>", "an error page"),
        ("Example", '<form><p>Welcome back.</p><input name=p type="password"></form>', "a login page"),
        ("Access Denied", "<p>You don't have permission to access this server.</p>", "a refusal of access"),
    ],
)
def test_12_what_stands_in_an_articles_place_is_no_article(title: str, body: str, kind: str, site: Site) -> None:
    site.pages["/"] = answer(f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Refusal)
    assert (got.status, got.reason) == ("skipped", f"not an article but {kind}")


@pytest.mark.parametrize("title", ["Missing plane not found", "404 killed in quake", "Rebels sign in Geneva"])
def test_12_a_short_article_is_an_article(title: str, site: Site) -> None:
    site.pages["/"] = answer(ARTICLE.replace("Army leaves town", title).replace("</article>", "<p>We use cookies.</p></article>"))
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Incoming)


def test_12_a_long_notice_about_consent_is_no_article(site: Site) -> None:
    partners = "".join(f"<p>Partner {n} may store what it likes on your device and sell it to whom it likes.</p>" for n in range(18))
    site.pages["/"] = answer(f"<html><title>News</title><body><p>We value your privacy.</p>{partners}</body></html>")
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Refusal)
    assert got.reason == "not an article but a consent page"


def test_12_a_long_article_with_a_notice_in_it_is_an_article(site: Site) -> None:
    notice = "<p>We use cookies. Subscribe to read more. Sign in to continue.</p></article>"
    site.pages["/"] = answer(ARTICLE.replace("</article>", f"<p>{STORY * 3}</p>{notice}"))
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Incoming)


def zipped() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("0.dll", b"0" * 100_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param(b"%PDF-1.7\n1 0 obj", "a PDF", id="13 PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "an image", id="13 image"),
        pytest.param(b"\0\0\0\x20ftypisom\0\0\2\0", "a video", id="13 video"),
        pytest.param(b'{"items": [1, 2]}', "JSON", id="13 JSON"),
        pytest.param(b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', "an RSS feed", id="13 RSS"),
        pytest.param(b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "an RSS feed", id="13 Atom"),
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz/>', "an XML document", id="13 XML"),
        pytest.param(gzip.compress(b"a" * 100), "a compressed file", id="9 gzip in gzip"),
        pytest.param(zipped(), "a zip archive or office document", id="9 zip"),
        pytest.param(bytes(range(256)) * 4, "a binary file", id="13 binary"),
    ],
)
def test_what_is_no_text_is_told_by_its_bytes(body: bytes, what: str, site: Site) -> None:
    site.pages["/"] = answer(body)
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Refusal)
    assert (got.status, got.reason) == ("failed", f"{what}, which is not read here")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (answer("", "Retry-After: 120", status="429 Too Many Requests"), "does not serve now (429); it asks to wait 120 seconds"),
        (answer("", "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT", status="503 Busy"), "(503); it asks to wait Fri,"),
        (answer("", status="503 Busy"), "(503); try again later"),
        (answer("", status="404 Not Found"), "there is no such page (404)"),
        (answer("", status="403 Forbidden"), "the server refuses (403)"),
        (answer("", status="500 Oh"), "the server answered with an error (500)"),
        (answer("", status="204 Empty"), "without a page (204)"),
    ],
)
def test_14_the_status_is_kept_and_waiting_asked_for(page: bytes, said: str, site: Site) -> None:
    assert said.replace(" Fri,", " Fri") in refused(site, page).replace("Fri,", "Fri")


def test_14_robots_txt_is_respected(site: Site) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /", kind="text/plain")
    assert refused(site, answer(ARTICLE)) == "robots.txt of news.example does not allow this page to be fetched"
    site.pages["/robots.txt"] = answer("", status="500 Oh")
    assert "robots.txt" in refused(site, answer(ARTICLE))
    assert "/" not in [path for path, _ in site.asked]


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
        ("User-agent: *\nDisallow: /*/print", "/a/b/print/1", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: OnRecord\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: onrecord\nDisallow: /b # mind\n\nUser-agent: *\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("Disallow: /", "/a", True),
        ("<html><body>not found</body></html>", "/a", True),
    ],
)
def test_14_robots_rules_follow_the_standard(rules: str, path: str, expected: bool) -> None:
    assert allowed(rules, path) is expected


@pytest.mark.parametrize(
    ("certificate", "trusted", "host", "reason"),
    [
        ("news.example.pem", None, "news.example", "the certificate of news.example is not valid: self-signed certificate"),
        ("expired.pem", "expired.pem", "news.example", "the certificate of news.example is not valid: certificate has expired"),
        ("news.example.pem", "news.example.pem", "other.example", "Hostname mismatch"),
    ],
)
def test_15_certificates_are_verified(certificate: str, trusted: str | None, host: str, reason: str) -> None:
    site = Site({"/": answer(ARTICLE)}, certificate=certificate)
    stop = site.start()
    with pytest.raises(FetchError, match=reason):
        fetch(site.url(host=host), policy(trusted=trusted))
    stop()
    assert site.asked == []


def test_15_a_valid_certificate_is_taken() -> None:
    site = Site({"/": answer(ARTICLE)}, certificate="news.example.pem")
    stop = site.start()
    assert fetch(site.url(), policy(trusted="news.example.pem")).body == ARTICLE.encode()
    stop()


def test_15_a_server_without_tls_is_not_spoken_to_in_the_clear(site: Site) -> None:
    with pytest.raises(FetchError):
        fetch(site.url().replace("http:", "https:"), policy(seconds=0.3))
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        pytest.param("http://news.example/" + "a" * 1_000_000, "the address is too long: 1,000,020 characters", id="16 1 MB"),
        pytest.param("http://news.example/a\r\nHost: bad", "control character", id="16 CR LF"),
        pytest.param("http://news.example/a\0b", "control character", id="16 NUL"),
        pytest.param("http://news.example/a b", "control character, a space", id="16 space"),
        pytest.param("http://news.example\\@bad.example/", "backslash", id="16 backslash"),
        pytest.param("http://good@bad.example/", "user name", id="5 user"),
        pytest.param("http://:pw@bad.example/", "user name", id="5 password"),
        pytest.param("http:///path", "not a host", id="16 no host"),
        pytest.param("http://news.example:99999/", "not an address", id="16 port"),
        pytest.param("http://a..b/", "not a host", id="16 empty label"),
        pytest.param("https://" + "a" * 64 + ".example/", "not a host", id="16 long label"),
        pytest.param("http://[::1%25eth0]/", "not a", id="16 zone"),
        pytest.param("http://0x100000000/", "not a host", id="5 number too large"),
        pytest.param("http://" + "é" * 300 + ".example/", "not a host", id="16 long name"),
        pytest.param("//news.example/", "only http and https", id="16 no scheme"),
        pytest.param("javascript:alert(1)", "only http and https", id="16 script"),
    ],
)
def test_bad_addresses_are_refused_by_their_form(url: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as error:
        address_of(url)
    assert len(str(error.value)) < 250
    assert str(error.value).isprintable()


def test_16_an_international_name_is_shown_in_punycode() -> None:
    with pytest.raises(FetchError, match=r"no host xn--exmple-4nf\.example"):  # Cyrillic а
        fetch("http://exаmple.example/", policy())
    assert str(address_of("HTTP://NEWS.Example:80/ä?q=ü#x")) == "http://news.example/%C3%A4?q=%C3%BC"
    assert LONGEST_URL < 10_000


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(number: str) -> None:
    assert public(ip_address(number))


def test_the_declared_type_helps_where_bytes_do_not(site: Site) -> None:
    fragment = f"<div><h1>Army leaves</h1><p>{STORY}</p></div>"
    site.pages |= {"/": answer(fragment), "/plain": answer(STORY + "<p>", kind="text/plain")}
    page, plain = open_all([site.url(), site.url("/plain")], policy=policy())
    assert isinstance(page, Incoming)
    assert isinstance(plain, Incoming)
    assert (page.text, plain.text) == (STORY.strip(), STORY + "<p>")


def test_an_unknown_host_gets_a_sentence_and_the_next_source_is_read(site: Site) -> None:
    first, second = open_all(["http://nowhere.example/", site.url()], policy=policy())
    assert str(first) == "http://nowhere.example/: failed: there is no host nowhere.example, or no connection to the internet"
    assert isinstance(second, Incoming)


def test_the_page_states_its_particulars(site: Site) -> None:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Army leaves town",
        "datePublished": "2024-04-07T22:30:00-05:00",
        "dateModified": "2024-04-09T10:00:00Z",
        "author": [{"@type": "Person", "name": "Ann Example"}, {"@type": "Person", "name": "Bob Sample"}],
        "publisher": {"@type": "Organization", "name": "The Example"},
    }
    script = f'<meta property="og:site_name" content="The Example"><script type="application/ld+json">{json.dumps(facts)}</script></head>'
    site.pages["/"] = answer(ARTICLE.replace("</head>", script))
    (got,) = open_all([site.url()], policy=policy())
    assert isinstance(got, Incoming)
    report = got.report
    assert (report.published, report.publisher, report.bylines) == (
        "2024-04-07T22:30:00-05:00",
        "The Example",
        ("Ann Example", "Bob Sample"),
    )
    assert got.text.startswith("The army said on Sunday")
    assert "\n\n" in got.text
    (other,) = open_all([site.url()], published="2024-04-08", publisher="A Copy", policy=policy())
    assert isinstance(other, Incoming)
    assert (other.report.published, other.report.publisher) == ("2024-04-08", "A Copy")


def test_the_rule_is_the_default() -> None:
    assert Policy().allowed is public
    assert Policy().largest == 20 * 1024 * 1024
