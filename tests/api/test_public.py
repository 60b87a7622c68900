"""What customers reach without an account: open, closed, unknown; slots, bookings, and their own links."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from data.models import BookingType, Workspace, WorkspaceStatus
from domain import clock
from tests import factories
from tests.api.conftest import Caller, bearer
from tests.conftest import ENGINES, Cast

PRIYA = {'name': 'Priya Nair', 'email': 'priya@example.com'}


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    return factories.booking_type(cast.workspace.id)


def day(ahead: int) -> str:
    return (clock.now().date() + timedelta(days=ahead)).isoformat()


async def slots(client: httpx.AsyncClient, cast: Cast, kind: BookingType, **asked: Any) -> list[dict[str, Any]]:
    query = {'booking_type_id': str(kind.id), 'from': day(3), 'to': day(3)} | asked
    answer = await client.get(f'/public/{cast.workspace.slug}/slots', params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()['slots']


async def book(client: httpx.AsyncClient, cast: Cast, kind: BookingType, start: str, **given: Any) -> httpx.Response:
    headers = {'Idempotency-Key': given.pop('key')} if 'key' in given else {}
    body = {'booking_type_id': str(kind.id), 'start': start, 'contact': PRIYA} | given
    return await client.post(f'/public/{cast.workspace.slug}/bookings', json=body, headers=headers)


async def test_the_business(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    factories.booking_type(cast.workspace.id, 'Hidden', active=False)
    shown = (await client.get(f'/public/{cast.workspace.slug}')).json()
    assert (shown['name'], shown['timezone'], shown['logo_url']) == ('Juniper Street', 'Europe/Lisbon', None)
    assert [each['name'] for each in shown['booking_types']] == ['Cut and finish']
    assert 'Hidden' not in str(shown)


async def test_slots_speak_the_asked_zone(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    found = await slots(client, cast, kind, timezone='Asia/Tokyo', to=day(4))
    assert found
    for slot in found:
        start = datetime.fromisoformat(slot['start'])
        assert start.utcoffset() == timedelta(hours=9)
        assert slot['remaining'] >= 1
        assert len(slot['staff_ids']) == slot['remaining'] == 2
    path = f'/public/{cast.workspace.slug}/slots?booking_type_id={kind.id}'
    for wrong in (
        f'from={day(1)}&to={day(63)}',
        f'from={day(5)}&to={day(3)}',
        f'from={day(1)}&to={day(2)}&timezone=Moon/Base',
        'from=yesterday&to=today',
        f'from={day(1)}',
    ):
        assert (await client.get(f'{path}&{wrong}')).status_code == 422, wrong
    assert (await client.get(f'{path}&from={day(1)}&to={day(62)}')).status_code == 200


async def test_booking_and_the_customers_link(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    first, *_, last = await slots(client, cast, kind)
    answer = await book(client, cast, kind, first['start'], notes='Short hair')
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made['status'], made['forms']) == ('confirmed', [])
    assert datetime.fromisoformat(made['start']) == datetime.fromisoformat(first['start'])
    assert datetime.fromisoformat(made['end']) - datetime.fromisoformat(made['start']) == timedelta(hours=1)
    token = made['manage_url'].rsplit('/', 1)[1]
    assert made['calendar_url'].startswith(made['manage_url'])
    at = f'/public/bookings/{token}'
    assert (await client.get(at)).json()['id'] == made['id']
    moved = await client.post(f'{at}/reschedule', json={'start': last['start']})
    assert moved.status_code == 200, moved.text
    assert datetime.fromisoformat(moved.json()['start']) == datetime.fromisoformat(last['start'])
    assert (await client.post(f'{at}/cancel', json={'reason': 'Ill'})).json()['status'] == 'cancelled'
    assert (await client.post(f'{at}/cancel')).status_code == 409
    for wrong in token[:-3] + 'xxx', 'nonsense', token + 'x':
        assert (await client.get(f'/public/bookings/{wrong}')).status_code == 404


async def test_a_taken_time_names_the_nearest(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    start = (await slots(client, cast, kind))[2]['start']
    for _ in range(2):
        assert (await book(client, cast, kind, start)).status_code == 201
    taken = await book(client, cast, kind, start)
    assert taken.status_code == 409
    assert taken.headers['content-type'] == 'application/problem+json'
    nearest = taken.json()['nearest']
    assert nearest
    assert all(datetime.fromisoformat(each).utcoffset() is not None for each in nearest)
    assert (await book(client, cast, kind, nearest[0])).status_code == 201


async def test_times_outside_the_hours_are_invalid(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    for start in f'{day(3)}T03:00:00+00:00', f'{day(-3)}T12:00:00+00:00', f'{day(3)}T12:07:00+00:00':
        answer = await book(client, cast, kind, start)
        assert answer.status_code == 422, start
        assert answer.json()['errors'][0]['field'] == 'start'
    good = (await slots(client, cast, kind))[0]['start']
    nobody = await book(client, cast, kind, good, contact={'name': 'Nobody'})
    assert nobody.json()['errors'][0]['field'] == 'contact.email'
    assert (await book(client, cast, kind, good, booking_type_id=str(uuid4()))).status_code in {404, 422}
    eves = factories.booking_type(cast.eve.workspace_id, 'Eve’s')
    assert (await book(client, cast, eves, good)).status_code in {404, 422}


@pytest.mark.parametrize('engine', ENGINES, indirect=True)
async def test_twenty_equal_requests_book_once(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    start = (await slots(client, cast, kind))[0]['start']
    answers = await asyncio.gather(*(book(client, cast, kind, start, key='mine') for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (await book(client, cast, kind, start, key='mine', notes='Else')).status_code == 409
    ada = Caller(client, cast.workspace.id, bearer(cast.ada))
    assert (await ada('GET', '/bookings'))['total'] == 1


@pytest.mark.parametrize('status', [WorkspaceStatus.SETUP, WorkspaceStatus.SUSPENDED])
async def test_nothing_public_answers_while_the_business_is_not_open(
    client: httpx.AsyncClient, cast: Cast, status: WorkspaceStatus
) -> None:
    shut: Workspace = factories.workspace('Shut Door', status=status)
    kind = factories.booking_type(shut.id)
    asked = {'booking_type_id': str(kind.id), 'from': day(1), 'to': day(2)}
    body = {'booking_type_id': str(kind.id), 'start': f'{day(1)}T12:00:00+00:00', 'contact': PRIYA}
    for answer in (
        await client.get(f'/public/{shut.slug}'),
        await client.get(f'/public/{shut.slug}/slots', params=asked),
        await client.post(f'/public/{shut.slug}/bookings', json=body),
        await client.post(f'/public/{shut.slug}/contact', json=PRIYA | {'message': 'Hello'}),
    ):
        assert answer.status_code == 403
        assert answer.headers['content-type'] == 'application/problem+json'
        assert kind.name not in answer.text
    for path in '/public/nobody', '/public/nobody/slots?' + '&'.join(f'{k}={v}' for k, v in asked.items()):
        assert (await client.get(path)).status_code == 404


async def test_writing_to_a_business(client: httpx.AsyncClient, cast: Cast) -> None:
    path = f'/public/{cast.workspace.slug}/contact'
    assert (await client.post(path, json=PRIYA | {'message': 'Do you do weddings?'})).status_code == 201
    assert (await client.post(path, json={'name': 'Nobody', 'message': 'x'})).status_code == 422
    ada = Caller(client, cast.workspace.id, bearer(cast.ada))
    [line] = (await ada('GET', '/conversations?filter=unanswered'))['items']
    assert (line['contact_name'], line['unread'], line['new']) == ('Priya Nair', True, True)


async def test_staff_run_the_bookings(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    ben = Caller(client, cast.workspace.id, bearer(cast.ben))
    free = await slots(client, cast, kind)
    given = {'booking_type_id': str(kind.id), 'start': free[0]['start'], 'staff_id': str(cast.ben.member_id)}
    made = await ben('POST', '/bookings', 201, json=given | {'contact': PRIYA})
    assert set(made) >= {'booking_type_id', 'staff_id', 'contact_id', 'start', 'end', 'status', 'location', 'notes'}
    assert (made['staff_id'], made['readiness'], made['forms_sent']) == (str(cast.ben.member_id), 'ready', 0)
    taken = await ben('POST', '/bookings', 409, json=given | {'contact': PRIYA})
    assert taken['nearest']
    at = f'/bookings/{made["id"]}'
    assert (await ben('PATCH', at, json={'staff_notes': 'Regular'}))['staff_notes'] == 'Regular'
    moved = await ben('POST', f'{at}/reschedule', json={'start': free[4]['start']})
    assert datetime.fromisoformat(moved['start']) == datetime.fromisoformat(free[4]['start'])
    assert (await ben('POST', f'{at}/cancel', json={'reason': 'Ill'}))['status'] == 'cancelled'
    assert (await ben('POST', f'{at}/reopen'))['status'] == 'confirmed'
    await ben('POST', f'{at}/confirm', 409)
    with clock.frozen(clock.now() + timedelta(days=4)):
        ben.headers = bearer(cast.ben)
        assert (await ben('POST', f'{at}/complete'))['status'] == 'completed'
        assert (await ben('POST', f'{at}/reopen'))['status'] == 'confirmed'
        assert (await ben('POST', f'{at}/no-show'))['status'] == 'no_show'


async def test_bookings_are_filtered(client: httpx.AsyncClient, cast: Cast, kind: BookingType) -> None:
    ada = Caller(client, cast.workspace.id, bearer(cast.ada))
    for ahead in 3, 20:
        free = await slots(client, cast, kind, **{'from': day(ahead), 'to': day(ahead)})
        assert (await book(client, cast, kind, free[0]['start'])).status_code == 201
    near, far = (await ada('GET', '/bookings?sort=start'))['items']
    for query, ids in {
        'days=7': [near],
        f'from={day(4)}': [far],
        f'to={day(4)}': [near],
        f'from={day(3)}&to={day(3)}': [near],
        'status=confirmed': [near, far],
        'status=cancelled': [],
        'status=cancelled&status=confirmed&sort=-start': [far, near],
        f'contact_id={near["contact_id"]}': [near, far],
        f'booking_type_id={uuid4()}': [],
        'limit=1&offset=1': [far],
    }.items():
        found = await ada('GET', f'/bookings?{query}')
        assert [each['id'] for each in found['items']] == [each['id'] for each in ids], query
    since = {'from': near['start']}
    assert (await ada('GET', '/bookings', params=since))['total'] == 2
    for wrong in 'days=0', 'days=x', 'from=soon', 'status=lost', 'sort=price':
        await ada('GET', f'/bookings?{wrong}', 422)
