"""Links that open without signing in: signed, for one kind and one object, derived when needed and never stored."""

import base64
from typing import Literal, get_args
from uuid import UUID

from itsdangerous import BadSignature, Signer

from data.models import Booking, CalendarFeed, FormRequest, WaitlistEntry
from data.settings import settings
from domain.errors import NotFound

Kind = Literal['booking', 'form', 'unsubscribe', 'waitlist', 'feed']
KINDS: tuple[Kind, ...] = get_args(Kind)


class BadLink(NotFound):
    """This link is not valid, or not any more."""


def sign(kind: Kind, object_id: UUID, nonce: UUID) -> str:
    """A token that opens this one object; giving the object a new nonce revokes it."""
    packed = bytes([KINDS.index(kind)]) + object_id.bytes + nonce.bytes
    return _signer().sign(base64.urlsafe_b64encode(packed)).decode()


def open(token: str) -> tuple[Kind, UUID, UUID]:
    """The kind, object and nonce that were signed; BadLink for anything else. The caller compares the nonce with its row."""
    try:
        packed = base64.urlsafe_b64decode(_signer().unsign(token.encode('utf-8', 'replace')))
        return KINDS[packed[0]], UUID(bytes=packed[1:17]), UUID(bytes=packed[17:])
    except (BadSignature, ValueError, IndexError):
        raise BadLink from None


def opened(token: str, kind: Kind) -> tuple[UUID, UUID]:
    """The object and nonce of a token of this kind; a token of another kind is a BadLink."""
    found, object_id, nonce = open(token)
    if found != kind:
        raise BadLink
    return object_id, nonce


def manage_url(booking: Booking) -> str:
    """Where the customer sees, moves or cancels the booking."""
    return f'{settings().base_url}/m/{sign("booking", booking.id, booking.link_nonce)}'


def calendar_url(booking: Booking) -> str:
    """The booking as a calendar file."""
    return f'{manage_url(booking)}/calendar.ics'


def form_url(request: FormRequest) -> str:
    """Where the customer fills the form in."""
    return f'{settings().base_url}/f/{sign("form", request.id, request.link_nonce)}'


def wait_url(entry: WaitlistEntry) -> str:
    """Where a customer sees their place on the waiting list, and takes or declines an offer."""
    return f'{settings().base_url}/w/{sign("waitlist", entry.id, entry.link_nonce)}'


def feed_url(feed: CalendarFeed) -> str:
    """Where calendar programs subscribe to the bookings of a person or a business."""
    return f'{settings().base_url}/calendar/{sign("feed", feed.id, feed.nonce)}.ics'


def _signer() -> Signer:
    return Signer(settings().secret_key.get_secret_value(), salt='careops.links', key_derivation='hmac')
