"""Exit codes and what they mean."""

from __future__ import annotations

OK, BROKEN, USAGE, PARTLY, STOPPED = 0, 1, 2, 3, 130

MEANING = {
    OK: "Every report was coded; a duplicate counts as coded before.",
    BROKEN: "No report was coded, or something that onrecord needs is missing or damaged.",
    USAGE: "The command makes no sense: an unknown option, a date that does not exist.",
    PARTLY: "Some reports were coded, others were skipped or failed.",
    STOPPED: "Stopped by the user.",
}
