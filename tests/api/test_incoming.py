"""The address to which a mail service posts incoming mail, as it really posts."""

import httpx
from twilio.request_validator import RequestValidator

from data.models import Contact, Integration, IntegrationKind, Message
from data.settings import settings
from domain import crypto, receiving, work
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_receiving import STORY


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
        (path(cast)[:-1] + '_', STORY, 404),
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
