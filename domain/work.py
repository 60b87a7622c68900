"""The only door into the domain for pages, routes and jobs: run a domain function in a thread, in one transaction, with fresh rights."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from data import db
from domain import access
from domain.actor import Actor
from domain.errors import Conflict

Given = ParamSpec('Given')
Result = TypeVar('Result')
Domain = Callable[Concatenate[Session, Actor, Given], Result]

_pool = ThreadPoolExecutor(db.THREADS, thread_name_prefix='domain')
_hashing = ThreadPoolExecutor(2, thread_name_prefix='hashing')


class Clash(Conflict):
    """Somebody else just saved the same. Please look again."""


async def read(function: Domain[Given, Result], actor: Actor, *args: Given.args, **given: Given.kwargs) -> Result:
    """Call a reading domain function on one state of the database."""
    return await _thread(_pool, partial(_read, function, actor, *args, **given))


async def act(function: Domain[Given, Result], actor: Actor, *args: Given.args, **given: Given.kwargs) -> Result:
    """Call a writing domain function in one transaction, which has committed when this returns."""
    return await _thread(_pool, partial(act_now, function, actor, *args, **given))


async def hashing(function: Callable[..., Result], *args: Any) -> Result:
    """Run a slow password hash beside everything else."""
    return await _thread(_hashing, partial(function, *args))


def act_now(function: Domain[Given, Result], actor: Actor, *args: Given.args, **given: Given.kwargs) -> Result:
    """`act` for callers that are in a thread already (jobs, commands, factories)."""
    return db.retrying(partial(_act, function, actor, *args, **given))


def read_now(function: Domain[Given, Result], actor: Actor, *args: Given.args, **given: Given.kwargs) -> Result:
    """`read` for callers that are in a thread already."""
    return _read(function, actor, *args, **given)


async def _thread(pool: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(pool, call)


def _read(function: Callable[..., Result], actor: Actor, *args: Any, **given: Any) -> Result:
    with db.reading() as session:
        return function(session, access.fresh(session, actor), *args, **given)


def _act(function: Callable[..., Result], actor: Actor, *args: Any, **given: Any) -> Result:
    try:
        with db.transaction() as session:
            return function(session, access.fresh(session, actor), *args, **given)
    except IntegrityError as error:
        if db.constraint(error).startswith('uq_'):
            raise Clash from error
        raise
