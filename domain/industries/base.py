"""What an industry template is made of: plain values, no tables; prices are amounts in euro that `in_currency` carries over."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TEAL, PLUM, ROSE, BLUE, AMBER, SLATE = '#1f8a70', '#7a5bb5', '#c2496b', '#2f74c0', '#c07a1c', '#5b6b7c'

# How many units of a currency buy roughly what one euro buys in such a business; a start that the owner corrects.
LEVELS = {
    'EUR': '1', 'USD': '1.2', 'GBP': '1', 'CHF': '1.5', 'CAD': '1.5', 'AUD': '1.6', 'NZD': '1.6', 'SEK': '11', 'NOK': '12',
    'DKK': '8', 'PLN': '4', 'CZK': '20', 'HUF': '300', 'RON': '4', 'BRL': '4', 'MXN': '15', 'ZAR': '12', 'INR': '30',
    'JPY': '130', 'KRW': '1200', 'CNY': '5', 'HKD': '8', 'SGD': '1.5', 'AED': '4', 'ILS': '4', 'TRY': '25',
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A booking type to begin with; `uses` names items with the amount for one booking, `forms` names forms."""

    name: str
    description: str
    minutes: int
    price: str | None
    colour: str = TEAL
    before: int = 0
    after: int = 0
    step: int = 15
    notice: int = 120
    furthest: int = 60
    capacity: int = 1
    place: str = 'in_person'
    confirm: bool = True
    forms: tuple[str, ...] = ()
    uses: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form to begin with; `fields` as `FormTemplate.fields` holds them."""

    name: str
    description: str
    fields: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """An item to begin with; `have` is a first count that the owner corrects."""

    name: str
    unit: str
    have: int
    low: int = 0
    critical: int = 0
    reusable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """Everything that a business of one trade starts with. `hours`: weekday (0 is Monday) → its ranges."""

    key: str
    name: str
    about: str
    icon: str
    services: tuple[Service, ...]
    hours: dict[int, tuple[tuple[str, str], ...]]
    heading: str
    intro: str
    questions: list[dict[str, Any]]
    forms: tuple[Form, ...]
    stock: tuple[Stock, ...]

    @property
    def weekly(self) -> list[dict[str, Any]]:
        """The hours as a schedule keeps them."""
        return [
            {'weekday': day, 'start': start, 'end': end} for day, ranges in self.hours.items() for start, end in ranges
        ]


def field(
    key: str, label: str, kind: str = 'text', *options: str, required: bool = False, help: str = ''
) -> dict[str, Any]:
    """One question of a form, as forms and the contact form keep it."""
    return {'key': key, 'label': label, 'kind': kind, 'required': required, 'options': list(options), 'help': help}


def in_currency(price: str | None, currency: str) -> Decimal | None:
    """A believable round price in the currency; None and zero (free) stay what they are."""
    if price is None:
        return None
    amount = Decimal(price) * Decimal(LEVELS.get(currency, '1'))
    step = next(step for limit, step in ((100, 1), (1000, 5), (10_000, 100), (10**9, 500)) if amount < limit)
    return (amount / step).quantize(Decimal(1)) * step


def days(first: int, last: int, *ranges: tuple[str, str]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The same ranges from one weekday to another."""
    return dict.fromkeys(range(first, last + 1), ranges)
