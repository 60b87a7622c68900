"""Services as choices: what can be booked, what is chosen, what can be added to the same visit."""

from typing import Any

from careops_ui.visit import Reader
from domain.public_views import Business, Service, ServicesPage, TimesPage
from pages.public import fields, so_far


def services(tags: Any, reader: Reader, view: ServicesPage) -> None:
    """What can be booked, one link each."""
    business = view.business
    tags.h1(reader.say('What would you like to book?'))
    keep = {'with_': view.person.id if view.person else ''}
    if view.person:
        everything = reader.link(f'/book/{business.slug}')
        so_far.kept(tags, view.person.name, reader.say('With'), reader.say('Show everyone'), everything)
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
            tags.small(so_far.facts_of(reader, service, business.currency))
            if service.description:
                tags.small(service.description)


def services_so_far(tags: Any, reader: Reader, view: TimesPage) -> None:
    """What is going to be done in this visit, one after the other, and the way to more or fewer of it."""
    say, keep, currency = reader.say, so_far.kept_query(reader, view), view.business.currency
    with tags.div().classes('stack tight'):
        words = so_far.facts_of(reader, view.service, currency)
        so_far.chosen(tags, reader, view.service.name, words, reader.link(f'/book/{view.business.slug}'))
        for one in view.also:
            rest = '.'.join(other.slug for other in view.also if other != one)
            without = reader.link('', **keep | {'also': rest, 'with': keep['with'] or 'anyone'})
            so_far.kept(tags, one.name, so_far.facts_of(reader, one, currency), say('Remove'), without)
        if view.also:
            tags.p(say('Together: {facts}', facts=so_far.total_of(reader, so_far.visit_of(view), currency))).classes(
                'muted'
            )
        if view.more:
            fields.link(tags, say('Add another service'), reader.link('', add='1', **keep), 'target', id='add')


def adding(tags: Any, reader: Reader, view: TimesPage) -> None:
    """What can be added to the visit, one link each."""
    keep = so_far.kept_query(reader, view)
    back = reader.link('', **keep | {'with': keep['with'] or 'anyone'})
    tags.h1(reader.say('Add another service'))
    tags.p(
        reader.say(
            'It follows right after {service}, in the same visit.', service=so_far.names_of(so_far.visit_of(view))
        )
    )
    with tags.ul().classes('stack tight'):
        for one in view.more:
            also = '.'.join(each.slug for each in (*view.also, one))
            choice(tags, reader, view.business, one, reader.link('', **keep | {'also': also}))
    fields.link(tags, reader.say('Back to the times'), back, 'target centred')
