"""Every dialog of the calendar, opened as a receptionist opens it: nothing serious for axe-core at either width, in either theme."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, WIDE, Windows, shoot
from tests.journeys.test_calendar import DAY, Desk
from tests.journeys.test_looks import REST, words
from tests.server import running

ONLY = {'preload': False, 'resultTypes': ['violations']}


@pytest.fixture(scope='module')
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with running(tmp_path_factory.mktemp('dialogs')) as server:
        made = Desk(server)
        made.call('POST', '/booking-types', name='Massage', duration_minutes=30)
        yield made


def new(page: Page, desk: Desk) -> None:
    """Nothing is chosen yet, so its verb cannot be pressed."""
    page.get_by_role('button', name='New booking').click()
    expect(page.get_by_role('button', name='Book', exact=True)).to_be_disabled()


def of_several(page: Page, desk: Desk) -> None:
    """A visit of two services at a time that is not free, explained."""
    new(page, desk)
    page.get_by_label('Add a service (optional)').click()
    page.get_by_role('option', name='Massage').click()
    page.keyboard.press('Escape')
    why(page, desk, '03:00')
    expect(page.get_by_text('Massage, 04:00')).to_be_visible()


def why(page: Page, desk: Desk, hour: str = '03:00') -> None:
    """The explanation of a time that is not free."""
    page.get_by_label('Time', exact=True).fill(hour)
    page.get_by_role('button', name='Why is this time not free?').click()
    expect(page.get_by_text('outside the opening hours').first).to_be_visible()


def booked(page: Page, desk: Desk, name: str) -> None:
    page.locator('.week-block', has_text=name).click()
    expect(page.get_by_role('complementary')).to_contain_text(name)


def move(page: Page, desk: Desk) -> None:
    """Another time, and why it is not free."""
    booked(page, desk, 'Priya')
    page.get_by_role('button', name='Move', exact=True).click()
    why(page, desk)


def overbook(page: Page, desk: Desk) -> None:
    """A time that is taken asks for a reason."""
    booked(page, desk, 'Priya')
    page.get_by_role('button', name='Move', exact=True).click()
    page.get_by_label('Time', exact=True).fill('14:00')
    page.get_by_role('button', name='Move to').click()
    expect(page.get_by_label('Reason for taking this time anyway')).to_be_visible()


def cancel(page: Page, desk: Desk) -> None:
    booked(page, desk, 'Priya')
    page.get_by_role('button', name='More', exact=True).click()
    page.get_by_text('Cancel…').click()
    expect(page.get_by_text('becomes free again')).to_be_visible()


def series(page: Page, desk: Desk) -> None:
    """The dates of a series, one of which is not free and waits for a decision."""
    new(page, desk)
    page.get_by_label('Customer').fill('Marcus')
    page.locator('.q-dialog').get_by_role('button', name='Marcus Bell').click()
    page.get_by_label('Day', exact=True).fill(DAY.isoformat())
    page.get_by_label('Time', exact=True).fill('10:00')
    page.get_by_label('Repeat').click()
    page.get_by_role('option').nth(1).click()
    page.get_by_role('button', name='See dates').click()
    expect(page.get_by_text('needs a decision')).to_be_visible()


def waiting(page: Page, desk: Desk) -> None:
    page.goto(f'{desk.server.url}/waitlist')
    page.get_by_role('button', name='Add').first.click()
    expect(page.get_by_text('Add to the waiting list').last).to_be_visible()


DIALOGS: dict[str, Callable[[Page, Desk], None]] = {
    'new': new,
    'of-several': of_several,
    'move': move,
    'overbook': overbook,
    'cancel': cancel,
    'series': series,
    'waiting': waiting,
}


TALL = {'height': 1700}  # nothing is scrolled away: axe would measure that against the backdrop
LOOKS = [(size | TALL, theme) for size in (WIDE, PHONE) for theme in ('dark', 'light')]


def test_no_dialog_is_hard_to_read_or_to_hear(desk: Desk, windows: Windows) -> None:
    desk.book('Priya Nair', 10)
    desk.book('Marcus Bell', 14)
    page, problems = windows.open(reduced_motion='reduce'), []
    desk.enter(page)
    for name, opened in DIALOGS.items():
        page.goto(f'{desk.server.url}/bookings?view=day&day={DAY.isoformat()}')
        page.wait_for_selector('.week-col')
        page.evaluate(REST)
        opened(page, desk)
        for size, theme in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme)
            page.evaluate(REST)
            only = {} if theme == 'light' else {'runOnly': ['color-contrast']}
            problems += serious(page, f'dialog-{name}-{size["width"]}-{theme}', **only)
        page.set_viewport_size(WIDE)
    assert not problems, '\n'.join(problems)


def serious(page: Page, name: str, **options: Any) -> list[str]:
    """What is serious in the open dialog, in words; its picture is kept."""
    shoot(page, name)
    found = Axe().run(page, context='.q-dialog', options=ONLY | options).response['violations']
    return [f'{name}: {words(one)}' for one in found if one['impact'] in {'serious', 'critical'}]
