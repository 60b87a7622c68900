"""Templates become text and HTML. Pure: words and values in, a finished message out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_VARIABLE = re.compile(r'\{(\w+)\}')


@dataclass(frozen=True, slots=True)
class Button:
    """A link with a label."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """Facts, one in a row: what and its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few lines of text."""

    text: str


Part = Button | Card | Paragraph
Value = str | Card | tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """How a message reads now; `parts` are its paragraphs, cards and buttons."""

    subject: str
    text: str
    parts: tuple[Part, ...]


def filled(template: str, values: Mapping[str, Value]) -> str:
    """The template as plain text; a variable without a value leaves nothing behind. Values are never read as templates."""
    return _VARIABLE.sub(lambda found: _inline(values.get(found[1], '')), template)


def parts(body: str, values: Mapping[str, Value]) -> list[Part]:
    """The paragraphs of a body; a card or button that stands alone becomes one, an empty paragraph goes away."""
    return [part for paragraph in re.split(r'\n\s*\n', body.strip()) for part in _parts(paragraph.strip(), values)]


def _parts(paragraph: str, values: Mapping[str, Value]) -> Iterator[Part]:
    alone = _VARIABLE.fullmatch(paragraph)
    value = values.get(alone[1], '') if alone else ''
    if isinstance(value, Card):
        yield value
    elif isinstance(value, tuple):
        yield from value
    elif words := filled(paragraph, values).strip():
        yield Paragraph(words)


def plain(given: list[Part]) -> str:
    """The parts as the text of a mail."""
    return '\n\n'.join(_plain(part) for part in given)


def _plain(part: Part) -> str:
    if isinstance(part, Button):
        return f'{part.label}:\n{part.url}'
    if isinstance(part, Card):
        return _lines(part)
    return part.text


def _inline(value: Value) -> str:
    if isinstance(value, Card):
        return _lines(value)
    if isinstance(value, tuple):
        return ', '.join(button.url for button in value)
    return value


def _lines(card: Card) -> str:
    return '\n'.join(f'{label}: {value}' for label, value in card.rows)


def packed(draft: Draft) -> dict[str, Any]:
    """The draft as JSON, for a message that has to leave as it is now."""
    return {'subject': draft.subject, 'text': draft.text, 'parts': [_packed(part) for part in draft.parts]}


def unpacked(kept: Mapping[str, Any]) -> Draft:
    """The draft that was `packed`."""
    return Draft(kept['subject'], kept['text'], tuple(_unpacked(*part) for part in kept['parts']))


def _packed(part: Part) -> list[Any]:
    if isinstance(part, Button):
        return ['button', part.label, part.url]
    if isinstance(part, Card):
        return ['card', [list(row) for row in part.rows]]
    return ['text', part.text]


def _unpacked(kind: str, *given: Any) -> Part:
    if kind == 'button':
        return Button(*given)
    return Card(tuple((label, value) for label, value in given[0])) if kind == 'card' else Paragraph(given[0])
