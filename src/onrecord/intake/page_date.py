"""The day on which a page says that it was published. Nothing is guessed from footers, other stories or the time of a change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from onrecord.intake.dates import Reading, read_date

META = frozenset(
    [
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "pubdate",
        "publishdate",
        "publish-date",
        "publication_date",
        "article.published",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
    ]
)
"""Names of <meta> that hold the date of publication, in lower case."""
LEAD = 80
"""A paragraph of so many characters is the article's: a date that stands only after it belongs to something else."""

_ARTICLE = re.compile(r"(?:Article|Report|Posting)$")
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{2})[/-](\d{2})(?=[/-])")
_DATED = re.compile(r"(?:^|[\s_-])(?:date|pub-?date|published|posted|timestamp|dateline|entry-date)(?:$|[\s_-])", re.IGNORECASE)
_CHANGED = re.compile(r"modif|updat|relat", re.IGNORECASE)


def page_date(tree: Any, url: str | None) -> Reading:
    """The date of publication that a parsed page (lxml) states, as ISO 8601, or None and why.

    Asked in turn: linked data (schema.org), <meta>, marked-up times, the address, the dates that are shown above the article.
    The first that knows answers; one that gives two days more than two days apart makes the date unknown.
    """
    trouble = None
    for written in (_linked(tree), _meta(tree), _marked(tree), _address(url), _shown(tree)):
        readings = [read_date(text) for text in written]
        values = [reading.value for reading in readings if reading.value is not None]
        if values:
            apart = max(map(_day, values)) - min(map(_day, values)) > timedelta(days=2)
            return Reading(None, f"the page gives {min(values)} and {max(values)}") if apart else Reading(values[0])
        trouble = trouble or next((reading.trouble for reading in readings if reading.trouble), None)
    return Reading(None, trouble)


def _day(value: str) -> date:
    """The first day of a date, datetime or partial date."""
    return date.fromisoformat((value[:10] + "-01-01")[:10])


def _linked(tree: Any) -> list[str]:
    """What schema.org's NewsArticle and its kin give as datePublished."""
    found = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            found += [item["datePublished"] for item in _items(script.text or "") if isinstance(item.get("datePublished"), str)]
    return found


def _items(written: str) -> Iterator[dict[str, Any]]:
    """The articles at the top of a piece of linked data; those inside lists of other stories are left."""
    try:
        data = json.loads(written, strict=False)
    except (ValueError, RecursionError):
        return
    for top in data if isinstance(data, list) else [data]:
        graph = top.get("@graph") if isinstance(top, dict) else None
        for item in [top, *(graph if isinstance(graph, list) else [])]:
            if isinstance(item, dict) and any(_ARTICLE.search(str(kind)) for kind in _list(item.get("@type"))):
                yield item


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _meta(tree: Any) -> list[str]:
    names = ("property", "name", "itemprop")
    return [tag.get("content") or "" for tag in tree.iter("meta") if any((tag.get(name) or "").lower() in META for name in names)]


def _marked(tree: Any) -> list[str]:
    """Times that are marked as the date of publication."""
    return [
        tag.get("datetime") or tag.get("content") or tag.text_content()
        for tag in tree.iter("time", "span", "abbr", "p", "div")
        if (tag.get("itemprop") or "").lower() == "datepublished" or tag.get("pubdate") is not None
    ]


def _address(url: str | None) -> list[str]:
    match = _IN_ADDRESS.search(url or "")
    return ["-".join(match.groups())] if match else []


def _shown(tree: Any) -> list[str]:
    """Dates in elements for dates, above the article's first long paragraph."""
    found = []
    for tag in tree.iter("time", "span", "p", "div", "li"):
        if tag.tag == "p" and len(tag.text_content()) >= LEAD:
            break
        label = f"{tag.get('class') or ''} {tag.get('id') or ''} {tag.get('itemprop') or ''}"
        if (tag.tag == "time" or _DATED.search(label)) and not _CHANGED.search(label):
            found.append(tag.get("datetime") or tag.text_content())
    return found
