"""The frame: who gets in, what it shows, and how it ends."""

import pytest
from nicegui.testing import User

from data.models import WorkspaceStatus
from domain import sessions
from domain.work import act
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


async def test_a_stranger_is_sent_to_the_sign_in_page_and_comes_back(browser: User) -> None:
    answer = await browser.http_client.get('/profile')
    assert answer.status_code == 303
    assert answer.headers['location'] == '/sign-in?next=/profile'


async def test_the_frame_shows_the_workspace_and_the_person(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ada)
    await browser.open('/profile')
    await browser.should_see('Juniper Street')
    await browser.should_see('Settings')
    await browser.should_not_see('is not open yet')


async def test_staff_see_no_configuration(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/profile')
    await browser.should_see('Inbox')
    await browser.should_not_see('Automation')


async def test_a_workspace_in_setup_says_so(browser: User, cast: Cast, enter: Enter) -> None:
    cast.workspace.status = WorkspaceStatus.SETUP
    factories.save(cast.workspace)
    enter(cast.ada)
    await browser.open('/profile')
    await browser.should_see('is not open yet')


async def test_an_ended_session_replaces_its_open_pages(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/profile')
    await act(sessions.end, cast.ben, session_id=cast.ben.session_id)
    await browser.should_see('You are signed out', retries=20)
    await browser.should_not_see('Inbox')


@pytest.mark.parametrize('path', ['/bookings/zzz', '/contacts/1', '/inbox/🙂', '/settings/webhooks/x'])
async def test_an_address_that_cannot_be_leads_to_a_sentence(
    browser: User, cast: Cast, enter: Enter, path: str
) -> None:
    enter(cast.ada)
    answer = await browser.http_client.get(path, headers={'Accept': 'text/html'})
    assert answer.headers['content-type'].startswith('text/html')
    assert answer.status_code == 404
    assert 'There is nothing at this address' in answer.text
