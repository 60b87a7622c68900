"""Refusals as RFC 9457 problems: one sentence for a person, names and fields for a program, and never a traceback."""

import logging
import re
import secrets
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.access import NotAMember
from domain.entry import WrongPassword
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, SignedOut, TooMany

log = logging.getLogger(__name__)
MEDIA_TYPE = 'application/problem+json'
STATUS = {SignedOut: 401, WrongPassword: 401, NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422, TooMany: 429}


class Problem(JSONResponse):
    """The body of every answer that is not a success; `more` adds members such as `errors` or `nearest`."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str = '',
        *,
        name: str = '',
        headers: dict[str, str] | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        title = name or HTTPStatus(status).phrase
        kind = f'urn:careops:problem:{title.lower().replace(" ", "-")}'
        content = {'type': kind, 'title': title, 'status': status, 'detail': detail or f'{title}.', **(more or {})}
        super().__init__(content, status, headers)


def of(refusal: Refusal) -> Problem:
    """The problem that tells of a refused domain call."""
    if isinstance(refusal, NotAMember):  # whether a workspace exists is its members' business
        refusal = NotFound()
    status = next(status for kind, status in STATUS.items() if isinstance(refusal, kind))
    more: dict[str, Any] = jsonable_encoder(refusal.details)
    headers = {}
    if isinstance(refusal, Invalid):
        more['errors'] = [{'field': field, 'message': message} for field, message in refusal.fields.items()]
    if isinstance(refusal, TooMany):
        headers['Retry-After'] = str(max(1, round(refusal.retry_after)))
    if status == 401:
        headers['WWW-Authenticate'] = 'Bearer'
    return Problem(status, refusal.message, name=_words(refusal), headers=headers, more=more)


def invalid(error: RequestValidationError) -> Problem:
    """Input that does not have the promised shape: 422, or 404 where the address itself names nothing."""
    found = error.errors()
    if any(problem['loc'][0] == 'path' for problem in found):
        return of(NotFound())
    errors = [{'field': _field(problem['loc']), 'message': _message(problem)} for problem in found]
    return of_errors(errors)


def of_errors(errors: list[dict[str, str]]) -> Problem:
    """422 with one entry per wrong field."""
    detail = errors[0]['message'] if len(errors) == 1 else ' '.join((Invalid.__doc__ or '').split())
    return Problem(422, detail, name='Invalid', more={'errors': errors})


def add(app: FastAPI) -> None:
    """Let the app answer every kind of refusal as a problem."""

    async def refused(_: Request, error: Exception) -> Problem:
        assert isinstance(error, Refusal)
        return of(error)

    async def malformed(_: Request, error: Exception) -> Problem:
        assert isinstance(error, RequestValidationError)
        return invalid(error)

    async def plain(_: Request, error: Exception) -> Problem:
        assert isinstance(error, HTTPException)
        return Problem(error.status_code, headers=dict(error.headers or {}))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)


class LastResort:
    """Answers a bug with a reference, and logs it once under that reference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception('%s %r failed (reference %s)', scope.get('method'), scope.get('path'), reference)
            if started:
                raise
            detail = f'Something went wrong (reference {reference}). We have written it down.'
            await Problem(500, detail, more={'reference': reference})(scope, receive, send)


def _words(refusal: Refusal) -> str:
    return re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', type(refusal).__name__).capitalize()


def _field(loc: tuple[int | str, ...]) -> str:
    return '.'.join(str(part) for part in (loc[1:] if loc[0] in {'body', 'query', 'header', 'cookie'} else loc))


def _message(problem: dict[str, Any]) -> str:
    return str(problem['msg']).removeprefix('Value error, ')
