"""The desk as a server on this machine alone."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from onrecord.desk.app import create_app
from onrecord.desk.guard import hosts
from onrecord.errors import UsageError

ADDRESS = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """A socket on this machine alone; port 0 takes any that is free. Raises UsageError where the port is taken or not to be had."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((ADDRESS, port))
        made.listen(128)  # who asks before the server is up waits for it
    except OSError as error:
        made.close()
        raise UsageError(f"port {port} cannot be used ({error.strerror or error}); name another with --port, or 0 for any") from error
    return made


def server(ledger: Path, at: socket.socket, coder: str = "unknown", reader: Callable[[], Any] | None = None) -> uvicorn.Server:
    """The server of a ledger at a socket: `server(...).run(sockets=[at])`; `coder` and `reader` as for `create_app`."""
    app = create_app(ledger, hosts(at.getsockname()[1]), coder, reader)
    config = uvicorn.Config(app, log_level="critical", lifespan="on", server_header=False, timeout_graceful_shutdown=2)
    return uvicorn.Server(config)
