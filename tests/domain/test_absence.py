"""Time off, calendars elsewhere and public holidays: who may enter them, and what they do to free times."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import db
from data.models import Workspace
from domain import availability, bookings, calendars, clock, public_holidays, time_off, work
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def at(hour: int, day: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def hours_free(cast: Cast, kind: Any, day: date = date(2026, 3, 3)) -> list[int]:
    asked = {'booking_type_id': kind.id, 'first': day, 'last': day, 'member_id': cast.ben.member_id}
    return [slot.start.hour for slot in work.read_now(availability.slots, cast.guest, **asked)]


def test_time_off_of_hours_and_of_days(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    mine = {'member_id': cast.ben.member_id}
    person = {'name': 'Priya', 'email': 'priya@example.com'}
    work.act_now(bookings.book, cast.ada, booking_type_id=kind.id, start=at(11), contact=person, **mine)
    dentist = work.act_now(time_off.add, cast.ben, start=at(10), end=at(12), reason='Dentist', **mine)
    assert dentist.bookings == 1
    assert hours_free(cast, kind) == [9, 12, 13, 14, 15, 16]
    days = work.act_now(time_off.add, cast.ada, start=date(2026, 3, 4), end=date(2026, 3, 5), **mine)
    assert (days.start, days.end) == (at(0, 4), at(0, 6))
    assert hours_free(cast, kind, date(2026, 3, 4)) == hours_free(cast, kind, date(2026, 3, 5)) == []
    assert [one.id for one in work.read_now(time_off.listing, cast.ben, **mine)] == [dentist.id, days.id]
    work.act_now(time_off.remove, cast.ben, time_off_id=dentist.id, **mine)
    assert hours_free(cast, kind) == [9, 10, 12, 13, 14, 15, 16]


def test_time_off_is_ones_own_or_the_owners_to_enter(cast: Cast) -> None:
    span = {'start': at(10), 'end': at(12)}
    with pytest.raises(time_off.NotYours):
        work.act_now(time_off.add, cast.ben, member_id=cast.ada.member_id, **span)
    with pytest.raises(NotFound):
        work.act_now(time_off.add, cast.ada, member_id=cast.eve.member_id, **span)
    with pytest.raises(Invalid, match='after the beginning'):
        work.act_now(time_off.add, cast.ada, member_id=cast.ben.member_id, start=at(12), end=at(12))


def test_a_calendar_elsewhere_is_replaced_as_a_whole_and_grows_stale(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    mine = {'member_id': cast.ben.member_id}
    source = work.act_now(calendars.add, cast.ada, name='Private', when_stale='withhold', stale_minutes=60, **mine)
    assert source.stale
    assert hours_free(cast, kind) == []
    mine['source_id'] = source.id
    for hour in (9, 14):
        busy = [{'start': at(hour), 'end': at(hour + 1), 'uid': 'x'}]
        assert not work.act_now(calendars.replace, cast.ada, busy=busy, **mine).stale
        assert hours_free(cast, kind) == [one for one in range(9, 17) if one != hour]
    with clock.frozen(NOW + timedelta(minutes=61)):
        assert hours_free(cast, kind) == []
    with pytest.raises(Invalid):
        work.act_now(calendars.replace, cast.ada, busy=[{'start': at(10), 'end': at(10)}], **mine)
    with pytest.raises(Forbidden):
        work.act_now(calendars.replace, cast.ben, busy=[], **mine)
    work.act_now(calendars.remove, cast.ada, **mine)
    assert hours_free(cast, kind) == list(range(9, 17))


def test_public_holidays_are_adopted_one_by_one_or_all(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    year = work.read_now(public_holidays.coming, cast.ada)
    assert (year.year, year.region) == (2026, 'PT')
    names = {one.day: one.name for one in year.holidays}
    assert names[date(2026, 4, 3)] == 'Good Friday'
    assert date(2026, 1, 1) not in names  # it is over
    day = date(2026, 4, 25)
    one = work.act_now(public_holidays.adopt, cast.ada, year=2026, days=[day])
    assert [each.day for each in one.holidays if each.adopted] == [day]
    assert hours_free(cast, kind, day) == []
    assert all(each.adopted for each in work.act_now(public_holidays.adopt, cast.ada, year=2026).holidays)
    assert not any(each.adopted for each in work.read_now(public_holidays.coming, cast.ada, year=2027).holidays)
    with pytest.raises(Invalid):
        work.act_now(public_holidays.adopt, cast.ada, year=2026, days=[date(2026, 3, 3)])
    with db.transaction() as session:
        session.get_one(Workspace, cast.workspace.id).region = ''
    with pytest.raises(public_holidays.NoCountry):
        work.act_now(public_holidays.adopt, cast.ada, year=2026)


def test_next_years_holidays_come_in_october_and_the_place_is_chosen(cast: Cast) -> None:
    assert [one.year for one in work.read_now(public_holidays.offered, cast.ada)] == [2026]
    with clock.frozen(datetime(2026, 10, 1, 8, tzinfo=UTC)):
        assert [one.year for one in work.read_now(public_holidays.offered, cast.ada)] == [2026, 2027]
    work.act_now(public_holidays.choose, cast.ada, region='DE', subdivision='BY')
    assert public_holidays.parts('DE')['BY'] == 'Bayern'
    days = {one.day for one in work.read_now(public_holidays.coming, cast.ada).holidays}
    assert {date(2026, 10, 3), date(2026, 11, 1)} <= days
    for wrong in {'region': 'XX', 'subdivision': ''}, {'region': 'PT', 'subdivision': 'BY'}:
        with pytest.raises(Invalid):
            work.act_now(public_holidays.choose, cast.ada, **wrong)
    work.act_now(public_holidays.adopt, cast.ada, year=2026, days=[date(2026, 11, 1)])
    work.act_now(public_holidays.give_back, cast.ada, day=date(2026, 11, 1))
    with pytest.raises(NotFound):
        work.act_now(public_holidays.give_back, cast.ada, day=date(2026, 11, 1))
    with pytest.raises(Forbidden):
        work.act_now(public_holidays.give_back, cast.ben, day=date(2026, 11, 1))


def test_staff_are_told_who_is_away_and_customers_are_not(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    mine = {'member_id': cast.ben.member_id}
    work.act_now(time_off.add, cast.ada, start=at(10), end=at(12), reason='Dentist', **mine)
    asked = {'booking_type_id': kind.id, 'contact': {'name': 'Priya', 'email': 'priya@example.com'}, **mine}
    with pytest.raises(bookings.Taken, match=r'is away until 12:00 on Tue 3 Mar \(Dentist\)\.'):
        work.act_now(bookings.book, cast.ada, start=at(10), **asked)
    booking = work.act_now(bookings.book, cast.ada, start=at(14), **asked)
    with pytest.raises(bookings.Taken, match='is away until'):
        work.act_now(bookings.reschedule, cast.ada, booking_id=booking.id, start=at(11), **mine)
    with pytest.raises((bookings.Taken, bookings.NotOffered)) as refused:
        work.act_now(bookings.book, cast.guest, start=at(10), **asked)
    assert 'away' not in refused.value.message


def test_time_off_in_impossible_years_is_refused(cast: Cast) -> None:
    for wrong in {'start': date(1, 1, 1), 'end': date(1, 1, 1)}, {'start': date(2026, 3, 4), 'end': date.max}:
        with pytest.raises(Invalid, match='ten years'):
            work.act_now(time_off.add, cast.ben, member_id=cast.ben.member_id, **wrong)
