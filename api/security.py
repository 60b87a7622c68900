"""What every answer carries and every request must respect: headers, the caller's true address, no forms from other sites."""

import logging
import secrets
import time
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.settings import settings
from domain import callers

log = structlog.get_logger('careops.http')
PAGES = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)
ALWAYS = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
}
BIGGEST = 30_000_000
BIGGEST_FORM = 1_000_000
UPLOADS = '/_nicegui/'
TOO_LARGE = 'That is too large.'
SECRET = ('/hooks/', '/m/', '/f/', '/reset/', '/invitation/', '/unsubscribe/', '/calendar/')
QUIET = ('/_nicegui', '/assets/', '/healthz', '/readyz', '/metrics')


def own_origin(origin: str | None, host: str | None) -> bool:
    """Whether a page of ours (or of a site that the settings allow) sent this request; programs name no origin."""
    if not origin:
        return True
    ours = {settings().base_url, *settings().allowed_origins}
    try:
        return origin.rstrip('/') in ours or urlsplit(origin).netloc == host
    except ValueError:  # no address at all, such as http://[
        return False


def websocket_origin(origin: str | None, environ: dict[str, str]) -> bool:
    """The same question for the websocket, in the shape that engine.io asks it."""
    return own_origin(origin, environ.get('HTTP_HOST'))


class Guarded:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in {'http', 'websocket'}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _true_address(scope, headers)
        if scope['type'] == 'websocket':
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = secrets.token_hex(6)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message['type'] == 'http.response.start':
                _decide_status(scope, message)
                status = message['status']
                _add_headers(message, request_id)
            await send(message)

        try:
            refused = _refusal(scope, headers)
            await (refused or self.app)(scope, _bounded(scope, receive), answer)
        finally:
            _log(scope, status, began)


def _true_address(scope: Scope, headers: Headers) -> None:
    """Everything behind this reads `request.client.host`; a proxy is believed only when the settings name it."""
    peer, port = scope.get('client') or ('', 0)
    forwarded = ','.join(headers.getlist('x-forwarded-for'))
    scope['client'] = (callers.address(peer, forwarded, settings().trusted_proxies), port)


def _biggest(scope: Scope) -> int:
    """How many bytes a request may bring: forms of plain pages are small, files come in by NiceGUI's uploads."""
    return BIGGEST if scope['path'].startswith((UPLOADS, '/api/', '/hooks/')) else BIGGEST_FORM


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Count what really comes: a body in chunks announces no length."""
    left = _biggest(scope)

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get('body', b''))
        if left < 0:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
        return message

    return bounded


def _refusal(scope: Scope, headers: Headers) -> PlainTextResponse | None:
    if '\0' in scope['path']:
        return PlainTextResponse('There is nothing at this address.', HTTPStatus.NOT_FOUND)
    length = headers.get('content-length', '')
    if length.isdigit() and int(length[:20]) > _biggest(scope):
        return PlainTextResponse(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if scope['method'] in {'GET', 'HEAD', 'OPTIONS'} or scope['path'].startswith('/api/'):
        return None
    site = headers.get('sec-fetch-site')
    foreign = site not in {None, 'same-origin', 'none'} or not own_origin(headers.get('origin'), headers.get('host'))
    if foreign and headers.get('origin') not in settings().allowed_origins:
        words = 'This form was sent from another web site. Please open the page itself and send it again.'
        return PlainTextResponse(words, HTTPStatus.FORBIDDEN)
    return None


def _decide_status(scope: Scope, message: Message) -> None:
    """A page's builder that raised has said which status its error page deserves (NiceGUI answers 500)."""
    decided = scope.get('state', {}).get('status')
    if decided and message['status'] == HTTPStatus.INTERNAL_SERVER_ERROR:
        message['status'] = decided


def _add_headers(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers['X-Request-ID'] = request_id
    if 'content-security-policy' not in headers:
        headers['Content-Security-Policy'] = PAGES
        headers.setdefault('X-Frame-Options', 'DENY')
    if settings().https:
        headers.setdefault('Strict-Transport-Security', 'max-age=31536000')


def _log(scope: Scope, status: int, began: float) -> None:
    """One line a request: no query, no token of a link."""
    path = scope['path']
    level = logging.DEBUG if path.startswith(QUIET) else logging.INFO
    if path.startswith(SECRET):
        path = path[: path.index('/', 1)] + '/…'
    log.log(
        level,
        'request',
        method=scope['method'],
        path=path[:200],
        status=status,
        ms=round((time.perf_counter() - began) * 1000),
    )
