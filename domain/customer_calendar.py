"""The calendar file behind a customer's manage link."""

from sqlmodel import Session

from data.models import Booking
from domain import letters, links
from domain.actor import Actor
from domain.links import BadLink
from domain.storefront import opened_once


def file(session: Session, actor: Actor, *, token: str) -> str:
    """The booking as a calendar file for downloading; BadLink."""
    booking_id, nonce = links.opened(token, 'booking')
    booking = session.get(Booking, booking_id)
    if booking is None or booking.link_nonce != nonce:
        raise BadLink
    opened_once(session, booking.workspace_id)
    return letters.calendar_download(session, booking)
