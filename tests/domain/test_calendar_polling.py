"""Calendars elsewhere are read at their addresses: what they do to free times, and what happens when they cannot be read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data.models import Alert, BusyTime, CalendarSource
from data.settings import settings
from domain import alerts, availability, bookings, calendar_connecting, calendar_polling, calendars, clock, work
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.calendars import CalendarServer, serving
from tests.conftest import Cast
from tests.domain import stage

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
STRANGE = ('secret', 'aaa', 'exa mple')  # refused for another reason
DENTIST = 'DTSTART:20260303T100000Z\r\nDTEND:20260303T120000Z'


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CalendarServer]:
    monkeypatch.setattr(settings(), 'private_networks', ['127.0.0.0/8'])
    with serving() as started:
        yield started


def free(cast: Cast, kind: Any) -> list[int]:
    day = date(2026, 3, 3)
    asked = {'booking_type_id': kind.id, 'first': day, 'last': day, 'member_id': cast.ben.member_id}
    return [slot.start.hour for slot in work.read_now(availability.slots, cast.guest, **asked)]


async def connected(cast: Cast, server: CalendarServer, **given: Any) -> calendars.View:
    mine = {'member_id': cast.ben.member_id}
    found = await calendar_connecting.look(cast.ada, address=server.url, **mine)
    return work.act_now(calendars.add, cast.ada, name='Private', reading=found, **mine, **given)


def again(cast: Cast, source: calendars.View, after: timedelta = timedelta(minutes=16)) -> bool:
    """Read it once more, so much later."""
    with clock.frozen(clock.now() + after):
        return calendar_polling.read(cast.workspace.id, source.id)


def kept() -> CalendarSource:
    row: CalendarSource = stage.all_of(CalendarSource)[0]
    return row


async def test_what_is_there_keeps_the_person_busy_and_is_read_again(cast: Cast, server: CalendarServer) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    server.holds(DENTIST)
    source = await connected(cast, server)
    assert (source.host, source.stale, source.when_stale) == ('127.0.0.1', False, 'withhold')
    assert 'busy.ics' not in str(stage.all_of(CalendarSource))
    assert free(cast, kind) == [9, *range(12, 17)]
    assert work.read_now(calendar_polling.due, cast.ada) == []
    assert not calendar_polling.read(cast.workspace.id, source.id)  # not yet due
    before = {row.id for row in stage.all_of(BusyTime)}
    assert again(cast, source)
    assert server.seen[-1]  # asked whether it is another one: it is not
    assert {row.id for row in stage.all_of(BusyTime)} == before
    server.holds('DTSTART:20260303T140000Z\r\nDTEND:20260303T150000Z', DENTIST + '\r\nTRANSP:TRANSPARENT')
    assert again(cast, source, timedelta(minutes=32))
    assert free(cast, kind) == [9, 10, 11, 12, 13, 15, 16]


async def test_one_that_cannot_be_read_withholds_or_not_and_an_alert_says_so(
    cast: Cast, server: CalendarServer
) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    server.holds(DENTIST)
    source = await connected(cast, server, stale_minutes=60)
    server.status = 503
    assert not again(cast, source)
    assert not work.read_now(alerts.listing, cast.ada)  # once may happen
    assert not again(cast, source, timedelta(minutes=33))
    (alert,) = work.read_now(alerts.listing, cast.ada)
    assert alert.title == 'The calendar Private of Ben Okafor cannot be read'
    assert alert.url == '/settings/calendars'
    assert '503' in alert.detail
    assert free(cast, kind) == [9, *range(12, 17)]
    given = {'member_id': cast.ben.member_id, 'source_id': source.id}
    with clock.frozen(NOW + timedelta(minutes=61)):
        assert free(cast, kind) == []
        work.act_now(calendars.change, cast.ada, given={'when_stale': 'ignore'}, **given)
        assert free(cast, kind) == [9, *range(12, 17)]
    work.act_now(alerts.resolve, cast.ada, alert_id=alert.id)
    assert not again(cast, source, timedelta(minutes=50))
    assert not work.read_now(alerts.listing, cast.ada)  # the same trouble is not raised again over somebody's word
    server.status = 200
    assert again(cast, source, timedelta(minutes=90))
    assert not work.read_now(alerts.listing, cast.ada)
    assert (kept().failures, kept().error) == (0, '')


async def test_one_that_grew_stale_without_a_word_is_told_of_once(
    cast: Cast, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.holds(DENTIST)
    await connected(cast, server)
    by_hand = work.act_now(calendars.add, cast.ada, name='By hand', member_id=cast.ada.member_id, when_stale='ignore')
    monkeypatch.setattr(calendar_polling, 'HANDS', 0)
    with clock.frozen(NOW + timedelta(hours=4)):
        calendar_polling.poll()
        calendar_polling.poll()
        assert len(stage.all_of(Alert)) == 2
        for alert in work.read_now(alerts.listing, cast.ada):
            work.act_now(alerts.resolve, cast.ada, alert_id=alert.id)
        calendar_polling.poll()
        assert len(stage.all_of(Alert)) == 2
    work.act_now(calendars.replace, cast.ada, member_id=cast.ada.member_id, source_id=by_hand.id, busy=[])
    given = {'member_id': cast.ben.member_id, 'source_id': kept().id}
    with pytest.raises(calendars.ReadByItself):
        work.act_now(calendars.replace, cast.ada, busy=[], **given)


async def test_our_own_bookings_that_come_back_do_not_stand_in_their_own_way(
    cast: Cast, server: CalendarServer
) -> None:
    kind = factories.booking_type(cast.workspace.id, slot_step_minutes=60)
    asked = {'contact': {'name': 'Priya', 'email': 'priya@example.com'}, 'member_id': cast.ben.member_id}
    booking = work.act_now(
        bookings.book, cast.ada, booking_type_id=kind.id, start=datetime(2026, 3, 3, 10, tzinfo=UTC), **asked
    )
    server.holds()
    source = await connected(cast, server)
    server.holds(DENTIST.replace('DTSTART', f'UID:{booking.id}@careops\r\nDTSTART'))
    server.body = server.body.replace(b'UID:0\r\n', b'')
    assert again(cast, source)
    assert stage.all_of(BusyTime) == []


@pytest.mark.parametrize(
    'address',
    [
        'http://127.0.0.1/x.ics',
        'http://localhost/x.ics',
        'https://[::1]/x.ics',
        'http://[::ffff:10.0.0.1]/x.ics',
        'http://10.1.2.3/x.ics',
        'http://169.254.169.254/latest/meta-data',
        'http://2130706433/x.ics',
        'http://0.0.0.0/x.ics',
        'webcal://192.168.1.4/x.ics',
        'file:///etc/passwd',
        'ftp://example.com/x.ics',
        'https://ada:secret@203.0.113.1/x.ics',
        'x',
        'https://' + 'a' * 3000,
        'http://exa mple.com:99999/\x00',
    ],
)
async def test_addresses_inside_are_refused_when_they_are_typed(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        await calendar_connecting.look(cast.ada, member_id=cast.ben.member_id, address=address)
    inside = address.startswith(('http', 'webcal')) and not any(word in address for word in STRANGE)
    assert ('private network' in refused.value.fields['address']) == inside


async def test_a_redirect_is_checked_like_the_address_itself(cast: Cast, server: CalendarServer) -> None:
    given = {'member_id': cast.ben.member_id, 'address': server.url}
    server.status, server.location = 302, 'http://10.0.0.1/x.ics'
    with pytest.raises(Invalid, match='private network'):
        await calendar_connecting.look(cast.ada, **given)
    server.location = server.url
    with pytest.raises(Invalid, match='without an end'):
        await calendar_connecting.look(cast.ada, **given)
    assert len(server.seen) == 1 + 5
    server.status, server.location, server.body = 200, '', b'BEGIN:VCALENDAR' + b'x' * 11_000_000
    with pytest.raises(Invalid, match='larger than 10 MB'):
        await calendar_connecting.look(cast.ada, **given)


async def test_only_the_owner_connects(cast: Cast, server: CalendarServer) -> None:
    given = {'address': server.url}
    with pytest.raises(Forbidden):
        await calendar_connecting.look(cast.ben, member_id=cast.ben.member_id, **given)
    with pytest.raises(NotFound):
        await calendar_connecting.look(cast.ada, member_id=cast.eve.member_id, **given)
    assert server.seen == []
