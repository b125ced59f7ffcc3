"""Naming a question to the ledger, and letting go of one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from onrecord.desk.asking import asking
from onrecord.desk.sent import Sent, received
from onrecord.errors import UsageError
from onrecord.ledger.searches import forget, keep
from onrecord.ledger.store import Store, reported


def install(app: FastAPI, ledger: Path) -> None:
    """Let questions be named and let go, as the ledger's own forms do."""

    async def search(request: Request) -> Response:
        sent = await received(request)
        return RedirectResponse(await run_in_threadpool(_kept, ledger, sent), 303)

    app.add_api_route("/searches", search, methods=["POST"], include_in_schema=False)


def _kept(ledger: Path, sent: Sent) -> str:
    """Keep or let go of what a form says; the address of the question."""
    name, asked, drop = (str(sent.get(part) or "") for part in ("name", "asked", "drop"))
    with Store.open(ledger, create=False) as store, reported(ledger), store.writing("search") as db:
        if drop:
            forget(db, drop)
            return "/"
        question = asking(parse_qsl(asked, keep_blank_values=True))
        if not question.pairs():
            raise UsageError("nothing is asked for: set a filter or columns, then name the search")
        address = question.address()
        keep(db, name, address.partition("?")[2])
        return address
