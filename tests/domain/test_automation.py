"""What follows from what: every rule once, what it says, when it keeps silent and why."""

from datetime import timedelta
from typing import Any

import pytest

from data.models import (
    Booking,
    BookingStatus,
    BookingTypeForm,
    Channel,
    Conversation,
    Delivery,
    Event,
    Firing,
    FormTemplate,
    IntegrationKind,
    Item,
    Message,
    Outcome,
    PromiseState,
    WorkspaceStatus,
)
from domain import alerts, automation, bookings, checks, clock, conversations, rule_log, rules, tick, work
from domain.actor import Actor
from domain.events import Name
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON


def house(cast: Cast) -> Actor:
    return Actor.system(cast.workspace.id)


async def test_a_new_contact_is_welcomed(cast: Cast) -> None:
    stage.channel(cast)
    priya = factories.contact(cast.workspace.id, email='priya@example.com')
    stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
    assert stage.firings('welcome') == [('done', '')]
    assert await stage.send_all() == 1
    [mail] = stage.kept()
    assert mail.address == 'priya@example.com'
    assert mail.subject == 'Thank you for getting in touch, Priya'
    assert 'Juniper Street' in mail.text
    assert 'Hello Priya' in mail.html
    [line] = stage.all_of(Message)
    assert (line.kind.value, line.subject, line.email_id is not None) == ('automated', mail.subject, True)


async def test_a_booking_is_confirmed_with_calendar_file_and_link(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        booking = stage.booking(cast)
        await stage.send_all()
    [mail] = [mail for mail in stage.kept() if mail.subject.startswith('Confirmed')]
    assert mail.subject == 'Confirmed: Cut and finish on Wednesday, 3 March 2027 at 12:00'
    assert '/m/' in mail.text
    assert 'Lisbon time' in mail.text
    assert f'UID:{booking.id}@careops' in mail.calendar
    assert stage.firings('confirmation') == [('done', '')]
    assert stage.firings('forms') == [('skipped', 'no form is linked')]


async def test_german_customers_read_german_dates(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        stage.booking(cast, contact=factories.contact(cast.workspace.id, language='de'))
        await stage.send_all()
    assert any('Mittwoch, 3. März 2027' in mail.text for mail in stage.kept())


async def test_a_request_is_received_then_confirmed(cast: Cast) -> None:
    stage.channel(cast)
    booking = stage.booking(cast, status=BookingStatus.PENDING)
    assert len(stage.queued('request_received')) == 1
    assert stage.queued('confirmation') == []
    assert stage.promised(booking.id, 'reminder') == []
    stage.change(booking, status=BookingStatus.CONFIRMED)
    stage.happens(cast.ben, Name.BOOKING_CONFIRMED, booking)
    assert [row.state.value for row in stage.queued('request_received')] == ['cancelled']
    assert len(stage.queued('confirmation')) == 1
    assert stage.promised(booking.id, 'expiry')[0].state == PromiseState.CANCELLED


async def test_the_team_is_told_what_a_customer_did_but_not_what_it_did_itself(cast: Cast) -> None:
    stage.channel(cast)
    stage.booking(cast)
    assert {row.address.split('-')[0] for row in stage.queued('team_booking')} == {'ada', 'ben'}
    booking = stage.booking(cast, tell=False)
    stage.happens(cast.ben, Name.BOOKING_CANCELLED, booking)
    assert stage.firings('team_booking')[-1] == ('skipped', 'it was not the customer who did it')
    await stage.send_all()
    [mail] = [mail for mail in stage.kept() if mail.address.startswith('ada')]
    assert mail.subject.startswith('New booking: Priya Nair, Cut and finish')
    assert '/bookings/' in mail.text


async def test_reminders_go_out_once_at_their_time(cast: Cast) -> None:
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    with clock.frozen(NOON):
        booking = stage.booking(cast, contact=factories.contact(cast.workspace.id, phone='+351912345678'))
    with clock.frozen(NOON + timedelta(hours=23, minutes=59)):
        assert tick.keep_promises() == 0
    with clock.frozen(NOON + timedelta(hours=24)):
        assert tick.keep_promises() == 1
        assert tick.keep_promises() == 0
        await stage.send_all()
    with clock.frozen(NOON + timedelta(hours=46)):
        assert tick.keep_promises() == 1
        await stage.send_all()
    [sms] = stage.kept(Channel.SMS)
    assert sms.address == '+351912345678'
    assert sms.text.startswith('Juniper Street: reminder of Cut and finish at 12:00')
    assert len([mail for mail in stage.kept() if mail.subject.startswith('Reminder')]) == 1
    assert [promise.state for promise in stage.promised(booking.id, 'reminder')] == [PromiseState.KEPT]
    with clock.frozen(NOON + timedelta(hours=47)):
        assert tick.repair_promises() == 0
        assert tick.keep_promises() == 0


def test_booked_too_late_for_a_reminder(cast: Cast) -> None:
    booking = stage.booking(cast, hours=5)
    [promise] = stage.promised(booking.id, 'reminder')
    assert promise.state == PromiseState.SKIPPED
    assert [promise.state for promise in stage.promised(booking.id, 'reminder_sms')] == [PromiseState.WAITING]


async def test_moving_moves_the_reminder_and_takes_the_old_one_back(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        booking = stage.booking(cast)
    with clock.frozen(NOON + timedelta(hours=24)):
        tick.keep_promises()
        stage.change(booking, start=booking.start + timedelta(days=2), end=booking.end + timedelta(days=2), sequence=1)
        stage.happens(cast.guest, Name.BOOKING_RESCHEDULED, booking)
        assert [row.state.value for row in stage.queued('reminder')] == ['cancelled']
        assert [row.error for row in stage.queued('reminder')] == ['the booking has moved to another time']
        assert len(stage.queued('changed')) == 1
    with clock.frozen(NOON + timedelta(hours=72)):
        tick.keep_promises()
        await stage.send_all()
    assert [row.state.value for row in stage.queued('reminder')] == ['cancelled', 'sent']
    assert any('SEQUENCE:1' in mail.calendar for mail in stage.kept())


def of(cast: Cast, kind: Any, *, start: Any) -> Any:
    contact = {'name': 'Priya Nair', 'email': 'priya@example.com'}
    return work.act_now(bookings.book, cast.guest, booking_type_id=kind.id, start=start, contact=contact)


async def test_a_request_that_moves_is_told_and_ends_at_its_own_time(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        row = of(cast, factories.booking_type(cast.workspace.id, auto_confirm=False), start=NOON + timedelta(hours=2))
        assert [one.due_at for one in stage.promised(row.id, 'expiry')] == [NOON + timedelta(hours=2)]
        later = NOON + timedelta(hours=22)
        work.act_now(bookings.reschedule, cast.ben, booking_id=row.id, start=later)
        assert [one.due_at for one in stage.promised(row.id, 'expiry')] == [later]
        await stage.send_all()
        assert [(one.state.value, one.error) for one in stage.queued('changed')] == [('sent', '')]
    with clock.frozen(later - timedelta(minutes=1)):
        assert tick.keep_promises() == 0
    with clock.frozen(later + timedelta(seconds=5)):
        assert tick.keep_promises() == 1
        assert stage.all_of(Booking, Booking.id == row.id)[0].status == BookingStatus.CANCELLED
        await stage.send_all()
        assert stage.firings('cancelled') == [('done', '')]
        assert [one.state.value for one in stage.queued('cancelled')] == ['sent']


def test_a_longer_wait_for_a_confirmation_holds_for_open_requests_too(cast: Cast) -> None:
    with clock.frozen(NOON):
        booking = stage.booking(cast, hours=100, status=BookingStatus.PENDING)
        stage.change(cast.workspace, request_expiry_hours=48)
        stage.happens(cast.ada, Name.WORKSPACE_CHANGED, cast.workspace, fields=['request_expiry_hours'])
    assert [one.due_at for one in stage.promised(booking.id, 'expiry')] == [NOON + timedelta(hours=48)]


async def test_an_undone_completion_brings_the_reminder_back_once(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        row = of(cast, factories.booking_type(cast.workspace.id), start=NOON + timedelta(hours=46))
        for move in (bookings.complete, bookings.reopen, bookings.no_show, bookings.reopen):
            work.act_now(move, cast.ben, booking_id=row.id)
    with clock.frozen(NOON + timedelta(hours=22)):
        tick.keep_promises()
        for move in (bookings.complete, bookings.reopen):
            work.act_now(move, cast.ben, booking_id=row.id)
        tick.keep_promises()
    assert len(stage.queued('reminder')) == 1


async def test_cancelling_ends_promises_and_tells(cast: Cast) -> None:
    stage.channel(cast)
    booking = stage.booking(cast)
    stage.change(booking, status=BookingStatus.CANCELLED, cancel_reason='Ill', cancelled_at=clock.now())
    stage.happens(cast.guest, Name.BOOKING_CANCELLED, booking)
    assert {promise.state for promise in stage.promised(booking.id, 'reminder')} == {PromiseState.CANCELLED}
    assert [row.state.value for row in stage.queued('confirmation')] == ['cancelled']
    await stage.send_all()
    [mail] = [mail for mail in stage.kept() if mail.subject.startswith('Cancelled:') and mail.calendar]
    assert 'METHOD:CANCEL' in mail.calendar
    assert 'Ill' in mail.text
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert tick.repair_promises() == 0


@pytest.fixture
def formed(cast: Cast) -> Any:
    kind = factories.booking_type(cast.workspace.id)
    template = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Health questions'))
    factories.save(BookingTypeForm(booking_type_id=kind.id, form_template_id=template.id))
    return kind


async def test_forms_go_out_are_reminded_three_times_and_become_overdue(cast: Cast, formed: Any) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        stage.booking(cast, hours=24 * 10, kind=formed)
        await stage.send_all()
    [mail] = [mail for mail in stage.kept() if mail.subject.startswith('Please fill in')]
    assert '/f/' in mail.text
    assert 'Health questions' in mail.html
    for day in range(1, 7):
        with clock.frozen(NOON + timedelta(days=day, minutes=1)):
            tick.keep_promises()
            await stage.send_all()
    assert len([mail for mail in stage.kept() if mail.subject.startswith('Still open')]) == 3
    assert [view.kind for view in work.read_now(alerts.listing, cast.ada)] == [alerts.Kind.OVERDUE_FORM]


async def test_a_staff_reply_pauses_what_may_be_paused(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        priya = factories.contact(cast.workspace.id)
        stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
        booking = stage.booking(cast, contact=priya)
        [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    with clock.frozen(NOON + timedelta(minutes=1)):
        stage.change(thread, paused_at=clock.now())
        work.act_now(_replied, cast.ben, conversation_id=thread.id)
        assert [(row.state.value, row.error) for row in stage.queued('welcome')] == [
            ('cancelled', 'a person has taken over this conversation')
        ]
        assert [row.state.value for row in stage.queued('confirmation')] == ['queued']
    with clock.frozen(NOON + timedelta(minutes=2)):
        later = stage.booking(cast, contact=priya, hours=48)
    with clock.frozen(NOON + timedelta(hours=24, minutes=2)):
        tick.keep_promises()
    assert sorted(stage.firings('reminder')) == [
        ('done', ''),
        ('skipped', 'a person has taken over this conversation'),
    ]
    assert [row.booking_id for row in stage.queued('reminder')] == [later.id]
    assert stage.promised(booking.id, 'reminder_sms')[0].state == PromiseState.WAITING
    work.act_now(conversations.resume, cast.ben, conversation_id=thread.id)


def _replied(session: Any, actor: Actor, *, conversation_id: Any) -> None:
    from domain import events

    row = session.get_one(Conversation, conversation_id)
    events.record(session, actor, Name.STAFF_REPLIED, row)


async def test_the_owner_may_let_reminders_go_on(cast: Cast) -> None:
    stage.channel(cast)
    work.act_now(rules.update, cast.ada, key='reminder', pausable=False)
    with clock.frozen(NOON):
        booking = stage.booking(cast)
        [thread] = stage.all_of(Conversation, Conversation.contact_id == booking.contact_id)
        stage.change(thread, paused_at=clock.now() + timedelta(minutes=1))
    with clock.frozen(NOON + timedelta(hours=24)):
        tick.keep_promises()
    assert stage.firings('reminder') == [('done', '')]


async def test_nothing_before_activation_then_or_later(cast: Cast) -> None:
    stage.channel(cast)
    stage.change(cast.workspace, status=WorkspaceStatus.SETUP, activated_at=None)
    with clock.frozen(NOON):
        booking = stage.booking(cast)
        stage.happens(cast.guest, Name.CONTACT_CREATED, factories.contact(cast.workspace.id))
    with clock.frozen(NOON + timedelta(minutes=5)):
        stage.change(cast.workspace, status=WorkspaceStatus.ACTIVE, activated_at=clock.now())
        assert tick.repair_promises() == 0
    with clock.frozen(NOON + timedelta(hours=30)):
        assert tick.keep_promises() == tick.repair_promises() == tick.retry_reactions() == 0
        assert await stage.send_all() == 0
    assert stage.all_of(Firing) == stage.all_of(Delivery) == stage.promised(booking.id, 'reminder') == []


async def test_samples_are_never_written_to(cast: Cast) -> None:
    stage.channel(cast)
    sample = factories.contact(cast.workspace.id, sample=True)
    stage.happens(cast.guest, Name.CONTACT_CREATED, sample)
    stage.booking(cast, contact=sample)
    assert stage.firings('welcome') == [('skipped', 'sample contacts are never written to')]
    assert {row.rule for row in stage.all_of(Delivery)} <= {'team_booking'}


def test_the_sweep_makes_what_is_missing_and_revives_nothing(cast: Cast) -> None:
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        lost = stage.booking(cast, tell=False)
        settled = stage.booking(cast)
        stage.change(stage.promised(settled.id, 'reminder')[0], state=PromiseState.CANCELLED)
        assert tick.repair_promises() == 1
        assert [promise.state for promise in stage.promised(lost.id, 'reminder')] == [PromiseState.WAITING]
        assert [promise.state for promise in stage.promised(settled.id, 'reminder')] == [PromiseState.CANCELLED]
        assert tick.repair_promises() == 0


def test_a_failing_reaction_harms_nothing_is_tried_again_and_alerted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Any, actor: Actor, event: Event) -> None:
        session.add(Item(workspace_id=cast.workspace.id, name='never seen'))
        raise RuntimeError('the moon')

    monkeypatch.setitem(automation.REACTIONS[Name.CONTACT_CREATED], 'welcome', broken)  # type: ignore[arg-type]
    with clock.frozen(NOON):
        priya = factories.contact(cast.workspace.id)
        stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
    assert stage.firings('welcome') == [('due', 'RuntimeError: the moon')]
    assert stage.all_of(Item) == []
    moment = NOON
    for _ in range(4):
        moment += timedelta(hours=5)
        with clock.frozen(moment):
            assert tick.retry_reactions() == 1
            assert tick.retry_reactions() == 0
    assert stage.firings('welcome') == [('failed', 'RuntimeError: the moon')]
    assert [view.kind for view in work.read_now(alerts.listing, cast.ada)] == [alerts.Kind.AUTOMATION]


def test_it_works_when_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = ['not yet']

    def troubled(session: Any, actor: Actor, event: Event) -> None:
        for word in trouble:
            raise RuntimeError(word)

    monkeypatch.setitem(automation.REACTIONS[Name.CONTACT_CREATED], 'welcome', troubled)  # type: ignore[arg-type]
    stage.happens(cast.guest, Name.CONTACT_CREATED, factories.contact(cast.workspace.id))
    trouble.clear()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert tick.retry_reactions() == 1
    assert stage.firings('welcome') == [(Outcome.DONE.value, '')]


def test_one_that_fails_or_gives_up_halfway_leaves_the_others_as_they_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Any, actor: Actor, event: Event) -> None:
        session.add(Item(workspace_id=cast.workspace.id, name='never seen'))
        raise RuntimeError('the moon')

    def halfway(session: Any, actor: Actor, event: Event) -> None:
        session.add(Item(workspace_id=cast.workspace.id, name='never seen'))
        session.flush()
        raise checks.Skip('not today')

    stage.channel(cast)
    monkeypatch.setitem(automation.REACTIONS[Name.BOOKING_CONFIRMED], 'forms', broken)  # type: ignore[arg-type]
    monkeypatch.setitem(automation.REACTIONS[Name.BOOKING_CREATED], 'request_received', halfway)  # type: ignore[arg-type]
    booked = stage.booking(cast)
    assert stage.firings('forms') == [('due', 'RuntimeError: the moon')]
    assert stage.firings('request_received') == [('skipped', 'not today')]
    assert stage.firings('confirmation') == [('done', '')]
    assert [row.rule for row in stage.all_of(Delivery, Delivery.booking_id == booked.id)].count('confirmation') == 1
    assert [promise.state for promise in stage.promised(booked.id, 'reminder')] == [PromiseState.WAITING]
    assert stage.all_of(Item) == []


async def test_unread_messages_are_told_after_ten_minutes(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        priya = factories.contact(cast.workspace.id)
        [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
        work.act_now(_writes, cast.guest, conversation_id=thread.id, body='Are you open on Sunday?')
        work.act_now(_writes, cast.guest, conversation_id=thread.id, body='Or on Monday?')
    with clock.frozen(NOON + timedelta(minutes=11)):
        tick.keep_promises()
        await stage.send_all()
    [mail] = stage.kept()
    assert mail.address.startswith('ada')
    assert 'Or on Monday?' in mail.text


def _writes(session: Any, actor: Actor, *, conversation_id: Any, body: str) -> None:
    from data.models import Direction, MessageKind

    row = session.get_one(Conversation, conversation_id)
    conversations.append(
        session,
        actor,
        conversation=row,
        channel=Channel.FORM,
        direction=Direction.IN,
        kind=MessageKind.MANUAL,
        body=body,
        sender_name='Priya',
    )


async def test_stock_alerts_and_mails_the_owner(cast: Cast) -> None:
    stage.channel(cast)
    item = factories.save(Item(workspace_id=cast.workspace.id, name='Shampoo', unit='bottles'))
    stage.happens(house(cast), Name.INVENTORY_LOW, item, item='Shampoo', available=2, unit='bottles')
    [view] = work.read_now(alerts.listing, cast.ada)
    assert (view.kind, view.title) == (alerts.Kind.LOW_STOCK, 'Shampoo is running low')
    await stage.send_all()
    [mail] = stage.kept()
    assert (mail.subject, mail.address.split('-')[0]) == ('Running low: Shampoo', 'ada')
    assert '2 bottles left' in mail.text


def test_a_rule_that_is_off_leaves_a_row_that_says_so(cast: Cast) -> None:
    work.act_now(rules.update, cast.ada, key='welcome', enabled=False)
    stage.happens(cast.guest, Name.CONTACT_CREATED, factories.contact(cast.workspace.id))
    assert stage.firings('welcome') == [('skipped', 'this rule is switched off')]
    [line] = work.read_now(rule_log.lines, cast.ada)
    assert (line.title, line.outcome, line.contact_name) == ('Welcome', Outcome.SKIPPED, 'Priya Nair')
    assert line.sentence == 'Not sent: this rule is switched off'


def test_a_new_lead_time_moves_what_waits(cast: Cast) -> None:
    with clock.frozen(NOON):
        booking = stage.booking(cast)
        work.act_now(rules.update, cast.ada, key='reminder', timing_minutes=60)
    assert stage.promised(booking.id, 'reminder')[0].due_at == booking.start - timedelta(hours=1)


def test_a_reminder_that_comes_back_keeps_to_the_lead_time_of_now(cast: Cast) -> None:
    with clock.frozen(NOON):
        booking = stage.booking(cast)
        work.act_now(bookings.complete, cast.ben, booking_id=booking.id)
        work.act_now(rules.update, cast.ada, key='reminder', timing_minutes=360)
        work.act_now(bookings.reopen, cast.ben, booking_id=booking.id)
    [promise] = stage.promised(booking.id, 'reminder')
    assert (promise.state, promise.due_at) == (PromiseState.WAITING, booking.start - timedelta(hours=6))
