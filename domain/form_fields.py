"""The fields of a form: pure rules for writing them, and for reading the answers that customers give."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from domain import addresses, text
from domain.errors import Invalid
from domain.language import say

KINDS = {
    'short_text': 'Short text',
    'long_text': 'Long text',
    'number': 'Number',
    'date': 'Date',
    'choice': 'One of a list',
    'multiple_choice': 'Several of a list',
    'yes_no': 'Yes or no',
    'email': 'E-mail address',
    'phone': 'Phone number',
    'consent': 'Consent (a box to tick)',
    'heading': 'Heading or explanation',
}
LISTS = ('choice', 'multiple_choice')
ALSO = {'text': 'short_text'}
LABEL, HELP, SHORT, LONG, OPTIONS, MOST = 1000, 500, 300, 5000, 40, 60

Field = Mapping[str, Any]


def kind(field: Field) -> str:
    """The kind of a stored field."""
    return ALSO.get(str(field.get('kind')), str(field.get('kind')))


def checked(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """The fields as they are stored, each with a key of its own; Invalid names `fields`, `fields.0.label`, `.kind` or `.options`."""
    wrong: dict[str, str] = {}
    kept: list[dict[str, Any]] = []
    if not any(kind(field) != 'heading' for field in fields):
        wrong['fields'] = 'Please add at least one question'
    if len(fields) > MOST:
        wrong['fields'] = f'{MOST} fields are the most that one form can have'
    for index, field in enumerate(fields[:MOST]):
        wrong |= {f'fields.{index}.{name}': sentence for name, sentence in _wrong(field).items()}
        kept.append(_stored(field, {other['key'] for other in kept}))
    if wrong:
        raise Invalid(wrong)
    return kept


def _wrong(field: Field) -> dict[str, str]:
    wrong = {}
    if not 0 < len(text.block(str(field.get('label') or ''))) <= LABEL:
        wrong['label'] = f'Please write the words of this field, in at most {LABEL:,} characters'
    if kind(field) not in KINDS:
        wrong['kind'] = 'Please choose what kind of field this is'
    if kind(field) in LISTS and not 2 <= len(options(field)) <= OPTIONS:
        wrong['options'] = f'Please give at least two answers to choose from, and at most {OPTIONS}'
    if len(str(field.get('help') or '')) > HELP:
        wrong['help'] = f'Please keep the help under {HELP} characters'
    return wrong


def _stored(field: Field, taken: set[str]) -> dict[str, Any]:
    label, what = text.block(str(field.get('label') or '')), kind(field)
    return {
        'key': _key(str(field.get('key') or '') or label, taken),
        'label': label[:LABEL],
        'kind': what,
        'required': bool(field.get('required')) and what != 'heading',
        'options': options(field) if what in LISTS else [],
        'help': text.line(str(field.get('help') or ''))[:HELP],
    }


def options(field: Field) -> list[str]:
    """The answers of a list, without blanks and repetitions."""
    given = [text.line(str(option))[:SHORT] for option in field.get('options') or []]
    return list(dict.fromkeys(option for option in given if option))


def _key(wish: str, taken: set[str]) -> str:
    """A short name that no other field of the form has."""
    stem = re.sub(r'[^a-z0-9]+', '_', wish.lower()).strip('_')[:40] or 'field'
    key, number = stem, 2
    while key in taken:
        key, number = f'{stem}_{number}', number + 1
    return key


def questions(fields: Sequence[Field]) -> list[Field]:
    """The fields that are answered: headings are only read."""
    return [field for field in fields if kind(field) != 'heading']


def draft(fields: Sequence[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    """What can be kept of unfinished answers: known fields, text cut to length, choices from their list. Never refuses."""
    kept = {}
    for field in questions(fields):
        value = _plain(field, given.get(field['key']))
        if value not in (None, '', []):
            kept[field['key']] = value
    return kept


def _plain(field: Field, value: Any) -> Any:
    what = kind(field)
    if what in LISTS:
        chosen = value if isinstance(value, list | tuple) else [value]
        known = [option for option in options(field) if option in [str(one) for one in chosen]]
        return known if what == 'multiple_choice' else (known or [''])[0]
    if what in ('yes_no', 'consent'):
        return _truth(value)
    return text.block(str(value if value is not None else ''))[: LONG if what == 'long_text' else SHORT]


def _truth(value: Any) -> bool | None:
    """Yes, no, or nothing said; forms without script send words."""
    word = str(value).lower() if value is not None else ''
    if word in ('true', 'yes', 'on', '1'):
        return True
    return False if word in ('false', 'no', 'off', '0') else None


def answered(
    fields: Sequence[Field], given: Mapping[str, Any], *, language: str = 'en', region: str = ''
) -> dict[str, Any]:
    """Complete answers in the form in which they are stored; Invalid names each wrong one as `answers.<key>`, in the reader's language."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in questions(fields):
        try:
            value = _answer(field, given.get(field['key']), region)
        except ValueError as error:
            wrong[f'answers.{field["key"]}'] = say(language, str(error))
            continue
        if value not in (None, '', []):
            kept[field['key']] = value
    if wrong:
        raise Invalid(wrong)
    return kept


def _answer(field: Field, given: Any, region: str) -> Any:
    """The stored answer; ValueError with a sentence for one that is wrong or missing."""
    what = kind(field)
    if what in LISTS:
        _known(field, given)
    if what not in ('long_text', *LISTS) and len(str(given or '')) > SHORT:
        raise ValueError('Please keep this shorter')
    if what == 'long_text' and len(str(given or '')) > LONG:
        raise ValueError('Please keep this under 5,000 characters')
    value = _plain(field, given)
    if what == 'consent':
        if field.get('required') and value is not True:
            raise ValueError('Please tick this to go on')
        return value or None
    if value in (None, '', []):
        if field.get('required'):
            raise ValueError('Please answer this')
        return None
    return TYPED[what](value, region) if what in TYPED else value


def _known(field: Field, given: Any) -> None:
    chosen = [str(one) for one in (given if isinstance(given, list | tuple) else [given]) if one not in (None, '')]
    if any(text.line(one) not in options(field) for one in chosen) or (kind(field) == 'choice' and len(chosen) > 1):
        raise ValueError('Please choose from the list')


def _number(value: str, _: str) -> str:
    try:
        number = Decimal(value.replace(' ', '').replace(',', '.'))
    except InvalidOperation:
        raise ValueError('Please write a number') from None
    if not number.is_finite() or abs(number.adjusted()) > 15:
        raise ValueError('Please write a number')
    return f'{number:f}'


def _date(value: str, _: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError('Please give a date') from None


TYPED: dict[str, Callable[[str, str], str]] = {
    'number': _number,
    'date': _date,
    'email': lambda value, _: addresses.email(value),
    'phone': addresses.phone,
}


def readable(field: Field, answer: Any, language: str = 'en') -> str:
    """An answer as a person reads it; '' where there is none."""
    if isinstance(answer, bool):
        return say(language, 'Yes' if answer else 'No')
    if isinstance(answer, list):
        return ', '.join(str(one) for one in answer)
    if answer and kind(field) == 'phone':
        return addresses.readable_phone(str(answer))
    if answer and kind(field) == 'date':
        return _day(str(answer))
    return str(answer or '')


def _day(answer: str) -> str:
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return answer
    return f'{day.day} {day:%B %Y}'
