"""Pages that change by themselves: a commit anywhere becomes a hint here, and the pages concerned read again."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any
from uuid import UUID

from nicegui import Event, background_tasks, core, ui

from data import db
from domain.actor import Actor
from domain.errors import Forbidden

PAUSE = 0.15
changed: Event[[UUID | None, frozenset[str]]] = Event()


def start() -> None:
    """Hear of every commit; called once at start-up, any number of times."""
    if _told not in db.after_commit:
        db.after_commit.append(_told)


def _told(workspace_id: UUID | None, names: frozenset[str]) -> None:
    """Called in the thread that committed: hop to the loop, where pages live."""
    loop = core.loop
    if loop is not None and not loop.is_closed():
        loop.call_soon_threadsafe(changed.emit, workspace_id, names)


def on(actor: Actor | None, prefixes: str | tuple[str, ...], refresh: Callable[[], Any]) -> None:
    """While this page is open, call `refresh` soon after something happened in its workspace whose name begins so.

    Without an actor, wherever it happened.
    A burst of changes makes one or two calls. What is read anew must come from the database: hints carry no data.
    """
    pending = Pending(refresh, ui.context.client)

    def hear(workspace_id: UUID | None, names: frozenset[str]) -> None:
        here = actor is None or workspace_id is None or workspace_id == actor.workspace_id
        if here and any(name.startswith(prefixes) or not name for name in names):
            pending.call()

    changed.subscribe(hear)


class Pending:
    """Calls `refresh` once for all the calls of a moment, and once more for those that came meanwhile."""

    def __init__(self, refresh: Callable[[], Any], client: Any) -> None:
        self.refresh, self.client = refresh, client
        self.wanted = self.running = False

    def call(self) -> None:
        self.wanted = True
        if not self.running:
            self.running = True
            background_tasks.create(self._run(), name='live refresh')

    async def _run(self) -> None:
        try:
            while self.wanted:
                await asyncio.sleep(PAUSE)
                self.wanted = False
                if self.client.is_deleted:
                    return
                with self.client.content:
                    result = self.refresh()
                    if inspect.isawaitable(result):
                        await result
        except Forbidden:
            pass  # rights are gone: the shell replaces the page
        finally:
            self.running = False
