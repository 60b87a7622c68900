"""Series on the pages: planned with every date in view, decided where one is not free, and changed as far as was said."""

from datetime import UTC, datetime
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from careops_ui.kit import Rows
from careops_ui.week import Week
from data.models import Contact
from domain import booking_reads, bookings, clock, series
from domain.booking_reads import Row
from domain.recurrence import Every
from domain.work import act, read
from tests import factories
from tests.conftest import Cast
from tests.pages.conftest import Enter

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # Lisbon puts its clocks forward on 29 March


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def kind(cast: Cast) -> Any:
    return factories.booking_type(cast.workspace.id)


@pytest.fixture
def marcus(cast: Cast) -> Contact:
    return factories.contact(cast.workspace.id, 'Marcus Bell')


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def take(cast: Cast, kind: Any, start: datetime) -> None:
    """Nobody of the two is free any more."""
    for name in ('Priya Nair', 'Rui Costa'):
        given = {
            'booking_type_id': kind.id,
            'start': start,
            'contact_id': factories.contact(cast.workspace.id, name).id,
        }
        await act(bookings.book, cast.ada, **given)


async def starts(cast: Cast, contact: Contact) -> list[datetime]:
    found = await read(booking_reads.page, cast.ada, contact_id=contact.id, statuses=('confirmed',))
    return [one.start for one in found.items]


async def a_series(cast: Cast, kind: Any, marcus: Contact) -> tuple[Row, ...]:
    plan = series.Plan(booking_type_id=kind.id, start=at(17), every=Every.WEEK, times=4)
    return (await act(series.create, cast.ada, plan=plan, contact_id=marcus.id)).occurrences


def put(browser: User, marker: str, value: Any) -> None:
    """Choose or type a value."""
    (element,) = browser.find(marker=marker).elements
    element.value = value


def decide(browser: User, day: str, way: str, words: str = '') -> None:
    """Press a way for a date, and type what it asks for."""
    rows = browser.find(kind=Rows, content='Not free: 1')
    rows.trigger('decide', [day, way])
    if words:
        rows.trigger('words', [day, words])


async def plan(browser: User, marcus: Contact, **given: Any) -> None:
    """Fill in the dialog: every week at ten from 17 March, so many times."""
    await browser.open(f'/bookings?new={marcus.id}&day=2026-03-17')
    await browser.should_see('Marcus Bell', retries=40)
    put(browser, 'time', '10:00')
    put(browser, 'repeat', 'week')
    for marker, value in ({'times': 4} | given).items():
        put(browser, marker, value)
    await browser.should_see('See dates from Tue 17 Mar, 10:00', retries=40)
    browser.find(marker='book').click()


async def test_a_series_keeps_its_time_of_day_over_the_clock_change(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact
) -> None:
    enter(cast.ben)
    await plan(browser, marcus)
    for shown in ('Free: 4', 'Tue 31 Mar, 10:00', 'Tue 7 Apr, 10:00', 'Book 4 times'):
        await browser.should_see(shown, retries=40)
    browser.find(marker='save-series').click()
    await browser.should_see('Every week, 1 of 4', retries=40)
    assert await starts(cast, marcus) == [at(17), at(24), at(31, 9), at(7, 9, month=4)]


@pytest.mark.parametrize(
    ('way', 'words', 'kept'),
    [
        ('skip', '', None),
        ('2026-03-24T11:00:00+00:00', '', 11),
        ('other', '2026-03-24T15:30', 15),
        ('anyway', 'His mother', 10),
    ],
)
async def test_each_date_that_is_not_free_is_decided(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact, way: str, words: str, kept: int | None
) -> None:
    await take(cast, kind, at(24))
    enter(cast.ben)
    await plan(browser, marcus, times=2)
    await browser.should_see('This time is taken', retries=40)
    await browser.should_see('One date needs a decision.')
    (verb,) = browser.find(marker='save-series').elements
    assert not verb.enabled
    decide(browser, '2026-03-24', way, words)
    await browser.should_see('2 dates, all decided.', retries=40)
    browser.find(marker='save-series').click()
    await browser.should_see('Series booked', retries=40)
    assert [one.hour for one in await starts(cast, marcus)] == [10, *([kept] if kept else [])]


async def test_a_time_taken_meanwhile_shows_the_dates_again_with_what_was_decided(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact
) -> None:
    await take(cast, kind, at(24))
    enter(cast.ben)
    await plan(browser, marcus, times=3)
    await browser.should_see('Not free: 1', retries=40)
    decide(browser, '2026-03-24', 'anyway', 'His mother')
    await take(cast, kind, at(31, 9))
    browser.find(marker='save-series').click()
    await browser.should_see('Not free: 2', retries=40)
    await browser.should_see('His mother')
    assert await starts(cast, marcus) == []
    browser.find(kind=Rows, content='Not free: 2').trigger('decide', ['2026-03-31', 'skip'])
    browser.find(marker='save-series').click()
    await browser.should_see('Series booked', retries=40)
    assert await starts(cast, marcus) == [at(17), at(24)]


@pytest.mark.parametrize(
    ('given', 'said'),
    [
        ({'times': 1}, 'Please choose 2 to 104 times'),
        ({'times': None}, 'Please say how often, or until which day'),
    ],
)
async def test_a_rhythm_that_is_none_is_said_at_its_field(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact, given: dict[str, Any], said: str
) -> None:
    enter(cast.ben)
    await plan(browser, marcus, **given)
    await browser.should_see(marker='times', content=said, retries=40)
    await browser.should_not_see(marker='save-series')


async def test_several_are_moved_with_their_clashes_in_view(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact
) -> None:
    made = await a_series(cast, kind, marcus)
    await take(cast, kind, at(31, 13))
    enter(cast.ben)
    await browser.open(f'/bookings/{made[1].id}')
    await browser.should_see('Every week, 2 of 4', retries=40)
    browser.find(kind=ui.button, content='Move').click()
    await browser.should_see('This and the following', retries=40)
    put(browser, 'reach', series.Reach.FOLLOWING)
    put(browser, 'time', '14:00')
    await browser.should_see('See dates from Tue 24 Mar, 14:00', retries=40)
    browser.find(marker='move').click()
    await browser.should_see('Not free: 1', retries=40)
    decide(browser, '2026-03-31', 'skip')
    browser.find(marker='save-series').click()
    await browser.should_see('Series moved', retries=40)
    assert await starts(cast, marcus) == [at(17), at(24, 14), at(31, 9), at(7, 13, month=4)]


async def test_words_and_the_end_reach_as_far_as_was_said(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact
) -> None:
    made = await a_series(cast, kind, marcus)
    enter(cast.ben)
    await browser.open(f'/bookings/{made[2].id}')
    browser.find(marker='more-Edit…').click()
    await browser.should_see(marker='location', retries=40)
    put(browser, 'reach', series.Reach.FOLLOWING)
    put(browser, 'location', 'Upstairs')
    browser.find(marker='save-words').click()
    await browser.should_see('Saved', retries=40)
    await browser.should_not_see(marker='save-words', retries=40)
    await browser.should_see('Upstairs', retries=40)
    after = (await read(series.view, cast.ada, series_id=made[0].series_id)).occurrences
    assert [one.location == 'Upstairs' for one in after] == [False, False, True, True]
    browser.find(marker='more-Cancel…').click()
    await browser.should_see(marker='cancel-booking', retries=40)
    put(browser, 'reach', series.Reach.ALL)
    browser.find(marker='cancel-booking').click()
    await browser.should_see('Book again', retries=40)
    assert await starts(cast, marcus) == []


async def test_a_booking_alone_asks_for_no_reach_and_the_calendar_marks_a_series(
    browser: User, cast: Cast, enter: Enter, kind: Any, marcus: Contact
) -> None:
    alone = await act(bookings.book, cast.ada, booking_type_id=kind.id, start=at(10), contact_id=marcus.id)
    made = await a_series(cast, kind, marcus)
    enter(cast.ben)
    for booking_id, marked in ((alone.id, ''), (made[0].id, 'Part of a series')):
        await browser.open(f'/bookings/{booking_id}')
        await browser.should_see('Stock is enough', retries=40)
        await (browser.should_see if marked else browser.should_not_see)(marker='more-Edit…')
        (grid,) = browser.find(kind=Week).elements
        blocks = [block for column in grid.props['columns'] for block in column['blocks']]
        assert [block['repeats'] for block in blocks] == [marked]
