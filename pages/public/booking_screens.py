"""How the steps of booking look: services, then person, day and time, then details."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from careops_ui import formats
from careops_ui.visit import Reader
from domain.language import noted
from domain.public_views import Business, DetailsPage, Service, ServicesPage, Time, TimesPage
from pages.public import fields


def services(tags: Any, reader: Reader, view: ServicesPage) -> None:
    """What can be booked, one link each."""
    business = view.business
    tags.h1(reader.say('What would you like to book?'))
    keep = {'with_': view.person.id if view.person else ''}
    if view.person:
        everything = reader.link(f'/book/{business.slug}')
        kept(tags, view.person.name, reader.say('With'), reader.say('Show everyone'), everything)
    if not view.services:
        with tags.div(**{'data-icon': 'event_busy'}).classes('empty panel'):
            tags.h2(reader.say('Nothing can be booked online right now'))
            tags.p(reader.say('Please write to us, and we will find a time together.'))
            fields.link(tags, reader.say('Write to us'), reader.link(f'/c/{business.slug}'))
        return
    with tags.ul().classes('stack tight'):
        for service in view.services:
            choice(tags, reader, business, service, reader.link(f'/book/{business.slug}/{service.slug}', **keep))
    zone = business.timezone.replace('_', ' ')
    tags.p(reader.say('Times are shown for {zone}, where {name} is.', zone=zone, name=business.name)).classes('faint')


def choice(tags: Any, reader: Reader, business: Business, service: Service, href: str) -> None:
    """One service as a link."""
    with tags.li(), tags.a(href=href).classes('choice'):
        tags.span().classes('tone').style(f'--tone: {service.colour}')
        with tags.span().classes('two wrap'):
            tags.b(service.name)
            tags.small(facts_of(reader, service, business.currency))
            if service.description:
                tags.small(service.description)


def facts_of(reader: Reader, service: Service, currency: str) -> str:
    """45 min · 38 €."""
    return total_of(reader, (service,), currency)


def total_of(reader: Reader, services: Sequence[Service], currency: str) -> str:
    """The same for several together; without a price where one of them has none."""
    parts = [formats.length(sum(one.duration_minutes for one in services))]
    prices = [one.price for one in services if one.price is not None]
    if len(prices) == len(services):
        price = sum(prices, Decimal(0))
        parts.append(formats.money(price, currency, reader.locale) if price else reader.say('free'))
    return ' · '.join(parts)


def visit_of(view: TimesPage | DetailsPage) -> tuple[Service, ...]:
    """All services of the visit, in their order."""
    return (view.service, *view.also)


def names_of(services: Sequence[Service]) -> str:
    """Cut + Colour."""
    return ' + '.join(one.name for one in services)


def chosen(tags: Any, reader: Reader, title: str, words: str, back: str) -> None:
    """The choice so far, and the way back to it."""
    kept(tags, title, words, reader.say('Change'), back)


def kept(tags: Any, title: str, words: str, way: str, back: str) -> None:
    """A panel with what stands, and one way from it."""
    with tags.div().classes('panel pad between'):
        with tags.div().classes('two wrap'):
            tags.b(title)
            tags.small(words)
        with tags.a(way, href=back).classes('target'):
            tags.span(f' {title}').classes('sr')


def times(tags: Any, reader: Reader, view: TimesPage, base: str) -> None:
    """Person, day and time; the time is a radio button, everything else a link."""
    tags.h1(reader.say('When suits you?'))
    services_so_far(tags, reader, view)
    if view.people:
        people(tags, reader, view)
    day_strip(tags, reader, view)
    if not view.times:
        nothing_free(tags, reader, view)
        return
    with tags.form(method='get', action=base).classes('stack loose'):
        fields.hidden(tags, **carried(reader, view))
        times_of_day(tags, reader, view)
        with tags.div().classes('foot'):
            fields.button(
                tags, reader.say('Continue'), **{'data-with-time': reader.say('Continue with {time}', time='{time}')}
            )
    wait_link(tags, reader, view, 'target centred')


def services_so_far(tags: Any, reader: Reader, view: TimesPage) -> None:
    """What is going to be done in this visit, one after the other, and the way to more or fewer of it."""
    say, keep, currency = reader.say, kept_query(reader, view), view.business.currency
    with tags.div().classes('stack tight'):
        words = facts_of(reader, view.service, currency)
        chosen(tags, reader, view.service.name, words, reader.link(f'/book/{view.business.slug}'))
        for one in view.also:
            rest = '.'.join(other.slug for other in view.also if other != one)
            without = reader.link('', **keep | {'also': rest, 'with': keep['with'] or 'anyone'})
            kept(tags, one.name, facts_of(reader, one, currency), say('Remove'), without)
        if view.also:
            tags.p(say('Together: {facts}', facts=total_of(reader, visit_of(view), currency))).classes('muted')
        if view.more:
            fields.link(tags, say('Add another service'), reader.link('', add='1', **keep), 'target', id='add')


def adding(tags: Any, reader: Reader, view: TimesPage) -> None:
    """What can be added to the visit, one link each."""
    keep = kept_query(reader, view)
    back = reader.link('', **keep | {'with': keep['with'] or 'anyone'})
    tags.h1(reader.say('Add another service'))
    tags.p(reader.say('It follows right after {service}, in the same visit.', service=names_of(visit_of(view))))
    with tags.ul().classes('stack tight'):
        for one in view.more:
            also = '.'.join(each.slug for each in (*view.also, one))
            choice(tags, reader, view.business, one, reader.link('', **keep | {'also': also}))
    fields.link(tags, reader.say('Back to the times'), back, 'target centred')


def carried(reader: Reader, view: TimesPage | DetailsPage) -> dict[str, str]:
    """What stays chosen from step to step."""
    return {
        'also': '.'.join(one.slug for one in view.also),
        'with': str(view.person.id) if view.person else '',
        'zone': view.timezone if view.timezone != view.business.timezone else '',
        'lang': reader.asked,
        'embed': '1' if reader.embed else '',
    }


def kept_query(reader: Reader, view: TimesPage | DetailsPage) -> dict[str, str]:
    """The same for links, which keep language and embedding by themselves."""
    return {key: value for key, value in carried(reader, view).items() if key in {'also', 'with', 'zone'}}


def people(tags: Any, reader: Reader, view: TimesPage) -> None:
    """Anyone who is free, or one of them."""
    keep = kept_query(reader, view)
    del keep['with']
    with tags.div(role='group', **{'aria-labelledby': 'people'}).classes('stack tight'):
        tags.h2(reader.say('With whom?'), id='people')
        with tags.ul().classes('cluster'):
            for person in (None, *view.people):
                with tags.li():
                    tags.a(
                        person.name if person else reader.say('Anyone who is free'),
                        href=reader.link('', with_=person.id if person else 'anyone', **keep),
                        id=f'person-{person.id if person else "anyone"}',
                        **{'aria-current': 'true' if person == view.person else None},
                    ).classes('person')


def day_strip(tags: Any, reader: Reader, view: TimesPage) -> None:
    """The days in view as links, those without a free time struck through, and the way to earlier and later ones."""
    keep = kept_query(reader, view)
    first, last = view.days[0].day, view.days[-1].day
    heading = formats.month(first, reader.locale)
    if (first.year, first.month) != (last.year, last.month):
        heading = f'{formats.month_name(first, reader.locale)} – {formats.month(last, reader.locale)}'
    with tags.div(role='group', **{'aria-labelledby': 'days'}).classes('stack tight'):
        with tags.div().classes('between'):
            tags.h2(heading, id='days')
            with tags.div().classes('cluster nowrap flush'):
                for words, icon, day in (
                    (reader.say('Earlier days'), 'chevron_left', view.earlier),
                    (reader.say('Later days'), 'chevron_right', view.later),
                ):
                    step(tags, words, icon, reader.link('', day=day, **keep) if day else '')
        with tags.ul().classes('days'):
            for day in view.days:
                with tags.li():
                    one_day(tags, reader, view, day.day, day.free, reader.link('', day=day.day, **keep))


def step(tags: Any, words: str, icon: str, href: str) -> None:
    """One arrow beside the days; without a target it stays in place, dimmed."""
    given: dict[str, Any] = {'href': href} if href else {'role': 'link', 'aria-disabled': 'true'}
    with tags.a(id=icon, **given, **{'data-icon': icon}).classes('btn square'):
        tags.span(words).classes('sr')


def one_day(tags: Any, reader: Reader, view: TimesPage, day: Any, free: int, href: str) -> None:
    """A day of the strip: its visible words first, then what only a screen reader needs."""
    here = day == view.day
    given: dict[str, Any] = {'href': href} if free or here else {'role': 'link', 'aria-disabled': 'true'}
    with tags.a(id=f'day-{day}', **given, **{'aria-current': 'date' if here else None}).classes(
        'day' if free else 'day off'
    ):
        tags.span(formats.weekday(day, reader.locale))
        tags.b(str(day.day))
        month = formats.month_name(day, reader.locale)
        tags.span(f' {month}' if free else f' {month}, {reader.say("nothing free")}').classes('sr')


def times_of_day(tags: Any, reader: Reader, view: TimesPage) -> None:
    """The free times of the day in view, grouped as people speak of them, with the zone by name."""
    with tags.div().classes('stack tight'):
        tags.h2(formats.day(view.day, reader.locale))
        zone_line(tags, reader, view)
        for words, part in parts_of_day(view.times):
            with tags.fieldset().classes('bare wide part'):
                tags.legend(reader.say(words)).classes('faint')
                with tags.div().classes('times'):
                    for time in part:
                        one_time(tags, reader, time.start, seats=time.remaining if view.service.capacity > 1 else 0)
        tags.p(
            role='status', **{'data-taken': reader.say('Somebody has just taken that time. Please choose another.')}
        ).classes('bad')


MORNING, AFTERNOON, EVENING = noted('Morning'), noted('Afternoon'), noted('Evening')


def parts_of_day(times: Sequence[Time]) -> list[tuple[str, list[Time]]]:
    """Morning until noon, afternoon until five, evening after that; an empty part is left out."""
    parts: dict[str, list[Time]] = {MORNING: [], AFTERNOON: [], EVENING: []}
    for time in times:
        hour = time.start.hour
        parts[MORNING if hour < 12 else AFTERNOON if hour < 17 else EVENING].append(time)
    return [(words, part) for words, part in parts.items() if part]


def one_time(
    tags: Any, reader: Reader, start: datetime, *, seats: int = 0, day: bool = False, checked: bool = False
) -> None:
    """One start as a radio button, with the places left in a group, or with its day."""
    words = formats.clock(start, reader.locale)
    with tags.label().classes('time seats' if seats or day else 'time'):
        tags.input_(
            type='radio', name='start', value=start.isoformat(), required=True, checked=checked, **{'data-time': words}
        )
        with tags.span().classes('stack flush centred'):
            tags.span(words)
            if seats:
                tags.small(reader.say('1 place left') if seats == 1 else reader.say('{n} places left', n=seats))
            if day:
                tags.small(f'{formats.weekday(start.date(), reader.locale)} {start.day}')


def zone_line(tags: Any, reader: Reader, view: TimesPage) -> None:
    """In which zone the times are; who lives in another one is offered theirs by public.js."""
    at = view.times[0].start
    own = view.timezone == view.business.timezone
    tags.p(reader.say('Times in {zone}', zone=formats.zone(view.timezone, at))).classes('muted small')
    keep = kept_query(reader, view) | {'day': view.day, 'zone': ''}
    if not own:
        words = reader.say('Show times in {zone}', zone=view.business.timezone.replace('_', ' '))
        tags.a(words, href=reader.link('', **keep)).classes('target')
    offer = reader.say('Show times in {zone}', zone='{zone}')
    tags.p(hidden=True, **{'data-zone-offer': offer, 'data-zone': view.timezone}).classes('small')


def nothing_free(tags: Any, reader: Reader, view: TimesPage, *, moving: bool = False) -> None:
    """Says so, names the next free day, and offers that day, another person, or a message."""
    keep = kept_query(reader, view)
    with tags.div(**{'data-icon': 'event_busy'}).classes('empty panel'):
        tags.h2(reader.say('Nothing is free on {day}', day=formats.day(view.day, reader.locale)))
        if view.lacking:
            tags.p(reader.say(view.lacking))
        elif view.next_free:
            day = formats.day(view.next_free, reader.locale)
            tags.p(reader.say('The next free day is {day}.', day=day))
            fields.link(tags, reader.say('Show {day}', day=day), reader.link('', day=view.next_free, **keep), 'btn')
        else:
            tags.p(reader.say('Nothing is free in the time that can be booked ahead.'))
        if view.person and view.people and not moving:
            words = reader.say('Look with anyone')
            fields.link(tags, words, reader.link('', **keep | {'day': view.day, 'with': 'anyone'}))
        if not (moving or view.lacking):
            wait_link(tags, reader, view, 'btn outline')
        fields.link(tags, reader.say('Write to us'), reader.link(f'/c/{view.business.slug}'), 'target')


def wait_link(tags: Any, reader: Reader, view: TimesPage, look: str) -> None:
    """The way to the waiting list, for the day and the person in view; one waits for a single service."""
    if view.also:
        return
    path = f'/book/{view.business.slug}/{view.service.slug}/wait'
    href = reader.link(path, day=view.day, with_=view.person.id if view.person else '')
    fields.link(tags, reader.say('Tell me when a time becomes free'), href, look)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a customer has typed so far, and what was wrong with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    message: str = ''
    key: str = ''


def details(tags: Any, reader: Reader, view: DetailsPage, typed: Typed, base: str) -> None:
    """Who books. Where the time went in the meantime, the nearest ones are choices of the same form, so nothing typed is lost."""
    when = span(reader, view.start, view.end)
    services = visit_of(view)
    price = total_of(reader, services, view.business.currency).partition(' · ')[2]
    zone = view.timezone.replace('_', ' ')
    words = ' · '.join(
        part for part in (when if view.free else '', zone, view.person.name if view.person else '', price) if part
    )
    keep = kept_query(reader, view)
    back = reader.link(base, day=view.start.date(), **keep)
    chosen(tags, reader, names_of(services), words, back)
    tags.h1(reader.say('Your details'))
    with tags.form(
        method='post',
        novalidate=True,
        action=reader.link(base, start=view.start.isoformat(), **keep),
    ).classes('stack loose'):
        fields.hidden(tags, submission_key=typed.key)
        if view.free:
            fields.hidden(tags, start=view.start.isoformat())
        else:
            nearest(tags, reader, view, back)
        fields.summary(tags, reader, typed.wrong, typed.message)
        who(tags, reader, view, typed)
        tags.p(reader.say('We use your details for this appointment only.')).classes('faint')
        if view.free or view.nearest:
            day = formats.weekday_name(view.start.date(), reader.locale)
            time = formats.clock(view.start, reader.locale)
            book = reader.say(
                'Book {day} at {time}' if all(one.auto_confirm for one in services) else 'Ask for {day} at {time}',
                day=day,
                time=time,
            )
            with tags.div().classes('foot'):
                fields.button(tags, book if view.free else reader.say('Book the chosen time'))


def span(reader: Reader, start: datetime, end: datetime) -> str:
    """Friday 14 August, 13:45 to 14:30."""
    return reader.say(
        '{day}, {start} to {end}',
        day=formats.day(start.date(), reader.locale),
        start=formats.clock(start, reader.locale),
        end=formats.clock(end, reader.locale),
    )


def nearest(tags: Any, reader: Reader, view: DetailsPage, back: str) -> None:
    """The plain sentence, and what is left."""
    with tags.div(role='alert', **{'data-icon': 'info'}).classes('banner warn'):
        with tags.div().classes('stack tight grow'):
            gone = reader.say('{when} has just been taken.', when=span(reader, view.start, view.end))
            tags.p(reader.say(view.lacking) if view.lacking else gone)
            if view.nearest:
                with tags.fieldset().classes('bare wide'):
                    tags.legend(reader.say('These times are the nearest; what you typed is still here.'))
                    with tags.div().classes('times'):
                        for start in view.nearest:
                            one_time(tags, reader, start, day=True)
            fields.link(tags, reader.say('Show all times'), back, 'target')


def questions_of(view: DetailsPage) -> list[dict[str, Any]]:
    """The owner's questions of all services; one that several ask is asked once."""
    found: dict[str, dict[str, Any]] = {}
    for question in (each for one in visit_of(view) for each in one.questions):
        found.setdefault(str(question['key']), question)
    return list(found.values())


def who(tags: Any, reader: Reader, view: DetailsPage, typed: Typed) -> None:
    """Name, e-mail, telephone, the owner's questions, and room for a word."""

    say = reader.say

    def line(words: str, name: str, kind: str, autocomplete: str, *, help: str = '', optional: bool = False) -> None:
        fields.entry(
            tags,
            words,
            name,
            kind=kind,
            value=str(typed.values.get(name, '')),
            wrong=typed.wrong.get(name, ''),
            help=help,
            optional=say('(optional)') if optional else '',
            autocomplete=autocomplete,
        )

    line(say('Name'), 'name', 'text', 'name')
    line(say('E-mail'), 'email', 'email', 'email')
    line(say('Phone'), 'phone', 'phone', 'tel', help=say('E-mail or phone: one of the two is enough.'))
    for question in questions_of(view):
        name = f'answers.{question["key"]}'
        fields.question(tags, reader, question, name, typed.values.get(name), wrong=typed.wrong.get(name, ''))
    line(say('Anything we should know?'), 'notes', 'long_text', 'off', optional=True)
