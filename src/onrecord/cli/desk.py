"""onrecord desk: the ledger as web pages, on this machine alone."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from threading import Timer

import click

from onrecord.cli.exits import OK
from onrecord.cli.ledgers import ledger_option, login
from onrecord.errors import UsageError

PORT = 8747


@click.command("desk")
@ledger_option
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where to listen; 0 takes any free port.")
@click.option("--no-browser", is_flag=True, help="Print the address only; open no browser.")
@click.option("--coder", default=login, show_default="your login name", metavar="NAME", help="Who decides in the pages.")
def command(ledger: Path, port: int, no_browser: bool, coder: str) -> int:
    """Show the ledger as web pages, to look, compare and correct: incidents, who says what, map, timeline, review, runs.

    The pages are served on 127.0.0.1 alone, to nobody but this machine, and load nothing from anywhere else. `?` shows the keys of a
    page; each page is there as JSON too. Stop it with Ctrl-C. It needs what `pip install 'onrecord[desk]'` installs.

    Exit codes: 0 stopped by Ctrl-C, 1 there is no such ledger, 2 the port cannot be used or the extra is not installed.
    """
    from onrecord.ledger.store import Store

    try:
        from onrecord.desk.serving import ADDRESS, bound, server
    except ModuleNotFoundError as error:
        raise UsageError(f"the desk needs {error.name}, which is not installed: pip install 'onrecord[desk]'") from error
    Store.open(ledger, create=False).close()
    at = bound(port)
    address = f"http://{ADDRESS}:{at.getsockname()[1]}/"
    click.echo(f"{ledger.name} is at {address}  (Ctrl-C stops it)")
    opening = Timer(0.8, webbrowser.open, (address,))
    opening.daemon = True
    if not no_browser:
        opening.start()
    try:
        server(ledger, at, coder).run(sockets=[at])
    except KeyboardInterrupt:
        pass
    finally:
        opening.cancel()
        at.close()
    click.echo("stopped", err=True)
    return OK
