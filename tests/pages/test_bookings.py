"""The calendar: what it shows, and what can be done with a booking."""

from datetime import timedelta
from uuid import UUID

import pytest
from nicegui import ui
from nicegui.testing import User

from careops_ui import week
from careops_ui.kit import Rows
from careops_ui.notices import Notices
from data.models import Booking
from domain import availability, booking_reads, bookings, clock, group_reads
from domain.work import act, read
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter
from tests.pages.test_setup import tell


async def booked(cast: Cast, name: str = 'Priya Nair') -> Booking:
    kind, contact = factories.booking_type(cast.workspace.id), factories.contact(cast.workspace.id, name)
    tomorrow = (clock.now() + timedelta(days=1)).date()
    slots = await read(availability.slots, cast.ada, booking_type_id=kind.id, first=tomorrow, last=tomorrow)
    return await act(
        bookings.book, cast.ada, booking_type_id=kind.id, start=slots[2].start, contact_id=contact.id, source='staff'
    )


def pick(browser: User, hour: str) -> str:
    """Press a free time of the dialog; its instant."""
    free = next(rows for rows in browser.find(Rows).elements if any('hour' in row for row in rows.props['rows']))
    start = str(next(row['id'] for row in free.props['rows'] if row['hour'] == hour))
    tell(browser, free, 'pick', start)
    return start


async def status(cast: Cast, booking_id: UUID) -> str:
    return str((await read(booking_reads.one, cast.ada, booking_id=booking_id)).status)


async def test_an_empty_calendar_and_list(browser: User, cast: Cast, enter: Enter) -> None:
    enter(cast.ben)
    await browser.open('/bookings')
    await browser.should_see('Times in Europe/Lisbon', retries=40)
    await browser.open('/bookings?view=list')
    await browser.should_see('No bookings here', retries=40)


async def test_week_day_and_list_show_a_booking(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    there = booking.start.date().isoformat()
    enter(cast.ben)
    for view in ('week', 'day', 'month', 'list'):
        await browser.open(f'/bookings?view={view}&day={there}')
        await browser.should_see('Priya Nair', retries=40)
        await browser.should_not_see('Secret customer')


async def test_a_time_that_is_not_free_is_explained(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    await browser.open(f'/bookings/{booking.id}')
    browser.find(kind=ui.button, content='Move').click()
    await browser.should_see(marker='time', retries=40)
    (hour,) = browser.find(marker='time').elements
    hour.set_value('03:00')
    await browser.should_see('Why is this time not free?', retries=40)
    browser.find(marker='why').click()
    await browser.should_see('That is outside the opening hours', retries=40)


async def test_a_booking_is_completed_and_that_is_undone(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    with clock.frozen(booking.end + timedelta(minutes=5)):
        await browser.open(f'/bookings/{booking.id}')
        await browser.should_see('Cut and finish', retries=40)
        browser.find(kind=ui.button, content='Completed').click()
        await browser.should_see('Undo', retries=40)
        assert await status(cast, booking.id) == 'completed'
        browser.find(kind=ui.button, content='Undo').click()
        await browser.should_see('Confirmed again', retries=40)
        assert await status(cast, booking.id) == 'confirmed'


async def take_back(browser: User, words: str) -> None:
    """Press the one thing that the notice offers."""
    await browser.should_see(words, retries=40)
    notices = next(iter(browser.find(Notices).elements))
    key = next(key for key, (said, _) in notices.acts.items() if words in said)
    tell(browser, notices, 'act', key)
    tell(browser, notices, 'act', key)  # a second click finds nothing to do


@pytest.mark.parametrize('words', ['Completed', 'No-show noted', 'Cancelled'])
async def test_what_ends_a_visit_is_taken_back_from_its_notice(
    browser: User, cast: Cast, enter: Enter, words: str
) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    with clock.frozen(booking.end + timedelta(minutes=5)):
        await browser.open(f'/bookings/{booking.id}')
        await browser.should_see('Cut and finish', retries=40)
        if words == 'Cancelled':
            browser.find(marker='more-Cancel…').click()
            await browser.should_see('becomes free again', retries=40)
            browser.find(marker='cancel-booking').click()
        else:
            browser.find(kind=ui.button, content=words.removesuffix(' noted')).click()
        await take_back(browser, f'Priya Nair: {words}')
        await browser.should_see('Confirmed again', retries=40)
        assert await status(cast, booking.id) == 'confirmed'


async def test_a_group_is_one_block_with_its_people_beside_it(browser: User, cast: Cast, enter: Enter) -> None:
    kind = factories.booking_type(cast.workspace.id, 'Workshop', capacity=4)
    tomorrow = (clock.now() + timedelta(days=1)).date()
    given = {'booking_type_id': kind.id, 'first': tomorrow, 'last': tomorrow}
    start = (await read(availability.slots, cast.ada, **given))[0].start
    made = [
        await act(
            bookings.book,
            cast.ada,
            booking_type_id=kind.id,
            member_id=cast.ben.member_id,
            start=start,
            contact_id=factories.contact(cast.workspace.id, name).id,
        )
        for name in ('Priya Nair', 'Marcus Bell')
    ]
    enter(cast.ben)
    await browser.open(f'/bookings/{made[1].id}?view=day')
    await browser.should_see('Group: 2 of 4 places taken', retries=40)
    drawn = next(iter(browser.find(week.Week).elements))
    blocks = [block for column in drawn.props['columns'] for block in column['blocks']]
    assert [(block['title'], block['what']) for block in blocks] == [('Workshop', '2 booked')]
    assert blocks[0]['ids'] == [str(one.id) for one in made]
    assert not blocks[0]['movable']
    people = [row['when'] for rows in browser.find(Rows).elements for row in rows.props['rows'] if row.get('when')]
    assert people == ['Priya Nair', 'Marcus Bell']
    alone = await booked(cast, 'Rui Costa')
    assert await read(group_reads.of_booking, cast.ben, booking_id=alone.id) is None


def test_gaps_of_a_day_are_where_anybody_is_free() -> None:
    busy = [(540, 600), (555, 630), (570, 585), (600, 660)]
    assert week.full(busy, 1) == busy
    assert week.full(busy, 2) == [(555, 600), (600, 630)]
    assert week.full(busy, 3) == [(570, 585)]
    assert week.free([(540, 700)], week.full(busy, 2)) == [(540, 555), (630, 700)]


async def test_a_visit_that_is_days_ahead_is_not_offered_as_completed(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    await browser.open(f'/bookings/{booking.id}')
    await browser.should_see('Move', retries=40)
    await browser.should_not_see(kind=ui.button, content='Completed')


async def test_cancelling_asks_once_and_takes_a_reason(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    await browser.open(f'/bookings/{booking.id}')
    browser.find(marker='more-Cancel…').click()
    await browser.should_see('becomes free again', retries=40)
    browser.find(marker='reason').type('Ada is ill')
    browser.find(marker='cancel-booking').click()
    await browser.should_see('Book again', retries=40)
    await browser.should_see('Ada is ill', retries=40)
    assert await status(cast, booking.id) == 'cancelled'


async def test_moving_offers_free_times(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    await browser.open(f'/bookings/{booking.id}')
    browser.find(kind=ui.button, content='Move').click()
    await browser.should_see('The customer is told', retries=40)
    await browser.should_see('13:00', retries=40)
    start = pick(browser, '13:00')
    await browser.should_see('13:00', kind=ui.button, retries=40)
    browser.find(marker='move').click()
    await browser.should_see('Moved', retries=40)
    moved = await read(booking_reads.one, cast.ada, booking_id=booking.id)
    assert moved.start.isoformat() == start


async def test_staff_book_for_a_customer(browser: User, cast: Cast, enter: Enter) -> None:
    factories.booking_type(cast.workspace.id)
    contact = factories.contact(cast.workspace.id, 'Marcus Bell')
    enter(cast.ben)
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    await browser.open(f'/bookings?new={contact.id}&day={tomorrow}')
    await browser.should_see(marker='book', retries=40)
    await browser.should_see('09:30', retries=40)
    pick(browser, '09:30')
    await browser.should_see('Book: ', retries=40)
    browser.find(marker='book').click()
    await browser.should_see('Booked', retries=40)
    found = await read(booking_reads.page, cast.ada, contact_id=contact.id)
    assert found.total == 1


async def test_staff_add_a_service_to_the_visit(browser: User, cast: Cast, enter: Enter) -> None:
    cut, colour = (factories.booking_type(cast.workspace.id, name) for name in ('Cut', 'Colour'))
    contact = factories.contact(cast.workspace.id, 'Marcus Bell')
    enter(cast.ben)
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    await browser.open(f'/bookings?new={contact.id}&day={tomorrow}')
    await browser.should_see('16:00', retries=40)
    more = next(iter(browser.find(kind=ui.select, content='Add a service').elements))
    more.set_value([next(each for each in more.options if each in {cut.id, colour.id})])
    await browser.should_not_see('16:00', retries=40)  # two hours end before five
    rows = next(iter(browser.find('09:30').elements))
    browser.find('09:30').trigger('pick', next(row['id'] for row in rows.props['rows'] if row['hour'] == '09:30'))
    await browser.should_see('Book: ', retries=40)
    browser.find(marker='book').click()
    await browser.should_see('Booked', retries=40)
    first, second = (await read(booking_reads.page, cast.ada, contact_id=contact.id)).items
    assert (first.end, first.combination_id) == (second.start, second.combination_id)
    await browser.open(f'/bookings/{second.id}')
    await browser.should_see('In one visit', retries=40)
    await browser.should_see(first.type_name, retries=40)


async def test_without_bookings_or_from_next_door_nothing_is_shown(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(factories.person('Dora Lee', cast.workspace.id, can_bookings=False))
    assert (await browser.http_client.get('/bookings')).status_code == 403
    enter(cast.eve)
    assert (await browser.http_client.get(f'/bookings/{booking.id}')).status_code == 404


async def test_filters_stand_in_the_address(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    other = cast.ada.member_id if booking.member_id == cast.ben.member_id else cast.ben.member_id
    there = booking.start.date().isoformat()
    enter(cast.ben)
    for person, seen in ((booking.member_id, True), (other, False)):
        for view in ('week', 'day', 'month'):
            await browser.open(f'/bookings?view={view}&day={there}&person={person}')
            await browser.should_see('Times in', retries=40)
            await (browser.should_see if seen else browser.should_not_see)('Priya Nair')
    await browser.open(f'/bookings?view=day&day={there}&status=completed&type=nonsense')
    await browser.should_not_see('Priya Nair')


async def test_a_reminder_is_sent_by_hand_and_the_history_tells(browser: User, cast: Cast, enter: Enter) -> None:
    booking = await booked(cast)
    enter(cast.ben)
    await browser.open(f'/bookings/{booking.id}')
    await browser.should_see(marker='remind', retries=40)
    browser.find(marker='remind').click()
    await browser.should_see('Reminder is on its way', retries=40)
    await browser.should_see('Reminder', retries=40)
