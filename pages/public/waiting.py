"""The waiting list as customers meet it: join it, see one's place, take or decline a time that is held. Looking changes nothing."""

from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response
from nicegui import APIRouter

from careops_ui import doors, formats
from careops_ui.public import Go, Screen
from careops_ui.visit import Reader, Visit, attempt
from domain import public_booking, public_waitlist
from domain.bookings import NotOffered, Taken
from domain.errors import Invalid, Refusal
from domain.inventory import Short
from domain.language import noted
from domain.public_views import TimesPage
from domain.public_waitlist import OfferOver, WaitPage
from domain.work import act, read
from pages.public import fields, so_far
from pages.public.booking import day_of, member, moment
from pages.public.fields import Typed

router = APIRouter()
PARTS = {'morning': noted('Morning'), 'afternoon': noted('Afternoon'), 'evening': noted('Evening')}
AHEAD = timedelta(days=13)


@router.api_route('/book/{slug}/{service}/wait', methods=['GET', 'POST'], include_in_schema=False)
async def join_page(request: Request, slug: str, service: str) -> Response:
    """Who waits, and for what."""
    return await doors.plain(request, join, slug=slug, service=service)


@router.api_route('/w/{token}', methods=['GET', 'POST'], include_in_schema=False)
async def entry_page(request: Request, token: str) -> Response:
    """One's place on the list."""
    return await doors.plain(request, entry, token=token)


async def join(visit: Visit, *, slug: str, service: str) -> Screen | Go:
    """The form, or its sending; where something is wrong the same form with everything that was typed."""
    day = day_of(visit.query.get('day', ''))
    view = await read(
        public_booking.times_page, visit.guest, slug=slug, service_slug=service, member_id=member(visit), day=day
    )
    reader = visit.reader_at(view.business)
    if visit.form is None:
        start = {'first_day': view.day.isoformat(), 'last_day': (view.day + AHEAD).isoformat()}
        return join_screen(reader, view, Typed(start))
    first, last = day_of(visit.typed('first_day')), day_of(visit.typed('last_day'))
    missing = {name: reader.say('Please choose a day') for name, one in _days(first, last) if one is None}
    if missing or first is None or last is None:
        return join_screen(reader, view, _typed(visit, missing), 422)
    token, refusal = await attempt(
        act(
            public_waitlist.join,
            visit.guest,
            slug=slug,
            booking_type_id=view.service.id,
            contact={
                'name': visit.typed('name'),
                'email': visit.typed('email') or None,
                'phone': visit.typed('phone') or None,
                'language': reader.language,
            },
            first_day=first,
            last_day=last,
            parts=visit.chosen('parts'),
            member_id=member(visit),
        ),
        Invalid,
    )
    if refusal is None:
        return Go(reader.link(f'/w/{token}'))
    wrong = {name.removeprefix('contact.'): reader.say(words) for name, words in getattr(refusal, 'fields', {}).items()}
    return join_screen(reader, view, _typed(visit, wrong), 422)


def _days(first: date | None, last: date | None) -> tuple[tuple[str, date | None], ...]:
    return ('first_day', first), ('last_day', last)


def _typed(visit: Visit, wrong: dict[str, str]) -> Typed:
    values = {name: visit.chosen(name) if name == 'parts' else visit.typed(name) for name in visit.form or {}}
    return Typed(values, wrong)


def join_screen(reader: Reader, view: TimesPage, typed: Typed, status: int = 200) -> Screen:
    """The wish and the person behind it, on one page."""
    base = f'/book/{view.business.slug}/{view.service.slug}'
    keep = {'with_': view.person.id if view.person else '', 'day': view.day}

    def build(tags: Any) -> None:
        tags.h1(reader.say('Tell me when a time becomes free'))
        words = view.person.name if view.person else reader.say('Anyone who is free')
        so_far.chosen(tags, reader, view.service.name, words, reader.link(base, **keep))
        tags.p(
            reader.say('As soon as a time becomes free that suits you, we hold it for you and write to you.')
        ).classes('muted')
        with tags.form(method='post', novalidate=True, action=reader.link(f'{base}/wait', **keep)).classes(
            'stack loose'
        ):
            fields.summary(tags, reader, typed.wrong, typed.message)
            _wish(tags, reader, typed)
            _who(tags, reader, typed)
            with tags.div().classes('foot'):
                fields.button(tags, reader.say('Join the waiting list'))

    title = reader.say('Waiting list')
    return Screen(title=title, build=build, business=view.business, reader=reader, status=status)


def _wish(tags: Any, reader: Reader, typed: Typed) -> None:
    for name, words in (('first_day', reader.say('First day')), ('last_day', reader.say('Last day'))):
        value = str(typed.values.get(name, ''))
        fields.entry(tags, words, name, kind='date', value=value, wrong=typed.wrong.get(name, ''))
    ticked = typed.values.get('parts', [])
    with tags.fieldset().classes('bare wide'):
        tags.legend(f'{reader.say("Time of day")} {reader.say("(optional)")}')
        for part, words in PARTS.items():
            with tags.label().classes('tick-row'):
                tags.input_(type='checkbox', name='parts', value=part, checked=part in ticked)
                tags.span(reader.say(words))


def _who(tags: Any, reader: Reader, typed: Typed) -> None:
    lines = (
        (reader.say('Name'), 'name', 'text', 'name', ''),
        (reader.say('E-mail'), 'email', 'email', 'email', ''),
        (reader.say('Phone'), 'phone', 'phone', 'tel', reader.say('Without an e-mail address we text or call you.')),
    )
    for words, name, kind, autocomplete, help in lines:
        fields.entry(
            tags,
            words,
            name,
            kind=kind,
            value=str(typed.values.get(name, '')),
            wrong=typed.wrong.get(name, ''),
            help=help,
            autocomplete=autocomplete,
        )


async def entry(visit: Visit, *, token: str) -> Screen | Go:
    """The entry as it stands, or what was pressed."""
    refusal: Refusal | None = None
    if visit.form is not None:
        outcome = await _pressed(visit, token)
        if isinstance(outcome, Go):
            return outcome
        refusal = outcome
    view = await read(public_waitlist.wait_page, visit.guest, token=token)
    if refusal is None and view.manage_url:
        return Go(visit.reader.link('/m/' + view.manage_url.rpartition('/')[2]))
    return entry_screen(visit.reader_at(view.business), token, view, refusal, _answers(visit))


async def _pressed(visit: Visit, token: str) -> Go | Refusal | None:
    act_of, start = visit.typed('act'), moment(visit.typed('start'))
    if act_of == 'claim':
        claimed = act(public_waitlist.claim, visit.guest, token=token, start=start, answers=_answers(visit))
        booking, refusal = await attempt(claimed, OfferOver, Taken, NotOffered, Short, Invalid)
        return refusal or Go(visit.reader.link(f'/m/{booking}', booked='1'))
    if act_of == 'decline':
        await act(public_waitlist.decline, visit.guest, token=token, start=start)
    elif act_of == 'leave':
        await act(public_waitlist.leave, visit.guest, token=token)
    else:
        return None
    return Go(visit.reader.link(f'/w/{token}'))


def _answers(visit: Visit) -> dict[str, Any]:
    """What was answered to the service's questions; several of a list stay a list."""
    form = visit.form or {}
    return {name.removeprefix('answers.'): form[name] for name in form if name.startswith('answers.')}


def entry_screen(
    reader: Reader, token: str, view: WaitPage, refusal: Refusal | None = None, given: dict[str, Any] | None = None
) -> Screen:
    """Waiting, offered, or off the list."""
    title, words = _heading(reader, view)
    wrong = {name: reader.say(words) for name, words in getattr(refusal, 'fields', {}).items()}

    def build(tags: Any) -> None:
        tags.h1(title)
        if refusal:
            fields.summary(tags, reader, wrong, '' if wrong else reader.say(refusal.message))
        tags.p(words).classes('muted')
        _facts(tags, reader, view)
        if view.start is not None:
            _offer(tags, reader, token, view, wrong, given or {})
        elif view.state == 'waiting':
            _act(tags, reader, token, 'leave', reader.say('Leave the waiting list'), 'outline')
        else:
            again = reader.link(f'/book/{view.business.slug}/{view.service.slug}')
            fields.link(tags, reader.say('Show all times'), again)

    status = 422 if wrong else 409 if refusal else 200
    return Screen(title=title, build=build, business=view.business, reader=reader, status=status)


def _heading(reader: Reader, view: WaitPage) -> tuple[str, str]:
    if view.start is not None and view.until is not None:
        day = formats.day(view.until.date(), reader.locale)
        until = f'{day}, {formats.clock(view.until, reader.locale)}'
        return reader.say('A time is free for you'), reader.say('We hold it for you until {until}.', until=until)
    if view.state == 'waiting':
        return (
            reader.say('You are on the waiting list'),
            reader.say('As soon as a time becomes free that suits you, we hold it for you and write to you.'),
        )
    return reader.say('You are not on the waiting list any more'), reader.say('You can book or join again at any time.')


def _facts(tags: Any, reader: Reader, view: WaitPage) -> None:
    first, last = (formats.day(one, reader.locale) for one in (view.first_day, view.last_day))
    when = so_far.span(reader, view.start, view.end) if view.start and view.end else f'{first} – {last}'
    person = view.person or reader.say('Anyone who is free')
    pairs = [(reader.say('What'), view.service.name), (reader.say('When'), when), (reader.say('With'), person)]
    with tags.div().classes('panel pad stack'), tags.dl().classes('facts'):
        for name, value in pairs:
            tags.dt(name)
            tags.dd(value)
    zone = view.business.timezone.replace('_', ' ')
    tags.p(reader.say('Times in {zone}', zone=zone)).classes('faint')


def _offer(tags: Any, reader: Reader, token: str, view: WaitPage, wrong: dict[str, str], given: dict[str, Any]) -> None:
    with tags.form(method='post', novalidate=True, action=reader.link(f'/w/{token}')).classes('stack loose'):
        fields.hidden(tags, act='claim', start=_start(view))
        for question in view.service.questions:
            name = f'answers.{question["key"]}'
            value = given.get(str(question['key']))
            fields.question(tags, reader, question, name, value, wrong=wrong.get(name, ''))
        with tags.div().classes('foot'):
            fields.button(tags, reader.say('Take this time'))
    _act(tags, reader, token, 'decline', reader.say('This time does not suit me'), 'outline', start=_start(view))


def _start(view: WaitPage) -> str:
    """The time that the customer sees: what is pressed counts for this one only."""
    return view.start.isoformat() if view.start else ''


def _act(tags: Any, reader: Reader, token: str, act: str, words: str, look: str, **seen: str) -> None:
    with tags.form(method='post', action=reader.link(f'/w/{token}')).classes('stack'):
        fields.hidden(tags, act=act, **seen)
        fields.button(tags, words, look)
