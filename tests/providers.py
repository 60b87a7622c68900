"""Resend and Twilio as their documentation describes them, on loopback, for the real clients: mails that came in, and pictures of texts."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Providers:
    """What they keep for us. `asked` are the paths with the credentials that came along; `down` makes every answer a 503."""

    def __init__(self) -> None:
        self.mails: dict[str, bytes] = {}
        self.media: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.down = False
        self.url = ''


@contextmanager
def providers() -> Iterator[Providers]:
    """Listen for the length of a `with`."""
    state = Providers()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers.get('Authorization', '')))
            name = self.path.rsplit('/', 1)[-1]
            if state.down:
                self.say(503, b'{"message": "try later"}')
            elif self.path.startswith('/emails/receiving/') and name in state.mails:
                raw = {'download_url': f'{state.url}/originals/{name}', 'expires_at': '2030-01-01T00:00:00Z'}
                self.say(200, json.dumps({'object': 'email', 'id': name, 'raw': raw}).encode())
            elif self.path.startswith('/originals/'):
                self.say(200, state.mails[name], 'message/rfc822')
            elif '/Media/' in self.path and name in state.media:
                self.say(302, b'', Location=f'{state.url.replace("127.0.0.1", "localhost")}/store/{name}')
            elif self.path.startswith('/store/'):
                self.say(200, state.media[name], 'application/octet-stream')
            else:
                self.say(404, b'{"name": "not_found", "message": "Not found"}')

        def say(self, status: int, content: bytes, kind: str = 'application/json', **headers: str) -> None:
            self.send_response(status)
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(content)))
            for header, value in headers.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()
    state.url = f'http://127.0.0.1:{server.server_port}'
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
