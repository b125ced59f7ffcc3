"""A list of numbers or words as one parameter of a statement, so that it stays prepared however long the list is."""

from __future__ import annotations

AMONG = "IN (SELECT value FROM json_each(?))"
"""The list, as JSON, is the next parameter."""
AMONG_FIRST = "IN (SELECT value FROM json_each(?1))"
"""The list is the statement's first parameter, wherever it is asked for."""
