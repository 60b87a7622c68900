"""A customer's own booking by its signed link: seen, moved, cancelled, taken into a calendar. Looking changes nothing."""

from fastapi import Request, Response
from nicegui import APIRouter

from careops_ui import doors
from careops_ui.public import Go, Screen
from careops_ui.visit import Visit, attempt
from domain import customer_calendar, public_manage
from domain.bookings import AlreadyOver, NotOffered, Taken, TooLate
from domain.errors import Refusal
from domain.inventory import Short
from domain.work import act, read
from pages.public import manage_screens as screens
from pages.public.booking import DAYS, day_of, moment
from pages.public.fields import Typed

router = APIRouter()


@router.get('/m/{token}', include_in_schema=False)
async def page(request: Request, token: str) -> Response:
    """The booking."""
    return await doors.plain(request, booking, token=token)


@router.api_route('/m/{token}/cancel', methods=['GET', 'POST'], include_in_schema=False)
async def cancel_page(request: Request, token: str) -> Response:
    """Asks once, then cancels."""
    return await doors.plain(request, cancel, token=token)


@router.api_route('/m/{token}/move', methods=['GET', 'POST'], include_in_schema=False)
async def move_page(request: Request, token: str) -> Response:
    """Other times, and the move itself."""
    return await doors.plain(request, move, token=token)


@router.get('/m/{token}/calendar.ics', include_in_schema=False)
async def calendar(request: Request, token: str) -> Response:
    """The booking for the customer's own calendar."""
    return await doors.plain(request, calendar_file, token=token)


async def calendar_file(visit: Visit, *, token: str) -> Response:
    """The file, under a name that people recognise."""
    written = await read(customer_calendar.file, visit.guest, token=token)
    headers = {'Content-Disposition': 'attachment; filename="booking.ics"', 'Cache-Control': 'no-store'}
    return Response(written, media_type='text/calendar; charset=utf-8', headers=headers)


async def booking(visit: Visit, *, token: str) -> Screen:
    """The booking as it stands; right after booking with the words of thanks."""
    view = await read(public_manage.manage_page, visit.guest, token=token)
    return screens.screen(visit.reader_at(view.business), view, just=visit.query.get('booked') == '1')


async def cancel(visit: Visit, *, token: str) -> Screen | Go:
    """Ask, or cancel."""
    view = await read(public_manage.manage_page, visit.guest, token=token)
    reader = visit.reader_at(view.business)
    if visit.form is None:
        return screens.ask_screen(reader, token, view) if screens.may_change(view) else Go(reader.link(f'/m/{token}'))
    _, refusal = await attempt(
        act(public_manage.cancel, visit.guest, token=token, reason=visit.typed('reason')[:400]), TooLate, AlreadyOver
    )
    return Go(reader.link(f'/m/{token}')) if refusal is None else screens.screen(reader, view, refusal=refusal)


async def move(visit: Visit, *, token: str) -> Screen | Go:
    """Show other times, or take one of them."""
    refusal: Refusal | None = None
    if visit.form is not None and (start := moment(visit.typed('start'))):
        _, refusal = await attempt(
            act(public_manage.reschedule, visit.guest, token=token, start=start),
            Taken,
            Short,
            NotOffered,
            TooLate,
            AlreadyOver,
        )
        if refusal is None:
            return Go(visit.reader.link(f'/m/{token}', moved='1'))
    view = await read(public_manage.manage_page, visit.guest, token=token)
    reader = visit.reader_at(view.business)
    if not screens.may_change(view):
        return screens.screen(reader, view, refusal=refusal) if refusal else Go(reader.link(f'/m/{token}'))
    query = visit.query
    day, zone = day_of(query.get('day', '')), query.get('zone', '')
    times = await read(public_manage.move_page, visit.guest, token=token, day=day, timezone=zone, days=DAYS)
    return screens.move_screen(
        reader, token, view, times, Typed(message=reader.say(refusal.message) if refusal else '')
    )
