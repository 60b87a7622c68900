"""Who looks at a page: the cookie, and the dependencies by which pages get their actor."""

from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request, Response
from nicegui import background_tasks

from careops_ui import waiting
from data.settings import settings
from domain import sessions, visits, work
from domain.actor import Actor, OwnerOnly
from domain.errors import SignedOut
from domain.visits import Visit

YEAR = 365 * 24 * 3600


def guest(request: Request) -> Actor:
    """Whoever asks, before it is known who."""
    return Actor.guest(address=request.client.host if request.client else '')


async def visit(request: Request) -> Visit:
    """The signed-in person and what the frame shows; everyone else is sent to the sign-in page and comes back afterwards."""
    token = request.cookies.get(sessions.COOKIE, '')
    found = await work.read(visits.visit, guest(request), token=token) if token else None
    if found is None:
        raise HTTPException(303, headers={'Location': sign_in_path(request)})
    if request.method == 'GET':
        waiting.room_for(found.actor.user_id)
    if found.stale:
        background_tasks.create(_seen(found.actor), name='last seen')
    request.state.visit = found
    return found


async def staff(found: Annotated[Visit, Depends(visit)]) -> Actor:
    """A member of a workspace; a person who has none (any more) is sent to choose or make one."""
    if found.place is None:
        raise HTTPException(303, headers={'Location': '/workspaces'})
    return found.actor


async def owner(actor: Annotated[Actor, Depends(staff)]) -> Actor:
    """The owner of the workspace; a page with a sentence for everyone else."""
    if not actor.is_owner:
        raise OwnerOnly
    return actor


async def person(found: Annotated[Visit, Depends(visit)]) -> Actor:
    """A signed-in person, with or without a workspace (profile, choice of workspace)."""
    return found.actor


StaffActor = Annotated[Actor, Depends(staff)]
OwnerActor = Annotated[Actor, Depends(owner)]
PersonActor = Annotated[Actor, Depends(person)]


def local(path: str | None) -> str:
    """The path when it leads to a page of this server, else the dashboard: nobody is redirected elsewhere."""
    path = path or '/'
    safe = path.startswith('/') and not path.startswith(('//', '/\\')) and not any(ord(c) <= 32 for c in path)
    return path if safe and '\\' not in path else '/'


def sign_in_path(request: Request) -> str:
    """The sign-in page that leads back to what was asked for."""
    here = request.url.path + (f'?{request.url.query}' if request.url.query else '')
    return '/sign-in' if here == '/' or request.method != 'GET' else f'/sign-in?next={quote(here)}'


def keep(response: Response, token: str) -> None:
    """Give the browser its cookie: unreadable for scripts, not sent along by other sites, only under https where there is https."""
    response.set_cookie(sessions.COOKIE, token, max_age=YEAR, **_kind())


def forget(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(sessions.COOKIE, **_kind())


async def leave(request: Request) -> None:
    """End the session that this browser holds, if it holds one."""
    token = request.cookies.get(sessions.COOKIE, '')
    found = await work.read(sessions.by_token, guest(request), token=token) if token else None
    if found is not None and found.session_id is not None:
        await work.act(sessions.end, found, session_id=found.session_id)


def _kind() -> dict[str, Any]:
    return {'path': '/', 'httponly': True, 'samesite': 'lax', 'secure': settings().https}


async def _seen(actor: Actor) -> None:
    with suppress(SignedOut):
        await work.act(sessions.seen, actor)
