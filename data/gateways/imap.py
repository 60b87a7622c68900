"""A mailbox read over IMAP (RFC 3501): nothing in it is changed, not even what is unread."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError, MailboxStarttlsError

from data.gateways.base import Fetched, MailSource, PassingFailure, Provider, Refused, Setting

SECONDS = 20
MOST_FOLDERS = 5
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()  # of the protocol, whatever the locale
HOSTS: Mapping[str, Mapping[str, str | int]] = {
    name: {'host': host, 'port': 993, 'encryption': 'ssl'}
    for name, host in {
        'Gmail': 'imap.gmail.com',
        'iCloud': 'imap.mail.me.com',
        'Yahoo': 'imap.mail.yahoo.com',
        'AOL': 'imap.aol.com',
        'Fastmail': 'imap.fastmail.com',
        'Zoho': 'imap.zoho.com',
        'GMX': 'imap.gmx.net',
        'WEB.DE': 'imap.web.de',
        'T-Online': 'secureimap.t-online.de',
        'IONOS': 'imap.ionos.com',
        'STRATO': 'imap.strato.de',
        'mailbox.org': 'imap.mailbox.org',
        'Posteo': 'posteo.de',
        'OVH': 'ssl0.ovh.net',
        'Orange': 'imap.orange.fr',
        'Libero': 'imapmail.libero.it',
        'Migadu': 'imap.migadu.com',
    }.items()
}


class Imap:
    """One mailbox and the folders of it that are read."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        encryption: str,
        username: str,
        password: str,
        names: tuple[str, ...] = ('INBOX',),
    ) -> None:
        self.host, self.port, self.encryption = host, port, encryption
        self.username, self.password, self.names = username, password, names

    def folders(self) -> list[str]:
        """The folders of the mailbox; PassingFailure when it, or a folder that is to be read, cannot be opened."""
        with self._signed_in() as box, self.plainly():
            there = [one.name for one in box.folder.list() if '\\noselect' not in {flag.lower() for flag in one.flags}]
            for name in self.names:
                self._open(box, name, there)
        return there

    @contextmanager
    def opened(self, name: str) -> Iterator['Folder']:
        """The folder, open for reading only."""
        with self._signed_in() as box:
            with self.plainly():
                self._open(box, name)
                folder = Folder(self, box)
            yield folder

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """Every trouble with the server is told in a sentence."""
        try:
            yield
        except (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError) as error:
            raise PassingFailure(self._sentence(error)) from error

    @contextmanager
    def _signed_in(self) -> Iterator[BaseMailBox]:
        with self.plainly():
            box = self._connected()
        try:
            with self.plainly():
                signed = box.login if (self.username + self.password).isascii() else box.login_utf8
                signed(self.username, self.password, None)
            yield box
        finally:
            with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
                box.logout()

    def _connected(self) -> BaseMailBox:
        if self.encryption == 'none':
            return MailBoxUnencrypted(self.host, self.port, SECONDS)
        trusted = ssl.create_default_context()
        if self.encryption == 'starttls':
            return MailBoxStartTls(self.host, self.port, SECONDS, trusted)
        return MailBox(self.host, self.port, SECONDS, ssl_context=trusted)

    def _open(self, box: BaseMailBox, name: str, there: list[str] | None = None) -> None:
        try:
            box.folder.set(name, readonly=True)
        except MailboxFolderSelectError as error:
            known = f' It has: {", ".join(there[:20])}.' if there else ''
            raise PassingFailure(f'There is no folder “{name}” in this mailbox.{known}'[:600]) from error

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, MailboxLoginError) or 'AUTH' in str(error)[:40].upper():
            return (
                'The mail server does not accept this user name and password. '
                'With two-step sign-in it wants an app password.'
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return f'The certificate of {self.host} is not valid: {error.verify_message}.'
        if isinstance(error, ssl.SSLError | MailboxStarttlsError) or 'TLS' in str(error):
            return f'{self.host} does not speak this kind of encryption on port {self.port}.'
        if isinstance(error, socket.gaierror | UnicodeError):
            return f'There is no server called {self.host}.'
        if isinstance(error, TimeoutError):
            return f'The mail server {self.host} did not answer within {SECONDS} seconds.'
        if isinstance(error, OSError):
            return f'The mail server {self.host} cannot be reached: {error.strerror or error}.'[:300]
        return f'The mail server broke off: {" ".join(str(error).split())}'[:300]


class Folder:
    """An open folder."""

    def __init__(self, server: Imap, box: BaseMailBox) -> None:
        self._server, self._box = server, box
        self.validity, self.next_uid = self._told('UIDVALIDITY'), self._told('UIDNEXT')
        self.next_uid = self.next_uid or max(self.after(0, None), default=0) + 1

    def _told(self, name: str) -> int:
        """What the server said about the folder when it was opened; 0 where it said nothing."""
        found = self._box.client.response(name)[1][0]
        return int(found) if isinstance(found, bytes) and found.isdigit() else 0

    def after(self, uid: int, since: date | None) -> list[int]:
        """The numbers behind `uid`, the oldest first. A server gives its last one even to a question that lies behind it."""
        when = f' SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}' if since else ''
        with self._server.plainly():
            return sorted(found for found in map(int, self._box.uids(f'UID {uid + 1}:*{when}', None)) if found > uid)

    def fetch(self, uid: int, *, most: int) -> Fetched | None:
        """One mail; of one with more than `most` bytes only the headers. None when it is gone, Refused when the server says no."""
        with self._server.plainly():
            size = re.search(rb'RFC822\.SIZE (\d+)', b' '.join(_flat(self._asked(uid, '(RFC822.SIZE)'))))
            if size is None:
                return None
            whole = int(size[1]) <= most
            answer = self._asked(uid, '(BODY.PEEK[])' if whole else '(BODY.PEEK[HEADER])')
        content = next((one[1] for one in answer if isinstance(one, tuple) and b'BODY[' in one[0].upper()), None)
        return None if content is None else Fetched(content, whole)

    def _asked(self, uid: int, parts: str) -> list[Any]:
        try:
            status, answer = self._box.client.uid('FETCH', str(uid), parts)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Refused(str(error)[:300]) from error
        if status != 'OK':
            raise Refused(f'The mail server said: {answer[0]!r}'[:300])
        return answer


def _flat(answer: list[Any]) -> Iterator[bytes]:
    for one in answer:
        yield from (part for part in (one if isinstance(one, tuple) else (one,)) if isinstance(part, bytes))


def names(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders that the owner wants read, at most five."""
    given = dict.fromkeys(part.strip() for part in str(settings.get('folders', '')).split(','))
    return tuple(name for name in given if name)[:MOST_FOLDERS] or ('INBOX',)


def source(settings: Mapping[str, Any]) -> MailSource:
    """A mailbox from the settings below."""
    return Imap(
        host=settings['host'],
        port=int(settings['port']),
        encryption=settings['encryption'],
        username=settings['username'],
        password=settings.get('password', ''),
        names=names(settings),
    )


PROVIDER = Provider(
    key='imap',
    kinds=('inbox',),
    title='Mailbox (IMAP)',
    about=(
        'Mail that customers send to your mailbox appears in the inbox here. Nothing in the mailbox is changed. '
        'Microsoft’s mailboxes take no passwords any more: let those forward to the address for incoming mail instead.'
    ),
    settings=(
        Setting('host', 'Server', help='For example imap.gmail.com'),
        Setting('port', 'Port', kind='number', default=993),
        Setting(
            'encryption',
            'Encryption',
            kind='choice',
            default='ssl',
            options=(('ssl', 'SSL/TLS'), ('starttls', 'STARTTLS'), ('none', 'None')),
        ),
        Setting('username', 'User name', help='Mostly your whole e-mail address'),
        Setting('password', 'Password', kind='secret', help='With two-step sign-in: an app password'),
        Setting('folders', 'Folders', default='INBOX', help='Several with commas between them, at most five'),
        Setting(
            'start',
            'Begin with',
            kind='choice',
            default='now',
            options=(('now', 'mail from now on'), ('7', 'the last 7 days'), ('30', 'the last 30 days')),
        ),
    ),
    presets=HOSTS,
    source=source,
)
