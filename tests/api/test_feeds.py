"""Calendar feeds and calendars elsewhere over HTTP: secret addresses, If-None-Match, and reasons at the field."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar

from data.settings import settings
from domain import bookings, clock
from domain.work import act_now
from tests import factories
from tests.api.conftest import Caller
from tests.calendars import CalendarServer, serving
from tests.conftest import Cast


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CalendarServer]:
    monkeypatch.setattr(settings(), 'private_networks', ['127.0.0.0/8'])
    with serving() as started:
        yield started


async def test_a_feed_is_fetched_once_until_it_changes(
    client: httpx.AsyncClient, ada: Caller, ben: Caller, cast: Cast
) -> None:
    feed = f'/staff/{cast.ben.member_id}/calendar-feed'
    await ben('GET', feed, 404)
    url = (await ben('POST', feed))['url']
    assert (await ada('GET', feed))['url'] == url
    address = httpx.URL(url).copy_with(scheme='http', host='careops', port=None)
    empty = await client.get(address)
    assert empty.headers['content-type'] == 'text/calendar; charset=utf-8'
    known = {'If-None-Match': 'W/' + empty.headers['etag']}
    assert (await client.get(address, headers=known)).status_code == 304
    kind = factories.booking_type(cast.workspace.id)
    asked = {
        'booking_type_id': kind.id,
        'member_id': cast.ben.member_id,
        'contact_id': factories.contact(cast.workspace.id).id,
    }
    start = (clock.now() + timedelta(days=2)).replace(hour=12, minute=0, second=0, microsecond=0)
    act_now(bookings.book, cast.ada, start=start, **asked)
    full = await client.get(address, headers=known)
    assert full.status_code == 200
    assert len(Calendar.from_ical(full.content).walk('VEVENT')) == 1
    assert (await client.head(address)).status_code == 200
    await ben('DELETE', feed, 204)
    assert (await client.get(address)).status_code == 404
    for wrong in '/calendar/x.ics', '/calendar/%00.ics', f'/calendar/{"A" * 3000}.ics':
        assert (await client.get(f'http://careops{wrong}')).status_code == 404


async def test_the_whole_business_is_the_owners(ada: Caller, ben: Caller) -> None:
    whole = '/availability/calendar-feed'
    first = (await ada('POST', whole))['url']
    assert (await ada('GET', whole))['url'] == first
    assert (await ada('POST', whole))['url'] != first
    await ben('GET', whole, 403)
    await ada('DELETE', whole, 204)
    await ada('GET', whole, 404)


async def test_a_calendar_is_connected_by_its_address(ada: Caller, cast: Cast, server: CalendarServer) -> None:
    path = f'/staff/{cast.ben.member_id}/calendars'
    server.status = 404
    refused = await ada('POST', path, 422, json={'name': 'Private', 'address': server.url})
    assert [one['field'] for one in refused['errors']] == ['address']
    server.holds('DTSTART;VALUE=DATE:20990303')
    made = await ada('POST', path, 201, json={'name': 'Private', 'address': server.url})
    assert (made['host'], made['stale'], made['when_stale']) == ('127.0.0.1', False, 'withhold')
    assert server.url not in str(await ada('GET', path))
    changed = await ada('PATCH', f'{path}/{made["id"]}', json={'when_stale': 'ignore'})
    assert (changed['name'], changed['when_stale']) == ('Private', 'ignore')
    await ada('PUT', f'{path}/{made["id"]}/busy', 409, json={'busy': []})
