"""What holds a message back or stops it: the night, a ceiling, STOP, six hours without a provider; and silence ends a pause."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.models import Channel, Contact, Conversation, DeliveryState, Integration, IntegrationKind, IntegrationStatus
from domain import alerts, ceilings, clock, opting, quiet, replies, tick, work, workspaces
from domain.actor import Actor
from domain.events import Name
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON
from tests.server import free_port

LISBON = ZoneInfo('Europe/Lisbon')


@pytest.mark.parametrize(
    ('hour', 'start', 'end', 'over'),
    [
        ('2027-03-01T22:00', '21:00', '08:00', '2027-03-02T08:00'),
        ('2027-03-02T07:59', '21:00', '08:00', '2027-03-02T08:00'),
        ('2027-03-02T08:00', '21:00', '08:00', ''),
        ('2027-03-01T13:30', '13:00', '15:00', '2027-03-01T15:00'),
        ('2027-03-27T23:00', '21:00', '08:00', '2027-03-28T08:00'),  # the clocks go forward in that night
        ('2027-03-01T22:00', '', '', ''),
        ('2027-03-01T22:00', '21:00', '21:00', ''),
    ],
)
def test_quiet_hours(hour: str, start: str, end: str, over: str) -> None:
    now = datetime.fromisoformat(hour).replace(tzinfo=LISBON).astimezone(UTC)
    wanted = datetime.fromisoformat(over).replace(tzinfo=LISBON).astimezone(UTC) if over else None
    assert quiet.over_at(now, LISBON, start, end) == wanted


async def test_a_text_waits_for_the_morning_and_is_checked_again(cast: Cast) -> None:
    stage.channel(cast, IntegrationKind.SMS)
    work.act_now(workspaces.update, cast.ada, quiet_from='21:00', quiet_until='08:00')
    night = datetime(2027, 3, 1, 23, 0, tzinfo=UTC)
    numbers = {'+351912345671': 11.0, '+351912345672': 2.0}
    with clock.frozen(night):
        for number, hours in numbers.items():
            contact = factories.contact(cast.workspace.id, phone=number)
            row = stage.booking(cast, hours=hours, contact=contact)
            stage.happens(Actor.system(cast.workspace.id), Name.BOOKING_REMINDER_DUE, row, only='reminder_sms')
        await stage.send_all()
    assert stage.kept(Channel.SMS) == []
    with clock.frozen(night + timedelta(hours=9, minutes=1)):
        await stage.send_all()
    assert [text.address for text in stage.kept(Channel.SMS)] == ['+351912345671']
    assert sorted((row.state.value, row.error) for row in stage.queued('reminder_sms')) == [
        ('cancelled', 'it would have come too late'),
        ('sent', ''),
    ]


async def test_no_customer_is_flooded(cast: Cast) -> None:
    stage.channel(cast)
    priya = factories.contact(cast.workspace.id)
    with clock.frozen(NOON):
        for _ in range(ceilings.A_CONTACT + 3):
            stage.booking(cast, contact=priya)
        await stage.send_all(60)
        assert {view.kind for view in work.read_now(alerts.listing, cast.ada)} == {alerts.Kind.AUTOMATION}
    assert len([mail for mail in stage.kept() if mail.address == priya.email]) == ceilings.A_CONTACT
    assert stage.firings('confirmation').count(('skipped', ceilings.TOO_MANY)) == 3
    with clock.frozen(NOON + timedelta(hours=25)):
        stage.booking(cast, contact=priya)
    assert stage.firings('confirmation')[-1] == ('done', '')


async def test_a_flood_is_held_for_an_hour_and_alerted(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(ceilings, 'AN_OFFICE', 8)
    stage.channel(cast)
    with clock.frozen(NOON):
        for number in range(5):
            stage.booking(cast, contact=factories.contact(cast.workspace.id, email=f'c{number}@example.com'))
        await stage.send_all()
        assert 8 <= len(stage.kept()) < 8 + 4  # four are taken at a time
        assert [view.title for view in work.read_now(alerts.listing, cast.ada)] == [
            'Automation is sending far more than usual'
        ]
    with clock.frozen(NOON + timedelta(minutes=61)):
        await stage.send_all()
    assert len(stage.kept()) == 15  # five confirmations, and two colleagues are told of each booking


async def test_stop_is_kept_by_everybody_until_start(cast: Cast) -> None:
    stage.channel(cast, IntegrationKind.SMS)
    priya = factories.contact(cast.workspace.id, phone='+351912345678')
    house = Actor.system(cast.workspace.id)
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    words: dict[str, Any] = {'conversation_id': thread.id, 'channel': 'sms', 'body': 'Hello'}
    work.act_now(replies.send, cast.ben, **words)
    heard = [work.act_now(opting.heard, house, contact_id=priya.id, body=body) for body in ('Please stop', ' Stop. ')]
    assert heard == [False, True]
    await stage.send_all()
    assert (stage.kept(Channel.SMS), [row.state for row in stage.queued('')]) == ([], [DeliveryState.CANCELLED])
    with pytest.raises(replies.NoSms):
        work.act_now(replies.send, cast.ben, **words)
    row = stage.booking(cast, contact=priya)
    stage.happens(house, Name.BOOKING_REMINDER_DUE, row, only='reminder_sms')
    assert stage.firings('reminder_sms') == [('skipped', 'the customer does not want SMS')]
    assert work.act_now(opting.heard, house, contact_id=priya.id, body='START')
    work.act_now(replies.send, cast.ben, **words)
    await stage.send_all()
    assert len(stage.kept(Channel.SMS)) == 1


def test_silence_ends_a_pause_where_the_owner_wants_it(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id, email='priya@example.com')
    [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    with clock.frozen(NOON):
        work.act_now(replies.send, cast.ben, conversation_id=thread.id, channel='email', body='Hello')
    with clock.frozen(NOON + timedelta(days=30)):
        assert tick.resume_silent() == 0
    work.act_now(workspaces.update, cast.ada, resume_after_hours='48')
    with clock.frozen(NOON + timedelta(hours=47)):
        assert tick.resume_silent() == 0
    with clock.frozen(NOON + timedelta(hours=48)):
        assert tick.resume_silent() == 1
    [after] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
    assert after.paused_at is None


async def test_six_hours_without_a_provider(cast: Cast) -> None:
    """All that still makes sense goes out on return, once; the rest is cancelled with its reason."""
    channel = stage.smtp(cast, free_port())
    with clock.frozen(NOON):
        people = {hours: factories.contact(cast.workspace.id, email=f'in{hours}@example.com') for hours in (3, 27, 50)}
        rows = {hours: stage.booking(cast, hours=hours, contact=people[hours]) for hours in people}
        factories.contact(cast.workspace.id, email='idle@example.com')
    for minutes in range(0, 360, 5):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            if minutes == 120:
                stage.change(rows[50], status='cancelled')
            tick.keep_promises()
            await stage.send_all()
    with mailbox.mailbox() as box:
        [row] = stage.all_of(Integration, Integration.id == channel.id)
        assert row.status == IntegrationStatus.FAILING
        stage.change(row, config={**row.config, 'port': box.port})
        for minutes in range(360, 480, 5):
            with clock.frozen(NOON + timedelta(minutes=minutes)):
                tick.keep_promises()
                await stage.send_all()
        told = {
            hours: sorted(str(mail['Subject'])[:8] for mail in box.to(f'in{hours}@example.com')) for hours in people
        }
    assert told == {3: [], 27: ['Confirme', 'Reminder'], 50: []}
    assert sorted((row.state.value, row.error) for row in stage.queued('confirmation')) == [
        ('cancelled', 'it would have come too late'),
        ('cancelled', 'the booking is cancelled'),
        ('sent', ''),
    ]
    with clock.frozen(NOON + timedelta(hours=9)):
        assert [view.kind for view in work.read_now(alerts.listing, cast.ada)] == []
    assert stage.all_of(Contact)
