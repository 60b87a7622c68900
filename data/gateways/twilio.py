"""Text messages through Twilio's official package; it is loaded at the first use and works in a thread, since it is not asynchronous."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import requests

from data.gateways import rest, signatures
from data.gateways.base import (
    Accepted,
    Call,
    FinalFailure,
    NotSigned,
    PassingFailure,
    Provider,
    Receipt,
    Setting,
    Sms,
    UnsureFailure,
)
from data.settings import settings as house

SECONDS = 15
HOME = 'https://api.twilio.com'
STATES: dict[str, Any] = {'delivered': 'delivered', 'read': 'delivered', 'undelivered': 'bounced', 'failed': 'failed'}


class Twilio:
    """One Twilio account. `receipts` is where it reports what became of a text; `api` replaces its own address (tests)."""

    def __init__(self, *, account: str, token: str, sender: str, receipts: str = '', api: str = '') -> None:
        self.account, self.token, self.sender, self.receipts, self.api = account, token, sender, receipts, api

    async def send(self, letter: Sms) -> Accepted:
        """Hand the text over; Twilio's sid of it is the provider's id."""
        return await asyncio.to_thread(self._send, letter)

    async def media(self, url: str, *, most: int) -> bytes:
        """A file that came with a text; FinalFailure for one that is too large. The account's key is shown to Twilio alone."""
        if not url.startswith(f'{HOME}/'):
            raise FinalFailure('This is no address of Twilio.')
        where = url.replace(HOME, self.api) if self.api else url
        return await rest.downloaded('Twilio', where, most=most, auth=(self.account, self.token))

    def _send(self, letter: Sms) -> Accepted:
        # Loading Twilio's package takes more than a second and tens of megabytes: only those who send texts pay for it.
        from twilio.base.exceptions import TwilioRestException  # noqa: PLC0415 (heavy: only where it is used)

        client = self._client()
        origin = 'messaging_service_sid' if self.sender.startswith('MG') else 'from_'
        asked = {origin: self.sender}
        if self.receipts and letter.reference:
            asked['status_callback'] = f'{self.receipts}?delivery={letter.reference}'
        try:
            message = client.messages.create(to=letter.to, body=letter.text, **asked)
        except TwilioRestException as error:
            raise _refused(error.status, str(error.msg)) from error
        except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
            raise PassingFailure('Twilio cannot be reached.') from error
        except requests.ConnectionError as error:
            raise _broken(error) from error
        except requests.RequestException as error:
            raise UnsureFailure('Twilio did not answer.') from error
        return Accepted(str(message.sid))

    def _client(self) -> Any:
        from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415 (heavy: only where it is used)
        from twilio.rest import Client  # noqa: PLC0415 (heavy: only where it is used)

        http = _redirected(self.api) if self.api else TwilioHttpClient(timeout=SECONDS, max_retries=0)
        return Client(self.account, self.token, http_client=http)


def _redirected(api: str) -> Any:
    from twilio.http.http_client import TwilioHttpClient  # noqa: PLC0415 (heavy: only where it is used)

    class Redirected(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *given: Any, **named: Any) -> Any:
            return super().request(method, url.replace(HOME, api), *given, **named)

    return Redirected(timeout=SECONDS, max_retries=0)


def _broken(error: requests.ConnectionError) -> PassingFailure:
    """Refused before anything was said, or broken off after it? Only the former may simply be tried again."""
    never_connected = 'NewConnectionError' in repr(error) or 'NameResolutionError' in repr(error)
    if never_connected:
        return PassingFailure('Twilio cannot be reached.')
    return UnsureFailure('The connection to Twilio broke before it answered.')


def _refused(status: int, sentence: str) -> PassingFailure | FinalFailure:
    if status in {401, 403}:
        return PassingFailure('Twilio does not accept this account and token.')
    if status == 429 or status >= 500:
        return PassingFailure(f'Twilio asks us to wait: {sentence}'[:300])
    return FinalFailure(f'Twilio refused the message: {sentence}'[:300])


def reported(call: Call, secrets: Mapping[str, Any], now: datetime) -> list[Receipt]:
    """What a status callback says; NotSigned."""
    form = dict(parse_qsl(call.body.decode('utf-8', 'replace'), keep_blank_values=True))
    signature = call.headers.get('x-twilio-signature', '')
    if not signatures.twilio(token=secrets.get('auth_token', ''), url=call.url, form=form, signature=signature):
        raise NotSigned
    state = STATES.get(form.get('MessageStatus', ''))
    if state is None:
        return []
    code = form.get('ErrorCode', '')
    return [
        Receipt(
            reference=call.query.get('delivery', ''),
            provider_id=form.get('MessageSid', ''),
            state=state,
            sentence=f'Twilio reports error {code}.'[:100] if code else 'Twilio could not deliver it.',
        )
    ]


def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Twilio:
    """A gateway from the settings below."""
    return Twilio(
        account=settings['account_sid'],
        token=settings['auth_token'],
        sender=settings['sender'],
        receipts=settings.get('receipts_url', ''),
        api=house().provider_api,
    )


PROVIDER = Provider(
    key='twilio',
    kinds=('sms',),
    title='Twilio',
    about='Text messages through your Twilio account.',
    settings=(
        Setting('account_sid', 'Account SID', help='Begins with AC; shown on the first page of your Twilio console'),
        Setting('auth_token', 'Auth token', kind='secret'),
        Setting('sender', 'Sender', help='Your Twilio number like +15551234567, or a messaging service (MG…)'),
    ),
    receipts='status',
    reported=reported,
    build=build,
)
