"""The real product as a process of its own, on loopback, with a data folder of its own and a clock that tests can move."""

import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody uses right now, and that the system gives to no outgoing connection while a server on it restarts."""
    while True:
        port = random.SystemRandom().randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(('127.0.0.1', port))
            return port


class Server:
    """One server process; `url` is where it answers. It can be killed and started again on the same data.

    `warm`: the program is imported once, ahead of time, and every start is a fork of that (see `tests/warm.py`).
    """

    def __init__(self, home: Path, *, warm: bool = False, **settings: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.port = home, int(settings.pop('port', 0)) or free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self.clock = home / 'clock'
        self.log = home / f'server-{self.port}.log'
        self.process: subprocess.Popen[bytes] | Fork | None = None
        self.oven: subprocess.Popen[bytes] | None = None
        self.warm = warm
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(('CAREOPS_', 'NICEGUI_', 'PYTEST_'))
        }
        self.environment = clean | {
            'CAREOPS_ENVIRONMENT': 'test',
            'CAREOPS_RATE_LIMITS': 'off',
            'CAREOPS_HOST': '127.0.0.1',
            'CAREOPS_PORT': str(self.port),
            'CAREOPS_BASE_URL': self.url,
            'CAREOPS_DATA_DIR': str(home / 'data'),
            'CAREOPS_CLOCK_FILE': str(self.clock),
            'CAREOPS_TICK_SECONDS': '0.5',
            'CAREOPS_UNDO_SECONDS': '0',
            'PYTHONUNBUFFERED': '1',
            **{f'CAREOPS_{name.upper()}': value for name, value in settings.items()},
        }

    def start(self, *, within: float = 60) -> 'Server':
        """Start the process and wait until it answers as ready."""
        self.process = self._forked() if self.warm else self._program('main.py')
        end = time.monotonic() + within
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f'{self.url}/readyz', timeout=2):
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f'the server did not start:\n{self.log.read_text()[-4000:]}')

    def _program(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open('ab') as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE if self.warm else subprocess.DEVNULL,
                stdout=subprocess.PIPE if self.warm else log,
                stderr=log,
                start_new_session=True,
            )

    def _forked(self) -> 'Fork':
        self.oven = self.oven or self._program('-m', 'tests.warm')
        return Fork(self.oven)

    def kill(self) -> None:
        """kill -9: no chance to say goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as a container engine does."""
        self._end(signal.SIGTERM)
        if self.oven and self.oven.stdin:
            self.oven.stdin.close()
            self.oven.wait(20)
            self.oven = None

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)

    def move_clock(self, seconds: float) -> None:
        """Let the server's time be this many seconds ahead of the machine's."""
        beside = self.clock.with_suffix('.new')
        beside.write_text(str(seconds))
        beside.replace(self.clock)


class Fork:
    """A process that `tests/warm.py` forked and lays to rest, with the face of a Popen."""

    def __init__(self, oven: subprocess.Popen[bytes]) -> None:
        assert oven.stdin
        assert oven.stdout
        self._words = oven.stdout
        oven.stdin.write(b'start\n')
        oven.stdin.flush()
        self.pid = int(self._words.readline())
        self._ended = False

    def poll(self) -> int | None:
        """0 once it has ended, however it ended."""
        self._ended = self._ended or bool(select.select([self._words], [], [], 0)[0] and self._words.readline())
        return 0 if self._ended else None

    def wait(self, seconds: float) -> None:
        """Until it has ended; TimeoutExpired."""
        if not self._ended and not select.select([self._words], [], [], seconds)[0]:
            raise subprocess.TimeoutExpired('main.py', seconds)
        self.poll()

    def send_signal(self, how: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Server]:
    """A server for the length of a `with`; settings by their short names (`database_url=…`)."""
    server = Server(home, **settings)
    try:
        yield server.start()
    finally:
        server.stop()
