"""How a customer's own booking looks in every state, and how it is moved or cancelled."""

from decimal import Decimal
from typing import Any

from careops_ui import formats
from careops_ui.public import Screen
from careops_ui.visit import Reader
from domain import clock
from domain.errors import Refusal
from domain.language import noted
from domain.public_views import ManagePage, Part, TimesPage
from pages.public import fields, so_far, time_screens
from pages.public.fields import Typed

OPEN = ('pending', 'confirmed')


def over(view: ManagePage) -> bool:
    """Whether its time has gone by."""
    return view.end <= clock.now()


def may_change(view: ManagePage) -> bool:
    """Whether the customer may still move or cancel."""
    return view.may_change and view.status in OPEN


def screen(reader: Reader, view: ManagePage, *, just: bool = False, refusal: Refusal | None = None) -> Screen:
    """The booking in whatever state it is."""
    icon, title, words = heading(reader, view, just=just)

    def build(tags: Any) -> None:
        with tags.div().classes('stack centred'):
            tags.span(**{'data-icon': icon}).classes('tick' if icon == 'check' else 'tick quiet-tick')
            tags.h1(title)
            if words:
                tags.p(words).classes('muted')
        if refusal:
            with tags.div(role='alert', **{'data-icon': 'error_outline'}).classes('banner bad'):
                tags.p(reader.say(refusal.message))
        facts(tags, reader, view)
        acts(tags, reader, view)
        forms(tags, reader, view)

    return Screen(title=title, build=build, business=view.business, reader=reader, status=409 if refusal else 200)


def heading(reader: Reader, view: ManagePage, *, just: bool) -> tuple[str, str, str]:
    """Icon, title and sentence of each state."""
    say = reader.say
    if view.status == 'cancelled':
        return 'event_busy', say('This booking is cancelled'), say('The time is free for others again.')
    if view.status == 'completed':
        return 'check', say('This appointment has taken place'), say('Thank you for your visit.')
    if view.status == 'no_show':
        return 'event', say('This appointment is over'), ''
    if over(view):
        return 'event', say('This appointment is over'), say('Thank you for your visit.')
    if view.status == 'pending':
        return (
            'schedule',
            say('Your request has arrived'),
            say('{name} will confirm it; you will get a message.', name=view.business.name),
        )
    if just:
        return 'check', say('You are booked'), say('A confirmation is on its way to you.')
    return 'check', say('Your booking'), say('It is confirmed. We look forward to seeing you.')


def facts(tags: Any, reader: Reader, view: ManagePage) -> None:
    """What, when, where, for how much."""
    say = reader.say
    prices = [one.service.price for one in view.parts if one.service.price] or [view.service.price or 0]
    price = sum(prices, Decimal(0))
    pairs = [
        (say('What'), say('{service} with {person}', service=view.service.name, person=view.person.name)),
        (say('When'), so_far.span(reader, view.start, view.end)),
        (say('Zone'), formats.zone(view.timezone, view.start)),
        (say('Where'), view.location or say(PLACES.get(str(view.service.location_kind), ''))),
        (say('Price'), formats.money(price, view.business.currency, reader.locale) if price else ''),
        (say('Name'), view.contact_name),
        (say('Notes'), view.notes),
    ]
    with tags.div().classes('panel pad stack'):
        with tags.dl().classes('facts'):
            if len(view.parts) > 1:
                tags.dt(pairs.pop(0)[0])
                with tags.dd().classes('stack tight'):
                    for part in view.parts:
                        one_part(tags, reader, part)
            for name, value in pairs:
                if value:
                    tags.dt(name)
                    tags.dd(value)


def one_part(tags: Any, reader: Reader, part: Part) -> None:
    """One service of the visit, with its time."""
    times = (formats.clock(moment, reader.locale) for moment in (part.start, part.end))
    with tags.div().classes('two wrap'):
        tags.span(reader.say('{service} with {person}', service=part.service.name, person=part.person.name))
        tags.small(' – '.join(times)).classes('muted')


def names_of(view: ManagePage) -> str:
    """All services of the visit by name."""
    return so_far.names_of([part.service for part in view.parts]) or view.service.name


PLACES = {'phone': noted('By phone'), 'online': noted('Online'), 'customer': noted('At your place'), 'in_person': ''}


def acts(tags: Any, reader: Reader, view: ManagePage) -> None:
    """Calendar file, move, cancel: what the state allows, and why where it does not."""
    slug, token = view.business.slug, view.manage_url.rstrip('/').rpartition('/')[2]
    with tags.div().classes('stack tight'):
        if view.status not in OPEN or over(view):
            fields.link(
                tags,
                reader.say('Book again'),
                reader.link(
                    f'/book/{slug}/{view.service.slug}', also='.'.join(part.service.slug for part in view.parts[1:])
                ),
                'btn',
                **outside(reader),
            )
            return
        fields.link(
            tags,
            reader.say('Add to calendar'),
            f'/m/{token}/calendar.ics',
            'btn',
            download=True,
            **{'data-icon': 'event'},
        )
        if may_change(view):
            fields.link(
                tags,
                reader.say('Choose another time'),
                f'/m/{token}/move',
                **outside(reader),
                **{'data-icon': 'edit_calendar'},
            )
            fields.link(tags, reader.say('Cancel booking'), f'/m/{token}/cancel', 'target centred', **outside(reader))
            until = f'{formats.day(view.change_until.date(), reader.locale)}, {formats.clock(view.change_until, reader.locale)}'
            tags.p(reader.say('You can change or cancel until {when}.', when=until)).classes('faint')
        else:
            tags.p(reader.say('It is too late to change this online.') + call(reader, view)).classes('muted')


def outside(reader: Reader) -> dict[str, str]:
    """From inside another web site, acts open a window of their own."""
    return {'target': '_blank', 'rel': 'noopener'} if reader.embed else {}


def call(reader: Reader, view: ManagePage) -> str:
    """How to reach the business where the page cannot help."""
    ways = ' · '.join(way for way in (view.business.phone, view.business.email) if way)
    return ' ' + reader.say('Please get in touch: {ways}', ways=ways) if ways else ''


def forms(tags: Any, reader: Reader, view: ManagePage) -> None:
    """Forms that are still to be filled in."""
    left = [form for form in view.forms if not form.completed]
    if not left or view.status not in OPEN or over(view):
        return
    with tags.div(**{'data-icon': 'description'}).classes('banner warn'):
        with tags.div().classes('stack tight'):
            tags.p(reader.say('Please fill this in before your visit:'))
            for form in left:
                fields.link(tags, form.name, form.url, 'target')


def ask_screen(reader: Reader, token: str, view: ManagePage) -> Screen:
    """Asks once; nothing has happened yet."""

    def build(tags: Any) -> None:
        tags.h1(reader.say('Cancel this booking?'))
        facts(tags, reader, view)
        with tags.form(method='post', action=reader.link(f'/m/{token}/cancel')).classes('stack loose'):
            fields.entry(tags, reader.say('Reason'), 'reason', optional=reader.say('(optional)'))
            with tags.div().classes('foot'):
                fields.link(tags, reader.say('Keep it'), reader.link(f'/m/{token}'))
                fields.button(tags, reader.say('Cancel booking'), 'danger')

    return Screen(title=reader.say('Cancel this booking?'), build=build, business=view.business, reader=reader)


def move_screen(reader: Reader, token: str, view: ManagePage, times: TimesPage, typed: Typed) -> Screen:
    """The booking so far, and other times for it."""
    here = {'day': times.day, 'zone': times.timezone if times.timezone != view.business.timezone else ''}

    def build(tags: Any) -> None:
        tags.h1(reader.say('Choose another time'))
        so_far.kept(
            tags,
            names_of(view),
            reader.say('Now: {when}', when=so_far.span(reader, view.start, view.end)),
            reader.say('Keep it'),
            reader.link(f'/m/{token}'),
        )
        fields.summary(tags, reader, typed.wrong, typed.message)
        time_screens.day_strip(tags, reader, times)
        if not times.times:
            time_screens.nothing_free(tags, reader, times, moving=True)
            return
        with tags.form(method='post', action=reader.link(f'/m/{token}/move', **here)).classes('stack loose'):
            time_screens.times_of_day(tags, reader, times)
            with tags.div().classes('foot'):
                words = reader.say('Move to {time}', time='{time}')
                fields.button(tags, reader.say('Move booking'), **{'data-with-time': words})

    return Screen(
        title=reader.say('Choose another time'),
        build=build,
        business=view.business,
        reader=reader,
        status=409 if typed.message else 200,
        events=f'/book/{view.business.slug}/events',
    )
