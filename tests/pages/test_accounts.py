"""Accounts as a person meets them: registering, signing in, a forgotten password, the profile, workspaces, the business's settings."""

import asyncio
import os
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User as Browser
from sqlmodel import select

from data import db
from data.models import Member, User, Workspace, WorkspaceStatus
from data.settings import settings
from domain import passwords, resets, sessions
from domain.actor import Actor
from domain.work import act_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter

PASSWORD = 'four words in a row'
PIXEL = b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==')
ZOE = {
    'full_name': 'Zoë Ångström',
    'email': 'zoe@example.com',
    'password': PASSWORD,
    'workspace_name': 'Café Zoë',
    'timezone': 'Europe/Lisbon',
}


@pytest.fixture
def invitation_only() -> Iterator[None]:
    os.environ['CAREOPS_REGISTRATION'] = 'invitation'
    settings.cache_clear()
    yield
    del os.environ['CAREOPS_REGISTRATION']
    settings.cache_clear()


def one(table: Any, *conditions: Any) -> Any:
    with db.reading() as session:
        return session.exec(select(table).where(*conditions)).one()


async def until(table: Any, *conditions: Any) -> Any:
    """The row, once a click has made it so."""
    for _ in range(60):
        with db.reading() as session:
            if (found := session.exec(select(table).where(*conditions)).first()) is not None:
                return found
        await asyncio.sleep(0.05)
    raise AssertionError('it did not happen')


def with_password(person: Actor) -> str:
    """Give a person the password; the e-mail address."""
    user = one(User, User.id == person.user_id)
    user.password_hash = passwords.hashed(PASSWORD)
    return str(factories.save(user).email)


def fill(browser: Browser, label: str, value: str) -> None:
    next(field for field in browser.find(ui.input).elements if field.props.get('label') == label).set_value(value)


async def test_a_stranger_registers_and_stands_in_the_set_up(browser: Browser) -> None:
    page = await browser.http_client.get('/register')
    for words in ('Your full name', 'Photo of you (optional)', 'Name of your business', 'Time zone of your business'):
        assert words in page.text
    photo = {'photo': ('me.png', PIXEL, 'image/png')}
    done = await browser.http_client.post('/register', data=ZOE, files=photo)
    assert (done.status_code, done.headers['location']) == (303, '/setup')
    await browser.open('/profile')
    await browser.should_see('Café Zoë')
    user = one(User, User.email == 'zoe@example.com')
    picture = await browser.http_client.get(f'/files/{user.photo_id}')
    assert (picture.headers['content-type'], picture.content) == ('image/png', PIXEL)


async def test_registering_without_a_photo(browser: Browser) -> None:
    done = await browser.http_client.post('/register', data=ZOE, files={'photo': ('', b'', 'application/octet-stream')})
    assert done.headers['location'] == '/setup'
    assert one(User, User.email == 'zoe@example.com').photo_id is None


async def test_a_refused_registration_keeps_what_was_typed(browser: Browser, cast: Cast) -> None:
    wrong = ZOE | {'email': with_password(cast.ada), 'password': 'short', 'workspace_name': '<b>"Zoë"</b>'}
    page = await browser.http_client.post('/register', data=wrong)
    assert page.status_code == 422
    assert 'There is an account with this address already' in page.text
    assert 'Please take at least 8 characters' in page.text
    assert 'value="Zoë Ångström"' in page.text
    assert 'value="&lt;b&gt;&quot;Zoë&quot;&lt;/b&gt;"' in page.text
    assert 'short"' not in page.text
    assert sessions.COOKIE not in page.cookies


async def test_only_a_picture_is_a_photo(browser: Browser) -> None:
    script = {'photo': ('me.png', b'<script>alert(1)</script>', 'image/png')}
    page = await browser.http_client.post('/register', data=ZOE, files=script)
    assert page.status_code == 422
    assert 'Please take a picture: PNG, JPEG, GIF or WebP' in page.text
    assert (await browser.http_client.post('/register', data=ZOE)).status_code == 303  # nobody was made before


async def test_by_invitation_there_is_no_form(browser: Browser, invitation_only: None) -> None:
    for method in ('get', 'post'):
        page = await getattr(browser.http_client, method)('/register')
        assert page.status_code == 403
        assert 'New accounts on this server are made by invitation only' in page.text
    assert 'Create an account' not in (await browser.http_client.get('/sign-in')).text


async def test_signing_in_by_password(browser: Browser, cast: Cast) -> None:
    email = with_password(cast.ada)
    page = await browser.http_client.get('/sign-in?next=/contacts')
    assert 'value="/contacts"' in page.text
    done = await browser.http_client.post('/sign-in', data={'login': email.upper(), 'password': PASSWORD})
    assert (done.status_code, done.headers['location']) == (303, '/')
    await browser.open('/profile')
    await browser.should_see('Ada Moreno')


@pytest.mark.parametrize('login', ['', 'nobody@example.com', 'known'])
async def test_one_sentence_for_whatever_was_wrong(browser: Browser, cast: Cast, login: str) -> None:
    login = with_password(cast.ada) if login == 'known' else login
    page = await browser.http_client.post('/sign-in', data={'login': login, 'password': 'a guess', 'next': '/contacts'})
    assert page.status_code == 403
    assert 'That e-mail address or username and that password do not belong together.' in page.text
    assert f'value="{login}"' in page.text
    assert 'value="/contacts"' in page.text
    assert 'a guess' not in page.text


async def test_asking_for_a_link_answers_everybody_alike(browser: Browser, cast: Cast) -> None:
    known = with_password(cast.ada)
    pages = [
        (await browser.http_client.post('/reset', data={'email': email})).text.replace(email, 'THEM')
        for email in (known, 'nobody@example.com')
    ]
    bodies = [page[page.index('<body') :] for page in pages]
    assert bodies[0] == bodies[1]
    assert 'If there is an account for THEM, a link is on its way there.' in bodies[0]


async def test_a_link_sets_the_password_and_signs_in(browser: Browser, cast: Cast, enter: Enter) -> None:
    link = act_now(resets.link_for, Actor.system(), email=with_password(cast.ada)).removeprefix(settings().base_url)
    assert 'You are signed out on every other device' in (await browser.http_client.get(link)).text
    short = await browser.http_client.post(link, data={'password': 'short'})
    assert short.status_code == 422
    assert 'Please take at least 8 characters' in short.text
    enter(cast.ada)
    before = browser.http_client.cookies[sessions.COOKIE]
    done = await browser.http_client.post(link, data={'password': 'five quite other words here'})
    assert done.headers['location'] == '/'
    assert (await browser.http_client.get('/profile')).status_code == 200
    browser.http_client.cookies.clear()
    browser.http_client.cookies.set(sessions.COOKIE, before)
    assert (await browser.http_client.get('/profile')).status_code == 303
    for method in ('get', 'post'):
        again = await getattr(browser.http_client, method)(link)
        assert again.status_code == 410
        assert 'This link has been used or is too old' in again.text


async def test_the_profile_is_saved_and_refuses_at_its_field(browser: Browser, cast: Cast, enter: Enter) -> None:
    taken = with_password(cast.eve)
    with_password(cast.ben)
    enter(cast.ben)
    await browser.open('/profile')
    fill(browser, 'Full name', 'Ben O. Okafor')
    fill(browser, 'E-mail', taken)
    browser.find('Save').click()
    await browser.should_see('A new address takes your present password', retries=20)
    fill(browser, 'Your password, to change the address', PASSWORD)
    browser.find('Save').click()
    await browser.should_see('There is an account with this address already', retries=20)
    fill(browser, 'E-mail', 'Ben.New@Example.com')
    browser.find('Save').click()
    await browser.should_see('Saved', retries=20)
    assert one(User, User.id == cast.ben.user_id).email == 'ben.new@example.com'
    assert one(Member, Member.id == cast.ben.member_id).full_name == 'Ben O. Okafor'


async def test_a_new_password_needs_the_old_one(browser: Browser, cast: Cast, enter: Enter) -> None:
    with_password(cast.ben)
    enter(cast.ben)
    await browser.open('/profile')
    fill(browser, 'Present password', 'not this one')
    fill(browser, 'New password', 'five quite other words here')
    browser.find('Change password').click()
    await browser.should_see('That is not your present password', retries=40)
    fill(browser, 'Present password', PASSWORD)
    browser.find('Change password').click()
    await browser.should_see('You are signed out everywhere else', retries=40)


async def test_a_person_says_what_to_be_told_of(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/profile')
    browser.find('A message to me stays unread').click()
    await browser.should_see('Saved', retries=20)
    member = one(Member, Member.id == cast.ben.member_id)
    assert (member.told_of_bookings, member.told_of_messages) == (True, False)


async def test_going_into_another_workspace(browser: Browser, cast: Cast, enter: Enter) -> None:
    other = factories.workspace('Okafor Studio')
    factories.save(Member(workspace_id=other.id, user_id=cast.ben.user_id, full_name='Ben Okafor'))
    enter(cast.ben)
    await browser.open('/workspaces')
    await browser.should_see('Okafor Studio')
    await browser.should_see('You are here')
    assert (await browser.http_client.post(f'/workspaces/{other.id}/enter')).status_code == 303
    await browser.open('/profile')
    await browser.should_see('Okafor Studio')
    strange = await browser.http_client.post(f'/workspaces/{cast.eve.workspace}/enter')
    assert strange.status_code == 404
    assert 'Next Door' not in strange.text


async def test_another_workspace_is_made(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/workspaces/new')
    browser.find('Create workspace').click()
    await browser.should_see('Please write the name of the business', retries=20)
    fill(browser, 'Name of the business', 'Okafor Studio')
    browser.find('Create workspace').click()
    made = await until(Workspace, Workspace.name == 'Okafor Studio')
    assert one(Member, Member.workspace_id == made.id).role == 'owner'


async def test_the_business_is_changed_and_refuses_at_its_field(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/settings')
    fill(browser, 'Name', '')
    browser.find(marker='save-business').click()
    await browser.should_see('Please write the name of the business', retries=20)
    fill(browser, 'Name', 'Juniper & Sons')
    browser.find(marker='save-business').click()
    await until(Workspace, Workspace.id == cast.workspace.id, Workspace.name == 'Juniper & Sons')


async def test_a_business_closes_after_one_question_and_opens_again(browser: Browser, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/settings')
    browser.find(marker='suspend').click()
    await browser.should_see(marker='suspend-now', retries=20)
    browser.find(marker='suspend-now').click()
    await until(Workspace, Workspace.id == cast.workspace.id, Workspace.status == WorkspaceStatus.SUSPENDED)
    await browser.open('/settings')
    await browser.should_see('This workspace is suspended')
    browser.find(marker='resume').click()
    await until(Workspace, Workspace.id == cast.workspace.id, Workspace.status == WorkspaceStatus.ACTIVE)
