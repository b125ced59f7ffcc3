"""Exit codes and what they mean."""

from __future__ import annotations

OK, BROKEN, USAGE, PARTLY, STOPPED, UNHEARD, TERMINATED = 0, 1, 2, 3, 130, 141, 143

MEANING = {
    OK: "Every report was coded; a duplicate counts as coded before.",
    BROKEN: "No report was coded, or something that onrecord needs is missing or damaged.",
    USAGE: "The command makes no sense: an unknown option, a date that does not exist or lies in the future, an output that is an input.",
    PARTLY: "Some reports were coded, others were skipped or failed.",
    STOPPED: "Stopped by the user.",
    UNHEARD: "Whoever took the records stopped taking them, as `head` does; nothing is said.",
    TERMINATED: "Stopped by the system (SIGTERM); no unfinished file is left.",
}
