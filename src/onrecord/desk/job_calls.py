"""The calls that add something, and those that ask about what is being added: for the pages' forms, for their modules, for programs."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from onrecord.desk import faults, retrying
from onrecord.desk.add_screen import FIELDS, KEY, SOURCES, files, form, refused, task
from onrecord.desk.add_screen import TOKEN as TOKEN_FIELD
from onrecord.desk.calls import Call
from onrecord.desk.guard import TOKEN
from onrecord.desk.jobs import Job, Jobs, JobView, Task
from onrecord.desk.plain import plain
from onrecord.desk.sent import REQUEST, prove
from onrecord.desk.templating import render
from onrecord.desk.trays import NEW, Trays
from onrecord.errors import UsageError
from onrecord.intake.dates import option_date
from onrecord.ledger.store import Store

WAIT = 10.0
"""Seconds that a call waits for a text to be read, which takes some tenths of one where nothing else is being added."""
_LONGEST_KEY = 200
Answering = Callable[[Request], Awaitable[Response]]
_HEADERS: list[dict[str, Any]] = [
    {"name": TOKEN, "in": "header", "required": True, "schema": {"type": "string"}, "description": "from /add.json"},
    {"name": REQUEST, "in": "header", "schema": {"type": "string"}, "description": "sent twice with one key, it is done once"},
]


def install(app: FastAPI, jobs: Jobs, trays: Trays) -> None:
    """Let the app take what is to be added, and tell how far it is."""
    page: dict[str, Any] = {"include_in_schema": False, "methods": ["POST"]}
    goes_on = {202: {"description": "It goes on; Location is where to ask how far it is."}}
    data: dict[str, Any] = {"methods": ["POST"], "responses": goes_on}
    add = partial(_added, jobs=jobs, trays=trays)
    app.add_api_route("/add", _answering(add), **page)
    app.add_api_route("/api/add", _answering(add), summary="Add a report.", openapi_extra=_sending(*FIELDS), **data)
    app.add_api_route(
        "/api/add/file", _answering(partial(_file, jobs=jobs, trays=trays)), summary="Add a file, or lay it in a tray that is added later.",
        openapi_extra=_FILE, **data,
    )  # fmt: skip
    retry = partial(_retried, jobs=jobs)
    app.add_api_route("/runs/{number}/retry", _answering(retry), **page)
    app.add_api_route(
        "/api/runs/{number}/retry", _answering(retry), summary="Try inputs of a run again.", openapi_extra=_sending(*retrying.FIELDS),
        **data,
    )  # fmt: skip
    stop = partial(_stopped, jobs=jobs)
    app.add_api_route("/jobs/{id}/stop", _answering(stop), **page)
    app.add_api_route(
        "/api/jobs/{id}/stop", _answering(stop), summary="Stop an addition after its current report.", openapi_extra=_sending(), **data
    )
    app.add_api_route("/api/jobs", lambda: JSONResponse({"jobs": plain(jobs.all())}), summary="What is being added, and was lately.")
    app.add_api_route("/api/jobs/{id}", _one(jobs), summary="How far an addition is.", response_model=JobView)


def _one(jobs: Jobs) -> Callable[[str], Response]:
    def one(id: str) -> Response:
        return JSONResponse(plain(jobs.get(id)))

    return one


def _answering(call: Answering) -> Answering:
    """A call whose client may go away: nobody is there to be answered then."""

    async def answering(request: Request) -> Response:
        try:
            return await call(request)
        except ClientDisconnect:
            return Response(status_code=400)

    return answering


async def _sent(request: Request) -> dict[str, str]:
    """The fields that were sent, by somebody who knows the token. Raises HTTPException (403) otherwise."""
    sent = form(await request.body(), request.headers.get("content-type", ""))
    prove(request, sent.get(TOKEN_FIELD))
    return sent


async def _added(request: Request, jobs: Jobs, trays: Trays) -> Response:
    """Add what was sent: 200 with how a text ended, 202 where it goes on, 400 where it makes no sense."""
    sent = await _sent(request)
    try:
        view, status = await run_in_threadpool(_begun, request, jobs, sent, lambda: task(sent, trays))
    except UsageError as error:
        if faults.wants_json(request.url.path):
            raise
        return HTMLResponse(await run_in_threadpool(_mended, request, jobs, sent, error), 400)
    return _answer(request, view, status)


async def _file(request: Request, jobs: Jobs, trays: Trays) -> Response:
    """Take one file: as a job, or into a tray."""
    prove(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/octet-stream":
        raise HTTPException(415)
    data, asked = await request.body(), request.query_params
    unknown = asked.keys() - {"name", "tray", "published", "publisher"}
    if unknown:
        raise UsageError(f'parameter "{min(unknown)[:40]}": there is none; known are name, tray, published, publisher')
    option_date(asked.get("published"))
    if "tray" in asked:
        tray, count = await run_in_threadpool(trays.put, asked["tray"], asked.get("name", ""), data)
        return JSONResponse({"tray": tray, "files": count}, 201)

    def made() -> Task:
        tray, _ = trays.put(NEW, asked.get("name", ""), data)
        return files({**asked, "tray": tray}, trays)

    view, status = await run_in_threadpool(_begun, request, jobs, {**asked, "sha256": sha256(data).hexdigest()}, made)
    return _answer(request, view, status)


async def _retried(request: Request, jobs: Jobs) -> Response:
    """Try inputs of a run again."""
    sent = await _sent(request)
    number = request.path_params["number"]

    def begun() -> tuple[JobView, int]:
        with Store.open(jobs.ledger, create=False) as store:
            made = retrying.task(store.db, number, sent)
        return _begun(request, jobs, {**sent, "run": number}, lambda: made)

    return _answer(request, *await run_in_threadpool(begun))


async def _stopped(request: Request, jobs: Jobs) -> Response:
    """Stop an addition."""
    await _sent(request)
    return _answer(request, await run_in_threadpool(jobs.stop, request.path_params["id"]), 200)


def _begun(request: Request, jobs: Jobs, sent: Mapping[str, str], made: Callable[[], Task]) -> tuple[JobView, int]:
    """A job for what was sent, or the one that is there; a text is waited for, and its trouble has a status."""
    key = request.headers.get(REQUEST) or sent.get(KEY)
    if key is not None and len(key) > _LONGEST_KEY:
        raise UsageError(f"Idempotency-Key: longer than {_LONGEST_KEY} characters; take a short one, as a UUID")
    what = {name: value for name, value in sent.items() if name not in (TOKEN_FIELD, KEY)}
    job: Job = jobs.start(made, key, json.dumps([request.url.path.removeprefix("/api"), what], sort_keys=True))
    return jobs.wait(job.id, WAIT) if "text" in sent else (jobs.get(job.id), 200)


def _answer(request: Request, view: JobView, status: int) -> Response:
    """What a call gives: the job, or the page that shows it."""
    if not faults.wants_json(request.url.path):
        return RedirectResponse(f"/jobs/{view.id}", 303)
    if view.error is not None and status != 200:
        return JSONResponse({"error": plain(view.error)}, status)
    return JSONResponse(plain(view), 200 if view.ended else 202, {"Location": f"/api/jobs/{view.id}"})


def _mended(request: Request, jobs: Jobs, sent: Mapping[str, str], error: UsageError) -> str:
    """The form as it was filled in, to be mended."""
    with Store.open(jobs.ledger, create=False) as store:
        page = refused(Call(store.db, {}, tuple(sent.items()), request.app.state.token, request.app.state.coder, jobs), error)
    return render("add.html", screen="add", page=page, ledger=jobs.ledger.name)


def _sending(*fields: str) -> dict[str, Any]:
    """A call that takes fields, as OpenAPI has it."""
    properties: dict[str, Any] = {name: {"type": "string"} for name in fields}
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if set(SOURCES) <= set(fields):
        schema["oneOf"] = [{"required": [name]} for name in SOURCES]
    return {"parameters": _HEADERS, "requestBody": {"content": {"application/json": {"schema": schema}}}}


_FILE: dict[str, Any] = {
    "parameters": [
        *_HEADERS,
        {"name": "name", "in": "query", "required": True, "schema": {"type": "string"}, "description": "the file's name, to be shown"},
        {"name": "tray", "in": "query", "schema": {"type": "string"}, "description": '"new", or a tray that an answer named'},
        *({"name": name, "in": "query", "schema": {"type": "string"}} for name in ("published", "publisher")),
    ],
    "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
}
