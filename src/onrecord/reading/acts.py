"""What a statement does and how it is told: its act, its form, what it came in."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from onrecord.knowledge import table
from onrecord.reading.cues import Cue, vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.record import Act, Form, Medium

_DEMANDING = frozenset("should must ought".split())
_FUTURE = frozenset(("will", "'ll", "would"))
_URGING = frozenset(("whom-to", "for", "on-to"))
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


@cache
def _hostile() -> frozenset[str]:
    """Words of acts of conflict: what is promised with them is a threat (codebook, section 1)."""
    return frozenset(row["words"] for row in table("actions") if row["type"] in ("ASSAULT", "COERCE", "SANCTION"))


def act(page: Page, draft: Draft, own: Collection[int] = ()) -> Act:
    """The act of a statement: that of its cue, unless the words of its content make it another.

    `own`: words of the content that stand for the speaker, or for whom he speaks.
    """
    told = _of_cue(page, draft, draft.entry)
    if told == "assert" and (draft.entry is None or draft.entry.kind != "attitude"):
        told = _of_content(page, draft, own)
    return "threaten" if told == "commit" and _is_hostile(page, draft) else told


def _of_cue(page: Page, draft: Draft, entry: Cue | None) -> Act:
    if entry is None:
        return "assert"
    urging = draft.frame in _URGING or (entry.takes("for", "on-to") and page.lower[draft.cue[-1][1] - 1] in ("for", "on", "upon"))
    if urging and entry.act in ("assert", "ask"):
        return "demand"
    if entry.act == "commit" and not entry.takes("np") and draft.frame not in ("to", "that", "whom-to"):
        return "assert"
    return entry.act


def _main_verbs(page: Page, draft: Draft) -> list[int]:
    """Heads of the content: words that hang on nothing inside it."""
    words = [w for first, last in draft.content for w in range(first, last)][:_REACH]
    inside = frozenset(words)
    return [w for w in words if page.upos[w] != "PUNCT" and (page.head[w] not in inside or page.head[w] == w)]


def _is_hostile(page: Page, draft: Draft) -> bool:
    """Whether what is promised is an act of conflict: by its main verbs, their objects, and the infinitive of "vowed to …"."""
    for head in _main_verbs(page, draft):
        for word in (head, *(c for c in page.children(head) if page.rel[c] in ("obj", "xcomp"))):
            if page.lemma[word] in _hostile():
                return True
    return False


def _of_content(page: Page, draft: Draft, own: Collection[int]) -> Act:
    """The act that the main clauses of a content show: a question, a demand, a hope, a promise of the speaker's own."""
    first, last = draft.content[-1]
    if any(page.words[w] == "?" for w in range(max(first, last - 2), last)) or (
        draft.content and page.words[draft.content[0][1] - 2] == "?"
    ):
        return "ask"
    for head in _main_verbs(page, draft):
        modals = {page.lower[c] for c in page.children(head) if page.rel[c] == "aux"}
        if modals & _DEMANDING or _imperative(page, head) or _needs(page, head):
            return "demand"
        if page.lemma[head] in ("hope", "expect") and page.upos[head] in ("VERB", "NOUN"):
            return "expect"
        if modals & _FUTURE and any(page.rel[c] == "nsubj" and (page.lower[c] in ("we", "i") or c in own) for c in page.children(head)):
            return "commit"
    return "assert"


def _imperative(page: Page, head: int) -> bool:
    """True for a bare verb without a subject at the head of quoted words: "Stop the killing", "Don't forget"."""
    if page.xpos[head] != "VB" or page.quotation[head] < 0:
        return False
    return not any(
        page.rel[c] in ("nsubj", "mark", "expl", "cop") or (page.rel[c] == "aux" and page.lemma[c] != "do") for c in page.children(head)
    )


def _needs(page: Page, head: int) -> bool:
    """True for "they need to stop" and "we want them to act"."""
    clause = any(page.rel[c] == "xcomp" for c in page.children(head)) and not any(page.deprel[c] == "aux:pass" for c in page.children(head))
    wants = page.lemma[head] == "want" and any(page.lower[c] in ("we", "i") for c in page.children(head))
    return clause and (page.lemma[head] == "need" or wants)
