"""E-mail through Resend's API."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from typing import Any
from uuid import UUID

from data.gateways import rest, signatures
from data.gateways.base import Accepted, Call, Mail, NotSigned, Provider, Receipt, Setting
from data.settings import settings as house

API = 'https://api.resend.com'
STATES: dict[str, Any] = {
    'email.delivered': 'delivered',
    'email.bounced': 'bounced',
    'email.failed': 'failed',
    'email.suppressed': 'failed',
    'email.complained': 'unwanted',
}
SAME_KEY_OTHER_WORDS = 'invalid_idempotent_request'


class Resend:
    """One Resend account. `api` replaces its address (tests); it is part of no settings."""

    def __init__(self, *, key: str, sender: str, api: str = '') -> None:
        self.key, self.sender, self.api = key, sender, api or API

    async def send(self, letter: Mail) -> Accepted:
        """Hand the mail over; the same letter a second time is recognised by Resend itself and sent once."""
        again = {'Idempotency-Key': letter.once} if letter.once else {}
        response = await rest.post(
            'Resend', f'{self.api}/emails', token=self.key, content=self._content(letter), headers=again
        )
        said = rest.answered(response)
        if response.is_success:
            return Accepted(str(said.get('id', ''))[:200])
        if said.get('name') == SAME_KEY_OTHER_WORDS:  # it took this very message before, when its answer was lost
            return Accepted()
        raise rest.refused('Resend', response.status_code, str(said.get('message', '')))

    def _content(self, mail: Mail) -> dict[str, Any]:
        content: dict[str, Any] = {
            'from': str(Address(display_name=mail.sender_name, addr_spec=self.sender)),
            'to': [mail.to],
            'subject': mail.subject,
            'text': mail.text,
            'headers': rest.headers(mail),
        }
        if mail.html:
            content['html'] = mail.html
        if mail.reply_to:
            content['reply_to'] = mail.reply_to
        if mail.reference:
            content['tags'] = [{'name': 'delivery', 'value': mail.reference}]
        if mail.calendar:
            kind = f'text/calendar; charset=utf-8; method={mail.calendar_method}'
            file = {'filename': 'appointment.ics', 'content': rest.packed(mail.calendar.encode()), 'content_type': kind}
            content['attachments'] = [file]
        for one in mail.files:
            packed = {'filename': one.name, 'content': rest.packed(one.content), 'content_type': one.content_type}
            content.setdefault('attachments', []).append(packed)
        return content


def reported(call: Call, secrets: Mapping[str, Any], now: datetime) -> list[Receipt]:
    """What a webhook signed by Svix says; NotSigned."""
    signed = signatures.svix(
        secret=secrets.get('signing_secret', ''),
        message_id=call.headers.get('svix-id', ''),
        timestamp=call.headers.get('svix-timestamp', ''),
        body=call.body,
        signature=call.headers.get('svix-signature', ''),
        now=now,
    )
    if not signed:
        raise NotSigned
    found = rest.read(call.body)
    data = found.get('data') if isinstance(found, dict) else None
    if not isinstance(data, dict) or found.get('type') not in STATES:
        return []
    why: dict[str, Any] = next(
        (data[key] for key in ('bounce', 'failed', 'suppressed') if isinstance(data.get(key), dict)), {}
    )
    return [
        Receipt(
            reference=_tag(data.get('tags')),
            provider_id=str(data.get('email_id', '')),
            state=STATES[found['type']],
            sentence=str(why.get('message') or why.get('reason') or '')[:500],
        )
    ]


def _tag(tags: Any) -> str:
    """Our own mark; tags come back as an object, in older accounts as a list of pairs."""
    if isinstance(tags, list):
        tags = {one.get('name'): one.get('value') for one in tags if isinstance(one, dict)}
    return str(tags.get('delivery', '')) if isinstance(tags, dict) else ''


def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Resend:
    """A gateway from the settings below."""
    return Resend(key=settings['api_key'], sender=settings['sender'], api=house().provider_api)


PROVIDER = Provider(
    key='resend',
    kinds=('email',),
    title='Resend',
    about='E-mail through your Resend account. The domain of the From address must be verified there.',
    settings=(
        Setting('api_key', 'API key', kind='secret', help='Begins with re_'),
        Setting('sender', 'From address', kind='email'),
        Setting(
            'signing_secret',
            'Signing secret of the webhook',
            kind='secret',
            required=False,
            help='Begins with whsec_; with it we learn what was delivered and what came back',
        ),
    ),
    receipts='events',
    reported=reported,
    build=build,
)
