"""What went wrong, in one shape: what, where, and what to do. No path of this machine and no trace of the program is in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from onrecord.desk.templating import render, sentence
from onrecord.errors import ChangedError, DamagedError, OnrecordError, SlowError, UnknownError, UsageError

_LOG = logging.getLogger("onrecord.desk")


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence on what went wrong, the page or parameter where, and what can be done about it.

    `versions`: what the sender saw and what it is now, where that is the trouble.
    """

    status: int
    what: str
    where: str
    do: str
    versions: tuple[object, object] | None = None


_STATUSES: tuple[tuple[type[OnrecordError], int, str], ...] = (
    (UsageError, 400, "Mend it in the address or in the form, and ask again."),
    (UnknownError, 404, "Look for it in the ledger: it may have another key."),
    (SlowError, 503, "Narrow the question, for example to some days or a place."),
    (ChangedError, 409, "Load the page again to see what it is now, and decide on that."),
    (DamagedError, 500, "See what can be saved with: onrecord doctor --ledger"),
)
"""What an error comes to: its status, and what to do where its own sentence does not say."""
_WORDS = {
    403: ("The desk does not know this page any more.", "Load it again, and send it once more."),
    404: ("There is no such page.", "Go to the ledger and look from there."),
    405: ("This address does not take such a request.", "Open it in a browser, or see /api/openapi.json."),
    415: ("The desk does not take this kind of content.", "Send a form, or JSON as application/json; a file as application/octet-stream."),
    413: ("This is more than the desk takes at once.", "Add it on the command line: onrecord add"),
}


def of_error(error: OnrecordError, where: str, ledger: str) -> Fault:
    """An error of the program as a fault; the path of the ledger is left out of its sentence."""
    status, do = next(((status, do) for kind, status, do in _STATUSES if isinstance(error, kind)), (503, "Try again in a while."))
    what, _, remedy = str(error).replace(f"{ledger}: ", "The ledger: ").replace(ledger, "the ledger").partition("; ")
    versions = (error.seen, error.present) if isinstance(error, ChangedError) and error.seen != error.present else None
    return Fault(status, sentence(what), where, sentence(remedy) if remedy else do, versions)


def answer(request: Request, fault: Fault, headers: dict[str, str] | None = None) -> Response:
    """A fault as JSON where JSON was asked for, else as a page."""
    if wants_json(request.url.path):
        told: dict[str, object] = {name: getattr(fault, name) for name in ("what", "where", "do")}
        if fault.versions:
            told |= dict(zip(("seen", "now"), fault.versions, strict=True))
        return JSONResponse({"error": told}, fault.status, headers)
    return HTMLResponse(render("fault.html", fault=fault, phrase=HTTPStatus(fault.status).phrase), fault.status, headers)


def wants_json(path: str) -> bool:
    """Whether an address is one of data."""
    return path.endswith(".json") or path.startswith("/api/")


def install(app: FastAPI, ledger: str) -> None:
    """Let the app answer every error as a fault."""

    def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, OnrecordError)
        return answer(request, of_error(error, request.url.path, ledger))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        what, do = _WORDS.get(error.status_code, (str(error.detail), "Go back and try again."))
        return answer(request, Fault(error.status_code, what, request.url.path, do), dict(error.headers or {}))

    def invalid(request: Request, _: Exception) -> Response:
        return answer(request, Fault(400, "The request makes no sense.", request.url.path, "See /api/openapi.json for what it takes."))

    def unforeseen(request: Request, error: Exception) -> Response:
        _LOG.error("%s: a fault of onrecord (%s: %s); please report it", request.url.path, type(error).__name__, error)
        what = f"A fault of onrecord ({type(error).__name__})."
        return answer(request, Fault(500, what, request.url.path, "Please report it with the address of the page."))

    app.add_exception_handler(OnrecordError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)
