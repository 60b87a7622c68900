"""What a time zone tells about a business: its country, and the money used there."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.numbers import get_territory_currencies

NO_PLACES = ('Etc/', 'SystemV/', 'posix/', 'right/')


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every IANA zone that a business can stand in, by name."""
    return tuple(
        sorted(
            zone for zone in available_timezones() if zone == 'UTC' or ('/' in zone and not zone.startswith(NO_PLACES))
        )
    )


def of_zone(zone: str) -> str:
    """The country (ISO 3166) of a time zone; '' where there is no one country."""
    found = str(get_global('zone_territories').get(zone, ''))
    return found if len(found) == 2 else ''


def currency(region: str) -> str:
    """The money (ISO 4217) of a country; EUR where we know none."""
    return next(iter(get_territory_currencies(region)), 'EUR') if region else 'EUR'


@lru_cache(maxsize=1)
def currencies() -> tuple[str, ...]:
    """Every currency that is legal tender somewhere now."""
    return tuple(
        sorted({code for region in get_global('territory_currencies') for code in get_territory_currencies(region)})
    )
