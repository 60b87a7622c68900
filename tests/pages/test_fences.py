"""What a stranger meets at the doors of plain pages: no frame of theirs, no flood, no broken headers, no unopened business."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from nicegui.testing import User

from careops_ui import waiting
from data.models import FormRequest, FormTemplate, WorkspaceStatus
from data.settings import settings
from domain import links
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.pages.conftest import Enter

OWN = {'Sec-Fetch-Site': 'same-origin'}


@pytest.fixture
def http(browser: User) -> httpx.AsyncClient:
    return browser.http_client


@pytest.mark.parametrize('path', ['/sign-in', '/register', '/reset', '/reset/x', '/invitation/x', '/nothing', '/f/x'])
async def test_only_what_is_meant_for_it_may_be_framed(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(f'{path}?embed=1', follow_redirects=False)
    assert "frame-ancestors 'none'" in answer.headers['content-security-policy']
    assert answer.headers['x-frame-options'] == 'DENY'


@pytest.mark.parametrize('path', ['/book/juniper-street', '/c/juniper-street'])
async def test_the_pages_for_web_sites_of_businesses_are_framed(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(f'{path}?embed=1')
    assert 'frame-ancestors *' in answer.headers['content-security-policy']
    assert 'x-frame-options' not in answer.headers


@pytest.mark.parametrize('origin', ['http://[', 'http://evil.example', 'null', '//', 'http://testserver:x'])
async def test_a_foreign_or_broken_origin_sends_no_form(http: httpx.AsyncClient, origin: str) -> None:
    answer = await http.post('/sign-in', data={'login': 'a', 'password': 'b'}, headers={'Origin': origin})
    assert answer.status_code == 403
    assert answer.headers['x-content-type-options'] == 'nosniff'


async def chunks(first: bytes, megabytes: int) -> AsyncIterator[bytes]:
    yield first
    for _ in range(megabytes * 10):
        yield b'a' * 100_000


@pytest.mark.parametrize(
    ('kind', 'first'),
    [
        ('application/x-www-form-urlencoded', b'login='),
        ('multipart/form-data; boundary=x', b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'),
    ],
)
async def test_a_body_that_hides_its_length_is_cut_off(http: httpx.AsyncClient, kind: str, first: bytes) -> None:
    for path in '/sign-in', '/register', '/c/juniper-street':
        headers = OWN | {'Content-Type': kind}
        answer = await http.post(path, content=chunks(first, 5), headers=headers, follow_redirects=False)
        assert answer.status_code == 413, path


@pytest.mark.parametrize('status', list(WorkspaceStatus))
async def test_links_lead_nowhere_before_the_business_has_opened(
    http: httpx.AsyncClient, cast: Cast, status: WorkspaceStatus
) -> None:
    booking = stage.booking(cast, tell=False)
    template: Any = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Health', fields=[]))
    whose = {'booking_id': booking.id, 'contact_id': booking.contact_id, 'form_template_id': template.id}
    form: Any = factories.save(FormRequest(workspace_id=cast.workspace.id, name='Health', **whose))
    contact = factories.contact(cast.workspace.id)
    stage.change(cast.workspace, status=status)
    manage = links.sign('booking', booking.id, booking.link_nonce)
    paper = links.sign('form', form.id, form.link_nonce)
    news = links.sign('unsubscribe', contact.id, contact.link_nonce)
    opened = status != WorkspaceStatus.SETUP
    for path in f'/m/{manage}', f'/m/{manage}/cancel', f'/m/{manage}/calendar.ics', f'/f/{paper}', f'/u/{news}':
        answer = await http.get(path, headers={'Accept-Language': 'en'}, follow_redirects=False)
        assert ('Not open yet' in answer.text) is not opened, path
    for path in f'/m/{manage}/cancel', f'/f/{paper}', f'/f/{paper}/draft', f'/u/{news}':
        answer = await http.post(path, data={'reason': 'x'}, headers=OWN, follow_redirects=False)
        assert ('Not open yet' in answer.text) is not opened, path
    for path in f'/public/bookings/{manage}', f'/public/forms/{paper}':
        answer = await http.get(f'/api/v1{path}')
        assert answer.status_code == (200 if opened else 403), path


@pytest.fixture
def limited() -> Iterator[None]:
    os.environ['CAREOPS_RATE_LIMITS'] = 'on'
    settings.cache_clear()
    yield
    os.environ['CAREOPS_RATE_LIMITS'] = 'off'
    settings.cache_clear()


async def test_pages_that_never_come_alive_are_bounded(
    http: httpx.AsyncClient, cast: Cast, enter: Enter, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, 'MOST_OF_ONE', 3)
    enter(cast.ada)
    assert [(await http.get('/profile')).status_code for _ in range(5)] == [200] * 3 + [503] * 2
    enter(cast.ben)
    answers = [await http.get('/profile') for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [503]
    assert answers[-1].headers['retry-after'] == '30'
    assert waiting.BUSY in answers[-1].text
