"""Decisions as lines: for people, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ledger.decision import Decision, Dispute


def line(decision: Decision, holds: bool) -> str:
    """One decision in one line."""
    from onrecord.ledger.taking import where

    parts = [
        f"{decision.number:>6}",
        (decision.at or "")[:16].replace("T", " "),
        decision.coder,
        decision.kind + (f" {decision.undoes}" if decision.undoes else ""),
        where(decision),
        change(decision),
        "" if holds else "(undone)",
        f"({decision.why})" if decision.why else "",
    ]
    return "  ".join(part for part in parts if part)


def change(decision: Decision) -> str:
    """What a decision changes, in short."""
    from onrecord.ledger.taking import brief

    if decision.kind in ("correct", "merge-parties", "scope"):
        return (
            f"{decision.field}: {brief(decision.before)} -> {brief(decision.after)}" if decision.after is not None or decision.field else ""
        )
    if decision.kind == "withhold":
        return hidden(decision)
    if decision.kind == "add" and decision.after:
        return f"{brief(decision.after['action'])}, {decision.after['status']}"
    if decision.kind in ("merge", "split"):
        return f"{'with' if decision.kind == 'merge' else 'from'} {len(decision.others)} more"
    return str(decision.after) if decision.kind in ("reject", "assess") and decision.after else ""


def hidden(decision: Decision) -> str:
    """A name that is withheld, or was, as a sign for each of its letters."""
    from onrecord.ledger.masking import blank

    return blank(str(decision.after))


def as_json(decision: Decision, holds: bool, dispute: Dispute | None = None) -> str:
    """One decision as one line of JSON, with all values."""
    value = {name: one for name, one in asdict(decision).items() if one not in (None, ())} | {"holds": holds}
    if decision.kind == "withhold":
        value["after"] = hidden(decision)
    if dispute is not None:
        value["dispute"] = {"kind": dispute.kind, "what": dispute.what}
    return json.dumps(value, ensure_ascii=False)
