"""What a customer does is told to whoever is assigned and to the owner, and each of them may switch that off."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from data.models import Channel, Conversation, Direction, MessageKind
from domain import bookings, clock, conversations, rules, tick, wishes, work
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON

OFF: dict[str, Any] = {'bookings': False, 'messages': False}


@pytest.mark.parametrize(('off', 'told'), [((), {'ada', 'ben'}), (('ada',), {'ben'}), (('ada', 'ben'), set())])
async def test_booked_moved_and_cancelled_by_the_customer(cast: Cast, off: tuple[str, ...], told: set[str]) -> None:
    stage.channel(cast)
    for name in off:
        work.act_now(wishes.wish, getattr(cast, name), workspace_id=cast.workspace.id, **OFF)
    kind = factories.booking_type(cast.workspace.id)
    who = {'name': 'Priya Nair', 'email': 'priya@example.com'}
    with clock.frozen(NOON):
        start = (NOON + timedelta(days=2)).replace(hour=10)
        given: dict[str, Any] = {'booking_type_id': kind.id, 'member_id': cast.ben.member_id}
        row = work.act_now(bookings.book, cast.guest, start=start, contact=who, **given)
        link: dict[str, Any] = {'booking_id': row.id, 'link_nonce': row.link_nonce}
        work.act_now(bookings.reschedule, cast.guest, start=start + timedelta(hours=2), **link)
        work.act_now(bookings.cancel, cast.guest, **link)
        await stage.send_all()
    for what in ('New booking', 'Booking moved', 'Booking cancelled'):
        mails = [mail for mail in stage.kept() if mail.subject.startswith(f'{what}: Priya Nair, Cut and finish')]
        assert {mail.address.split('-')[0] for mail in mails} == told
        assert len(mails) == len(told)
    assert set(stage.firings('team_booking')) == {('done', '') if told else ('skipped', 'nobody wants to be told')}


@pytest.mark.parametrize(('off', 'told'), [((), {'ada', 'ben'}), (('ben',), {'ada'}), (('ada', 'ben'), set())])
async def test_a_message_that_stays_unread(cast: Cast, off: tuple[str, ...], told: set[str]) -> None:
    stage.channel(cast)
    for name in off:
        work.act_now(wishes.wish, getattr(cast, name), workspace_id=cast.workspace.id, **OFF)
    work.act_now(rules.update, cast.ada, key='team_message', timing_minutes=30)
    with clock.frozen(NOON):
        seen, unseen = _writes(cast, 'Seen'), _writes(cast, 'Priya Nair')
        work.act_now(conversations.mark_read, cast.ben, conversation_id=seen)
    for minutes, expected in ((11, set()), (31, told), (90, told)):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            tick.keep_promises()
            await stage.send_all()
        mails = [mail for mail in stage.kept() if mail.subject == 'Priya Nair has written']
        assert {mail.address.split('-')[0] for mail in mails} == expected
        assert len(mails) == len(expected)
    assert ('skipped', 'somebody has read it') in stage.firings('team_message')
    assert unseen


def _writes(cast: Cast, name: str) -> Any:
    """A customer writes in a conversation that Ben is responsible for."""
    contact = factories.contact(cast.workspace.id, name)
    [thread] = stage.all_of(Conversation, Conversation.contact_id == contact.id)
    stage.change(thread, assigned_to=cast.ben.member_id)
    work.act_now(_said, cast.guest, conversation_id=thread.id)
    return thread.id


def _said(session: Session, actor: Actor, *, conversation_id: Any) -> None:
    conversations.append(
        session,
        actor,
        conversation=session.get_one(Conversation, conversation_id),
        channel=Channel.EMAIL,
        direction=Direction.IN,
        kind=MessageKind.MANUAL,
        body='Are you open on Sunday?',
        sender_name='Priya',
    )
