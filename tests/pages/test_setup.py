"""The wizard: from an empty workspace to an open one, and what it says when something is missing or wrong."""

import pytest
from nicegui import ui
from nicegui.testing import User

from careops_ui.editors import HoursEditor, QuestionsEditor
from careops_ui.kit import Rows
from data import db
from data.models import Role, Workspace, WorkspaceStatus
from domain import booking_types, contact_forms, hours, onboarding
from domain.actor import Actor
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter


@pytest.fixture
def olga(cast: Cast, enter: Enter) -> Actor:
    """The owner of a workspace that has just been made; this browser is hers."""
    made = factories.save(Workspace(name='New Place', slug='new-place', timezone='Europe/Lisbon'))
    owner = factories.person('Olga Owner', made.id, Role.OWNER)
    enter(owner)
    return owner


def tell(browser: User, element: ui.element, event: str, value: object) -> None:
    """What the browser would say for a Vue component of ours."""
    for listener in element._event_listeners.values():
        if listener.type == event:
            element._handle_event({'listener_id': listener.id, 'args': value})


def status(owner: Actor) -> WorkspaceStatus:
    with db.reading() as session:
        return session.get_one(Workspace, owner.workspace).status


async def test_a_template_and_test_mode_are_enough_to_open(browser: User, olga: Actor):
    await browser.open('/setup/workspace')
    await browser.should_see('Step 1 of 8')
    picker = next(one for one in browser.find(Rows).elements if any(r['id'] == 'salon' for r in one._props['rows']))
    tell(browser, picker, 'pick', 'salon')
    await browser.should_see('Filled in: 6 booking types', retries=20)
    await browser.open('/setup/channels')
    browser.find(marker='test-mode').click()
    await browser.should_see('E-mail: Test mode', retries=20)
    await browser.open('/setup/activate')
    await browser.should_see('Tue to Fri 09:00 to 18:00')
    browser.find(marker='activate').click()
    await browser.should_see('Customers can write and book now', retries=30)
    await browser.should_see('/book/new-place')
    assert status(olga) == WorkspaceStatus.ACTIVE


async def test_what_is_missing_is_listed_and_nothing_opens(browser: User, olga: Actor):
    await browser.open('/setup/activate')
    await browser.should_see('Connect a channel, or choose test mode')
    browser.find(marker='activate').click()
    await browser.should_see('Set your opening hours')
    assert status(olga) == WorkspaceStatus.SETUP


async def test_the_wizard_resumes_where_it_was_left(browser: User, olga: Actor):
    act_now(onboarding.stand_at, olga, step='inventory')
    answer = await browser.http_client.get('/setup', follow_redirects=False)
    assert (answer.status_code, answer.headers['location']) == (303, '/setup/inventory')


async def test_an_unknown_step_is_not_there(browser: User, olga: Actor):
    assert (await browser.http_client.get('/setup/magic')).status_code == 404


async def test_staff_do_not_open_the_wizard(browser: User, cast: Cast, enter: Enter):
    enter(cast.ben)
    assert (await browser.http_client.get('/setup/workspace')).status_code == 403


async def test_a_question_without_words_is_refused_and_kept(browser: User, olga: Actor):
    await browser.open('/setup/contact_form')
    editor = next(iter(browser.find(QuestionsEditor).elements))
    tell(browser, editor, 'change', [{'key': '', 'label': '', 'kind': 'text', 'required': False, 'options': []}])
    browser.find(marker='continue').click()
    await browser.should_see('Please write the question', retries=20)
    assert len(editor.value) == 1
    assert read_now(contact_forms.view, olga).fields == ()
    tell(
        browser, editor, 'change', [{'key': '', 'label': 'Your size?', 'kind': 'text', 'required': True, 'options': []}]
    )
    await browser.should_see('Your size?')
    browser.find(marker='continue').click()
    await browser.should_see('Step 4 of 8', retries=20)
    assert [field['label'] for field in read_now(contact_forms.view, olga).fields] == ['Your size?']


async def test_hours_and_services_are_saved_together(browser: User, olga: Actor):
    act_now(onboarding.apply_template, olga, template='repair')
    await browser.open('/setup/booking_types')
    week = next(iter(browser.find(HoursEditor).elements))
    tell(browser, week, 'change', [{'weekday': 2, 'start': '10:00', 'end': '12:00'}])
    listing = next(one for one in browser.find(Rows).elements if any('open' in row for row in one._props['rows']))
    tell(browser, listing, 'open', listing._props['rows'][0]['id'])
    await browser.should_see('Pause after', retries=20)
    browser.find('Name').clear().type('Look at it')
    browser.find(marker='continue').click()
    await browser.should_see('Step 5 of 8', retries=20)
    assert read_now(hours.of_workspace, olga)['weekly'] == [{'weekday': 2, 'start': '10:00', 'end': '12:00'}]
    assert read_now(booking_types.listing, olga)[0].name == 'Look at it'


async def test_a_wrong_duration_stays_at_its_field(browser: User, olga: Actor):
    act_now(onboarding.apply_template, olga, template='salon')
    await browser.open('/setup/booking_types')
    listing = next(one for one in browser.find(Rows).elements if any('open' in row for row in one._props['rows']))
    tell(browser, listing, 'open', listing._props['rows'][0]['id'])
    await browser.should_see('Pause after', retries=20)
    duration = next(one for one in browser.find(ui.number).elements if one._props.get('label') == 'Duration')
    duration.value = 0
    browser.find(marker='continue').click()
    await browser.should_see('Please choose from 1 to', retries=20)
    assert read_now(booking_types.listing, olga)[0].duration_minutes == 45
