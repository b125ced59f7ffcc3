"""Lemmas put right where a table knows the word: "expelled" is "expel" even if a rule made it "expell"."""

from __future__ import annotations

from functools import cache

from onrecord.knowledge import table

_STRONG = {
    "held": "hold", "ran": "run", "threw": "throw", "slew": "slay", "took": "take", "froze": "freeze", "fled": "flee", "gave": "give",
    "broke": "break", "shot": "shoot", "led": "lead", "drew": "draw", "stood": "stand", "struck": "strike", "beat": "beat",
}  # fmt: skip
"""Past forms without -ed, also at the end of longer verbs: "overran", "upheld"."""
_TABLES = ("actions", "status_words", "light_verbs", "effects")


@cache
def known_words() -> frozenset[str]:
    """Every word of a phrase in the tables that events are read with."""
    return frozenset(word.strip("*") for name in _TABLES for row in table(name) for word in row["words"].split())


@cache
def craft(form: str) -> str:
    """The one aircraft of several that open a sentence and are read as a name, else "".

    >>> craft("warplanes"), craft("warplane"), craft("rebels")
    ('warplane', '', '')
    """
    one = form.removesuffix("s")
    return one if one != form and any(row["group"] == "aircraft" and row["word"] == one for row in table("event_words")) else ""


@cache
def known_stem(form: str, lemma: str) -> str:
    """The lemma, or the stem of a form that the tables know.

    >>> known_stem("expelled", "expell"), known_stem("suing", "suing"), known_stem("based", "base")
    ('expel', 'sue', 'base')
    """
    if lemma in known_words():
        return lemma
    return next((stem for stem in _stems(form) if stem in known_words()), lemma)


def _stems(form: str) -> list[str]:
    """What a form may come from, by the usual spelling rules, likeliest first."""
    found: list[str] = [form[: -len(past)] + stem for past, stem in _STRONG.items() if form.endswith(past)]
    for ending in ("ing", "ied", "ies", "ed", "es", "s"):
        if not form.endswith(ending) or len(form) <= len(ending) + 1:
            continue
        bare = form[: -len(ending)]
        if ending in ("ied", "ies"):
            found.append(bare + "y")
        found += [bare, bare + "e"]
        if len(bare) > 2 and bare[-1] == bare[-2]:
            found.append(bare[:-1])
    return found
