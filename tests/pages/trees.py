"""The same page drawn with both tag sets, as comparable trees: (tag, classes, style, attributes, words, children)."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from nicegui import Client, html
from nicegui.element import Element
from nicegui.page import page

from careops_ui.tags import VOID, Tags

Tree = tuple[str, frozenset[str], str, dict[str, str], str, list[Any]]


def written(build: Callable[[Any], None]) -> list[Tree]:
    """What a browser's parser makes of the text."""
    tags = Tags()
    build(tags)
    parser = _Parser()
    parser.feed(str(tags))
    assert len(parser.stack) == 1, 'every tag is closed'
    return parser.stack[0]


def drawn(build: Callable[[Any], None]) -> list[Tree]:
    """What NiceGUI's elements say."""
    with Client(page('/trees'), request=None) as client, client.content:
        build(html)
        found = [_of(child) for child in client.content.default_slot.children]
        client.delete()
    return found


def _of(element: Element) -> Tree:
    attributes = {
        key.lstrip('^'): '' if value is True else str(value)
        for key, value in element.props.items()
        if value is not None and value is not False
    }
    style = ';'.join(f'{key}:{value}' for key, value in element._style.items())
    words = element._text or ''
    return (
        element.tag,
        frozenset(element._classes),
        style,
        attributes,
        words,
        [_of(child) for child in element.default_slot.children],
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[list[Any]] = [[]]
        self.open: list[list[Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or '' for key, value in attrs}
        classes = frozenset(given.pop('class', '').split())
        style = ';'.join(
            ':'.join(part.strip() for part in rule.split(':'))
            for rule in given.pop('style', '').split(';')
            if rule.strip()
        )
        node: list[Any] = [tag, classes, style, given, '', []]
        if tag in VOID:
            self.stack[-1].append(tuple(node))
            return
        self.stack[-1].append(node)
        self.open.append(node)
        self.stack.append(node[5])

    def handle_data(self, data: str) -> None:
        node = self.open[-1]
        assert not node[5], f'words after children in {node[0]}: {data!r}'
        node[4] += data[1:] if node[0] == 'textarea' and not node[4] and data.startswith('\n') else data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag
        inside = self.stack.pop()
        parent = self.stack[-1]
        parent[-1] = (*parent[-1][:5], inside)
