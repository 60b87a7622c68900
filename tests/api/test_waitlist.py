"""The waiting list over the API: joined and offered, claimed once, declined, seen and kept by staff."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from data.models import Booking, BookingType
from domain import clock
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.test_waitlist import DAY, NOW, cancel, fill


@pytest.fixture
def kind(cast: Cast) -> BookingType:
    return factories.booking_type(cast.workspace.id, 'Colour', slug='colour')


@pytest.fixture
def wish(cast: Cast, kind: BookingType) -> dict[str, Any]:
    days = {'first_day': str(DAY), 'last_day': str(DAY)}
    return {'booking_type_id': str(kind.id), 'staff_id': str(cast.ben.member_id), **days}


PRIYA = {'contact': {'name': 'Priya Nair', 'email': 'priya@example.com'}}


async def test_a_customer_joins_is_offered_declines_and_claims(
    client: httpx.AsyncClient, cast: Cast, kind: BookingType, wish: dict[str, Any]
) -> None:
    with clock.frozen(NOW):
        taken = fill(cast, kind)
        answer = await client.post(f'/public/{cast.workspace.slug}/waitlist', json=wish | PRIYA)
        assert answer.status_code == 201, answer.text
        place = f'/public/waitlist/{answer.json()["token"]}'
        assert (answer.json()['state'], answer.json()['start']) == ('waiting', None)
        assert (await client.post(f'{place}/claim')).status_code == 409
        cancel(cast, taken[0])
        assert (await client.get(place)).json()['until']
        seen = {'start': taken[0].start.isoformat()}
        declined = (await client.post(f'{place}/decline', json=seen)).json()
        assert (declined['state'], declined['start']) == ('waiting', None)
        cancel(cast, taken[-1])
        assert (await client.post(f'{place}/claim', json=seen)).status_code == 409
        assert (await client.post(f'{place}/decline', json=seen)).json()['start']
        claims = [await client.post(f'{place}/claim') for _ in range(2)]
        assert [one.status_code for one in claims] == [200, 200]
        assert claims[0].json()['state'] == 'booked'
        assert claims[0].json()['manage_url'] == claims[1].json()['manage_url']
    [made] = stage.all_of(Booking, Booking.source == 'waitlist')
    assert made.start == taken[-1].start


async def test_wrong_wishes_and_links_are_refused(client: httpx.AsyncClient, cast: Cast, wish: dict[str, Any]) -> None:
    with clock.frozen(NOW):
        for wrong in ({'last_day': '2026-03-01'}, {'parts': ['night']}, {'contact': {'name': 'Nobody'}}):
            answer = await client.post(f'/public/{cast.workspace.slug}/waitlist', json=wish | PRIYA | wrong)
            assert answer.status_code == 422, answer.text
        assert (await client.post('/public/nowhere/waitlist', json=wish | PRIYA)).status_code == 404
        assert (await client.get('/public/waitlist/nonsense')).status_code == 404


async def test_staff_add_see_and_remove(ben: Caller, cast: Cast, wish: dict[str, Any]) -> None:
    known = factories.contact(cast.workspace.id, 'Noor')
    with clock.frozen(NOW):
        first = await ben('POST', '/waitlist', 201, json=wish | {'contact_id': str(known.id)})
        with clock.frozen(NOW + timedelta(minutes=1)):
            await ben('POST', '/waitlist', 201, json=wish | PRIYA)
        assert [one['contact_name'] for one in (await ben('GET', '/waitlist'))['items']] == ['Noor', 'Priya Nair']
        for _ in range(2):
            await ben('DELETE', f'/waitlist/{first["id"]}', 204)
        assert [one['contact_name'] for one in (await ben('GET', '/waitlist'))['items']] == ['Priya Nair']
