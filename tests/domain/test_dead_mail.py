"""The mail server is dead for a while: tried again by the table, given up with a reason, and sensible when it is back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.gateways.base import Accepted, PassingFailure
from data.gateways.keep import Keep
from data.models import Channel, Conversation, Delivery, DeliveryState
from domain import alerts, bookings, clock, replies, retry, threads, work
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON
from tests.server import free_port

WAITS = [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]  # seconds after each attempt but the last


def reply(cast: Cast, address: str = 'priya@example.com') -> tuple[Delivery, Conversation]:
    """Ben answers Priya by e-mail."""
    priya = factories.contact(cast.workspace.id, email=address)
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    given = {'conversation_id': thread.id, 'channel': Channel.EMAIL, 'body': 'Yes, we have time.'}
    message = work.act_now(replies.send, cast.ben, **given)
    [row] = stage.all_of(Delivery, Delivery.message_id == message.id)
    return row, thread


async def test_every_wait_follows_the_table_and_then_a_person_is_asked(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []

    async def busy(self: Keep, letter: Any) -> Accepted:
        asked.append(clock.now())
        raise PassingFailure('452 Mailbox full', provider=False)

    monkeypatch.setattr(Keep, 'send', busy)
    monkeypatch.setattr(retry._chance, 'uniform', lambda low, high: 1.0)
    stage.channel(cast)
    with clock.frozen(NOON):
        row, thread = reply(cast)
    moments = [NOON + timedelta(seconds=sum(WAITS[:number])) for number in range(len(WAITS) + 1)]
    for moment in moments:
        for just_before_or_then in (moment - timedelta(seconds=1), moment):
            with clock.frozen(just_before_or_then):
                await stage.send_all()
    assert asked == moments
    with clock.frozen(moments[-1] + timedelta(days=2)):
        assert await stage.send_all() == 0
    [after] = stage.all_of(Delivery, Delivery.id == row.id)
    assert (after.state, after.attempts) == (DeliveryState.FAILED, len(moments))
    the_thread_and_the_alert_say_why(cast, thread, '452 Mailbox full')


def the_thread_and_the_alert_say_why(cast: Cast, thread: Conversation, reason: str) -> None:
    [line] = work.read_now(threads.thread, cast.ben, conversation_id=thread.id).messages.items
    assert (line.delivery.words, line.delivery.again) == (f'Not sent: {reason}', True)
    [alert] = work.read_now(alerts.listing, cast.ada)
    assert (alert.kind, alert.detail) == (alerts.Kind.DELIVERY, reason)
    assert alert.url == f'/inbox/{thread.id}'


async def test_while_it_is_tried_the_thread_says_so(cast: Cast) -> None:
    stage.smtp(cast, free_port())
    _, thread = reply(cast)
    await stage.send_all()
    [line] = work.read_now(threads.thread, cast.ben, conversation_id=thread.id).messages.items
    assert line.delivery.words.startswith('Trying again, The mail server 127.0.0.1 cannot be reached')
    assert not line.delivery.again


async def test_when_it_is_back_only_what_still_makes_sense_goes_out(cast: Cast) -> None:
    """A reply, a cancelled booking, a moved one, one that has begun, and one as it was."""
    channel = stage.smtp(cast, free_port())
    with clock.frozen(NOON):
        reply(cast)
        made = {name: booked(cast, name, hours) for name, hours in (('cancelled', 48), ('begun', 1), ('kept', 72))}
        made['moved'] = booked(cast, 'moved', 96)
        await stage.send_all()
        work.act_now(bookings.cancel, cast.ada, booking_id=made['cancelled'].id, reason='Ill')
        start = made['moved'].start + timedelta(hours=2)
        work.act_now(bookings.reschedule, cast.ada, booking_id=made['moved'].id, start=start)
        start += timedelta(hours=2)
        work.act_now(bookings.reschedule, cast.ada, booking_id=made['moved'].id, start=start)
    with mailbox.mailbox() as box, clock.frozen(NOON + timedelta(hours=2)):
        stage.change(channel, config={**channel.config, 'port': box.port})
        await stage.send_all()
        [answer] = box.to('priya@example.com')
        assert 'Yes, we have time.' in mailbox.body(answer)
        assert subjects(box, 'kept') == ['Confirmed']
        assert subjects(box, 'begun') == []
        assert 'Confirmed' not in subjects(box, 'cancelled')
    reasons = {
        (row.address.split('@')[0], row.rule): row.error
        for row in stage.all_of(Delivery, Delivery.state == DeliveryState.CANCELLED)
    }
    assert reasons['begun', 'confirmation'] == 'it would have come too late'
    assert reasons['cancelled', 'confirmation'] == 'the booking is cancelled'
    assert reasons['moved', 'changed'] == 'the booking has moved to another time'
    states = {row.state for row in stage.all_of(Delivery)}
    assert states == {DeliveryState.SENT, DeliveryState.CANCELLED}


def booked(cast: Cast, name: str, hours: float) -> Any:
    contact = factories.contact(cast.workspace.id, name.title(), email=f'{name}@example.com')
    return stage.booking(cast, hours=hours, contact=contact)


def subjects(box: mailbox.Mailbox, name: str) -> list[str]:
    return [str(mail['Subject']).split(':')[0] for mail in box.to(f'{name}@example.com')]
