"""Workspaces: created, changed, found at old addresses, suspended, sealed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from data import db
from data.models import Event, OldSlug, WorkspaceStatus
from domain import clock, files, storefront, workspaces, zone_changes
from domain.actor import OwnerOnly
from domain.errors import Forbidden, Invalid, NotFound
from domain.work import act_now, read_now
from domain.workspaces import NotActive, NotSuspended
from tests import factories
from tests.conftest import Cast

PNG = b'\x89PNG\r\n\x1a\n' + b'\0' * 64


def test_a_person_makes_another_workspace(cast: Cast) -> None:
    made = act_now(workspaces.create, cast.ben, name='Ben’s Barber Shop', timezone='America/New_York')
    assert (made.slug, made.status, made.region, made.currency) == (
        'bens-barber-shop',
        WorkspaceStatus.SETUP,
        'US',
        'USD',
    )


def test_strangers_make_none(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        act_now(workspaces.create, cast.guest, name='Nope')


def test_the_owner_changes_everything(cast: Cast) -> None:
    changes = {
        'name': 'Juniper & Sons',
        'slug': 'juniper-sons',
        'address': '14 Juniper Street\nLisbon',
        'timezone': 'Europe/Berlin',
        'contact_email': 'Hello@Juniper.example',
        'phone': '030 901820',
        'currency': 'chf',
        'language': 'de',
        'colour': '#AA3300',
    }
    act_now(workspaces.update, cast.ada, timezone='Europe/Berlin')
    changed = act_now(workspaces.update, cast.ada, **changes)
    assert (changed.slug, changed.phone, changed.currency, changed.colour) == (
        'juniper-sons',
        '+4930901820',
        'CHF',
        '#aa3300',
    )
    assert read_now(workspaces.view, cast.ben).name == 'Juniper & Sons'
    with db.reading() as session:
        assert session.exec(select(Event).where(Event.name == 'workspace.changed')).all()


@pytest.mark.parametrize(
    ('field', 'value'),
    [
        ('name', '   '),
        ('slug', 'No Spaces!'),
        ('slug', ''),
        ('slug', 'next-door'),
        ('timezone', 'Nowhere'),
        ('contact_email', 'x'),
        ('phone', 'call me'),
        ('currency', 'XXX1'),
        ('language', 'tlh'),
        ('colour', 'red;}body{display:none'),
        ('address', 'x' * 401),
    ],
)
def test_each_wrong_value_is_named(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        act_now(workspaces.update, cast.ada, **{field: value})
    assert list(refused.value.fields) == [field]


def test_staff_and_strangers_change_nothing(cast: Cast) -> None:
    for function in (workspaces.suspend, workspaces.resume, workspaces.remove_logo):
        with pytest.raises(OwnerOnly):
            act_now(function, cast.ben)
    with pytest.raises(OwnerOnly):
        act_now(workspaces.update, cast.ben, name='Mine now')


def test_an_old_address_keeps_leading_here_and_is_nobody_elses(cast: Cast) -> None:
    act_now(workspaces.update, cast.ada, slug='elsewhere')
    with db.reading() as session:
        with pytest.raises(storefront.Moved) as moved:
            storefront.business(session, cast.guest, slug='juniper-street')
        assert moved.value.details == {'slug': 'elsewhere'}
    with pytest.raises(Invalid):
        act_now(workspaces.update, cast.eve, slug='juniper-street')
    act_now(workspaces.update, cast.ada, slug='juniper-street')
    with db.reading() as session:
        assert [old.slug for old in session.exec(select(OldSlug))] == ['elsewhere']
        with pytest.raises(NotFound):
            storefront.business(session, cast.guest, slug='never-was')


def test_suspend_and_resume(cast: Cast) -> None:
    with pytest.raises(NotSuspended):
        act_now(workspaces.resume, cast.ada)
    assert act_now(workspaces.suspend, cast.ada).status == WorkspaceStatus.SUSPENDED
    with pytest.raises(NotActive):
        act_now(workspaces.suspend, cast.ada)
    assert act_now(workspaces.resume, cast.ada).status == WorkspaceStatus.ACTIVE


def test_suspending_is_no_back_door_to_activation(cast: Cast) -> None:
    cast.workspace.status = WorkspaceStatus.SETUP
    factories.save(cast.workspace)
    with pytest.raises(NotActive):
        act_now(workspaces.suspend, cast.ada)
    with pytest.raises(NotSuspended):
        act_now(workspaces.resume, cast.ada)


def test_a_logo_is_a_picture_and_replaces_the_old_one(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        act_now(workspaces.set_logo, cast.ada, file_name='logo.png', content=b'<svg onload=alert(1)>')
    assert list(refused.value.fields) == ['logo']
    first = act_now(workspaces.set_logo, cast.ada, file_name='../../etc/logo.png', content=PNG)
    assert first.name == 'logo.png'
    second = act_now(workspaces.set_logo, cast.ada, file_name='logo2.png', content=PNG)
    assert read_now(files.read, cast.guest, file_id=second.id).content == PNG
    with pytest.raises(NotFound):
        read_now(files.read, cast.guest, file_id=first.id)


def test_private_files_stay_in_their_workspace(cast: Cast) -> None:
    kept = act_now(files.keep, cast.ben, name='a\\b/report.pdf', content=b'%PDF-1.7'.ljust(40))
    assert read_now(files.read, cast.ada, file_id=kept.id).name == 'report.pdf'
    for stranger in (cast.eve, cast.guest):
        with pytest.raises(NotFound):
            read_now(files.read, stranger, file_id=kept.id)


@pytest.mark.parametrize('content', [b'', b'MZ\x90\0', b'<html><script>', b'x' * 20_000_001])
def test_other_files_are_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(Invalid):
        act_now(files.keep, cast.ben, name='x.pdf', content=content)


def test_a_change_of_zone_is_previewed(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id)
    kind = factories.booking_type(cast.workspace.id)
    start = clock.now() + timedelta(days=2)
    from data.models import Booking

    factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=kind.id,
            member_id=cast.ben.member_id,
            contact_id=contact.id,
            start=start,
            end=start + timedelta(hours=1),
        )
    )
    found = read_now(zone_changes.preview, cast.ada, timezone='Europe/Berlin')
    assert found.bookings == 1
    before, after = found.examples[0]
    assert (after.hour - before.hour) % 24 == 1
    assert before == after == start
    with pytest.raises(Invalid):
        read_now(zone_changes.preview, cast.ada, timezone='Nowhere')
