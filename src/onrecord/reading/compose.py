"""Analysis to Record: the questions in the order that they build on each other."""

from __future__ import annotations

from onrecord.gazetteer import Gazetteer
from onrecord.language.analysis import Analysis
from onrecord.reading import actors, assembly, datelines, events, places, quantities, statements, times
from onrecord.reading.mending import mended
from onrecord.record import MadeBy, Record, Report

__all__ = ["read"]


def read(report: Report, analysis: Analysis, gazetteer: Gazetteer, made_by: MadeBy) -> Record:
    """The record of one report; a pure function of its arguments."""
    if not len(analysis):
        return Record(made_by=made_by, report=report, text=analysis.text)
    analysis = mended(analysis)
    found_times = times.find(analysis, report.published)
    found_quantities = quantities.find(analysis)
    found_places = places.find(analysis, gazetteer)
    cast = actors.find(analysis, found_places)
    said = statements.find(analysis, cast, report)
    cast = actors.first_person(cast, said, analysis)
    told = events.find(analysis, cast, found_places, found_times, found_quantities, said, report)
    report = datelines.with_place(report, found_places)
    return assembly.record(made_by, report, analysis, cast.actors, found_places, found_times, found_quantities, said, told)
