"""Booking types: what the owner may write, who may write it, and what each wrong field is told."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from data import db
from data.models import BookingType, Event, FormTemplate, Item, Occurrence
from domain import booking_types, clock, work
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast


def create(cast: Cast, **given: Any) -> booking_types.View:
    return work.act_now(booking_types.create, cast.ada, given={'name': 'Colour', 'duration_minutes': 90} | given)


def test_a_type_keeps_what_it_was_given_and_defaults_for_the_rest(cast: Cast) -> None:
    form = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Allergies'))
    item = factories.save(Item(workspace_id=cast.workspace.id, name='Tube'))
    made = create(
        cast,
        name='  Färben & Föhnen ',
        price='45.00',
        capacity=4,
        daily_limit=None,
        staff_ids=[cast.ben.member_id],
        form_ids=[form.id],
        items=[{'item_id': item.id, 'quantity': 2}],
        questions=[{'label': 'Which colour?', 'kind': 'text'}],
    )
    assert (made.name, made.slug, made.price, made.duration_minutes) == (
        'Färben & Föhnen',
        'farben-fohnen',
        Decimal('45.00'),
        90,
    )
    assert made.staff_ids == (cast.ben.member_id,)
    assert made.form_ids == (form.id,)
    assert made.items == (booking_types.ItemUse(item.id, 2),)
    assert made.questions[0]['key'] == 'which_colour'
    assert work.read_now(booking_types.listing, cast.ben) == (made,)
    with db.reading() as session:
        assert 'booking_type.changed' in session.exec(select(Event.name).where(Event.object_id == made.id)).all()


def test_the_same_name_gets_another_address(cast: Cast) -> None:
    assert [create(cast).slug, create(cast).slug, create(cast, name='!!!').slug] == [
        'colour',
        'colour-2',
        'appointment',
    ]


def test_an_update_changes_only_what_is_given(cast: Cast) -> None:
    made = create(cast, staff_ids=[cast.ben.member_id], price='10')
    changed = work.act_now(
        booking_types.update, cast.ada, booking_type_id=made.id, given={'price': None, 'active': False}
    )
    assert (changed.price, changed.active, changed.staff_ids, changed.slug) == (None, False, made.staff_ids, made.slug)
    cleared = work.act_now(booking_types.update, cast.ada, booking_type_id=made.id, given={'staff_ids': []})
    assert cleared.staff_ids == ()
    assert work.read_now(booking_types.listing, cast.ada, active_only=True) == ()


@pytest.mark.parametrize(
    ('field', 'value'),
    [
        ('name', ' \x00'),
        ('name', 'x' * 201),
        ('duration_minutes', 0),
        ('duration_minutes', 7.5),
        ('duration_minutes', '30'),
        ('duration_minutes', True),
        ('duration_minutes', float('inf')),
        ('duration_minutes', float('nan')),
        ('duration_minutes', 10**12),
        ('slot_step_minutes', 0),
        ('buffer_before_minutes', -1),
        ('capacity', 0),
        ('daily_limit', 0),
        ('price', '-1'),
        ('price', 'NaN'),
        ('price', '1e999999'),
        ('price', 'free'),
        ('colour', 'red; background: url(x)'),
        ('location_kind', 'moon'),
        ('auto_confirm', 'no'),
        ('staff_ids', [uuid4()]),
        ('form_ids', [uuid4()]),
        ('questions', [{'label': 'x', 'kind': 'moon'}]),
    ],
)
def test_each_wrong_field_is_named(cast: Cast, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        create(cast, **{field: value})
    assert {name.split('.')[0] for name in refused.value.fields} == {field}


def test_name_and_duration_are_needed(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        work.act_now(booking_types.create, cast.ada, given={})
    assert set(refused.value.fields) == {'name', 'duration_minutes'}


def test_people_forms_and_items_of_next_door_are_unknown(cast: Cast) -> None:
    theirs = factories.save(Item(workspace_id=cast.eve.workspace, name='Secret'))
    with pytest.raises(Invalid) as refused:
        create(cast, staff_ids=[cast.eve.member_id], items=[{'item_id': theirs.id, 'quantity': 0}])
    assert set(refused.value.fields) >= {'staff_ids', 'items.0.quantity'}
    with pytest.raises(Invalid):
        create(cast, items=[{'item_id': theirs.id}])


def test_only_the_owner_configures(cast: Cast) -> None:
    made = create(cast)
    for actor in (cast.ben, cast.guest):
        with pytest.raises(Forbidden):
            work.act_now(booking_types.create, actor, given={'name': 'x', 'duration_minutes': 5})
        with pytest.raises(Forbidden):
            work.act_now(booking_types.update, actor, booking_type_id=made.id, given={})
        with pytest.raises(Forbidden):
            work.act_now(booking_types.delete, actor, booking_type_id=made.id)
    for call in (booking_types.update, booking_types.delete, booking_types.one):
        with pytest.raises(NotFound):
            work.act_now(
                call, cast.eve, booking_type_id=made.id, **({'given': {}} if call is booking_types.update else {})
            )


def test_deleting_an_unused_type_removes_it_and_a_used_one_is_switched_off(cast: Cast) -> None:
    unused = create(cast)
    work.act_now(booking_types.delete, cast.ada, booking_type_id=unused.id)
    with db.reading() as session:
        assert session.get(BookingType, unused.id) is None


def test_groups_to_come_follow_the_capacity_but_keep_who_is_in(cast: Cast) -> None:
    made = create(cast, capacity=5)
    ours = {'workspace_id': cast.workspace.id, 'booking_type_id': made.id, 'member_id': cast.ada.member_id, 'seats': 5}
    later = clock.now().replace(year=clock.now().year + 1)
    group = factories.save(Occurrence(**ours, taken=3, start=later, end=later))
    for capacity, seats in ((8, 8), (2, 3)):
        work.act_now(booking_types.update, cast.ada, booking_type_id=made.id, given={'capacity': capacity})
        with db.reading() as session:
            assert session.get_one(Occurrence, group.id).seats == seats
