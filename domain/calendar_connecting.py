"""Connecting a calendar elsewhere: it is read once before it counts."""

import asyncio
from uuid import UUID

from sqlmodel import Session

from data.gateways.base import Failure
from data.models import Workspace
from domain import calendar_reading, limits, staff, work
from domain.actor import Actor
from domain.calendar_reading import Reading
from domain.errors import Invalid

TRIES = {'capacity': 30, 'per_seconds': 3600}
LONGEST = 2000


async def look(actor: Actor, *, member_id: UUID, address: str) -> Reading:
    """What is at the address of a member's calendar, for `calendars.add`. Owner. NotFound, TooMany; Invalid (address) with the reason."""
    timezone = await work.read(_may, actor, member_id=member_id)
    await work.act(limits.hit, actor, key=f'calendar-address:{actor.workspace}', **TRIES)
    found = calendar_reading.address(address)
    if len(found) > LONGEST:
        raise Invalid({'address': f'Please give an address of at most {LONGEST} characters'})
    try:
        return await asyncio.to_thread(calendar_reading.read, found, timezone=timezone)
    except Failure as error:
        raise Invalid({'address': str(error)}) from error


def _may(session: Session, actor: Actor, *, member_id: UUID) -> str:
    actor.require_owner()
    staff.member(session, actor, member_id)
    return session.get_one(Workspace, actor.workspace).timezone
