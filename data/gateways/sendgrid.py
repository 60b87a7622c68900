"""E-mail through SendGrid's API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from data.gateways import rest, signatures
from data.gateways.base import Accepted, Call, Mail, NotSigned, Provider, Receipt, Setting
from data.settings import settings as house

API = 'https://api.sendgrid.com'
STATES: dict[str, Any] = {
    'delivered': 'delivered',
    'bounce': 'bounced',
    'dropped': 'failed',
    'spamreport': 'unwanted',
}
UNTRACKED = {'click_tracking': {'enable': False}, 'open_tracking': {'enable': False}}


class SendGrid:
    """One SendGrid account. `api` replaces its address (tests); it is part of no settings."""

    def __init__(self, *, key: str, sender: str, api: str = '') -> None:
        self.key, self.sender, self.api = key, sender, api or API

    async def send(self, letter: Mail) -> Accepted:
        """Hand the mail over; SendGrid's X-Message-Id is the provider's id."""
        response = await rest.post(
            'SendGrid', f'{self.api}/v3/mail/send', token=self.key, content=self._content(letter)
        )
        if response.is_success:
            return Accepted(response.headers.get('X-Message-Id', '')[:200])
        raise rest.refused('SendGrid', response.status_code, _sentence(rest.answered(response)))

    def _content(self, mail: Mail) -> dict[str, Any]:
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
        if mail.calendar:
            file = {
                'filename': 'appointment.ics',
                'type': 'text/calendar',
                'content': rest.packed(mail.calendar.encode()),
            }
            content['attachments'] = [file]
        for one in mail.files:
            packed = {'filename': one.name, 'type': one.content_type, 'content': rest.packed(one.content)}
            content.setdefault('attachments', []).append(packed)
        return content


def _sentence(said: Mapping[str, Any]) -> str:
    errors = said.get('errors')
    first = errors[0] if isinstance(errors, list) and errors else {}
    return str(first.get('message', '')) if isinstance(first, dict) else ''


def reported(call: Call, secrets: Mapping[str, Any], now: datetime) -> list[Receipt]:
    """What a signed event webhook says; NotSigned."""
    signed = signatures.sendgrid(
        public_key=secrets.get('verification_key', ''),
        timestamp=call.headers.get('x-twilio-email-event-webhook-timestamp', ''),
        body=call.body,
        signature=call.headers.get('x-twilio-email-event-webhook-signature', ''),
        now=now,
    )
    if not signed:
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


def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> SendGrid:
    """A gateway from the settings below."""
    return SendGrid(key=settings['api_key'], sender=settings['sender'], api=house().provider_api)


PROVIDER = Provider(
    key='sendgrid',
    kinds=('email',),
    title='SendGrid',
    about='E-mail through your SendGrid account. The From address or its domain must be verified there.',
    settings=(
        Setting('api_key', 'API key', kind='secret', help='Begins with SG.; it needs the right to send mail'),
        Setting('sender', 'From address', kind='email'),
        Setting(
            'verification_key',
            'Verification key of the event webhook',
            kind='secret',
            required=False,
            help='With it we learn what was delivered and what came back',
        ),
    ),
    receipts='events',
    reported=reported,
    build=build,
)
