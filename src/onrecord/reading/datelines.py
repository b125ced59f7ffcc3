"""Where a report says that it was written: "CAIRO, April 7 (Agency) —" at its head."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.language.analysis import Analysis
from onrecord.record import Dateline, Place, Report

PATTERN = re.compile(
    r"\s*(?P<place>[A-Z][\w.'’-]+(?:[ -][A-Z][\w.'’-]+){0,3})(?:,\s*[A-Z][\w. ]{1,24})?"
    r"(?:,?\s*\d{0,2}\s*[A-Z][a-z]{2,8}\.?\s*\d{0,2}(?:,?\s*\d{4})?)?"
    r"\s*(?:\((?P<agency>[A-Z][\w ./]{1,30})\))?\s*(?:—|–|--|-)\s"
)
"""Place, optional country, optional day, optional agency, dash; a plain hyphen only between blanks."""
HEAD = 300
"""Characters from the start in which a dateline may begin: a headline can stand before it."""


def with_dateline(report: Report, analysis: Analysis, places: tuple[Place, ...]) -> Report:
    """The report with its dateline and the agency named there; as it was where the text has none."""
    for line in re.finditer(r"^.*$", analysis.text[:HEAD], re.MULTILINE):
        match = PATTERN.match(line.group())
        if match is None:
            continue
        start = line.start() + match.start("place")
        end = line.start() + match.end("place")
        agency = match["agency"]
        place = next((p.id for p in places if any(m.span[0] < end and start < m.span[1] for m in p.mentions)), None)
        if place is None:
            continue
        agencies = report.agencies if not agency or agency in report.agencies else (*report.agencies, agency)
        return replace(report, dateline=Dateline((start, end), place), agencies=agencies)
    return report
