"""Make the dictionary that ledgers pack records against, from the records of the examples: `python -m tools.shapes FILE`.

It was run once. Another dictionary would be another file beside the first, as ledgers that exist are packed against the first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from onrecord.intake import Incoming, open_all
from onrecord.reader import Reader
from onrecord.record_json import to_json

SIZE = 32_000


def main() -> None:
    """Write the end of all records, without their texts, as that is what zlib looks back at."""
    reader = Reader.load()
    rows = []
    for item in open_all([Path(__file__).resolve().parent.parent / "examples"]):
        if isinstance(item, Incoming):
            value = to_json(reader.read_report(item.report, item.text))
            value.pop("text")
            rows.append(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    Path(sys.argv[1]).write_bytes(b"".join(rows)[-SIZE:])


if __name__ == "__main__":
    main()
