"""What customers do with the waiting list: join it, look at their entry by its link, take or decline an offer, leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.models import Booking, BookingType, Contact, Member, Occurrence, WaitlistEntry, WaitState, Workspace
from domain import bookings, callers, clock, limits, links, placing, scope, storefront, waitlist, waitlist_offers
from domain.actor import Actor
from domain.errors import Conflict
from domain.events import Name
from domain.links import BadLink
from domain.public_views import Business, Service, business_of, service_of

JOINS_AN_HOUR = 20


class OfferOver(Conflict):
    """This offer is over. The time went to somebody else; you are still on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPage:
    """A customer's place on the list. `start` (business's zone) and `until` are there while a time is held; `manage_url` once booked."""

    business: Business
    service: Service
    person: str
    state: WaitState
    first_day: date
    last_day: date
    start: datetime | None
    end: datetime | None
    until: datetime | None
    manage_url: str


def join(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    booking_type_id: UUID,
    contact: dict[str, str | None],
    first_day: date,
    last_day: date,
    parts: Sequence[str] = (),
    member_id: UUID | None = None,
    timezone: str = '',
) -> str:
    """Wait for a time; the token of the personal link comes back. Refusals of `waitlist.enter`, TooMany."""
    shown = storefront.business(session, actor, slug=slug)
    limits.take(session, f'wait:{shown.id}:{callers.network(actor.address)}', capacity=JOINS_AN_HOUR, per_seconds=3600)
    entry = waitlist.enter(
        session,
        actor.in_workspace(shown.id),
        booking_type_id=booking_type_id,
        contact=contact,
        first_day=first_day,
        last_day=last_day,
        parts=parts,
        member_id=member_id,
        timezone=timezone,
    )
    return links.sign('waitlist', entry.id, entry.link_nonce)


def wait_page(session: Session, actor: Actor, *, token: str) -> WaitPage:
    """The entry of a link, whatever became of it; looking changes nothing. BadLink."""
    entry = _opened(session, token)
    workspace = session.get_one(Workspace, entry.workspace_id)
    zone = ZoneInfo(workspace.timezone)
    occurrence = session.get(Occurrence, entry.occurrence_id) if entry.occurrence_id else None
    held = occurrence if entry.state == WaitState.OFFERED and _still(entry) else None
    booking = session.get(Booking, entry.booking_id) if entry.booking_id else None
    member = session.get(Member, held.member_id if held else entry.member_id) if held or entry.member_id else None
    return WaitPage(
        business=business_of(workspace),
        service=service_of(session.get_one(BookingType, entry.booking_type_id)),
        person=member.full_name if member else '',
        state=WaitState.WAITING if entry.state == WaitState.OFFERED and held is None else entry.state,
        first_day=entry.first_day,
        last_day=entry.last_day,
        start=held.start.astimezone(zone) if held else None,
        end=held.end.astimezone(zone) if held else None,
        until=entry.offer_until.astimezone(zone) if held and entry.offer_until else None,
        manage_url=links.manage_url(booking) if booking else '',
    )


def claim(
    session: Session,
    actor: Actor,
    *,
    token: str,
    start: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> str:
    """Take the offered time; the token of the manage link comes back, for a second press the same.

    `start` is the time that the customer saw: another one that is offered by now is not taken. BadLink, OfferOver, refusals of `book`.
    """
    entry = _opened(session, token, lock=True)
    if entry.booking_id is not None:
        booking = session.get_one(Booking, entry.booking_id)
        return links.sign('booking', booking.id, booking.link_nonce)
    if entry.state != WaitState.OFFERED or entry.occurrence_id is None or not _still(entry) or _other(entry, start):
        raise OfferOver
    occurrence = session.get_one(Occurrence, entry.occurrence_id)
    guest, kind_id, member_id = actor.in_workspace(entry.workspace_id), entry.booking_type_id, occurrence.member_id
    start = occurrence.start
    contact = scope.one(session, guest, Contact, entry.contact_id, lock=True)
    placing.locked(session, guest, booking_type_id=kind_id, member_id=member_id)  # before the time is free for a moment
    waitlist_offers.release(session, entry)
    booking = bookings.book(
        session,
        guest,
        booking_type_id=kind_id,
        start=start,
        contact={'name': contact.name, 'email': contact.email, 'phone': contact.phone, 'language': contact.language},
        member_id=member_id,
        timezone=entry.timezone,
        answers=answers,
        source='waitlist',
    )
    entry.state, entry.booking_id = WaitState.BOOKED, booking.id
    session.add(entry)
    return links.sign('booking', booking.id, booking.link_nonce)


def decline(session: Session, actor: Actor, *, token: str, start: datetime | None = None) -> None:
    """The offered time (`start`, as for `claim`) does not suit: the next one gets it, and the customer goes on waiting.

    Harmless without an offer. BadLink.
    """
    entry = _opened(session, token, lock=True)
    if entry.state == WaitState.OFFERED and not _other(entry, start):
        waitlist_offers.give_back(session, actor.in_workspace(entry.workspace_id), entry, Name.WAITLIST_DECLINED)


def leave(session: Session, actor: Actor, *, token: str) -> None:
    """The customer waits no longer. BadLink."""
    entry = _opened(session, token, lock=True)
    waitlist_offers.leave(session, actor.in_workspace(entry.workspace_id), entry)


def _other(entry: WaitlistEntry, start: datetime | None) -> bool:
    """Whether the offer is not the one that the customer saw."""
    return start is not None and start != entry.offered_start


def _still(entry: WaitlistEntry) -> bool:
    return entry.offer_until is not None and entry.offer_until > clock.now()


def _opened(session: Session, token: str, *, lock: bool = False) -> WaitlistEntry:
    """The entry of a link that still holds."""
    entry_id, nonce = links.opened(token, 'waitlist')
    entry = session.get(
        WaitlistEntry, entry_id, with_for_update={'key_share': True} if lock else None, populate_existing=lock
    )
    if entry is None or entry.link_nonce != nonce or session.get_one(Contact, entry.contact_id).erased_at:
        raise BadLink
    storefront.opened_once(session, entry.workspace_id)
    return entry
