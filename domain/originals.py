"""The mail behind a message as it came: headers, whole text, and its HTML made harmless."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Part
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.gateways import folder
from data.models import Message
from domain import content_types, incoming, scope, text
from domain.actor import Actor
from domain.errors import NotFound

LONGEST = 400_000
PICTURE = 1_000_000
SHOWN = ('From', 'To', 'Cc', 'Reply-To', 'Date', 'Subject')
_ACTIVE = re.compile(
    r'<(/?)(?=(?:link|meta|base|script|iframe|frame|object|embed|form|input|button|portal)\b)', re.IGNORECASE
)
_SCRIPT = re.compile(r'<script\b.*?</script\s*>', re.IGNORECASE | re.DOTALL)
_CID = re.compile(r'cid:([^"\'\s)>]{1,200})', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """What came over the wire. `html` is '' where the mail has none; `file_id` is the mail itself, for saving."""

    file_id: UUID
    about: tuple[tuple[str, str], ...]
    headers: str
    text: str
    html: str
    cut: bool


def view(session: Session, actor: Actor, *, message_id: UUID) -> Original:
    """The original of a mail that came in; NotFound for any other message. Its HTML runs nothing and is meant for a frame without network."""
    actor.require('inbox')
    message = scope.one(session, actor, Message, message_id)
    if message.original_id is None:
        raise NotFound
    try:
        raw = folder.get(message.original_id)
    except FileNotFoundError:
        raise NotFound from None
    plain, html = incoming.inside(raw)
    head = re.split(rb'\r?\n\r?\n', raw, maxsplit=1)[0]
    return Original(
        file_id=message.original_id,
        about=tuple((name, value) for name in SHOWN if (value := incoming.header(head, name))),
        headers=text.block(head.decode('utf-8', 'replace'))[:LONGEST],
        text=plain[:LONGEST],
        html=harmless(html[:LONGEST], dict(_pictures(raw))),
        cut=max(len(plain), len(html)) > LONGEST,
    )


def harmless(html: str, pictures: dict[str, str]) -> str:
    """The HTML with whatever could act or fetch by itself turned into unknown elements, and its own pictures put in."""
    return _CID.sub(lambda found: pictures.get(found[1], ''), _ACTIVE.sub(r'<\1x-', _SCRIPT.sub('', html)))


def _pictures(raw: bytes) -> Iterator[tuple[str, str]]:
    """Pictures inside the mail that its HTML may show, as `data:` addresses by their Content-ID."""
    for part in message_from_bytes(raw).walk():
        content = _content(part) if part.get('Content-ID') else b''
        kind = content_types.of(content)
        if kind in content_types.IMAGES and len(content) <= PICTURE:
            yield str(part['Content-ID']).strip('<> \t'), f'data:{kind};base64,{base64.b64encode(content).decode()}'


def _content(part: Part) -> bytes:
    try:
        payload: Any = part.get_payload(decode=True)
        return bytes(payload or b'')
    except incoming.BROKEN:
        return b''
