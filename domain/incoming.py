"""A mail as it came over the wire, read: bytes in, a frozen value out. Never raises, whatever the bytes."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any, Literal

from domain import files, text
from domain.visible import visible

Kind = Literal['message', 'auto_reply', 'bounce', 'list']
BROKEN = (LookupError, ValueError, TypeError, AttributeError, MessageError, AssertionError, RecursionError)
DEEPEST = 12
MOST = 20
OUT_OF_OFFICE = re.compile(
    r'^(automatic reply|auto(matic)?[ -]?reply|out of (the )?office|automatische antwort|abwesenheits|réponse automatique|'
    r'respuesta automática|risposta automatica|automatisch antwoord|resposta automática|自動応答|自動返信)',
    re.IGNORECASE,
)
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
    mail = message_from_bytes(raw)
    name, sender = _sender(mail)
    plain, html, attached, returned = _Parts().gathered(mail)
    words = text.block(plain or _Text.of(html))
    kind, bounced, reason = _kind(mail, returned)
    shown = visible(words) if kind == 'message' else words
    ids = _ID.findall(_header(mail, 'Message-ID'))
    return Incoming(
        email_id=ids[0] if ids else f'<{hashlib.sha256(raw).hexdigest()}@no-id.invalid>',
        references=tuple(_ID.findall(_header(mail, 'In-Reply-To') + ' ' + _header(mail, 'References'))),
        sender=sender,
        sender_name=text.line(name)[:200] or sender,
        subject=text.line(_header(mail, 'Subject'))[:300],
        text=shown,
        kind=kind,
        attachments=tuple(attached),
        folded=shown != words,
        bounced=bounced,
        reason=reason,
    )


def inside(raw: bytes) -> tuple[str, str]:
    """The whole text of a mail, nothing folded away, and its HTML as it came."""
    plain, html, _, _ = _Parts().gathered(message_from_bytes(raw))
    return text.block(plain or _Text.of(html)), html


def header(raw: bytes, name: str) -> str:
    """One header of a mail, readable; '' where it has none."""
    return text.line(_header(message_from_bytes(raw), name))[:1000]


def _header(part: Message, name: str) -> str:
    try:
        return str(make_header(decode_header(str(part.get(name, '')))))
    except BROKEN:
        return str(part.get(name, ''))


def _sender(mail: Message) -> tuple[str, str]:
    try:
        found = getaddresses([str(mail.get('From', ''))])
        name, address = found[0] if found else ('', '')
        return str(make_header(decode_header(name))), address.strip().lower()
    except BROKEN:
        return '', ''


class _Parts:
    """Walks a mail without entering the mails inside it."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.attached: list[Attached] = []
        self.returned: list[str] = []

    def gathered(self, mail: Message) -> tuple[str, str, list[Attached], str]:
        """The plain text, the HTML, the attachments, and what a report says."""
        self._part(mail, 0)
        return '\n'.join(self.plain), '\n'.join(self.html), self.attached[:MOST], '\n'.join(self.returned)

    def _part(self, part: Message, depth: int) -> None:
        kind = part.get_content_type()
        if kind.startswith('message/') or kind == 'text/rfc822-headers':
            self.returned.append(part.as_string() if depth else '')
        elif part.is_multipart() and depth < DEEPEST:
            inside: Any = part.get_payload()
            for one in inside:
                self._part(one, depth + 1)
        elif name := _name(part):
            if kind != 'application/ms-tnef' and name.lower() != 'winmail.dat':
                self.attached.append(Attached(name, _payload(part)))
        elif kind == 'text/plain':
            self.plain.append(_content(part))
        elif kind == 'text/html':
            self.html.append(_content(part))


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
        words = _decoded(_payload(part), part.get_content_charset() or 'utf-8')
        flowed = str(part.get_param('format', '')).lower() == 'flowed'
    except BROKEN:
        words, flowed = bytes(str(part.get_payload()), 'utf-8', 'replace').decode('utf-8', 'replace'), False
    return _unflowed(words.replace('\r\n', '\n')) if flowed else words


def _decoded(content: bytes, charset: str) -> str:
    """As the mail says; programs that say the wrong thing mostly mean Windows."""
    try:
        return content.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode('cp1252', 'replace')


def _unflowed(words: str) -> str:
    """Lines that end with a space go on in the next one (RFC 3676)."""
    return re.sub(r'(?m)^(?!>)(?!-- $)(.*) \n(?!>|-- $|$)', r'\1 ', words)


def _kind(mail: Message, returned: str) -> tuple[Kind, tuple[str, ...], str]:
    automatic = _header(mail, 'Auto-Submitted').lower().strip()
    precedence = _header(mail, 'Precedence').lower().strip()
    if 'report-type=delivery-status' in str(mail.get('Content-Type', '')).lower().replace('"', '').replace(' ', ''):
        failed = re.search(r'(?im)^action:\s*failed', returned)
        reason = re.search(r'(?im)^diagnostic-code:\s*(?:[\w-]+;)?\s*(.+)', returned)
        ids = re.findall(r'(?im)^message-id:\s*(<[^<>\s]{1,198}>)', returned) if failed else []
        return 'bounce', tuple(ids), text.line(reason[1])[:500] if reason else ''
    replied = automatic == 'auto-replied' or mail.get('X-Autoreply') or mail.get('X-Autorespond')
    if replied or OUT_OF_OFFICE.match(_header(mail, 'Subject').strip()):
        return 'auto_reply', (), ''
    if mail.get('List-Id') or mail.get('List-Unsubscribe') or precedence in {'bulk', 'list', 'junk'}:
        return 'list', (), ''
    return ('auto_reply' if automatic not in {'', 'no'} else 'message'), (), ''


class _Text(HTMLParser):
    """What a reader sees of an HTML mail; nothing of it is ever run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = 0

    @classmethod
    def of(cls, html: str) -> str:
        reader = cls()
        try:
            reader.feed(html)
            reader.close()
        except BROKEN:
            return ''
        lines = (' '.join(line.split()) for line in ''.join(reader.found).split('\n'))
        return re.sub(r'\n{3,}', '\n\n', '\n'.join(lines))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {'script', 'style', 'title'}
        if tag == 'br' or (
            tag in {'div', 'p', 'tr', 'li', 'hr', 'blockquote'} and not ''.join(self.found[-1:]).endswith('\n')
        ):
            self.found.append('\n')

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {'script', 'style', 'title'} and self.hidden > 0
        if tag in {'p', 'div'}:
            self.found.append('\n\n' if tag == 'p' else '\n')

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(' '.join(data.split('\n')) if data.strip() else '')
