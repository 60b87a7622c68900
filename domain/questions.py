"""Questions that an owner adds to the contact form: pure rules for writing them and for reading answers to them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain import text
from domain.language import say

KINDS = {
    'text': 'Short answer',
    'long_text': 'Long answer',
    'choice': 'One of a list',
    'multiple_choice': 'Several of a list',
    'yes_no': 'Yes or no',
    'number': 'Number',
    'date': 'Date',
}
LISTS = ('choice', 'multiple_choice')
LABEL, ANSWER, OPTIONS = 200, 2000, 20


def checked(fields: Sequence[Mapping[str, Any]], wrong: dict[str, str]) -> list[dict[str, Any]]:
    """The questions as they are stored; adds a sentence to `wrong` under `fields.0.label`, `.kind` or `.options`. Keys are kept or made."""
    kept: list[dict[str, Any]] = []
    for index, given in enumerate(fields):
        label, kind = text.line(str(given.get('label') or '')), str(given.get('kind') or 'text')
        options = [option for option in (text.line(str(one)) for one in given.get('options') or []) if option]
        if not label or len(label) > LABEL:
            wrong[f'fields.{index}.label'] = 'Please write the question, in at most 200 characters'
        if kind not in KINDS:
            wrong[f'fields.{index}.kind'] = 'This kind of question is not known'
        if kind in LISTS and not 1 < len(dict.fromkeys(options)) <= OPTIONS:
            wrong[f'fields.{index}.options'] = 'Please give two to twenty different answers to choose from'
        kept.append(
            {
                'key': _key(str(given.get('key') or '') or label, {field['key'] for field in kept}),
                'label': label[:LABEL],
                'kind': kind,
                'required': bool(given.get('required')),
                'options': [option[:LABEL] for option in dict.fromkeys(options)] if kind in LISTS else [],
                'help': text.line(str(given.get('help') or ''))[:LABEL],
            }
        )
    return kept


def answered(
    fields: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], wrong: dict[str, str], *, language: str
) -> list[tuple[str, str]]:
    """(question, answer) of what was answered; adds a sentence to `wrong` under `extra.key`, in the reader's language."""
    lines = []
    for field in fields:
        given = answers.get(field['key'])
        try:
            answer = _answer(field, given, language)
        except ValueError as error:
            wrong[f'extra.{field["key"]}'] = say(language, str(error))
            continue
        if answer:
            lines.append((str(field['label']), answer))
        elif field.get('required'):
            wrong[f'extra.{field["key"]}'] = say(language, 'Please answer this')
    return lines


def _answer(field: Mapping[str, Any], given: Any, language: str) -> str:
    """The answer as text, '' for none; ValueError with a sentence."""
    kind, options = field['kind'], field.get('options') or []
    if given is None or given in ('', []):
        return ''
    if kind == 'yes_no':
        return say(language, 'Yes' if given in (True, 'yes', 'true', 'on', '1') else 'No')
    if kind in LISTS:
        chosen = [str(one) for one in (given if isinstance(given, list | tuple) else [given])]
        if any(one not in options for one in chosen) or (kind == 'choice' and len(chosen) > 1):
            raise ValueError('Please choose from the list')
        return ', '.join(chosen)
    answer = text.block(str(given))
    if len(answer) > ANSWER:
        raise ValueError('Please keep this under 2,000 characters')
    return _typed(kind, answer)


def _typed(kind: str, answer: str) -> str:
    if kind == 'number' and answer and not re.fullmatch(r'[+-]?\d{1,15}([.,]\d{1,6})?', answer):
        raise ValueError('Please write a number')
    if kind == 'date' and answer:
        try:
            date.fromisoformat(answer)
        except ValueError:
            raise ValueError('Please give a date') from None
    return answer


def _key(wish: str, taken: set[str]) -> str:
    """A short name for the question that no other one has."""
    stem = re.sub(r'[^a-z0-9]+', '_', wish.lower()).strip('_')[:40] or 'question'
    key, number = stem, 2
    while key in taken:
        key, number = f'{stem}_{number}', number + 1
    return key
