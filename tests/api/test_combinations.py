"""Several services in one visit over the API: offered, booked, moved and cancelled together, by customers and by staff."""

from datetime import timedelta
from typing import Any

import httpx

from domain import clock
from tests import factories
from tests.api.conftest import Caller
from tests.api.test_public import PRIYA, day
from tests.conftest import Cast


async def test_a_customers_visit(client: httpx.AsyncClient, cast: Cast) -> None:
    cut, colour = (factories.booking_type(cast.workspace.id, name) for name in ('Cut', 'Colour'))
    yoga = factories.booking_type(cast.workspace.id, 'Yoga', capacity=5)
    query: dict[str, Any] = {'booking_type_id': str(cut.id), 'from': day(3), 'to': day(3), 'also': [str(colour.id)]}
    offered = (await client.get(f'/public/{cast.workspace.slug}/slots', params=query)).json()['slots']
    assert len(offered) == 13  # from nine, every half hour, so that two hours fit before five
    body = {'booking_type_id': str(cut.id), 'also': [str(colour.id)], 'start': offered[0]['start'], 'contact': PRIYA}
    address = f'/public/{cast.workspace.slug}/bookings'
    made = (await client.post(address, json=body)).json()
    assert [one['booking_type_name'] for one in made['parts']] == ['Cut', 'Colour']
    assert made['parts'][0]['end'] == made['parts'][1]['start']
    assert (made['start'], made['end']) == (made['parts'][0]['start'], made['parts'][1]['end'])
    link = f'/public/bookings/{made["manage_url"].rsplit("/", 1)[1]}'
    moved = await client.post(f'{link}/reschedule', json={'start': offered[4]['start']})
    assert [one['start'] for one in moved.json()['parts']] == [offered[4]['start'], offered[6]['start']]
    ended = await client.post(f'{link}/cancel')
    assert [one['status'] for one in ended.json()['parts']] == ['cancelled', 'cancelled']
    for wrong in ([str(cut.id)], [str(yoga.id)], [str(colour.id)] * 2):
        refused = await client.post(address, json=body | {'also': wrong})
        assert refused.status_code == 422
        assert 'also' in str(refused.json()['errors'])
    assert (await client.post(address, json=body | {'also': [str(cast.workspace.id)]})).status_code == 404


async def test_staff_book_and_move_the_whole(ben: Caller, cast: Cast) -> None:
    cut, colour = (factories.booking_type(cast.workspace.id, name) for name in ('Cut', 'Colour'))
    start = (clock.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    given = {'booking_type_id': str(cut.id), 'also': [str(colour.id)], 'start': start.isoformat(), 'contact': PRIYA}
    made = await ben('POST', '/bookings', 201, json=given)
    first, second = made['parts']
    assert first['combination_id'] == second['combination_id'] == made['combination_id']
    there = {'start': (start + timedelta(hours=2)).isoformat()}
    await ben('POST', f'/bookings/{second["id"]}/reschedule', 200, json=there)
    assert (await ben('GET', f'/bookings/{first["id"]}', 200))['start'][11:16] == (
        start + timedelta(hours=1)
    ).isoformat()[11:16]
    await ben('POST', f'/bookings/{second["id"]}/cancel', 200)
    assert (await ben('GET', f'/bookings/{first["id"]}', 200))['status'] == 'cancelled'
