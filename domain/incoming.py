"""A mail as it came over the wire, read: bytes in, a frozen value out. Never raises, whatever the bytes."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Any

from domain import files, html_text, machine_mail, text
from domain.machine_mail import Kind
from domain.visible import visible

BROKEN = (LookupError, ValueError, TypeError, AttributeError, MessageError, AssertionError, RecursionError)
DEEPEST = 60
MOST = 20
LONGEST = 100_000
MOST_WRITTEN = 1_000_000
LONGEST_HEADER = 10_000
LONGEST_HEAD = 64_000
LONGEST_FIELD = 2_000
NO_BODY = b'\r\n\r\n'
# What programs call a character set, and what they mean by it.
MEANT = {
    'iso-8859-1': 'cp1252',
    'latin-1': 'cp1252',
    'latin1': 'cp1252',
    'us-ascii': 'utf-8',
    'ascii': 'utf-8',
    'shift_jis': 'cp932',
    'shift-jis': 'cp932',
    'x-sjis': 'cp932',
    'gb2312': 'gb18030',
    'ks_c_5601-1987': 'cp949',
    'unicode-1-1-utf-7': 'utf-7',
}
_ID = re.compile(r'<[^<>\s]{1,198}>')


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail, under a name without folders."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who wrote what. `email_id` is made from the content where the mail has none; `bounced` are the ids that came back;
    `folded`: the mail says more than `text`."""

    email_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    kind: Kind
    attachments: tuple[Attached, ...]
    folded: bool = False
    bounced: tuple[str, ...] = ()
    reason: str = ''


def parse(raw: bytes) -> Incoming:
    """The mail in `raw`; what cannot be read is left out."""
    mail = _opened(raw)
    name, sender = _sender(mail)
    subject = text.line(_header(mail, 'Subject'))[:300]
    parts = _Parts().gathered(mail)
    words = parts.words()
    told = machine_mail.told(
        lambda name: _header(mail, name),
        sender=sender,
        words=words,
        returned='\n'.join(parts.returned),
        calendar='\n'.join(parts.calendar),
    )
    words = words or (subject if parts.calendar else '')
    shown = (visible(words, subject) if told.kind == 'message' else words)[:LONGEST]
    ids = _ID.findall(_header(mail, 'Message-ID'))
    return Incoming(
        email_id=ids[0] if ids else f'<{hashlib.sha256(raw).hexdigest()}@no-id.invalid>',
        references=tuple(_ID.findall(_header(mail, 'In-Reply-To') + ' ' + _header(mail, 'References'))),
        sender=sender,
        sender_name=text.line(name)[:200] or sender,
        subject=subject,
        text=shown,
        kind=told.kind,
        attachments=tuple(parts.attached[:MOST]),
        folded=shown != words,
        bounced=told.bounced,
        reason=told.reason,
    )


def _opened(raw: bytes) -> Message:
    """The mail; of headers beyond all measure only the beginning, and no parts where they are nested without end."""
    head = re.match(rb'(?s).{0,%d}?\r?\n\r?\n' % LONGEST_HEAD, raw)
    if head is None and len(raw) > LONGEST_HEAD:
        raw = raw[:LONGEST_HEAD] + NO_BODY
    try:
        return message_from_bytes(raw)
    except BROKEN:
        return message_from_bytes(raw[: head.end() if head else 0])


def inside(raw: bytes) -> tuple[str, str]:
    """The whole text of a mail, nothing folded away, and its HTML as it came."""
    parts = _Parts().gathered(_opened(raw))
    return parts.words(), '\n'.join(parts.html)


def header(raw: bytes, name: str) -> str:
    """One header of a mail, readable; '' where it has none."""
    return text.line(_header(_opened(raw), name))[:1000]


def _header(part: Message, name: str) -> str:
    try:
        given = str(part.get(name, ''))[:LONGEST_HEADER]
        return str(make_header(decode_header(given)))
    except BROKEN:
        return str(part.get(name, ''))[:LONGEST_HEADER]


def _sender(mail: Message) -> tuple[str, str]:
    try:
        found = getaddresses([str(mail.get('From', ''))[:2_000]])
        name, address = found[0] if found else ('', '')
        return str(make_header(decode_header(name))), address.strip().lower()
    except BROKEN:
        return '', ''


class _Parts:
    """Walks a mail without entering the mails inside it."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.calendar: list[str] = []
        self.attached: list[Attached] = []
        self.returned: list[str] = []

    def gathered(self, mail: Message) -> '_Parts':
        """The plain text, the HTML, the attachments, what a calendar answers and what a report says."""
        self._part(mail, 0, '')
        return self

    def words(self) -> str:
        """What was written, nothing folded away."""
        return text.block('\n'.join(self.plain)) or text.block(html_text.of('\n'.join(self.html)))

    def _part(self, part: Message, depth: int, around: str) -> None:
        _tamed(part)
        kind = part.get_content_type()
        if kind.startswith('message/') or kind == 'text/rfc822-headers':
            self._mail_inside(part, depth, around)
        elif part.is_multipart():
            inside: Any = part.get_payload()
            for one in inside if depth < DEEPEST else ():
                self._part(one, depth + 1, kind)
        elif kind == 'text/calendar' and str(part.get_param('method', '')).lower() == 'reply':
            self.calendar.append(_content(part))
        elif name := _name(part):
            if kind != 'application/ms-tnef' and name.lower() != 'winmail.dat':
                self.attached.append(Attached(name, _payload(part)))
        elif kind == 'text/html':
            self.html.append(_content(part))
        elif kind == 'text/plain' or kind.startswith('multipart/'):  # the boundary was forgotten
            self.plain.append(_content(part))

    def _mail_inside(self, part: Message, depth: int, around: str) -> None:
        """Part of a report, or a mail that somebody passed on as a file."""
        if not depth:
            return
        try:
            whole = part.as_string()
        except BROKEN:
            return
        if around == 'multipart/report' or part.get_content_type() != 'message/rfc822':
            self.returned.append(whole)
        else:
            inside = re.split(r'\r?\n\r?\n', whole, maxsplit=1)[-1]
            self.attached.append(Attached(_name(part) or 'mail.eml', inside.encode('utf-8', 'replace')))


def _tamed(part: Message) -> None:
    """Headers whose parameters would take long to read lose their end."""
    for name in ('Content-Type', 'Content-Disposition'):
        if len(given := str(part.get(name, ''))) > LONGEST_FIELD:
            part.replace_header(name, given[:LONGEST_FIELD])


def _name(part: Message) -> str:
    try:
        given = part.get_filename()
        name = str(make_header(decode_header(given))) if given else ''
    except BROKEN:
        name = 'file'
    if not name and 'attachment' in str(part.get('Content-Disposition', '')).lower():
        name = 'file'
    return files.safe_name(name) if name else ''


def _payload(part: Message) -> bytes:
    try:
        payload: Any = part.get_payload(decode=True)
        return bytes(payload or b'')
    except BROKEN:
        return b''


def _content(part: Message) -> str:
    try:
        words = _decoded(_payload(part)[:MOST_WRITTEN], part.get_content_charset() or 'utf-8')
        flowed = str(part.get_param('format', '')).lower() == 'flowed'
    except BROKEN:
        words, flowed = bytes(str(part.get_payload()), 'utf-8', 'replace').decode('utf-8', 'replace'), False
    return _unflowed(words.replace('\r\n', '\n')) if flowed else words


def _decoded(content: bytes, charset: str) -> str:
    """As the mail says, or means; programs that say the wrong thing mostly mean Windows."""
    for name in (MEANT.get(charset.lower(), charset), 'utf-8' if charset.lower() in MEANT else charset):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode('cp1252', 'replace')


def _unflowed(words: str) -> str:
    """Lines that end with a space go on in the next one (RFC 3676)."""
    return re.sub(r'(?m)^(?!>)(?!-- $)(.*) \n(?!>|-- $|$)', r'\1 ', words)
