"""The manage link: what a customer sees and does with a booking that is theirs."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import Booking, BookingType, Contact, FormRequest, FormState, Member, Workspace
from domain import availability, bookings, clock, combined, links, public_times, storefront, timetable
from domain.actor import Actor
from domain.bookings import AlreadyOver, TooLate
from domain.links import BadLink
from domain.public_views import FormLink, ManagePage, Part, Person, TimesPage, business_of, service_of


def manage_page(session: Session, actor: Actor, *, token: str) -> ManagePage:
    """The customer's booking with all services of its visit, also while the business is closed. BadLink."""
    whole = combined.together(session, _opened(session, token))
    booking = next((one for one in whole if one.status in bookings.OPEN), whole[0])
    workspace = session.get_one(Workspace, booking.workspace_id)
    zone = availability.zone_of(actor, booking.timezone or workspace.timezone)
    until = bookings.change_until(session, whole[0])
    parts = tuple(_part(session, one, zone or ZoneInfo(workspace.timezone)) for one in whole)
    return ManagePage(
        business=business_of(workspace),
        service=parts[0].service,
        person=parts[0].person,
        booking_id=whole[0].id,
        status=booking.status,
        start=parts[0].start,
        end=parts[-1].end,
        timezone=booking.timezone or workspace.timezone,
        location=booking.location,
        contact_name=session.get_one(Contact, booking.contact_id).name,
        notes=booking.notes,
        may_change=booking.status in bookings.OPEN and clock.now() <= until,
        change_until=until.astimezone(zone),
        manage_url=links.manage_url(whole[0]),
        calendar_url=links.calendar_url(whole[0]),
        forms=tuple(form for one in whole for form in _forms(session, one)),
        parts=parts,
    )


def _part(session: Session, booking: Booking, zone: ZoneInfo) -> Part:
    return Part(
        booking_id=booking.id,
        service=service_of(session.get_one(BookingType, booking.booking_type_id)),
        person=Person(booking.member_id, session.get_one(Member, booking.member_id).full_name, None),
        status=booking.status,
        start=booking.start.astimezone(zone),
        end=booking.end.astimezone(zone),
    )


def move_page(
    session: Session, actor: Actor, *, token: str, day: date | None = None, timezone: str = '', days: int = 14
) -> TimesPage:
    """Days and times to which the customer may move the booking: with the same person, while that one is there. BadLink, TooLate, AlreadyOver."""
    whole = combined.together(session, _opened(session, token))
    booking = whole[0]
    if any(one.status not in bookings.OPEN for one in whole):
        raise AlreadyOver
    if clock.now() > bookings.change_until(session, booking):
        raise TooLate
    guest = actor.in_workspace(booking.workspace_id)
    together = len(whole) > 1
    table = (
        bookings.table_of(session, guest, whole)
        if together
        else timetable.load(session, guest, booking_type_id=booking.booking_type_id, retired=True)
    )
    return public_times.page(
        session,
        guest,
        business_of(session.get_one(Workspace, booking.workspace_id)),
        table,
        member_id=booking.member_id if _still_there(table, booking) and not together else None,
        day=day,
        timezone=timezone or booking.timezone,
        days=days,
        moving=booking,
    )


def cancel(session: Session, actor: Actor, *, token: str, reason: str = '') -> ManagePage:
    """The customer cancels, within the owner's notice. BadLink, TooLate, AlreadyOver."""
    booking = _opened(session, token)
    guest = actor.in_workspace(booking.workspace_id)
    bookings.cancel(session, guest, booking_id=booking.id, reason=reason, link_nonce=booking.link_nonce)
    return manage_page(session, actor, token=token)


def reschedule(session: Session, actor: Actor, *, token: str, start: datetime) -> ManagePage:
    """The customer moves the booking, within the owner's notice. BadLink, TooLate, AlreadyOver, Taken, NotOffered."""
    booking = combined.together(session, _opened(session, token))[0]
    guest = actor.in_workspace(booking.workspace_id)
    bookings.reschedule(session, guest, booking_id=booking.id, start=start, link_nonce=booking.link_nonce)
    return manage_page(session, actor, token=token)


def _opened(session: Session, token: str) -> Booking:
    """The booking of a manage link that still holds."""
    booking_id, nonce = links.opened(token, 'booking')
    booking = session.get(Booking, booking_id)
    if booking is None or booking.link_nonce != nonce:
        raise BadLink
    storefront.opened_once(session, booking.workspace_id)
    return booking


def _still_there(table: timetable.Timetable, booking: Booking) -> bool:
    return any(one.id == booking.member_id for one in table.performers)


def _forms(session: Session, booking: Booking) -> tuple[FormLink, ...]:
    query = select(FormRequest).where(FormRequest.booking_id == booking.id, col(FormRequest.withdrawn_at).is_(None))
    return tuple(
        FormLink(name=one.name, url=links.form_url(one), completed=one.state == FormState.COMPLETED)
        for one in session.exec(query.order_by(col(FormRequest.created_at), col(FormRequest.name)))
    )
