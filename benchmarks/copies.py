"""Copies found among cases made from real texts: `python -m benchmarks.copies --data DIR`, DIR the folder of data for measuring.

From each text copies are made in the ways of newsrooms: cut from the end, numerals in another style and another toll, a new headline and
dateline, a local paragraph put in, words edited in every other sentence, all of these at once, and three of its sentences beside five of
another's. Against them stand texts that share nothing, texts about the same incident, one quoted statement put into two independent
texts, and texts of one outlet with its footer. Real copies among ECB+ texts of one subtopic are known from `tables/ecbplus_copies.tsv`,
read by eye. `train` was there to develop on, `dev` was not. The same seed makes the same cases.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from onrecord.ledger import copies, sentences
from onrecord.ledger.reports import report_key, text_sha256
from onrecord.ledger.store import migrations, statements

REAL = Path(__file__).parent / "tables" / "ecbplus_copies.tsv"
SHORTEST = 60
"""Words of the shortest text that copies are made of."""
SPLITS = {"train": (("ecbplus/train.jsonl", "muc4/train.jsonl"), 400), "dev": (("ecbplus/dev.jsonl", "muc4/shown.jsonl"), 400)}
"""The files of each split, and how many MUC-4 texts are taken; those of its training part beyond lend paragraphs and statements."""

Text = tuple[str, ...]
"""The sentences of a text."""
Make = Callable[[Text, Text, random.Random], Text]


@dataclass(frozen=True, slots=True)
class Base:
    """A real text, and the group of reports on one incident that it belongs to."""

    name: str
    group: str
    text: str


# ---------------------------------------------------------------- real texts
def load(data: Path, split: str) -> list[Base]:
    """The texts of a split, the same words only once."""
    (ecb, muc), count = SPLITS[split]
    found = [Base(row["doc"], f"ecb {row['subtopic']}", joined(row["tokens"], row["sent"])) for row in _rows(data / ecb)]
    found += [Base(row["id"], row["id"], row["text"]) for row in _rows(data / muc)[:count]]
    if split == "dev":
        found += [Base(path.stem, path.stem, path.read_text(encoding="utf-8")) for path in sorted((data / "wire" / "docs").glob("*.txt"))]
    return list({base.text: base for base in found if base.text.strip()}.values())


def joined(tokens: list[str], numbers: list[int]) -> str:
    """The text of some tokens, with blanks where print has them; a sentence without an end mark is a line by itself.

    >>> joined(["``", "We", "left", ",", "''", "she", "said", "."], [0] * 8)
    '"We left," she said.'
    """
    found, opened = "", False
    for n, token in enumerate(tokens):
        mark = {"``": '"', "''": '"'}.get(token, token)
        opens = mark == '"' and (token == "``" or (token == '"' and not opened))
        if mark == '"':
            opened = opens
        closes = (mark == '"' and not opens) or re.match(r"[.,;:?!%)\]]+$|n't$|'(?:s|re|ve|ll|d|m)$", token) is not None
        gap = "" if not found or closes or re.search(r'[(\[$]$|(?:^|\s)"$', found[-3:]) else " "
        if n and numbers[n] != numbers[n - 1] and not closes:
            gap = " " if re.search(r"""[.!?]["')]*$""", found[-4:]) else "\n"
        found += gap + mark
    return found


def spare(data: Path) -> Iterator[str]:
    """Sentences of texts that no copy is made of, each once."""
    said = set()
    for row in _rows(data / "muc4" / "train.jsonl")[SPLITS["train"][1] :]:
        for sentence in _cut_up(str(row["text"])):
            if len(sentence.split()) > 7 and '"' not in sentence and sentence not in said:
                said.add(sentence)
                yield sentence


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---------------------------------------------------------------- made copies
def _cut(text: Text, _other: Text, rng: random.Random) -> Text:
    return text[: max(3, round(len(text) * rng.uniform(0.4, 0.8)))]


def _numerals(text: Text, _other: Text, rng: random.Random) -> Text:
    """Small numbers in words or figures, whichever they are not; every other number above ten is a later toll."""
    names = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    to_words = {str(n): name for n, name in enumerate(names, 2)}
    both = to_words | {name: n for n, name in to_words.items()}

    def other_style(found: re.Match[str]) -> str:
        word = found[0]
        if word.lower() in both:
            return both[word.lower()]
        return str(int(word) + rng.randrange(1, 9)) if word.isdecimal() and len(word) < 4 and rng.random() < 0.5 else word

    return tuple(re.sub(r"(?<![\w,.:/-])(?:\d{1,4}|[A-Za-z]{3,5})(?![\w/:-]|[,.]\d)", other_style, s) for s in text)


def _headline(text: Text, _other: Text, rng: random.Random) -> Text:
    town = rng.choice(["KARUM", "SOLBERG", "PORT LIND", "EAST HARBOUR"])
    first = re.sub(r"^[A-Z ]{3,30},[^-]{0,40}-- (?:\[[^\]]*\] ?)*", "", text[0])
    return ("What the harbour towns woke up to this week\n", f"{town} (AFP) -- {first}", *text[1:])


def _paragraph(text: Text, other: Text, rng: random.Random) -> Text:
    """A local paragraph: two sentences of another text, in the middle."""
    at = rng.randrange(1, len(text))
    return (*text[:at], *other[:2], *text[at:])


def _edited(text: Text, _other: Text, rng: random.Random) -> Text:
    """In every other sentence a word left out, and one doubled by a gloss."""
    found = []
    for n, sentence in enumerate(text):
        words = sentence.split(" ")
        if n % 2 and len(words) > 6:
            words.pop(rng.randrange(1, len(words) - 1))
            words.insert(rng.randrange(1, len(words) - 1), rng.choice(["reportedly", "also", "late"]))
        found.append(" ".join(words))
    return tuple(found)


def _all(text: Text, other: Text, rng: random.Random) -> Text:
    return _headline(_numerals(_paragraph(_cut(text, other, rng), other, rng), other, rng), other, rng)


def _part(text: Text, other: Text, _rng: random.Random) -> Text:
    """Three of its sentences with words of its own beside five of another's."""
    told = [s for s in text if len(s.split()) > 9 and '"' not in s]
    return (*other[:3], *told[:3], *other[3:5])


KINDS: dict[str, Make] = {
    "cut from the end": _cut,
    "numerals edited": _numerals,
    "new headline": _headline,
    "local paragraph": _paragraph,
    "words edited": _edited,
    "all but edited": _all,
    "part copy": _part,
}
WHOLE = ("cut from the end", "numerals edited", "new headline")
"""Kinds whose copies have next to no words of their own."""
STATEMENT = (
    'A spokeswoman for the ministry told reporters: "{}"',
    'The statement read in full: "{}"',
)
FOOTER = "Follow us for the latest news from the harbour. Subscribe to our newsletter. Copyright The Harbour Courier. All rights reserved."


# ---------------------------------------------------------------- measuring
class Found:
    """A ledger in memory, and which of its reports belong to one telling."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        for step in migrations():
            for statement in statements(step.script):
                self.db.execute(statement)
        self.above: dict[str, str] = {}
        self.names: dict[int, str] = {}

    def put(self, name: str, text: str, published: str) -> int | None:
        """Add a text under a name; None if it is there already."""
        sha256 = text_sha256(text)
        key = report_key(sha256)
        try:
            row = self.db.execute("INSERT INTO report (key, sha256, text, published) VALUES (?, ?, ?, ?)", (key, sha256, text, published))
        except sqlite3.IntegrityError:
            return None
        assert row.lastrowid is not None
        self.names[row.lastrowid] = name
        return row.lastrowid

    def join(self, name: str, other: str) -> None:
        """Say that two are one telling, or have parts of one."""
        self.above[self.root(name)] = self.root(other)

    def root(self, name: str) -> str:
        """The name that all of one telling are known by."""
        while self.above.get(name, name) != name:
            name = self.above[name]
        return name

    def update(self, reports: Iterable[int]) -> None:
        """Find copies, in an order that is not that of publication."""
        for report in sorted(reports, key=lambda one: text_sha256(str(one))):
            copies.update(self.db, report)

    def rows(self) -> dict[int, tuple[int, int]]:
        """Origin and whole, by report."""
        return {row[0]: (row[1], row[2]) for row in self.db.execute("SELECT report, origin, whole FROM copy")}


def measure(data: Path) -> dict[str, float]:
    """The figures of both splits, each name with that of its split before it."""
    return {f"{split}: {name}": value for split in SPLITS for name, value in measure_split(data, split).items()}


def measure_split(data: Path, split: str) -> dict[str, float]:
    """Figures of one split: precision of all pairs found, recall by kind, how many copies are told whole, mistakes by kind of negative."""
    bases = load(data, split)
    figures, truth = _copied(bases, data)
    figures.update(_apart(bases, spare(data)))
    right, wrong = truth[0] + figures.pop("_right"), truth[1] + figures.pop("_wrong")
    return {"precision": right / max(1, right + wrong), "pairs found": right + wrong, "pairs wrong": wrong, **figures}


def _cut_up(text: str) -> Text:
    """The sentences with what stands behind them: a blank or the end of a line."""
    flat = sentences.unwrapped(text)
    spans = list(sentences.spans(flat))
    gaps = [flat[span[1] : after[0]] for span, after in zip(spans, [*spans[1:], (len(flat), 0)], strict=True)]
    return tuple(
        " ".join(flat[start:stop].split()) + ("\n" if "\n" in gap else " ") for (start, stop), gap in zip(spans, gaps, strict=True)
    )


def _copied(bases: list[Base], data: Path) -> tuple[dict[str, float], tuple[int, int]]:
    """Recall by kind, share told whole, and the pairs found, right and wrong. Real copies of each other are one telling."""
    figures: dict[str, float] = {}
    made = hits = pairs_right = pairs_wrong = 0
    for kind in KINDS:
        found, derived = _with_copies(bases, kind, spare(data))
        rows = found.rows()
        right = {r for r, (o, _) in rows.items() if found.root(found.names[r]) == found.root(found.names[o])}
        figures[f"recall, {kind}"] = len(right & derived) / len(derived)
        if kind in WHOLE:
            figures[f"told whole, {kind}"] = sum(rows[r][1] for r in right & derived) / len(derived)
        made, hits = made + len(derived), hits + len(right & derived)
        pairs_right, pairs_wrong = pairs_right + len(right), pairs_wrong + len(rows) - len(right)
        found.db.close()
    return {"recall": hits / made, "copies made": made, **figures}, (pairs_right, pairs_wrong)


def _with_copies(bases: list[Base], kind: str, others: Iterator[str]) -> tuple[Found, set[int]]:
    """A ledger with some texts and a copy of each that is long enough, looked through; and the rows of these copies."""
    found, rng = Found(), random.Random(kind)
    _known(found)
    reports, derived = [], set()
    for base in bases:
        row = found.put(base.name, base.text, "2019-05-04")
        reports += [row] if row else []
        text = _cut_up(base.text)
        if len(text) < 4 or len(base.text.split()) < SHORTEST:
            continue
        copied = "".join(KINDS[kind](text, tuple(islice(others, 5)), rng)).strip()
        copy = found.put(base.name + " copied", copied, "2019-05-05")
        if copy:
            found.join(base.name + " copied", base.name)
            derived.add(copy)
    found.update([*reports, *derived])
    return found, derived


def _known(found: Found) -> None:
    """Join the real copies among the texts themselves."""
    for line in REAL.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, second, verdict = line.split("\t")
            if verdict == "copy":
                found.join(first, second)


def _apart(bases: list[Base], others: Iterator[str]) -> dict[str, float]:
    """Mistakes where a quoted statement, or an outlet's footer, is all that two texts share; and where nothing is, on the same incident."""
    found, rng = Found(), random.Random("apart")
    _known(found)
    reports = []
    by_group: dict[str, list[Base]] = {}
    for base in bases:
        by_group.setdefault(base.group, []).append(base)
    alone = [group[0] for group in by_group.values() if len(group) == 1]
    groups = [group for group in by_group.values() if len(group) > 1] + [alone[n : n + 2] for n in range(0, len(alone), 2)]
    pairs = 0
    for group in groups:
        statement = "".join(islice(others, 4)).replace("\n", " ").strip()
        for m, base in enumerate(group):
            text = [*_cut_up(base.text)]
            if m < 2:
                text.insert(rng.randrange(1, len(text) + 1), "\n" + STATEMENT[m].format(statement) + "\n")
            row = found.put(base.name, "".join([*text, "\n", FOOTER]), f"2019-05-{m % 28 + 1:02}")
            reports += [row] if row else []
        pairs += len(group) * (len(group) - 1) // 2
    found.update(reports)
    rows = found.rows()
    wrong = [(found.names[r], found.names[o]) for r, (o, _) in rows.items() if found.root(found.names[r]) != found.root(found.names[o])]
    found.db.close()
    return {
        "pairs on one incident or with one statement": pairs,
        "joined wrongly, statement and footer shared": len(wrong),
        "_right": len(rows) - len(wrong),
        "_wrong": len(wrong),
    }


def real_pairs(data: Path, split: str) -> list[tuple[str, str, str]]:
    """What is found among the real texts themselves, to be read by eye: report, origin, why."""
    found = Found()
    reports = [row for base in load(data, split) if (row := found.put(base.name, base.text, "2019-05-04"))]
    found.update(reports)
    rows = found.db.execute("SELECT report, origin, why FROM copy ORDER BY report").fetchall()
    found.db.close()
    return [(found.names[r], found.names[o], why) for r, o, why in rows]


def main() -> int:
    """Print the figures of both splits, or the real pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of data for measuring")
    parser.add_argument("--real", action="store_true", help="list the copies found among the real texts instead")
    options = parser.parse_args()
    if options.real:
        for split in SPLITS:
            print(*("\t".join((split, *row)) for row in real_pairs(options.data, split)), sep="\n")
        return 0
    for name, value in measure(options.data).items():
        print(f"{name:<56}{value:8.0f}" if value > 1 or name.endswith(("wrong", "shared")) else f"{name:<56}{value:8.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
