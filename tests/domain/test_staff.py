"""The team: who belongs to it, what they may do, and that leaving it takes effect at once."""

from typing import Any

import pytest
from sqlmodel import select

from data import db
from data.models import Member, Resource
from domain import access, forms, staff, work
from domain.actor import Actor, OwnerOnly
from domain.errors import Forbidden, Invalid, NotFound
from tests import factories
from tests.conftest import Cast


def add(cast: Cast, **given: Any) -> staff.View:
    return work.act_now(staff.add, cast.ada, **{'full_name': 'Lou Reyes', **given})


def names(actor: Actor) -> list[str]:
    return [view.full_name for view in work.read_now(staff.listing, actor)]


def test_a_person_without_an_account_can_be_booked(cast: Cast) -> None:
    lou = add(cast, email='LOU@Example.com', permissions=['bookings'])
    assert (lou.account, lou.bookable, lou.email, lou.permissions) == (False, True, 'lou@example.com', ('bookings',))
    with db.reading() as session:
        assert session.exec(select(Resource.quantity).where(Resource.member_id == lou.id)).all() == [1]
    assert names(cast.ada) == ['Ada Moreno', 'Ben Okafor', 'Lou Reyes']


def test_switches_take_effect_on_the_next_call(cast: Cast) -> None:
    assert work.read_now(forms.listing, cast.ben) == []
    assert cast.ben.member_id is not None
    given = {'permissions': ['inbox'], 'bookable': False, 'public': False}
    changed = work.act_now(staff.update_member, cast.ada, member_id=cast.ben.member_id, given=given)
    assert (changed.permissions, changed.bookable, changed.public) == (('inbox',), False, False)
    with pytest.raises(Forbidden):
        work.read_now(forms.listing, cast.ben)


def test_an_owner_keeps_every_switch(cast: Cast) -> None:
    assert cast.ada.member_id is not None
    view = work.act_now(staff.update_member, cast.ada, member_id=cast.ada.member_id, given={'permissions': []})
    assert len(view.permissions) == 4
    assert work.read_now(forms.listing, cast.ada) == []


def test_who_leaves_is_out_at_once_and_keeps_the_name(cast: Cast) -> None:
    assert cast.ben.member_id is not None
    work.act_now(staff.remove, cast.ada, member_id=cast.ben.member_id)
    with pytest.raises(access.NotAMember):
        work.read_now(forms.listing, cast.ben)
    assert names(cast.ada) == ['Ada Moreno']
    with db.reading() as session:
        row = session.get_one(Member, cast.ben.member_id)
    assert (row.full_name, row.bookable) == ('Ben Okafor', False)
    with pytest.raises(NotFound):
        work.act_now(staff.remove, cast.ada, member_id=cast.ben.member_id)


def test_the_last_owner_stays(cast: Cast) -> None:
    assert cast.ada.member_id is not None
    with pytest.raises(staff.LastOwner):
        work.act_now(staff.remove, cast.ada, member_id=cast.ada.member_id)
    factories.person('Olga', cast.workspace.id, factories.Role.OWNER)
    work.act_now(staff.remove, cast.ada, member_id=cast.ada.member_id)


def test_only_the_owner_and_only_here(cast: Cast) -> None:
    lou = add(cast)
    for actor in (cast.ben, cast.guest):
        with pytest.raises(OwnerOnly):
            work.read_now(staff.listing, actor)
        with pytest.raises(OwnerOnly):
            work.act_now(staff.remove, actor, member_id=lou.id)
    with pytest.raises(NotFound):
        work.act_now(staff.remove, cast.eve, member_id=lou.id)
    with pytest.raises(NotFound):
        work.act_now(staff.update_member, cast.eve, member_id=lou.id, given={'full_name': 'Hers'})
    assert names(cast.eve) == ['Eve Stranger']


@pytest.mark.parametrize(
    ('given', 'fields'),
    [
        ({'full_name': ' '}, {'full_name'}),
        ({'full_name': 'x' * 201, 'email': 'nobody'}, {'full_name', 'email'}),
        ({'permissions': ['root']}, {'permissions'}),
    ],
)
def test_a_wrong_person_is_refused_at_the_fields(cast: Cast, given: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        add(cast, **given)
    assert set(refused.value.fields) == fields
    assert len(names(cast.ada)) == 2


def test_an_address_stands_for_one_person_of_a_team(cast: Cast) -> None:
    add(cast, email='lou@example.com')
    with pytest.raises(Invalid) as refused:
        add(cast, full_name='Lou again', email='Lou@example.com')
    assert set(refused.value.fields) == {'email'}
