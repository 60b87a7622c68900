"""A calendar server on loopback that answers as it is told, and notes what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class CalendarServer:
    """`body`, `status` and `location` are what comes back; `seen` the If-None-Match of each call."""

    def __init__(self) -> None:
        self.body, self.status, self.location = b'', 200, ''
        self.seen: list[str] = []
        self.url = ''

    def holds(self, *events: str) -> None:
        """From now on the calendar has these events."""
        lines = [f'BEGIN:VEVENT\r\nUID:{index}\r\n{one}\r\nEND:VEVENT' for index, one in enumerate(events)]
        whole = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', *lines, 'END:VCALENDAR', '']
        self.body, self.status = '\r\n'.join(whole).encode(), 200


@contextmanager
def serving() -> Iterator[CalendarServer]:
    """The server, while the block lasts."""
    told = CalendarServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get('If-None-Match', '')
            told.seen.append(known)
            etag = f'"{hash(told.body)}"'
            status = 304 if known == etag and told.status == 200 else told.status
            self.send_response(status)
            if told.location:
                self.send_header('Location', told.location)
            self.send_header('ETag', etag)
            body = told.body if status == 200 else b''
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    told.url = f'http://127.0.0.1:{server.server_port}/busy.ics'
    thread = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
