"""The words of reports that an incident rests on: which stretch of which report, and what stands around it.

The views hold whole sentences and no text; a quotation is cut from the sentence that it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.ledger.views import AccountRow, Incident, Telling
from onrecord.record import Span

AROUND = 32
"""Characters before and after a quotation that help to find it again, as other annotation tools keep."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report, their place in its text in code points, and what stands before and after them in their sentence."""

    span: Span
    exact: str
    prefix: str = ""
    suffix: str = ""


def cut(sentence: str, place: Span, span: Span) -> Quote | None:
    """The quotation of a span from the sentence that holds it; None if it lies elsewhere or the sentence is not there as it stands.

    >>> cut("The army withdrew.", (100, 118), (109, 117))
    Quote(span=(109, 117), exact='withdrew', prefix='The army ', suffix='.')
    """
    start, end = span[0] - place[0], span[1] - place[0]
    if len(sentence) != place[1] - place[0] or not 0 <= start < end <= len(sentence):
        return None
    return Quote(span, sentence[start:end], sentence[max(0, start - AROUND) : start], sentence[end : end + AROUND])


def of_telling(telling: Telling) -> Quote | None:
    """The trigger of a telling, else the sentence as a whole; None if neither is there."""
    whole = Quote(telling.sentence_span, telling.sentence) if telling.sentence else None
    return cut(telling.sentence, telling.sentence_span, telling.trigger) or whole


def of_account(incident: Incident, account: AccountRow) -> tuple[Quote, ...]:
    """The words that an account is read from, as far as the sentences of its report are there; else its telling's trigger."""
    same = [t for t in incident.tellings if t.report == account.report]
    found = [quote for span in account.spans if (quote := _in_any(same, account, span)) is not None]
    if found:
        return tuple(found)
    own = next((t for t in same if t.event == account.event), None)
    quote = of_telling(own) if own else None
    return (quote,) if quote else ()


def _in_any(tellings: list[Telling], account: AccountRow, span: Span) -> Quote | None:
    for telling in tellings:
        if quote := cut(telling.sentence, telling.sentence_span, span):
            return quote
    return Quote(span, account.words) if account.spans == (span,) and len(account.words) == span[1] - span[0] else None


def trigger(telling: Telling) -> str:
    """The words that tell the event; "" if the sentence is not there."""
    quote = cut(telling.sentence, telling.sentence_span, telling.trigger)
    return quote.exact if quote else ""
