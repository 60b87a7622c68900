"""Page tests meet the cast on SQLite, with NiceGUI's `user` as their browser; `enter(actor)` signs that browser in."""

import hashlib
from collections.abc import Callable
from uuid import uuid4

import pytest
from nicegui import background_tasks
from nicegui.testing import User

from data.models import LoginSession
from domain import sessions
from domain.actor import Actor
from tests import factories
from tests.conftest import Cast

Enter = Callable[[Actor], None]


@pytest.fixture(autouse=True)
def _nothing_left() -> None:
    """Forget what the test before began in the very moment in which its loop ended: nobody can wait for it any more."""
    left = {task for task in background_tasks.running_tasks if task.get_loop().is_closed()}
    background_tasks.running_tasks.difference_update(left)


@pytest.fixture
def cast(sqlite: None) -> Cast:
    return factories.cast()


@pytest.fixture
async def browser(cast: Cast, user: User) -> User:
    """The browser of nobody yet; asks for `cast` first, so that the server starts on the emptied database."""
    return user


@pytest.fixture
def enter(browser: User) -> Enter:
    """Give the browser the cookie of an actor's session."""

    def enter(actor: Actor) -> None:
        token = uuid4().hex
        row = _session_row(actor)
        row.token_hash = hashlib.sha256(token.encode()).hexdigest()
        factories.save(row)
        browser.http_client.cookies.set(sessions.COOKIE, token)

    return enter


def _session_row(actor: Actor) -> LoginSession:
    from data import db

    with db.reading() as session:
        row = session.get(LoginSession, actor.session_id)
        assert row is not None
        return row
