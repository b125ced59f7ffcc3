"""Who says what: content, cue, source, speakers, relays, act and form of statements, on hand-built analyses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis, WordSpan
from onrecord.language.lemmas import lemma
from onrecord.reading import cues, statements
from onrecord.reading.actors import Cast
from onrecord.record import Actor, Kind, Report, Statement
from tests.conllu import analysis

REPORT = Report(id="r")


def tree(lines: str) -> str:
    """CoNLL-U of lines "form upos xpos lemma head relation"; a "+" after a form leaves out the blank before it."""
    blocks = []
    for block in lines.strip().split("\n\n"):
        rows = [row.split() for row in block.strip().splitlines() if row.strip()]
        par = "# newpar\n" if rows and rows[0] == ["#"] else ""
        rows = [row for row in rows if row != ["#"]]
        made = []
        for n, (form, upos, xpos, base, head, relation) in enumerate(rows, 1):
            joined = n < len(rows) and rows[n][0].startswith("+")
            cells = [str(n), form.lstrip("+"), base, upos, xpos, "_", head, relation, "_"]
            made.append("\t".join([*cells, "SpaceAfter=No" if joined else "_"]))
        blocks.append(par + "\n".join(made))
    return "\n\n".join(blocks)


@dataclass
class Told:
    """An analysis with the statements that are read from it."""

    analysis: Analysis
    actors: dict[str, Actor] = field(default_factory=dict)
    by_word: dict[int, str] = field(default_factory=dict)

    def actor(self, name: str, kind: Kind, *words: int, member_of: str | None = None) -> Told:
        """An actor whose mentions are headed by the words."""
        key = f"a{len(self.actors) + 1}"
        self.actors[key] = Actor(key, name, kind, True, member_of=member_of)
        self.by_word |= dict.fromkeys(words, key)
        return self

    def statements(self, report: Report = REPORT) -> tuple[Statement, ...]:
        """What the reader finds."""
        return statements.find(self.analysis, Cast(tuple(self.actors.values()), self.by_word, {}), report)

    def quoted(self, spans: tuple[tuple[int, int], ...]) -> list[str]:
        """The words of spans."""
        return [self.analysis.text[start:end] for start, end in spans]

    def names(self, ids: tuple[str, ...]) -> list[str]:
        """The names of actors."""
        return [self.actors[i].name for i in ids]


def cue(first: int, last: int) -> WordSpan:
    return WordSpan(first, last, "cue", 0.99)


SAID_THAT = tree("""
    The DET DT the 2 det
    army NOUN NN army 3 nsubj
    said VERB VBD say 0 root
    on ADP IN on 5 case
    Sunday PROPN NNP Sunday 3 obl
    that SCONJ IN that 9 mark
    its PRON PRP$ its 8 nmod:poss
    troops NOUN NNS troops 9 nsubj
    left VERB VBD leave 3 ccomp
    +. PUNCT . . 3 punct
""")


def test_a_clause_after_the_cue_is_content_with_its_that_and_without_the_full_stop() -> None:
    told = Told(analysis(SAID_THAT, attribution=(cue(2, 3),))).actor("army", "military", 1)
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["that its troops left"]
    assert told.quoted(statement.cue) == ["said"]
    assert told.quoted(statement.source) == ["The army"]
    assert told.names(statement.speakers) == ["army"]
    assert (statement.form, statement.act) == ("indirect", "assert")


def test_an_unknown_source_has_no_speaker() -> None:
    told = Told(analysis(SAID_THAT, attribution=(cue(2, 3),)))
    assert told.statements()[0].speakers == ()


FRONTED = tree("""
    Troops NOUN NNS troops 2 nsubj
    left VERB VBD leave 0 root
    Gaza PROPN NNP Gaza 2 obj
    +, PUNCT , , 2 punct
    the DET DT the 6 det
    army NOUN NN army 10 nsubj
    and CCONJ CC and 9 cc
    Israeli ADJ JJ Israeli 9 amod
    media NOUN NNS media 6 conj
    reported VERB VBD report 2 parataxis
    on ADP IN on 12 case
    Sunday PROPN NNP Sunday 10 obl
    +. PUNCT . . 2 punct
""")


def test_content_before_the_cue_and_two_sources_that_speak_together() -> None:
    told = Told(analysis(FRONTED, attribution=(cue(9, 10),))).actor("army", "military", 5).actor("media", "media", 8)
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["Troops left Gaza"]
    assert told.quoted(statement.source) == ["the army", "Israeli media"]
    assert told.names(statement.speakers) == ["army", "media"]


INTERRUPTED = tree("""
    “ PUNCT `` " 4 punct
    +We PRON PRP we 4 nsubj
    are AUX VBP be 4 cop
    close ADJ JJ close 8 ccomp
    +, PUNCT , , 4 punct
    +” PUNCT '' " 4 punct
    Lee PROPN NNP Lee 8 nsubj
    said VERB VBD say 0 root
    in ADP IN in 11 case
    a DET DT a 11 det
    statement NOUN NN statement 8 obl
    to ADP IN to 13 case
    AFP PROPN NNP AFP 8 obl
    +. PUNCT . . 8 punct

    “ PUNCT `` " 4 punct
    +The DET DT the 3 det
    price NOUN NN price 4 nsubj
    hurts VERB VBZ hurt 0 root
    +. PUNCT . . 4 punct
    +” PUNCT '' " 4 punct

    #
    “ PUNCT `` " 4 punct
    +This PRON DT this 4 nsubj
    will AUX MD will 4 aux
    end VERB VB end 0 root
    +. PUNCT . . 4 punct
    +” PUNCT '' " 4 punct

    #
    Nothing PRON NN nothing 2 nsubj
    happened VERB VBD happen 0 root
    +. PUNCT . . 2 punct
""")


def interrupted() -> Told:
    told = Told(analysis(INTERRUPTED, attribution=(cue(7, 8),)))
    return told.actor("Lee", "person", 6).actor("AFP", "media", 12)


def test_a_quotation_interrupted_by_its_cue_is_one_statement() -> None:
    told = interrupted()
    first = told.statements()[0]
    assert told.quoted(first.content) == ["“We are close,”", "“The price hurts.”"]
    assert told.quoted(first.cue) == ["said in a statement"]
    assert (first.form, first.medium) == ("direct", "statement")


def test_a_quotation_paragraph_without_a_cue_continues_the_speaker_and_keeps_the_relay() -> None:
    told = interrupted()
    first, after = told.statements()
    assert told.quoted(after.content) == ["“This will end.”"]
    assert (after.cue, after.source, after.continues) == ((), (), first.id)
    assert told.names(after.speakers) == ["Lee"]
    assert told.names(first.relays) == told.names(after.relays) == ["AFP"]


def test_the_reports_own_outlet_is_no_relay() -> None:
    told = interrupted()
    assert told.statements(Report(id="r", publisher="AFP"))[0].relays == ()


VOWED = tree("""
    The DET DT the 2 det
    government NOUN NN government 4 nsubj
    has AUX VBZ have 4 aux
    vowed VERB VBN vow 0 root
    to PART TO to 6 mark
    bomb VERB VB bomb 4 xcomp
    Rafah PROPN NNP Rafah 6 obj
    where ADV WRB where 11 advmod
    many ADJ JJ many 10 amod
    people NOUN NNS people 11 nsubj
    live VERB VBP live 7 acl:relcl
    +. PUNCT . . 4 punct
""")


def test_a_vow_ends_before_the_reports_own_relative_clause_and_threatens_where_it_is_hostile() -> None:
    told = Told(analysis(VOWED, attribution=(cue(2, 4),)))
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["to bomb Rafah"]
    assert told.quoted(statement.cue) == ["has vowed"]
    assert statement.act == "threaten"


def test_a_peaceful_vow_commits() -> None:
    peaceful = analysis(VOWED, attribution=(cue(2, 4),))
    peaceful = replace(peaceful, lemma=tuple("rebuild" if w == "bomb" else w for w in peaceful.lemma))
    assert Told(peaceful).statements()[0].act == "commit"


SAYING = tree("""
    He PRON PRP he 3 nsubj
    may AUX MD may 3 aux
    return VERB VB return 6 ccomp
    +, PUNCT , , 3 punct
    Haaretz PROPN NNP Haaretz 6 nsubj
    reported VERB VBD report 0 root
    the DET DT the 8 det
    official NOUN NN official 6 obj
    as ADP IN as 10 mark
    saying VERB VBG say 6 advcl
    +. PUNCT . . 6 punct
""")


def test_someone_reported_as_saying_is_a_statement_inside_another() -> None:
    told = Told(analysis(SAYING, attribution=(cue(5, 6),))).actor("Haaretz", "media", 4).actor("official", "unnamed-person", 7)
    outer, inner = told.statements()
    assert told.quoted(outer.content) == told.quoted(inner.content) == ["He may return"]
    assert (told.names(outer.speakers), told.names(inner.speakers)) == (["Haaretz"], ["official"])
    assert (inner.inside, told.names(inner.relays)) == (outer.id, ["Haaretz"])


ACCORDING = tree("""
    However ADV RB however 4 advmod
    +, PUNCT , , 1 punct
    ten NUM CD ten 4 nsubj
    died VERB VBD die 0 root
    +, PUNCT , , 4 punct
    according VERB VBG accord 8 case
    to ADP IN to 6 fixed
    police NOUN NN police 4 obl
    +. PUNCT . . 4 punct
""")


def test_according_to_ascribes_the_rest_of_the_sentence_even_unmarked_by_the_model() -> None:
    told = Told(analysis(ACCORDING)).actor("police", "police", 7)
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["ten died"]
    assert told.quoted(statement.cue) == ["according to"]
    assert told.names(statement.speakers) == ["police"]


PASSIVE = tree("""
    Talks NOUN NNS talks 3 nsubj:pass
    were AUX VBD be 3 aux:pass
    expected VERB VBN expect 0 root
    to PART TO to 5 mark
    resume VERB VB resume 3 xcomp
    +. PUNCT . . 3 punct
""")


def test_an_expectation_of_nobody_has_no_source() -> None:
    told = Told(analysis(PASSIVE, attribution=(WordSpan(0, 1, "source", 0.9), cue(1, 3)))).actor("talks", "thing", 0)
    (statement,) = told.statements()
    assert (statement.source, statement.speakers, statement.act) == ((), (), "expect")
    assert told.quoted(statement.content) == ["Talks", "to resume"]


def test_the_statement_speaks_for_its_issuer() -> None:
    lines = (
        INTERRUPTED
        + "\n\n"
        + tree("""
        The DET DT the 2 det
        statement NOUN NN statement 3 nsubj
        said VERB VBD say 0 root
        that SCONJ IN that 6 mark
        it PRON PRP it 6 nsubj
        rained VERB VBD rain 3 ccomp
        +. PUNCT . . 3 punct
    """)
    )
    told = Told(analysis(lines, attribution=(cue(7, 8), cue(31, 32)))).actor("Lee", "person", 6).actor("AFP", "media", 12)
    last = told.statements()[-1]
    assert told.quoted(last.source) == ["The statement"]
    assert (told.names(last.speakers), told.names(last.relays)) == (["Lee"], ["AFP"])


def test_a_transcript_has_one_statement_a_turn() -> None:
    turn = "#\n{0} PROPN NNP {0} 3 nsubj\n+: PUNCT : : 1 punct\nAgreed VERB VBN agree 0 root\n+. PUNCT . . 3 punct"
    told = Told(analysis(tree("\n\n".join(turn.format(name) for name in ("SMITH", "JONES", "SMITH")))))
    told.actor("Smith", "person", 0, 8).actor("Jones", "person", 4)
    found = told.statements()
    assert [told.names(s.speakers) for s in found] == [["Smith"], ["Jones"], ["Smith"]]
    assert {w for s in found for w in told.quoted(s.content)} == {"Agreed."}


SIGNED = tree("""
    “ PUNCT `` " 3 punct
    +We PRON PRP we 3 nsubj
    lost VERB VBD lose 0 root
    everything PRON NN everything 3 obj
    +. PUNCT . . 3 punct
    +” PUNCT '' " 3 punct
    — PUNCT : - 3 punct
    Maria PROPN NNP Maria 3 parataxis
    Lopez PROPN NNP Lopez 8 flat
""")


def test_a_quotation_with_a_name_under_it_is_a_statement() -> None:
    told = Told(analysis(SIGNED)).actor("Maria Lopez", "person", 7, 8)
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["“We lost everything.”"]
    assert told.quoted(statement.source) == ["Maria Lopez"]
    assert told.names(statement.speakers) == ["Maria Lopez"]


LEFT_OPEN = tree("""
    “ PUNCT `` " 3 punct
    +We PRON PRP we 3 nsubj
    want VERB VBP want 0 root
    lasting ADJ JJ lasting 5 amod
    peace NOUN NN peace 3 obj
    +. PUNCT . . 3 punct

    #
    “ PUNCT `` " 3 punct
    +We PRON PRP we 3 nsubj
    left VERB VBD leave 8 ccomp
    home NOUN NN home 3 obj
    +, PUNCT , , 3 punct
    +” PUNCT '' " 3 punct
    Ahmed PROPN NNP Ahmed 8 nsubj
    said VERB VBD say 0 root
    +. PUNCT . . 8 punct
""")


def test_a_quotation_left_open_goes_on_with_the_speaker_of_the_next_paragraph() -> None:
    told = Told(analysis(LEFT_OPEN, attribution=(cue(13, 14),))).actor("Ahmed", "person", 12)
    first, after = told.statements()
    assert told.quoted(first.content) == ["“We want lasting peace."]
    assert (told.names(first.speakers), first.continues) == (["Ahmed"], after.id)
    assert told.quoted(after.content) == ["“We left home,”"]


HEADLINE = tree("""
    Police NOUN NNS police 4 parataxis
    +: PUNCT : : 1 punct
    Gunmen NOUN NNS gunman 4 nsubj
    kill VERB VBP kill 0 root
    three NUM CD three 4 obj
""")


def test_someone_before_the_colon_of_a_headline_speaks() -> None:
    told = Told(analysis(HEADLINE, entity={0: "organization"})).actor("police", "police", 0)
    (statement,) = told.statements()
    assert told.quoted(statement.content) == ["Gunmen kill three"]
    assert told.names(statement.speakers) == ["police"]
    assert Told(analysis(HEADLINE, entity={0: "place"})).statements() == ()


def test_nothing_is_found_in_an_empty_report() -> None:
    assert Told(analysis(VOWED)).statements() == ()


# ---------------------------------------------------------------- tables
FRAMES = frozenset(
    "that quote to wh whom whom-to whom-to-self np np-quote claim as pred whom-of whom-for np-to pass saying citing of against for on-to "
    "upon-to to-to with-to about".split()
)


def test_cues_are_listed_once_with_known_frames_and_an_example_that_holds_them() -> None:
    rows = table("cues")
    assert len({(row["words"], row["pos"]) for row in rows}) == len(rows)
    for row in rows:
        assert set(row["frames"].split()) <= FRAMES, row
        assert row["kind"] in ("report", "speech", "attitude")
        assert row["example"]


@pytest.mark.parametrize("row", [row for row in table("cues") if row["pos"] == "v"], ids=lambda row: row["words"])
def test_the_example_of_a_cue_verb_has_a_form_of_it(row: dict[str, str]) -> None:
    verb = row["words"].split()[0]
    forms = [word.strip(".,:;“”") for word in row["example"].split()]
    assert any(cues.base(form, lemma(form, "VERB", "VBD")) == verb or form.lower() == verb for form in forms), row["example"]


def test_media_are_listed_once() -> None:
    rows = table("media")
    assert len(cues.vehicles()) == len(rows)
    assert all(row["word"] in row["example"] for row in rows)
