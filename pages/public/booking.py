"""Booking by customers: service, then person, day and time, then details, then done."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import APIRouter

from careops_ui import doors, formats, news, waiting
from careops_ui.public import Go, Screen
from careops_ui.visit import Visit, attempt, visit_of
from domain import public_booking, storefront
from domain.bookings import NotOffered, Taken
from domain.errors import Invalid, Refusal
from domain.inventory import Short
from domain.public_views import DetailsPage, ServicesPage, TimesPage
from domain.work import act, read
from pages.public import details_screens, service_screens, so_far, time_screens
from pages.public.fields import Typed

router = APIRouter()
Room = Annotated[None, Depends(waiting.room_for_stranger)]
DAYS = 7


@router.get('/book/{slug}', include_in_schema=False)
async def services_page(request: Request, slug: str) -> Response:
    """What can be booked."""
    return await doors.plain(request, services, slug=slug)


@router.get('/book/{slug}/embed', include_in_schema=False)
async def embedded(request: Request, slug: str) -> Response:
    """The same inside the business's own web site."""
    query = f'&{request.url.query}' if request.url.query else ''
    return RedirectResponse(f'/book/{slug}?embed=1{query}', 307)


@router.get('/book/{slug}/events', include_in_schema=False)
async def events(request: Request, slug: str) -> Response:
    """Hints that times may have changed, for as long as the page is open."""
    business = await read(storefront.business, visit_of(request).guest, slug=slug)
    return news.stream(business.id)


@router.page('/book/{slug}/{service}/live')
async def live_page(request: Request, slug: str, service: str, room: Room) -> None:
    """The page that takes over."""
    await doors.live(request, service_page, slug=slug, service=service)


@router.api_route('/book/{slug}/{service}', methods=['GET', 'POST'], include_in_schema=False)
async def plain_page(request: Request, slug: str, service: str) -> Response:
    """Times, details, and the booking itself."""
    return await doors.plain(request, service_page, live=f'{request.url.path}/live', slug=slug, service=service)


async def services(visit: Visit, *, slug: str) -> Screen:
    """Step one."""
    return services_screen(
        visit, await read(public_booking.services_page, visit.guest, slug=slug, member_id=member(visit))
    )


def services_screen(visit: Visit, view: ServicesPage) -> Screen:
    """What can be booked."""
    reader = visit.reader_at(view.business)
    return Screen(
        title=reader.say('Book an appointment'),
        build=lambda tags: service_screens.services(tags, reader, view),
        business=view.business,
        reader=reader,
    )


async def service_page(visit: Visit, *, slug: str, service: str) -> Screen | Go:
    """The step that the address and the form ask for."""
    if visit.form is not None:
        return await book(visit, slug, service)
    if start := moment(visit.query.get('start', '')):
        return details_screen(visit, await details(visit, slug, service, start), Typed(key=str(uuid4())))
    view = await read(
        public_booking.times_page,
        visit.guest,
        slug=slug,
        service_slug=service,
        member_id=member(visit),
        day=day_of(visit.query.get('day', '')),
        timezone=visit.query.get('zone', ''),
        days=DAYS,
        also=also(visit),
    )
    return adding_screen(visit, view) if visit.query.get('add') and view.more else times_screen(visit, view)


def adding_screen(visit: Visit, view: TimesPage) -> Screen:
    """Step two, on the way to a longer visit."""
    reader = visit.reader_at(view.business)
    return Screen(
        title=reader.say('Add another service'),
        build=lambda tags: service_screens.adding(tags, reader, view),
        business=view.business,
        reader=reader,
        live=True,
    )


def times_screen(visit: Visit, view: TimesPage) -> Screen:
    """Step two."""
    reader = visit.reader_at(view.business)
    base = path_of(view)
    return Screen(
        title=reader.say('{service}: choose a time', service=so_far.names_of(so_far.visit_of(view))),
        build=lambda tags: time_screens.times(tags, reader, view, base),
        business=view.business,
        reader=reader,
        live=True,
        events=f'/book/{view.business.slug}/events',
    )


async def details(visit: Visit, slug: str, service: str, start: datetime) -> DetailsPage:
    """The chosen time, looked at once more."""
    return await read(
        public_booking.details_page,
        visit.guest,
        slug=slug,
        service_slug=service,
        start=start,
        member_id=member(visit),
        timezone=visit.query.get('zone', ''),
        also=also(visit),
    )


def details_screen(visit: Visit, view: DetailsPage, typed: Typed, status: int = 200) -> Screen:
    """Step three."""
    reader = visit.reader_at(view.business)
    base = path_of(view)
    return Screen(
        title=reader.say('Your details'),
        build=lambda tags: details_screens.details(tags, reader, view, typed, base),
        business=view.business,
        reader=reader,
        live=True,
        status=status,
    )


async def book(visit: Visit, slug: str, service: str) -> Screen | Go:
    """Book, and show what came of it; where that is refused, the same page with everything that was typed."""
    start = moment(visit.typed('start')) or moment(visit.query.get('start', ''))
    if start is None:
        return Go(visit.reader.link(f'/book/{slug}/{service}'))
    view = await details(visit, slug, service, start)
    reader = visit.reader_at(view.business)
    token, refusal = await attempt(
        act(
            public_booking.book,
            visit.guest,
            slug=slug,
            booking_type_id=view.service.id,
            also=[one.id for one in view.also],
            start=start,
            contact={
                'name': visit.typed('name'),
                'email': visit.typed('email') or None,
                'phone': visit.typed('phone') or None,
                'language': reader.language,
            },
            member_id=member(visit),
            timezone=view.timezone,
            notes=visit.typed('notes'),
            answers=answers(visit, view),
            submission_key=visit.typed('submission_key')[:80] or None,
        ),
        Taken,
        Short,
        Invalid,
    )
    if refusal is None:
        return Go(reader.link(f'/m/{token}', booked='1'))
    return await refused(visit, slug, service, start, refusal)


async def refused(visit: Visit, slug: str, service: str, start: datetime, refusal: Refusal) -> Screen:
    """The filled form again: with the nearest times where the time is gone, with each error at its field otherwise."""
    view = await details(visit, slug, service, start)
    reader = visit.reader_at(view.business)
    wrong = {name.removeprefix('contact.'): reader.say(words) for name, words in getattr(refusal, 'fields', {}).items()}
    gone = isinstance(refusal, Taken | NotOffered | Short) or 'start' in wrong
    values = {
        name: visit.chosen(name) if name.startswith('answers.') else visit.typed(name) for name in visit.form or {}
    }
    typed = Typed(values, {} if gone else wrong, '', visit.typed('submission_key')[:80] or str(uuid4()))
    if gone and view.free:
        typed = Typed(values, {}, reader.say(refusal.message), typed.key)
    return details_screen(visit, view, typed, 409 if gone else 422)


def answers(visit: Visit, view: DetailsPage) -> dict[str, Any]:
    """The answers to the service's questions, as they were given."""
    found: dict[str, Any] = {}
    for field in details_screens.questions_of(view):
        name = f'answers.{field["key"]}'
        found[str(field['key'])] = visit.chosen(name) if field.get('kind') == 'multiple_choice' else visit.typed(name)
    return found


def path_of(view: TimesPage | DetailsPage) -> str:
    """The address of the service's page."""
    return f'/book/{view.business.slug}/{view.service.slug}'


def member(visit: Visit) -> UUID | None:
    """Who was asked for; anything that names nobody counts as anyone."""
    try:
        return UUID(visit.query.get('with', ''))
    except ValueError:
        return None


def also(visit: Visit) -> list[str]:
    """The services that follow in the same visit, by their slugs, with points between them."""
    return list(dict.fromkeys(filter(None, visit.query.get('also', '').split('.'))))


def day_of(text: str) -> date | None:
    """A day of an address; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """An instant with its offset; None for anything else. A space is a plus that a link has lost."""
    try:
        found = datetime.fromisoformat(text.replace(' ', '+'))
    except ValueError:
        return None
    return found if found.tzinfo and formats.FIRST < found.year < formats.LAST else None
