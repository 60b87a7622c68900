"""The address to which a mail service posts incoming mail, as it really posts."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from twilio.request_validator import RequestValidator

from data.models import Attachment, AwaitedFile, Contact, Integration, IntegrationKind, Message
from data.settings import settings
from domain import awaited, clock, crypto, receiving, work
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_receiving import STORY
from tests.providers import Providers, providers


def path(cast: Cast) -> str:
    return 'http://careops/hooks/mail/' + work.read_now(receiving.address, cast.ada).rsplit('/', 1)[-1]


async def test_sendgrid_posts_a_raw_mail_and_repeats_it(client: httpx.AsyncClient, cast: Cast) -> None:
    for _ in range(2):
        answer = await client.post(path(cast), data={'email': STORY.decode(), 'to': 'x'}, files={'x': b''})
        assert answer.status_code == 204
    [contact] = stage.all_of(Contact, Contact.email == 'priya@example.com')
    assert contact.workspace_id == cast.workspace.id
    assert [row.body for row in stage.all_of(Message, Message.direction == 'in')] == ['Is there parking?']


async def test_a_mail_as_the_body(client: httpx.AsyncClient, cast: Cast) -> None:
    answer = await client.post(path(cast), content=STORY, headers={'content-type': 'message/rfc822'})
    assert answer.status_code == 204


async def test_what_is_refused(client: httpx.AsyncClient, cast: Cast) -> None:
    for address, body, status in (
        ('http://careops/hooks/mail/guess', STORY, 404),
        (path(cast)[:-8] + 8 * 'A', STORY, 404),  # the last letter alone holds bits that mean nothing
        (path(cast), b'', 422),
        (path(cast), b'x' * 20_000_001, 422),
    ):
        assert (await client.post(address, content=body)).status_code == status, (address, len(body))


async def text(
    client: httpx.AsyncClient, integration: Integration, token: str = 'token', **form: str
) -> httpx.Response:
    """What Twilio posts when somebody texts us, signed as its documentation says."""
    given = {
        'MessageSid': 'SM1',
        'From': '+351912345678',
        'To': '+15551234567',
        'Body': 'Is there parking?',
        'NumMedia': '0',
        **form,
    }
    path = f'/hooks/twilio/{integration.id}/message'
    signature = RequestValidator(token).compute_signature(f'{settings().base_url}{path}', given)
    return await client.post(f'http://careops{path}', data=given, headers={'X-Twilio-Signature': signature})


async def test_a_text_message_comes_once_and_stop_is_followed(client: httpx.AsyncClient, cast: Cast) -> None:
    row = stage.channel(cast, IntegrationKind.SMS, 'twilio')
    stage.change(row, secrets=crypto.seal({'auth_token': 'token'}))
    for _ in range(2):
        answer = await text(client, row)
        assert (answer.status_code, answer.headers['content-type'].split(';')[0]) == (200, 'text/xml')
    [contact] = stage.all_of(Contact, Contact.phone == '+351912345678')
    assert contact.name == '+351 912 345 678'
    assert [line.body for line in stage.all_of(Message, Message.direction == 'in')] == ['Is there parking?']
    assert (await text(client, row, MessageSid='SM2', Body='STOP')).status_code == 200
    [contact] = stage.all_of(Contact, Contact.phone == '+351912345678')
    assert contact.no_sms_at is not None


async def test_a_text_message_that_is_not_from_twilio(client: httpx.AsyncClient, cast: Cast) -> None:
    row = stage.channel(cast, IntegrationKind.SMS, 'twilio')
    stage.change(row, secrets=crypto.seal({'auth_token': 'token'}))
    assert (await text(client, row, token='guess')).status_code == 403
    assert (await text(client, stage.channel(cast, IntegrationKind.SMS, 'test'))).status_code == 404
    assert (await text(client, row, From='nobody')).status_code == 422
    assert stage.all_of(Message) == []


# ---- what providers announce and what they post taken apart; the providers themselves are stood in for on loopback


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    with providers() as stand:
        monkeypatch.setenv('CAREOPS_PROVIDER_API', stand.url)
        settings.cache_clear()
        yield stand
    monkeypatch.undo()
    settings.cache_clear()


def incoming_words() -> list[str]:
    return [row.body for row in stage.all_of(Message, Message.direction == 'in')]


WHSEC = 'whsec_' + base64.b64encode(b'a secret of thirty-two characters').decode()


def resend(cast: Cast) -> Integration:
    row = stage.channel(cast, provider='resend', sender='salon@example.com')
    stage.change(row, secrets=crypto.seal({'api_key': 're_key', 'signing_secret': WHSEC}))
    return row


async def announce(
    client: httpx.AsyncClient, row: Integration, *, secret: str = WHSEC, late: int = 0, **data: Any
) -> httpx.Response:
    """The `email.received` event, signed as Svix does."""
    given = {'email_id': 'in-1', 'message_id': '<one@example.com>', 'from': 'priya@example.com', **data}
    body = json.dumps({'type': 'email.received', 'created_at': '2027-03-01T10:00:00Z', 'data': given}).encode()
    moment = str(int(clock.now().timestamp()) - late)
    key = base64.b64decode(secret.removeprefix('whsec_'))
    signed = base64.b64encode(hmac.new(key, f'msg_1.{moment}.'.encode() + body, hashlib.sha256).digest()).decode()
    headers = {'svix-id': 'msg_1', 'svix-timestamp': moment, 'svix-signature': f'v1,{signed}'}
    return await client.post(f'http://careops/hooks/resend/{row.id}/events', content=body, headers=headers)


async def test_resend_announces_a_mail_and_it_is_fetched_there_once(
    client: httpx.AsyncClient, cast: Cast, stand: Providers
) -> None:
    row = resend(cast)
    stand.mails['in-1'] = STORY
    for _ in range(2):
        assert (await announce(client, row)).status_code == 204
    assert incoming_words() == ['Is there parking?']
    assert stand.asked == [('/emails/receiving/in-1', 'Bearer re_key'), ('/originals/in-1', '')]


async def test_what_cannot_be_fetched_now_is_announced_again(
    client: httpx.AsyncClient, cast: Cast, stand: Providers
) -> None:
    row = resend(cast)
    stand.down = True
    answer = await announce(client, row)
    assert (answer.status_code, incoming_words()) == (503, [])
    stand.down = False
    assert (await announce(client, row)).status_code == 422  # Resend does not know it
    stand.mails['in-1'] = b'x' * 20_000_001
    assert (await announce(client, row)).status_code == 422
    stand.mails['in-1'] = STORY
    assert ((await announce(client, row)).status_code, incoming_words()) == (204, ['Is there parking?'])


async def test_an_announcement_that_is_not_resends(client: httpx.AsyncClient, cast: Cast, stand: Providers) -> None:
    row = resend(cast)
    stand.mails['in-1'] = STORY
    other = 'whsec_' + base64.b64encode(b'another secret of forty characters').decode()
    assert (await announce(client, row, secret=other)).status_code == 403
    assert (await announce(client, row, late=600)).status_code == 403
    assert (await announce(client, stage.channel(cast))).status_code == 404
    assert (stand.asked, incoming_words()) == ([], [])


PARSED = {
    'headers': 'From: =?UTF-8?Q?Zo=C3=AB?= <zoe@example.com>\nMessage-ID: <two@example.com>\nIn-Reply-To:\n <x@us.example>\n'
    'Subject: Photo\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=abc\n',
    'text': 'Here it is.\n\nOn Mon, 1 Mar 2027 at 10:00, Salon wrote:\n> Please send one',
    'html': '<p>Here it is.</p>',
    'from': 'Zoë <zoe@example.com>',
    'subject': 'Photo',
    'envelope': '{"to":["salon@in.example"],"from":"zoe@example.com"}',
    'charsets': '{"to":"UTF-8","html":"utf-8","subject":"UTF-8","from":"UTF-8","text":"utf-8"}',
    'attachments': '1',
    'attachment-info': '{"attachment1":{"filename":"hair.png","name":"hair.png","type":"image/png"}}',
    'spam_score': '0.1',
}
PNG = b'\x89PNG\r\n\x1a\n' + b'x' * 40


async def test_sendgrid_posts_a_parsed_mail_and_repeats_it(client: httpx.AsyncClient, cast: Cast) -> None:
    for _ in range(2):
        files = {'attachment1': ('hair.png', PNG, 'image/png')}
        assert (await client.post(path(cast), data=PARSED, files=files)).status_code == 204
    [contact] = stage.all_of(Contact, Contact.email == 'zoe@example.com')
    assert (contact.name, incoming_words()) == ('Zoë', ['Here it is.'])
    assert [(row.name, row.content_type) for row in stage.all_of(Attachment)] == [('hair.png', 'image/png')]


@pytest.mark.parametrize(
    ('charset', 'words'),
    [('windows-1252', 'Grüße – „schön“'), ('ISO-8859-1', 'À bientôt'), ('iso-2022-jp', 'こんにちは')],
)
async def test_each_field_of_a_parsed_mail_has_its_charset(
    client: httpx.AsyncClient, cast: Cast, charset: str, words: str
) -> None:
    fields = {name: value.encode() for name, value in PARSED.items() if name != 'html'}
    fields |= {'text': words.encode(charset), 'charsets': json.dumps({'text': charset}).encode()}
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields.items()
    ]
    headers = {'content-type': 'multipart/form-data; boundary=b'}
    answer = await client.post(path(cast), content=b''.join(parts) + b'--b--\r\n', headers=headers)
    assert (answer.status_code, incoming_words()) == (204, [words])


async def test_a_form_that_holds_no_mail(client: httpx.AsyncClient, cast: Cast) -> None:
    assert (await client.post(path(cast), data={'text': 'x'}, files={'x': b''})).status_code == 422


async def test_sendgrid_signs_what_it_posts(client: httpx.AsyncClient, cast: Cast) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    row = stage.channel(cast, provider='sendgrid', sender='salon@example.com')
    request = client.build_request(
        'POST', f'http://careops/hooks/sendgrid/{row.id}/mail', data=PARSED, files={'x': b''}
    )
    body = request.read()
    moment = str(int(time.time()))
    headers = {
        'content-type': request.headers['content-type'],
        'X-Twilio-Email-Event-Webhook-Timestamp': moment,
        'X-Twilio-Email-Event-Webhook-Signature': base64.b64encode(
            key.sign(moment.encode() + body, ec.ECDSA(SHA256()))
        ).decode(),
    }
    assert (await client.post(request.url, content=body, headers=headers)).status_code == 403  # no key is stored
    stage.change(row, secrets=crypto.seal({'api_key': 'SG.x', 'parse_key': public}))
    assert (await client.post(request.url, content=body + b' ', headers=headers)).status_code == 403
    assert incoming_words() == []
    for _ in range(2):
        assert (await client.post(request.url, content=body, headers=headers)).status_code == 204
    assert incoming_words() == ['Here it is.']


def texts(cast: Cast) -> Integration:
    row = stage.channel(cast, IntegrationKind.SMS, 'twilio', account_sid='AC1', sender='+15551234567')
    stage.change(row, secrets=crypto.seal({'auth_token': 'token'}))
    return row


def media(number: int, kind: str) -> dict[str, str]:
    url = f'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME{number}'
    return {f'MediaUrl{number}': url, f'MediaContentType{number}': kind}


async def test_pictures_of_a_text_are_fetched_at_twilio(
    client: httpx.AsyncClient, cast: Cast, stand: Providers
) -> None:
    row = texts(cast)
    stand.media = {'ME0': PNG, 'ME1': b'\0\1\2 a film'}
    given = {'Body': '', 'NumMedia': '2', **media(0, 'image/png'), **media(1, 'video/mp4')}
    assert (await text(client, row, **given)).status_code == 200
    assert incoming_words() == ['[2 files]']
    stand.down = True
    assert await in_thread(awaited.fetch_due) == 0
    stand.down = False
    for waiting in stage.all_of(AwaitedFile):
        stage.change(waiting, due_at=clock.now())
    assert await in_thread(awaited.fetch_due) == 1
    assert [(one.name, one.size) for one in stage.all_of(Attachment)] == [('file-1.png', len(PNG))]
    assert 'file-2.mp4 was sent along and is not here: Please take a picture' in incoming_words()[0]
    assert stage.all_of(AwaitedFile) == []
    asked = [who for where, who in stand.asked if where.startswith('/2010')]
    assert set(asked) == {'Basic ' + base64.b64encode(b'AC1:token').decode()}
    assert {who for where, who in stand.asked if where.startswith('/store')} == {
        ''
    }  # the key is not shown to the store


async def test_a_picture_that_never_comes_is_told_in_the_thread(
    client: httpx.AsyncClient, cast: Cast, stand: Providers
) -> None:
    row = texts(cast)
    await text(client, row, NumMedia='1', **media(0, 'image/jpeg'))
    for _ in range(awaited.ATTEMPTS):
        for waiting in stage.all_of(AwaitedFile):
            stage.change(waiting, due_at=clock.now())
        assert await in_thread(awaited.fetch_due) == 0
    assert incoming_words() == [
        'Is there parking?\n[file-1.jpg was sent along and is not here: Twilio does not hand the file over (404).]'
    ]
    stand.media['ME0'] = b'\xff\xd8\xff' + b'x' * awaited.BIGGEST
    await text(client, row, MessageSid='SM9', NumMedia='1', **media(0, 'image/jpeg'))
    await in_thread(awaited.fetch_due)
    assert 'larger than 5 MB' in incoming_words()[1]


async def in_thread(function: Any) -> Any:
    import asyncio

    return await asyncio.to_thread(function)
