"""Series: made at once or not at all, changed in reach, ended with one notice; and never on top of anybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from data.models import Booking, BookingStatus, BookingTypeMember, Event, Hold, Series
from domain import bookings, clock, work
from domain import series as serial
from domain.errors import Forbidden, Invalid, NotFound, Refusal
from domain.recurrence import Every
from domain.series import Choice, Clashes, NothingLeft, Reach
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_race import overlaps

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday; Lisbon puts its clocks forward on 29 March
WHO = ('contact', 'contact_id', 'notes', 'submission_key')
PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def kind(cast: Cast) -> Any:
    made = factories.booking_type(cast.workspace.id)
    factories.save(BookingTypeMember(booking_type_id=made.id, member_id=cast.ada.member_id))
    return made


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def plan(kind: Any, **given: Any) -> serial.Plan:
    given = {'start': at(10), 'every': Every.WEEK, 'times': 4} | given
    return serial.Plan(booking_type_id=kind.id, **given)


def make(cast: Cast, kind: Any, actor: Any = None, **given: Any) -> serial.View:
    who = {'contact': PRIYA} | {name: given.pop(name) for name in WHO if name in given}
    return work.act_now(serial.create, actor or cast.ben, plan=plan(kind, **given), **who)


def look(cast: Cast, kind: Any, **given: Any) -> tuple[serial.Planned, ...]:
    return work.act_now(serial.preview, cast.ben, plan=plan(kind, **given))


def single(cast: Cast, kind: Any, start: datetime) -> Booking:
    rui = {'name': 'Rui', 'email': f'{uuid4().hex}@example.com'}
    return work.act_now(bookings.book, cast.ben, booking_type_id=kind.id, start=start, contact=rui)


def starts(view: serial.View, *, status: str = 'confirmed') -> list[datetime]:
    return [one.start for one in view.occurrences if one.status == status]


def of(function: Any, cast: Cast, view: serial.View, number: int, reach: Reach, **given: Any) -> Any:
    which = {'booking_id': view.occurrences[number].id, 'reach': reach} | given
    given = {'shift': serial.Shift(**which)} if function in (serial.move, serial.preview_move) else which
    return work.act_now(function, cast.ben, series_id=view.id, **given)


def rows() -> tuple[int, int, int]:
    return len(stage.all_of(Series)), len(stage.all_of(Booking)), len(stage.all_of(Hold))


def test_it_keeps_its_wall_clock_time_over_the_clock_change(cast: Cast, kind: Any) -> None:
    view = make(cast, kind, start=at(17))
    assert starts(view) == [at(17), at(24), at(31, 9), at(7, 9, month=4)]
    assert {one.series_id for one in view.occurrences} == {view.id}
    assert [one.series_day for one in stage.all_of(Booking)] == [
        date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 31), date(2026, 4, 7)
    ]  # fmt: skip
    assert rows() == (1, 4, 4)


def test_a_preview_lists_what_is_in_the_way_and_keeps_nothing(cast: Cast, kind: Any) -> None:
    single(cast, kind, at(17))
    before, told = rows(), len(stage.all_of(Event))
    first, second, third, fourth = look(cast, kind)
    assert (first.free, second.free, third.free, fourth.free) == (True, False, True, True)
    assert (second.day, second.start, second.why) == (date(2026, 3, 17), at(17), 'This time is taken')
    assert second.nearest == (at(17, 9), at(17, 11), at(17, 11) + timedelta(minutes=30))
    assert (rows(), len(stage.all_of(Event))) == (before, told)
    closed = look(cast, kind, start=at(10, 20))
    assert {(one.free, one.why) for one in closed} == {(False, 'Outside the working hours')}


def test_a_clash_saves_nothing_until_every_one_is_decided(cast: Cast, kind: Any) -> None:
    for day in (17, 24, 31):
        single(cast, kind, at(day, 10 if day < 29 else 9))
    before = rows()
    with pytest.raises(Clashes) as refused:
        make(cast, kind)
    assert [one.free for one in refused.value.details['occurrences']] == [True, False, False, False]
    assert rows() == before
    chosen = [
        Choice(day=date(2026, 3, 17), skip=True),
        Choice(day=date(2026, 3, 24), start=at(24, 12)),
        Choice(day=date(2026, 3, 31), overbook_reason='She is early'),
    ]
    assert [one.skipped for one in look(cast, kind, choices=chosen)] == [False, True, False, False]
    view = make(cast, kind, choices=chosen)
    assert starts(view) == [at(10), at(24, 12), at(31, 9)]
    assert [one.overbooked for one in view.occurrences] == [False, False, True]
    with pytest.raises(NothingLeft):
        make(cast, kind, times=2, choices=[Choice(day=date(2026, 3, day), skip=True) for day in (10, 17)])


def test_the_customer_hears_of_it_once_and_is_reminded_of_each(cast: Cast, kind: Any) -> None:
    stage.channel(cast)
    view = make(cast, kind)
    (mail,) = stage.queued('confirmation')
    assert mail.context['together'] == [str(one.id) for one in view.occurrences]
    assert all(stage.promised(one.id, 'reminder') for one in view.occurrences)
    names = [one.name for one in stage.all_of(Event)]
    assert (names.count('booking.created'), names.count('bookings.confirmed')) == (4, 1)
    of(serial.move, cast, view, 1, Reach.FOLLOWING, start=at(17, 14))
    of(serial.cancel, cast, view, 0, Reach.ALL, reason='She moves away')
    assert (len(stage.queued('changed')), len(stage.queued('cancelled'))) == (1, 1)
    assert len(stage.queued('cancelled')[0].context['together']) == 4


async def test_the_message_names_every_time_with_a_calendar_of_all(cast: Cast, kind: Any) -> None:
    stage.channel(cast)
    make(cast, kind)
    await stage.send_all()
    (mail,) = [one for one in stage.kept() if 'Confirmed' in one.subject]
    for day in ('Tuesday 10 March', 'Tuesday 17 March', 'Tuesday 24 March', 'Tuesday 31 March'):
        assert day in mail.text.replace(',', '')
    assert mail.text.count('10:00 – 11:00') == 4
    assert (mail.calendar.count('BEGIN:VEVENT'), mail.calendar.count('METHOD:PUBLISH')) == (4, 1)


@pytest.mark.parametrize(
    ('reach', 'moved'),
    [
        (Reach.THIS, [at(10), at(18, 15), at(24), at(31, 9)]),
        (Reach.FOLLOWING, [at(10), at(18, 15), at(25, 15), at(1, 14, month=4)]),
        (Reach.ALL, [at(11, 15), at(18, 15), at(25, 15), at(1, 14, month=4)]),
    ],
)
def test_a_move_reaches_as_far_as_was_said(cast: Cast, kind: Any, reach: Reach, moved: list[datetime]) -> None:
    view = make(cast, kind)
    assert starts(of(serial.move, cast, view, 1, reach, start=at(18, 15))) == moved


@pytest.mark.parametrize('days', [7, -7])
def test_a_series_does_not_stand_in_its_own_way(cast: Cast, kind: Any, days: int) -> None:
    view = make(cast, kind, start=at(17))
    there = starts(view)[1] + timedelta(days=days, hours=0 if days < 0 else -1)
    assert all(one.free for one in of(serial.preview_move, cast, view, 1, Reach.ALL, start=there))
    assert starts(of(serial.move, cast, view, 1, Reach.ALL, start=there))[1] == there


def test_a_move_that_meets_others_moves_nothing(cast: Cast, kind: Any) -> None:
    view = make(cast, kind)
    single(cast, kind, at(24, 14))
    found = of(serial.preview_move, cast, view, 1, Reach.FOLLOWING, start=at(17, 14))
    assert [one.free for one in found] == [True, False, True]
    with pytest.raises(Clashes):
        of(serial.move, cast, view, 1, Reach.FOLLOWING, start=at(17, 14))
    assert starts(work.read_now(serial.view, cast.ben, series_id=view.id)) == starts(view)
    stays = [Choice(day=date(2026, 3, 24), skip=True)]
    after = of(serial.move, cast, view, 1, Reach.FOLLOWING, start=at(17, 14), choices=stays)
    assert starts(after) == [at(10), at(17, 14), at(24), at(31, 13)]


def test_another_person_words_and_the_end(cast: Cast) -> None:
    view = make(cast, factories.booking_type(cast.workspace.id), member_id=cast.ada.member_id)
    after = of(serial.move, cast, view, 2, Reach.FOLLOWING, start=at(24), member_id=cast.ben.member_id)
    assert [one.member_id for one in after.occurrences] == [cast.ada.member_id] * 2 + [cast.ben.member_id] * 2
    after = of(serial.edit, cast, view, 2, Reach.FOLLOWING, staff_notes='Bring the file')
    assert [one.staff_notes for one in after.occurrences] == ['', '', 'Bring the file', 'Bring the file']
    after = of(serial.cancel, cast, view, 2, Reach.FOLLOWING)
    assert len(starts(after, status='cancelled')) == 2
    with pytest.raises(NothingLeft):
        of(serial.cancel, cast, view, 2, Reach.FOLLOWING)


def test_what_is_over_is_never_touched(cast: Cast, kind: Any) -> None:
    view = make(cast, kind)
    with clock.frozen(at(18)):
        after = of(serial.cancel, cast, view, 2, Reach.ALL)
    assert [one.status for one in after.occurrences] == [
        *[BookingStatus.CONFIRMED] * 2, *[BookingStatus.CANCELLED] * 2
    ]  # fmt: skip


@pytest.mark.parametrize(
    ('given', 'field'),
    [
        ({'times': 1}, 'times'),
        ({'times': 105}, 'times'),
        ({'times': None}, 'times'),
        ({'times': 104, 'every': Every.MONTH_DAY}, 'times'),
        ({'times': None, 'until': date(2026, 3, 12)}, 'until'),
        ({'start': datetime(9999, 12, 31, 23, tzinfo=UTC)}, 'start'),
        ({'contact': {'name': ''}}, 'contact.name'),
        ({'notes': 'x' * 5000}, 'notes'),
    ],
)
def test_wrong_input_is_said_at_its_field(cast: Cast, kind: Any, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(cast, kind, **given)
    assert field in refused.value.fields
    assert rows() == (0, 0, 0)


def test_not_allowed_and_not_there(cast: Cast, kind: Any) -> None:
    carl = factories.person('Carl Off', cast.workspace.id, can_bookings=False)
    for actor in (carl, cast.guest):
        with pytest.raises(Forbidden):
            make(cast, kind, actor)
    with pytest.raises(NotFound):
        make(cast, kind, cast.eve)
    view, other = make(cast, kind), make(cast, kind, start=at(11))
    with pytest.raises(NotFound):
        work.act_now(serial.cancel, cast.ben, series_id=view.id, booking_id=other.occurrences[0].id, reach=Reach.ALL)


def test_a_second_click_makes_one_series(cast: Cast, kind: Any) -> None:
    first = make(cast, kind, submission_key='once')
    assert make(cast, kind, submission_key='once') == first
    assert rows() == (1, 4, 4)


def test_a_series_races_single_bookings_all_or_nothing(cast: Cast, kind: Any) -> None:
    """Series of six against singles on the same afternoons: a series has all its six bookings or none, and nothing overlaps."""

    def attempt(number: int) -> str:
        try:
            with clock.frozen(NOW):
                if number % 3 == 0:
                    person = {'name': 'Serial', 'email': f'{uuid4().hex}@example.com'}
                    make(cast, kind, start=at(10, 10 + number // 6), times=6, contact=person)
                else:
                    day = at(10, 10 + number % 4) + timedelta(days=7 * (number % 6))
                    single(cast, kind, day)
        except Refusal as refusal:
            return type(refusal).__name__
        return 'series' if number % 3 == 0 else 'single'

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(24)))
    print(sorted(outcomes))
    assert set(outcomes) <= {'series', 'single', 'Clashes', 'Taken'}
    assert overlaps() == 0
    made = stage.all_of(Series)
    assert len(made) == outcomes.count('series')
    assert len(stage.all_of(Booking)) == 6 * len(made) + outcomes.count('single')
    assert {len(stage.all_of(Booking, Booking.series_id == one.id)) for one in made} <= {6}
