"""A public page in small, from the real data: what customers will see."""

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from careops_ui import formats
from careops_ui.kit import RowList, Rows, face, text

LOCALES = {'de': 'de_DE'}
LINE = """<li v-if="row.kind === 'choice'"><span class="choice"><span class="tone" :style="{'--tone': row.tone}"></span><span class="two wrap"><b>{{ row.name }}</b><small>{{ row.under }}</small></span></span></li>
<li v-else-if="row.kind === 'words'" class="small">{{ row.name }}</li>
<li v-else-if="row.kind === 'title'"><b>{{ row.name }}</b></li>
<li v-else-if="row.kind === 'button'" class="pv-button">{{ row.name }}</li>
<li v-else-if="row.kind === 'tick'" class="cluster nowrap pv-tick"><span class="pv-check"></span><small>{{ row.name }}</small></li>
<li v-else class="stack pv-field"><small>{{ row.name }}</small><span class="pv-box" :class="{tall: row.kind === 'long'}">{{ row.under }}</span></li>"""


class Preview:
    """The device with its page; `show` replaces the page's lines in place."""

    def __init__(self, name: str, place: str, lines: RowList, *, logo: str = '') -> None:
        with ui.element('div').classes('device stack').props('inert'):
            with ui.element('div').classes('cluster nowrap'):
                face(name, logo, classes='brand')
                with ui.element('div').classes('two'):
                    self.name = text(name, tag='b')
                    self.place = text(place, tag='small')
            self.lines = Rows(lines, LINE).classes('stack tight apart mini')

    def show(self, name: str, place: str, lines: RowList) -> None:
        """Another state of the same page."""
        for element, words in ((self.name, name), (self.place, place)):
            element._text = words
            element.update()
        self.lines.show(lines)


def under(minutes: int, price: Any, currency: str, language: str) -> str:
    """45 min · 38 €"""
    words = formats.length(minutes)
    if price is None:
        return words
    return f'{words} · {formats.money(price, currency, LOCALES.get(language, "en_GB")) if price else "free"}'


def booking_page(services: Sequence[Any], currency: str, language: str) -> RowList:
    """The list of services."""
    lines = [
        {
            'id': str(service.id),
            'kind': 'choice',
            'name': service.name,
            'under': under(service.duration_minutes, service.price, currency, language),
            'tone': service.colour,
        }
        for service in services
    ]
    return lines or [_line('none', 'words', 'What people can book will stand here.')]


def contact_page(heading: str, intro: str, fields: Sequence[Mapping[str, Any]]) -> RowList:
    """The contact form with the owner's questions."""
    return [
        _line('heading', 'title', heading or 'Write to us'),
        *([_line('intro', 'words', intro)] if intro else []),
        _line('name', 'field', 'Name'),
        _line('email', 'field', 'E-mail'),
        _line('phone', 'field', 'Phone (optional)'),
        *questions(fields),
        _line('message', 'long', 'Message (optional)'),
        _line('send', 'button', 'Send message'),
    ]


def form_page(name: str, description: str, fields: Sequence[Mapping[str, Any]]) -> RowList:
    """A form that goes out with a booking."""
    return [
        _line('heading', 'title', name or 'Untitled form'),
        *([_line('intro', 'words', description)] if description else []),
        *questions(fields),
        _line('send', 'button', 'Send form'),
    ]


def questions(fields: Sequence[Mapping[str, Any]]) -> RowList:
    """Each question with room for its answer."""
    lines = []
    for index, field in enumerate(fields):
        kind = field.get('kind')
        label = f'{field.get("label") or "New question"}{"" if field.get("required") or kind == "heading" else " (optional)"}'
        shape = {'long_text': 'long', 'heading': 'title', 'consent': 'tick'}.get(str(kind), 'field')
        hint = ' / '.join(str(one) for one in (field.get('options') or [])) if field.get('options') else ''
        lines.append(_line(f'q{index}', shape, label, 'Yes / No' if kind == 'yes_no' else hint))
    return lines


def _line(key: str, kind: str, name: str, under_: str = '') -> dict[str, Any]:
    return {'id': key, 'kind': kind, 'name': name, 'under': under_}
