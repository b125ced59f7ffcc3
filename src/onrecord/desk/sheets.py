"""The style sheets of the desk: the parts that a screen is drawn with, joined, so that its first paint waits for one answer."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI, HTTPException
from starlette.requests import Request
from starlette.responses import Response

_HERE = Path(__file__).parent
_MARKS = _HERE.parent / "exports/page/marks.css"
_ALL = ("desk.css", "decide.css")
SHEETS: dict[str, tuple[str, ...]] = {
    "desk": (),
    "jobs": ("jobs.css",),
    "map": ("overview.css", "map.css"),
    "report": ("report.css",),
    "timeline": ("overview.css", "timeline.css"),
}
"""The parts of each sheet after those that all have, in order; a template names its sheet in the block `sheet`."""


@cache
def sheet(name: str) -> bytes:
    """A style sheet in UTF-8. Raises KeyError if there is none of that name."""
    parts = [_MARKS, *(_HERE / "static" / part for part in (*_ALL, *SHEETS[name]))]
    return b"\n".join(part.read_bytes() for part in parts)


def install(app: FastAPI) -> None:
    """Serve the sheets at /static/sheets/NAME.css; a browser that has one still asks, and is told that it is the same."""

    def found(name: str, request: Request) -> Response:
        if name not in SHEETS:
            raise HTTPException(404)
        body = sheet(name)
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(body, media_type="text/css", headers={"ETag": tag})

    app.add_api_route("/static/sheets/{name}.css", found, include_in_schema=False)
