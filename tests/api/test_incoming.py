"""The address to which a mail service posts incoming mail, as it really posts."""

import httpx

from data.models import Contact, Message
from domain import receiving, work
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
