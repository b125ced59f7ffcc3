"""What the words alone show of a tree that the model got wrong, and what is left as it is."""

from __future__ import annotations

import pytest

from onrecord.language.analysis import Analysis
from onrecord.reading.mending import mended
from tests.conllu import analysis


def tree(words: str, entity: dict[int, str] | None = None) -> Analysis:
    """An analysis from "word/lemma/UPOS/XPOS/head/relation" items, heads from 1, the root's head 0."""
    rows = [item.split("/") for item in words.split()]
    lines = [
        f"{n} {form} {lemma} {upos} {xpos} _ {head} {relation} _ _" for n, (form, lemma, upos, xpos, head, relation) in enumerate(rows, 1)
    ]
    return analysis("\n".join(lines), entity=entity)


def arcs(read: Analysis) -> list[tuple[str, int, str]]:
    return [(word, int(head), relation) for word, head, relation in zip(read.words, read.head, read.deprel, strict=True)]


def moved(words: str, entity: dict[int, str] | None = None) -> list[tuple[str, int, str]]:
    """The arcs that mending changes, as they come out."""
    before = tree(words, entity)
    return [new for old, new in zip(arcs(before), arcs(mended(before)), strict=True) if old != new]


def test_due_to_marks_a_verb_even_where_it_was_taken_for_a_noun() -> None:
    words = (
        "army/army/NOUN/NN/5/nsubj was/be/AUX/VBD/5/aux due/due/ADJ/JJ/5/mark "
        "to/to/ADP/IN/5/case withdraw/withdraw/NOUN/NN/0/root ././PUNCT/./5/punct"
    )
    assert moved(words) == [("was", 4, "cop"), ("to", 2, "fixed")]
    assert mended(tree(words)).xpos[4] == "VB"
    for noun in ("war/war", "attack/attack"):
        assert moved(words.replace("withdraw/withdraw", noun)) == []


def test_ahead_of_is_one_preposition() -> None:
    words = (
        "talks/talk/NOUN/NNS/0/root ahead/ahead/ADV/RB/5/case of/of/ADP/IN/5/case "
        "the/the/DET/DT/5/det vote/vote/NOUN/NN/1/nmod ././PUNCT/./1/punct"
    )
    assert moved(words) == [("of", 1, "fixed")]


def test_about_to_opens_a_clause() -> None:
    words = (
        "They/they/PRON/PRP/2/nsubj seemed/seem/VERB/VBD/0/root about/about/ADV/RB/2/xcomp "
        "to/to/PART/TO/5/mark go/go/VERB/VB/3/advcl ././PUNCT/./2/punct"
    )
    assert moved(words) == [("about", 4, "mark"), ("go", 1, "xcomp")]


def test_what_somebody_was_is_the_adjective() -> None:
    words = (
        "sides/side/NOUN/NNS/5/nsubj were/be/AUX/VBD/5/cop due/due/ADJ/JJ/0/root "
        "to/to/PART/TO/5/mark meet/meet/VERB/VB/3/xcomp ././PUNCT/./3/punct"
    )
    assert moved(words) == [("sides", 2, "nsubj"), ("were", 2, "cop")]


def test_what_is_vowed_is_negated() -> None:
    words = (
        "He/he/PRON/PRP/2/nsubj vowed/vow/VERB/VBD/0/root never/never/ADV/RB/2/advmod "
        "to/to/PART/TO/5/mark leave/leave/VERB/VB/2/xcomp ././PUNCT/./2/punct"
    )
    assert moved(words) == [("never", 4, "advmod")]


def test_who_not_only_killed_is_not_who_was_killed() -> None:
    words = (
        "Rebels/rebel/NOUN/NNS/4/nsubj:pass not/not/PART/RB/4/advmod only/only/ADV/RB/4/advmod killed/kill/VERB/VBN/0/root "
        "but/but/CCONJ/CC/6/cc maimed/maim/VERB/VBD/4/conj them/they/PRON/PRP/6/obj"
    )
    assert moved(words) == [("Rebels", 3, "nsubj")]
    assert moved(words.replace("only/only", "yet/yet")) == []


def test_how_to_stands_below_its_verb() -> None:
    words = (
        "They/they/PRON/PRP/2/nsubj discussed/discuss/VERB/VBD/0/root how/how/ADV/WRB/2/advmod "
        "to/to/PART/TO/5/mark end/end/VERB/VB/3/advcl it/it/PRON/PRP/5/obj"
    )
    assert moved(words) == [("end", 1, "ccomp")]


def test_an_amount_has_what_it_consists_in() -> None:
    words = (
        "They/they/PRON/PRP/2/nsubj pledged/pledge/VERB/VBD/0/root 50/50/NUM/CD/4/nummod euros/euro/NOUN/NNS/2/obj "
        "in/in/ADP/IN/6/case aid/aid/NOUN/NN/2/obl ././PUNCT/./2/punct"
    )
    assert moved(words) == [("aid", 3, "nmod")]
    assert moved(words.replace("in/in/ADP/IN/6/case", "for/for/ADP/IN/6/case")) == []
    assert moved(words.replace("euros/euro", "people/people").replace("aid/aid", "airstrikes/airstrike")) == []


CALLED = (
    "Unions/union/NOUN/NNS/2/nsubj called/call/VERB/VBD/0/root for/for/ADP/IN/5/case a/a/DET/DT/5/det strike/strike/NOUN/NN/2/obl "
    "on/on/ADP/IN/7/case Monday/Monday/PROPN/NNP/2/obl ././PUNCT/./2/punct"
)


def test_the_day_of_what_is_asked_for_is_its_own() -> None:
    assert moved(CALLED, {6: "time"}) == [("Monday", 4, "nmod")]
    assert moved(CALLED) == []
    assert moved(CALLED.replace("strike/strike", "ceasefire/ceasefire"), {6: "time"}) == [], "the day of the call"
    assert moved(CALLED.replace("called/call", "went/go"), {6: "time"}) == []


def test_a_time_right_after_a_clause_belongs_to_it() -> None:
    words = (
        "ten/ten/NUM/CD/3/nsubj:pass were/be/AUX/VBD/3/aux:pass killed/kill/VERB/VBN/0/root since/since/SCONJ/IN/6/mark "
        "it/it/PRON/PRP/6/nsubj "
        "began/begin/VERB/VBD/3/advcl on/on/ADP/IN/8/case Monday/Monday/PROPN/NNP/3/obl"
    )
    assert moved(words, {7: "time"}) == [("Monday", 5, "obl")]
    assert moved(words) == []


def test_the_number_that_a_count_comes_to_is_the_verb_of_counting() -> None:
    words = (
        "They/they/PRON/PRP/2/nsubj lowered/lower/VERB/VBD/0/root the/the/DET/DT/4/det number/number/NOUN/NN/2/obj of/of/ADP/IN/6/case "
        "people/people/NOUN/NNS/4/nmod killed/kill/VERB/VBN/6/acl to/to/ADP/IN/9/case 12/12/NUM/CD/7/obl"
    )
    assert moved(words) == [("12", 1, "obl")]
    assert moved(words.replace("lowered/lower", "saw/see")) == []


@pytest.mark.parametrize(
    ("before", "second", "changed"),
    [
        ("including/including/ADP/IN/3/case", "two/two/NUM/CD/7/nummod", [("medics", 2, "conj")]),
        ("including/including/ADP/IN/3/case", "the/the/DET/DT/7/det", []),
        ("some/some/DET/DT/3/det", "two/two/NUM/CD/7/nummod", []),
    ],
)
def test_counted_nouns_in_a_row_are_a_list(before: str, second: str, changed: list[tuple[str, int, str]]) -> None:
    words = (
        f"{before} five/five/NUM/CD/3/nummod children/child/NOUN/NNS/0/root ,/,/PUNCT/,/7/punct {second} young/young/ADJ/JJ/7/amod "
        "medics/medic/NOUN/NNS/3/appos"
    )
    assert moved(words) == changed


def test_the_later_verb_of_a_series_has_its_own_object() -> None:
    words = (
        "They/they/PRON/PRP/2/nsubj killed/kill/VERB/VBD/0/root 12/12/NUM/CD/4/nummod people/person/NOUN/NNS/2/obj and/and/CCONJ/CC/8/cc "
        "wounded/wound/VERB/VBN/2/conj 40/40/NUM/CD/8/nummod soldiers/soldier/NOUN/NNS/4/conj"
    )
    assert moved(words) == [("and", 5, "cc"), ("soldiers", 5, "obj")]
    assert mended(tree(words)).xpos[5] == "VBD"
    hedged = words.replace("killed/kill/VERB/VBD", "killed/kill/VERB/VBN")
    assert mended(tree(hedged)).xpos[5] == "VBN", "it shares the helpers of the first"


def test_a_participle_on_a_noun_is_a_verb() -> None:
    words = (
        "A/a/DET/DT/2/det chief/chief/NOUN/NN/0/root accused/accused/ADJ/JJ/2/acl of/of/SCONJ/IN/5/mark ordering/order/VERB/VBG/3/advcl "
        "it/it/PRON/PRP/5/obj"
    )
    read = mended(tree(words))
    assert (read.upos[2], read.xpos[2], read.lemma[2]) == ("VERB", "VBN", "accuse")
    assert mended(tree(words.replace("accused/accused", "unarmed/unarmed"))).upos[2] == "ADJ"


def test_a_pronoun_is_of_the_kind_of_its_speaker() -> None:
    words = "it/it/PRON/PRP/2/nsubj denied/deny/VERB/VBD/0/root it/it/PRON/PRP/5/nsubj had/have/AUX/VBD/5/aux fired/fire/VERB/VBN/2/ccomp"
    assert mended(tree(words, {0: "organization"})).entity[2] == "organization"
    assert mended(tree(words.replace("it/it/PRON/PRP/5", "he/he/PRON/PRP/5"), {0: "organization"})).entity[2] == ""


def test_what_would_be_no_tree_is_not_made() -> None:
    """Provided(0) that(1) it(2) stops(3), where the clause that the word opens hangs on a word below it."""
    words = (
        "Provided/provide/VERB/VBN/5/advcl that/that/SCONJ/IN/4/mark it/it/PRON/PRP/4/nsubj stops/stop/VERB/VBZ/6/advcl "
        "they/they/PRON/PRP/0/root now/now/ADV/RB/1/advmod"
    )
    assert moved(words) == []


def test_a_tree_without_such_words_is_left_alone() -> None:
    read = tree("Rebels/rebel/NOUN/NNS/2/nsubj attacked/attack/VERB/VBD/0/root Goma/Goma/PROPN/NNP/2/obj ././PUNCT/./2/punct")
    assert mended(read) is read
