"""E-mail through SendGrid's API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from data.gateways import rest, signatures
from data.gateways.base import Accepted, Call, Mail, NotSigned, Provider, Receipt, Setting

STATES: dict[str, Any] = {
    'delivered': 'delivered',
    'bounce': 'bounced',
    'dropped': 'failed',
    'spamreport': 'unwanted',
}
UNTRACKED = {'click_tracking': {'enable': False}, 'open_tracking': {'enable': False}}


class SendGrid(rest.Service):
    """One SendGrid account; its X-Message-Id is the provider's id."""

    name, home, path = 'SendGrid', 'https://api.sendgrid.com', '/v3/mail/send'

    def content(self, mail: Mail) -> dict[str, Any]:
        sender = {'email': self.sender} | ({'name': mail.sender_name} if mail.sender_name else {})
        content: dict[str, Any] = {
            'personalizations': [{'to': [{'email': mail.to}]}],
            'from': sender,
            'subject': mail.subject,
            'content': [{'type': 'text/plain', 'value': mail.text}],
            'headers': rest.headers(mail),
            'tracking_settings': UNTRACKED,
        }
        if mail.html:
            content['content'].append({'type': 'text/html', 'value': mail.html})
        if mail.reply_to:
            content['reply_to'] = {'email': mail.reply_to}
        if mail.reference:
            content['custom_args'] = {'delivery': mail.reference}
        if files := rest.enclosed(mail, 'text/calendar'):
            content['attachments'] = [{'filename': name, 'type': kind, 'content': what} for name, kind, what in files]
        return content

    def accepted(self, response: httpx.Response, said: Mapping[str, Any]) -> Accepted | None:
        return Accepted(response.headers.get('X-Message-Id', '')[:200]) if response.is_success else None

    def sentence(self, said: Mapping[str, Any]) -> str:
        errors = said.get('errors')
        first = errors[0] if isinstance(errors, list) and errors else {}
        return str(first.get('message', '')) if isinstance(first, dict) else ''


def signed(call: Call, public_key: str, now: datetime) -> bool:
    """Whether SendGrid signed this call with the key that belongs to `public_key`."""
    return signatures.sendgrid(
        public_key=public_key,
        timestamp=call.headers.get('x-twilio-email-event-webhook-timestamp', ''),
        body=call.body,
        signature=call.headers.get('x-twilio-email-event-webhook-signature', ''),
        now=now,
    )


def reported(call: Call, secrets: Mapping[str, Any], now: datetime) -> list[Receipt]:
    """What a signed event webhook says; NotSigned."""
    if not signed(call, secrets.get('verification_key', ''), now):
        raise NotSigned
    found = rest.read(call.body)
    told = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [_receipt(one) for one in told if one.get('event') in STATES]


def _receipt(event: Mapping[str, Any]) -> Receipt:
    """`sg_message_id` is the id that we were given, with more behind a dot."""
    return Receipt(
        reference=str(event.get('delivery', '')),
        provider_id=str(event.get('sg_message_id', '')).split('.')[0],
        state=STATES[event['event']],
        sentence=str(event.get('reason', ''))[:500],
    )


PROVIDER = Provider(
    key='sendgrid',
    kinds=('email',),
    title='SendGrid',
    about='E-mail through your SendGrid account. The From address or its domain must be verified there.',
    settings=rest.account(
        'Begins with SG.; it needs the right to send mail',
        Setting(
            'verification_key',
            'Verification key of the event webhook',
            kind='secret',
            required=False,
            help='With it we learn what was delivered and what came back',
        ),
        Setting(
            'parse_key',
            'Verification key of Inbound Parse',
            kind='secret',
            required=False,
            help='With it customers’ mail comes in by the signed address that “Manage” shows',
        ),
    ),
    receipts='events',
    inbound='mail',
    reported=reported,
    build=rest.builder(SendGrid),
)
