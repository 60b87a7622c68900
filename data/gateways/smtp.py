"""E-mail through any mail server that speaks SMTP (RFC 5321)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from data.gateways.base import Accepted, FinalFailure, Mail, PassingFailure, Provider, Setting, UnsureFailure
from data.gateways.mime import encoded

CONNECT_SECONDS = 10
SEND_SECONDS = 25
HOSTS: Mapping[str, Mapping[str, str | int]] = {
    'Gmail': {'host': 'smtp.gmail.com', 'port': 587, 'encryption': 'starttls'},
    'Outlook': {'host': 'smtp-mail.outlook.com', 'port': 587, 'encryption': 'starttls'},
    'Microsoft 365': {'host': 'smtp.office365.com', 'port': 587, 'encryption': 'starttls'},
    'iCloud': {'host': 'smtp.mail.me.com', 'port': 587, 'encryption': 'starttls'},
    'Yahoo': {'host': 'smtp.mail.yahoo.com', 'port': 465, 'encryption': 'ssl'},
    'Fastmail': {'host': 'smtp.fastmail.com', 'port': 465, 'encryption': 'ssl'},
    'Zoho': {'host': 'smtp.zoho.com', 'port': 465, 'encryption': 'ssl'},
    'GMX': {'host': 'mail.gmx.net', 'port': 587, 'encryption': 'starttls'},
    'IONOS': {'host': 'smtp.ionos.com', 'port': 465, 'encryption': 'ssl'},
    'Mailgun': {'host': 'smtp.mailgun.org', 'port': 587, 'encryption': 'starttls'},
    'Amazon SES (Ireland)': {'host': 'email-smtp.eu-west-1.amazonaws.com', 'port': 587, 'encryption': 'starttls'},
}


class Smtp:
    """One mail server and the account on it."""

    def __init__(self, *, host: str, port: int, encryption: str, username: str, password: str, sender: str) -> None:
        self.host, self.port, self.encryption = host, port, encryption
        self.username, self.password, self.sender = username, password, sender

    async def send(self, letter: Mail) -> Accepted:
        """Hand the mail to the server; what it answers to the final dot decides."""
        client = await self._connected()
        try:
            answer = await self._handed_over(client, letter)
        finally:
            client.close()
        return Accepted(answer[:200])

    async def _connected(self) -> aiosmtplib.SMTP:
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.encryption == 'ssl',
            start_tls=self.encryption == 'starttls',
            username=self.username or None,
            password=self.password or None,
            timeout=CONNECT_SECONDS,
        )
        try:
            await client.connect()
        except SMTPAuthenticationError as error:
            client.close()
            raise PassingFailure('The mail server does not accept this user name and password.') from error
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise PassingFailure(f'The mail server {self.host} cannot be reached: {_words(error)}') from error
        return client

    async def _handed_over(self, client: aiosmtplib.SMTP, letter: Mail) -> str:
        """MAIL, RCPT and DATA one by one, so that a broken connection is blamed on the right one."""
        try:
            await client.mail(self.sender, options=_options(client, letter), timeout=SEND_SECONDS)
            await client.rcpt(letter.to, timeout=SEND_SECONDS)
        except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPResponseException) as error:
            raise _refused(error) from error
        except (SMTPException, OSError) as error:
            raise PassingFailure(f'The mail server broke off: {_words(error)}') from error
        try:
            answer = await client.data(encoded(letter, self.sender), timeout=SEND_SECONDS)
        except SMTPResponseException as error:
            raise _refused(error) from error
        except (SMTPException, OSError) as error:
            raise UnsureFailure(f'The mail server broke off at the end: {_words(error)}') from error
        return str(answer.message)


def _options(client: aiosmtplib.SMTP, letter: Mail) -> list[str]:
    if letter.to.isascii():
        return []
    if not client.supports_extension('SMTPUTF8'):
        raise FinalFailure('The mail server cannot deliver to an address with such letters.')
    return ['SMTPUTF8', 'BODY=8BITMIME']


def _refused(error: Exception) -> PassingFailure | FinalFailure:
    """What the server's answer means: 4xx is for now, 5xx for good (RFC 5321, 4.2.1); only 421 is about the server itself."""
    code = getattr(error, 'code', 0)
    if 400 <= code < 500:
        return PassingFailure(f'The mail server asks us to wait: {_words(error)}', provider=code == 421)
    if isinstance(error, SMTPSenderRefused) or code in {530, 535}:
        return PassingFailure(f'The mail server does not let us send: {_words(error)}')
    return FinalFailure(f'The mail server refused the message: {_words(error)}')


def _words(error: BaseException) -> str:
    code, message = getattr(error, 'code', ''), getattr(error, 'message', '') or str(error)
    return ' '.join(f'{code} {message}'.split())[:300] or type(error).__name__


def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Smtp:
    """A gateway from the settings below."""
    return Smtp(
        host=settings['host'],
        port=int(settings['port']),
        encryption=settings['encryption'],
        username=settings.get('username', ''),
        password=settings.get('password', ''),
        sender=settings['sender'],
    )


def from_url(url: str) -> dict[str, Any]:
    """The settings in `smtp[s]://user:password@host:port?from=address&tls=starttls`; without `tls`, port 465 or smtps means ssl,
    port 587 means starttls, anything else none."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    port = parts.port or (465 if parts.scheme == 'smtps' else 587 if parts.username else 25)
    usual = 'ssl' if parts.scheme == 'smtps' or port == 465 else 'starttls' if port == 587 else 'none'
    username = unquote(parts.username or '')
    host = parts.hostname or 'localhost'
    return {
        'host': host,
        'port': port,
        'encryption': query.get('tls', usual),
        'username': username,
        'password': unquote(parts.password or ''),
        'sender': query.get('from') or (username if '@' in username else f'careops@{host}'),
    }


PROVIDER = Provider(
    key='smtp',
    kinds=('email',),
    title='Mail server (SMTP)',
    about='Your own mailbox or any mail provider. Mails come from your address.',
    settings=(
        Setting('host', 'Server', help='For example smtp.gmail.com'),
        Setting('port', 'Port', kind='number', default=587),
        Setting(
            'encryption',
            'Encryption',
            kind='choice',
            default='starttls',
            options=(('starttls', 'STARTTLS'), ('ssl', 'SSL/TLS'), ('none', 'None')),
        ),
        Setting('username', 'User name', required=False),
        Setting('password', 'Password', kind='secret', required=False, help='With two-step sign-in: an app password'),
        Setting('sender', 'From address', kind='email'),
    ),
    presets=HOSTS,
    build=build,
)
