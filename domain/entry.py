"""The front door: registering and signing in, with the slow hash beside the database and limits that lock no owner out."""

from uuid import UUID

from sqlmodel import Session, select

from data.models import LoginSession
from domain import accounts, callers, limits, passwords, profiles, resets, sessions, text, work
from domain.accounts import Registered
from domain.actor import Actor
from domain.errors import Forbidden, Invalid
from domain.sessions import Started

QUARTER = 900


class WrongPassword(Forbidden):
    """That e-mail address or username and that password do not belong together."""


async def register(
    actor: Actor,
    *,
    full_name: str,
    email: str,
    password: str,
    workspace_name: str,
    timezone: str = 'UTC',
    username: str = '',
) -> Registered:
    """A new person who owns a new workspace. RegistrationClosed, Invalid by field, TooMany."""
    given = {
        'full_name': full_name,
        'email': email,
        'workspace_name': workspace_name,
        'timezone': timezone,
        'username': username,
    }
    password_hash = await prepare(actor, password=password, **given)
    return await work.act(accounts.register, actor, password_hash=password_hash, **given)


async def prepare(actor: Actor, *, password: str, **given: str) -> str:
    """All of a registration but its writing: limits, checks, and the slow hash that `accounts.register` takes. Refusals of `register`."""
    await work.act(
        limits.hit, actor, key=f'register:{callers.network(actor.address)}', capacity=20, per_seconds=QUARTER
    )
    await work.read(accounts.check_registration, actor, password=password, **given)
    return await work.hashing(passwords.hashed, password)


async def check(actor: Actor, *, login: str, password: str) -> UUID:
    """The person whom login and password prove. WrongPassword, whichever of the two is wrong and in the same time; TooMany."""
    await _slow_down(actor, login)
    known = await work.read(accounts.by_login, actor, login=login)
    same = await work.hashing(passwords.matches, password, known.password_hash if known else None)
    if known is None or not same:
        raise WrongPassword
    return known.user_id


async def sign_in(actor: Actor, *, login: str, password: str, user_agent: str = '') -> Started:
    """A new browser session for whoever proves to be `login`. WrongPassword, TooMany."""
    user_id = await check(actor, login=login, password=password)
    return await work.act(sessions.start, actor, user_id=user_id, user_agent=user_agent)


async def change_profile(
    actor: Actor, *, full_name: str, email: str, username: str = '', password: str = ''
) -> profiles.Profile:
    """Change name, address and username. A new address, by which the password could be reset, takes the present password:
    a session that somebody stole is not enough. Invalid by field (`password` too), TooMany.
    """
    known = await work.read(accounts.me, actor)
    if email.strip().lower() != known.email:
        await work.act(limits.hit, actor, key=f'password:{actor.user_id}', capacity=10, per_seconds=QUARTER)
        if not await work.hashing(passwords.matches, password, known.password_hash):
            raise Invalid({'password': 'A new address takes your present password'})
    return await work.act(profiles.update, actor, full_name=full_name, email=email, username=username)


async def change_password(actor: Actor, *, old: str, new: str) -> None:
    """Take a new password in exchange for the old one; every other session and API sign-in ends. Invalid at `old` or `new`, TooMany."""
    await work.act(limits.hit, actor, key=f'password:{actor.user_id}', capacity=10, per_seconds=QUARTER)
    known = await work.read(accounts.me, actor)
    if not await work.hashing(passwords.matches, old, known.password_hash):
        raise Invalid({'old': 'That is not your present password'})
    password_hash = await _hash_new(new, email=known.email)
    await work.act(accounts.set_password, actor, password_hash=password_hash)


async def request_reset(actor: Actor, *, email: str) -> None:
    """Mail a link to a new password, if there is a person with this address; nobody learns whether there is. TooMany."""
    name = text.line(email).lower()[:254]
    await work.act(limits.hit, actor, key=f'reset:{callers.network(actor.address)}', capacity=10, per_seconds=QUARTER)
    await work.act(limits.hit, actor, key=f'reset:*:{name}', capacity=4, per_seconds=QUARTER)
    await work.act(resets.request, actor, email=email)


async def reset_password(actor: Actor, *, token: str, password: str) -> UUID:
    """Set a new password by a link. LinkUsedUp, Invalid at `password`, TooMany."""
    await work.act(limits.hit, actor, key=f'reset:{callers.network(actor.address)}', capacity=10, per_seconds=QUARTER)
    email = await work.read(resets.whose, actor, token=token)
    password_hash = await _hash_new(password, email=email, field='password')
    return await work.act(resets.use, actor, token=token, password_hash=password_hash)


async def _hash_new(password: str, *, email: str, field: str = 'new') -> str:
    if sentence := passwords.problem(password, email=email):
        raise Invalid({field: sentence})
    return await work.hashing(passwords.hashed, password)


async def _slow_down(actor: Actor, login: str) -> None:
    """Per address, per address and name, and per name for addresses that this person never came from.

    The last one makes guessing from many addresses slow; the owner, who comes from a known address, is not locked out by it.
    """
    name = text.line(login).lower()[:254]  # as `accounts.by_login` reads it: no spelling has a bucket of its own
    await work.act(limits.hit, actor, key=f'sign-in:{callers.network(actor.address)}', capacity=60, per_seconds=QUARTER)
    await work.act(
        limits.hit, actor, key=f'sign-in:{callers.network(actor.address)}:{name}', capacity=10, per_seconds=QUARTER
    )
    if not await work.read(_comes_from_here, actor, login=login):
        await work.act(limits.hit, actor, key=f'sign-in:*:{name}', capacity=30, per_seconds=QUARTER)


def _comes_from_here(session: Session, actor: Actor, *, login: str) -> bool:
    known = accounts.by_login(session, actor, login=login)
    return known is not None and (
        session.exec(
            select(LoginSession.id).where(LoginSession.user_id == known.user_id, LoginSession.address == actor.address)
        ).first()
        is not None
    )
