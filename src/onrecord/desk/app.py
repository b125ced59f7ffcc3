"""The web application of a ledger: a page and its data for each screen, behind the guard."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from onrecord.desk import auditing, deciding, faults, job_calls, searching, sheets
from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, Moved
from onrecord.desk.guard import Guard
from onrecord.desk.jobs import Jobs
from onrecord.desk.keys import keys_of
from onrecord.desk.plain import plain
from onrecord.desk.screens import SCREENS, Screen
from onrecord.desk.templating import render
from onrecord.desk.trays import FILE, Trays
from onrecord.errors import UsageError
from onrecord.ledger.store import Store, reported
from onrecord.ledger.withholding import names

_HERE = Path(__file__).parent
"""Style that the self-contained page of a record has too: marks and cards look the same in both."""


PATIENCE, STEPS = 60.0, 100_000
"""Seconds that the ledger may be asked for one page, and how many steps of SQLite lie between two looks at the clock."""
SAID = "said"
"""The parameter with which a form that was sent without a script tells what came of it."""


def create_app(
    ledger: Path, hosts: Iterable[str], coder: str = "unknown", reader: Callable[[], Any] | None = None
) -> ASGIApp:
    """The application of the ledger in a file, for requests under some names. The file is opened anew for each request.

    `coder` is who decides; `reader` makes the reader of what is added, when the first report needs it.
    """
    jobs, trays = Jobs(ledger, reader), Trays()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(jobs.close)
        trays.close()

    app = FastAPI(
        title="onrecord desk", version=version("onrecord"), docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )  # fmt: skip
    app.state.token, app.state.coder, app.state.jobs = secrets.token_urlsafe(24), coder, jobs
    app.state.id = sha256(str(ledger.resolve()).encode()).hexdigest()[:12]
    faults.install(app, str(ledger))
    app.add_api_route("/api/keys.json", _keys, summary="The keys of a screen.")
    app.add_api_route("/api", lambda: RedirectResponse("/api/openapi.json"), include_in_schema=False)
    for screen in SCREENS:
        further: dict[str, Any] = {"response_model": screen.page, "openapi_extra": {"parameters": list(map(_described, screen.parameters))}}
        app.add_api_route(screen.twin, _twin(screen, ledger), summary=screen.what, name=f"{screen.name}.json", **further)
        page: dict[str, Any] = {"methods": ["GET", "HEAD"], "include_in_schema": False, "response_class": HTMLResponse}
        app.add_api_route(screen.path, _page(screen, ledger), name=screen.name, **page)
    deciding.install(app, ledger)
    auditing.install(app, ledger)
    searching.install(app, ledger)
    job_calls.install(app, jobs, trays)
    sheets.install(app)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    return Guard(app, hosts, larger={"/api/add/file": FILE})


def _twin(screen: Screen, ledger: Path) -> Callable[[Request], Response]:
    """The data of a screen."""

    def twin(request: Request) -> Response:
        made = _made(screen, ledger, request)
        return RedirectResponse(f"{made.path}.json", 307) if isinstance(made, Moved) else JSONResponse(plain(made))

    return twin


def _page(screen: Screen, ledger: Path) -> Callable[[Request], Response]:
    """The page of a screen, with the address of its data."""

    def page(request: Request) -> Response:
        try:
            made, status = _made(screen, ledger, request), 200
        except UsageError as error:
            if (refused := screen.refused) is None:
                raise
            trouble = error
            made, status = _made(screen, ledger, request, lambda call: refused(call, trouble)), 400
        if isinstance(made, Moved):
            return RedirectResponse(made.path, 307)
        query = f"?{request.url.query}" if request.url.query else ""
        twin = screen.twin.format(**request.path_params) + query
        around = {"ledger": ledger.name, "twin": twin, "desk": _desk(request)}
        return HTMLResponse(render(screen.template, screen=screen.name, page=made, **around), status)

    return page


def _made(screen: Screen, ledger: Path, request: Request, make: Callable[[Call], object] | None = None) -> object:
    """What a screen makes of a request, or what else is to be made of it, with a connection of its own.

    Raises SlowError where the ledger would have to be asked for too long.
    """
    until = time.monotonic() + PATIENCE
    with Store.open(ledger, create=False) as store, reported(ledger):
        store.db.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        state = request.app.state
        made = (make or screen.make)(Call(store.db, request.path_params, _asked(request), state.token, state.coder, state.jobs))
        return names(store.db).all(made)


def _desk(request: Request) -> dict[str, str]:
    """What every page knows of its desk: the token of its forms, who sits at it, which ledger, what a form came to, its own address."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    state = request.app.state
    return {"token": state.token, "coder": state.coder, "id": state.id, "said": request.query_params.get(SAID, "")[:300], "here": here}


def _asked(request: Request) -> list[tuple[str, str]]:
    """The parameters of an address; what a decision came to, which is shown once, is none of the page's."""
    return [(name, value) for name, value in request.query_params.multi_items() if name != SAID]


def _keys(screen: str = "all") -> Response:
    """The keys of a screen, in the order in which they are shown."""
    return JSONResponse(plain(keys_of(screen)))


def _described(parameter: Parameter) -> dict[str, Any]:
    """A parameter as OpenAPI has it."""
    kinds: dict[str, dict[str, Any]] = {"count": {"type": "integer"}, "number": {"type": "number"}, "flag": {"type": "boolean"}}
    schema = kinds.get(parameter.kind, {"type": "string"})
    values = {"enum": list(parameter.values)} if parameter.values else {}
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.help,
        "schema": {"type": "array", "items": schema} if parameter.kind == "many" else {**schema, **values},
    }
