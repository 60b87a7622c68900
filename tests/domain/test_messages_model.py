"""Random days of a business against docs/messages.md: every customer gets exactly what the table says, none twice.

`MODEL` in the environment sets the number of days' stories.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from data import db
from data.models import Conversation, Delivery, DeliveryState, KeptMessage
from domain import bookings, checks, clock, conversations, planning, promises, replies, rules, tick, work
from domain.errors import Conflict, Invalid
from tests import conftest, factories
from tests.domain import stage
from tests.domain.stage import NOON

STORIES = int(os.environ.get('MODEL', '6'))
PICK, DAY, HOUR = st.integers(0, 3), st.integers(0, 4), st.integers(9, 16)
TABLE = {
    (state, event): (then, [] if sent == '-' else [sent])
    for state, event, then, sent in (
        [cell.strip() for cell in line.strip('|\n ').split('|')]
        for line in Path('docs/messages.md').read_text().splitlines()
        if line.startswith('| ') and '---' not in line and 'booking is' not in line
    )
}
ACTS = {
    'confirmed': bookings.confirm,
    'cancelled': bookings.cancel,
    'completed': bookings.complete,
    'reopened': bookings.reopen,
}
DID: Counter[str] = Counter()


@dataclass
class Visit:
    """What the model knows of one booking."""

    id: UUID
    contact_id: UUID
    thread_id: UUID
    state: str
    start: datetime
    made: datetime
    paused: datetime | None = None
    remind: datetime | None = None
    ended: datetime | None = None  # a reminder that a completion ended, and an undo may bring back
    got: Counter[str] = field(default_factory=Counter)


class Days(RuleBasedStateMachine):
    """The program and the model side by side; what the table does not know cannot happen."""

    def __init__(self) -> None:
        super().__init__()
        conftest._use(f'sqlite:///{conftest._HOME.name}/tests.sqlite3')
        self.now, self.lead, self.words = NOON, timedelta(days=1), 'Hello'
        with clock.frozen(self.now):
            self.cast = factories.cast()
            stage.channel(self.cast)
            kinds = [factories.booking_type(self.cast.workspace.id, auto_confirm=auto) for auto in (True, False)]
        self.kinds = [kind.id for kind in kinds]
        self.visits: list[Visit] = []

    def teardown(self) -> None:
        db.close()

    def does(self, event: str, visit: Visit, call: Any, actor: Any, **given: Any) -> bool:
        """Let the program do it; it must accept exactly what the table knows, but for taken time. Whether it was done."""
        known = TABLE.get((visit.state, event))
        try:
            with clock.frozen(self.now):
                work.act_now(call, actor, booking_id=visit.id, **given)
        except (Conflict, Invalid) as refusal:
            if known and not isinstance(refusal, bookings.Taken | bookings.NotOffered):
                raise AssertionError((visit.state, event)) from refusal
            DID['refused'] += 1
            return False
        assert known is not None, (visit.state, event)
        DID[event] += 1
        visit.state = known[0]
        if given.get('start', visit.start) > self.now:  # nothing is sent once the booking has begun
            visit.got.update(known[1])
        return True

    def plan(self, visit: Visit) -> None:
        due = visit.start - self.lead
        visit.remind = due if visit.state == 'confirmed' and due >= self.now else None
        visit.ended = None

    def visit(self, pick: int) -> Visit:
        return self.visits[pick % len(self.visits)]

    def at(self, day: int, hour: int) -> datetime:
        return (self.now + timedelta(days=day)).replace(hour=hour, minute=0, second=0)

    def some(self) -> bool:
        return bool(self.visits)

    @initialize(days=st.tuples(DAY, DAY), hours=st.tuples(HOUR, HOUR))
    def open(self, days: tuple[int, int], hours: tuple[int, int]) -> None:
        for asks, day, hour in zip((False, True), days, hours, strict=True):
            self.book(day + 1, hour, asks)

    @precondition(lambda self: len(self.visits) < 4)
    @rule(day=DAY, hour=HOUR, asks=st.booleans())
    def book(self, day: int, hour: int, asks: bool) -> None:
        start = self.at(day, hour)
        if start <= self.now:
            return
        contact = factories.contact(self.cast.workspace.id)
        who = {'name': contact.name, 'email': contact.email}
        try:
            with clock.frozen(self.now):
                row = work.act_now(
                    bookings.book, self.cast.guest, booking_type_id=self.kinds[asks], start=start, contact=who
                )
        except (Conflict, Invalid):
            DID['refused'] += 1
            return
        [thread] = stage.all_of(Conversation, Conversation.contact_id == contact.id)
        event = 'requested' if asks else 'booked'
        then, sent = TABLE['new', event]
        DID[event] += 1
        self.visits.append(Visit(row.id, contact.id, thread.id, then, start, self.now, got=Counter(sent)))
        self.plan(self.visits[-1])

    @precondition(some)
    @rule(pick=PICK, turn=st.integers(0, 9))
    def act(self, pick: int, turn: int) -> None:
        known = [event for event in ACTS if (self.visit(pick).state, event) in TABLE]
        self.turn(pick, known[turn % len(known)] if turn < 8 else [*ACTS][turn % 2])

    def turn(self, pick: int, what: str) -> None:
        visit = self.visit(pick)
        before = visit.state
        if not self.does(what, visit, ACTS[what], self.cast.ben):
            return
        if what == 'completed':
            visit.ended, visit.remind = visit.remind, None
        elif what == 'reopened' and before == 'completed':
            visit.remind = visit.start - self.lead if visit.ended and visit.start - self.lead >= self.now else None
        else:
            self.plan(visit)

    @precondition(some)
    @rule(pick=PICK, day=DAY, hour=HOUR)
    def move(self, pick: int, day: int, hour: int) -> None:
        visit, start = self.visit(pick), self.at(day, hour)
        if start == visit.start or start <= self.now:
            return
        if self.does('moved', visit, bookings.reschedule, self.cast.ben, start=start):
            visit.start = start
            self.plan(visit)

    @precondition(some)
    @rule(pick=PICK, back=st.sampled_from([False, False, True]))
    def talk(self, pick: int, back: bool) -> None:
        visit = self.visit(pick)
        with clock.frozen(self.now):
            if back:
                work.act_now(conversations.resume, self.cast.ben, conversation_id=visit.thread_id)
            else:
                words = {'conversation_id': visit.thread_id, 'channel': 'email', 'body': 'Hello'}
                work.act_now(replies.send, self.cast.ben, **words)
        event = 'resumed' if back else 'staff reply'
        DID[event] += 1
        visit.paused = None if back else self.now
        visit.got.update(TABLE['any', event][1])

    @rule(hours=st.sampled_from([2, 6, 24, 48]), number=st.integers(1, 9), words=st.booleans())
    def change_rule(self, hours: int, number: int, words: bool) -> None:
        if words:
            self.words = f'Words number {number}'
            self.does_not_tell('template edited', body=self.words)
            return
        self.lead = timedelta(hours=hours)
        self.does_not_tell('lead time changed', timing_minutes=hours * 60)
        for visit in self.visits:
            if visit.remind:
                visit.remind = max(visit.start - self.lead, self.now)

    def does_not_tell(self, event: str, **change: Any) -> None:
        with clock.frozen(self.now):
            work.act_now(rules.update, self.cast.ada, key='reminder', **change)
        DID[event] += 1
        assert TABLE['any', event] == ('the same', [])

    @rule(hours=st.sampled_from([1, 3, 6, 12, 24]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def everybody_got_what_the_table_says(self) -> None:
        reminded = self.due()
        with clock.frozen(self.now):
            tick.keep_promises()
            asyncio.run(stage.send_all())
        rows = stage.all_of(Delivery, Delivery.state == DeliveryState.SENT)
        for visit in self.visits:
            got = Counter(row.rule or 'reply' for row in rows if row.contact_id == visit.contact_id and row.message_id)
            assert got == visit.got, (visit, got)
        kept = stage.all_of(KeptMessage, KeptMessage.subject.startswith('Reminder'))  # type: ignore[attr-defined]
        assert all(self.words in mail.text for mail in kept[len(kept) - reminded :])

    def due(self) -> int:
        """What the passing of time does in the model; how many reminders."""
        count = 0
        for visit in self.visits:
            if visit.state == 'pending' and self.now >= min(visit.made + timedelta(hours=24), visit.start):
                visit.state, sent = TABLE['pending', 'waited too long']
                visit.got.update(sent)
                DID['waited too long'] += 1
            if visit.remind and visit.remind <= self.now:
                held = visit.paused is not None and visit.made <= visit.paused
                sent = TABLE['confirmed, paused' if held else 'confirmed', 'reminder time'][1]
                if visit.start > self.now:
                    visit.got.update(sent)
                    count += len(sent)
                    DID['reminded' if sent else 'held'] += 1
                visit.remind = None
        return count


def test_everybody_gets_what_the_table_says() -> None:
    DID.clear()
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=30,
            deadline=None,
            derandomize=STORIES < 50,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(dict(DID))
    rare = (*ACTS, 'waited too long', 'staff reply', 'resumed', 'reminded', 'held') if STORIES >= 50 else ()
    assert all(DID[event] for event in ('booked', 'requested', 'moved', 'refused', *rare)), DID


def tell() -> None:
    """One story in which everything happens once."""
    DID.clear()
    days = Days()
    try:
        for step in STORY:
            step(days)
            days.everybody_got_what_the_table_says()
    finally:
        days.teardown()


STORY: tuple[Callable[[Days], None], ...] = (
    lambda days: days.open((2, 3), (10, 14)),  # on Thursday for certain, on Friday if confirmed; today is Monday
    lambda days: days.turn(1, 'confirmed'),
    lambda days: days.talk(0, back=False),
    lambda days: days.move(1, 4, 15),
    lambda days: days.turn(1, 'completed'),
    lambda days: days.turn(1, 'reopened'),
    lambda days: days.book(4, 9, asks=True),
    lambda days: days.change_rule(48, 7, words=True),
    lambda days: days.time_passes(24),  # the request of Friday at nine was not answered
    lambda days: days.time_passes(24),  # Wednesday: the reminder of Thursday is held
    lambda days: days.talk(0, back=True),
    lambda days: days.change_rule(48, 7, words=False),  # the reminder of Friday is due at once
    lambda days: days.turn(0, 'cancelled'),
    lambda days: days.turn(0, 'reopened'),
    lambda days: days.move(0, 4, 11),
    lambda days: days.time_passes(24),
    lambda days: days.time_passes(24),
    lambda days: days.time_passes(24),
)


def test_one_story_has_it_all() -> None:
    tell()
    assert all(DID[event] for event in (*ACTS, 'waited too long', 'staff reply', 'resumed', 'reminded', 'held')), DID


SPOILED: dict[str, tuple[Any, str, Any]] = {
    'the pause holds nothing back': (checks, '_held', lambda *_: False),
    'a new lead time is not heard': (planning, 'replan', lambda *_, **__: None),
    'an undone completion forgets the reminder': (promises, 'revive', lambda *_, **__: None),
    'what is over keeps its reminder': (promises, 'cancel', lambda *_, **__: 0),
}


@pytest.mark.parametrize('mistake', SPOILED)
def test_a_seeded_mistake_is_found(monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    monkeypatch.setattr(*SPOILED[mistake])
    with pytest.raises(AssertionError):
        tell()
