"""Screens stay small, however much there is to show: at most 150 elements each."""

import pytest
from nicegui.testing import User

from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter
from tests.pages.test_bookings import booked
from tests.pages.test_inbox import written

BUDGET = 150


@pytest.mark.parametrize(
    'path',
    [
        '/',
        '/inbox',
        '/inbox/{thread}',
        '/bookings/{booking}',
        '/bookings?view=list',
        '/contacts',
        '/contacts/{contact}',
        '/alerts',
        '/automation/rules/reminder',
        '/automation/log?booking={booking}',
    ],
)
async def test_a_full_screen_stays_in_its_budget(browser: User, cast: Cast, enter: Enter, path: str) -> None:
    thread = await written(cast)
    booking = await booked(cast)
    for number in range(40):
        factories.contact(cast.workspace.id, f'Customer {number}')
    enter(cast.ada)
    await browser.open(path.format(thread=thread.id, booking=booking.id, contact=thread.contact_id))
    assert browser.client is not None
    assert len(browser.client.elements) <= BUDGET
