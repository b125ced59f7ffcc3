"""The cast of a report: mentions, kinds, coreference, pronouns, tables."""

from __future__ import annotations

import pytest

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis, WordSpan
from onrecord.reading import actors, lexicon
from onrecord.reading.actors import Cast
from onrecord.record import Actor, Report, Statement
from tests.conllu import analysis

REPORT = Report("r1")

OFFICIAL = """
1 An a DET DT _ 3 det
2 army army NOUN NN Number=Sing 3 compound
3 official official NOUN NN Number=Sing 4 nsubj
4 told tell VERB VBD _ 0 root
5 Haaretz Haaretz PROPN NNP Number=Sing 4 iobj
6 that that SCONJ IN _ 9 mark
7 troops troops NOUN NNS Number=Plur 9 nsubj
8 had have AUX VBD _ 9 aux
9 left leave VERB VBN _ 4 ccomp
10 . . PUNCT . _ 4 punct

1 The the DET DT _ 3 det
2 Israeli Israeli ADJ JJ _ 3 amod
3 military military NOUN NN Number=Sing 4 nsubj
4 denied deny VERB VBD _ 0 root
5 it it PRON PRP Number=Sing 4 obj
6 . . PUNCT . _ 4 punct

1 The the DET DT _ 2 det
2 official official NOUN NN Number=Sing 3 nsubj
3 spoke speak VERB VBD _ 0 root
4 to to ADP IN _ 6 case
5 the the DET DT _ 6 det
6 daily daily NOUN NN Number=Sing 3 obl
7 . . PUNCT . _ 3 punct
"""

MINISTER = """
1 Prime prime ADJ NNP _ 2 amod
2 Minister Minister PROPN NNP Number=Sing 3 nmod:desc
3 Benjamin Benjamin PROPN NNP Number=Sing 5 nsubj
4 Netanyahu Netanyahu PROPN NNP Number=Sing 3 flat
5 met meet VERB VBD _ 0 root
6 Joe Joe PROPN NNP Number=Sing 5 obj
7 Biden Biden PROPN NNP Number=Sing 6 flat
8 . . PUNCT . _ 5 punct

1 Netanyahu Netanyahu PROPN NNP Number=Sing 2 nsubj
2 said say VERB VBD _ 0 root
3 he he PRON PRP Gender=Masc|Number=Sing 5 nsubj
4 would would AUX MD _ 5 aux
5 stay stay VERB VB _ 2 ccomp
6 . . PUNCT . _ 2 punct

1 The the DET DT _ 3 det
2 prime prime ADJ JJ _ 3 amod
3 minister minister NOUN NN Number=Sing 4 nsubj
4 left leave VERB VBD _ 0 root
5 . . PUNCT . _ 4 punct
"""

COORDINATED = """
1 the the DET DT _ 2 det
2 army army NOUN NN Number=Sing 6 nsubj
3 and and CCONJ CC _ 5 cc
4 Israeli Israeli ADJ JJ _ 2 amod
5 media media NOUN NNS Number=Plur 2 conj
6 reported report VERB VBD _ 0 root
7 it it PRON PRP Number=Sing 6 expl
8 . . PUNCT . _ 6 punct
"""

WITHDREW = """
1 Israel Israel PROPN NNP Number=Sing 2 nsubj
2 withdrew withdraw VERB VBD _ 0 root
3 its its PRON PRP$ Number=Sing 4 nmod:poss
4 troops troops NOUN NNS Number=Plur 2 obj
5 from from ADP IN _ 6 case
6 Lebanon Lebanon PROPN NNP Number=Sing 2 obl
7 on on ADP IN _ 8 case
8 Sunday Sunday PROPN NNP Number=Sing 2 obl
9 . . PUNCT . _ 2 punct
"""

KILLED = """
1 Six six NUM CD _ 3 nummod
2 police police NOUN NN Number=Sing 3 compound
3 officers officer NOUN NNS Number=Plur 5 nsubj:pass
4 were be AUX VBD _ 5 aux:pass
5 killed kill VERB VBN _ 0 root
6 by by ADP IN _ 10 case
7 the the DET DT _ 10 det
8 Islamic Islamic ADJ NNP _ 9 amod
9 State State PROPN NNP Number=Sing 10 compound
10 group group NOUN NN Number=Sing 5 obl:agent
11 and and CCONJ CC _ 14 cc
12 two two NUM CD NumType=Card 14 nsubj:pass
13 were be AUX VBD _ 14 aux:pass
14 hurt hurt VERB VBN _ 5 conj
15 , , PUNCT , _ 5 punct
16 the the DET DT _ 17 det
17 statement statement NOUN NN Number=Sing 18 nsubj
18 said say VERB VBD _ 5 parataxis
19 . . PUNCT . _ 5 punct
"""

CAPITALS = """
1 THE the DET DT _ 2 det
2 FMLN FMLN PROPN NNP Number=Sing 3 nsubj
3 ATTACKED attack VERB VBD _ 0 root
4 THE the DET DT _ 6 det
5 ARMED armed ADJ JJ _ 6 amod
6 FORCES force NOUN NNS Number=Plur 3 obj
7 . . PUNCT . _ 3 punct
"""


def cast_of(conllu: str, *, names: tuple[WordSpan, ...] = (), entity: dict[int, str] | None = None) -> tuple[Analysis, Cast]:
    read = analysis(conllu, names=names, entity=entity)
    return read, actors.find(read, ())


def actor(read: Analysis, cast: Cast, word: str, nth: int = 0) -> Actor | None:
    index = [i for i, text in enumerate(read.words) if text == word][nth]
    return next((a for a in cast.actors if a.id == cast.actor_of(index)), None)


def quoted(read: Analysis, found: Actor | None) -> list[str]:
    assert found is not None
    return [read.text[start:end] for start, end in found.mentions]


def test_an_official_is_unnamed_and_belongs_to_the_army() -> None:
    read, cast = cast_of(OFFICIAL)
    official, army = actor(read, cast, "official"), actor(read, cast, "army")
    assert official is not None
    assert army is not None
    assert (official.kind, official.named, official.role, official.member_of) == ("unnamed-person", False, "MIL", army.id)
    assert official.name == "army official"
    assert quoted(read, official) == ["An army official", "The official"]


def test_one_army_in_a_report_is_one_actor_with_the_key_of_its_state() -> None:
    read, cast = cast_of(OFFICIAL)
    army = actor(read, cast, "military")
    assert army == actor(read, cast, "army")
    assert army is not None
    assert (army.name, army.kind, army.country, army.key) == ("Israel Defense Forces", "military", "ISR", "ISR/MIL")


def test_a_daily_is_the_newspaper_named_before() -> None:
    read, cast = cast_of(OFFICIAL)
    assert quoted(read, actor(read, cast, "Haaretz")) == ["Haaretz", "the daily"]


def test_title_and_name_are_one_mention_whatever_word_heads_it() -> None:
    names = (WordSpan(0, 4, "PER", 0.9), WordSpan(5, 7, "PER", 0.9), WordSpan(8, 9, "PER", 0.9))
    read, cast = cast_of(MINISTER, names=names)
    found = actor(read, cast, "Minister")
    assert found is not None
    assert (found.name, found.kind, found.named, found.role) == ("Benjamin Netanyahu", "person", True, "GOV")
    assert found == actor(read, cast, "Benjamin") == actor(read, cast, "Netanyahu", 1)
    assert quoted(read, found) == ["Prime Minister Benjamin Netanyahu", "Netanyahu", "he", "The prime minister"]


def test_coordinated_sources_are_two_actors_each_with_its_own_words() -> None:
    read, cast = cast_of(COORDINATED)
    assert quoted(read, actor(read, cast, "army")) == ["the army"]
    media = actor(read, cast, "media")
    assert quoted(read, media) == ["Israeli media"]
    assert media is not None
    assert (media.kind, media.country, media.named) == ("media", "ISR", False)


def test_a_country_that_acts_is_a_state_and_one_that_locates_is_nobody() -> None:
    read, cast = cast_of(WITHDREW, entity={5: "place", 7: "time"})
    israel = actor(read, cast, "Israel")
    assert israel is not None
    assert (israel.kind, israel.key, israel.country) == ("state", "ISR", "ISR")
    assert actor(read, cast, "its") == israel
    assert actor(read, cast, "Lebanon") is None
    assert actor(read, cast, "Sunday") is None
    troops = actor(read, cast, "troops")
    assert troops is not None
    assert troops.member_of == israel.id


def test_groups_numbers_and_names_with_a_common_noun() -> None:
    read, cast = cast_of(KILLED, entity={16: "abstract"})
    officers, state = actor(read, cast, "officers"), actor(read, cast, "group")
    assert officers is not None
    assert (officers.kind, officers.role, officers.name) == ("police", "COP", "Six police officers")
    assert state is not None
    assert (state.name, state.kind, state.named) == ("Islamic State", "armed-group", True)
    two = actor(read, cast, "two")
    assert two is not None
    assert two.kind == "population"


def test_a_statement_is_no_actor_but_has_a_mention() -> None:
    read, cast = cast_of(KILLED, entity={16: "abstract"})
    statement = read.words.index("statement")
    assert cast.actor_of(statement) is None
    assert cast.mention(statement) == read.span(statement - 1, statement + 1)


def test_upper_case_reports_are_read_too() -> None:
    read, cast = cast_of(CAPITALS)
    rebels, army = actor(read, cast, "FMLN"), actor(read, cast, "FORCES")
    assert rebels is not None
    assert (rebels.kind, rebels.country) == ("armed-group", "SLV")
    assert army is not None
    assert (army.kind, army.role) == ("military", "MIL")


def test_first_person_is_the_speaker_of_the_innermost_statement() -> None:
    read = analysis(WITHDREW.replace("its its PRON PRP$", "our our PRON PRP$"))
    cast = actors.find(read, ())
    speaker = cast.actors[0].id
    said = (Statement("s1", ((0, len(read.text)),), speakers=("a9",)), Statement("s2", ((0, 30),), speakers=(speaker,)))
    assert actors.first_person(cast, said, read).actor_of(2) == speaker
    two = (Statement("s1", ((0, 30),), speakers=(speaker, "a2")),)
    assert actors.first_person(cast, two, read).actor_of(2) is None


AMBASSADOR = """
1 Rebels rebel NOUN NNS Number=Plur 2 nsubj
2 shot shoot VERB VBD _ 0 root
3 the the DET DT _ 4 det
4 ambassador ambassador NOUN NN Number=Sing 2 obj
5 . . PUNCT . _ 2 punct

1 The the DET DT _ 2 det
2 military military NOUN NN Number=Sing 3 nsubj
3 condemned condemn VERB VBD _ 0 root
4 the the DET DT _ 5 det
5 insurgents insurgent NOUN NNS Number=Plur 3 obj
6 . . PUNCT . _ 3 punct

1 Israel Israel PROPN NNP Number=Sing 2 nsubj
2 mourned mourn VERB VBD _ 0 root
3 Ambassador Ambassador PROPN NNP Number=Sing 4 nmod:desc
4 Anders Anders PROPN NNP Number=Sing 2 obj
5 Berg Berg PROPN NNP Number=Sing 4 flat
6 . . PUNCT . _ 2 punct

1 Israel Israel PROPN NNP Number=Sing 2 nsubj
2 thanked thank VERB VBD _ 0 root
3 the the DET DT _ 5 det
4 Lebanese Lebanese ADJ JJ _ 5 amod
5 army army NOUN NN Number=Sing 2 obj
6 . . PUNCT . _ 2 punct
"""


def test_an_office_is_its_holder_when_the_name_comes_later() -> None:
    read, cast = cast_of(AMBASSADOR, names=(WordSpan(14, 16, "PER", 0.9),))
    assert quoted(read, actor(read, cast, "ambassador")) == ["the ambassador", "Ambassador Anders Berg"]


def test_the_military_is_not_the_army_of_a_neighbour_named_once() -> None:
    read, cast = cast_of(AMBASSADOR)
    assert actor(read, cast, "military") != actor(read, cast, "army")


def test_the_insurgents_are_the_rebels_spoken_of_before() -> None:
    read, cast = cast_of(AMBASSADOR)
    assert quoted(read, actor(read, cast, "Rebels")) == ["Rebels", "the insurgents"]


COPULA = """
1 No no DET DT _ 2 det
2 group group NOUN NN Number=Sing 3 nsubj
3 claimed claim VERB VBD _ 0 root
4 it it PRON PRP Number=Sing 3 obj
5 , , PUNCT , _ 3 punct
6 but but CCONJ CC _ 10 cc
7 Ann Ann PROPN NNP Number=Sing 10 nsubj
8 is be AUX VBZ _ 10 cop
9 a a DET DT _ 10 det
10 journalist journalist NOUN NN Number=Sing 3 conj
11 who who PRON WP _ 12 nsubj
12 left leave VERB VBD _ 10 acl:relcl
13 Somalia Somalia PROPN NNP Number=Sing 12 obj
14 . . PUNCT . _ 3 punct
"""


def test_no_group_is_nobody() -> None:
    read, cast = cast_of(COPULA)
    assert actor(read, cast, "group") is None


def test_a_predicate_noun_and_a_relative_pronoun_stand_for_the_subject() -> None:
    read, cast = cast_of(COPULA, names=(WordSpan(6, 7, "PER", 0.9),))
    ann = actor(read, cast, "Ann")
    assert quoted(read, ann) == ["Ann", "a journalist", "who"]
    assert ann is not None
    assert (ann.kind, ann.role) == ("person", "JRN")


@pytest.mark.parametrize(
    ("name", "columns"),
    [("roles", ("word",)), ("titles", ("title",)), ("first_names", ("name",)), ("organisations", ("name",)), ("name_words", ("word",)),
     ("sectors", ("code",)), ("actor_words", ("word", "group")), ("pronoun_weights", ("feature",))],
)  # fmt: skip
def test_tables_have_no_entry_twice_and_an_example_each(name: str, columns: tuple[str, ...]) -> None:
    keys = [tuple(row[column].lower() for column in columns) for row in table(name)]
    assert len(keys) == len(set(keys))
    assert all(row["example"] for row in table(name))


def test_every_role_code_is_a_sector() -> None:
    codes = {row["code"] for row in table("sectors")} | {""}
    for name in ("roles", "titles", "organisations", "name_words"):
        assert {row["role"] for row in table(name)} <= codes


def test_every_organisation_is_found_by_each_of_its_names() -> None:
    known = {form: entry.name for each in lexicon.forms().values() for _, form, entry in each}
    for row in table("organisations"):
        for form in (row["name"], *filter(None, row["aliases"].split("; "))):
            assert known[form] == row["name"], form
