"""What a person sees when something is not there, not allowed, or broken: a page with a sentence, never a traceback."""

import logging
import secrets
from contextlib import suppress

from fastapi import Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from nicegui import app, html, ui
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careops_ui import assets, public
from careops_ui.feedback import refuse, to_sign_in
from domain.access import NotAMember
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, SignedOut, TooMany

log = logging.getLogger(__name__)
STATUS: dict[type[Exception], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422, TooMany: 429}
TITLES = {
    403: 'Not allowed',
    404: 'Not found',
    400: 'That did not work',
    405: 'Not found',
    409: 'That did not work',
    413: 'Too large',
    422: 'Not found',
    429: 'A moment, please',
    500: 'Something went wrong',
    503: 'A moment, please',
}
NO_PAGE = 'There is nothing at this address. Perhaps it was moved, or the link is not complete.'


def install() -> None:
    """Take over every error of pages, handlers and plain routes; called once at start-up."""
    app.on_page_exception(page_failed)
    app._exception_handlers[:] = [handler_failed]  # instead of NiceGUI's own line in the log
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(404, _http)
    app.add_middleware(LastResort)


def status_of(error: BaseException) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def page_failed(error: Exception) -> None:
    """The builder of a NiceGUI page raised: draw the error page in its place, with the right status."""
    request = ui.context.client.request
    status = status_of(error)
    request.state.status = status
    if isinstance(error, SignedOut | NotAMember):
        to_sign_in()
    words = error.message if isinstance(error, Refusal) else note(error)
    error.told = True  # type: ignore[attr-defined]
    ui.page_title(f'{TITLES[status]} · CareOps')
    ui.add_head_html(f'<link rel="stylesheet" href="{assets.url("theme.css")}">')
    with ui.element('div').classes('page'), ui.element('div').classes('empty').props('data-icon=error_outline'):
        html.h1(TITLES[status])
        html.p(words)
        ui.link('Go to the dashboard', '/')


def handler_failed(error: Exception) -> None:
    """Something that a person did on an open page raised: say so there; details only in the log."""
    if getattr(error, 'told', False):
        return
    words = error.message if isinstance(error, Refusal) else note(error)
    with suppress(RuntimeError):  # no page in sight: a background task
        refuse(words)


def note(error: BaseException) -> str:
    """Log an unexpected error once and return the sentence with its reference."""
    reference = getattr(error, 'reference', None)
    if reference is None:
        reference = secrets.token_hex(4)
        error.reference = reference  # type: ignore[attr-defined]
        log.error('unexpected error (reference %s)', reference, exc_info=error)
    return f'Something went wrong (reference {reference}). We have written it down.'


def plain(request: Request, status: int, words: str) -> Response:
    """The error page without a script, for plain routes and unknown addresses."""
    if 'text/html' not in request.headers.get('accept', 'text/html') and '*/*' not in request.headers.get('accept', ''):
        return JSONResponse({'detail': words}, status)

    def build(tags: public.Any) -> None:
        with tags.header().classes('cluster nowrap'):
            tags.span(**{'data-initial': 'C'}).classes('face brand')
            tags.b('CareOps')
        with tags.div(**{'data-icon': 'link_off' if status == 404 else 'error_outline'}).classes('empty panel'):
            tags.h1(TITLES.get(status, TITLES[500]))
            tags.p(words).classes('muted')
            tags.a('Go to the first page', href='/').classes('target')

    return public.document(build, None, public.reader(request), TITLES.get(status, TITLES[500]), status=status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    answer = plain(request, status_of(error), error.message)
    if isinstance(error, TooMany):
        answer.headers['Retry-After'] = str(error.retry_after)
    return answer


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return plain(request, 404, NO_PAGE)
    if error.status_code < 400 or not TITLES.get(error.status_code):
        return Response(status_code=error.status_code, headers=error.headers)
    words = NO_PAGE if error.status_code in {404, 405} else str(error.detail)
    answer = plain(request, error.status_code, words)
    answer.headers.update(error.headers or {})
    return answer


async def _unreadable(request: Request, error: Exception) -> Response:
    """An address with something in it that cannot be an id is nobody's; what a program sent is told to it as data."""
    assert isinstance(error, RequestValidationError)
    if any(one['loc'][0] == 'path' for one in error.errors()):
        return plain(request, 404, NO_PAGE)
    return await request_validation_exception_handler(request, error)


class LastResort:
    """Whatever rises from a plain route or a dependency: logged once, answered with a sentence and its reference."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            started = started or message['type'] == 'http.response.start'
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 (the last resort)
            words = note(error)
            if scope['type'] == 'http' and not started:
                await plain(Request(scope), 500, words)(scope, receive, send)
