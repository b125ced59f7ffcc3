"""Lemmas: a table of inflected forms seen in the treebanks, and suffix rules for the rest."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

VOWELS = frozenset("aeiou")
UNCHANGED = frozenset({"PROPN", "PUNCT", "SYM", "NUM", "X", "ADP", "CCONJ", "SCONJ", "INTJ", "PART"})


@cache
def inflected() -> Mapping[tuple[str, str], str]:
    """(lower-case form, UPOS) -> lemma, for forms that differ from their lemma."""
    packed = files("onrecord.language").joinpath("model", "lemmas.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(packed).decode("utf-8").splitlines() if not line.startswith("#"))
    return {(form, upos): lemma for form, upos, lemma in rows}


def lemma(form: str, upos: str, xpos: str) -> str:
    """The lemma of a word, as the UD English treebanks write it.

    >>> lemma("withdrew", "VERB", "VBD"), lemma("talks", "NOUN", "NNS"), lemma("Haaretz", "PROPN", "NNP")
    ('withdraw', 'talk', 'Haaretz')
    """
    lower = form.lower().replace("’", "'")
    known = inflected().get((lower, upos))
    if known is not None:
        return known
    if upos in UNCHANGED:
        return form if upos in ("PROPN", "X", "NUM") else lower
    return by_rule(lower, xpos)


def by_rule(form: str, xpos: str) -> str:
    """The lemma of a form that the table does not hold."""
    if xpos in ("NNS", "VBZ"):
        return _without_s(form)
    if xpos == "VBG" and form.endswith("ing") and len(form) > 5:
        return _stem(form[:-3])
    if xpos in ("VBD", "VBN") and form.endswith("ed") and len(form) > 4:
        return form[:-3] + "y" if form.endswith("ied") else _stem(form[:-2])
    if xpos in ("JJR", "RBR") and form.endswith("er") and len(form) > 4:
        return form[:-3] + "y" if form.endswith("ier") else _stem(form[:-2])
    if xpos in ("JJS", "RBS") and form.endswith("est") and len(form) > 5:
        return form[:-4] + "y" if form.endswith("iest") else _stem(form[:-3])
    return form


def _without_s(form: str) -> str:
    if form.endswith("men") and len(form) > 4:
        return form[:-2] + "an"
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("sses", "shes", "ches", "xes", "zes")):
        return form[:-2]
    return form[:-1] if form.endswith("s") and not form.endswith(("ss", "us", "is")) else form


def _stem(stem: str) -> str:
    """A stem with its silent e or without its doubled consonant: "mak" -> "make", "stopp" -> "stop"."""
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in VOWELS | {"l", "s", "z", "f"}:
        return stem[:-1]
    if stem.endswith(("at", "iv", "uc", "iz", "is", "us", "dg", "ng", "bl", "tl", "dl", "gl", "pl", "rc", "nc", "rv", "lv", "ur", "ir", "rs", "ns")):
        return stem if stem.endswith(("ng", "is", "us", "at")) and len(stem) < 5 else stem + "e"
    if len(stem) > 2 and stem[-1] in "kmnptdrcgvz" and stem[-2] in VOWELS and stem[-3] not in VOWELS and len(stem) <= 4:
        return stem + "e"
    return stem
