"""Exit codes, as docs/cli.md lists them."""

from __future__ import annotations

OK = 0
"""Every report was coded; a duplicate counts as coded before."""
BROKEN = 1
"""No report was coded, or something that onrecord needs is missing or damaged."""
USAGE = 2
"""The command line makes no sense: an unknown option, a date that does not exist."""
PARTLY = 3
"""Some reports were coded, others were skipped or failed."""
STOPPED = 130
"""Stopped by the user."""
