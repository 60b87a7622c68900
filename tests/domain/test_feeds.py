"""Bookings in calendar programs: what the secret addresses show, to whom they open, and when they do not any more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from data.models import Booking, Member
from domain import bookings, clock, feeds, links, work
from domain.actor import Actor
from domain.errors import Forbidden, NotFound
from domain.links import BadLink
from tests import factories
from tests.conftest import Cast
from tests.domain import stage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PRIVATE = ('priya@example.com', '+351912', 'allergic', 'Window seat')


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with clock.frozen(NOW):
        yield


def at(hour: int) -> datetime:
    return datetime(2026, 3, 3, hour, tzinfo=UTC)


def book(cast: Cast, hour: int = 10, member: Any = None) -> Any:
    kind = factories.booking_type(cast.workspace.id)
    person = {'name': 'Priya 💇', 'email': 'priya@example.com', 'phone': '+351912345678'}
    asked = {'contact': person, 'start': at(hour), 'member_id': member or cast.ben.member_id, 'notes': 'Window seat'}
    return work.act_now(bookings.book, cast.ada, booking_type_id=kind.id, **asked)


def opened(feed: feeds.Feed) -> feeds.Book:
    token = feed.url.rsplit('/', 1)[1].removesuffix('.ics')
    return work.read_now(feeds.book, Actor.guest(), token=token)


def shown(feed: feeds.Feed) -> list[Any]:
    return list(Calendar.from_ical(feeds.written(opened(feed))).walk('VEVENT'))


def test_a_booking_keeps_its_uid_when_it_moves_and_is_shown_as_cancelled(cast: Cast) -> None:
    booking = book(cast)
    feed = work.act_now(feeds.renew, cast.ben, member_id=cast.ben.member_id)
    (first,) = shown(feed)
    before = opened(feed)
    assert opened(feed).version == before.version
    work.act_now(bookings.reschedule, cast.ada, booking_id=booking.id, start=at(14))
    (moved,) = shown(feed)
    assert opened(feed).version != before.version
    assert (first['UID'], moved['DTSTART'].dt) == (moved['UID'], at(14))
    assert moved['SEQUENCE'] > first['SEQUENCE']
    work.act_now(bookings.cancel, cast.ada, booking_id=booking.id)
    (gone,) = shown(feed)
    assert (gone['UID'], gone['STATUS']) == (first['UID'], 'CANCELLED')
    assert gone['SEQUENCE'] > moved['SEQUENCE']


def test_it_tells_who_when_and_what_and_nothing_private(cast: Cast) -> None:
    booking = book(cast)
    stage.change(stage.all_of(Booking, Booking.id == booking.id)[0], staff_notes='allergic')
    book(cast, 12, cast.ada.member_id)
    mine = work.act_now(feeds.renew, cast.ben, member_id=cast.ben.member_id)
    whole = work.act_now(feeds.renew, cast.ada)
    assert [str(one['SUMMARY']) for one in shown(mine)] == ['Cut and finish · Priya 💇']
    assert [str(one['SUMMARY']).rsplit(' · ', 1)[1] for one in shown(whole)] == ['Ben Okafor', 'Ada Moreno']
    for feed in mine, whole:
        assert not [word for word in PRIVATE if word in feeds.written(opened(feed))]
    assert 'Secret' not in feeds.written(opened(whole))


def test_a_renewed_ended_or_foreign_address_opens_nothing(cast: Cast) -> None:
    mine = {'member_id': cast.ben.member_id}
    assert work.read_now(feeds.one, cast.ben, **mine) is None
    former = work.act_now(feeds.renew, cast.ben, **mine)
    present = work.act_now(feeds.renew, cast.ada, **mine)
    assert work.read_now(feeds.one, cast.ben, **mine) == present
    opened(present)
    with pytest.raises(BadLink):
        opened(former)
    with pytest.raises(BadLink):
        work.read_now(feeds.book, Actor.guest(), token=links.sign('booking', cast.workspace.id, cast.workspace.id))
    ben = stage.all_of(Member, Member.id == cast.ben.member_id)[0]
    for change in {'can_bookings': False}, {'can_bookings': True, 'removed_at': NOW}:
        stage.change(ben, **change)
        with pytest.raises(BadLink):
            opened(present)
    stage.change(ben, removed_at=None)
    work.act_now(feeds.end, cast.ben, **mine)
    with pytest.raises(BadLink):
        opened(present)


def test_whose_address_one_may_ask_for(cast: Cast) -> None:
    for member_id in cast.ada.member_id, None:
        with pytest.raises(Forbidden):
            work.act_now(feeds.renew, cast.ben, member_id=member_id)
    with pytest.raises(NotFound):
        work.act_now(feeds.renew, cast.ada, member_id=cast.eve.member_id)
    carl = factories.person('Carl Off', cast.workspace.id, can_bookings=False)
    with pytest.raises(Forbidden):
        work.act_now(feeds.renew, carl, member_id=carl.member_id)


def test_long_past_bookings_leave_the_feed(cast: Cast) -> None:
    book(cast)
    feed = work.act_now(feeds.renew, cast.ada)
    with clock.frozen(NOW + timedelta(days=59)):
        assert len(shown(feed)) == 1
    with clock.frozen(NOW + timedelta(days=63)):
        assert shown(feed) == []
