"""Notices with one thing to do about them: Undo, or another way to what was refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from nicegui import ui

MOST = 20  # a page that is open all day keeps no more than can be on the screen


class Notices(ui.element, component='notices.js'):
    """Drawn once in a page, unseen itself; it outlives whatever was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.acts: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {}
        self.on('act', lambda event: self.do(str(event.args)))

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        """What `user.should_see` finds in tests."""
        return [*super()._displayed_contents(only_visible=only_visible), *(words for words, _ in self.acts.values())]

    def tell(self, words: str, label: str, then: Callable[[], Awaitable[None]], *, kind: str = 'positive') -> None:
        """Say what came of it for some seconds, and what can be done about that; it can be done once."""
        key = uuid4().hex
        self.acts[key] = (words, then)
        while len(self.acts) > MOST:
            del self.acts[next(iter(self.acts))]
        self.run_method('tell', key, words, kind, label)

    async def do(self, key: str) -> None:
        """What the notice offered; a second click finds nothing to do."""
        if known := self.acts.pop(key, None):
            await known[1]()
