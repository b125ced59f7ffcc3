"""Calls that add something and make no sense, are too large, have no end, or whose client goes away."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from onrecord.desk import guard, trays
from onrecord.ledger import Ledger
from onrecord.reader import Reader
from tests.desks import BYTES, FORM, JSON, Desk, Seen, ended, post, served, sums, token, upload
from tests.gates import LONG, story


@pytest.fixture
def desk(tmp_path: Path, reader: Reader) -> Iterator[Desk]:
    """A desk of an empty ledger."""
    Ledger.open(tmp_path / "own.db").close()
    with served(tmp_path / "own.db", lambda: reader) as running:
        yield running


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"text=x", 415), ("", b"text=x", 415), ("multipart/form-data; boundary=x", b"--x--", 415), (BYTES, b"x", 415),
        (JSON, b'{"text": "a", "text": "b"}', 400), (FORM, b"text=a&text=b", 400), (JSON, b'{"text": "\xff"}', 400),
        (FORM, b"text=%FF", 400), (FORM, b"text=\xff", 400), (JSON, b"[1]", 400), (JSON, b'{"text": 1}', 400), (JSON, b"", 400),
        (JSON, b"[" * 100_000, 400), (JSON, b'{"text": "x"', 400), (FORM, b"a=1&" * 30, 400), (JSON, b'{"text": "\\ud800"}', 200),
        (JSON, b'{"tray": "none"}', 404), (JSON, b'{"text": "x", "feed": "all"}', 400), (JSON, b"x" * (guard.LIMIT + 1), 413),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(desk: Desk, kind: str, body: bytes, status: int) -> None:
    """Too large, another kind of content, no UTF-8, a field twice: 413, 415, 400."""
    answered = post(desk, "/api/add", body, kind)
    assert answered.status == status
    if status != 200:
        assert set(answered.json["error"]) == {"what", "where", "do"}
        assert desk.ask("/runs.json").json["runs"] == []


def test_bad_files_are_refused(desk: Desk) -> None:
    known = token(desk)
    assert post(desk, "/api/add/file?name=a.txt", b"x", "text/plain").status == 415
    assert post(desk, "/api/add/file?name=a.txt&colour=red", b"x", BYTES).status == 400
    assert upload(desk, "a.txt", b"x", published="soon").status == 400
    assert desk.ask("/api/add/file?name=a.txt", "POST", b"x", Content_Type=BYTES).status == 403
    foreign = {"Content_Type": BYTES, "X_Onrecord_Token": known, "Origin": "http://evil.example"}
    assert desk.ask("/api/add/file?name=a.txt", "POST", b"x", **foreign).status == 403
    for path in ("/api/jobs/none/stop", "/jobs/none/stop", "/api/runs/1/retry"):
        assert desk.ask(path, "POST", b"{}", Content_Type=JSON).status == 403
    assert [desk.ask(path).status for path in ("/api/jobs/none", "/jobs/none", "/jobs/none.json")] == [404] * 3
    assert desk.ask("/runs.json").json["runs"] == []


@pytest.mark.parametrize("path", ["/api/add", "/api/add/file?name=a.txt"])
def test_a_body_without_an_end_is_cut_off(desk: Desk, path: str) -> None:
    """A body in pieces, of no length that is told, goes on up to the limit and no further."""
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    kind = BYTES if "file" in path else JSON
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nX-Onrecord-Token: {token(desk)}\r\nContent-Type: {kind}\r\n"
    with socket.create_connection(("127.0.0.1", desk.port), timeout=LONG) as wire:
        wire.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent, got = 0, b""
        wire.setblocking(False)
        end = time.monotonic() + LONG
        while b"\r\n\r\n" not in got and time.monotonic() < end:
            try:
                sent += wire.send(piece[sent % len(piece) :])
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                break
            with suppress(BlockingIOError):
                got += wire.recv(65536)
    assert got.startswith(b"HTTP/1.1 413")
    assert sent < 3 * trays.FILE
    assert desk.ask("/runs.json").json["runs"] == []


def test_a_client_that_goes_away(desk: Desk) -> None:
    """A client that goes away in the middle of a body changes nothing, one that goes away after it loses nothing."""
    body = json.dumps({"text": story(3)}).encode()
    head = f"POST /api/add HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nX-Onrecord-Token: {token(desk)}\r\nContent-Type: {JSON}\r\n"
    for length, said in ((len(body) + 100, body), (len(body), body)):
        with socket.create_connection(("127.0.0.1", desk.port), timeout=LONG) as wire:
            wire.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + said)
    while not (known := desk.ask("/api/jobs").json["jobs"]):
        time.sleep(0.01)
    assert ended(desk, known[0]["id"])["ends"] == {"added": 1}
    assert len(desk.ask("/api/jobs").json["jobs"]) == 1
    assert sums(desk.ledger) == [("added", 1)]


def test_what_is_mended_was_filled_in(desk: Desk) -> None:
    sent = urlencode({"token": token(desk), "feed": "news.example/feed", "publisher": "The <Lantern>"}).encode()
    page = desk.ask("/add", "POST", sent, Content_Type=FORM)
    assert page.status == 400
    filled = [a.get("value") for tag, a in Seen(page.body).elements if tag == "input" and a.get("name") in ("feed", "publisher")]
    assert "news.example/feed" in filled
    assert "The <Lantern>" in filled
    assert "no address of a feed" in Seen(page.body).text
