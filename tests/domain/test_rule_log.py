"""The log finds every answer of a rule, by whatever it is asked, and says what became of its messages."""

from datetime import date, timedelta
from typing import Any

import pytest

from data.models import Channel, Conversation, DeliveryState
from domain import bookings, clock, replies, rule_log, rules, work
from domain.errors import NotFound
from domain.events import Name
from domain.rule_log import Asked, LogLine, State
from tests import factories
from tests.conftest import Cast
from tests.domain import stage
from tests.domain.stage import NOON


def asked(cast: Cast, **given: Any) -> list[LogLine]:
    found = work.read_now(rule_log.lines, cast.ada, asked=Asked(**given))
    assert work.read_now(rule_log.total, cast.ada, asked=Asked(**given)) == len(found)
    return found


async def test_each_filter(cast: Cast) -> None:
    stage.channel(cast)
    with clock.frozen(NOON):
        priya, other = factories.contact(cast.workspace.id), factories.contact(cast.workspace.id, 'Other')
        row = stage.booking(cast, contact=priya)
        stage.booking(cast, contact=other)
        await stage.send_all()
    with clock.frozen(NOON + timedelta(days=1)):
        work.act_now(rules.update, cast.ada, key='cancelled', enabled=False)
        work.act_now(bookings.cancel, cast.ben, booking_id=row.id)
    mine = asked(cast, contact_id=priya.id)
    assert {line.contact_name for line in mine} == {'Priya Nair'}
    assert {line.rule for line in asked(cast, booking_id=row.id)} >= {'confirmation', 'cancelled', 'forms'}
    [off] = asked(cast, rule='cancelled')
    assert (off.state, off.sentence) == (State.SKIPPED, 'Not sent: this rule is switched off')
    assert off in asked(cast, day=date(2027, 3, 2))
    assert off not in asked(cast, day=date(2027, 3, 1))
    sent = asked(cast, state=State.SENT, rule='confirmation')
    assert [line.sentence for line in sent] == ['Sent by e-mail'] * 2
    assert asked(cast, channel=Channel.SMS) == []
    assert sent[0] in asked(cast, channel=Channel.EMAIL)


@pytest.mark.parametrize(
    ('state', 'error', 'shown', 'words'),
    [
        (DeliveryState.QUEUED, '', State.WAITING, 'Waiting to be sent by e-mail'),
        (DeliveryState.CANCELLED, 'a person took over', State.SKIPPED, 'Not sent by e-mail: a person took over'),
        (DeliveryState.BOUNCED, 'No such mailbox.', State.FAILED, 'Came back by e-mail: No such mailbox.'),
        (DeliveryState.DELIVERED, '', State.SENT, 'Delivered by e-mail'),
    ],
)
def test_a_line_tells_what_became_of_its_message(
    cast: Cast, state: DeliveryState, error: str, shown: State, words: str
) -> None:
    stage.channel(cast)
    row = stage.booking(cast)
    [delivery] = stage.queued('confirmation')
    stage.change(delivery, state=state, error=error)
    [line] = asked(cast, booking_id=row.id, rule='confirmation')
    assert (line.state, line.sentence) == (shown, words)
    assert [one.id for one in asked(cast, state=shown, rule='confirmation')] == [line.id]
    assert all(not asked(cast, state=other, rule='confirmation') for other in State if other != shown)


def test_it_goes_on_after_a_line(cast: Cast) -> None:
    with clock.frozen(NOON):
        for _ in range(4):
            stage.booking(cast)
    whole = work.read_now(rule_log.lines, cast.ada, limit=200)
    found = work.read_now(rule_log.lines, cast.ada, limit=3)
    while len(found) < len(whole):
        found += work.read_now(rule_log.lines, cast.ada, after=found[-1].id, limit=3)
    assert [line.id for line in found] == [line.id for line in whole]
    with pytest.raises(NotFound):
        work.read_now(rule_log.lines, cast.eve, after=found[-1].id)


def test_what_a_pause_took_back_is_said(cast: Cast) -> None:
    with clock.frozen(NOON):
        priya = factories.contact(cast.workspace.id)
        stage.happens(cast.guest, Name.CONTACT_CREATED, priya)
        [thread] = stage.all_of(Conversation, Conversation.contact_id == priya.id)
        work.act_now(replies.send, cast.ben, conversation_id=thread.id, channel='email', body='Hello')
    [line] = asked(cast, rule='welcome')
    assert line.sentence == 'Not sent by e-mail: a person has taken over this conversation'
