"""The columns of a workspace that its owner writes: what will do for each, and in which form it is kept."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from domain import addresses, regions, slugs, text
from domain.errors import Invalid
from domain.language import LANGUAGES

TIME = re.compile(r'([01]\d|2[0-3]):[0-5]\d')
COLOUR = re.compile(r'#[0-9a-f]{6}')


def checked(given: dict[str, Any], *, region: str = '') -> dict[str, Any]:
    """The given columns in the form in which they are kept; Invalid with a sentence for each that will not do."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field, value in given.items():
        try:
            kept[field] = _phone(str(value), region) if field == 'phone' else CHECKS[field](str(value))
        except ValueError as error:
            wrong[field] = str(error)
    if wrong:
        raise Invalid(wrong)
    return kept


def _name(value: str) -> str:
    value = text.line(value)
    if not value:
        raise ValueError('Please write the name of the business')
    return _at_most(200, value)


def _slug(value: str) -> str:
    value = text.line(value).lower()
    if problem := slugs.problem(value):
        raise ValueError(problem)
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError('Please choose a time zone from the list')
    return value


def _address(value: str) -> str:
    return _at_most(400, text.block(value))


def _email(value: str) -> str:
    return addresses.email(value) if value.strip() else ''


def _phone(value: str, region: str) -> str:
    return addresses.phone(value, region) if value.strip() else ''


def _currency(value: str) -> str:
    value = value.strip().upper()
    if value not in regions.currencies():
        raise ValueError('Please choose a currency from the list')
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError('Please choose one of the languages')
    return value


def _colour(value: str) -> str:
    value = value.strip().lower()
    if not COLOUR.fullmatch(value):
        raise ValueError('Please choose a colour, like #1f6f54')
    return value


def _at_most(length: int, value: str) -> str:
    if len(value) > length:
        raise ValueError(f'Please use at most {length} characters')
    return value


def _time(value: str) -> str:
    if value and not TIME.fullmatch(value):
        raise ValueError('Please give a time like 21:00')
    return value


def _hours(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value[:6]) > 24 * 90:
        raise ValueError('Please give whole hours, at most 90 days; 0 for never')
    return int(value)


CHECKS: dict[str, Callable[[str], str | int]] = {
    'quiet_from': _time,
    'quiet_until': _time,
    'resume_after_hours': _hours,
    'name': _name,
    'slug': _slug,
    'timezone': _zone,
    'address': _address,
    'contact_email': _email,
    'currency': _currency,
    'language': _language,
    'colour': _colour,
}
