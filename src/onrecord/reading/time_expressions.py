"""The time expressions of a text: what fits a pattern, cut to its own words, without what only looks like a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from onrecord.language.analysis import Analysis
from onrecord.reading.time_grammar import Found, Marks, matches, words_of


def find(analysis: Analysis, marks: Marks) -> Iterator[Found]:
    """The time expressions of a text, in order, without overlap."""
    for match in matches(marks):
        found = whole(analysis, marks, match)
        if meant(analysis, marks, found):
            yield found


def whole(analysis: Analysis, marks: Marks, found: Found) -> Found:
    """The expression without words at its rim that belong to what follows."""
    letters, first, last = marks.letters, found.first, found.last
    if found.rule == "date" and letters[first:last] == "md" and _counts_noun(analysis, last - 1):
        return Found("month", first, last - 1)  # "In April 12 people were killed"
    if found.rule == "century" and marks.values[letters.index("d", first)].isdigit():
        return Found("length", first + (letters[first] == "T"), last)  # "the 12-year war"
    if found.rule == "clock_at":
        return Found("clock", first + 1, last)
    if found.rule == "counted_before" and letters[first] != "T" and not _closed(analysis, marks, found):
        return Found("length", first, last - 1)  # "two days before the launch"
    if found.rule == "length" and letters[first] == "a" and letters[last - 1] == "u" and letters[first + 1] in "nd0":
        return Found("length", first + 1, last)  # "a five-year contract"
    return found


def _counts_noun(analysis: Analysis, word: int) -> bool:
    head = int(analysis.head[word])
    return word < head <= word + 3 and analysis.rel[word] == "nummod" and analysis.xpos[head] in ("NNS", "NNPS")


def meant(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for words that fit a pattern and tell no time; ages among them."""
    check = _CHECKS.get(found.rule)
    return found.rule != "age" and (check is None or check(analysis, marks, found))


def _next(analysis: Analysis, found: Found) -> str:
    return analysis.lower[found.last] if found.last < len(analysis) else ""


def _before(analysis: Analysis, found: Found) -> str:
    return analysis.lower[found.first - 1] if found.first else ""


def _closed(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """No clause or phrase follows that says which day is meant ("the day that", "the day before the raid")."""
    after = found.last
    return after >= len(analysis) or (
        _next(analysis, found) not in words_of("open") and analysis.upos[after] not in ("DET", "NOUN", "PROPN", "PRON", "NUM", "ADJ")
    )


def _the_past(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """True for "in the past", not "the past president" nor "the last of them"."""
    return analysis.lower[found.last - 1] == "past" and (
        found.last >= len(analysis) or analysis.upos[found.last] not in ("NOUN", "PROPN", "ADJ", "NUM")
    )


def _is_year(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """A figure like 2009 is a year unless words around it count with it."""
    word, after = found.first, found.last
    before = _before(analysis, found)
    if marks.letters[max(word - 2, 0) : word] == "y-":  # 2001-2006
        return True
    if (
        before in words_of("counting")
        or _next(analysis, found) in words_of("counted")
        or marks.letters[word - 1 : word] in ("-", "n")
        or before in ("/", "+")
    ):
        return False
    if analysis.rel[word] == "flat" and analysis.upos[int(analysis.head[word])] != "PROPN":
        return False
    plural = after < len(analysis) and analysis.xpos[after] == "NNS" and int(analysis.head[word]) == after
    modern = marks.values[word] > "1900" and not marks.values[word].endswith("00")
    led = before in ("in", "of") or (word > 0 and analysis.upos[word - 1] in ("DET", "PRON"))
    return not plural or before == "'s" or (modern and led)


def _named_year(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """True for "the year 2000", not "the quarter 2000"."""
    return marks.values[found.first + 1] == "Y"


def _at_hour(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    return found.first > 0 and analysis.upos[found.first - 1] == "ADP"


def _ordinal(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """Only quarters stand alone: "the third quarter", not "the third day"."""
    return any(marks.letters[n] == "u" and marks.values[n] == "Q" for n in range(found.first, found.last))


def _is_length(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """Not a figure that belongs to a longer one, nor the fraction ("about a quarter")."""
    quarter = any(marks.letters[n] in "uU" and marks.values[n] == "Q" for n in range(found.first, found.last))
    filled = "J" in marks.letters[found.first : found.last]
    return _before(analysis, found) not in ("/", "$") and (filled or not quarter)


def _bare_units(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    return _before(analysis, found) not in ("those", "these") and _next(analysis, found) != "old"


def _year_short(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    number = found.first + 1
    led = _before(analysis, found) in words_of("year-lead")
    return (
        led
        and int(analysis.ends[found.first]) == int(analysis.starts[number])
        and analysis.lower[number].isdigit()
        and len(analysis.lower[number]) == 2
    )


def _decade(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for ages: "in his 80s"."""
    word = analysis.lower[found.last - 1]
    pair = _before(analysis, found) in ("and", "or", "to") and marks.letters[found.first - 2 : found.first - 1] == "Y"
    return len(word) != 3 or pair or analysis.lower[found.first] == "the" or _before(analysis, found) in ("'", "’", "‘")


def _is_season(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for "the spring of water"; "fall" must stand beside a year or "last", or in "in the fall"."""
    run = marks.letters[found.first : found.last]
    if _next(analysis, found) == "of" or _before(analysis, found) in ("operation", "arab"):
        return False
    if "fall" not in analysis.lower[found.first : found.last] or any(letter in run for letter in "lxiyk"):
        return True
    return run[0] == "T" and _before(analysis, found) in ("in", "by", "during", "since", "until")


def _is_month(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """False for "the March of the Living"."""
    return _next(analysis, found) != "of"


def _is_weekday(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """False for newspapers: "the Sunday Times"."""
    return _next(analysis, found) not in words_of("paper") or analysis.words[found.last].islower()


def _century(_analysis: Analysis, marks: Marks, found: Found) -> bool:
    """True for "the 20th century", not for "the 20th day"."""
    return marks.values[found.last - 1] == "100Y"


def _is_feast(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """Not what is only named after a holiday ("the Christmas market")."""
    return found.last >= len(analysis) or analysis.lemma[found.last] not in words_of("feast-goods")


def _free(analysis: Analysis, _marks: Marks, found: Found) -> bool:
    """Not the first part of a compound ("the soon-to-open terminal", "the now-closed base"), nor "as soon as"."""
    if _before(analysis, found) == "as":
        return False
    return _next(analysis, found) != "-" or int(analysis.starts[found.last]) > int(analysis.ends[found.last - 1])


def _is_noon(analysis: Analysis, marks: Marks, found: Found) -> bool:
    """False for "at 82", for "10 am" where "am" is the verb, and for chapter and verse ("Exodus 18:21")."""
    if found.last - found.first == 1 and found.first > 0 and analysis.upos[found.first - 1] == "PROPN":
        return False
    if marks.letters[found.first] in "y0":
        return len(analysis.lower[found.first]) == 4 and analysis.lower[found.first].isdigit()
    token = analysis.lower[found.last - 1]
    return token != "am" or analysis.upos[found.last - 1] != "AUX"


_CHECKS: dict[str, Callable[[Analysis, Marks, Found], bool]] = {
    "unit_the": _closed,
    "counted_before": _closed,
    "past": _the_past,
    "year": _is_year,
    "year_named": _named_year,
    "hour_name": _at_hour,
    "ordinal_quarter": _ordinal,
    "length": _is_length,
    "length_bare": _bare_units,
    "year_short": _year_short,
    "decade": _decade,
    "clock": _is_noon,
    "season": _is_season,
    "month": _is_month,
    "weekday": _is_weekday,
    "holiday": _is_feast,
    "century": _century,
    "reference": _free,
    "current": _free,
    "recent": _free,
}
