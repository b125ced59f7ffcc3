"""Who says what: the statements of a report, from the syntax and from the model's tags, with their speakers."""

from __future__ import annotations

from onrecord.language.analysis import Analysis
from onrecord.reading import chains, nesting, voting
from onrecord.reading.actors import Cast
from onrecord.reading.page import Page
from onrecord.record import Report, Statement


def find(analysis: Analysis, cast: Cast, report: Report) -> tuple[Statement, ...]:
    """The statements of a report in text order (codebook, section 1)."""
    page = Page(analysis)
    drafts = nesting.nested(page, nesting.continued(page, voting.drafts(page)))
    return chains.statements(page, drafts, cast, report)
