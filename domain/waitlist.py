"""The waiting list: who waits for a time, in the order in which they came; staff see it and may add and remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from data.models import BookingType, Contact, Member, WaitlistEntry, WaitState, Workspace
from domain import booking_given, clock, events, rules, scope, timetable, waitlist_offers
from domain.actor import Actor
from domain.errors import Invalid
from domain.events import Name
from domain.language import say
from domain.placing import NotTheirs

PARTS = ('morning', 'afternoon', 'evening')
LONGEST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One who waits, as staff see it; `call` is the number of somebody whom no message reaches."""

    id: UUID
    contact_id: UUID
    contact_name: str
    call: str
    booking_type_id: UUID
    booking_type_name: str
    staff_id: UUID | None
    staff_name: str
    first_day: date
    last_day: date
    parts: tuple[str, ...]
    state: WaitState
    offered_start: datetime | None
    offer_until: datetime | None
    created_at: datetime


def listing(session: Session, actor: Actor) -> list[Row]:
    """Who waits or has an offer, in the order of their turn."""
    actor.require('bookings')
    return [_row(session, one) for one in _current(session, actor)]


def count(session: Session, actor: Actor) -> int:
    """How many wait or have an offer."""
    actor.require('bookings')
    return len(_current(session, actor))


def add(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    first_day: date,
    last_day: date,
    contact_id: UUID | None = None,
    contact: dict[str, str | None] | None = None,
    parts: Sequence[str] = (),
    member_id: UUID | None = None,
) -> Row:
    """Staff put a contact on the list, known by id or described. Refusals of `enter`, NotFound."""
    actor.require('bookings')
    return _row(
        session,
        enter(
            session,
            actor,
            booking_type_id=booking_type_id,
            contact_id=contact_id,
            contact=contact,
            first_day=first_day,
            last_day=last_day,
            parts=parts,
            member_id=member_id,
        ),
    )


def enter(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    first_day: date,
    last_day: date,
    contact_id: UUID | None = None,
    contact: dict[str, str | None] | None = None,
    parts: Sequence[str] = (),
    member_id: UUID | None = None,
    timezone: str = '',
) -> WaitlistEntry:
    """A new entry at the end of the list; the same wish twice is one entry. Staff through `add`, customers through `public_waitlist.join`.

    NotTheirs, Invalid (contact.name, contact.email, contact.phone, first_day, last_day, parts).
    """
    table = timetable.load(session, actor, booking_type_id=booking_type_id, member_id=member_id)
    if member_id is not None and not table.performers:
        raise NotTheirs(actor)
    _check(session, actor, first_day, last_day, parts)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    known = scope.rows(actor, WaitlistEntry).where(
        WaitlistEntry.contact_id == who.id,
        WaitlistEntry.booking_type_id == booking_type_id,
        WaitlistEntry.member_id == member_id,
        WaitlistEntry.first_day == first_day,
        WaitlistEntry.last_day == last_day,
        col(WaitlistEntry.state).in_((WaitState.WAITING, WaitState.OFFERED)),
    )
    if (same := session.exec(known).first()) is not None:
        return same
    entry = WaitlistEntry(
        workspace_id=actor.workspace,
        booking_type_id=booking_type_id,
        member_id=member_id,
        contact_id=who.id,
        first_day=first_day,
        last_day=last_day,
        parts=[part for part in PARTS if part in parts],
        timezone=timezone,
        created_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    events.record(session, actor, Name.WAITLIST_JOINED, entry)
    return entry


def remove(session: Session, actor: Actor, *, entry_id: UUID) -> None:
    """Take somebody off the list; a time that was held for them goes to the next. Twice is harmless."""
    actor.require('bookings')
    entry = scope.one(session, actor, WaitlistEntry, entry_id, lock=True)
    waitlist_offers.leave(session, actor, entry)


def _current(session: Session, actor: Actor) -> Sequence[WaitlistEntry]:
    query = scope.rows(actor, WaitlistEntry).where(
        col(WaitlistEntry.state).in_((WaitState.WAITING, WaitState.OFFERED)),
        col(WaitlistEntry.last_day) >= clock.now().date() - timedelta(days=1),
    )
    return session.exec(query.order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))).all()


def _check(session: Session, actor: Actor, first_day: date, last_day: date, parts: Sequence[str]) -> None:
    today = clock.now().astimezone(ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)).date()
    wrong: dict[str, str] = {}
    if last_day < today:
        wrong['last_day'] = say(actor.language, 'Please choose a day that is still to come')
    elif last_day < first_day:
        wrong['last_day'] = say(actor.language, 'The last day comes before the first')
    elif last_day > today + timedelta(days=LONGEST):
        wrong['last_day'] = say(actor.language, 'Please choose a day within a year')
    if set(parts) - set(PARTS):
        wrong['parts'] = say(actor.language, 'Please choose from the list')
    if wrong:
        raise Invalid(wrong)


def _to_call(session: Session, contact: Contact) -> str:
    """The number of somebody whom no message of the rule reaches."""
    if contact.email or not contact.phone:
        return ''
    rule = rules.effective(session, contact.workspace_id, waitlist_offers.RULE)
    return '' if waitlist_offers.way(session, rule, contact) else contact.phone


def _row(session: Session, entry: WaitlistEntry) -> Row:
    member = session.get(Member, entry.member_id) if entry.member_id else None
    contact = session.get_one(Contact, entry.contact_id)
    return Row(
        id=entry.id,
        contact_id=entry.contact_id,
        contact_name=contact.name,
        call=_to_call(session, contact),
        booking_type_id=entry.booking_type_id,
        booking_type_name=session.get_one(BookingType, entry.booking_type_id).name,
        staff_id=entry.member_id,
        staff_name=member.full_name if member else '',
        first_day=entry.first_day,
        last_day=entry.last_day,
        parts=tuple(entry.parts),
        state=entry.state,
        offered_start=entry.offered_start,
        offer_until=entry.offer_until,
        created_at=entry.created_at,
    )
