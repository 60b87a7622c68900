"""A program that receives webhooks, on loopback: it keeps what came, and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`status`, `answer` and `headers` are what it says; `calls` is what it was told."""

    url: str = ''
    port: int = 0
    status: int = 200
    answer: bytes = b'thank you'
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen for the length of a `with`."""
    state = Receiver()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get('Content-Length', 0))
            state.calls.append(
                Call({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length))
            )
            self.send_response(state.status)
            self.send_header('Content-Length', str(len(state.answer)))
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
    state.port = server.server_port
    state.url = f'http://127.0.0.1:{state.port}/hook'
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
