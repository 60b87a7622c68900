"""What a customer has chosen so far, and how it stays chosen from step to step."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from careops_ui import formats
from careops_ui.visit import Reader
from domain.public_views import DetailsPage, Service, TimesPage


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


def span(reader: Reader, start: datetime, end: datetime) -> str:
    """Friday 14 August, 13:45 to 14:30."""
    return reader.say(
        '{day}, {start} to {end}',
        day=formats.day(start.date(), reader.locale),
        start=formats.clock(start, reader.locale),
        end=formats.clock(end, reader.locale),
    )
