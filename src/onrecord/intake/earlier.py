"""What onrecord wrote itself, by how it begins: records as JSON or JSON Lines, and pages."""

from __future__ import annotations

import re
from pathlib import Path

from onrecord.intake.sniff import SAMPLE

REASON = "a record of onrecord, no report"

_RECORD = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,200}(?:\[\s{0,200})?\{\s{0,200}"schema"\s{0,20}:\s{0,20}"onrecord\.record/')
_PAGE = re.compile(rb'<meta name="generator" content="onrecord\b')


def is_record(head: bytes) -> bool:
    """Whether some bytes begin as a record of onrecord, several of them, or the page of one (`exports/page/page.html`)."""
    return bool(_RECORD.match(head) or _PAGE.search(head[:SAMPLE]))


def made_here(path: Path) -> bool:
    """Whether a file is an earlier output; False where it cannot be read. Only its first bytes are looked at."""
    try:
        with path.open("rb") as stream:
            return is_record(stream.read(SAMPLE))
    except OSError:
        return False
