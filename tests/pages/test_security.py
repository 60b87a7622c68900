"""What every answer carries, what no stranger may do, and how a browser's session begins and ends, over the whole app."""

import logging
import os
from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
import sqlalchemy as sa
from nicegui import app
from nicegui.testing import User as Browser

from data import db
from data.models import LoginSession, User
from data.settings import settings
from domain import passwords, sessions
from tests.conftest import Cast
from tests.pages.conftest import Enter

EVIL = 'https://evil.example'
PASSWORD = 'four words in a row'
ELSEWHERE = [
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\evil.example',
    'https:evil.example',
    'https://evil.example',
    'HTTPS://evil.example',
    'javascript:alert(1)',
    'evil.example',
    ' //evil.example',
    '/\t/evil.example',
    '/\r\n/evil.example',
    '\x00//evil.example',
    '/inbox\r\nSet-Cookie: a=b',
]


@pytest.fixture
def configured() -> Iterator[None]:
    """Settings that a test changes (`use`) are given back."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
    settings.cache_clear()


def use(**given: str) -> None:
    os.environ.update({f'CAREOPS_{name.upper()}': value for name, value in given.items()})
    settings.cache_clear()


def ada_with_password(cast: Cast) -> str:
    """Give Ada a password; her address."""
    with db.transaction() as session:
        user = session.get_one(User, cast.ada.user_id)
        user.password_hash = passwords.hashed(PASSWORD)
        session.add(user)
        return user.email


async def sign_in(browser: Browser, email: str, **given: object) -> httpx.Response:
    data = {'login': email, 'password': PASSWORD} | given.pop('data', {})  # type: ignore[operator]
    return await browser.http_client.post('/sign-in', data=data, **given)  # type: ignore[arg-type]


def cookie(answer: httpx.Response) -> Morsel[str]:
    return SimpleCookie(answer.headers['set-cookie'])[sessions.COOKIE]


@pytest.mark.parametrize('origin', [EVIL, 'null', 'http://test.evil.example', 'https://test:81'])
async def test_no_other_site_opens_the_websocket(
    browser: Browser, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, 'engineio.server')  # it logs the refusal that is wanted here
    path = '/_nicegui_ws/socket.io/?EIO=4&transport=polling'
    assert (await browser.http_client.get(path, headers={'Origin': origin})).status_code == 400
    assert (await browser.http_client.get(path, headers={'Origin': 'http://test'})).status_code == 200


async def test_a_site_that_the_settings_name_opens_it(browser: Browser, configured: None) -> None:
    path = '/_nicegui_ws/socket.io/?EIO=4&transport=polling'
    use(allowed_origins=f'{EVIL}, https://www.example.com')
    assert (await browser.http_client.get(path, headers={'Origin': EVIL})).status_code == 200


@pytest.mark.parametrize(
    'head',
    [
        {'Origin': EVIL},
        {'Origin': 'null'},
        {'Sec-Fetch-Site': 'cross-site'},
        {'Sec-Fetch-Site': 'same-site', 'Origin': 'http://other.test'},
        {'Sec-Fetch-Site': 'same-origin', 'Origin': EVIL},
    ],
    ids=str,
)
@pytest.mark.parametrize('path', ['/sign-in', '/sign-out', '/register', '/reset', '/book/juniper-street'])
async def test_forms_of_other_sites_are_refused(
    browser: Browser, cast: Cast, enter: Enter, head: dict[str, str], path: str
) -> None:
    enter(cast.ada)
    refused = await browser.http_client.post(path, data={'email': 'a@example.com'}, headers=head)
    assert refused.status_code == 403
    assert 'another web site' in refused.text
    assert (await browser.http_client.get('/profile')).status_code == 200


async def test_our_own_forms_are_taken(browser: Browser) -> None:
    for head in ({'Sec-Fetch-Site': 'same-origin', 'Origin': 'http://test'}, {'Sec-Fetch-Site': 'none'}, {}):
        answer = await browser.http_client.post('/reset', data={'email': 'a@example.com'}, headers=head)
        assert answer.status_code == 200


@pytest.mark.parametrize('path', ELSEWHERE)
async def test_signing_in_leads_nowhere_else(browser: Browser, cast: Cast, path: str) -> None:
    answer = await sign_in(browser, ada_with_password(cast), data={'next': path})
    assert (answer.status_code, answer.headers['location']) == (303, '/')
    assert len(answer.headers.get_list('set-cookie')) == 1
    again = await browser.http_client.get('/sign-in', params={'next': path})
    assert (again.status_code, again.headers['location']) == (303, '/')


@pytest.mark.parametrize('path', ['%2F%2Fevil.example', '%252F%252Fevil.example', '%5C%5Cevil.example'])
async def test_encoding_does_not_help(browser: Browser, cast: Cast, enter: Enter, path: str) -> None:
    enter(cast.ada)
    answer = await browser.http_client.get(f'/sign-in?next={path}')
    assert answer.headers['location'] == '/'


async def test_signing_in_leads_back_to_where_one_was(browser: Browser, cast: Cast) -> None:
    answer = await sign_in(browser, ada_with_password(cast), data={'next': '/inbox?filter=unread'})
    assert answer.headers['location'] == '/inbox?filter=unread'


PLACES = {'/profile': 'staff', '/book/juniper-street': 'public', '/sign-in': 'public', '/api/v1/docs': 'docs'}


@pytest.mark.parametrize(('path', 'kind'), PLACES.items())
async def test_headers_of_pages(browser: Browser, cast: Cast, enter: Enter, path: str, kind: str) -> None:
    if kind == 'staff':
        enter(cast.ada)
    answer = await browser.http_client.get(path)
    assert answer.status_code == 200
    policy = policy_of(answer)
    assert answer.headers['x-content-type-options'] == 'nosniff'
    assert answer.headers['referrer-policy'] == 'same-origin'
    assert answer.headers['x-request-id']
    assert 'camera=()' in answer.headers['permissions-policy']
    assert 'strict-transport-security' not in answer.headers
    assert policy['frame-ancestors'] == "'none'"
    assert policy['form-action'] == "'self'"
    assert not [value for value in policy.values() if '*' in value or 'http:' in value or 'https:' in value]


async def test_public_pages_run_no_script_of_a_stranger(browser: Browser, cast: Cast) -> None:
    policy = policy_of(await browser.http_client.get('/sign-in'))
    assert (policy['default-src'], policy['script-src'], policy['base-uri']) == ("'none'", "'self'", "'none'")
    booking = policy_of(await browser.http_client.get('/book/juniper-street'))
    assert 'unsafe-inline' not in booking['script-src']


async def test_only_an_embed_may_be_framed(browser: Browser, cast: Cast) -> None:
    embed = await browser.http_client.get('/book/juniper-street?embed=1')
    assert policy_of(embed)['frame-ancestors'] == '*'
    assert 'x-frame-options' not in embed.headers
    plain = await browser.http_client.get('/book/juniper-street')
    assert plain.headers['x-frame-options'] == 'DENY'
    for path in ('/sign-in?embed=1', '/register?embed=1', '/reset?embed=1'):
        assert policy_of(await browser.http_client.get(path))['frame-ancestors'] == "'none'", path


async def test_under_https_browsers_stay_there(browser: Browser, configured: None) -> None:
    use(base_url='https://book.example.com')
    answer = await browser.http_client.get('/healthz')
    assert answer.headers['strict-transport-security'] == 'max-age=31536000'


def policy_of(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(' ') for part in answer.headers['content-security-policy'].split(';'))
    return {name: value for name, _, value in parts}


async def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: Browser, cast: Cast, configured: None) -> None:
    email = ada_with_password(cast)
    kept = cookie(await sign_in(browser, email))
    assert (kept['httponly'], kept['samesite'], kept['path'], kept['secure']) == (True, 'lax', '/', '')
    assert kept['domain'] == ''
    use(base_url='https://book.example.com')
    assert cookie(await sign_in(browser, email))['secure'] is True


async def test_signing_in_ends_the_session_before(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    before = browser.http_client.cookies[sessions.COOKIE]
    answer = await sign_in(browser, ada_with_password(cast))
    assert cookie(answer).value != before
    browser.http_client.cookies.clear()
    browser.http_client.cookies.set(sessions.COOKIE, before)
    assert (await browser.http_client.get('/profile')).status_code == 303


async def test_no_cookie_of_a_stranger_becomes_a_session(browser: Browser, cast: Cast) -> None:
    browser.http_client.cookies.set(sessions.COOKIE, 'planted')
    assert cookie(await sign_in(browser, ada_with_password(cast))).value != 'planted'
    browser.http_client.cookies.clear()
    browser.http_client.cookies.set(sessions.COOKIE, 'planted')
    assert (await browser.http_client.get('/profile')).status_code == 303


async def test_signing_out_kills_the_cookie_and_the_open_page(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    token = browser.http_client.cookies[sessions.COOKIE]
    await browser.open('/profile')
    answer = await browser.http_client.post('/sign-out')
    assert answer.headers['location'] == '/sign-in'
    assert cookie(answer).value == ''
    await browser.should_see('You are signed out', retries=20)
    await browser.should_not_see('Your profile')
    browser.http_client.cookies.clear()
    browser.http_client.cookies.set(sessions.COOKIE, token)
    assert (await browser.http_client.get('/profile')).headers['location'] == '/sign-in?next=/profile'


FORWARDED = [
    ('', '198.51.100.1', '127.0.0.1'),
    ('127.0.0.1', '198.51.100.1', '198.51.100.1'),
    ('127.0.0.1,10.0.0.0/8', '6.6.6.6, 198.51.100.1, 10.0.0.2', '198.51.100.1'),
    ('10.0.0.0/8', '198.51.100.1', '127.0.0.1'),
]


@pytest.mark.parametrize(('trusted', 'forwarded', 'found'), FORWARDED)
async def test_the_last_untrusted_hop_is_the_visitor(
    browser: Browser, cast: Cast, configured: None, trusted: str, forwarded: str, found: str
) -> None:
    use(trusted_proxies=trusted)
    await sign_in(browser, ada_with_password(cast), headers={'X-Forwarded-For': forwarded})
    with db.reading() as session:
        rows = session.exec(sa.select(LoginSession.address).where(LoginSession.user_id == cast.ada.user_id))  # type: ignore[call-overload]
        assert found in {row[0] for row in rows}


async def test_health_says_little(browser: Browser) -> None:
    answer = await browser.http_client.get('/healthz')
    assert (answer.status_code, answer.json()) == (200, {'status': 'ok'})
    ready = await browser.http_client.get('/readyz')
    assert (ready.status_code, ready.json()) == (200, {'status': 'ok'})
    assert ready.headers['cache-control'] == 'no-store'


async def test_not_ready_without_the_newest_tables(browser: Browser) -> None:
    newest = set_version('0000')
    try:
        answer = await browser.http_client.get('/readyz')
    finally:
        set_version(newest)
    assert (answer.status_code, answer.json()) == (503, {'status': 'the database needs a migration'})


async def test_not_ready_without_the_worker(browser: Browser) -> None:
    app.state.stop.set()
    await app.state.sending
    answer = await browser.http_client.get('/readyz')
    assert (answer.status_code, answer.json()) == (503, {'status': 'the worker does not run'})


def set_version(version: str) -> str:
    """Say that the database is at this version; at which it was."""
    with db.transaction() as session:
        before = str(session.execute(sa.text('SELECT version_num FROM alembic_version')).scalar_one())
        session.execute(sa.text('UPDATE alembic_version SET version_num = :version'), {'version': version})
    return before
