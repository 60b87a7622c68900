"""Drafts, files, taking back, first messages and originals over the API, as their own clients use them."""

import base64

from data.models import Conversation
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_receiving import STORY, comes

PDF = base64.b64encode(b'%PDF-1.7 plan').decode()


def thread(cast: Cast) -> str:
    contact = factories.contact(cast.workspace.id)
    [found] = stage.all_of(Conversation, Conversation.contact_id == contact.id)
    return f'/conversations/{found.id}'


async def test_a_draft_its_file_and_its_way_back(ben: Caller, ada: Caller, cast: Cast) -> None:
    at = thread(cast)
    assert await ben('GET', f'{at}/draft') == {'body': '', 'channel': '', 'subject': '', 'attachments': []}
    file = await ben('POST', f'{at}/draft/attachments', 201, json={'name': '../plan.pdf', 'content': PDF})
    assert (file['name'], file['size'], file['content_type']) == ('plan.pdf', 13, 'application/pdf')
    kept = await ben('PUT', f'{at}/draft', json={'body': 'Here it is', 'channel': 'email'})
    assert (kept['body'], [one['id'] for one in kept['attachments']]) == ('Here it is', [file['id']])
    assert (await ada('GET', f'{at}/draft'))['body'] == ''
    given = {'body': 'Here it is', 'attachment_ids': [file['id']], 'undo': True}
    await ada('POST', f'{at}/messages', 404, json=given)
    sent = await ben('POST', f'{at}/messages', 201, json=given)
    assert [one['id'] for one in sent['attachments']] == [file['id']]
    await ada('POST', f'{at}/messages/{sent["id"]}/undo', 409)
    await ben('POST', f'{thread(cast)}/messages/{sent["id"]}/undo', 404)
    await ben('POST', f'{at}/messages/{sent["id"]}/undo', 204)
    assert (await ben('GET', f'{at}/draft'))['attachments'] == [file]
    await ben('DELETE', f'{at}/draft/attachments/{file["id"]}', 204)
    await ben('DELETE', f'{at}/draft', 204)
    assert (await ben('GET', f'{at}/messages'))['items'] == []


async def test_a_file_is_fetched_by_those_who_may(ben: Caller, ada: Caller, cast: Cast) -> None:
    at = thread(cast)
    file = await ben('POST', f'{at}/draft/attachments', 201, json={'name': 'plan.pdf', 'content': PDF})
    found = await ben('GET', f'{at}/attachments/{file["id"]}')
    assert (found['content'], found['content_type']) == (PDF, 'application/pdf')
    await ada('GET', f'{at}/attachments/{file["id"]}', 404)
    await ben('GET', f'{thread(cast)}/attachments/{file["id"]}', 404)


async def test_files_are_refused_in_words(ben: Caller, cast: Cast) -> None:
    at = thread(cast)
    for content, status in (('%%', 422), (base64.b64encode(b'<svg>').decode(), 422), ('', 422)):
        refused = await ben('POST', f'{at}/draft/attachments', status, json={'name': 'x', 'content': content})
        assert refused['errors'], content
    big = base64.b64encode(b'x' * 2_000_000).decode()
    await ben('POST', f'{at}/draft/attachments', 201, json={'name': 'x.txt', 'content': big})
    await ben('POST', f'{at}/messages', 413, json={'body': big})


async def test_the_first_word_and_the_mail_as_it_came(ben: Caller, cast: Cast) -> None:
    given = {'contact': {'name': 'Mara', 'email': 'mara@example.com'}, 'body': 'Hello'}
    sent = await ben('POST', '/conversations', 201, json=given)
    assert (sent['direction'], sent['delivery']) == ('out', 'queued')
    wrong = await ben('POST', '/conversations', 422, json={'contact': {'name': 'x', 'email': 'y'}, 'body': 'Hello'})
    assert wrong['errors'][0]['field'] == 'contact.email'
    came = comes(cast, STORY)
    assert came is not None
    at = f'/conversations/{came.conversation_id}/messages'
    [line, *_] = (await ben('GET', at))['items']
    assert line['original']
    found = await ben('GET', f'{at}/{line["id"]}/original')
    assert 'Message-ID: <one@example.com>' in found['headers']
    assert found['text'] == 'Is there parking?'
    await ben('GET', f'{thread(cast)}/messages/{line["id"]}/original', 404)
