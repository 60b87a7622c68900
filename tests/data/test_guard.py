"""The guard itself, asked directly: units within the quantity, half-open time, marked overbookings outside the sum."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from data import db
from data.models import Hold, Occurrence, Resource
from tests import factories
from tests.conftest import Cast

NINE = datetime(2096, 3, 2, 9, tzinfo=UTC)
LONG_AGO = -60 * 24 * 365 * 80  # minutes


def hold(cast: Cast, start: int, end: int, **given: Any) -> Hold:
    """A hold of Ada's time, in minutes after nine."""
    with db.reading() as session:
        resource = session.exec(select(Resource).where(Resource.member_id == cast.ada.member_id)).one()
    ours: dict[str, Any] = {'workspace_id': cast.workspace.id}
    time = {'start': NINE + timedelta(minutes=start), 'end': NINE + timedelta(minutes=end)}
    kind = factories.booking_type(cast.workspace.id)
    occurrence = Occurrence(booking_type_id=kind.id, member_id=cast.ada.member_id, taken=1, **ours, **time)
    made = Hold(resource_id=resource.id, occurrence_id=occurrence.id, **ours, **time, **given)
    factories.save(occurrence, made)
    return made


@pytest.mark.parametrize(
    ('start', 'end', 'fits'),
    [
        (0, 60, True),
        (120, 180, True),
        (59, 61, False),
        (60, 120, False),
        (61, 62, False),
        (0, 200, False),
        (119, 500, False),
    ],
)
def test_time_is_given_away_once(cast: Cast, start: int, end: int, fits: bool) -> None:
    hold(cast, 60, 120)
    if fits:
        hold(cast, start, end)
    else:
        with pytest.raises(IntegrityError) as refused:
            hold(cast, start, end)
        assert db.refused(refused.value, 'hold_guard')


def test_units_count_at_their_peak_only(cast: Cast) -> None:
    first = hold(cast, 0, 60)
    with db.transaction() as session:
        session.get(Resource, first.resource_id).quantity = 2
    hold(cast, 60, 120)
    hold(cast, 30, 90)
    with pytest.raises(IntegrityError):
        hold(cast, 80, 100, units=2)
    hold(cast, 90, 120)


def test_moving_a_hold_is_guarded_too_and_lowering_a_quantity(cast: Cast) -> None:
    first, second = hold(cast, 0, 60), hold(cast, 60, 120)
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.get(Hold, second.id).start = first.start
    with pytest.raises(IntegrityError) as refused, db.transaction() as session:
        session.get(Resource, first.resource_id).quantity = 0
    assert db.refused(refused.value, 'quantity_guard')


def test_a_hold_is_not_in_its_own_way(cast: Cast) -> None:
    first = hold(cast, 0, 60)
    with db.transaction() as session:
        moved = session.get(Hold, first.id)
        moved.start, moved.end = NINE + timedelta(minutes=30), NINE + timedelta(minutes=90)
    with db.transaction() as session:
        session.get(Hold, first.id).start = NINE


def test_a_quantity_is_lowered_by_what_is_still_to_come(cast: Cast) -> None:
    with db.transaction() as session:
        resource = session.exec(select(Resource).where(Resource.member_id == cast.ada.member_id)).one()
        resource.quantity = 5
    for minute in (0, 1, 2, 3):
        hold(cast, LONG_AGO + minute, LONG_AGO + 60)
    for start in (0, 60, 120):  # one after the other, and a third one across
        hold(cast, start, start + 60)
    hold(cast, 30, 150)
    hold(cast, 0, 150, overbooked=True, reason='Twins')
    with db.transaction() as session:
        session.get_one(Resource, resource.id).quantity = 2
    with pytest.raises(IntegrityError) as refused, db.transaction() as session:
        session.get_one(Resource, resource.id).quantity = 1
    assert db.refused(refused.value, 'quantity_guard')


def test_a_marked_overbooking_stands_outside_the_sum(cast: Cast) -> None:
    hold(cast, 0, 60, overbooked=True, reason='Twins')
    hold(cast, 0, 60)
