"""A mail service that is spoken to in JSON, and what its failure means: nothing was said, or perhaps it was heard."""

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import httpx

from data.gateways.base import Accepted, FinalFailure, Mail, PassingFailure, Setting, UnsureFailure
from data.settings import settings as house

SECONDS = 25
CONNECT_SECONDS = 10


class Service(ABC):
    """One account with a mail service. `api` replaces its address (tests); it is part of no settings."""

    name = home = path = ''

    def __init__(self, *, key: str, sender: str, api: str = '') -> None:
        self.key, self.sender, self.api = key, sender, api or self.home

    async def send(self, letter: Mail) -> Accepted:
        """Hand the mail over; PassingFailure, UnsureFailure or FinalFailure when it was not accepted."""
        response = await self.called('POST', self.path, self.content(letter), headers=self.call_headers(letter))
        said = answered(response)
        accepted = self.accepted(response, said)
        if accepted is None:
            raise refused(self.name, response.status_code, self.sentence(said))
        return accepted

    async def called(
        self, method: str, path: str, content: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """One call with the account's key; PassingFailure when nobody was reached, UnsureFailure when the answer was lost."""
        return await call(self.name, method, f'{self.api}{path}', token=self.key, content=content, headers=headers)

    @abstractmethod
    def content(self, mail: Mail) -> dict[str, Any]:
        """The letter as the service wants it."""

    def call_headers(self, mail: Mail) -> dict[str, str]:
        """Headers of the call itself."""
        return {}

    @abstractmethod
    def accepted(self, response: httpx.Response, said: Mapping[str, Any]) -> Accepted | None:
        """The service's name for a letter that it took; None when it did not."""

    def sentence(self, said: Mapping[str, Any]) -> str:
        """The reason in an answer that is a refusal."""
        return str(said.get('message', ''))


def account(key_help: str, *more: Setting) -> tuple[Setting, ...]:
    """The settings that every mail service has, and `more`."""
    key = Setting('api_key', 'API key', kind='secret', help=key_help)
    return key, Setting('sender', 'From address', kind='email'), *more


def builder(service: type[Service]) -> Callable[[str, Mapping[str, Any], UUID | None], Service]:
    """The `build` of a mail service, from the settings of its account."""

    def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Service:
        return service(key=settings['api_key'], sender=settings['sender'], api=house().provider_api)

    return build


async def call(
    name: str,
    method: str,
    url: str,
    *,
    token: str = '',
    content: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Call with a bearer token; PassingFailure when nobody was reached, UnsureFailure when the answer was lost."""
    allowed = {'Authorization': f'Bearer {token}'} if token else {}
    timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            return await client.request(method, url, json=content, headers={**allowed, **(headers or {})})
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise PassingFailure(f'{name} cannot be reached.') from error
    except UnicodeEncodeError as error:
        raise PassingFailure(f'{name} does not accept this key.') from error
    except httpx.HTTPError as error:
        raise UnsureFailure(f'The connection to {name} broke before it answered.') from error


async def downloaded(name: str, url: str, *, most: int, auth: tuple[str, str] | None = None) -> bytes:
    """A file that the provider keeps for us; FinalFailure for one that is larger than `most`, PassingFailure otherwise.

    Providers hand over to their store by a redirect, which is followed without the account's key.
    """
    timeout = httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
    found = bytearray()
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=True, trust_env=False) as client:
            async with client.stream('GET', url, auth=auth) as response:
                if not response.is_success:
                    raise PassingFailure(f'{name} does not hand the file over ({response.status_code}).')
                async for part in response.aiter_bytes():
                    found += part
                    if len(found) > most:
                        raise FinalFailure(f'This file is larger than {most // 1_000_000} MB.')
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PassingFailure(f'{name} cannot be reached.') from error
    return bytes(found)


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


def enclosed(mail: Mail, calendar_type: str) -> list[tuple[str, str, str]]:
    """What goes along with the letter: name, type, and content as base64."""
    calendar = [('appointment.ics', calendar_type, packed(mail.calendar.encode()))] if mail.calendar else []
    return [*calendar, *((one.name, one.content_type, packed(one.content)) for one in mail.files)]


def packed(content: bytes) -> str:
    """A file as base64."""
    return base64.b64encode(content).decode()
