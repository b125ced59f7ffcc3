"""Tellings and accounts as Web Annotations (W3C Recommendation of 2017) in JSON-LD: what is read from which words.

Each telling of an incident, and each voice's word on it, is an annotation of the words that it is read from, with two selectors:
TextQuoteSelector (the words, with what stands around them) and TextPositionSelector. Positions count Unicode code points of the
report's canonical text, as the Recommendation wants (section 4.2.5) and as records do; a browser that counts UTF-16 units has to
convert them (`onrecord.text.to_utf16`), and a web page that the text was taken from is found by the quotation.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from onrecord.exports.incident_words import sentence, voice
from onrecord.exports.quoting import Quote, of_account, of_telling
from onrecord.exports.target import text_into
from onrecord.ledger.views import AccountRow, Incident, Telling

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMES = "urn:x-onrecord"
"""Incidents, events and reports have no address of their own; their names are made of their keys."""


def name(kind: str, key: str) -> str:
    """The IRI of something of the ledger.

    >>> name("incident", "i0a1b2c3d4e5f")
    'urn:x-onrecord:incident:i0a1b2c3d4e5f'
    """
    return f"{NAMES}:{kind}:{key}"


def of(incident: Incident) -> Iterator[dict[str, Any]]:
    """The annotations of an incident: its tellings, then its accounts; none for words that are not there any more."""
    for telling in incident.tellings:
        if quote := of_telling(telling):
            yield _annotation(name("event", telling.event), _told(incident, telling), [_target(telling, quote)])
    for number, account in enumerate(incident.accounts, 1):
        where = next((t for t in incident.tellings if t.event == account.event), None)
        quotes = of_account(incident, account)
        if where is not None and quotes:
            id_ = name("account", f"{incident.key}:{number}")
            yield _annotation(id_, _said(incident, account), [_target(where, quote) for quote in quotes])


def _annotation(id_: str, body: list[dict[str, Any]], targets: list[dict[str, Any]]) -> dict[str, Any]:
    target = targets[0] if len(targets) == 1 else targets
    return {"id": id_, "type": "Annotation", "motivation": "describing", "body": body, "target": target}


def _target(telling: Telling, quote: Quote) -> dict[str, Any]:
    """The words in the report: at its address where it has one, else under its own name."""
    around = {key: value for key, value in (("prefix", quote.prefix), ("suffix", quote.suffix)) if value}
    return {
        "type": "SpecificResource",
        "source": telling.address or name("report", telling.report),
        "selector": [
            {"type": "TextPositionSelector", "start": quote.span[0], "end": quote.span[1]},
            {"type": "TextQuoteSelector", "exact": quote.exact, **around},
        ],
    }


def _told(incident: Incident, telling: Telling) -> list[dict[str, Any]]:
    """What a telling says: the incident in words, its action and status as tags, the incident itself as a link."""
    mode = f"/{telling.mode}" if telling.mode else ""
    return [
        _text("describing", sentence(incident)),
        _text("tagging", telling.type + mode),
        _text("tagging", telling.status),
        _link(incident),
    ]


def _said(incident: Incident, account: AccountRow) -> list[dict[str, Any]]:
    """What a voice says: whose it is and how sure, its status as a tag, the incident as a link."""
    who = f"According to {voice(incident, account)}: {account.status}, {account.certainty}."
    return [_text("describing", who), _text("tagging", account.status), _link(incident)]


def _text(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain", "language": "en"}


def _link(incident: Incident) -> dict[str, Any]:
    return {"type": "SpecificResource", "purpose": "linking", "source": name("incident", incident.key)}


def write(incidents: Iterable[Incident], out: TextIO | Path) -> Counter[str]:
    """Write one AnnotationCollection with one page, an annotation a line; none is held back.

    The total stands at the end, as it is known only then.
    """
    with text_into(out) as opened:
        head = f'"@context": "{CONTEXT}", "id": "{NAMES}:annotations", "type": "AnnotationCollection", "label": "onrecord"'
        page = f'"id": "{NAMES}:annotations:1", "type": "AnnotationPage", "startIndex": 0, "items": ['
        opened.write(f'{{{head}, "first": {{{page}')
        total = 0
        for made in (one for incident in incidents for one in of(incident)):
            opened.write(("," if total else "") + "\n" + json.dumps(made, ensure_ascii=False, allow_nan=False))
            total += 1
        opened.write(f'\n]}}, "last": "{NAMES}:annotations:1", "total": {total}}}\n')
    return Counter()
