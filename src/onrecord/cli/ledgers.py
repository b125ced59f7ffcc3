"""Where the ledger is: the option that all verbs of the ledger share."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

DEFAULT = Path("onrecord.db")
"""The ledger where none is named: in the folder that the command is called from."""

LARGEST = 2**63 - 1
"""The largest number that a ledger can have for anything."""

def login() -> str:
    """The login name of whoever sits there."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


ledger_option = click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    show_default=True,
    metavar="PATH",
    help="The ledger's file.",
)
"""The option --ledger, for a command whose function takes `ledger: Path`."""
