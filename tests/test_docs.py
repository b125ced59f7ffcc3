"""The documentation says what the program does: help, commands, links, the record's keys, the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from onrecord import cli, record
from onrecord.record_json import to_json
from tests.records import sample
from tests.test_house import ALLOWED
from tools import docs

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = ("/work", "../shared", "TODO")


def verbs(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """All verbs by their whole names, those within others too."""
    for word, verb in group.commands.items():
        yield f"{name} {word}", verb
        if isinstance(verb, click.Group):
            yield from verbs(verb, f"{name} {word}")


def test_every_verb_has_help_and_is_in_the_reference() -> None:
    page = docs.cli_page()
    for name, verb in verbs(cli.onrecord, "onrecord"):
        assert verb.help
        assert f"# {name}\n" in page
        assert all(p.help for p in verb.params if isinstance(p, click.Option))


def test_the_reference_of_the_command_line_is_in_step() -> None:
    assert docs.CLI.read_text(encoding="utf-8") == docs.cli_page(), "run make docs"


def test_no_link_leads_nowhere() -> None:
    assert docs.dead_links() == []


@pytest.mark.parametrize("page", docs.pages(), ids=lambda page: page.name)
def test_commands_in_the_pages_exist(page: Path) -> None:
    for line in re.findall(r"^(?:\$ )?(onrecord [^|\n#]*|make \w+)", page.read_text(encoding="utf-8"), re.MULTILINE):
        program, verb, *arguments = line.split()
        if program == "make":
            assert f"\n{verb}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), f"{page.name}: {line}"
        elif verb.isalpha():
            command = cli.onrecord.commands[verb]
            if isinstance(command, click.Group) and arguments:
                command = command.commands[arguments[0]]
            options = {name for p in command.params if isinstance(p, click.Option) for name in p.opts} | {"--help"}
            assert {a for a in arguments if a.startswith("-") and a != "-"} <= options, f"{page.name}: {line}"


@pytest.mark.parametrize("page", docs.pages(), ids=lambda page: page.name)
def test_pages_speak_of_the_project_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [word for word in FORBIDDEN if word in text] == []


def test_the_page_of_the_record_names_every_key() -> None:
    page = (ROOT / "docs/record.md").read_text(encoding="utf-8")

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(key for inner in value.values() for key in keys(inner))}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()

    assert [key for key in sorted(keys(to_json(sample()))) if f"`{key}`" not in page] == []


SETS = (
    "Kind", "Status", "Act", "Form", "Medium", "Effect", "LinkKind", "HowHad", "Basis", "ActionType", "PlaceKind", "Prominence", "Scale",
)  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_the_page_of_the_record_names_every_value_of_the_closed_sets(name: str) -> None:
    page = (ROOT / "docs/record.md").read_text(encoding="utf-8") + (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    assert [value for value in getattr(record, name).__args__ if value not in page] == []


def test_the_page_of_the_house_names_every_room() -> None:
    page = (ROOT / "docs/house.md").read_text(encoding="utf-8")
    assert [room for room in ALLOWED if f"`{room}`" not in page and f"`{room}.py`" not in page] == []


def test_outputs_are_put_into_their_blocks() -> None:
    page = "<!-- output of `onrecord --version` -->\n\n```\nold\n```\n\n"
    page += "```python\nprint(1 + 1)\n```\n\n<!-- its output -->\n\n```\n3\n```\n"
    made = docs.with_outputs(page)
    assert "onrecord 0.1.0" in made
    assert made.endswith("```\n2\n```\n")
