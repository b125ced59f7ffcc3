"""Statements as the model tags them: its spans of source, cue and content, after PolNeAR, tied to each other.

Which belong together the model itself says, where it has learned it; else it follows from distance and from what stands between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.language.analysis import Speech, WordSpan
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range

_FAR = 80.0  # cost from which spans are not tied: about three sentences, or a cue between
_SENTENCES = 4  # how far a cue is looked for
_GAP = 2  # words that may be missing inside one content
_OPENING, _OPENERS = frozenset(("DET", "CCONJ", "SCONJ")), frozenset(("where", "who", "which", "when"))


@dataclass(eq=False)
class Tagged:
    """One cue of the model with the source and the content tied to it."""

    cue: WordSpan | None
    source: WordSpan | None = None
    content: list[WordSpan] = field(default_factory=list)


def find(page: Page) -> list[Tagged]:
    """The model's statements: one a cue."""
    if page.analysis.speeches:
        return [made for speech in page.analysis.speeches if (made := _linked(page, speech)) is not None]
    return _by_distance(page)


def _linked(page: Page, speech: Speech) -> Tagged | None:
    """A cue with what the model ties to it, of its own paragraph; None for a cue in a dateline."""
    cue = next(iter(_within_paragraphs(page, speech.cue)), None)
    if cue is None:
        return None
    spans = [part for whole in (*speech.sources, *speech.contents) for part in _within_paragraphs(page, whole)]
    near = sorted(span for span in spans if page.paragraph[span.first] == page.paragraph[cue.first])
    source = max((span for span in near if span.label == "source"), key=lambda span: span.score, default=None)
    return Tagged(cue, source, _joined(page, sorted([*near, cue])))


def _by_distance(page: Page) -> list[Tagged]:
    """One statement a cue, each source and content with the cue that is nearest by what stands between."""
    spans = sorted(span for whole in page.analysis.attribution for span in _within_paragraphs(page, whole))
    contents = _joined(page, spans)
    cues = [Tagged(span) for span in spans if span.label == "cue"]
    near = _Neighbours(page, cues, spans)
    for source in (span for span in spans if span.label == "source"):
        best = near.best(source)
        if best is not None and best.source is None:
            best.source = source
    for content in contents:
        best = near.best(content)
        if best is not None:
            best.content.append(content)
    return cues


def _within_paragraphs(page: Page, span: WordSpan) -> list[WordSpan]:
    """The parts of a span paragraph by paragraph, datelines left out."""
    numbers = range(page.paragraph[span.first] + 1, page.paragraph[span.last - 1] + 1)
    made = []
    for first, last in pairwise([span.first, *(page.paragraphs[n][0] for n in numbers), span.last]):
        after = page.after_dateline[page.paragraph[first]]
        begun = after if after is not None and after < last else first
        if last > begun:
            made.append(WordSpan(max(begun, first), last, span.label, span.score))
    return made


def _joined(page: Page, spans: list[WordSpan]) -> list[WordSpan]:
    """The contents, with gaps of a few words between two closed where no other span stands in the gap and no sentence ends."""
    made: list[WordSpan] = []
    before: WordSpan | None = None
    for span in spans:
        if span.label == "content":
            whole = before is not None and before.label == "content" and span.first - before.last <= _GAP
            if made and whole and page.sentence[made[-1].last - 1] == page.sentence[span.first]:
                made[-1] = WordSpan(made[-1].first, span.last, "content", (made[-1].score + span.score) / 2)
            else:
                made.append(span)
        before = span
    return made


class _Neighbours:
    """The cues and spans of a report by their sentence, for look-up near a place."""

    def __init__(self, page: Page, cues: list[Tagged], spans: list[WordSpan]) -> None:
        self.page = page
        self.cues: dict[int, list[Tagged]] = defaultdict(list)
        self.starts = [span.first for span in spans]
        self.spans = spans
        for cue in cues:
            if cue.cue is not None:
                self.cues[page.sentence[cue.cue.first]].append(cue)

    def best(self, span: WordSpan) -> Tagged | None:
        """The cue that a source or content belongs to: the cheapest within a few sentences, or None."""
        first, last = self.page.sentence[span.first] - _SENTENCES, self.page.sentence[span.last - 1] + _SENTENCES
        here = [cue for sentence in range(first, last + 1) for cue in self.cues.get(sentence, ())]
        costs = [(self._cost(span, cue.cue), n) for n, cue in enumerate(here) if cue.cue is not None]
        best = min(costs, default=(_FAR, -1))
        return here[best[1]] if best[0] < _FAR else None

    def _cost(self, span: WordSpan, cue: WordSpan) -> float:
        """How far a span is from a cue: words between, dearer over sentences and spans; no cue carries an earlier sentence."""
        page, source = self.page, span.label == "source"
        if page.paragraph[span.first] != page.paragraph[cue.first]:
            return _FAR
        low, high = (span.last, cue.first) if span.first < cue.first else (cue.last, span.first)
        between = self.spans[bisect_left(self.starts, low) : bisect_left(self.starts, high)] if high - low < _FAR else []
        cost = float(max(high - low, 0))
        cost += 40.0 * sum(s.label == "cue" for s in between if s.last <= high)
        cost += 10.0 * sum(s.label == span.label for s in between if s.last <= high)
        cost += 15.0 * abs(page.sentence[span.first] - page.sentence[cue.first])
        apart = page.sentence[span.last - 1] != page.sentence[cue.first]
        if not source and span.last <= cue.first and apart and (cue.first - span.last > _GAP or page.words[span.last][0].isupper()):
            return _FAR
        return cost + 4.0 * (source and span.first > cue.first)


def tied(page: Page, tagged: Tagged) -> list[Range]:
    """Word ranges of a statement's content, without the sentence's own stop and without a word that opens what no longer belongs to it."""
    made = []
    for span in tagged.content:
        first, last = page.trimmed(span.first, span.last)
        while last - first > 1 and page.quotation[last - 1] < 0 and (page.upos[last - 1] in _OPENING or page.lower[last - 1] in _OPENERS):
            first, last = page.trimmed(first, last - 1)
        made.append((first, last))
    return made
