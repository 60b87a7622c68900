"""The settings' sections: each opens for the owner only, and what is entered is what is stored."""

import asyncio

import pytest
from nicegui.testing import User

from careops_ui.editors import DaysOffEditor, HoursEditor
from careops_ui.kit import Rows
from data.models import Channel, KeptMessage
from domain import calendars, feeds, hours, integrations
from domain.work import read_now
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter
from tests.pages.test_setup import tell

SECTIONS = {
    '/settings': 'Public links',
    '/settings/integrations': 'Nothing is connected yet',
    '/settings/booking-types': 'Add a booking type',
    '/settings/hours': 'Times are those of Europe/Lisbon',
    '/settings/calendars': 'Connect a calendar',
    '/settings/contact-form': 'Send message',
    '/settings/links': 'Booking page',
    '/settings/kept': 'No messages kept yet',
    '/settings/webhooks': 'No webhooks yet',
}


@pytest.mark.parametrize(('path', 'words'), SECTIONS.items())
async def test_each_section_opens_for_the_owner_only(browser: User, cast: Cast, enter: Enter, path: str, words: str):
    enter(cast.ada)
    await browser.open(path)
    await browser.should_see(words)
    enter(cast.ben)
    assert (await browser.http_client.get(path)).status_code == 403


async def test_a_calendar_feed_is_made_and_ended(browser: User, cast: Cast, enter: Enter):
    enter(cast.ben)
    await browser.open('/profile')
    browser.find(marker='make-feed').click()
    await browser.should_see(marker='feed-address', retries=50)
    assert read_now(feeds.one, cast.ben, member_id=cast.ben.member_id)
    browser.find(marker='end-feed').click()
    await browser.should_see(marker='sure', retries=50)
    browser.find(marker='sure').click()
    await browser.should_see(marker='make-feed', retries=50)
    assert read_now(feeds.one, cast.ben, member_id=cast.ben.member_id) is None


async def test_a_calendar_that_cannot_be_read_is_refused_at_its_field(browser: User, cast: Cast, enter: Enter):
    enter(cast.ada)
    await browser.open('/settings/calendars')
    browser.find('Connect a calendar').click()
    await browser.should_see(marker='calendar-address', retries=50)
    browser.find(marker='calendar-address').type('http://10.0.0.1/private.ics')
    browser.find('Add').click()
    await browser.should_see('private network', retries=50)
    assert read_now(calendars.listing, cast.ada) == []


async def test_test_mode_is_one_click(browser: User, cast: Cast, enter: Enter):
    enter(cast.ada)
    await browser.open('/settings/integrations')
    browser.find(marker='test-mode').click()
    await browser.should_see('Text messages: Test mode', retries=20)
    assert {view.kind.value for view in read_now(integrations.listing, cast.ada)} == {'email', 'sms'}


async def test_a_kept_message_opens_in_a_frame_that_can_do_nothing(browser: User, cast: Cast, enter: Enter):
    html = '<p>Hello</p><script>alert(1)</script>'
    factories.save(
        KeptMessage(
            workspace_id=cast.workspace.id, channel=Channel.EMAIL, address='a@example.com', subject='Welcome', html=html
        )
    )
    enter(cast.ada)
    await browser.open('/settings/kept')
    await browser.should_see('Welcome')
    listing = next(one for one in browser.find(Rows).elements if any('at' in row for row in one._props['rows']))
    tell(browser, listing, 'open', listing._props['rows'][0]['id'])
    await browser.should_see('As it looks', retries=20)
    frame = next(one for one in browser.client.elements.values() if one.tag == 'iframe')
    assert frame._props['sandbox'] == ''
    assert "default-src 'none'" in frame._props['srcdoc']


async def test_hours_of_the_business_are_saved(browser: User, cast: Cast, enter: Enter):
    enter(cast.ada)
    await browser.open('/settings/hours')
    week = next(iter(browser.find(HoursEditor).elements))
    tell(browser, week, 'change', [{'weekday': 0, 'start': '08:00', 'end': '08:30'}])
    browser.find(marker='save').click()
    for _ in range(100):  # `should_see` would find the link to the saved replies
        if 'Saved' in browser.notify.messages:
            break
        await asyncio.sleep(0.05)
    assert read_now(hours.of_workspace, cast.ada)['weekly'] == [{'weekday': 0, 'start': '08:00', 'end': '08:30'}]


async def test_public_holidays_are_closed_and_opened_again(browser: User, cast: Cast, enter: Enter):
    enter(cast.ada)
    await browser.open('/settings/hours')
    await browser.should_see('Close on all of them')
    holidays = next(one for one in browser.find(Rows).elements if any('verb' in row for row in one._props['rows']))
    days = next(iter(browser.find(DaysOffEditor).elements))
    first, words = holidays._props['rows'][0]['id'], holidays._props['rows'][0]['when']
    tell(browser, days, 'change', [{'date': '2099-03-03', 'ranges': [], 'note': 'Typed'}])
    tell(browser, holidays, 'close', first)
    await browser.should_see(f'Closed on {words}', retries=50)
    assert [one['date'] for one in days.value] == [first, '2099-03-03']  # what was typed stays
    assert [one['date'] for one in read_now(hours.of_workspace, cast.ada)['overrides']] == [first]
    tell(browser, holidays, 'close', f'{first[:4]}-02-03')
    await browser.should_see('is no coming public holiday', retries=50)
    browser.find(marker='close-on-all').click()
    await browser.should_see('Closed on all of these holidays', retries=50)
    assert {row['tag'] for row in holidays._props['rows']} == {'Closed'}
    tell(browser, holidays, 'open', first)
    await browser.should_see(f'Open again on {words}', retries=50)
    assert first not in [one['date'] for one in days.value]
