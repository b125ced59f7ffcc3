"""The screens of the desk: their names, addresses, templates, and what makes the data of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.desk import (
    add_screen,
    audit_screen,
    decisions_screen,
    event_screen,
    incident_screen,
    job_screen,
    ledger_screen,
    map_screen,
    missed_screen,
    report_screen,
    review_screen,
    runs_screen,
    sources_screen,
    timeline_screen,
)
from onrecord.desk.asking import PAGING, PARAMETERS, Parameter
from onrecord.desk.calls import Call
from onrecord.errors import UsageError
from onrecord.ledger.adding import ENDS
from onrecord.ledger.sources import ORDERS


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `path` is the address of its page, `twin` that of the same data as JSON; `make` gives a `page`, or where it moved.
    `refused` gives the page that stands in for it where the parameters make no sense, so that they can be mended there.

    `name` is that of its keys, `what` a line for the description of the interface.
    """

    name: str
    path: str
    twin: str
    template: str
    page: type
    make: Callable[[Call], object]
    what: str
    parameters: tuple[Parameter, ...] = ()
    refused: Callable[[Call, UsageError], object] | None = None


RUNS = (Parameter("before", "before", "count", "before", "the runs before this one"),)
INPUTS = (
    Parameter("outcome", "outcome", "words", "outcome", "inputs that ended so", ENDS),
    Parameter("cause", "cause", "words", "cause", "inputs that failed or were skipped for this cause"),
    Parameter("after", "after", "words", "after", "the page after this place, as an answer gave it"),
)
SOURCES = (
    Parameter("order", "order", "words", "order", "how the outlets are sorted", ORDERS),
    Parameter("limit", "limit", "count", "on a page", f"how many at most, up to {sources_screen.MOST}"),
    Parameter("after", "after", "words", "after", "the page after this place, as an answer gave it"),
)
SOURCE = (
    Parameter("name", "name", "words", "name", "the outlet, as the list of sources names it; nothing for reports that name none"),
    Parameter("after", "after", "words", "after", "the page after this place, as an answer gave it"),
)
SCREENS: tuple[Screen, ...] = (
    Screen(
        "ledger", "/", "/ledger.json", "ledger.html", ledger_screen.LedgerPage, ledger_screen.make,
        "Incidents that a question asks for.", (*PARAMETERS, *PAGING), ledger_screen.refused,
    ),
    Screen(
        "incident", "/incident/{key}", "/incident/{key}.json", "incident.html", incident_screen.IncidentPage, incident_screen.make,
        "One incident: the claims matrix, where voices differ and agree, all tellings.", incident_screen.PARAMETERS,
    ),
    Screen(
        "report", "/report/{key}", "/report/{key}.json", "report.html", report_screen.ReportPage, report_screen.make,
        "One report: its text with what is marked in it, statements and events.",
    ),
    Screen(
        "map", "/map", "/map.json", "map.html", map_screen.MapPage, map_screen.make,
        "Incidents by place, no more exact than the place is known, and those that are not placed.", PARAMETERS, map_screen.refused,
    ),
    Screen(
        "timeline", "/timeline", "/timeline.json", "timeline.html", timeline_screen.TimelinePage, timeline_screen.make,
        "Incidents by when they happened, and when they were told.", (*PARAMETERS, timeline_screen.LANE), timeline_screen.refused,
    ),
    Screen(
        "missed", "/report/{key}/missed", "/report/{key}/missed.json", "missed.html", missed_screen.MissedPage, missed_screen.make,
        "The form for an event that was missed in a report: what could stand in each field.", missed_screen.PARAMETERS,
    ),
    Screen(
        "event", "/event/{key}", "/event/{key}.json", "event.html", event_screen.EventPage, event_screen.make,
        "One event: its words, its fields and what could stand in them, what was decided on it.", event_screen.PARAMETERS,
    ),
    Screen(
        "review", "/review", "/review.json", "review.html", review_screen.ReviewPage, review_screen.make,
        "What to review next, the most useful first.", review_screen.PARAMETERS,
    ),
    Screen(
        "audits", "/audits", "/audits.json", "audits.html", audit_screen.AuditsPage, audit_screen.make_audits,
        "Reports drawn at random and coded blind: what the reader misses.",
    ),
    Screen(
        "audit", "/audits/{number}", "/audits/{number}.json", "audit.html", audit_screen.AuditPage, audit_screen.make_audit,
        "One drawn report: to be coded, or compared.", audit_screen.PARAMETERS,
    ),
    Screen(
        "decisions", "/decisions", "/decisions.json", "decisions.html", decisions_screen.DecisionsPage, decisions_screen.make,
        "What people decided, and what no longer stands as it did.", decisions_screen.PARAMETERS,
    ),
    Screen(
        "runs", "/runs", "/runs.json", "runs.html", runs_screen.RunsPage, runs_screen.make_runs,
        "The last runs, how their inputs ended, and what is being added.", RUNS,
    ),
    Screen(
        "run", "/runs/{number}", "/runs/{number}.json", "run.html", runs_screen.RunPage, runs_screen.make_run,
        "One run: its inputs, why some failed, what read them.", INPUTS,
    ),
    Screen(
        "job", "/jobs/{id}", "/jobs/{id}.json", "job.html", job_screen.JobPage, job_screen.make,
        "One addition: how far it is, and how its last inputs ended.",
    ),
    Screen(
        "sources", "/sources", "/sources.json", "sources.html", sources_screen.SourcesPage, sources_screen.make_sources,
        "Outlets: reports, share of their own words, days without a report; and feeds.", SOURCES,
    ),
    Screen(
        "source", "/source", "/source.json", "source.html", sources_screen.SourcePage, sources_screen.make_source,
        "One outlet and its reports.", SOURCE,
    ),
    Screen(
        "add", "/add", "/add.json", "add.html", add_screen.AddPage, add_screen.make,
        "The form for a report, with the token that it needs.", (), add_screen.refused,
    ),
)  # fmt: skip
"""In the order in which an address is looked up."""
