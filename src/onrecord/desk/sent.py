"""What a request sends, as a form or as JSON: read into one shape, or refused with a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from onrecord.desk.guard import TOKEN, proven
from onrecord.errors import UsageError

Sent = Mapping[str, Any]
"""Fields by name. Of a form each is a text, or a list of texts where it is named in `LISTS`; of JSON what it was."""
LISTS = frozenset(("events", "names", "value", "fields", "reports"))
"""Fields of which a form may hold several."""
GROUP = "set."
"""Begins the names of a form's fields that belong to what is set of an event: "set.status"."""
REQUEST = "idempotency-key"
"""The header that names a request; in a form the field "request" does."""
_MOST = 2_000
"""Fields of a form."""
_LONGEST = 200
_LONE = re.compile("[\ud800-\udfff]")


def prove(request: Request, given: object = None) -> None:
    """Raise HTTPException (403) unless a request knows the desk's token, in its header or as `given` by what it sends."""
    token: str = request.app.state.token
    named = request.headers.get(TOKEN) or given
    if not proven(named if isinstance(named, str) else None, token):
        raise HTTPException(403)


async def received(request: Request) -> Sent:
    """What a request that changes something sends; its name, or None, is under "request".

    Raises HTTPException 403 where it does not know the desk's token, 415 for another kind of content, UsageError where it makes no sense.
    """
    sent = read(await request.body(), request.headers.get("content-type", ""))
    prove(request, sent.get("token"))
    if _LONE.search(json.dumps(sent, ensure_ascii=False)):  # a text that is added may have them: it is made whole when it is read
        raise UsageError("what was sent has halves of characters (surrogates) in it; send whole ones")
    named = request.headers.get(REQUEST) or sent.get("request")
    if named is not None and not (isinstance(named, str) and 0 < len(named) <= _LONGEST):
        raise UsageError(f"{REQUEST}: a name of up to {_LONGEST} characters is wanted")
    return {**sent, "request": named}


def read(body: bytes, kind: str) -> Sent:
    """The fields of a request's body.

    Raises UsageError for what cannot be read or says a thing twice, HTTPException (415) for another kind of content.
    """
    named = kind.partition(";")[0].strip().lower()
    if named == "application/json":
        return _json(body)
    if named == "application/x-www-form-urlencoded" or not body:
        return _form(body)
    raise HTTPException(415)


def _json(body: bytes) -> Sent:
    try:
        sent = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_odd)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"what was sent cannot be read as JSON: {_trouble(error)}") from None
    if not isinstance(sent, dict):
        raise UsageError("what was sent cannot be read; send a form in UTF-8, or a JSON object of fields by their names")
    return sent


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Pairs as a mapping. Raises UsageError where one name stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise UsageError(_twice(next(name for n, (name, _) in enumerate(pairs) if name in dict(pairs[:n]))))
    return made


def _twice(name: str) -> str:
    return f'field "{name[:40]}": given twice; give it once'


def _odd(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _trouble(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _form(body: bytes) -> Sent:
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST, errors="strict")
    except ValueError:
        raise UsageError("what was sent cannot be read; send a form in UTF-8, or a JSON object of texts") from None
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name.startswith(GROUP):
            if value.strip():
                made.setdefault("set", {}).setdefault(name.removeprefix(GROUP), []).append(value.strip())
        elif name in LISTS:
            made.setdefault(name, [])
            made[name] += [value.strip()] if value.strip() else []
        elif name in made:
            raise UsageError(_twice(name))
        else:
            made[name] = value
    return made
