"""A JSON call to a mail provider, and what its failure means: nothing was said, or perhaps it was heard."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import httpx

from data.gateways.base import FinalFailure, Mail, PassingFailure, UnsureFailure

SECONDS = 25
CONNECT_SECONDS = 10


async def post(
    name: str, url: str, *, token: str, content: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Post `content` with a bearer token; PassingFailure when nobody was reached, UnsureFailure when the answer was lost."""
    timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            return await client.post(url, json=content, headers={'Authorization': f'Bearer {token}', **(headers or {})})
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise PassingFailure(f'{name} cannot be reached.') from error
    except UnicodeEncodeError as error:
        raise PassingFailure(f'{name} does not accept this key.') from error
    except httpx.HTTPError as error:
        raise UnsureFailure(f'The connection to {name} broke before it answered.') from error


def refused(name: str, status: int, sentence: str) -> PassingFailure | FinalFailure:
    """What a status that is not a success means."""
    if status in {401, 403}:
        return PassingFailure(f'{name} does not let us send: {sentence}'[:300])
    if status in {408, 409, 425, 429} or status >= 500:
        return PassingFailure(f'{name} asks us to wait: {sentence}'[:300])
    return FinalFailure(f'{name} refused the message: {sentence}'[:300])


def answered(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object in an answer; an empty one for anything else."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def headers(mail: Mail) -> dict[str, str]:
    """The headers that say what a mail is and where it belongs."""
    found = {
        'Message-ID': mail.message_id,
        'In-Reply-To': mail.in_reply_to,
        'References': mail.references,
        'Auto-Submitted': 'auto-generated' if mail.automated else 'no',
    }
    if mail.unsubscribe:
        found |= {
            'List-Unsubscribe': f'<{mail.unsubscribe}>',
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }
    return {name: value for name, value in found.items() if value}


def read(body: bytes) -> Any:
    """The JSON in a body; None for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def packed(content: bytes) -> str:
    """A file as base64."""
    return base64.b64encode(content).decode()
