"""Pages that were fetched and never came alive hold memory for a minute: how many there may be at a time."""

from uuid import UUID

from fastapi import HTTPException
from nicegui import Client

from data.settings import settings

MOST_STRANGERS, MOST_OF_ONE, MOST = 60, 40, 150
BUSY = 'Many pages are being opened at this moment. Please try again in half a minute.'


def room_for_stranger() -> None:
    """Refuse another live public page, before NiceGUI makes one, while too many wait for their websocket (503: the plain page stays)."""
    if len(_waiting()) >= MOST_STRANGERS:
        raise _busy()


def room_for(user_id: UUID | None) -> None:
    """The same for a signed-in person, whom strangers cannot shut out; one person cannot shut out the others."""
    if settings().rate_limits == 'off':
        return
    waiting = _waiting()
    if len(waiting) >= MOST or sum(_owner(client) == user_id for client in waiting) >= MOST_OF_ONE:
        raise _busy()


def _waiting() -> list[Client]:
    return [client for client in Client.instances.values() if not client.has_socket_connection]


def _owner(client: Client) -> UUID | None:
    visit = getattr(client.request.state, 'visit', None) if client.request else None
    return visit.actor.user_id if visit else None


def _busy() -> HTTPException:
    return HTTPException(503, BUSY, {'Retry-After': '30'})
