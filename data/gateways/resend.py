"""E-mail through Resend's API."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from typing import Any
from urllib.parse import quote

import httpx

from data.gateways import rest, signatures
from data.gateways.base import Accepted, Announced, Call, FinalFailure, Mail, NotSigned, Provider, Receipt, Setting

STATES: dict[str, Any] = {
    'email.delivered': 'delivered',
    'email.bounced': 'bounced',
    'email.failed': 'failed',
    'email.suppressed': 'failed',
    'email.complained': 'unwanted',
}
SAME_KEY_OTHER_WORDS = 'invalid_idempotent_request'


class Resend(rest.Service):
    """One Resend account. The same letter a second time is recognised by Resend itself and sent once."""

    name, home, path = 'Resend', 'https://api.resend.com', '/emails'

    def content(self, mail: Mail) -> dict[str, Any]:
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
        if files := rest.enclosed(mail, f'text/calendar; charset=utf-8; method={mail.calendar_method}'):
            content['attachments'] = [
                {'filename': name, 'content_type': kind, 'content': what} for name, kind, what in files
            ]
        return content

    def call_headers(self, mail: Mail) -> dict[str, str]:
        return {'Idempotency-Key': mail.once} if mail.once else {}

    def accepted(self, response: httpx.Response, said: Mapping[str, Any]) -> Accepted | None:
        if response.is_success:
            return Accepted(str(said.get('id', ''))[:200])
        if said.get('name') == SAME_KEY_OTHER_WORDS:  # it took this very message before, when its answer was lost
            return Accepted()
        return None

    async def received(self, email_id: str, *, most: int) -> bytes:
        """A mail that came in there, as it came over the wire. PassingFailure where it is worth asking again, FinalFailure where not."""
        response = await self.called('GET', f'/emails/receiving/{quote(email_id, safe="")}')
        said = rest.answered(response)
        if not response.is_success:
            raise rest.refused(self.name, response.status_code, self.sentence(said))
        original = said.get('raw')
        where = str(original.get('download_url', '')) if isinstance(original, dict) else ''
        if not where:
            raise FinalFailure('Resend does not have the original of this mail.')
        return await rest.downloaded(self.name, where, most=most)


def _event(call: Call, secrets: Mapping[str, Any], now: datetime) -> tuple[str, dict[str, Any]]:
    """The type and the data of what a webhook signed by Svix says; NotSigned."""
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
    return (str(found.get('type', '')), data) if isinstance(data, dict) else ('', {})


def reported(call: Call, secrets: Mapping[str, Any], now: datetime) -> list[Receipt]:
    """What became of a message; NotSigned."""
    kind, data = _event(call, secrets, now)
    if kind not in STATES:
        return []
    why: dict[str, Any] = next(
        (data[key] for key in ('bounce', 'failed', 'suppressed') if isinstance(data.get(key), dict)), {}
    )
    return [
        Receipt(
            reference=_tag(data.get('tags')),
            provider_id=str(data.get('email_id', '')),
            state=STATES[kind],
            sentence=str(why.get('message') or why.get('reason') or '')[:500],
        )
    ]


def announced(call: Call, secrets: Mapping[str, Any], now: datetime) -> Announced | None:
    """A mail that came in and waits to be fetched; NotSigned."""
    kind, data = _event(call, secrets, now)
    if kind != 'email.received' or not data.get('email_id'):
        return None
    return Announced(str(data['email_id'])[:200], str(data.get('message_id') or ''))


def _tag(tags: Any) -> str:
    """Our own mark; tags come back as an object, in older accounts as a list of pairs."""
    if isinstance(tags, list):
        tags = {one.get('name'): one.get('value') for one in tags if isinstance(one, dict)}
    return str(tags.get('delivery', '')) if isinstance(tags, dict) else ''


PROVIDER = Provider(
    key='resend',
    kinds=('email',),
    title='Resend',
    about='E-mail through your Resend account. The domain of the From address must be verified there.',
    settings=rest.account(
        'Begins with re_',
        Setting(
            'signing_secret',
            'Signing secret of the webhook',
            kind='secret',
            required=False,
            help='Begins with whsec_; with it we learn what was delivered, what came back, and what customers wrote',
        ),
    ),
    receipts='events',
    reported=reported,
    announced=announced,
    build=rest.builder(Resend),
)
