"""The pieces that pages are made of: lists as one element, heads, panels, tags, banners, facts, empty states."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from nicegui import html, ui

RowList = list[dict[str, Any]]


def defaults() -> None:
    """How fields and buttons look everywhere; called once at start-up."""
    for field in (ui.input, ui.select, ui.textarea, ui.number):
        field.default_props('outlined dense stack-label hide-bottom-space')
    ui.textarea.default_props('autogrow')
    ui.select.default_props('behavior=menu')
    ui.button.default_props('no-caps unelevated')
    ui.menu.default_props('auto-close transition-duration=120')


class Rows(ui.element, component='rows.js'):
    """A list drawn by one template from plain rows, one element however long; Vue escapes the text.

    In the template `row` is the row; `act('open', row.id)` raises the event that `.on('open', …)` hears (`e.args` is the value).
    Every row needs an `id`.
    """

    def __init__(self, rows: RowList, template: str, *, tag: str = 'ul') -> None:
        super().__init__()
        self._props.update(rows=rows, template=template, tag=tag)

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        """What `user.should_see` finds in tests."""
        shown = super()._displayed_contents(only_visible=only_visible)
        return [*shown, *(value for row in self._props['rows'] for value in row.values())]

    def show(self, rows: RowList) -> None:
        """Replace the rows in place; focus and scroll stay."""
        self._props['rows'] = rows
        self.update()

    def add(self, rows: RowList) -> None:
        """More rows at the end; only these travel to the browser."""
        self._props['rows'] = [*self._props['rows'], *rows]
        self.run_method('add', rows)

    def patch(self, rows: RowList) -> None:
        """Other words in rows that stay where they are."""
        fresh = {row['id']: row for row in rows}
        self._props['rows'] = [fresh.get(row['id'], row) for row in self._props['rows']]
        self.run_method('patch', rows)

    def renew(self, rows: RowList, gone: Collection[str]) -> None:
        """The beginning of a long list anew: these rows come first, those that are `gone` leave, the rest stays below."""
        out = {*gone, *(row['id'] for row in rows)}
        self._props['rows'] = [*rows, *(row for row in self._props['rows'] if row['id'] not in out)]
        self.run_method('renew', rows, list(gone))


class Text(ui.element):
    """Plain words in an element of any tag."""

    def __init__(self, words: str, tag: str) -> None:
        super().__init__(tag)
        self._text = words

    def say(self, words: str) -> None:
        """Other words from now on."""
        self._text = words
        self.update()

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        """What `user.should_see` finds in tests."""
        return [*super()._displayed_contents(only_visible=only_visible), self._text]


def text(words: str, classes: str = '', *, icon: str = '', tag: str = 'span') -> Text:
    """Plain words in an element of any tag; `icon` is the name of a Material icon, silent for screen readers."""
    element = Text(words, tag).classes(classes)
    if icon:
        element.props['data-icon'] = icon
    return element


def write(element: ui.element, words: str) -> None:
    """Give an element of `text`, or a heading, other words."""
    element._text = words
    element.update()


def tag(words: str, kind: str = '', icon: str = '') -> Text:
    """A small state: `kind` is '', ok, warn, bad or info; always with words."""
    return text(words, f'tag {kind}', icon=icon)


def face(name: str, photo: str = '', *, classes: str = '') -> ui.element:
    """A person or business as a photo or initials; decoration beside its written name."""
    element = ui.element('img' if photo else 'span').classes(f'face {classes}')
    if photo:
        element.props['src'], element.props['alt'] = photo, ''
    else:
        element.props['data-initial'] = initials(name)
    return element


def initials(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = [word for word in name.split() if word[0].isalnum()] or [name.strip() or '?']
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else '')).upper()


@contextmanager
def page_head(title: str, under: str = '') -> Iterator[None]:
    """The page's one h1; what is built inside stands at its right (at most one primary button)."""
    with ui.element('div').classes('page-head'):
        with ui.element('div').classes('stack flush'):
            html.h1(title)
            if under:
                text(under, 'muted', tag='p')
        with ui.element('div').classes('cluster'):
            yield


@contextmanager
def panel(title: str = '', link: str = '', href: str = '', *, look: str = '') -> Iterator[ui.element]:
    """A bordered section with a heading and an optional link at its right."""
    with html.section().classes(f'panel {look}') as section:
        if title:
            with ui.element('div').classes('panel-head'):
                html.h2(title)
                if link:
                    ui.link(link, href).classes('small')
        yield section


@contextmanager
def body(classes: str = 'stack') -> Iterator[ui.element]:
    """The padded inside of a panel."""
    with ui.element('div').classes(f'panel-body {classes}') as element:
        yield element


@contextmanager
def banner(words: str, kind: str = 'info', icon: str = '') -> Iterator[ui.element]:
    """A sentence across the page; what is built inside (a link, a button) stands at its right."""
    icons = {'info': 'info', 'ok': 'check_circle', 'warn': 'error_outline', 'bad': 'error_outline'}
    with text('', f'banner {kind}', icon=icon or icons[kind], tag='div') as element:
        text(words, 'grow')
        yield element


def empty(icon: str, title: str, words: str, *, level: int = 3) -> ui.element:
    """The empty state: what will appear here and how to get it. Build a button inside `with empty(…):` if there is one act."""
    with text('', 'empty', icon=icon, tag='div') as element:
        text(title, 'title', tag=f'h{level}')
        html.p(words)
    return element


def facts(pairs: list[tuple[str, str]]) -> Rows:
    """Names and values, as a definition list."""
    rows = [{'id': name, 'k': name, 'v': value} for name, value in pairs]
    return Rows(rows, '<dt>{{ row.k }}</dt><dd>{{ row.v }}</dd>', tag='dl').classes('facts')
