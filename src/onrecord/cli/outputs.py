"""Where records go and how they look there: layouts, one stream or a folder of pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onrecord.cli.files import refuse_inputs, stream
from onrecord.errors import OutputError, UsageError
from onrecord.exports.target import sweep
from onrecord.record import Record

LAYOUTS = ("text", "json", "jsonl", "html")
Write = Callable[[Record], None]

_SUFFIXES = {".txt": "text", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".html": "html", ".htm": "html"}
_ONE_PAGE = "an HTML page shows one report: give --output a folder, such as --output pages/"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a record is written, and what stands before, between and after several."""

    render: Callable[[Record], str]
    before: str = ""
    between: str = ""
    after: str = ""


def layout_of(name: str, *, terminal: bool = False) -> Layout:
    """The layout of a name, an account in the width and colours of a terminal if it goes there.

    The modules that render are imported when they are asked for.
    """
    if name == "text":
        from onrecord.exports import account

        width = shutil.get_terminal_size().columns if terminal else None
        colour = terminal and not os.environ.get("NO_COLOR")  # https://no-color.org
        return Layout(lambda record: account.render(record, width=width, colour=colour), between="\n\n")
    if name == "html":
        from onrecord.exports import html

        return Layout(html.render)
    from onrecord.record_json import to_json, to_line

    if name == "jsonl":
        return Layout(to_line)
    return Layout(lambda record: json.dumps(to_json(record), ensure_ascii=False, indent=2), "[\n", ",\n", "\n]\n")


def chosen(asked: str | None, output: Path | None) -> str:
    """The layout's name: what was asked for, else what the output's name says, else text on a terminal and JSON Lines elsewhere.

    Raises UsageError for a name whose suffix says no layout.
    """
    if asked:
        return asked
    if output is not None:
        return "html" if output.is_dir() else _by_suffix(output)
    return "text" if sys.stdout.isatty() else "jsonl"


def _by_suffix(output: Path) -> str:
    """The layout that a suffix says; JSON Lines where there is none."""
    suffix = output.suffix.lower()
    if suffix and suffix not in _SUFFIXES:
        raise UsageError(f"--output {output}: the suffix {suffix} says no format; use {', '.join(_SUFFIXES)}, or give --format")
    return _SUFFIXES.get(suffix, "jsonl")


@contextmanager
def writer(name: str, output: Path | None, sources: Sequence[str] = ()) -> Iterator[Write]:
    """A function that writes one record after the other.

    A file appears when the block ends well and something was written, not before; on an error nothing is left of it. Raises
    UsageError if the layout does not fit the output or the output is one of the sources, OutputError if it cannot be written.
    """
    if output is not None and _is_folder(output, name):
        if name != "html":
            raise UsageError(f"--output {output} is a folder, and {name} goes into one file: name the file")
        yield _pages(output, sources)
        return
    if output is not None and str(output) != "-":
        refuse_inputs(output, sources)
        sweep(output)
    with stream(output) as opened:
        yield from _into(opened, name)


def _into(opened: TextIO, name: str) -> Iterator[Write]:
    """A writer into a stream; what a layout needs at the end is written if anything was."""
    layout, count = layout_of(name, terminal=opened.isatty()), 0

    def write(record: Record) -> None:
        nonlocal count
        if name == "html" and count:
            raise UsageError(_ONE_PAGE)
        opened.write((layout.between if count else layout.before) + layout.render(record))
        opened.flush()
        count += 1

    yield write
    opened.write(layout.after if count else "")


def _pages(folder: Path, sources: Sequence[str]) -> Write:
    """A writer of one page a report into a folder, named after the reports' ids."""
    layout, taken = layout_of("html"), set[str]()

    def write(record: Record) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from error
        page = folder / f"{_free(record.report.id, taken)}.html"
        refuse_inputs(page, sources)
        with stream(page) as opened:
            opened.write(layout.render(record))

    return write


def _free(id_: str, taken: set[str]) -> str:
    """A file name from a report's id that no other report of the run has, whatever case the file system keeps."""
    plain = re.sub(r"[^\w.-]+", "_", id_).strip("._")[:100] or "report"
    name, n = plain, 1
    while name.casefold() in taken:
        n += 1
        name = f"{plain}-{n}"
    taken.add(name.casefold())
    return name


def _is_folder(output: Path, name: str) -> bool:
    """Whether the output is a folder, or is to become one: pages go to a name without a suffix."""
    return output.is_dir() or (name == "html" and not output.exists() and not output.suffix and str(output) != "-")
