"""Providers report what became of messages: signed as each of them documents it, forward only, repetitions ignored."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from data.models import Channel, Contact, Delivery, DeliveryState, Integration, IntegrationKind
from data.settings import settings
from domain import clock, crypto
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
SECRET = base64.b64encode(b'a secret of sixteen').decode()
SECRETS = {
    'twilio': {'auth_token': 'token'},
    'sendgrid': {'api_key': 'k', 'verification_key': PUBLIC},
    'resend': {'api_key': 'k', 'signing_secret': f'whsec_{SECRET}'},
}
LAST = {'twilio': 'status', 'sendgrid': 'events', 'resend': 'events'}
WORDS = {
    'twilio': {'delivered': 'delivered', 'bounced': 'undelivered', 'failed': 'failed', 'other': 'sent'},
    'sendgrid': {'delivered': 'delivered', 'bounced': 'bounce', 'failed': 'dropped', 'other': 'deferred'},
    'resend': {
        'delivered': 'email.delivered',
        'bounced': 'email.bounced',
        'failed': 'email.failed',
        'other': 'email.opened',
    },
}


def connected(cast: Cast, provider: str) -> Integration:
    kind = IntegrationKind.SMS if provider == 'twilio' else IntegrationKind.EMAIL
    row: Integration = factories.save(
        Integration(
            workspace_id=cast.workspace.id,
            kind=kind,
            provider=provider,
            secrets=crypto.seal(SECRETS[provider]),
        )
    )
    return row


def sent(cast: Cast, provider: str, state: DeliveryState = DeliveryState.SENT, given: str = 'P1') -> Delivery:
    contact = factories.contact(cast.workspace.id)
    row: Delivery = factories.save(
        Delivery(
            workspace_id=cast.workspace.id,
            contact_id=contact.id,
            key=str(uuid4()),
            channel=Channel.SMS if provider == 'twilio' else Channel.EMAIL,
            address='x',
            state=state,
            attempts=1,
            provider_id=given,
            next_attempt_at=clock.now(),
        )
    )
    return row


def posted(provider: str, url: str, word: str, reference: Any, given: str = 'P1') -> tuple[bytes, dict[str, str]]:
    """A call as the provider makes it, by its own documentation rather than by our code."""
    now = str(int(clock.now().timestamp()))
    if provider == 'twilio':
        form = {'MessageSid': given, 'MessageStatus': word, 'ErrorCode': '30003'}
        signed = settings().base_url + url + ''.join(f'{key}{form[key]}' for key in sorted(form))
        mac = base64.b64encode(hmac.new(b'token', signed.encode(), hashlib.sha1).digest()).decode()
        kind = 'application/x-www-form-urlencoded'
        return urlencode(form).encode(), {'X-Twilio-Signature': mac, 'Content-Type': kind}
    if provider == 'sendgrid':
        event = {
            'event': word,
            'delivery': str(reference),
            'sg_message_id': f'{given}.filter-1',
            'reason': 'No such user',
        }
        body = json.dumps([event]).encode()
        mac = base64.b64encode(KEY.sign(now.encode() + body, ec.ECDSA(SHA256()))).decode()
        name = 'X-Twilio-Email-Event-Webhook-'
        return body, {f'{name}Signature': mac, f'{name}Timestamp': now}
    data = {'email_id': given, 'tags': {'delivery': str(reference)}, 'bounce': {'message': 'No such user'}}
    body = json.dumps({'type': word, 'data': data}).encode()
    mac = base64.b64encode(hmac.new(base64.b64decode(SECRET), f'msg_1.{now}.'.encode() + body, hashlib.sha256).digest())
    return body, {'svix-id': 'msg_1', 'svix-timestamp': now, 'svix-signature': f'v1,bad v1,{mac.decode()}'}


async def report(client: httpx.AsyncClient, row: Integration, word: str, delivery: Delivery, given: str = 'P1') -> int:
    query = f'?delivery={delivery.id}' if row.provider == 'twilio' else ''
    url = f'/hooks/{row.provider}/{row.id}/{LAST[row.provider]}{query}'
    body, headers = posted(row.provider, url, WORDS[row.provider].get(word, word), delivery.id, given)
    return (await client.post(f'http://careops{url}', content=body, headers=headers)).status_code


def state(delivery: Delivery) -> str:
    [row] = stage.all_of(Delivery, Delivery.id == delivery.id)
    return str(row.state.value)


@pytest.mark.parametrize('provider', SECRETS)
async def test_a_message_moves_forward_only(client: httpx.AsyncClient, cast: Cast, provider: str) -> None:
    row, delivery = connected(cast, provider), sent(cast, provider)
    seen = []
    for word in ('other', 'delivered', 'delivered', 'failed', 'bounced', 'delivered'):
        assert await report(client, row, word, delivery) == 204
        seen.append(state(delivery))
    assert seen == ['sent', 'delivered', 'delivered', 'delivered', 'bounced', 'bounced']


@pytest.mark.parametrize('provider', SECRETS)
async def test_a_receipt_settles_what_we_did_not_know(client: httpx.AsyncClient, cast: Cast, provider: str) -> None:
    row, unknown = connected(cast, provider), sent(cast, provider, DeliveryState.UNKNOWN, given='')
    assert await report(client, row, 'delivered', unknown) == 204
    assert state(unknown) == 'delivered'
    again = sent(cast, provider, given='P2')
    assert await report(client, row, 'bounced', again, given='P1') == 204
    assert state(again) == 'sent'  # the report of an earlier attempt


@pytest.mark.parametrize('provider', SECRETS)
async def test_who_did_not_sign_is_not_heard(client: httpx.AsyncClient, cast: Cast, provider: str) -> None:
    row, delivery = connected(cast, provider), sent(cast, provider)
    query = f'?delivery={delivery.id}'
    url = f'/hooks/{provider}/{row.id}/{LAST[provider]}{query}'
    body, headers = posted(provider, url, WORDS[provider]['delivered'], delivery.id)
    answers = [
        await client.post(f'http://careops{url}', content=body),
        await client.post(f'http://careops{url}', content=body.replace(b'deliver', b'delivre'), headers=headers),
        await client.post(f'http://careops{url}', content=b'{', headers={name: '~é'.encode() for name in headers}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    with clock.frozen(clock.now() + stage.timedelta(minutes=6)):
        late = await client.post(f'http://careops{url}', content=body, headers=headers)
    assert late.status_code == (204 if provider == 'twilio' else 403)  # Twilio signs no time
    other = await client.post(f'http://careops/hooks/{provider}/{uuid4()}/{LAST[provider]}', content=body)
    assert other.status_code == 404


@pytest.mark.parametrize('provider', SECRETS)
async def test_a_provider_speaks_of_its_own_workspace_only(
    client: httpx.AsyncClient, cast: Cast, provider: str
) -> None:
    row, theirs = connected(cast, provider), sent(cast, provider)
    stage.change(theirs, workspace_id=cast.eve.workspace)
    assert await report(client, row, 'bounced', theirs) == 204
    assert state(theirs) == 'sent'


async def test_spam_means_no_more_reminders(client: httpx.AsyncClient, cast: Cast) -> None:
    row, delivery = connected(cast, 'sendgrid'), sent(cast, 'sendgrid')
    thread = factories.contact(cast.workspace.id, 'Kim')
    stage.change(delivery, contact_id=thread.id, message_id=a_line(cast, thread).id)
    assert await report(client, row, 'spamreport', delivery) == 204
    [contact] = stage.all_of(Contact, Contact.id == thread.id)
    assert contact.no_email_at is not None


def a_line(cast: Cast, contact: Contact) -> Any:
    from data.models import Conversation, Direction, Message, MessageKind

    [thread] = stage.all_of(Conversation, Conversation.contact_id == contact.id)
    return factories.save(
        Message(
            workspace_id=cast.workspace.id,
            conversation_id=thread.id,
            channel=Channel.EMAIL,
            direction=Direction.OUT,
            kind=MessageKind.AUTOMATED,
        )
    )
