"""Desks for tests: a real server of a ledger, in a thread, on a free port of this machine."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from onrecord.desk.serving import bound, server
from onrecord.ledger import Ledger
from tests.gates import LONG

JSON, FORM, BYTES = "application/json", "application/x-www-form-urlencoded", "application/octet-stream"


@dataclass(frozen=True)
class Answer:
    """What a desk answered."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Desk:
    """A desk that runs."""

    port: int
    ledger: Path

    @property
    def url(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request, as it is written: nothing in the path is mended."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            wire.request(method, path, body, {"Host": f"127.0.0.1:{self.port}", **named})
            answer = wire.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            wire.close()


    @property
    def token(self) -> str:
        """What its own pages prove themselves with."""
        return str(self.ask("/review.json").json["token"])

    def post(self, path: str, body: object, **headers: str) -> Answer:
        """Send an object, as a program does."""
        named = {"Content_Type": "application/json", "x_onrecord_token": self.token, **headers}
        return self.ask(path, "POST", json.dumps(body).encode(), **named)


@contextmanager
def served(ledger: Path, reader: Callable[[], Any] | None = None) -> Iterator[Desk]:
    """A desk for a ledger, until the block ends; `reader` makes what reads, where it is not the one that is installed."""
    at = bound(0)
    running = server(ledger, at, reader=reader)
    thread = Thread(target=running.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        yield Desk(at.getsockname()[1], ledger)
    finally:
        running.should_exit = True
        thread.join(10)
        at.close()


def ended(desk: Desk, job: str) -> Any:
    """An addition, once it has ended."""
    while (view := desk.ask(f"/api/jobs/{job}").json)["state"] in ("waiting", "running"):
        time.sleep(0.02)
    return view


def token(desk: Desk) -> str:
    """What calls that change something have to bring along."""
    return str(desk.ask("/add.json").json["token"])


def post(desk: Desk, path: str = "/api/add", body: bytes | None = None, kind: str = JSON, key: str | None = None, **sent: str) -> Answer:
    """A call that changes something, as a program makes it."""
    headers = {"Content_Type": kind, "X_Onrecord_Token": token(desk), **({"Idempotency_Key": key} if key else {})}
    return desk.ask(path, "POST", json.dumps(sent).encode() if body is None else body, **headers)


def upload(desk: Desk, name: str, data: bytes, **asked: str) -> Answer:
    """A file that is handed over."""
    return post(desk, f"/api/add/file?{urlencode({'name': name, **asked})}", data, BYTES)


def until(desk: Desk, job: str, met: Callable[[Any], bool]) -> Any:
    """A job, once something holds for it."""
    end = time.monotonic() + LONG
    while not met(view := desk.ask(f"/api/jobs/{job}").json):
        assert time.monotonic() < end, view
        time.sleep(0.01)
    return view


def sums(ledger: Path) -> list[tuple[str, int]]:
    """How the inputs of all runs ended; the file is whole, and each report that was added is there."""
    with Ledger.open(ledger, create=False) as opened:
        assert opened.store.check() == []
        counts = dict(opened.store.db.execute("SELECT outcome, count(*) FROM input GROUP BY outcome"))
        assert len(opened.reports()) == counts.get("added", 0)
    return sorted(counts.items())


@dataclass
class Seen(HTMLParser):
    """What a test asks of a page: its elements with their attributes, and its text."""

    source: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        """The values of an attribute, in their order."""
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]
