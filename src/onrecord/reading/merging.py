"""Tellings joined into events: one event for one act, however often and by whomever the report tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.status import SPEECH
from onrecord.reading.tellings import Draft

_REAL = frozenset(("happened", "ongoing", "attempted"))
_BROAD = frozenset((None, "destroy", "targeted", "unknown"))
_BLASTS = frozenset(("explosives", "suicide-attack", "destroy", "aerial", "drone", "heavy-weapons"))
_AIR, _GROUND = frozenset(("aerial", "drone")), frozenset(("heavy-weapons", "suicide-attack"))
_SINGLED = frozenset(("targeted", "abduct", "sexual", "torture"))
_OUTCOMES = frozenset(("result", "consequence", "course", "wake", "aftermath"))
_HARMING = frozenset(("ASSAULT", "HARM"))
_DYING = frozenset(("die", "death", "perish"))
_LOOSE = frozenset(("ASSAULT", "HARM", "CONSULT", "PROTEST"))  # told in many words for one act
_MOVES = frozenset(("RETREAT", "DISPLACE", "MOBILIZE"))  # one actor moves once: "withdrew" and "pulled out"
_DEADLY = frozenset(("massacre", "killing", "murder", "slaying", "assassination", "slaughter", "death", "kill", "die", "explode"))
REACH = 400
"""Events back that a telling may take up: a long report tells some two hundred, and every pair in a book would take hours."""
_STEM = 5  # letters that verbs and their nouns share
_TOLD = 4  # sentences after which a death toll is still that of an act told before
_NEAR = 2  # sentences within which a second telling with one shared party is the same act


def join(drafts: Sequence[Draft], clauses: Clauses) -> tuple[tuple[Draft, ...], ...]:
    """Groups of tellings, each an event, in the order of first mention."""
    groups: list[list[Draft]] = []
    by_word: dict[int, list[Draft]] = {}
    for draft in drafts:
        group = _bound(draft, by_word, clauses) or _known(draft, groups, clauses)
        if group is None and (group := _meant(draft, groups, clauses)) is not None:
            draft = replace(draft, telling=replace(draft.telling, status=group[0].telling.status))
        if group and draft.telling.status == "happened" and _only_tried(group) and draft.trigger.noun:
            draft = replace(draft, telling=replace(draft.telling, status="attempted"))  # "foiled an attack … the attack"
        if group is None:
            group = []
            groups.append(group)
        group.append(draft)
        by_word[draft.word] = group
    told = [group for group in groups if not all(_counts(draft, clauses) for draft in group)]
    return tuple(tuple(sorted(group, key=lambda d: d.trigger.first)) for group in told)


def _only_tried(group: list[Draft]) -> bool:
    """Whether nobody says that an act came off."""
    statuses = {d.telling.status for d in group}
    return "attempted" in statuses and not statuses & {"happened", "ongoing"}


# ---------------------------------------------------------------- bound by the sentence itself
def _bound(draft: Draft, by_word: dict[int, list[Draft]], clauses: Clauses) -> list[Draft] | None:
    """The event of a telling that the syntax makes one with this one: "a blast killed", "attacked ..., killing", "died in the attack"."""
    for other in _partners(draft.word, clauses):
        group = by_word.get(other)
        if group and _one_act(draft, group[0]):
            return group
    return None


def _partners(word: int, clauses: Clauses) -> list[int]:
    """Words whose event would be the same act: above and below, by subject, participle, phrase with "in" or light verb."""
    found: list[int] = []
    governor = clauses.governor(word)
    if (
        governor is not None
        and not _other_time(word, clauses)
        and clauses.deprel[word]
        in (
            "advcl",
            "acl",
            "acl:relcl",
            "conj",
            "obl",
            "obl:agent",
            "nsubj",
            "obj",
            "appos",
            "nmod",
            "parataxis",
        )
    ):
        found.append(governor)
    shared = clauses.subject(word) if clauses.rel[word] == "conj" and clauses.verbal(word) else None
    if shared is not None:
        found.append(shared)  # "the quake hit the province and killed nine"
    stray = clauses.stray(word)
    if stray is not None:
        found.append(stray)
    if governor is not None and clauses.lemma[governor] in _OUTCOMES:
        found.append(clauses.head[governor])
    for child in clauses.children[word]:
        relation, case = clauses.rel[child], clauses.case(child)
        if _other_time(child, clauses):
            continue
        if clauses.lemma[child] in _OUTCOMES:  # "were killed as a result of the attack"
            found += [below for below in clauses.children[child] if clauses.rel[below] == "nmod"]
        if relation in ("nsubj", "advcl", "conj", "obj", "acl") or (
            relation in ("obl", "nmod") and case in ("in", "by", "during", "with", "of")
        ):
            found.append(child)
    return found


def _other_time(word: int, clauses: Clauses) -> bool:
    """Whether a clause tells what came before or after: "opened fire after being attacked"."""
    return clauses.rel[word] == "advcl" and bool({"after", "before", "since", "until"} & {*clauses.marks(word), clauses.mark(word)})


def _one_act(draft: Draft, other: Draft) -> bool:
    """Whether two tellings bound by syntax are one act: an attack and its victims; the same kind with parties that agree."""
    kinds = {draft.kind, other.kind}
    if (draft.telling.status in _REAL) != (other.telling.status in _REAL):
        return False
    if kinds == {"ASSAULT", "HARM"} or kinds == {"HARM"}:
        return True
    told_apart = draft.by and other.by and not (draft.vague_by or other.vague_by or set(draft.by) & set(other.by))
    if told_apart and "both" not in (*draft.trigger.entry.by, *other.trigger.entry.by) and not (draft.trigger.noun or other.trigger.noun):
        return False  # "blew himself up when officers stormed the house"
    return kinds == {"ASSAULT"} and _modes_agree(draft, other) and not _apart(draft.when, other.when)


# ---------------------------------------------------------------- known from before
def _known(draft: Draft, groups: list[list[Draft]], clauses: Clauses) -> list[Draft] | None:
    """The latest event that this telling repeats, or None."""
    best: tuple[float, int] | None = None
    for number, group in islice(enumerate(groups), max(0, len(groups) - REACH), None):
        if _barred(draft, group) or _gainsaid(draft, group, clauses):
            continue
        score = _sameness(draft, group, clauses)
        if score > 0 and (best is None or (score, number) >= best):
            best = (score, number)
    return groups[best[1]] if best else None


def _meant(draft: Draft, groups: list[list[Draft]], clauses: Clauses) -> list[Draft] | None:
    """The act not yet done that a noun takes up: after "will send troops", "the deployment" has not happened either."""
    if not draft.trigger.noun or draft.telling.status != "happened" or not known(draft, clauses) or draft.kind in SPEECH:
        return None
    for group in reversed(groups[-REACH:]):
        status = group[0].telling.status
        if status not in _REAL and status != "denied" and not _barred(draft, group) and not _dated_alone(draft, group):
            as_meant = replace(draft, telling=replace(draft.telling, status=status))
            if _sameness(as_meant, group, clauses) > 0 or _follows(as_meant, group, clauses):
                return group
    return None


def _dated_alone(draft: Draft, group: list[Draft]) -> bool:
    """Whether a noun has a day that what is only meant does not share: that of something done."""
    return draft.when is not None and not any(d.when is not None and not _apart(draft.when, d.when) for d in group)


def _barred(draft: Draft, group: list[Draft]) -> bool:
    """Whether one side wants stopped what the other tells as its own act."""
    mine, theirs = {*draft.by}, {one for d in group for one in d.by}
    return bool({*draft.not_by} & theirs or {one for d in group for one in d.not_by} & mine)


def _gainsaid(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether one voice denies what it tells as done elsewhere: who denied a bombing and blames a blast on others tells of two acts."""
    real = (*_REAL, "denied")
    above = clauses.governor(draft.word)
    if draft.telling.status not in real or draft.telling.silent is not None or draft.kind in SPEECH:
        return False
    if above is not None and clauses.lemma[above] in word_group("own act"):
        return False
    denied = draft.telling.status == "denied"
    spoken = (d for d in group if {*d.speakers} & {*draft.speakers} and d.telling.status in real and d.telling.silent is None)
    return any((d.telling.status == "denied") != denied for d in spoken)


def _follows(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether a noun of the same action stands near, or uses the same word, and contradicts nothing."""
    again = any(_related(clauses.lemma[d.word], clauses.lemma[draft.word]) for d in group)
    near = again or min(abs(draft.sentence - d.sentence) for d in group) <= _NEAR
    if _long(draft, clauses) != _long(group[0], clauses) or _elsewhere(draft, group):
        return False
    apart = (not draft.vague_by and _shared(draft.by, [d.by for d in group]) < 0) or _shared(draft.to, [d.to for d in group]) < 0
    return draft.kind == group[0].kind and near and not apart and _modes_agree(draft, group[0])


def _sameness(draft: Draft, group: list[Draft], clauses: Clauses) -> float:
    """How surely a telling belongs to an event; 0 if it does not."""
    if _toll(draft, group, clauses):
        return 1.7
    if _dies(draft, group, clauses):
        return 2.5
    if _outcome(draft, group, clauses):
        return 2.2
    if _blast_again(draft, group, clauses):
        return 2.1
    if _verdict(draft, group, clauses):
        return 1.9
    if draft.kind != group[0].kind or not _status_fits(draft, group) or not all(_modes_agree(draft, d) for d in group):
        return 0.0
    if _long(draft, clauses) != _long(group[0], clauses):
        return 0.0  # a war and a battle of it are two events
    by, to = _shared(draft.by, [d.by for d in group]), _shared(draft.to, [d.to for d in group])
    if to < 0 and by >= 0 and _victims_again(draft, group):
        to = 0
    if by < 0 and to >= 0 and draft.kind == "ASSAULT" and (draft.vague_by or all(d.vague_by for d in group if d.by)):
        by = 0
    if by < 0 or to < 0 or any(_apart(draft.when, d.when) for d in group) or _elsewhere(draft, group):
        return 0.0
    if draft.kind == "CONSULT" and by > 0 and not any(_within(draft.by, d.by) for d in group if d.by):
        return 0.0  # one party met two others
    near = min(abs(draft.sentence - d.sentence) for d in group)
    same_word = any(_related(clauses.lemma[d.word], clauses.lemma[draft.word]) for d in group)
    if draft.kind in SPEECH:
        return _same_speech(draft, by, to, near, same_word, clauses)
    if by > 0 and to > 0:
        return 3.0
    if (
        not same_word
        and draft.trigger.noun
        and "abduct" in {d.trigger.entry.action.mode for d in group} - {draft.trigger.entry.action.mode}
    ):
        return 0.0  # an offensive is no kidnapping
    if draft.trigger.noun and known(draft, clauses) and (same_word or by > 0 or to > 0 or draft.kind in ("ASSAULT", "HARM", "DECIDE")):
        return 2.0 + by + to
    if draft.trigger.noun and known(draft, clauses) and not draft.by and not draft.to and draft.trigger.entry.action.mode is not None:
        return 1.8
    mode = draft.trigger.entry.action.mode
    alike = draft.kind in _LOOSE or (mode is not None and (to > 0 or (draft.kind in _MOVES and mode == group[0].trigger.entry.action.mode)))
    if (by > 0 or to > 0) and (same_word or (near <= _NEAR and alike)):
        return 1.5
    if by == 0 and to == 0 and same_word and draft.trigger.noun and not (draft.by and draft.to):
        return 1.0
    return 0.0


def _victims_again(draft: Draft, group: list[Draft]) -> bool:
    """Whether one of two tellings of an attack speaks only of "the victims", and both are in the same way."""
    same_way = draft.trigger.entry.action.mode == group[0].trigger.entry.action.mode
    return draft.kind == "ASSAULT" and same_way and (draft.vague or all(d.vague for d in group if d.to))


def _related(left: str, right: str) -> bool:
    """Whether two lemmas are one word or of one stem: "withdraw" and "withdrawal"."""
    short, long = sorted((left, right), key=len)
    return left == right or (len(short) > _STEM and left[:_STEM] == right[:_STEM]) or (len(short) >= _STEM - 1 and long.startswith(short))


def _long(draft: Draft, clauses: Clauses) -> bool:
    """Whether a telling is of months of fighting rather than one act."""
    return draft.trigger.noun and clauses.lemma[draft.word] in word_group("long fight")


def _dies(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether one tells that somebody died and the other how he was attacked."""
    kinds = {draft.kind, group[0].kind}
    if kinds != {"ASSAULT", "HARM"} or not _status_fits(draft, group) or any(_apart(draft.when, d.when) for d in group):
        return False
    harm = [draft] if draft.kind == "HARM" else [d for d in group if d.kind == "HARM"]
    return all(clauses.lemma[d.word] in _DYING for d in harm) and _shared(draft.to, [d.to for d in group]) > 0


def _counts(draft: Draft, clauses: Clauses) -> bool:
    """Whether a telling only counts the dead: "the death toll rose to 16"."""
    return draft.trigger.noun and clauses.lemma[draft.word] == "toll"


def _toll(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether a death toll counts the dead of an attack or disaster told shortly before."""
    near = draft.sentence - max(d.sentence for d in group) <= _TOLD
    harmed = group[0].kind in _HARMING and group[0].telling.status in _REAL
    return _counts(draft, clauses) and near and harmed and _status_fits(draft, group)


def _blast_again(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether "the blast" takes up a bomb told before."""
    bomb = group[0].kind == "ASSAULT" and any(d.trigger.entry.action.mode in _BLASTS for d in group)
    takes_up = clauses.lemma[draft.word] in ("blast", "explosion") and draft.kind == "HARM" and known(draft, clauses)
    return bomb and takes_up and _status_fits(draft, group) and not any(_apart(draft.when, d.when) for d in group)


def _verdict(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether "the verdict" takes up a sentence told before."""
    first = group[0]
    takes_up = clauses.lemma[draft.word] in ("verdict", "sentence", "ruling", "judgment", "judgement") and known(draft, clauses)
    convicts = first.trigger.entry.action.mode == "convict" and first.telling.status == "happened"
    return takes_up and draft.trigger.noun and convicts and draft.telling.status == "happened" and draft.sentence - first.sentence <= _NEAR


def _outcome(draft: Draft, group: list[Draft], clauses: Clauses) -> bool:
    """Whether a bare "two people were killed" follows an attack that is told without such an outcome."""
    bare = not (draft.by or draft.at or draft.when) and not draft.trigger.noun and draft.telling.status == "happened"
    if not bare or draft.kind not in _HARMING or group[0].kind not in _HARMING or group[0].telling.status not in _REAL:
        return False
    hurt = clauses.passive(draft.word) or clauses.lemma[draft.word] in _DYING
    told = {figure.effect for d in group for figure in d.figures}
    fresh = bool(draft.figures) and not told & {figure.effect for figure in draft.figures}
    return hurt and fresh and draft.sentence - max(d.sentence for d in group) in (0, 1) and all(_modes_agree(draft, d) for d in group)


def _same_speech(draft: Draft, by: int, to: int, near: int, same_word: bool, clauses: Clauses) -> float:
    """Speech acts repeat only where both sides are the same, or a noun takes one up."""
    if by > 0 and to > 0 and (same_word or near <= _NEAR):
        return 2.0
    if draft.trigger.noun and known(draft, clauses) and by > 0 and near <= _NEAR:
        return 1.5
    return 1.0 if by > 0 and same_word and near <= 1 and not draft.to else 0.0


def known(draft: Draft, clauses: Clauses) -> bool:
    """Whether a noun takes up something told before: "the attack", "this ruling", "their release"."""
    for child in clauses.children[draft.word]:
        if clauses.rel[child] == "det" and clauses.lower[child] in ("the", "this", "that", "these", "those"):
            return True
        if clauses.deprel[child] == "nmod:poss":
            return True
    return False


def _status_fits(draft: Draft, group: list[Draft]) -> bool:
    """What happened and what is only meant are two events; a denial joins what it denies, silence what it is about."""
    if draft.telling.silent is not None or all(d.telling.silent is not None for d in group):
        return True
    if {draft.telling.status, group[0].telling.status} == {"attempted", "happened"}:
        tried, done = (draft, group[0]) if draft.telling.status == "attempted" else (group[0], draft)
        return (tried.trigger.noun or done.trigger.noun) and not _DEADLY & set(done.trigger.entry.words)
    if draft.telling.forgone or group[0].telling.forgone:
        return draft.telling.status == group[0].telling.status
    if draft.telling.status == "denied" or group[0].telling.status == "denied":
        return draft.telling.status == group[0].telling.status or bool(draft.statements) or bool(group[0].statements)
    return (draft.telling.status in _REAL) == (group[0].telling.status in _REAL)


def _modes_agree(left: Draft, right: Draft) -> bool:
    """Whether two modes can be one act: equal, one of them general, or both blasts."""
    a, b = left.trigger.entry.action.mode, right.trigger.entry.action.mode
    if left.kind == "DECIDE":
        return a == b
    if any("both" in x.trigger.entry.by and y.trigger.entry.action.mode in _SINGLED for x, y in ((left, right), (right, left))):
        return False  # a battle is no murder
    return a == b or a in _BROAD or b in _BROAD or (a in _BLASTS and b in _BLASTS and not ({a, b} & _AIR and {a, b} & _GROUND))


def _shared(mine: tuple[str, ...], others: list[tuple[str, ...]]) -> int:
    """1 if a party is shared, 0 if one side tells none, -1 if both tell others."""
    theirs = {one for other in others for one in other}
    if not mine or not theirs:
        return 0
    return 1 if theirs & set(mine) else -1


def _within(mine: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the parties of one telling are all among those of another."""
    return set(mine) <= set(other) or set(other) <= set(mine)


def _apart(left: object, right: object) -> bool:
    """Whether two dates exclude each other."""
    if left is None or right is None:
        return False
    first = (getattr(left, "earliest", None) or "0000", getattr(left, "latest", None) or "9999")
    second = (getattr(right, "earliest", None) or "0000", getattr(right, "latest", None) or "9999")
    return first[1][:10] < second[0][:10] or second[1][:10] < first[0][:10]


def _elsewhere(draft: Draft, group: list[Draft]) -> bool:
    """Whether both name places that cannot be one: two towns, or two countries; a country holds its towns."""
    if draft.sentence == group[-1].sentence:
        return False
    return _shared(draft.towns, [d.towns for d in group]) < 0 or _shared(draft.countries, [d.countries for d in group]) < 0
