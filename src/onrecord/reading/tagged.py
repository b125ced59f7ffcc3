"""Statements as the model tags them: its spans of source, cue and content, tied to each other.

The model marks spans alone, after PolNeAR. Which belong together follows from distance, from what stands between, and from the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.language.analysis import WordSpan
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range

_FAR = 80.0  # cost from which spans are not tied: about three sentences, or a cue between
_OPENING, _OPENERS = frozenset(("DET", "CCONJ", "SCONJ")), frozenset(("where", "who", "which", "when"))
_BACKWARDS = 40.0  # a cue of a later sentence hardly ever carries what was quoted before


@dataclass
class Tagged:
    """One cue of the model with the source and the content tied to it."""

    cue: WordSpan | None
    source: WordSpan | None = None
    content: list[WordSpan] = field(default_factory=list)


def find(page: Page) -> list[Tagged]:
    """The model's statements: one a cue, and one a content that no cue is near."""
    spans = [span for whole in page.analysis.attribution for span in _within_paragraphs(page, whole)]
    cues = [Tagged(span) for span in spans if span.label == "cue"]
    contents = _joined(page, [span for span in spans if span.label == "content"], spans)
    for source in (span for span in spans if span.label == "source"):
        best = _nearest(page, source, cues, spans, source=True)
        if best is not None and best.source is None:
            best.source = source
    free = []
    for content in contents:
        best = _nearest(page, content, cues, spans, source=False)
        if best is None:
            free.append(Tagged(None, None, [content]))
        else:
            best.content.append(content)
    return cues + free


def _within_paragraphs(page: Page, span: WordSpan) -> list[WordSpan]:
    """The parts of a span paragraph by paragraph."""
    cuts = sorted({span.first, *(first for first, _ in page.paragraphs[page.paragraph[span.first] : page.paragraph[span.last - 1] + 1] if first > span.first)})
    return [WordSpan(first, last, span.label, span.score) for first, last in zip(cuts, [*cuts[1:], span.last], strict=True) if last > first]


def _joined(page: Page, contents: list[WordSpan], spans: list[WordSpan]) -> list[WordSpan]:
    """Contents with gaps of a few words between closed, where no other span stands in the gap and no sentence ends."""
    made: list[WordSpan] = []
    for span in contents:
        before = made[-1] if made else None
        if before is not None and span.first - before.last <= 2 and page.sentence[before.last - 1] == page.sentence[span.first]:
            if not any(before.last <= s.first < span.first for s in spans):
                made[-1] = WordSpan(before.first, span.last, "content", (before.score + span.score) / 2)
                continue
        made.append(span)
    return made


def _nearest(page: Page, span: WordSpan, cues: list[Tagged], spans: list[WordSpan], *, source: bool) -> Tagged | None:
    """The cue that a source or content belongs to, or None."""
    costs = [(_cost(page, span, c.cue, spans, source), n) for n, c in enumerate(cues) if c.cue is not None and abs(c.cue.first - span.first) < 400]
    best = min(costs, default=(_FAR, -1))
    return cues[best[1]] if best[0] < _FAR else None


def _cost(page: Page, span: WordSpan, cue: WordSpan, spans: list[WordSpan], source: bool) -> float:
    """How far a span is from a cue: words between, dearer over sentences and over other spans."""
    low, high = (span.last, cue.first) if span.first < cue.first else (cue.last, span.first)
    between = [s for s in spans if low <= s.first and s.last <= high]
    cost = float(max(high - low, 0))
    cost += 40.0 * sum(s.label == "cue" for s in between)
    cost += 10.0 * sum(s.label == ("source" if source else "content") for s in between)
    if page.paragraph[span.first] != page.paragraph[cue.first]:
        return 1000.0
    cost += 15.0 * abs(page.sentence[span.first] - page.sentence[cue.first])
    if not source and span.last <= cue.first and page.sentence[span.last - 1] != page.sentence[cue.first]:
        cost += _BACKWARDS
    if source and span.first > cue.first:
        cost += 4.0
    return cost


def tied(page: Page, tagged: Tagged) -> list[Range]:
    """Word ranges of a statement's content, without the sentence's own stop and without a word that opens what no longer belongs to it."""
    made = []
    for span in tagged.content:
        first, last = page.trimmed(span.first, span.last)
        while last - first > 1 and page.quotation[last - 1] < 0 and (page.upos[last - 1] in _OPENING or page.lower[last - 1] in _OPENERS):
            first, last = page.trimmed(first, last - 1)
        made.append((first, last))
    return made
