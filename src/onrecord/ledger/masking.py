"""Names made unreadable: where they stand in words, and the words with signs of the same length in their place.

A name is looked for as whole words, whatever their case and accents, with anything that is no letter between them, as addresses and
keys have it. Parts of a name that stand alone are looked for only where a report is known to mean the one who bears it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from onrecord.compare import folded
from onrecord.ledger.identity import person_name
from onrecord.record import Actor, Record, Span

T = TypeVar("T")
SIGN = "█"
"""Stands for one letter or digit; no word of the search has it."""
KEY = "withheld/"
"""How the keys of parties begin whose name is withheld: the number of the decision follows, and what is left of the name."""
LEAST = 3
"""Letters of a name, or of a part that always stands for it; with fewer, too much would go."""

_BETWEEN = r"(?:%[0-9a-f]{2}|[\W_]){1,6}"
_INITIAL = r"(?:[a-z]\.?[\W_]{1,3})?"
_BEFORE, _AFTER = r"(?:(?<![^\W_])|(?<=%[0-9a-f][0-9a-f]))", r"(?![^\W_])"
_FILL = "xqx"
_WORD = re.compile(r"[^\W_]+")


class _Plain(dict[int, str]):
    """Letters without case and accents, one for one, so that places in words stay what they are."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[0].casefold()[:1] or chr(code)
        self[code] = base
        return base


_PLAIN = _Plain()


def plain(words: str) -> str:
    """Words without case and accents, as long as they were.

    >>> plain("José ROE")
    'jose roe'
    """
    return words.lower() if words.isascii() else words.translate(_PLAIN)


def blank(words: str) -> str:
    """Words with a sign in place of each letter and digit.

    >>> blank("Jane O’Roe")
    '████ █’███'
    """
    return "".join(SIGN if c.isalnum() or unicodedata.combining(c) else c for c in words)


def parts(name: str) -> list[str]:
    """The words of a name, without case and accents.

    >>> parts("Jane al-Roe")
    ['jane', 'al', 'roe']
    """
    return _WORD.findall(plain(name))


def last(name: str) -> str | None:
    """The part of a name that always stands for it in a report that has the whole: its last word; None of a name of one word."""
    words = plain(name).split()
    return words[-1] if len(words) > 1 and sum(c.isalnum() for c in words[-1]) >= LEAST else None


@dataclass(frozen=True)
class Mask:
    """Names that are withheld, by the numbers of their decisions, and their parts that stand alone in one report."""

    names: tuple[tuple[int, str], ...] = ()
    alone: tuple[str, ...] = ()

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        return _pattern([name for _, name in self.names], _BETWEEN + _INITIAL)

    @cached_property
    def _parts(self) -> re.Pattern[str] | None:
        return _pattern(self.alone, _BETWEEN)

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        """The last words of all names: where none of them stands, nothing else has to be looked for, which is most of the work."""
        words = [parts(name) for name in (*(name for _, name in self.names), *self.alone)]
        return tuple({one[-1] for one in words if one})

    def __bool__(self) -> bool:
        return bool(self.names)

    def finds(self, words: str | None) -> bool:
        """Whether a whole name stands in some words."""
        folded = plain(words or "")
        return any(end in folded for end in self._ends) and self._whole is not None and self._whole.search(folded) is not None

    def text(self, words: str, *, small: bool = False) -> str:
        """Words with all names masked; parts that stand alone only where they are not written small, unless `small`.

        >>> Mask(((7, "Jane Roe"),), ("roe",)).text("Jane Roe was found; the roe deer fled. Roe ran.")
        '████ ███ was found; the roe deer fled. ███ ran.'
        """
        spans = list(self._spans(words, small))
        for start, stop in reversed(spans):
            words = words[:start] + blank(words[start:stop]) + words[stop:]
        return words

    def address(self, address: str | None) -> str | None:
        """An address in which no name can be read any more; only its site, where a name in it is written in signs for letters.

        >>> Mask(((7, "José Roe"),)).address("https://x.org/jos%C3%A9-roe")
        'https://x.org/'
        """
        if address is None:
            return None
        made = self.text(address, small=True)
        read = unquote(made)
        if read == made or self.text(read, small=True) == read:
            return made
        site = urlsplit(made)
        return f"{site.scheme}://{site.netloc}/" if site.netloc else blank(made)

    def all(self, value: T) -> T:
        """A value with all words in it masked, however deep they lie; itself where there is nothing to mask."""
        return self._all(value) if self.names else value

    def _all(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple | list):
            made = [self._all(one) for one in value]
            if all(a is b for a, b in zip(made, value, strict=True)):
                return value
            return type(value)._make(made) if hasattr(value, "_make") else type(value)(made)
        if isinstance(value, Mapping):
            mapped = {self._all(key): self._all(one) for key, one in value.items()}
            return value if mapped == value else mapped
        if is_dataclass(value) and not isinstance(value, type):
            old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
            new = {name: made for name, one in old.items() if (made := self._all(one)) is not one}
            return replace(value, **new) if new else value
        return value

    def record(self, record: Record) -> Record:
        """A record in which no name can be read; places in the text stay what they are."""
        report = record.report
        told = replace(
            report, title=self.text(report.title) if report.title else report.title, url=self.address(report.url),
            id=self.text(report.id, small=True), bylines=tuple(map(self.text, report.bylines)),
        )  # fmt: skip
        names = Mask(self.names)
        return replace(
            record, report=told, text=self.text(record.text), actors=tuple(map(self.actor, record.actors)),
            places=tuple(replace(one, name=names.text(one.name)) for one in record.places),
            quantities=tuple(replace(one, wording=self.text(one.wording) if one.wording else one.wording) for one in record.quantities),
        )  # fmt: skip

    def actor(self, actor: Actor) -> Actor:
        """An actor whose name is masked, and whose key says which decision withholds it; another one as it is."""
        name = self.text(actor.name)
        if name == actor.name and not (actor.key and self.text(actor.key, small=True) != actor.key):
            return actor
        return replace(actor, name=name, key=self._key(actor.name, name, actor.kind) if actor.named else None)

    def key(self, key: str) -> str:
        """The key today of a party that was known by its name.

        >>> Mask(((7, "Jane Roe"),)).key("name/person/jane roe")
        'withheld/7'
        """
        name = key.removeprefix("name/person/")
        return self._key(name, self.text(name), "person") if name != key and self.finds(name) else key

    def _key(self, whole: str, name: str, kind: str) -> str:
        mine = set(parts(whole))
        _, number = min((-len(mine & set(parts(one))), number) for number, one in self.names)
        rest = _others(name) if kind == "person" else f"{kind}/{folded(name)}"
        return f"{KEY}{number}/{rest}" if rest else f"{KEY}{number}"

    def _spans(self, words: str, small: bool) -> Iterator[Span]:
        """The places to mask, in order, none twice."""
        found, folded = set(), plain(words)
        if not any(end in folded for end in self._ends):
            return
        if self._whole is not None:
            found |= {one.span() for one in self._whole.finditer(folded)}
        if self._parts is not None:
            found |= {one.span() for one in self._parts.finditer(folded) if small or not words[one.start()].islower()}
        end = 0
        for start, stop in sorted(found):
            if stop > end:
                yield max(start, end), stop
                end = stop


def _pattern(names: Iterator[str] | list[str] | tuple[str, ...], between: str) -> re.Pattern[str] | None:
    """Any of some names as whole words, the longest first; None where there is none."""
    made = [between.join(map(re.escape, words)) for name in names if (words := parts(name))]
    return re.compile(f"{_BEFORE}(?:{'|'.join(sorted(made, key=len, reverse=True))}){_AFTER}") if made else None


def _others(name: str) -> str:
    """What is left of a masked name of a person, without titles: the first name of somebody else."""
    filled = person_name(re.sub(f"{SIGN}+", _FILL, name))  # a first name alone would be nobody's
    return " ".join(word for word in filled.split() if word != _FILL)


def alone(name: str, record: Record) -> set[str]:
    """The parts of a name that stand alone for the one who bears it in a record: of its mentions, and its last word."""
    mask, own = Mask(((0, name),)), set(parts(name))
    found = {one for one in (last(name),) if one}
    for actor in record.actors:
        said = [record.text[slice(*span)] for span in actor.mentions]
        if not any(map(mask.finds, (actor.name, *said))):
            continue
        words = [word for one in said for word in _WORD.findall(one) if not word.islower()]
        found |= {plain(word) for word in words if plain(word) in own and len(word) > 1} if len(own) > 1 else set()
    return found
