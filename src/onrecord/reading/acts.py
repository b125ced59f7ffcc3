"""What a statement does and how it is told: its act, its form, what it came in."""

from __future__ import annotations

from onrecord.reading.cues import Cue, vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.record import Act, Form, Medium

_DEMANDING = frozenset("should must ought".split())
_URGING = frozenset(("whom-to", "for", "on-to", "np-demand"))
_REACH = 60  # words of a content in which its main clause is looked for


def form(page: Page, draft: Draft) -> Form:
    """direct, mixed or indirect: all, some or none of the words stand between quotation marks; an opening "that" aside."""
    inside = [page.quotation[w] >= 0 for first, last in draft.content for w in range(first, last) if page.words[w][:1].isalnum()]
    if inside and page.lower[draft.content[0][0]] == "that":
        inside = inside[1:]
    return "direct" if inside and all(inside) else "mixed" if any(inside) else "indirect"


def medium(page: Page, draft: Draft) -> Medium | None:
    """What the words came in, by the word for it, or by the one who speaks ("the statement said")."""
    for word in [draft.vehicle, *draft.speakers, draft.addressee]:
        known = vehicles().get(page.lower[word]) if word is not None and word >= 0 else None
        if known is not None:
            return known.medium
    return "social-media" if draft.entry is not None and draft.entry.words in ("tweet", "retweet", "post") else None


def act(page: Page, draft: Draft) -> Act:
    """The act of a statement: that of its cue, unless the words of its content make it another."""
    entry = draft.entry if draft.entry is not None or draft.continues is None else None
    told = _of_cue(page, draft, entry)
    if told != "assert" or (entry is not None and entry.kind == "attitude"):
        return told
    return _of_content(page, draft)


def _of_cue(page: Page, draft: Draft, entry: Cue | None) -> Act:
    if entry is None:
        return "assert"
    if draft.frame in _URGING and entry.act in ("assert", "ask"):
        return "demand"
    if draft.frame == "np" and entry.act == "refuse":
        return "refuse"
    return entry.act


def _of_content(page: Page, draft: Draft) -> Act:
    """The act that the main clauses of a content show: a question, a demand, a promise of the speaker's own."""
    words = [w for first, last in draft.content for w in range(first, last)][:_REACH]
    if words and page.words[draft.content[-1][1] - 1] == "?" or any(page.words[w] == "?" for w in words[-2:]):
        return "ask"
    heads = [w for w in words if page.head[w] not in range(words[0], words[-1] + 1) or page.head[w] == w]
    for head in heads:
        modals = {page.lower[c] for c in page.children(head) if page.rel[c] == "aux"}
        if modals & _DEMANDING or _imperative(page, head) or _needs(page, head):
            return "demand"
        if modals & {"will", "'ll", "would"} and _own(page, head, draft):
            return "commit"
    return "assert"


def _imperative(page: Page, head: int) -> bool:
    """True for a bare verb without a subject at the head of quoted words: "Stop the killing"."""
    if page.xpos[head] != "VB" or page.quotation[head] < 0:
        return False
    return not any(page.rel[c] in ("nsubj", "aux", "mark", "expl", "cop") for c in page.children(head))


def _needs(page: Page, head: int) -> bool:
    """True for "they need to stop", "we want them to act"."""
    return page.lemma[head] in ("need", "want") and any(page.rel[c] == "xcomp" for c in page.children(head))


def _own(page: Page, head: int, draft: Draft) -> bool:
    """Whether the subject of a clause is the speaker: "we", "I", or the same words."""
    for child in page.children(head):
        if page.rel[child] == "nsubj":
            return page.lower[child] in ("we", "i") or (bool(draft.speakers) and page.lower[child] in ("it", "he", "she", "they"))
    return False
