"""The statements on which syntax and model vote: one draft for each cue that either finds."""

from __future__ import annotations

from collections.abc import Mapping

from onrecord.reading import clause_bounds, constructions, sources, tagged, transcripts
from onrecord.reading.cues import entries
from onrecord.reading.drafts import Draft, dice, overlap, size
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range
from onrecord.reading.tagged import Tagged

SURE = 0.9
"""Mean probability of the model's content from which its bounds win over the tree's."""
AGREE, APART = 0.9, 0.7
"""Shared words from which two contents are one, and probability from which the model's wins where they share none."""
_NOBODY = frozenset(("no", "nobody", "none", "neither"))
TOGETHER, ALONE = 0.5, 0.75
"""Probability of the model from which a statement is kept: where the syntax shows it too, and where it does not.

Set on PolNeAR dev: product metric 66.9, any overlap F 75.7; with 0.6 and 0.77 66.7 and 75.4."""


def drafts(page: Page) -> list[Draft]:
    """The drafts of a report in text order."""
    made = constructions.find(page)
    made += constructions.citing(page, made)
    by_word = {word: draft for draft in reversed(made) for first, last in draft.cue for word in range(first, last)}
    by_word |= {draft.head: draft for draft in reversed(made)}
    left = []
    for mark in tagged.find(page):
        mate = _mate(by_word, mark)
        if mate is None:
            left.append(mark)
        elif mate.inside is None:
            _merge(page, mate, mark)
    made += [draft for mark in left if (draft := _of_model(page, mark)) is not None]
    for draft in made:
        draft.content = [_before_source(page, draft, part) for part in draft.content]
        draft.tidy()
    made = [draft for draft in made if draft.content]
    tags = transcripts.find(page)
    tagged_words = {word for tag in tags for first, last in tag.cue for word in range(first, last)}
    sure = tags + [d for d in made if _kept(page, d) and d.head not in tagged_words]
    kept = set(map(id, sure))
    covered = _covered(sure)
    inner = [d for d in made if id(d) not in kept and d.head in covered and _kept_inside(page, d)]
    return sorted([*sure, *inner], key=lambda d: (d.first, d.head))


def _before_source(page: Page, draft: Draft, part: Range) -> Range:
    """A content without the words at its end that begin the source: "killed nine, two medics at the hospital said"."""
    begun = next((a for a, b in draft.source if part[0] < a < part[1] <= b), None)
    return part if begun is None else page.trimmed(part[0], begun)


def _covered(drafts: list[Draft]) -> frozenset[int]:
    """The words that stand in the content of any draft."""
    return frozenset(word for draft in drafts for first, last in draft.content for word in range(first, last))


def _kept_inside(page: Page, draft: Draft) -> bool:
    """Whether a draft that the syntax shows stands inside another, where the model, after PolNeAR, marks nothing."""
    entry = draft.entry
    if draft.origin == "model" or entry is None or entry.kind != "report":
        return False
    quoted = page.quotation[draft.head]
    if quoted >= 0 and (not draft.speakers or any(page.quotation[w] == quoted for w in draft.speakers)):
        return False
    if page.upos[draft.head] == "NOUN":
        return draft.frame in ("that", "of", "against")
    return bool(draft.source) and page.xpos[draft.head] != "VB" and draft.frame in ("that", "whom-to", "as", "pred", "citing")


def _kept(page: Page, draft: Draft) -> bool:
    """Whether a draft stands by itself: seen by both, surely by the model, or by syntax where it is plain."""
    if any(page.lower[first] in _NOBODY for first, _ in draft.source):
        return False
    if draft.inside is not None or (draft.origin == "both" and (draft.score >= TOGETHER or _quotation(page, draft.content))):
        return True
    if draft.origin == "model":
        return draft.score >= ALONE and _proposition(page, draft)
    if draft.entry is not None and draft.entry.words == "according to":
        return page.quotation[draft.head] < 0
    if page.upos[draft.head] == "NOUN" and draft.entry is not None:
        return draft.frame == "that" or (draft.frame in ("of", "against") and draft.entry.takes("against"))
    return draft.origin == "syntax" and bool(draft.source) and draft.frame == "that" and _quotation(page, draft.content)


def _proposition(page: Page, draft: Draft) -> bool:
    """Whether a content is a proposition or has quoted words; with a cue of reporting ("announced", "denied") a thing is one too."""
    words = [w for first, last in draft.content for w in range(first, last)]
    if page.quotation[draft.head] < 0 and any(page.quotation[w] >= 0 for w in words):
        return True
    if draft.entry is None:
        inside = frozenset(words)
        return any(page.rel[w] == "nsubj" and page.head[w] in inside for w in words)
    if draft.entry.kind == "report":
        return True
    return draft.entry.takes("that", "to", "pass") and any(page.upos[w] in ("VERB", "AUX") for w in words)


def _mate(by_word: Mapping[int, Draft], mark: Tagged) -> Draft | None:
    """The draft that a tagged cue means: one whose head word, else whose cue, it touches."""
    if mark.cue is None:
        return None
    found = [by_word[word] for word in range(mark.cue.first, mark.cue.last) if word in by_word]
    return next((draft for draft in found if mark.cue.first <= draft.head < mark.cue.last), found[0] if found else None)


def _merge(page: Page, draft: Draft, mark: Tagged) -> None:
    """Add to a draft what the model knows better."""
    draft.origin, draft.score = "both", _score(mark)
    ranges = [] if page.upos[draft.head] == "ADV" else [_made_whole(page, draft, r) for r in tagged.tied(page, mark)]
    ranges = [part for part in ranges if part[1] > part[0]]
    if ranges:
        draft.content = _better(page, draft, ranges, min(s.score for s in mark.content))
    if not draft.source and mark.source is not None and not (draft.silent and mark.source.first < draft.head):
        _source_of_model(page, draft, (mark.source.first, mark.source.last))


def _better(page: Page, draft: Draft, model: list[Range], score: float) -> list[Range]:
    """The tree's content or the model's: the tree's where it is a quotation or they agree in the main, the model's where it is sure.

    The model's content often has a stray piece beside the right one, so one piece that agrees is enough.
    """
    tree = draft.content
    model = [part for part in model if 2 * overlap([part], draft.source) < part[1] - part[0]]
    if not tree:
        return model
    if _quotation(page, tree):
        return model if _longer_series(page, tree, model) else tree
    agreed = any(dice(tree, [part]) >= AGREE for part in model) or dice(tree, model) >= AGREE
    if not model or agreed or draft.silent or _broken_off(page, tree, model) or _with_aside(page, tree, model):
        return tree
    if score >= APART and _with_aside(page, model, tree):
        return model
    if score >= SURE or (score >= APART and not overlap(tree, model)):
        return model
    return tree


def _longer_series(page: Page, tree: list[Range], model: list[Range]) -> bool:
    """Whether the model has a quotation and those that are joined to it, of which the tree has the first."""
    one = len(tree) == len(model) == 1 and tree[0][0] == model[0][0] and tree[0][1] < model[0][1]
    return one and _quotation_ends(page, model[0][1]) and page.lower[tree[0][1]] in ("and", "or", ",")


def _quotation_ends(page: Page, last: int) -> bool:
    number = page.quotation[last - 1]
    return number >= 0 and page.quotations[number].last == last


def _broken_off(page: Page, tree: list[Range], model: list[Range]) -> bool:
    """Whether the model's content is the tree's up to a verb, where it takes what follows for another statement."""
    one = len(tree) == len(model) == 1 and tree[0][0] == model[0][0] and model[0][1] < tree[0][1]
    return one and page.upos[model[0][1]] in ("VERB", "AUX") and not any(page.upos[w] == "VERB" for w in range(*model[0]))


def _with_aside(page: Page, short: list[Range], long: list[Range]) -> bool:
    """Whether one content is the other and a relative clause or concession behind it, which the report itself may tell."""
    if len(short) != 1 or len(long) != 1 or short[0][0] != long[0][0] or long[0][1] <= short[0][1]:
        return False
    after = short[0][1] + (page.words[short[0][1]] == ",")
    return after < long[0][1] and (page.lower[after] in clause_bounds.RELATIVES or clause_bounds.concedes(page, after))


def _quotation(page: Page, content: list[Range]) -> bool:
    """Whether content is one closed quotation, or begins and ends with the marks of some."""
    return all(
        page.quotation[a] >= 0 and page.quotations[page.quotation[a]].last == b and page.quotations[page.quotation[a]].closed
        for a, b in content
    )


def _score(mark: Tagged) -> float:
    """How sure the model is of a statement: the mean over its cue and contents."""
    found = [span.score for span in [mark.cue, *mark.content] if span is not None]
    return sum(found) / len(found)


def _made_whole(page: Page, draft: Draft, part: Range) -> Range:
    return clause_bounds.whole(page, *part, draft.head)


def _of_model(page: Page, mark: Tagged) -> Draft | None:
    """A statement that only the model sees."""
    if mark.cue is None or not mark.content:
        return None
    words = range(mark.cue.first, mark.cue.last)
    head = next(
        (w for w in words if page.upos[w] == "VERB"), next((w for w in words if page.head[w] not in words or page.head[w] == w), words[0])
    )
    draft = Draft(head, [(mark.cue.first, mark.cue.last)], [], origin="model", entry=entries("v").get(page.lemma[head]))
    draft.score = _score(mark)
    draft.content = [r for r in (_made_whole(page, draft, r) for r in tagged.tied(page, mark)) if r[1] > r[0]]
    draft.silent = sources.passive(page, head)
    if mark.source is not None and not (draft.silent and mark.source.first < head):
        _source_of_model(page, draft, (mark.source.first, mark.source.last))
    if page.upos[head] in ("VERB", "AUX"):
        sources.add_addressee(page, draft)
        sources.add_vehicle(page, draft)
    return draft if size(draft.content) else None


def _naming_head(page: Page, first: int, last: int) -> int:
    """The head of a source: the noun that the tree hangs outside it, else the last noun before a preposition or comma."""
    nouns = [w for w in range(first, last) if page.upos[w] in ("NOUN", "PROPN", "PRON")]
    outside = [w for w in nouns if not first <= page.head[w] < last or page.head[w] == w]
    if outside:
        return outside[0]
    cut = next((w for w in range(first + 1, last) if page.upos[w] in ("ADP", "PUNCT", "CCONJ")), last)
    return max((w for w in nouns if w < cut), default=nouns[-1] if nouns else last - 1)


def _source_of_model(page: Page, draft: Draft, span: Range) -> None:
    """Write the model's source, one span for each of several that are joined."""
    first, last = page.trimmed(*span)
    if last <= first:
        return
    head = _naming_head(page, first, last)
    joined = [w for w in page.coordinated(head) if first <= w < last]
    if len(joined) < 2:
        draft.source, draft.speakers = [(first, last)], [head]
        return
    for word in joined:
        begin, end = page.naming(word)
        others = [page.hulls[c][0] for c in page.children(word) if page.rel[c] == "conj" and c > word]
        begin, end = page.trimmed(max(begin, first), min([end, last, *others]))
        if end > begin:
            draft.source.append((begin, end))
            draft.speakers.append(word)
