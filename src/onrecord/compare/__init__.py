"""Whether two times, places, figures or names are the same, compatible or apart. Pure: nothing here reads a text or a store."""

from onrecord.compare.figures import FigureGap, FigureRelation, Range, bounds, compare_figures
from onrecord.compare.names import NameRelation, folded, same_body, same_person
from onrecord.compare.places import PlaceGap, PlaceRelation, Spot, compare_places, distance, reach, surely_apart
from onrecord.compare.times import Stretch, TimeGap, TimeRelation, common, compare_times, day_number, length

__all__ = [
    "FigureGap",
    "FigureRelation",
    "NameRelation",
    "PlaceGap",
    "PlaceRelation",
    "Range",
    "Spot",
    "Stretch",
    "TimeGap",
    "TimeRelation",
    "bounds",
    "common",
    "compare_figures",
    "compare_places",
    "compare_times",
    "day_number",
    "distance",
    "folded",
    "length",
    "reach",
    "same_body",
    "same_person",
    "surely_apart",
]
