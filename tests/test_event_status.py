"""What is told as done and what is not: sentences with the status that a coder gives the act in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.reading import status
from onrecord.reading.clauses import Clauses
from onrecord.reading.triggers import candidates
from tests.conllu import analysis

if TYPE_CHECKING:
    from onrecord.reader import Reader

# sentence | word that tells the act | statuses that are right
SENTENCES = """
The army will withdraw its troops from the town next week. | withdraw | planned
Rebels vowed to attack the capital. | attack | threatened
The minister denied that police had killed protesters. | killed | denied
Police did not arrest the editor. | arrest | denied
No one was killed in the collapse. | killed | denied
The president called for the release of the hostages. | release | demanded
Protesters demanded the resignation of the minister. | resignation | demanded
If the rebels attack the port, ships will stop sailing. | attack | conditional
There will be no ceasefire until the rebels free the hostages. | ceasefire | conditional denied
Talks are expected to resume in Cairo on Sunday. | Talks | expected
The rebels may release two hostages. | release | possible
Militants tried to bomb a market. | bomb | attempted
Police foiled a plot to bomb the embassy. | bomb | attempted planned threatened
Security forces prevented an attack on the airport. | attack | attempted denied
The government plans to deport 200 migrants. | deport | threatened planned
Officials fear an attack on the pipeline. | attack | possible
The threat of war has grown. | war | possible threatened planned expected
The council urged both sides to withdraw. | withdraw | demanded
The army continues to shell the city. | shell | ongoing
The patrols will go on operating along the river. | operating | ongoing
Workers are protesting against the new law. | protesting | ongoing
The army entered the town in order to arrest the rebels. | arrest | planned threatened
He was accused of planning to assassinate the president. | assassinate | planned threatened
Would the army attack the city? | attack | possible
The general warned that rebels could attack the port. | attack | possible
The group threatened to execute the hostages unless the state frees its members. | execute | threatened conditional
The council refused to lift sanctions on the state. | lift sanctions | denied
The president ruled out a ceasefire. | ceasefire | denied
The rebels agreed to release the prisoners. | release | planned
The attack killed ten people. | killed | happened
Troops managed to capture the bridge. | capture | happened
The soldiers were forced to retreat. | retreat | happened
The bombing, which killed six people, was condemned by the mayor. | killed | happened
After the attack, the minister resigned. | resigned | happened
The army has attacked the village, killing three farmers. | killing | happened
The president said troops had withdrawn from the border. | withdrawn | happened
Without the release of the hostages, there will be no truce. | release | conditional
The rebels left without attacking the town. | attacking | denied
The court could convict the editor next month. | convict | possible
The state must free the prisoners, she said. | free | demanded
Hopes of a ceasefire faded. | ceasefire | expected possible
The election scheduled for May was postponed. | election | planned expected
The failed coup shook the country. | coup | attempted
Parliament is set to impeach the president. | impeach | planned expected
The minister hoped officials would soon be indicted. | indicted | expected
Efforts to rescue the miners failed. | rescue | attempted planned
A decision to expel the diplomats is due on Friday. | expel | planned threatened expected
Any attack on our soil will be punished, the general said. | attack | conditional possible
The army is considering an invasion of the island. | invasion | possible
The rebels claimed to have shot down a jet. | shot down | happened
It is unlikely that the army will withdraw. | withdraw | denied possible
The police should have arrested him. | arrested | denied demanded
Relatives pleaded with the gang to free the girl. | free | demanded
Rebels have repeatedly threatened attacks on oil facilities. | attacks | threatened
Fighting will resume if talks fail. | Fighting | conditional expected
Thousands are expected to flee the city. | flee | expected
Soldiers were ordered to shoot looters. | shoot | demanded
THE GUERRILLAS THREATENED TO KILL THE MAYOR. | KILL | threatened
THE BOMB FAILED TO EXPLODE. | EXPLODE | attempted denied
"""
CASES = [tuple(part.strip() for part in line.split("|")) for line in SENTENCES.strip().splitlines()]
REAL = {"happened", "ongoing"}

VOWED = """
1 Rebels rebel NOUN NNS Number=Plur 2 nsubj
2 vowed vow VERB VBD VerbForm=Fin 0 root
3 to to PART TO _ 4 mark
4 attack attack VERB VB VerbForm=Inf 2 xcomp
5 the the DET DT _ 6 det
6 town town NOUN NN Number=Sing 4 obj
7 . . PUNCT . _ 2 punct
"""
DENIED = """
1 Police police NOUN NNS Number=Plur 4 nsubj
2 did do AUX VBD VerbForm=Fin 4 aux
3 not not PART RB _ 4 advmod
4 arrest arrest VERB VB VerbForm=Inf 0 root
5 the the DET DT _ 6 det
6 editor editor NOUN NN Number=Sing 4 obj
7 . . PUNCT . _ 4 punct
"""
MANAGED = VOWED.replace("vowed vow", "managed manage")
ODD = """
1 Troops troops NOUN NNS Number=Plur 2 dep
2 attack attack VERB VB VerbForm=Inf 0 root
3 . . PUNCT . _ 2 punct
"""


@pytest.mark.parametrize(
    ("tree", "word", "expected"), [(VOWED, 3, "threatened"), (DENIED, 3, "denied"), (MANAGED, 3, "happened"), (ODD, 1, "possible")]
)
def test_status_of_a_tree(tree: str, word: int, expected: str) -> None:
    clauses = Clauses(analysis(tree))
    trigger = next(group[0] for group in candidates(clauses) if group[0].word == word)
    assert status.of(trigger, clauses).status == expected


def test_a_telling_that_the_model_finds_unlikely_is_not_told_as_done() -> None:
    clauses = Clauses(analysis(ODD.replace("VB VerbForm=Inf", "VBD VerbForm=Fin"), occurrence={1: -2.0}))
    trigger = candidates(clauses)[0][0]
    assert status.of(trigger, clauses).status == "possible"


@pytest.mark.parametrize(
    ("earliest", "published", "expected"),
    [("2024-04-11", "2024-04-07", "threatened"), ("2024-04-07", "2024-04-07", "happened"), ("2024-04-11", "2024", "happened")],
)
def test_an_act_dated_after_the_report_has_not_happened(earliest: str, published: str, expected: str) -> None:
    clauses = Clauses(analysis(ODD))
    trigger = candidates(clauses)[0][0]
    assert status.ahead(status.Telling("happened", ()), trigger, earliest, published).status == expected


def told(reader: Reader, sentence: str, word: str) -> set[str]:
    """The statuses of the mentions whose trigger holds the word."""
    record = reader.read(sentence, published="2024-04-07")
    mentions = [mention for event in record.events for mention in event.mentions]
    return {m.status for m in mentions if word in sentence[slice(*m.trigger)] or sentence[slice(*m.trigger)] in word}


def test_what_has_not_happened_is_never_told_as_done(reader: Reader) -> None:
    wrong = [s for s, word, right in CASES if not REAL & set(right.split()) and told(reader, s, word) & REAL]
    assert wrong == []


def test_statuses_are_those_of_a_coder(reader: Reader) -> None:
    wrong = [s for s, word, right in CASES if not told(reader, s, word) & set(right.split())]
    assert len(wrong) <= 3, wrong
