"""Who is calling: from the bearer token, the workspace in the path, and the address of the last hop that nobody vouches for."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from data.settings import settings
from domain import callers, language, tokens, work
from domain.actor import Actor
from domain.errors import SignedOut

bearer = HTTPBearer(auto_error=False, description='The `access_token` of `/auth/login`.')


def address(request: Request) -> str:
    """The caller's address, as far as the trusted proxies of the settings vouch for it."""
    peer = request.client.host if request.client else ''
    forwarded = ','.join(request.headers.getlist('x-forwarded-for'))
    return callers.address(peer, forwarded, settings().trusted_proxies)


def guest(request: Request) -> Actor:
    """A customer or a stranger, with the language that his program asks for."""
    spoken = language.best(request.headers.get('accept-language', ''))
    return Actor.guest(address=address(request), language=spoken)


async def person(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> Actor:
    """Whoever signed in, outside of any workspace; 401 for everyone else."""
    if given is None:
        raise SignedOut
    actor = tokens.bearer(given.credentials)
    return await work.read(_himself, replace(actor, address=address(request)))


async def member(actor: Annotated[Actor, Depends(person)], workspace_id: UUID) -> Actor:
    """The same person in the workspace of the path; 404 where he does not belong."""
    return await work.read(_himself, actor.in_workspace(workspace_id))


def _himself(_: Session, actor: Actor) -> Actor:
    return actor


Guest = Annotated[Actor, Depends(guest)]
CurrentActor = Annotated[Actor, Depends(person)]
WorkspaceActor = Annotated[Actor, Depends(member)]
