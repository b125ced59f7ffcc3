"""The figures that are kept of the ledger: what each part is called, its figures, what is asked of each, and which of them may not fall."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One figure: its name, what is asked of it, whether less is better, and whether it is held as a floor.

    Times and speeds depend on the machine and counts say what a figure is of: they are written down and not held.
    """

    name: str
    asked: str = ""
    less_is_better: bool = False
    held: bool = True


@dataclass(frozen=True)
class Part:
    """One part of the ledger's measuring: its heading, its data and their split in words, and its figures."""

    title: str
    data: str
    figures: tuple[Kept, ...]


LOAD = "ledger-load"
PARTS: dict[str, Part] = {
    "copies": Part(
        "Copies",
        "Copies made in the ways of newsrooms of the texts of ECB+ dev, MUC-4 TST1-3 (shown) and the modern news reports (shown half). "
        "Independent pairs tell the same incident, or print the same quoted statement and the same footer. The table has the part that "
        "was developed on as well (`train`).",
        (
            Kept("copies made", held=False),
            Kept("copies found, precision of all pairs, %", "≥ 99"),
            Kept("copies found, recall, %", "≥ 95"),
            Kept("independent pairs on one incident or with one statement", held=False),
            Kept("independent reports joined as copies", "0", less_is_better=True),
        ),
    ),
    "same-event": Part(
        "Same event",
        "ECB+ dev, all reports in one mass, no labels of topic or subtopic. MUC-4: of pairs of events in one incident, how many are one"
        " after the templates, one of the two reports being of TST1-3 (shown); the training part is in the same ledger. The scores are "
        "learned on the training parts of both.",
        (
            Kept("ECB+, annotators' mentions, CoNLL F1", "> 76"),
            Kept("ECB+, same head word and reports alike (the bar), CoNLL F1", held=False),
            Kept("ECB+, reader's own events, CoNLL F1"),
            Kept("MUC-4, pairs in one incident, precision, %", "≥ 90"),
            Kept("MUC-4, pairs in one incident, recall of pairs read, %"),
            Kept("MUC-4, pairs that the templates decide", held=False),
        ),
    ),
    "kills": Part(
        "Kills",
        "Processes that add reports of ECB+ dev are killed at random moments; then the ledger is compared, line by line of all that it "
        "derives, with that of a run that nobody disturbed.",
        (
            Kept("reports", held=False),
            Kept("kills", held=False),
            Kept("kills that hit a process at work", held=False),
            Kept("lines that differ", "0", less_is_better=True),
        ),
    ),
    "desk": Part(
        "The desk",
        "A made ledger with the skew of news, the project's examples read on top, and a report of 2,000 words of their paragraphs. The "
        "desk is started as people start it; each page is asked for over the wire; the median of each screen is taken over what is drawn "
        "from the ledger. The first paint is that of headless Chromium.",
        (
            Kept("reports", held=False),
            Kept("slowest median of a screen, ms", "< 200", held=False),
            Kept("first paint of a report of 2,000 words, ms", "< 300", held=False),
        ),
    ),
    LOAD: Part(
        "Size and speed",
        "Records made from real reports, with other names, words, days, places and figures: international news of 2016-18 (GeoWebNews "
        "and TR-News, shown halves) and every tenth article of PolNeAR's training part. A tenth of them are copies, a tenth tell the "
        "same incidents again. On top, 1,000 real reports are read and added: PolNeAR's other articles of training part and dev, and "
        "local news of March 2009 (LGL, shown half). One thread. *Own work* is what adding takes without the reading; *find* is asked "
        "with each condition alone, with values drawn from the ledger, newest first.",
        (
            Kept("reports", held=False),
            Kept("adding's speed, % of the reader's own", "≥ 90", held=False),
            Kept("adding's speed by the clock, % of the reader's own", held=False),
            Kept("own work for a real report, ms of processor time", held=False),
            Kept("own work for a made report, ms of processor time", held=False),
            Kept("own work for a made report, ms by the clock", held=False),
            Kept("own work in the last tenth, ms of processor time", held=False),
            Kept("file beyond raw text, kB a report", "≤ 20", less_is_better=True),
            Kept("find, slowest median of a condition, ms", "< 50", held=False),
            Kept("find, conditions with a median of 50 ms or more", "0", held=False),
        ),
    ),
}
