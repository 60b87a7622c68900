"""Moments as staff read them: in the business's zone, short where near, always with the full time at hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency

from domain import clock

LOCALE = 'en_GB'


@dataclass(frozen=True, slots=True)
class Times:
    """Writes moments in one zone, as seen from `now`."""

    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(cls, timezone: str) -> 'Times':
        """Seen from this moment."""
        return cls(ZoneInfo(timezone), clock.now())

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def date(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.zone).date()

    def hour(self, moment: datetime) -> str:
        """09:05"""
        return moment.astimezone(self.zone).strftime('%H:%M')

    def day(self, moment: datetime) -> str:
        """today, tomorrow, Thu 13 Aug, Thu 13 Aug 2025"""
        return day(self.date(moment), self.today)

    def when(self, moment: datetime) -> str:
        """Thu 13 Aug, 14:30"""
        return f'{self.day(moment)}, {self.hour(moment)}'

    def span(self, start: datetime, end: datetime) -> str:
        """Thu 13 Aug, 14:30 to 15:30"""
        until = self.hour(end) if self.date(start) == self.date(end) else self.when(end)
        return f'{self.when(start)} to {until}'

    def near(self, moment: datetime) -> str:
        """As lists show it: 09:10, Yesterday, Tue, 3 Aug, 3 Aug 2025."""
        there, days = self.date(moment), (self.today - self.date(moment)).days
        if days == 0:
            return self.hour(moment)
        if days == 1:
            return 'Yesterday'
        if 1 < days < 7:
            return format_date(there, 'EEE', locale=LOCALE)
        return format_date(there, 'd MMM' if there.year == self.today.year else 'd MMM y', locale=LOCALE)

    def full(self, moment: datetime) -> str:
        """Thursday 13 August 2026, 14:30 (Europe/Lisbon)"""
        return f'{long_day(self.date(moment))}, {self.hour(moment)} ({self.zone.key})'

    def since(self, moment: datetime) -> str:
        """How long ago: 2 h 10 min, 3 days."""
        return lasting(self.now - moment)


def day(there: date, today: date) -> str:
    """A day beside today: today, tomorrow, yesterday, Thu 13 Aug, Thu 13 Aug 2025."""
    words = {0: 'Today', 1: 'Tomorrow', -1: 'Yesterday'}.get((there - today).days)
    return words or format_date(there, 'EEE d MMM' if there.year == today.year else 'EEE d MMM y', locale=LOCALE)


def long_day(there: date) -> str:
    """Thursday 13 August 2026"""
    return format_date(there, 'EEEE d MMMM y', locale=LOCALE)


def short_day(there: date) -> str:
    """Thu 13 August"""
    return format_date(there, 'EEE d MMMM', locale=LOCALE)


def week(first: date, last: date) -> str:
    """10 to 16 August; 31 August to 6 September"""
    begin = 'd' if first.month == last.month else 'd MMMM'
    return f'{format_date(first, begin, locale=LOCALE)} to {format_date(last, "d MMMM", locale=LOCALE)}'


def lasting(length: timedelta) -> str:
    """2 h 10 min, 45 min, 3 days; never less than a minute."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return f'{minutes} min'
    if minutes < 24 * 60:
        return f'{minutes // 60} h {minutes % 60} min' if minutes % 60 else f'{minutes // 60} h'
    days = minutes // (24 * 60)
    return f'{days} day{"s" if days > 1 else ""}'


def money(amount: Decimal | None, currency: str) -> str:
    """€38.00; Free for nothing."""
    return format_currency(amount, currency, locale=LOCALE) if amount else 'Free'
