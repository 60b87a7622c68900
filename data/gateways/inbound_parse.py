"""SendGrid's Inbound Parse: a mail that was posted as a form, whole (`email`) or taken apart, back as bytes on the wire."""

import json
import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

RAW = 'email'
_OF_THE_BODY = re.compile(r'(?i)^(content-|mime-version:)')


def raw(fields: Mapping[str, str], files: Sequence[tuple[str, str, bytes]]) -> bytes:
    """The mail. `files` are name, type and content of what was attached; b'' for a form that holds no mail."""
    if RAW in fields:
        return fields[RAW].encode('utf-8', 'surrogateescape')
    if not fields.get('headers') and not fields.get('from'):
        return b''
    charsets = _charsets(fields.get('charsets', ''))
    words = {name: _decoded(fields.get(name, ''), charsets.get(name, '')) for name in ('text', 'html')}
    return _headers(fields) + _body(words['text'], words['html'], files).as_bytes()


def _charsets(told: str) -> dict[str, str]:
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(charset) for name, charset in found.items()} if isinstance(found, dict) else {}


def _decoded(value: str, charset: str) -> str:
    """Each field comes in a character set of its own; what was no UTF-8 has been read byte by byte so far."""
    if not charset or charset.lower().replace('_', '-') in {'utf-8', 'us-ascii', 'ascii'}:
        return value
    try:
        return value.encode('latin-1').decode(charset, 'replace')
    except (LookupError, UnicodeError):
        return value


def _headers(fields: Mapping[str, str]) -> bytes:
    """Those that the mail came with, but for those that say how its body was packed."""
    given = fields.get('headers') or f'From: {fields.get("from", "")}\nSubject: {fields.get("subject", "")}'
    unfolded = re.sub(r'\r?\n(?=[ \t])', '\0', given.replace('\0', ''))
    lines = [line for line in unfolded.splitlines() if ':' in line and not _OF_THE_BODY.match(line)]
    return ''.join(f'{line}\r\n' for line in lines).replace('\0', '\r\n').encode('utf-8', 'surrogateescape')


def _body(text: str, html: str, files: Sequence[tuple[str, str, bytes]]) -> EmailMessage:
    body = EmailMessage(policy=SMTP)
    body.set_content(text.encode('utf-8', 'replace').decode())
    if html:
        body.add_alternative(html.encode('utf-8', 'replace').decode(), subtype='html')
    for name, kind, content in files:
        main, _, sub = _type(kind)
        body.add_attachment(content, maintype=main, subtype=sub, filename=name or 'file')
    return body


def _type(kind: str) -> tuple[str, str, str]:
    found = re.match(r'([\w.+-]+)/([\w.+-]+)', kind)
    known: Any = ('application', '/', 'octet-stream')
    return (found[1], '/', found[2]) if found and found[1] not in {'multipart', 'message', 'text'} else known
