"""Where records go and how they look there: layouts, files that appear whole or not at all, folders of pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onrecord.errors import OutputError, UsageError
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
    """The layout's name: what was asked for, else what the output's name says, else text on a terminal and JSON Lines elsewhere."""
    if asked:
        return asked
    if output is not None:
        return "html" if output.is_dir() else _SUFFIXES.get(output.suffix.lower(), "jsonl")
    return "text" if sys.stdout.isatty() else "jsonl"


@contextmanager
def writer(name: str, output: Path | None) -> Iterator[Write]:
    """A function that writes one record after the other.

    A file appears when the block ends well and something was written, not before; on an error nothing is left of it. Raises
    UsageError if the layout does not fit the output, OutputError if it cannot be written.
    """
    if output is not None and _is_folder(output, name):
        if name != "html":
            raise UsageError(f"--output {output} is a folder, and {name} goes into one file: name the file")
        yield _pages(output)
        return
    with _stream(output) as stream:
        yield from _into(stream, name)


def _into(stream: TextIO, name: str) -> Iterator[Write]:
    """A writer into a stream; what a layout needs at the end is written if anything was."""
    layout, count = layout_of(name, terminal=stream.isatty()), 0

    def write(record: Record) -> None:
        nonlocal count
        if name == "html" and count:
            raise UsageError(_ONE_PAGE)
        stream.write((layout.between if count else layout.before) + layout.render(record))
        stream.flush()
        count += 1

    yield write
    stream.write(layout.after if count else "")


def _pages(folder: Path) -> Write:
    """A writer of one page a report into a folder, named after the reports' ids."""
    layout, taken = layout_of("html"), set[str]()

    def write(record: Record) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from error
        name = _free(record.report.id, taken)
        with _stream(folder / f"{name}.html") as stream:
            stream.write(layout.render(record))

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


@contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that takes its name only when the block ends well and something was written."""
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        if part.stat().st_size:
            part.replace(output)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _is_folder(output: Path, name: str) -> bool:
    """Whether the output is a folder, or is to become one: pages go to a name without a suffix."""
    return output.is_dir() or (name == "html" and not output.exists() and not output.suffix and str(output) != "-")
