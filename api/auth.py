"""Signing in with tokens: short-lived access, refresh tokens used once each."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.deps import CurrentActor, Guest
from api.idempotency import Once
from api.schemas.auth import Credentials, Me, Registered, Registration, Renewal, TokenPair
from api.schemas.me import PasswordByLink, ResetRequest
from data.models import Workspace
from domain import accounts, entry, memberships, tokens
from domain.actor import Actor
from domain.errors import Invalid
from domain.tokens import Tokens, WrongToken
from domain.work import act, read

router = APIRouter(prefix='/auth', tags=['auth'])


@router.post('/register', summary='Register with a new workspace', status_code=201, response_model=Registered)
async def register(guest: Guest, given: Registration, once: Once) -> JSONResponse:
    """The caller owns the workspace and is its first bookable person."""
    asked = given.all()
    try:
        known = await once.known(guest)
        password_hash = '' if known else await entry.prepare(guest, **asked)
    except Invalid:  # the address is taken, perhaps by this very request, a moment ago
        known, password_hash = await once.known(guest), ''
        if known is None:
            raise
    del asked['password']
    return known or await once(Registered, _registered, guest, password_hash=password_hash, **asked)


@router.post('/login', summary='Sign in', response_model=TokenPair)
async def login(guest: Guest, given: Credentials) -> object:
    """With e-mail address or username. One answer for every wrong pair, after the same time."""
    user_id = await entry.check(guest, login=given.email, password=given.password)
    return await act(tokens.start, guest, user_id=user_id)


@router.post('/refresh', summary='Exchange a refresh token for a new pair', response_model=TokenPair)
async def refresh(guest: Guest, given: Renewal) -> object:
    """A refresh token works once. Used a second time it ends every token of its sign-in, because one of the two users is a thief."""
    pair = await act(tokens.refresh, guest, refresh_token=given.refresh_token)
    if pair is None:
        raise WrongToken
    return pair


@router.post('/logout', summary='End this sign-in', status_code=204)
async def logout(actor: CurrentActor) -> None:
    """The access token and the refresh tokens of this sign-in end at once."""
    await act(tokens.sign_out, actor)


@router.post('/password-reset', summary='Ask for a link to a new password', status_code=204)
async def request_reset(guest: Guest, given: ResetRequest) -> None:
    """204 for any address, whether somebody has it or not."""
    await entry.request_reset(guest, email=given.email)


@router.post('/password-reset/{token}', summary='Set a new password by the link', status_code=204)
async def reset(guest: Guest, token: str, given: PasswordByLink) -> None:
    """Every session and API sign-in of the person ends. 409 for a link that is used up."""
    await entry.reset_password(guest, token=token, password=given.password)


@router.get('/me', summary='Who am I, and where', response_model=Me)
async def me(actor: CurrentActor) -> object:
    """The signed-in person with every workspace that he belongs to."""
    return await read(memberships.me, actor)


def _registered(session: Session, actor: Actor, **given: Any) -> dict[str, Any]:
    made = accounts.register(session, actor, **given)
    person = Actor(kind='user', user_id=made.user_id)
    pair: Tokens = tokens.start(session, person, user_id=made.user_id)
    user, workspace = memberships.me(session, person), session.get_one(Workspace, made.workspace_id)
    return {'user': user, 'workspace': workspace, **asdict(pair)}
