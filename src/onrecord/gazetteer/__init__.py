"""Places of the world: the shipped table, its index, look-up by name, the user's own places."""

from onrecord.gazetteer.candidate import Candidate, kilometres
from onrecord.gazetteer.lookup import Gazetteer

__all__ = ["Candidate", "Gazetteer", "kilometres"]
