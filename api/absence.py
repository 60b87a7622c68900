"""When people cannot be had: time off, calendars elsewhere, public holidays."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.paging import Paging
from api.schemas.absence import (
    Adopted,
    BusyGiven,
    CalendarChange,
    CalendarGiven,
    CalendarShown,
    FeedShown,
    HolidayPlace,
    HolidaysShown,
    TimeOffGiven,
    TimeOffShown,
)
from api.schemas.base import Page
from domain import calendar_connecting, calendars, feeds, public_holidays, time_off
from domain.errors import NotFound
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}', tags=['absence'])


@router.get('/staff/{staff_id}/time-off', summary='List time off', response_model=Page[TimeOffShown])
async def off(actor: WorkspaceActor, staff_id: UUID, paging: Paging, past: bool = False) -> object:
    """What is not over; `past=true` gives all."""
    return paging.cut(await read(time_off.listing, actor, member_id=staff_id, past=past))


@router.post('/staff/{staff_id}/time-off', summary='Enter time off', status_code=201, response_model=TimeOffShown)
async def add_off(actor: WorkspaceActor, staff_id: UUID, given: TimeOffGiven, once: Once) -> JSONResponse:
    """The owner for everybody, staff with the bookings switch for themselves. Bookings that exist stay."""
    return await once(TimeOffShown, time_off.add, actor, member_id=staff_id, **given.all())


@router.delete('/staff/{staff_id}/time-off/{time_off_id}', summary='Take time off back', status_code=204)
async def remove_off(actor: WorkspaceActor, staff_id: UUID, time_off_id: UUID) -> None:
    await act(time_off.remove, actor, member_id=staff_id, time_off_id=time_off_id)


@router.get('/staff/{staff_id}/calendars', summary='List calendars elsewhere', response_model=Page[CalendarShown])
async def calendars_of(actor: WorkspaceActor, staff_id: UUID, paging: Paging) -> object:
    """Owner only."""
    return paging.cut(await read(calendars.listing, actor, member_id=staff_id))


@router.post('/staff/{staff_id}/calendars', summary='Add a calendar', status_code=201, response_model=CalendarShown)
async def add_calendar(actor: WorkspaceActor, staff_id: UUID, given: CalendarGiven, once: Once) -> JSONResponse:
    """Owner only. Its address is read at once; 422 with the reason where it cannot be. Without an address it is stale until it is filled;
    `when_stale` says whether times are withheld meanwhile."""
    asked = given.all() | {'member_id': staff_id}
    address = asked.pop('address').strip()
    if address:
        asked['reading'] = await calendar_connecting.look(actor, member_id=staff_id, address=address)
    return await once(CalendarShown, calendars.add, actor, **asked)


@router.patch('/staff/{staff_id}/calendars/{source_id}', summary='Change a calendar', response_model=CalendarShown)
async def change_calendar(actor: WorkspaceActor, staff_id: UUID, source_id: UUID, given: CalendarChange) -> object:
    """Owner only. Another address is another calendar."""
    asked = {'member_id': staff_id, 'source_id': source_id, 'given': given.changes()}
    return await act(calendars.change, actor, **asked)


@router.put('/staff/{staff_id}/calendars/{source_id}/busy', summary='Fill a calendar', response_model=CalendarShown)
async def fill(actor: WorkspaceActor, staff_id: UUID, source_id: UUID, given: BusyGiven) -> object:
    """Owner only. Replaces all that was known, and counts as read this moment."""
    return await act(calendars.replace, actor, member_id=staff_id, source_id=source_id, **given.all())


@router.delete('/staff/{staff_id}/calendars/{source_id}', summary='Forget a calendar', status_code=204)
async def remove_calendar(actor: WorkspaceActor, staff_id: UUID, source_id: UUID) -> None:
    """Owner only."""
    await act(calendars.remove, actor, member_id=staff_id, source_id=source_id)


@router.get('/staff/{staff_id}/calendar-feed', summary="A person's calendar feed", response_model=FeedShown)
async def feed(actor: WorkspaceActor, staff_id: UUID) -> object:
    """The owner for everybody, staff with the bookings switch for themselves. 404 while there is none."""
    return await _feed(actor, staff_id)


@router.post('/staff/{staff_id}/calendar-feed', summary='Make or renew it', response_model=FeedShown)
async def renew_feed(actor: WorkspaceActor, staff_id: UUID) -> object:
    """The former address opens nothing any more."""
    return await act(feeds.renew, actor, member_id=staff_id)


@router.delete('/staff/{staff_id}/calendar-feed', summary='End it', status_code=204)
async def end_feed(actor: WorkspaceActor, staff_id: UUID) -> None:
    await act(feeds.end, actor, member_id=staff_id)


@router.get('/availability/calendar-feed', summary="The business's calendar feed", response_model=FeedShown)
async def whole_feed(actor: WorkspaceActor) -> object:
    """Owner only. The bookings of everybody; 404 while there is none."""
    return await _feed(actor, None)


@router.post('/availability/calendar-feed', summary='Make or renew it', response_model=FeedShown)
async def renew_whole_feed(actor: WorkspaceActor) -> object:
    """Owner only. The former address opens nothing any more."""
    return await act(feeds.renew, actor)


@router.delete('/availability/calendar-feed', summary='End it', status_code=204)
async def end_whole_feed(actor: WorkspaceActor) -> None:
    """Owner only."""
    await act(feeds.end, actor)


@router.get('/availability/holidays', summary='Coming public holidays', response_model=HolidaysShown)
async def holidays(actor: WorkspaceActor, year: int | None = None) -> object:
    """Owner only. Of the workspace's country; this year unless another is named."""
    return await read(public_holidays.coming, actor, year=year)


@router.post('/availability/holidays', summary='Close on public holidays', response_model=HolidaysShown)
async def adopt(actor: WorkspaceActor, given: Adopted) -> object:
    """Owner only. They become overrides with their names; days that have hours of their own stay."""
    return await act(public_holidays.adopt, actor, **given.all())


@router.put('/availability/holidays', summary='Choose country and part', response_model=HolidaysShown)
async def choose(actor: WorkspaceActor, given: HolidayPlace) -> object:
    """Owner only. Whose public holidays are offered; closed days that were adopted stay."""
    await act(public_holidays.choose, actor, **given.all())
    return await read(public_holidays.coming, actor)


@router.delete('/availability/holidays/{day}', summary='Open again on a holiday', status_code=204)
async def give_back(actor: WorkspaceActor, day: date) -> None:
    """Owner only. 404 where the business is not closed on that day."""
    await act(public_holidays.give_back, actor, day=day)


async def _feed(actor: WorkspaceActor, member_id: UUID | None) -> object:
    found = await read(feeds.one, actor, member_id=member_id)
    if found is None:
        raise NotFound
    return found
