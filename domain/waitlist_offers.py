"""Offers to the waiting list: a free time is held for the next one whom it fits, until an answer or the end of the hold.

First come, first served among those whom the time fits. The hold is an occurrence like any other, so that it counts as taken for everyone;
its end is a promise of the database, so that nothing stays held when we die in between.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from data.models import Channel, Contact, Event, Hold, Occurrence, Promise, WaitlistEntry, WaitState, Workspace
from domain import (
    checks,
    clock,
    events,
    holds,
    offering,
    placing,
    promises,
    quiet,
    reaching,
    rules,
    scope,
    spans,
    timetable,
)
from domain.actor import Actor
from domain.errors import Refusal
from domain.events import Name
from domain.holds import Busy
from domain.timetable import Timetable

RULE = 'waitlist_offer'
SHORTEST = timedelta(minutes=10)
MOST = 200


def next_offer(session: Session, actor: Actor, event: Event) -> None:
    """Offer one free time to the first one whom it fits, and look again in a moment: another time may fit another one."""
    rule = rules.effective(session, actor.workspace, RULE)
    if not rule.enabled:
        return
    guest, night, asleep = Actor.guest(actor.workspace), _night(session, actor), []
    within = timedelta(minutes=rule.timing_minutes or 0)

    def awake(entry: WaitlistEntry) -> bool:
        channel = way(session, rule, session.get_one(Contact, entry.contact_id))
        if night and channel == Channel.SMS:
            asleep.append(entry)
            return False
        return channel is not None

    try:
        offered = any(awake(one) and _offer(session, guest, one, within) for one in _waiting(session, actor))
    except Busy:  # this may follow from a command that has locked time already: it waits for nobody
        offered = True
    if offered:
        look_again(session, actor, event)
    elif night and asleep:  # who reads texts only is offered nothing that would run out before the morning
        key = f'waitlist_night:{actor.workspace}:{night.isoformat()}'
        promises.make(session, actor, kind='waitlist_look', key=key, thing=event, due_at=night)


def way(session: Session, rule: rules.Effective, contact: Contact) -> Channel | None:
    """By which channel an offer goes to the customer now; None for one whom staff call, who see the list.

    Who has an e-mail address is offered times even before e-mail is connected: the page behind their link shows the offer.
    """
    if contact.sample or contact.erased_at is not None:
        return None
    try:
        return reaching.ways(session, rule, contact)[0][0]
    except checks.Skip:
        return Channel.EMAIL if contact.email else None


def _night(session: Session, actor: Actor) -> datetime | None:
    """When the hours are over in which no text leaves; None outside of them."""
    office = session.get_one(Workspace, actor.workspace)
    return quiet.over_at(clock.now(), ZoneInfo(office.timezone), office.quiet_from, office.quiet_until)


def look_again(session: Session, actor: Actor, event: Event) -> None:
    """Promise another look, in a transaction of its own."""
    key = f'waitlist:{event.id}:{clock.now().isoformat()}'
    due_at = clock.now() + timedelta(seconds=1)
    promises.make(session, actor, kind='waitlist_look', key=key, thing=event, due_at=due_at)


def _waiting(session: Session, actor: Actor) -> list[WaitlistEntry]:
    query = scope.rows(actor, WaitlistEntry).where(
        WaitlistEntry.state == WaitState.WAITING, col(WaitlistEntry.last_day) >= clock.now().date() - timedelta(days=1)
    )
    return list(session.exec(query.order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id)).limit(MOST)))


def _offer(session: Session, guest: Actor, entry: WaitlistEntry, answer_within: timedelta) -> bool:
    try:
        table = timetable.load(session, guest, booking_type_id=entry.booking_type_id, member_id=entry.member_id)
    except Refusal:  # the type is switched off: nothing is free
        return False
    for start in _fitting(session, table, entry):
        until = min(clock.now() + answer_within, start - table.rules.notice)
        if until >= clock.now() + SHORTEST and _hold(session, guest, entry, start, until):
            return True
    return False


def _fitting(session: Session, table: Timetable, entry: WaitlistEntry) -> list[datetime]:
    within = spans.days(table.zone, entry.first_day, entry.last_day)
    found = offering.offers(session, table, within=within, now=clock.now())
    return [
        one.start
        for one in found
        if one.start.isoformat() not in entry.refused
        and (not entry.parts or part_of(one.start.astimezone(table.zone)) in entry.parts)
    ]


def part_of(start: datetime) -> str:
    """Morning until noon, afternoon until five, evening after that."""
    return 'morning' if start.hour < 12 else 'afternoon' if start.hour < 17 else 'evening'


def _hold(session: Session, guest: Actor, entry: WaitlistEntry, start: datetime, until: datetime) -> bool:
    kind, member = entry.booking_type_id, entry.member_id
    try:
        with session.begin_nested():
            _claim(session, entry)
            table = placing.locked(session, guest, booking_type_id=kind, member_id=member, wait=False)
            occurrence = placing.take(session, guest, table, start)
    except Busy:
        raise
    except Refusal:
        return False
    entry.state, entry.occurrence_id = WaitState.OFFERED, occurrence.id
    entry.offered_start, entry.offer_until = start, until
    session.add(entry)
    session.flush()
    house = Actor.system(entry.workspace_id)
    key = f'waitlist_expiry:{entry.id}:{start.isoformat()}:{clock.now().isoformat()}'
    promises.make(session, house, kind='waitlist_expiry', key=key, thing=entry, due_at=until)
    events.record(session, house, Name.WAITLIST_OFFERED, entry, start=start.isoformat(), until=until.isoformat())
    return True


def _claim(session: Session, entry: WaitlistEntry) -> None:
    """Nobody else offers this one anything until the commit; Busy where somebody just did, or the customer is answering."""
    query = scope.rows(Actor.system(entry.workspace_id), WaitlistEntry).where(
        WaitlistEntry.id == entry.id, WaitlistEntry.state == WaitState.WAITING
    )
    if session.exec(query.with_for_update(key_share=True, skip_locked=True)).first() is None:
        raise Busy


def expire(session: Session, actor: Actor, *, entry_id: UUID) -> None:
    """The house ends an offer that nobody answered in time; the customer goes on waiting for another one."""
    actor.require_owner()
    entry = scope.one(session, actor, WaitlistEntry, entry_id, lock=True)
    if entry.state == WaitState.OFFERED and entry.offer_until is not None and entry.offer_until <= clock.now():
        give_back(session, actor, entry, Name.WAITLIST_EXPIRED)


def give_back(session: Session, actor: Actor, entry: WaitlistEntry, name: Name) -> None:
    """The offered time did not suit: it is free for the next one, and is not offered to this one again."""
    start = entry.offered_start
    release(session, entry)
    if start is not None:
        entry.refused = [*entry.refused, start.isoformat()]
    entry.state = WaitState.WAITING
    session.add(entry)
    session.flush()
    events.record(session, actor, name, entry, start=start.isoformat() if start else '')


def leave(session: Session, actor: Actor, entry: WaitlistEntry) -> None:
    """Off the list; a time that was held goes to the next."""
    if entry.state not in (WaitState.WAITING, WaitState.OFFERED):
        return
    release(session, entry)
    entry.state = WaitState.LEFT
    session.add(entry)
    session.flush()
    events.record(session, actor, Name.WAITLIST_LEFT, entry)


def release(session: Session, entry: WaitlistEntry) -> None:
    """End the hold of an offer, and the promise of its end."""
    if entry.occurrence_id is not None:
        query = scope.rows(Actor.system(entry.workspace_id), Hold).where(Hold.occurrence_id == entry.occurrence_id)
        holds.lock(session, [one.resource_id for one in session.exec(query)])
        occurrence = session.get_one(Occurrence, entry.occurrence_id, populate_existing=True)
        entry.occurrence_id = None
        session.add(entry)
        session.flush()
        holds.leave(session, occurrence)
    entry.offered_start = entry.offer_until = None
    promises.cancel(session, object_id=entry.id, kinds=('waitlist_expiry',), reason='the offer was answered')


def keep_looking(session: Session, actor: Actor, promise: Promise) -> str:
    """Keep the promise of another look."""
    event = session.get(Event, promise.object_id)
    if event is None:
        return 'its cause is gone'
    next_offer(session, actor, event)
    return ''


def keep_expiry(session: Session, actor: Actor, promise: Promise) -> str:
    """Keep the promise of an offer's end."""
    expire(session, actor, entry_id=promise.object_id)
    return ''
