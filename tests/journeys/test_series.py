"""A series in a real browser: made across a clock change at the same time of day, changed from one date on, and ended."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Windows
from tests.journeys.test_calendar import Desk
from tests.server import running

LISBON = ZoneInfo('Europe/Lisbon')


def before_the_change() -> date:
    """A day whose next week has another offset."""
    first = datetime.now(UTC).date() + timedelta(days=3)
    days = (first + timedelta(days=number) for number in range(300))
    return next(day for day in days if offset(day) != offset(day + timedelta(days=7)))


def offset(day: date) -> timedelta | None:
    return datetime(day.year, day.month, day.day, 12, tzinfo=LISBON).utcoffset()


def plan(page: Page, first: date) -> None:
    """Fill in the dialog: Priya, every week at ten, three times."""
    page.get_by_role('button', name='New booking').first.click()
    page.get_by_label('Customer').fill('Priya Nair')
    page.get_by_text('New contact “Priya Nair”').click()
    page.get_by_label('E-mail').fill('priya@example.com')
    page.get_by_label('Day', exact=True).fill(first.isoformat())
    page.get_by_label('Time', exact=True).fill('10:00')
    page.get_by_label('Repeat').click()
    page.get_by_role('option', name='Every week').click()
    page.get_by_label('Times', exact=True).fill('3')
    page.get_by_role('button', name='See dates from').click()


def starts(desk: Desk, status: str = 'confirmed') -> list[datetime]:
    items = desk.call('GET', '/bookings')['items']
    return [datetime.fromisoformat(one['start']) for one in items if one['status'] == status]


@pytest.fixture(scope='module')
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(tmp_path_factory.mktemp('series')) as server:
        yield Desk(server)


def test_a_series_keeps_its_time_of_day_and_is_changed_and_ended_from_one_date_on(desk: Desk, windows: Windows) -> None:
    first = before_the_change()
    clash = (first + timedelta(days=14)).isoformat()
    there = datetime.fromisoformat(f'{clash}T10:00:00').replace(tzinfo=LISBON).astimezone(UTC)
    rui = {'name': 'Rui Costa', 'email': 'rui@example.com'}
    desk.call('POST', '/bookings', booking_type_id=desk.kind, start=there.isoformat(), contact=rui)
    page = windows.open()
    desk.enter(page, f'?view=day&day={first.isoformat()}')
    plan(page, first)
    dates = page.get_by_role('dialog', name='Dates of the series')
    expect(dates.locator('.planned > .between > b')).to_contain_text([', 10:00'] * 3)  # the same on the clock
    expect(dates.get_by_text('This time is taken')).to_be_visible()
    dates.get_by_role('button', name='11:00').click()
    dates.get_by_role('button', name='Book 3 times').click()
    expect(page.get_by_text('Every week, 1 of 3')).to_be_visible()
    mine = [one for one in starts(desk) if one != there]
    assert [one.astimezone(LISBON).hour for one in mine] == [10, 10, 11]
    assert mine[1] - mine[0] != timedelta(days=7)  # the instants are an hour apart

    page.get_by_text('All dates').click()
    page.get_by_role('link', name='No. 2').click()
    expect(page.get_by_text('Every week, 2 of 3')).to_be_visible()
    page.wait_for_load_state('networkidle')
    page.get_by_role('button', name='More', exact=True).last.click()
    page.get_by_text('Edit…').click()
    page.get_by_label('This and the following').click()
    page.get_by_label('Where').fill('Upstairs')
    page.get_by_role('button', name='Save', exact=True).click()
    expect(page.get_by_role('complementary')).to_contain_text('Upstairs')
    items = [one for one in desk.call('GET', '/bookings')['items'] if one['series_id']]
    assert [one['location'] == 'Upstairs' for one in items] == [False, True, True]

    page.get_by_role('button', name='More', exact=True).last.click()
    page.get_by_text('Cancel…').click()
    page.get_by_label('All that are still to come').click()
    page.get_by_role('button', name='Cancel booking').click()
    expect(page.get_by_role('button', name='Book again')).to_be_visible()
    assert (starts(desk), len(starts(desk, 'cancelled'))) == ([there], 3)
