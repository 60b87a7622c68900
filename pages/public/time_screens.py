"""Day and time: a strip of days, the free times of one of them, and what to do where nothing is free."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from careops_ui import formats
from careops_ui.visit import Reader
from domain.language import noted
from domain.public_views import Time, TimesPage
from pages.public import fields, service_screens, so_far


def times(tags: Any, reader: Reader, view: TimesPage, base: str) -> None:
    """Person, day and time; the time is a radio button, everything else a link."""
    tags.h1(reader.say('When suits you?'))
    service_screens.services_so_far(tags, reader, view)
    if view.people:
        people(tags, reader, view)
    day_strip(tags, reader, view)
    if not view.times:
        nothing_free(tags, reader, view)
        return
    with tags.form(method='get', action=base).classes('stack loose'):
        fields.hidden(tags, **so_far.carried(reader, view))
        times_of_day(tags, reader, view)
        with tags.div().classes('foot'):
            fields.button(
                tags, reader.say('Continue'), **{'data-with-time': reader.say('Continue with {time}', time='{time}')}
            )
    wait_link(tags, reader, view, 'target centred')


def people(tags: Any, reader: Reader, view: TimesPage) -> None:
    """Anyone who is free, or one of them."""
    keep = so_far.kept_query(reader, view)
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
    keep = so_far.kept_query(reader, view)
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
    keep = so_far.kept_query(reader, view) | {'day': view.day, 'zone': ''}
    if not own:
        words = reader.say('Show times in {zone}', zone=view.business.timezone.replace('_', ' '))
        tags.a(words, href=reader.link('', **keep)).classes('target')
    offer = reader.say('Show times in {zone}', zone='{zone}')
    tags.p(hidden=True, **{'data-zone-offer': offer, 'data-zone': view.timezone}).classes('small')


def nothing_free(tags: Any, reader: Reader, view: TimesPage, *, moving: bool = False) -> None:
    """Says so, names the next free day, and offers that day, another person, or a message."""
    keep = so_far.kept_query(reader, view)
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
