"""The outbox over a real SMTP server: sent once, tried again, put aside, and honest about what it does not know."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from data import db
from data.gateways.base import PassingFailure
from data.gateways.keep import Keep
from data.models import (
    BookingStatus,
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Integration,
    IntegrationKind,
    IntegrationStatus,
    Message,
    WorkspaceStatus,
)
from data.settings import settings
from domain import alerts, clock, deliveries, outbox, sending, system_mail, work
from domain.actor import Actor
from domain.events import Name
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON
from tests.server import free_port


def welcomed(cast: Cast, address: str = 'priya@example.com', **given: Any) -> Contact:
    priya: Contact = factories.contact(cast.workspace.id, email=address, **given)
    stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
    return priya


def states(rule: str = 'welcome') -> list[str]:
    return [row.state.value for row in stage.queued(rule)]


def until(done: Callable[[], object]) -> None:
    """Wait for it, for less time than a silent server is given."""
    end = time.monotonic() + outbox.SECONDS - 5
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def in_flight(cast: Cast) -> int:
    ours = Delivery.workspace_id == cast.workspace.id
    return len(stage.all_of(Delivery, Delivery.state == DeliveryState.SENDING, ours))


async def test_a_mail_arrives_complete_and_is_marked_sent(cast: Cast) -> None:
    with mailbox.mailbox() as box:
        stage.smtp(cast, box.port)
        stage.booking(cast, contact=factories.contact(cast.workspace.id, 'Zoë Ünal', email='zoe@example.com'))
        await stage.send_all()
        [mail] = [mail for mail in box.to('zoe@example.com') if str(mail['Subject']).startswith('Confirmed')]
    assert str(mail['From']) == 'Juniper Street <salon@example.com>'
    assert 'Hello Zoë' in mailbox.body(mail)
    assert '<html' in mailbox.body(mail, 'html')
    assert 'BEGIN:VTIMEZONE' in mailbox.calendar(mail)
    [row] = stage.queued('confirmation')
    assert (row.state, row.attempts, row.provider, row.email_id) == (DeliveryState.SENT, 1, 'smtp', mail['Message-ID'])


async def test_mails_of_a_conversation_hang_together(cast: Cast) -> None:
    with mailbox.mailbox() as box:
        stage.smtp(cast, box.port)
        priya = welcomed(cast)
        stage.booking(cast, contact=priya)
        await stage.send_all()
        welcome, confirmation = (box.wait(str(priya.email), subject=words)[0] for words in ('Thank you', 'Confirmed'))
    assert confirmation['In-Reply-To'] == welcome['Message-ID']
    assert welcome['Message-ID'] in confirmation['References']
    assert '/u/' in welcome['List-Unsubscribe']
    assert confirmation['List-Unsubscribe'] is None


async def test_a_dead_server_costs_nothing_and_what_makes_sense_goes_out_later(cast: Cast) -> None:
    port = free_port()
    channel = stage.smtp(cast, port)
    with clock.frozen(NOON):
        welcomed(cast)
        soon = stage.booking(cast, hours=1)
        stage.booking(cast, hours=48)
    moment = NOON
    for _ in range(6):
        with clock.frozen(moment):
            await stage.send_all()
        moment += timedelta(minutes=10)
    with db.reading() as session:
        row = session.get_one(Integration, channel.id)
    assert (row.status, row.rest_until is not None) == (IntegrationStatus.FAILING, True)
    assert 'cannot be reached' in row.last_error
    assert alerts.Kind.INTEGRATION in {view.kind for view in work.read_now(alerts.listing, cast.ada)}
    with mailbox.mailbox() as box:
        stage.change(row, config={**row.config, 'port': box.port})
        with clock.frozen(NOON + timedelta(hours=2)):
            await stage.send_all()
        assert len(box.wait('priya@example.com')) == 1
    late = [row.state.value for row in stage.queued('confirmation') if row.booking_id == soon.id]
    assert late == ['cancelled']
    assert sorted(states('confirmation')) == ['cancelled', 'sent']
    assert alerts.Kind.INTEGRATION not in {view.kind for view in work.read_now(alerts.listing, cast.ada)}


async def test_the_next_provider_takes_over(cast: Cast) -> None:
    with mailbox.mailbox() as box:
        stage.smtp(cast, free_port())
        stage.smtp(cast, box.port)
        welcomed(cast)
        await stage.send_all()
        box.wait('priya@example.com')
    assert states() == ['sent']


async def test_after_the_last_try_it_has_failed_and_a_person_may_try_again(cast: Cast, monkeypatch: Any) -> None:
    async def wait(self: Keep, letter: Any) -> Any:
        raise PassingFailure('Mailbox full.', provider=False)

    stage.channel(cast)
    moment = NOON
    with clock.frozen(moment):
        priya = welcomed(cast)
    with monkeypatch.context() as patch:
        patch.setattr(Keep, 'send', wait)
        for _ in range(12):
            with clock.frozen(moment):
                await stage.send_all()
            moment += timedelta(hours=2)
    [row] = stage.queued('welcome')
    assert (row.state, row.attempts, row.error) == (DeliveryState.FAILED, 12, 'Mailbox full.')
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    [view] = work.read_now(alerts.listing, cast.ada)
    assert (view.kind, view.object_id) == (alerts.Kind.DELIVERY, thread.id)
    with clock.frozen(moment):
        work.act_now(deliveries.retry, cast.ben, delivery_id=row.id)
        await stage.send_all()
    assert states() == ['sent']
    assert work.read_now(alerts.listing, cast.ada) == []


async def test_a_refused_recipient_is_not_tried_again(cast: Cast) -> None:
    class Refusing(mailbox.Mailbox):
        async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
            return '550 No such user here'

    from aiosmtpd.controller import Controller

    box = Refusing()
    controller = Controller(box, hostname='127.0.0.1', port=box.port)
    controller.start()
    try:
        stage.smtp(cast, box.port)
        welcomed(cast)
        await stage.send_all()
    finally:
        controller.stop()
    [row] = stage.queued('welcome')
    assert (row.state, row.attempts) == (DeliveryState.FAILED, 1)
    assert 'No such user here' in row.error


async def test_found_in_flight_a_mail_is_repeated_and_marked_an_sms_is_unknown(cast: Cast) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    with clock.frozen(NOON):
        priya = welcomed(cast, phone='+351912345678')
        work.act_now(_text, cast.ben, contact_id=priya.id)
        jobs, _ = await work.act(sending.take, Actor.system(), limit=9, share=9, flying={})
    assert len(jobs) == 2
    with clock.frozen(NOON + timedelta(minutes=1)):
        assert await stage.send_all() == 0
    before = stage.queued('welcome')[0].email_id
    with clock.frozen(NOON + timedelta(minutes=5)):
        assert await stage.send_all() == 1
        assert await stage.send_all() == 0
    [mail] = stage.queued('welcome')
    assert (mail.state, mail.repeated, mail.email_id) == (DeliveryState.SENT, True, before)
    [sms] = stage.all_of(Delivery, Delivery.channel == Channel.SMS)
    assert (sms.state, sms.repeated) == (DeliveryState.UNKNOWN, False)
    assert stage.kept(Channel.SMS) == []


def _text(session: Any, actor: Actor, *, contact_id: Any) -> None:
    from data.models import Direction, MessageKind
    from domain import conversations

    row = conversations.of(session, actor, contact_id=contact_id)
    given = {'channel': Channel.SMS, 'direction': Direction.OUT, 'kind': MessageKind.MANUAL, 'body': 'See you'}
    message = conversations.append(session, actor, conversation=row, **given)  # type: ignore[arg-type]
    deliveries.queue(
        session, actor, key='reply', channel=Channel.SMS, address='+351912345678', conversation=row, message=message
    )


async def test_a_suspended_workspace_waits_but_staff_may_answer(cast: Cast) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    priya = welcomed(cast)
    work.act_now(_text, cast.ben, contact_id=priya.id)
    stage.change(cast.workspace, status=WorkspaceStatus.SUSPENDED)
    assert await stage.send_all() == 1
    assert [one.channel for one in stage.kept(Channel.SMS)] == [Channel.SMS]
    booking = stage.booking(cast, contact=priya, hours=1)
    stage.change(cast.workspace, status=WorkspaceStatus.ACTIVE)
    stage.change(booking, status=BookingStatus.CANCELLED)
    await stage.send_all()
    assert states() == ['sent']
    assert states('confirmation') == ['cancelled']


async def test_a_race_of_senders_sends_each_once(cast: Cast) -> None:
    stage.channel(cast)
    for number in range(12):
        welcomed(cast, f'c{number}@example.com')

    async def one() -> None:
        jobs, _ = await work.act(sending.take, Actor.system(), limit=12, share=12, flying={})
        for job in jobs:
            result = await outbox.deliver(job)
            await work.act(sending.settle, Actor.system(job.workspace_id), result=result)

    await asyncio.gather(*(one() for _ in range(6)))
    assert sorted(mail.address for mail in stage.kept()) == sorted(f'c{number}@example.com' for number in range(12))


async def test_the_worker_is_kicked_by_a_commit_and_a_slow_server_holds_up_nobody_else(cast: Cast) -> None:
    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)
        writer.close()

    silent = await asyncio.start_server(never, '127.0.0.1', 0)
    stage.smtp(cast, silent.sockets[0].getsockname()[1])
    other = factories.save(
        Integration(
            workspace_id=cast.eve.workspace,
            kind=IntegrationKind.EMAIL,
            provider='test',
            status=IntegrationStatus.CONNECTED,
        )
    )
    for number in range(12):
        welcomed(cast, f'c{number}@example.com')
    share = settings().send_workers - 1
    stop = asyncio.Event()
    worker = asyncio.create_task(outbox.run(stop))
    await asyncio.to_thread(until, lambda: in_flight(cast) == share)
    stranger = await asyncio.to_thread(factories.contact, cast.eve.workspace, 'Quick', email='quick@example.com')
    await asyncio.to_thread(stage.happens, cast.eve, Name.CONTACT_CREATED, stranger)
    await asyncio.to_thread(until, stage.kept)
    assert await asyncio.to_thread(in_flight, cast) == share
    assert [mail.address for mail in await asyncio.to_thread(stage.kept)] == ['quick@example.com']
    stop.set()
    silent.close()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert other.id


async def test_system_mail_is_sealed_until_it_has_left(cast: Cast) -> None:
    stage.channel(cast)
    row = work.act_now(
        system_mail.send,
        cast.ada,
        address='new@example.com',
        subject='You are invited',
        paragraphs=['Ada invites you.'],
        button=('Join', 'https://example.com/secret-token'),
    )
    assert 'secret-token' not in str(row.context)
    await stage.send_all()
    [mail] = stage.kept()
    assert 'https://example.com/secret-token' in mail.text
    [after] = stage.all_of(Delivery)
    assert after.context == {}
    assert stage.all_of(Message) == []
