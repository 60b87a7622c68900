"""Signed-in browsers: found by cookie, listed, ended, moved between workspaces."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from data import db
from data.models import LoginSession, Member
from domain import clock, devices, sessions, visits
from domain.actor import Actor
from domain.errors import NotFound, SignedOut
from domain.work import act_now, read_now
from tests import factories
from tests.conftest import Cast

FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0'


def start(actor: Actor, **given: str) -> sessions.Started:
    return act_now(sessions.start, Actor.guest(address='198.51.100.4'), user_id=actor.user_id, **given)


def test_a_cookie_finds_its_person_and_other_text_finds_nobody(cast: Cast) -> None:
    started = start(cast.ada)
    found = read_now(sessions.by_token, cast.guest, token=started.token)
    assert found is not None
    assert (found.user_id, found.role, found.workspace_id) == (cast.ada.user_id, 'owner', cast.workspace.id)
    assert read_now(sessions.by_token, cast.guest, token='x') is None
    assert read_now(sessions.by_token, cast.guest, token='\ud800') is None


def test_only_the_hash_is_kept(cast: Cast) -> None:
    started = start(cast.ada)
    with db.reading() as session:
        row = session.get_one(LoginSession, started.session_id)
    assert started.token not in {row.token_hash, row.device, row.address}


def test_the_list_names_devices_and_this_one_first(cast: Cast) -> None:
    start(cast.ada, user_agent=FIREFOX)
    listed = read_now(sessions.listing, cast.ada)
    assert [browser.current for browser in listed] == [True, False]
    assert listed[1].device == 'Firefox on Windows'


def test_an_ended_session_is_out_at_once(cast: Cast) -> None:
    started = start(cast.ada)
    act_now(sessions.end, cast.ada, session_id=started.session_id)
    assert read_now(sessions.by_token, cast.guest, token=started.token) is None
    assert len(read_now(sessions.listing, cast.ada)) == 1


def test_nobody_ends_the_sessions_of_others(cast: Cast) -> None:
    with pytest.raises(NotFound):
        act_now(sessions.end, cast.ben, session_id=cast.ada.session_id)
    with pytest.raises(NotFound):
        act_now(sessions.end, cast.eve, session_id=cast.ada.session_id)


def test_a_session_that_is_not_used_ends_by_itself(cast: Cast) -> None:
    started = start(cast.ada)
    with clock.frozen(clock.now() + sessions.LIFE + timedelta(minutes=1)):
        assert read_now(sessions.by_token, cast.guest, token=started.token) is None


def test_seen_is_written_at_most_once_a_minute(cast: Cast) -> None:
    started = start(cast.ada)
    actor = read_now(sessions.by_token, cast.guest, token=started.token)
    assert actor is not None
    assert not read_now(sessions.stale, actor)
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert read_now(sessions.stale, actor)
        act_now(sessions.seen, actor)
        assert not read_now(sessions.stale, actor)


def test_a_person_of_two_workspaces_moves_between_them(cast: Cast) -> None:
    other = factories.workspace('Juniper Academy')
    user_id = cast.ada.user_id
    factories.save(Member(workspace_id=other.id, user_id=user_id, full_name='Ada Moreno'))
    started = start(cast.ada)
    actor = read_now(sessions.by_token, cast.guest, token=started.token)
    assert actor is not None
    act_now(sessions.enter, actor, workspace_id=other.id)
    moved = read_now(sessions.by_token, cast.guest, token=started.token)
    assert moved is not None
    assert (moved.workspace_id, moved.role) == (other.id, 'staff')
    assert start(cast.ada).workspace_id == other.id


@pytest.mark.parametrize('place', ['next door', 'nowhere'])
def test_nobody_enters_a_workspace_that_is_not_theirs(cast: Cast, place: str) -> None:
    workspace_id = cast.eve.workspace if place == 'next door' else uuid4()
    with pytest.raises(NotFound):
        act_now(sessions.enter, cast.ada, workspace_id=workspace_id)


def test_a_removed_member_has_no_workspace_left(cast: Cast) -> None:
    started = start(cast.ben)
    with db.transaction() as session:
        session.get_one(Member, cast.ben.member_id).removed_at = clock.now()
    found = read_now(visits.visit, cast.guest, token=started.token)
    assert found is not None
    assert (found.place, found.actor.workspace_id, found.places) == (None, None, ())


def test_a_visit_shows_the_workspace_and_what_waits(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id)
    with db.transaction() as session:
        from sqlmodel import select

        from data.models import Conversation

        thread = session.exec(select(Conversation).where(Conversation.contact_id == contact.id)).one()
        thread.last_inbound_at = clock.now()
    found = read_now(visits.visit, cast.guest, token=start(cast.ada).token)
    assert found is not None
    assert found.place is not None
    assert (found.place.name, found.badges.inbox, found.badges.forms) == ('Juniper Street', 1, 0)
    blind = replace(cast.ben, permissions=frozenset())
    from domain import badges

    with db.reading() as session:
        assert badges.counts(session, blind).inbox == 0


def test_a_visit_of_nobody(cast: Cast) -> None:
    assert read_now(visits.visit, cast.guest, token='') is None
    with pytest.raises(SignedOut):
        read_now(visits.rights, replace(cast.ada, session_id=uuid4()))


@pytest.mark.parametrize(
    ('agent', 'name'),
    [
        (FIREFOX, 'Firefox on Windows'),
        (
            'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
            'Safari on iPhone',
        ),
        ('curl/8.5.0', 'curl'),
        ('', 'Unknown device'),
        ('\ud83d' * 500, '\ud83d' * 60),
    ],
)
def test_devices_are_named_as_people_know_them(agent: str, name: str) -> None:
    assert devices.name(agent) == name
