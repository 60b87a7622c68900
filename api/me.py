"""The signed-in person's own things."""

from uuid import UUID

from fastapi import APIRouter

from api.deps import CurrentActor
from api.paging import Paging
from api.schemas.auth import Me
from api.schemas.base import Page
from api.schemas.me import NewPassword, ProfileChanges, SessionShown
from domain import entry, memberships, profiles, sessions
from domain.work import act, read

router = APIRouter(prefix='/me', tags=['me'])


@router.patch('', summary='Change my profile', response_model=Me)
async def update(actor: CurrentActor, given: ProfileChanges) -> object:
    """The name changes in every workspace. A new e-mail address takes the present `password`."""
    mine = await read(profiles.mine, actor)
    kept = {name: getattr(mine, name) for name in ('full_name', 'email', 'username')}
    await entry.change_profile(actor, **kept | given.changes())
    return await read(memberships.me, actor)


@router.post('/password', summary='Change my password', status_code=204)
async def password(actor: CurrentActor, given: NewPassword) -> None:
    """Every other session and API sign-in ends."""
    await entry.change_password(actor, old=given.old, new=given.new)


@router.get('/sessions', summary='List signed-in browsers', response_model=Page[SessionShown])
async def listing(actor: CurrentActor, paging: Paging) -> object:
    return paging.cut(await read(sessions.listing, actor))


@router.delete('/sessions/{session_id}', summary='Sign a browser out', status_code=204)
async def end(actor: CurrentActor, session_id: UUID) -> None:
    """Its open pages go at once."""
    await act(sessions.end, actor, session_id=session_id)
