"""Whether this process lives, and whether it can do its work."""

import asyncio
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from data import db, migrate

router = APIRouter(include_in_schema=False)


@router.get('/healthz')
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {'status': 'ok'}


@router.get('/readyz')
async def readyz(request: Request) -> Response:
    """The database answers and has the newest shape, and the worker sends; 503 with the reason otherwise."""
    problem = await asyncio.to_thread(_problem) or _worker(request.app.state)
    return JSONResponse({'status': problem or 'ok'}, 503 if problem else 200, headers={'Cache-Control': 'no-store'})


def _problem() -> str:
    try:
        with db.reading() as session:
            session.execute(sa.text('SELECT 1'))
        return '' if migrate.current() else 'the database needs a migration'
    except Exception:  # noqa: BLE001 (whatever it is, the answer is: not ready)
        return 'the database does not answer'


def _worker(state: Any) -> str:
    sending = getattr(state, 'sending', None)
    return 'the worker does not run' if sending is None or sending.done() else ''
