"""Lemmas: a table of inflected forms seen in the treebanks, and suffix rules for the rest."""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

VOWELS = frozenset("aeiou")
SILENT = (
    "at", "iv", "uc", "iz", "is", "us", "dg", "ng", "bl", "tl", "dl", "gl", "pl", "rc", "nc", "rv", "lv", "ur", "ir", "rs", "ns",
    "cor", "plor", "stor", "gnor", "ak", "ok", "erg", "ib",
)  # fmt: skip
"""Ends of stems that mostly stand before a silent e ("prov-ok-ed", "dec-id-ed")."""
UNCHANGED = frozenset({"PUNCT", "SYM", "ADP", "CCONJ", "SCONJ", "INTJ", "PART"})
FIXED = {
    ("“", "PUNCT"): '"', ("”", "PUNCT"): '"', ("‘", "PUNCT"): "'", ("–", ":"): "-", ("--", ":"): "-", ("–", "SYM"): "-",
    ("...", ":"): "…", ("’", "POS"): "'s", ("'", "POS"): "'s", ("her", "PRP"): "she", ("Her", "PRP"): "she",
    ("whom", "WP"): "who", ("you", "PRP$"): "your",
}  # fmt: skip
"""(form, XPOS or UPOS) -> lemma, where the treebanks write another sign or word."""


@cache
def inflected() -> Mapping[tuple[str, str], str]:
    """(lower-case form, UPOS) -> lemma, for forms that differ from their lemma."""
    packed = files("onrecord.language").joinpath("model", "lemmas.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(packed).decode("utf-8").splitlines() if not line.startswith("#"))
    return {(form, upos): lemma for form, upos, lemma in rows}


def lemma(form: str, upos: str, xpos: str) -> str:
    """The lemma of a word, as the UD English treebanks write it.

    >>> lemma("withdrew", "VERB", "VBD"), lemma("talks", "NOUN", "NNS"), lemma("Palestinians", "PROPN", "NNPS")
    ('withdraw', 'talk', 'Palestinian')
    """
    fixed = FIXED.get((form, xpos)) or FIXED.get((form, upos))
    if fixed is not None:
        return fixed
    lower = form.lower().replace("’", "'")
    if upos == "NUM":
        return lower.replace(",", "") if form[:1].isdigit() else lower
    if xpos == "NNPS":
        return _without_s(form)
    if upos in ("PROPN", "X") or xpos == "NNP" or _is_code(form, upos):
        return form
    known = inflected().get((lower, upos))
    if known is not None:
        return known
    return lower if upos in UNCHANGED else by_rule(lower, xpos)


def _is_code(form: str, upos: str) -> bool:
    """True for acronyms and the like ("DLC", "L2"), which keep their capitals; not for words in upper-case text."""
    return upos == "NOUN" and 1 < len(form) <= 4 and form.isupper() and (form.lower(), "NOUN") not in inflected()


def by_rule(form: str, xpos: str) -> str:
    """The lemma of a form that the table does not hold."""
    if xpos in ("NNS", "VBZ") and not form[:1].isdigit():
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


@cache
def _bases() -> frozenset[str]:
    """Lemmas of the table that are longer than three letters: what a stem may turn out to be."""
    return frozenset(base for base in inflected().values() if len(base) > 3)


def _stem(stem: str) -> str:
    """A stem with its silent e or without its doubled consonant: "mak" -> "make", "stopp" -> "stop"."""
    for base in (stem, stem + "e", stem[:-1]):
        if base in _bases():
            return base
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in VOWELS | {"l", "s", "z", "f"}:
        return stem[:-1]
    if stem.endswith(SILENT):
        return stem if stem.endswith(("ng", "is", "us", "at")) and len(stem) < 5 else stem + "e"
    if len(stem) > 2 and stem[-1] in "kmnptdrcgvz" and stem[-2] in VOWELS and stem[-3] not in VOWELS and len(stem) <= 4:
        return stem + "e"
    return stem
