"""The door of the API: what comes in is of bearable size, is JSON, and holds nothing that no field could mean."""

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem import Problem, of_errors

BIGGEST = 1_000_000
BIGGEST_FILE = 21_000_000  # as base64
DEEPEST = 32
LARGEST = 2**53 - 1  # what JSON numbers carry exactly everywhere (RFC 8259, 6)


class Unreadable(ValueError):
    """The text of this error is a sentence about the body."""


class Door:
    """Reads the body before anyone else does, and turns away what is too big, no JSON, or hostile."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = _address(scope)
        body = b''
        if not refused and scope['method'] in {'POST', 'PUT', 'PATCH', 'DELETE'}:
            most = BIGGEST_FILE if scope['path'].endswith('/attachments') else BIGGEST
            taken = await _body(scope, receive, most)
            refused = Problem(413, f'At most {most:,} bytes, please.') if taken is None else _content(scope, taken)
            body = taken or b''
        if refused:
            await refused(scope, receive, send)
        else:
            await self.app(scope, _again(body, receive), send)


def _address(scope: Scope) -> Problem | None:
    """No field, no slug and no token can hold a NUL; databases choke on it."""
    if '\0' in scope['path']:
        return Problem(404)
    if b'\0' in unquote_to_bytes(scope.get('query_string', b'')):
        return of_errors([{'field': '', 'message': 'The address holds a character that no field can hold'}])
    return None


async def _body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The whole body, or None for one that is too big."""
    length = dict(scope['headers']).get(b'content-length', b'')
    if length.isdigit() and int(length[:20]) > most:
        return None
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        parts.append(message.get('body', b''))
        size += len(parts[-1])
        if size > most:
            return None
        more = message.get('more_body', False)
    return b''.join(parts)


def _content(scope: Scope, body: bytes) -> Problem | None:
    kind = dict(scope['headers']).get(b'content-type', b'').decode('latin-1').split(';')[0].strip().lower()
    if not body:
        return None
    if kind != 'application/json' and not (kind.startswith('application/') and kind.endswith('+json')):
        return Problem(415, 'Please send JSON, with the header Content-Type: application/json.')
    try:
        read(body)
    except Unreadable as error:
        return of_errors([{'field': '', 'message': str(error)}])
    return None


def read(body: bytes) -> Any:
    """The JSON in `body`; Unreadable for what is none, too deep, or holds numbers or characters that nothing can keep."""
    try:
        found = json.loads(body.decode('utf-8'), parse_constant=_no_number)
        _check(found)
    except RecursionError:
        raise Unreadable(f'This JSON is nested deeper than {DEEPEST} levels') from None
    except UnicodeError:
        raise Unreadable('This is not UTF-8 text') from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable('This is not JSON') from None
    return found


def _no_number(name: str) -> None:
    raise Unreadable(f'{name} is not JSON')


def _check(value: Any, depth: int = 1) -> None:
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, int | float) and abs(value) > LARGEST:
        raise Unreadable('This JSON holds a number that is too large')


def _check_text(text: str) -> None:
    if '\0' in text:
        raise Unreadable('This JSON holds a NUL character')
    text.encode('utf-8')  # half of a surrogate pair raises


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand the body out once more; afterwards only the caller's leaving is left to hear."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {'type': 'http.request', 'body': body, 'more_body': False}

    return again
