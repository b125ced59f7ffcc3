"""The parts of the documentation that are made from the program: docs/cli.md, the outputs in README.md; and links that lead nowhere.

`python -m tools.docs` writes them, `--check` only says what is not in step (outputs of the reader are left out of that).
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import click

from onrecord import cli
from onrecord.cli import exits
from tools import schema

ROOT = Path(__file__).resolve().parent.parent
CLI = ROOT / "docs/cli.md"
LEDGER = ROOT / "demo/onrecord.db"
INCIDENT = "DEMO"
"""In a command of the pages, the key of the incident that is shown."""
WIDTH = 100
_OUTPUT = re.compile(r"(<!-- output of `([^`]+)`(?:, first (\d+) lines)? -->\n\n```\w*\n).*?(```)", re.DOTALL)
_PYTHON = re.compile(r"(```python\n(.*?)```\n\n<!-- its output -->\n\n```\n).*?(```)", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)")


def cli_page() -> str:
    """docs/cli.md: every verb's own help, and the exit codes."""
    parts = ["# The command line\n\n<!-- written by `make docs` from the program's own help -->\n", _block(cli.onrecord, "onrecord")]
    parts += [section for name, verb in sorted(cli.onrecord.commands.items()) for section in _sections(verb, f"onrecord {name}")]
    parts += ["## Exit codes\n\n| code | meaning |\n|---:|---|"]
    return "\n".join(parts) + "".join(f"\n| {code} | {meaning} |" for code, meaning in exits.MEANING.items()) + "\n"


def _sections(verb: click.Command, name: str) -> list[str]:
    """A verb's help under its name; after it, those of the verbs that it groups."""
    inner = sorted(verb.commands.items()) if isinstance(verb, click.Group) else []
    level = "#" * len(name.split())
    return [f"{level} {name}\n\n{_block(verb, name)}", *(part for word, one in inner for part in _sections(one, f"{name} {word}"))]


def _block(verb: click.Command, name: str) -> str:
    return f"```\n{_help(verb, name)}\n```\n"


def _help(verb: click.Command, name: str) -> str:
    names = ["-h", "--help"]
    with click.Context(verb, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH, help_option_names=names) as context:
        return verb.get_help(context)


def with_outputs(text: str) -> str:
    """The page with what its commands and its Python print now, in the blocks that are marked for it."""
    text = _OUTPUT.sub(lambda found: found[1] + _first(_printed(_command, found[2]), found[3]) + found[4], text)
    return _PYTHON.sub(lambda found: found[1] + _printed(_python, found[2]) + found[3], text)


def _command(line: str) -> None:
    arguments = [_most_told() if word == INCIDENT else word for word in line.split()[1:]]
    cli.onrecord.main(arguments, prog_name="onrecord", standalone_mode=False)


@cache
def _most_told() -> str:
    """The key of the withdrawal that most of the examples tell, in a ledger of them that is made for it."""
    from onrecord import Ledger
    from onrecord.ledger.filters import Filter

    LEDGER.parent.mkdir(exist_ok=True)
    for file in LEDGER.parent.glob(f"{LEDGER.name}*"):
        file.unlink()
    with Ledger.open(LEDGER) as ledger:
        for _ in ledger.add([ROOT / "examples"]):
            pass
        return ledger.find(Filter(action=("RETREAT/withdraw",)), order="reports", limit=1).rows[0].key


def _python(code: str) -> None:
    exec(code, {})


def _printed(run: Callable[[str], None], what: str) -> str:
    """What running something prints on standard output, without blanks at the ends of lines."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        run(what)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().rstrip("\n").split("\n"))


def _first(printed: str, lines: str | None) -> str:
    kept = printed.splitlines(keepends=True)[: int(lines) if lines else None]
    return "".join(kept) + ("…\n" if len("".join(kept)) < len(printed) else "")


def pages() -> list[Path]:
    """All pages of the documentation."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])


def dead_links() -> list[str]:
    """Links within the project that lead nowhere, one line each."""
    return [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or check them; 1 if something is not in step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    faults: list[str] = []
    if parser.parse_args(arguments).check:
        faults += [] if CLI.read_text(encoding="utf-8") == cli_page() else ["docs/cli.md is not in step: run make docs"]
    else:
        CLI.write_text(cli_page(), encoding="utf-8")
        schema.main()
        for page in pages():
            old = page.read_text(encoding="utf-8")
            if (new := with_outputs(old)) != old:
                page.write_text(new, encoding="utf-8")
    faults += [f"leads nowhere: {link}" for link in dead_links()]
    print("\n".join(faults) or "the documentation is in step")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
