"""Hours: written by the owner, read by everyone, each wrong line named."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from data.models import Schedule
from domain import hours, work
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast

MORNINGS: dict[str, Any] = {
    'weekly': [{'weekday': 1, 'start': '10:00', 'end': '24:00'}, {'weekday': 0, 'start': '09:00', 'end': '12:00'}],
    'overrides': [{'date': '2026-12-24', 'ranges': [], 'note': 'Christmas Eve'}],
}


def test_the_business_its_people_and_its_types_have_hours_of_their_own(cast: Cast) -> None:
    kind = factories.booking_type(cast.workspace.id)
    whose: list[tuple[dict[str, Any], Any]] = [
        ({}, hours.of_workspace),
        ({'member_id': cast.ben.member_id}, hours.of_member),
        ({'booking_type_id': kind.id}, hours.of_type),
    ]
    for named, reading in whose:
        work.act_now(hours.put, cast.ada, hours=MORNINGS, **named)
        shown = work.read_now(reading, cast.ben, **named)
        assert [one['weekday'] for one in shown['weekly']] == [0, 1]
        assert shown['overrides'] == MORNINGS['overrides']
    for named, reading in whose[1:]:
        work.act_now(hours.put, cast.ada, hours=None, **named)
        assert work.read_now(reading, cast.ben, **named) is None


def test_time_off_alone_leaves_the_week_as_it_is(cast: Cast) -> None:
    off = {'weekly': None, 'overrides': [{'date': '2026-05-01', 'ranges': []}]}
    assert work.act_now(hours.put, cast.ada, hours=off, member_id=cast.ben.member_id) == off
    assert work.read_now(hours.of_member, cast.ben, member_id=cast.ben.member_id) == off


@pytest.mark.parametrize(
    ('given', 'field'),
    [
        ({'weekly': [{'weekday': 7, 'start': '09:00', 'end': '10:00'}]}, 'weekly.0.weekday'),
        ({'weekly': [{'weekday': True, 'start': '09:00', 'end': '10:00'}]}, 'weekly.0.weekday'),
        ({'weekly': [{'weekday': 0, 'start': '9', 'end': '10:00'}]}, 'weekly.0.start'),
        ({'weekly': [{'weekday': 0, 'start': '24:00', 'end': '10:00'}]}, 'weekly.0.start'),
        ({'weekly': [{'weekday': 0, 'start': '09:00', 'end': '25:00'}]}, 'weekly.0.end'),
        ({'weekly': [{'weekday': 0, 'start': '09:00', 'end': None}]}, 'weekly.0.end'),
        ({'weekly': [{'weekday': 0, 'start': '09:00', 'end': '10:00'}] * 13}, 'weekly'),
        ({'overrides': [{'date': '2026-02-30', 'ranges': []}]}, 'overrides.0.date'),
        ({'overrides': [{'date': '0001-01-01', 'ranges': []}]}, 'overrides.0.date'),
        ({'overrides': [{'date': '2026-02-03', 'ranges': []}] * 2}, 'overrides.1.date'),
        (
            {'overrides': [{'date': '2026-02-03', 'ranges': [{'start': 'x', 'end': '10:00'}]}]},
            'overrides.0.ranges.0.start',
        ),
    ],
)
def test_each_wrong_line_is_named(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        work.act_now(hours.put, cast.ada, hours=given)
    assert set(refused.value.fields) == {field}


def test_only_the_owner_writes_and_strangers_see_nothing(cast: Cast) -> None:
    for actor in (cast.ben, cast.guest):
        with pytest.raises(Forbidden):
            work.act_now(hours.put, actor, hours=MORNINGS)
    with pytest.raises(Forbidden):
        work.read_now(hours.of_workspace, cast.guest)
    for reading, named in (
        (hours.of_member, {'member_id': cast.ben.member_id}),
        (hours.of_type, {'booking_type_id': uuid4()}),
    ):
        with pytest.raises(NotFound):
            work.read_now(reading, cast.eve, **named)


def test_written_hours_become_minutes() -> None:
    pure = hours.pure(Schedule(workspace_id=uuid4(), **MORNINGS))
    assert pure is not None
    assert pure.weekly is not None
    assert (pure.weekly[0], pure.weekly[1], pure.weekly[2]) == (((540, 720),), ((600, 1440),), ())
    assert pure.on(date(2026, 12, 24)) == ()
    over_midnight = hours.pure(
        Schedule(workspace_id=uuid4(), weekly=[{'weekday': 6, 'start': '22:00', 'end': '02:00'}])
    )
    assert over_midnight is not None
    assert over_midnight.on(date(2026, 3, 1)) == ((1320, 1560),)
