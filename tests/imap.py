"""A real IMAP server on loopback (the part of RFC 3501 that reading needs), with mailboxes that tests fill, renumber and break."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from tests.server import free_port

MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()


@dataclass
class Kept:
    uid: int
    day: date
    content: bytes
    seen: bool = False


@dataclass
class Folder:
    """Mails in the order of their arrival; `renumber` is what a server does after it was moved or repaired."""

    validity: int = 1
    next_uid: int = 1
    mails: list[Kept] = field(default_factory=list)

    def add(self, content: bytes, day: date | None = None) -> int:
        self.mails.append(Kept(self.next_uid, day or datetime.now(UTC).date(), content))
        self.next_uid += 1
        return self.next_uid - 1

    def renumber(self) -> None:
        self.validity += 1
        for number, mail in enumerate(self.mails, start=1):
            mail.uid = number
        self.next_uid = len(self.mails) + 1


class Imap:
    """The server's state. `refused` mails are answered with NO, at a `cut` one the line breaks; `tells` is whether SELECT names UIDNEXT.

    `handed_over` is when a mail was last fetched.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.password = 'secret'
        self.folders = {'INBOX': Folder(), 'Spam': Folder(), 'Termine &- Anfragen': Folder()}
        self.refused: set[int] = set()
        self.cut: set[int] = set()
        self.tells = True
        self.handed_over = 0.0

    @property
    def inbox(self) -> Folder:
        return self.folders['INBOX']


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: 'Listener'

    def handle(self) -> None:
        self.box, self.folder, self.inside = self.server.box, None, False
        self.say('* OK ready')
        try:
            while line := self.rfile.readline():
                if not self.answer(line.decode().rstrip('\r\n')):
                    return
        except OSError:
            return

    def say(self, line: str) -> None:
        self.wfile.write(f'{line}\r\n'.encode())

    def answer(self, line: str) -> bool:
        tag, _, rest = line.partition(' ')
        word, _, given = rest.partition(' ')
        if word.upper() == 'UID':
            word, _, given = given.partition(' ')
        if word.upper() == 'LOGOUT':
            self.say('* BYE see you')
            self.say(f'{tag} OK done')
            return False
        act = getattr(self, f'on_{word.lower()}', None)
        if act is None or (not self.inside and word.upper() not in {'CAPABILITY', 'LOGIN', 'NOOP'}):
            self.say(f'{tag} BAD what?')
            return True
        said = act(given)
        if said is None:
            return False
        self.say(f'{tag} {said}')
        return True

    def on_capability(self, given: str) -> str:
        self.say('* CAPABILITY IMAP4rev1')
        return 'OK done'

    def on_noop(self, given: str) -> str:
        return 'OK done'

    def on_login(self, given: str) -> str:
        self.inside = given.endswith(f' "{self.box.password}"')
        return 'OK welcome' if self.inside else 'NO [AUTHENTICATIONFAILED] Invalid credentials'

    def on_list(self, given: str) -> str:
        self.say('* LIST (\\Noselect) "/" "[Groups]"')
        for name in self.box.folders:
            self.say(f'* LIST () "/" "{name}"')
        return 'OK done'

    def on_select(self, given: str) -> str:
        return self.on_examine(given)

    def on_examine(self, given: str) -> str:
        self.folder = self.box.folders.get(given.strip('"'))
        if self.folder is None:
            return 'NO [NONEXISTENT] Unknown mailbox'
        self.say(f'* {len(self.folder.mails)} EXISTS')
        self.say(f'* OK [UIDVALIDITY {self.folder.validity}] as always')
        if self.box.tells:
            self.say(f'* OK [UIDNEXT {self.folder.next_uid}] next')
        return 'OK [READ-ONLY] open'

    def on_search(self, given: str) -> str:
        """`UID n:*`, which names the last mail even when it lies before n, and SINCE."""
        assert self.folder
        first = int(re.search(r'UID (\d+):\*', given)[1])  # type: ignore[index]
        day = re.search(r'SINCE (\d+)-(\w+)-(\d+)', given)
        since = date(int(day[3]), MONTHS.index(day[2]) + 1, int(day[1])) if day else date.min
        last = self.folder.mails[-1].uid if self.folder.mails else 0
        found = [mail.uid for mail in self.folder.mails if mail.uid >= min(first, last) and mail.day >= since]
        self.say(f'* SEARCH {" ".join(map(str, found))}'.rstrip())
        return 'OK done'

    def on_fetch(self, given: str) -> str | None:
        assert self.folder
        uid, _, parts = given.partition(' ')
        for number, mail in enumerate(self.folder.mails, start=1):
            if mail.uid != int(uid):
                continue
            if mail.uid in self.box.cut:
                return None
            if mail.uid in self.box.refused:
                return 'NO [SERVERBUG] internal error'
            if 'SIZE' in parts:
                self.say(f'* {number} FETCH (UID {uid} RFC822.SIZE {len(mail.content)})')
                continue
            mail.seen = mail.seen or 'PEEK' not in parts
            what = 'BODY[HEADER]' if 'HEADER' in parts else 'BODY[]'
            content = mail.content.split(b'\r\n\r\n')[0] + b'\r\n\r\n' if 'HEADER' in parts else mail.content
            self.wfile.write(f'* {number} FETCH (UID {uid} {what} {{{len(content)}}}\r\n'.encode() + content + b')\r\n')
            self.box.handed_over = time.monotonic()
            self.say(f'* {number} FETCH (FLAGS (\\Seen) UID {uid})')
        return 'OK done'


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, box: Imap) -> None:
        self.box = box
        super().__init__(('127.0.0.1', box.port), Talk)


@contextmanager
def serving(box: Imap | None = None) -> Iterator[Imap]:
    """Listen for the length of a `with`; the same mailbox may be served again later."""
    box = box or Imap()
    listener = Listener(box)
    thread = threading.Thread(target=listener.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        listener.shutdown()
        listener.server_close()
