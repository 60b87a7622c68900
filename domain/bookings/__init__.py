"""Bookings: the one way into the calendar, and every move of a booking after that.

What is combined in one visit is booked, confirmed, cancelled and moved as a whole or not at all.
"""

from domain.bookings.as_booked import starts, table_of
from domain.bookings.booking import book
from domain.bookings.moving import KeepsLength, reschedule
from domain.bookings.refusals import AlreadyOver, NotConfirmed, NotPending, StillOpen, TooLate
from domain.bookings.reopening import reopen
from domain.bookings.states import cancel, complete, confirm, expire, expires_at, no_show
from domain.bookings.touching import OPEN, change_until
from domain.bookings.words import edit
from domain.placing import BadLength, GroupLength, NotOffered, NotTheirs, Taken

__all__ = [
    'OPEN',
    'AlreadyOver',
    'BadLength',
    'GroupLength',
    'KeepsLength',
    'NotConfirmed',
    'NotOffered',
    'NotPending',
    'NotTheirs',
    'StillOpen',
    'Taken',
    'TooLate',
    'book',
    'cancel',
    'change_until',
    'complete',
    'confirm',
    'edit',
    'expire',
    'expires_at',
    'no_show',
    'reopen',
    'reschedule',
    'starts',
    'table_of',
]
