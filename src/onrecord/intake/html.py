"""The article of a web page: its text and particulars, or what the page is instead."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.errors import InputError
from onrecord.intake.dates import Reading
from onrecord.intake.incoming import Draft
from onrecord.intake.page_date import page_date
from onrecord.knowledge import table
from onrecord.text import canonical, decode

if TYPE_CHECKING:
    from trafilatura.settings import Document

SHORT, WALL, CONSENT = 50, 150, 400
"""Words of a page up to which its title, its text, and its opening are searched for the wording of walls (`knowledge/walls.tsv`):
a longer one is an article with a notice in it. Notices about consent are long, and stand first."""
OPENING = 300
"""Characters."""
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 2_000
"""Of one element."""
_ELEMENT = re.compile(r"<[a-zA-Z]")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w:-]{2,25})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([\w:-]{2,25})")
_HIDDEN = re.compile(r"<(script|style|noscript|svg|template)\b", re.IGNORECASE)
_CHECKS = re.compile(r"g-recaptcha|h-captcha|cf-turnstile|cf-chl-|px-captcha|captcha-delivery", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]{0,300}?type\s?=\s?[\"']?password", re.IGNORECASE)
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s{0,5}:\s{0,5}\"?false", re.IGNORECASE)


def article(page: bytes, source: str, *, url: str | None = None, charset: str | None = None) -> Draft:
    """The article on a page, as a draft; paragraphs are set apart by a blank line.

    `charset` is what the server declared. Raises InputError for a page that is none: empty, a paywall, a consent or login
    page, a check for robots, an error page under a good status.
    """
    decoded = decode(page, charset or _declared(page))
    markup = canonical(decoded.text)
    if _monstrous(markup):
        raise InputError("the page is too large to be taken apart")
    found, published = _extract(markup, url)
    title = found.title if found else None
    text = _paragraphs(found.text or "", title) if found else ""
    if kind := _wall(title, text, markup):
        raise InputError(f"not an article but {kind}")
    if found is None or not text:
        raise InputError("no article was found on the page")
    return Draft(
        text,
        source,
        title=title,
        url=url or found.url,
        publisher=found.sitename,
        bylines=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        published=published.value,
        undated=published.trouble,
        notes=(f"decoded as {decoded.encoding}, a guess",) if decoded.basis == "guess" else (),
        raw=page,
    )


def _declared(page: bytes) -> str | None:
    """The charset that the page names itself."""
    match = _META.search(page, 0, 4096) or _XML.match(page)
    return match[1].decode("ascii") if match else None


def _monstrous(markup: str) -> bool:
    """Whether a page would take minutes or gigabytes: 100,000 elements take ten seconds; attributes take their square."""
    if sum(1 for _ in islice(_ELEMENT.finditer(markup), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        return True
    long_tags = (part for part in markup.split(">") if len(part) > MOST_ATTRIBUTES)
    return any(len(part[part.rfind("<") :].split()) > MOST_ATTRIBUTES for part in long_tags)


def _extract(markup: str, url: str | None) -> tuple[Document | None, Reading]:
    """What trafilatura finds (its import takes half a second), and the date that the page states; trafilatura guesses dates."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    try:
        tree = load_html(markup if "<html" in markup[:5000].lower() else f"<html><body>{markup}</body></html>")
        if tree is None:
            return None, Reading(None)
        published = page_date(tree, url)
        found = bare_extraction(
            tree,
            url=url,
            favor_recall=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
        )
    except Exception as error:  # a parser of hostile input: whatever it raises, the next page is to be read
        raise InputError(f"the page could not be taken apart: {type(error).__name__}") from error
    return found if isinstance(found, Document) else None, published


def _paragraphs(text: str, title: str | None) -> str:
    """The lines of a text as paragraphs, without the headline, which is the report's title."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and title and lines[0].strip().casefold() == title.strip().casefold():
        lines = lines[1:]
    return "\n\n".join(lines)


def _wall(title: str | None, text: str, markup: str) -> str | None:
    """What stands in the article's place: "a paywall", "a login page"; None if nothing does."""
    words = len(text.split())
    kind = None
    if words < SHORT:
        shown = text or _visible(markup)
        kind = worded("title", title or _title(markup)) or worded("text", shown) or worded("opening", shown[:OPENING])
    elif words < WALL:
        kind = worded("text", text)
    if kind is None and words < CONSENT:
        kind = worded("opening", text[:OPENING])
    if kind is None and words < WALL and _NOT_FREE.search(markup):
        return "a paywall"
    if kind is None and words < SHORT:
        return "a check for robots" if _CHECKS.search(markup) else "a login page" if _PASSWORD.search(markup) else None
    return kind


def worded(field: str, text: str) -> str | None:
    """The kind of wall whose wording the title or text has."""
    lower = f" {' '.join(text.lower().replace('’', chr(39)).split())} "
    return next((kind for where, phrase, kind in _walls() if where == field and phrase in lower), None)


@cache
def _walls() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["field"], f" {row['phrase']}", row["kind"]) for row in table("walls"))


def _title(markup: str) -> str:
    """The page's <title>."""
    start = markup.lower().find("<title")
    end = markup.find("<", start + 1)
    return markup[start:end].partition(">")[2] if 0 <= start < end else ""


def _visible(markup: str) -> str:
    """The first 5,000 characters of a page's text, tags taken out: for pages on which no article was found."""
    parts, at = [], 0
    for _ in range(2000):
        start = markup.find("<", at)
        if start < 0:
            break
        parts.append(markup[at:start])
        hidden = _HIDDEN.match(markup, start)
        end = markup.find(f"</{hidden[1]}" if hidden else ">", start)
        if end < 0:
            break
        at = end + 1
    return " ".join(" ".join(parts).split())[:5000]
