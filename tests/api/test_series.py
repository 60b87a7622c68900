"""Series over the API: looked at, made, refused with the list, changed in reach."""

from typing import Any

import pytest

from data.models import BookingTypeMember
from domain import clock
from tests import factories
from tests.api.conftest import Caller
from tests.conftest import Cast
from tests.domain.test_series import NOW


@pytest.fixture
def plan(cast: Cast) -> dict[str, Any]:
    kind = factories.booking_type(cast.workspace.id)
    factories.save(BookingTypeMember(booking_type_id=kind.id, member_id=cast.ada.member_id))
    return {'booking_type_id': str(kind.id), 'start': '2026-03-24T10:00:00+00:00', 'every': 'week', 'times': 3}


async def test_a_series_from_preview_to_cancellation(ben: Caller, plan: dict[str, Any]) -> None:
    who = {'contact': {'name': 'Priya Nair', 'email': 'priya@example.com'}}
    with clock.frozen(NOW):
        seen = await ben('POST', '/series/preview', 200, json=plan)
        assert [one['free'] for one in seen['occurrences']] == [True] * 3
        made = await ben('POST', '/series', 201, json=plan | who)
        assert [one['start'] for one in made['occurrences']] == [
            '2026-03-24T10:00:00Z', '2026-03-31T09:00:00Z', '2026-04-07T09:00:00Z'
        ]  # fmt: skip
        refused = await ben('POST', '/series', 409, json=plan | who)
        assert [one['why'] for one in refused['occurrences']] == ['This time is taken'] * 3
        skip = [{'day': one['day'], 'skip': True} for one in refused['occurrences'][:1]]
        still = await ben('POST', '/series', 409, json=plan | who | {'choices': skip})
        assert [one['skipped'] for one in still['occurrences']] == [True, False, False]
        address, second = f'/series/{made["id"]}', made['occurrences'][1]
        reach = {'booking_id': second['id'], 'reach': 'following'}
        there = reach | {'start': '2026-04-01T13:00:00+00:00'}
        assert all(
            one['free'] for one in (await ben('POST', f'{address}/move/preview', 200, json=there))['occurrences']
        )
        moved = await ben('POST', f'{address}/move', 200, json=there)
        assert [one['start'][:13] for one in moved['occurrences']] == [
            '2026-03-24T10',
            '2026-04-01T13',
            '2026-04-08T13',
        ]
        worded = await ben('PATCH', address, 200, json=reach | {'staff_notes': 'Second chair'})
        assert [one['staff_notes'] for one in worded['occurrences']] == ['', 'Second chair', 'Second chair']
        ended = await ben('POST', f'{address}/cancel', 200, json=reach | {'reach': 'all'})
        assert {one['status'] for one in ended['occurrences']} == {'cancelled'}
        assert await ben('GET', address, 200) == ended
        await ben('POST', f'{address}/cancel', 409, json=reach)
        await ben('POST', '/series', 422, json=plan | who | {'times': 1})
