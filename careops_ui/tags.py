"""Tags that write escaped text instead of elements, in the call shape of `nicegui.html`: `with tags.form(): tags.p('Hello')`."""

from collections.abc import Callable
from html import escape
from typing import Any

VOID = frozenset({'br', 'hr', 'img', 'input'})


class Tag:
    """One element: its words come first, then what is built inside `with`. An attribute that is None or False is left out."""

    __slots__ = ('_classes', '_inside', '_style', 'children', 'name', 'props', 'words')

    def __init__(self, inside: list[list['Tag']], name: str, words: str | None, props: dict[str, Any]) -> None:
        self.name, self.words, self.props = name, words, props
        self.children: list[Tag] = []
        self._classes = self._style = ''
        self._inside = inside
        inside[-1].append(self)

    def classes(self, add: str) -> 'Tag':
        """Add classes, as NiceGUI does."""
        self._classes = f'{self._classes} {add}'.strip()
        return self

    def style(self, add: str) -> 'Tag':
        """Set custom properties (`--tone`, `--w`) from checked data."""
        self._style = add
        return self

    def __enter__(self) -> 'Tag':
        self._inside.append(self.children)
        return self

    def __exit__(self, *_: object) -> None:
        self._inside.pop()

    def write(self, out: list[str]) -> None:
        """Append the element as HTML; every word and every value is escaped."""
        out.append(f'<{self.name}')
        if self._classes:
            out.append(f' class="{escape(self._classes)}"')
        if self._style:
            out.append(f' style="{escape(self._style)}"')
        for key, value in self.props.items():
            if value is not None and value is not False:
                out.append(f' {key.lstrip("^")}="{"" if value is True else escape(str(value))}"')
        out.append('>')
        if self.name in VOID:
            return
        if self.words:
            # A browser drops the first line break of a text field, and only there.
            out.append(('\n' if self.name == 'textarea' else '') + escape(self.words))
        for child in self.children:
            child.write(out)
        out.append(f'</{self.name}>')


class Tags:
    """One page in the making. `str(page)` is what was built."""

    def __init__(self) -> None:
        self.roots: list[Tag] = []
        self._inside = [self.roots]

    def __getattr__(self, name: str) -> Callable[..., Tag]:
        def make(inner_html: str | None = None, **props: Any) -> Tag:
            return Tag(self._inside, name.rstrip('_'), inner_html, props)

        return make

    def __str__(self) -> str:
        out: list[str] = []
        for root in self.roots:
            root.write(out)
        return ''.join(out)
