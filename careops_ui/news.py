"""News for plain pages: a hint over server-sent events when times of a business may have changed. It carries no data."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import Response
from fastapi.responses import StreamingResponse
from nicegui.server import Server

from data import db

ABOUT = ('booking.', 'availability.', 'booking_type.', 'member.', 'inventory.', 'waitlist.')
MOST, BEAT, LOOK = 500, 20.0, 1.0
_listening: dict[UUID, set[asyncio.Event]] = defaultdict(set)
_loop: list[asyncio.AbstractEventLoop] = []


def stream(workspace_id: UUID) -> Response:
    """Tell this connection of every change until it goes; 204 (do not come again) where too many listen already."""
    if sum(map(len, _listening.values())) >= MOST:
        return Response(status_code=204)
    _loop[:] = [asyncio.get_running_loop()]
    if _committed not in db.after_commit:
        db.after_commit.append(_committed)
    return StreamingResponse(
        _hints(workspace_id),
        media_type='text/event-stream',
        headers={'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'},
    )


async def _hints(workspace_id: UUID) -> AsyncIterator[str]:
    happened = asyncio.Event()
    _listening[workspace_id].add(happened)
    try:
        yield 'retry: 5000\n\n'
        quiet = 0.0
        while not _stopping():
            try:
                await asyncio.wait_for(happened.wait(), LOOK)
                happened.clear()
                yield 'data: changed\n\n'
                quiet = 0.0
            except TimeoutError:
                quiet += LOOK
            if quiet >= BEAT:
                yield ': still here\n\n'
                quiet = 0.0
    finally:
        _listening[workspace_id].discard(happened)
        if not _listening[workspace_id]:
            del _listening[workspace_id]


def _stopping() -> bool:
    """Whether the server wants to end: it would wait for these connections."""
    server = getattr(Server, 'instance', None)
    return bool(server and server.should_exit)


def _committed(workspace_id: UUID | None, names: frozenset[str]) -> None:
    """Called after each commit, in whatever thread made it."""
    if '' in names or any(name.startswith(ABOUT) for name in names):
        for loop in _loop:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_wake, workspace_id)


def _wake(workspace_id: UUID | None) -> None:
    for known, waiting in _listening.items():
        if workspace_id in (None, known):
            for happened in waiting:
                happened.set()
