"""Records of many reports in one store: copies, parties, incidents, agreement and conflict, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ledger.ledger import Ledger

__all__ = ["Ledger"]


def __getattr__(name: str) -> object:
    """`Ledger` on first use: what it needs takes half a second to import, and questions need little of it."""
    if name == "Ledger":
        from onrecord.ledger.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
