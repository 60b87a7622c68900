"""From a fresh workspace to a live one: three conditions, one door, and templates that never take away what was entered."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from data import db
from data.models import (
    BookingType,
    Contact,
    Event,
    FormTemplate,
    Integration,
    IntegrationKind,
    IntegrationStatus,
    Item,
    Movement,
    Resource,
    Role,
    Schedule,
    Workspace,
    WorkspaceStatus,
)
from domain import booking_types, contact_forms, hours, onboarding, samples
from domain.actor import Actor
from domain.errors import Forbidden, NotFound
from domain.industries import INDUSTRIES
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast


@pytest.fixture
def fresh(cast: Cast) -> Actor:
    """The owner of a workspace that has just been made, with nothing in it; next door everything is there."""
    made = factories.save(Workspace(name='New Place', slug='new-place', currency='EUR', timezone='Europe/Lisbon'))
    owner = factories.person('Olga Owner', made.id, Role.OWNER)
    channel(cast.eve)
    return owner


def channel(owner: Actor, status: IntegrationStatus = IntegrationStatus.CONNECTED) -> None:
    factories.save(
        Integration(workspace_id=owner.workspace, kind=IntegrationKind.EMAIL, provider='test', status=status)
    )


def open_hours(owner: Actor, weekly: list[dict[str, Any]] = factories.EVERY_DAY) -> None:
    factories.save(Schedule(workspace_id=owner.workspace, weekly=weekly))


def ready(owner: Actor) -> None:
    channel(owner)
    open_hours(owner)
    factories.booking_type(owner.workspace)


def missing(owner: Actor) -> list[str]:
    return [one.key for one in read_now(onboarding.missing, owner)]


def status(owner: Actor) -> WorkspaceStatus:
    with db.reading() as session:
        return session.get_one(Workspace, owner.workspace).status


def test_exactly_three_things_are_missing_at_first(fresh: Actor):
    assert missing(fresh) == ['channel', 'booking_type', 'availability']


@pytest.mark.parametrize(
    ('enter', 'left'),
    [
        (channel, ['booking_type', 'availability']),
        (lambda owner: factories.booking_type(owner.workspace), ['channel', 'availability']),
        (open_hours, ['channel', 'booking_type']),
        (lambda owner: channel(owner, IntegrationStatus.UNTESTED), ['channel', 'booking_type', 'availability']),
        (lambda owner: channel(owner, IntegrationStatus.DISABLED), ['channel', 'booking_type', 'availability']),
        (
            lambda owner: factories.booking_type(owner.workspace, active=False),
            ['channel', 'booking_type', 'availability'],
        ),
        (lambda owner: open_hours(owner, []), ['channel', 'booking_type', 'availability']),
        (
            lambda owner: factories.save(
                Schedule(workspace_id=owner.workspace, member_id=owner.member_id, weekly=factories.EVERY_DAY)
            ),
            ['channel', 'booking_type'],
        ),
    ],
)
def test_each_condition_is_met_by_the_real_thing(fresh: Actor, enter: Callable[[Actor], None], left: list[str]):
    enter(fresh)
    assert missing(fresh) == left


def test_activation_is_refused_with_what_is_missing(fresh: Actor):
    channel(fresh)
    with pytest.raises(onboarding.NotReady) as refused:
        act_now(onboarding.activate, fresh)
    assert [one['key'] for one in refused.value.details['missing']] == ['booking_type', 'availability']
    assert status(fresh) == WorkspaceStatus.SETUP


def test_activation_opens_the_business_and_is_written_down(fresh: Actor):
    ready(fresh)
    workspace = act_now(onboarding.activate, fresh)
    assert workspace.status == WorkspaceStatus.ACTIVE
    assert workspace.activated_at is not None
    with db.reading() as session:
        names = session.exec(select(Event.name).where(Event.workspace_id == fresh.workspace)).all()
    assert list(names) == ['workspace.activated']


def test_a_live_business_is_not_activated_again(fresh: Actor):
    ready(fresh)
    act_now(onboarding.activate, fresh)
    with pytest.raises(onboarding.NotInSetup):
        act_now(onboarding.activate, fresh)


def test_a_suspended_business_does_not_come_back_through_activation(cast: Cast):
    with db.transaction() as session:
        session.get_one(Workspace, cast.workspace.id).status = WorkspaceStatus.SUSPENDED
    with pytest.raises(onboarding.NotInSetup):
        act_now(onboarding.activate, cast.ada)


@pytest.mark.parametrize(
    'call',
    [
        lambda actor: read_now(onboarding.state, actor),
        lambda actor: act_now(onboarding.activate, actor),
        lambda actor: act_now(onboarding.finish_step, actor, step='channels'),
        lambda actor: act_now(onboarding.stand_at, actor, step='channels'),
        lambda actor: act_now(onboarding.apply_template, actor, template='salon'),
        lambda actor: act_now(samples.offer, actor),
        lambda actor: act_now(samples.remove, actor),
        lambda actor: act_now(contact_forms.update, actor, heading='', intro='', fields=[]),
    ],
)
def test_staff_and_strangers_do_not_set_up(cast: Cast, call: Callable[[Actor], Any]):
    for actor in (cast.ben, cast.guest, cast.eve.in_workspace(cast.workspace.id)):
        with pytest.raises(Forbidden):
            call(actor)


def test_the_wizard_resumes_where_it_was_left(fresh: Actor):
    state = read_now(onboarding.state, fresh)
    assert state.step == 'workspace'
    assert [step.state for step in state.steps] == ['next', 'open', 'optional', 'open', *['optional'] * 3, 'open']
    act_now(onboarding.finish_step, fresh, step='workspace')
    act_now(onboarding.stand_at, fresh, step='inventory')
    state = read_now(onboarding.state, fresh)
    assert state.step == 'inventory'
    assert [step.state for step in state.steps][:2] == ['done', 'next']


def test_a_step_whose_condition_fails_is_not_called_done(fresh: Actor):
    act_now(onboarding.finish_step, fresh, step='channels')
    assert read_now(onboarding.state, fresh).steps[1].state != 'done'
    channel(fresh)
    assert read_now(onboarding.state, fresh).steps[1].state == 'done'


def test_a_finished_last_step_does_not_activate(fresh: Actor):
    ready(fresh)
    for step in onboarding.KEYS:
        act_now(onboarding.finish_step, fresh, step=step)
    assert status(fresh) == WorkspaceStatus.SETUP


def test_an_unknown_step_is_refused(fresh: Actor):
    with pytest.raises(NotFound):
        act_now(onboarding.finish_step, fresh, step='magic')


@pytest.mark.parametrize('key', INDUSTRIES)
def test_a_template_fills_everything_and_leaves_only_the_channel(fresh: Actor, key: str):
    applied = act_now(onboarding.apply_template, fresh, template=key)
    industry = INDUSTRIES[key]
    assert (applied.booking_types, applied.forms, applied.items) == (
        len(industry.services), len(industry.forms), len(industry.stock),
    )  # fmt: skip
    assert missing(fresh) == ['channel']
    types = read_now(booking_types.listing, fresh)
    assert [kind.name for kind in types] == [service.name for service in industry.services]
    for kind, service in zip(types, industry.services, strict=True):
        assert len(kind.form_ids) == len(service.forms)
        assert len(kind.items) == len(service.uses)
    assert read_now(contact_forms.view, fresh).heading == industry.heading
    with db.reading() as session:
        assert session.exec(select(Resource).where(col(Resource.item_id).is_not(None))).all()
        assert session.exec(select(Movement)).all()


def test_applying_a_template_again_changes_nothing(fresh: Actor):
    act_now(onboarding.apply_template, fresh, template='salon')
    first = read_now(booking_types.listing, fresh)
    act_now(booking_types.update, fresh, booking_type_id=first[0].id, given={'name': 'My own cut'})
    again = act_now(onboarding.apply_template, fresh, template='salon')
    other = act_now(onboarding.apply_template, fresh, template='clinic')
    assert (again.booking_types, again.forms, again.items, again.hours, again.contact_form) == (0, 0, 0, False, False)
    assert other.booking_types == 0
    names = [kind.name for kind in read_now(booking_types.listing, fresh)]
    assert names == ['My own cut', *[kind.name for kind in first[1:]]]


def test_replacing_asks_for_a_clean_start(fresh: Actor):
    act_now(onboarding.apply_template, fresh, template='salon')
    act_now(onboarding.apply_template, fresh, template='clinic', replace=True)
    clinic = INDUSTRIES['clinic']
    assert [kind.name for kind in read_now(booking_types.listing, fresh)] == [one.name for one in clinic.services]
    assert read_now(hours.of_workspace, fresh)['weekly'] == clinic.weekly
    with db.reading() as session:
        of_mine = [FormTemplate.workspace_id == fresh.workspace, Item.workspace_id == fresh.workspace]
        assert len(session.exec(select(FormTemplate).where(of_mine[0])).all()) == len(clinic.forms)
        assert len(session.exec(select(Item).where(of_mine[1])).all()) == len(clinic.stock)


def test_a_template_is_for_set_up_only(cast: Cast):
    with pytest.raises(onboarding.NotInSetup):
        act_now(onboarding.apply_template, cast.ada, template='salon')


def test_an_unknown_template_is_refused(fresh: Actor):
    with pytest.raises(onboarding.NoSuchTemplate):
        act_now(onboarding.apply_template, fresh, template='casino')


def test_next_door_notices_nothing(fresh: Actor, cast: Cast):
    act_now(onboarding.apply_template, fresh, template='salon')
    with db.reading() as session:
        theirs = session.exec(select(BookingType).where(BookingType.workspace_id == cast.eve.workspace)).all()
    assert [kind.name for kind in theirs] == ['Secret session']


def test_samples_are_marked_undeliverable_and_gone_after_activation(fresh: Actor):
    made = act_now(samples.offer, fresh)
    assert len(made) == 3
    assert all(contact.sample and contact.email and contact.email.endswith('.invalid') for contact in made)
    assert len(act_now(samples.offer, fresh)) == 3
    ready(fresh)
    act_now(onboarding.activate, fresh)
    with db.reading() as session:
        assert session.exec(select(Contact).where(Contact.workspace_id == fresh.workspace)).all() == []


def test_samples_fire_no_event(fresh: Actor):
    act_now(samples.offer, fresh)
    with db.reading() as session:
        assert session.exec(select(Event).where(Event.workspace_id == fresh.workspace)).all() == []


def test_real_contacts_stay_when_samples_go(fresh: Actor):
    mine = factories.contact(fresh.workspace, 'Real Person')
    act_now(samples.offer, fresh)
    assert act_now(samples.remove, fresh) == 3
    with db.reading() as session:
        kept = session.exec(select(Contact.id).where(Contact.workspace_id == fresh.workspace)).all()
    assert list(kept) == [mine.id]


def test_no_samples_in_a_live_business(cast: Cast):
    with pytest.raises(samples.OnlyInSetup):
        act_now(samples.offer, cast.ada)
