"""Invitations work once, for seven days, and prove who comes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from data import db
from data.models import Delivery, Invitation
from domain import access, accounts, clock, crypto, invitations, staff, work
from domain.actor import Actor, OwnerOnly
from domain.errors import Invalid, NotFound
from tests import factories
from tests.conftest import Cast


def invite(cast: Cast, **given: Any) -> invitations.View:
    return work.act_now(invitations.invite, cast.ada, **{'email': 'lou@example.com', 'full_name': 'Lou Reyes', **given})


def last_token() -> str:
    """The token of the newest mail: nowhere else is it written."""
    with db.reading() as session:
        delivery = session.exec(select(Delivery).order_by(col(Delivery.created_at).desc())).first()
        assert delivery is not None
        assert delivery.system
        label, link = crypto.open(delivery.context['sealed'])['button']
    assert label == 'Accept the invitation'
    return str(link).rsplit('/', 1)[1]


def accept(cast: Cast, token: str) -> invitations.Accepted:
    return work.act_now(
        invitations.accept_new, Actor.guest(), token=token, full_name='Lou Reyes', password_hash='hashed'
    )


def test_an_invited_person_joins_with_a_new_account(cast: Cast) -> None:
    invitation = invite(cast, permissions=['inbox'])
    token = last_token()
    with db.reading() as session:
        assert token not in session.get_one(Invitation, invitation.id).token_hash
    offer = work.read_now(invitations.opened, Actor.guest(), token=token)
    assert (offer.workspace, offer.email, offer.permissions, offer.account) == (
        'Juniper Street',
        'lou@example.com',
        ('inbox',),
        False,
    )
    joined = accept(cast, token)
    with db.reading() as session:
        member = access.membership(session, joined.user_id, cast.workspace.id)
    assert member is not None
    assert access.permissions(member) == {'inbox'}
    assert member.id == invitation.member_id
    for call in (lambda: accept(cast, token), lambda: work.read_now(invitations.opened, Actor.guest(), token=token)):
        with pytest.raises(invitations.BadInvitation):
            call()


def test_after_seven_days_it_is_over(cast: Cast) -> None:
    invite(cast)
    token = last_token()
    with clock.frozen(clock.now() + timedelta(days=7)):
        with pytest.raises(invitations.BadInvitation):
            accept(cast, token)
        (waiting,) = work.read_now(invitations.listing, cast.ada)
        assert waiting.expired
        assert [view.invitation for view in work.read_now(staff.listing, cast.ada)] == ['', '', 'expired']
        work.act_now(invitations.resend, cast.ada, invitation_id=waiting.id)
        accept(cast, last_token())
    assert work.read_now(invitations.listing, cast.ada) == []


def test_a_new_link_ends_the_old_one_and_withdrawing_ends_both(cast: Cast) -> None:
    first = invite(cast)
    old = last_token()
    second = work.act_now(invitations.resend, cast.ada, invitation_id=first.id)
    new = last_token()
    with pytest.raises(invitations.BadInvitation):
        accept(cast, old)
    with pytest.raises(NotFound):
        work.act_now(invitations.resend, cast.ada, invitation_id=first.id)
    work.act_now(invitations.withdraw, cast.ada, invitation_id=second.id)
    with pytest.raises(invitations.BadInvitation):
        accept(cast, new)
    assert [view.full_name for view in work.read_now(staff.listing, cast.ada)][-1] == 'Lou Reyes'


def test_somebody_with_an_account_proves_it(cast: Cast) -> None:
    known = factories.person('Lou Known', cast.eve.workspace)
    with db.reading() as session:
        email = str(session.get_one(accounts.User, known.user_id).email)
    invite(cast, email=email)
    token = last_token()
    assert work.read_now(invitations.opened, Actor.guest(), token=token).account
    with pytest.raises(invitations.NotYourAccount):
        accept(cast, token)
    assert known.user_id is not None
    joined = work.act_now(invitations.accept_known, Actor.guest(), token=token, user_id=known.user_id)
    assert (joined.user_id, joined.workspace_id) == (known.user_id, cast.workspace.id)


def test_nobody_joins_twice(cast: Cast) -> None:
    assert cast.ben.user_id is not None
    invite(cast)
    with pytest.raises(invitations.AlreadyMember):
        work.act_now(invitations.accept_known, Actor.guest(), token=last_token(), user_id=cast.ben.user_id)
    with pytest.raises(invitations.AlreadyHere):
        work.act_now(
            invitations.invite, cast.ada, email='ben@example.com', member_id=cast.ben.member_id, permissions=['inbox']
        )


def test_a_person_without_an_account_is_invited_later(cast: Cast) -> None:
    lou = work.act_now(staff.add, cast.ada, full_name='Lou Reyes', permissions=['bookings'])
    invitation = invite(cast, member_id=lou.id, permissions=['forms'])
    assert (invitation.member_id, invitation.permissions) == (lou.id, ('forms',))
    assert [view.invitation for view in work.read_now(staff.listing, cast.ada)] == ['', '', 'waiting']


def test_who_was_removed_cannot_come_back_by_an_old_link(cast: Cast) -> None:
    invitation = invite(cast)
    token = last_token()
    work.act_now(staff.remove, cast.ada, member_id=invitation.member_id)
    with pytest.raises(invitations.BadInvitation):
        accept(cast, token)


def test_only_the_owner_and_only_here(cast: Cast) -> None:
    invitation = invite(cast)
    with pytest.raises(OwnerOnly):
        work.act_now(invitations.invite, cast.ben, email='x@example.com')
    for act in (invitations.resend, invitations.withdraw):
        with pytest.raises(NotFound):
            work.act_now(act, cast.eve, invitation_id=invitation.id)
    assert work.read_now(invitations.listing, cast.eve) == []
    with pytest.raises(NotFound):
        work.act_now(invitations.invite, cast.eve, email='x@example.com', member_id=invitation.member_id)


@pytest.mark.parametrize('email', ['', 'nobody', '@'])
def test_an_invitation_needs_an_address(cast: Cast, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        invite(cast, email=email)
    assert 'email' in refused.value.fields


@pytest.mark.parametrize('token', ['', 'x', '\ud800', 'a' * 5000])
def test_no_other_text_opens_anything(cast: Cast, token: str) -> None:
    with pytest.raises(NotFound):
        work.read_now(invitations.opened, Actor.guest(), token=token)
