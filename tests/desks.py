"""Desks for tests: a real server of a ledger, in a thread, on a free port of this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

from onrecord.desk.serving import bound, server


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
def served(ledger: Path) -> Iterator[Desk]:
    """A desk for a ledger, until the block ends."""
    at = bound(0)
    running = server(ledger, at)
    thread = Thread(target=running.run, kwargs={"sockets": [at]}, daemon=True)
    thread.start()
    try:
        yield Desk(at.getsockname()[1], ledger)
    finally:
        running.should_exit = True
        thread.join(10)
        at.close()


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
