"""Days, times, prices and lengths as people write them, in the reader's locale."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, localedata, numbers

FIRST, LAST = 2000, 2200
DAYS = {'de': 'EEEE, d. MMMM', 'en_US': 'EEEE, MMMM d', 'en_CA': 'EEEE, MMMM d'}


@lru_cache(256)
def known(locale: str, otherwise: str) -> str:
    """The locale, where its days and prices are known."""
    return locale if localedata.exists(locale) else otherwise


@lru_cache(4096)
def day(value: date, locale: str) -> str:
    """Friday 14 August."""
    return dates.format_date(value, DAYS.get(locale) or DAYS.get(locale[:2]) or 'EEEE d MMMM', locale=locale)


@lru_cache(1024)
def month(value: date, locale: str) -> str:
    """August 2026."""
    return str(dates.format_skeleton('yMMMM', value, locale=locale))


@lru_cache(1024)
def month_name(value: date, locale: str) -> str:
    """August."""
    return dates.format_date(value, 'LLLL', locale=locale)


@lru_cache(1024)
def weekday(value: date, locale: str) -> str:
    """Fri."""
    return dates.format_date(value, 'ccc', locale=locale).rstrip('.')


@lru_cache(4096)
def weekday_name(value: date, locale: str) -> str:
    """Friday."""
    return dates.format_date(value, 'cccc', locale=locale)


def clock(value: datetime, locale: str) -> str:
    """13:45, or 1:45 PM where people write so."""
    return _clock(value.time().replace(second=0, microsecond=0), locale)


@lru_cache(4096)
def _clock(value: time, locale: str) -> str:
    return dates.format_time(value, 'short', locale=locale).replace('\u202f', '\u00a0')


@lru_cache(1024)
def money(amount: Decimal, currency: str, locale: str) -> str:
    """38 €, without cents where there are none."""
    pattern = Locale.parse(locale).currency_formats['standard'].pattern
    whole = amount == amount.to_integral_value()
    if not whole:
        return numbers.format_currency(amount, currency, locale=locale)
    return numbers.format_currency(amount, currency, pattern.replace('.00', ''), locale, currency_digits=False)


def length(minutes: int) -> str:
    """2 h 30 min: the same in every language we speak."""
    hours, rest = divmod(minutes, 60)
    return ' '.join([f'{hours} h'] * bool(hours) + [f'{rest} min'] * bool(rest or not hours))


def zone(name: str, at: datetime) -> str:
    """Europe/Lisbon (UTC+1)."""
    offset = at.astimezone(ZoneInfo(name)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    ahead = f'{"-" if offset < timedelta() else "+"}{hours}' + (f':{minutes:02}' if minutes else '')
    return f'{name.replace("_", " ")} (UTC{ahead if offset else ""})' if name != 'UTC' else 'UTC'
