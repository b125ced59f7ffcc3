"""Drawing reports for blind audits, and taking in what was coded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from onrecord.desk.audit_screen import numbered
from onrecord.desk.guard import TOKEN
from onrecord.desk.locks import held
from onrecord.desk.plain import plain
from onrecord.desk.sent import Sent, received
from onrecord.errors import UsageError
from onrecord.ledger.audits import MOST, Audit, audit, draw, set_aside, submit
from onrecord.ledger.store import Store, reported
from onrecord.ledger.withholding import teller
from onrecord.record import Span


def install(app: FastAPI, ledger: Path) -> None:
    """Let audits be drawn and closed."""
    desk = _Desk(app, ledger)
    token = {"parameters": [{"name": TOKEN, "in": "header", "required": True, "schema": {"type": "string"}}]}
    app.add_api_route("/audits", desk.drawn, methods=["POST"], include_in_schema=False)
    app.add_api_route("/audits/{number}", desk.closed_by_form, methods=["POST"], include_in_schema=False)
    app.add_api_route("/api/audits", desk.drawn_as_json, methods=["POST"], summary="Draw a report to be coded blind.", openapi_extra=token)
    app.add_api_route("/api/audits/{number}", desk.closed, methods=["POST"], summary="Close an audit.", openapi_extra=token)


class _Desk:
    """The audits of one ledger."""

    def __init__(self, app: FastAPI, ledger: Path) -> None:
        self.app, self.ledger = app, ledger
        self._one = Lock()

    async def drawn(self, request: Request) -> Response:
        """Draw a report, and lead to it."""
        await received(request)
        made = await run_in_threadpool(self._draw)
        return RedirectResponse(f"/audits/{made.id}", 303)

    async def drawn_as_json(self, request: Request) -> Response:
        """Draw a report; its number and its key."""
        await received(request)
        made = await run_in_threadpool(self._draw)
        return JSONResponse({"audit": made.id, "report": made.report})

    async def closed(self, request: Request, number: str) -> Response:
        """Take in what was coded; what became of it."""
        made = await run_in_threadpool(self._close, numbered(number), await received(request))
        return JSONResponse({"audit": plain(made), "found": len(made.pairs), "missed": len(made.missed), "extra": len(made.extra)})

    async def closed_by_form(self, request: Request, number: str) -> Response:
        """Set a report aside, as a form says."""
        await run_in_threadpool(self._close, numbered(number), await received(request))
        return RedirectResponse("/audits", 303)

    def _draw(self) -> Audit:
        with held(self._one), Store.open(self.ledger, create=False) as store, reported(self.ledger), store.writing("audit") as db:
            return draw(db, self.app.state.coder)

    def _close(self, number: int, sent: Sent) -> Audit:
        events, aside = sent.get("events"), sent.get("aside")
        with held(self._one), Store.open(self.ledger, create=False) as store, reported(self.ledger), store.writing("audit") as db:
            whole = isinstance(aside, str) and events is None
            coder: str = self.app.state.coder
            made = set_aside(db, number, str(aside), coder) if whole else _coded(db, number, events, coder)
            return teller(db)(made.report, made)


def _coded(db: sqlite3.Connection, number: int, events: Any, coder: str) -> Audit:
    """What was coded, taken in once."""
    coded, one = list(_events(events)), audit(db, number)
    if one.coded is not None and [(e.span, e.type, e.status) for e in one.coded] == coded:
        return one  # sent again
    return submit(db, number, coded, coder)


def _events(sent: Any) -> Iterator[tuple[Span, str, str]]:
    """The events that were coded. Raises UsageError for another shape."""
    if not isinstance(sent, list) or len(sent) > MOST:
        raise UsageError(f"events: a list of up to {MOST} is wanted, or aside with a reason")
    for one in sent:
        event = one if isinstance(one, dict) else {}
        span = event.get("span")
        whole = isinstance(span, list) and len(span) == 2 and all(isinstance(n, int) and not isinstance(n, bool) for n in span)
        if not isinstance(span, list) or not whole or not all(isinstance(event.get(name), str) for name in ("type", "status")):
            raise UsageError("events: each has a span of two numbers, a type and a status")
        yield (span[0], span[1]), event["type"], event["status"]
