"""Decisions that are sent from the pages, or by a program: taken one at a time, each once, by whoever sits at the desk."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from onrecord.desk.acts import ACTS, taken
from onrecord.desk.event_screen import what
from onrecord.desk.guard import TOKEN
from onrecord.desk.locks import held
from onrecord.desk.sent import REQUEST, Sent, received
from onrecord.ledger import atlas, deriving
from onrecord.ledger import decision_table as table
from onrecord.ledger.deciding import Decider
from onrecord.ledger.store import Store, reported
from onrecord.ledger.withholding import names


def install(app: FastAPI, ledger: Path) -> None:
    """Let decisions be sent to an app that has its token and its coder in its state."""
    desk = _Desk(app, ledger)
    app.add_api_route("/api/decisions", desk.answer, methods=["POST"], summary="Take a decision.", openapi_extra=_described())
    app.add_api_route("/decide", desk.lead, methods=["POST"], include_in_schema=False)


class _Desk:
    """Takes the decisions of one ledger, one at a time."""

    def __init__(self, app: FastAPI, ledger: Path) -> None:
        self.app, self.ledger = app, ledger
        self._one = Lock()

    async def answer(self, request: Request) -> Response:
        """Take what was sent; its number, and what it changed, a sentence each."""
        sent = await received(request)
        return JSONResponse(await run_in_threadpool(self._take, sent))

    async def lead(self, request: Request) -> Response:
        """Take what a form sent, and lead to where it says."""
        sent = await received(request)
        made = await run_in_threadpool(self._take, sent)
        to = str(sent.get("next") or "/decisions")
        if not to.startswith("/") or to.startswith(("//", "/\\")):
            to = "/decisions"
        head, mark, fragment = to.partition("#")
        joint = "&" if "?" in head else "?"
        said = quote("; ".join(made["said"])[:300])
        return RedirectResponse(f"{head}{joint}said={said}{mark}{fragment}" if "said=" not in head else to, 303)

    def _take(self, sent: Sent) -> dict[str, Any]:
        with held(self._one), Store.open(self.ledger, create=False) as store, reported(self.ledger):
            number = taken(Decider(store, deriving, atlas.places, _named(sent)), sent, self.app.state.coder)
            return {"decision": number, "said": said(store, number)}


def _named(sent: Sent) -> str | None:
    """The name of a request, with a digest of what it asks for."""
    if sent["request"] is None:
        return None
    asked = {name: value for name, value in sent.items() if name not in ("request", "token", "next")}
    return f"{sent['request']}\n{sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]}"


def said(store: Store, number: int) -> list[str]:
    """What an act came to, a sentence each."""
    act = table.select(store.db, "id = ? OR batch = ?", (number, number))
    return names(store.db).all(list(dict.fromkeys(what(one) for one in act)))


def _described() -> dict[str, Any]:
    """What is sent, as OpenAPI has it: the acts, each with its names."""
    text = {"type": "string"}
    several = {"type": "array", "items": text}
    kinds = {"events": several, "names": several, "fields": several, "seen": {"type": "object"}, "set": {"type": "object"}}
    kinds |= {"value": {}, "decision": {"type": "integer"}, "words": {}}
    acts = [
        {
            "title": act.kind,
            "description": act.what,
            "type": "object",
            "required": ["kind", *act.needs],
            "properties": {"kind": {"const": act.kind}, **{name: kinds.get(name, text) for name in (*act.needs, *act.may, "why")}},
        }
        for act in ACTS
    ]
    headers = [
        {"name": TOKEN, "in": "header", "required": True, "schema": text, "description": "from the JSON of any page"},
        {"name": REQUEST, "in": "header", "required": False, "schema": text, "description": "the same again decides nothing anew"},
    ]
    return {"parameters": headers, "requestBody": {"content": {"application/json": {"schema": {"oneOf": acts}}}}}
