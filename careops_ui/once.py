"""Buttons that do a thing once, however often they are pressed, and show that it is under way."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui


def once(
    words: str, act: Callable[[], Awaitable[Any]], *, icon: str = '', props: str = '', color: str = 'primary'
) -> ui.button:
    """A button whose second press waits until the first is through."""
    running = False

    async def press() -> None:
        nonlocal running
        if running:
            return
        running = True
        button.props('loading')
        try:
            with button.client.content:  # what follows may close and delete the dialog that holds this button
                await act()
        finally:
            running = False
            if not button.is_deleted:
                button.props(remove='loading')

    button = ui.button(words, icon=icon or None, color=color, on_click=press).props(props)
    return button
