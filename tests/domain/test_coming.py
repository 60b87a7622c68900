"""The dry run says what then really happens, and says why the rest does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.models import (
    Booking,
    BookingStatus,
    BookingTypeForm,
    Conversation,
    Delivery,
    DeliveryState,
    FormTemplate,
    IntegrationKind,
    Promise,
    WorkspaceStatus,
)
from domain import bookings, checks, clock, coming, promised, replies, rules, tick, work, workspaces
from domain.errors import Invalid
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON


def _week(cast: Cast) -> dict[str, Any]:
    """Customers of every kind, with bookings in the coming days."""
    stage.channel(cast)
    stage.channel(cast, IntegrationKind.SMS)
    work.act_now(workspaces.update, cast.ada, quiet_from='20:00', quiet_until='09:00')
    people = {
        name: factories.contact(cast.workspace.id, name, email=f'{name}@example.com', phone=f'+35191234567{number}')
        for number, name in enumerate(('plain', 'paused', 'stopped', 'asking', 'early', 'form', 'gone', 'later'))
    }
    form = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Health', fields=[]))
    kind = factories.booking_type(cast.workspace.id)
    factories.save(BookingTypeForm(workspace_id=cast.workspace.id, booking_type_id=kind.id, form_template_id=form.id))
    for name, hours in {'plain': 50, 'paused': 51, 'stopped': 52, 'early': 43, 'gone': 60, 'later': 400}.items():
        stage.booking(cast, hours=hours, contact=people[name])
    stage.booking(cast, hours=100, contact=people['form'], kind=kind)
    stage.booking(cast, hours=30, contact=people['asking'], status=BookingStatus.PENDING)
    stage.change(people['stopped'], no_sms_at=NOON, no_email_at=NOON)
    [thread] = stage.all_of(Conversation, Conversation.contact_id == people['paused'].id)
    work.act_now(replies.send, cast.ben, conversation_id=thread.id, channel='email', body='Hello')
    [gone] = stage.all_of(Booking, Booking.contact_id == people['gone'].id)
    work.act_now(bookings.cancel, cast.ben, booking_id=gone.id)
    return people


async def test_what_it_says_comes_true(cast: Cast) -> None:
    with clock.frozen(NOON):
        people = _week(cast)
        await stage.send_all()
        before = {row.id for row in stage.all_of(Delivery)}
        ahead = work.read_now(coming.messages, cast.ada)
    said = {(one.rule, one.contact_name, channel.value) for one in ahead.items for channel in one.channels}
    kept = {(one.rule, one.contact_name): one.reason for one in ahead.items if one.reason}
    assert said >= {('reminder', 'plain', 'email'), ('reminder_sms', 'plain', 'sms'), ('cancelled', 'asking', 'email')}
    assert kept['reminder', 'paused'] == checks.PAUSED
    assert kept['reminder_sms', 'stopped'] == 'the customer does not want SMS'
    assert kept['reminder_sms', 'early'] == checks.TOO_LATE  # its text would wait for the morning
    assert {name for _, name, _ in said} == {'plain', 'asking', 'early', 'form'}

    for moment in sorted({row.due_at for row in stage.all_of(Promise)} | {one.at for one in ahead.items}):
        if moment < NOON + timedelta(days=7):
            await _comes(max(moment, NOON))
    names = {contact.id: name for name, contact in people.items()}
    sent = stage.all_of(Delivery, Delivery.state == DeliveryState.SENT)
    happened = {
        (row.rule, names[row.contact_id], row.channel.value) for row in sent if row.message_id and row.id not in before
    }
    assert happened == said


async def _comes(moment: datetime) -> None:
    with clock.frozen(moment):
        for _ in range(2):
            tick.keep_promises()
            await stage.send_all()


async def test_one_booking_is_asked_about(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        stage.booking(cast, hours=72)
        row = stage.booking(cast, hours=48)
        work.act_now(bookings.complete, cast.ben, booking_id=row.id)
        await stage.send_all()
        assert work.read_now(coming.messages, cast.ada, booking_id=row.id).items == []
        [mail, text] = work.read_now(promised.ended, cast.ada, booking_id=row.id)
    assert {mail.title, text.title} == {'Reminder', 'Second reminder'}
    assert mail.reason == 'the booking is cancelled or over'


def test_a_switch_a_ceiling_and_a_suspension_are_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(NOON):
        stage.channel(cast)
        stage.booking(cast, hours=40)
        assert [one.reason for one in _reminders(cast)] == ['']
        monkeypatch.setattr('domain.ceilings.A_CONTACT', 1)
        assert 'automatic messages to this customer' in _reminders(cast)[0].reason
        work.act_now(rules.update, cast.ada, key='reminder', enabled=False)
        assert _reminders(cast)[0].reason == 'this rule is switched off'
        stage.change(cast.workspace, status=WorkspaceStatus.SUSPENDED)
        assert {one.reason for one in _reminders(cast)} == {coming.SUSPENDED}
        with pytest.raises(Invalid):
            work.read_now(coming.messages, cast.ada, days=0)


def _reminders(cast: Cast) -> list[coming.Coming]:
    return [one for one in work.read_now(coming.messages, cast.ada).items if one.rule == 'reminder']


def test_a_page_of_it_says_that_there_is_more(cast: Cast) -> None:
    with clock.frozen(NOON):
        for hours in range(30, 40):
            stage.booking(cast, hours=hours)
        ahead = work.read_now(coming.messages, cast.ada, limit=5)
    assert (len(ahead.items), ahead.more) == (5, True)
    assert [one.at for one in ahead.items] == sorted(one.at for one in ahead.items)
