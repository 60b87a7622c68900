"""What every provider of messages looks like: one Protocol for each kind, three ways to fail, a description for the screens."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished e-mail; `message_id`, `in_reply_to` and `references` come with their angle brackets."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str = ''
    sender_name: str = ''
    reply_to: str = ''
    in_reply_to: str = ''
    references: str = ''
    unsubscribe: str = ''
    calendar: str = ''
    calendar_method: str = ''
    files: tuple[Enclosed, ...] = ()
    automated: bool = True
    reference: str = ''  # comes back with the provider's receipts
    once: str = ''  # the same letter handed over again has the same
    only_for: UUID | None = None  # the person who alone may read it where messages are kept instead of sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A finished text message to a number in E.164."""

    to: str
    text: str
    reference: str = ''  # comes back with the provider's receipts


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message, and calls it `provider_id`."""

    provider_id: str = ''


class Failure(Exception):
    """The provider did not take the message; its text is a plain sentence."""


class PassingFailure(Failure):
    """Worth trying again later. `provider`: the provider itself is in trouble, not just this one message."""

    def __init__(self, sentence: str, *, provider: bool = True) -> None:
        self.provider = provider
        super().__init__(sentence)


class UnsureFailure(PassingFailure):
    """The connection broke after the message was handed over: it may have arrived."""


class FinalFailure(Failure):
    """This message will never go out this way: trying again is of no use."""


class NotSigned(Exception):
    """The call does not carry the provider's signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a provider posted to us: the address as we gave it, headers in lower case, the body as it came."""

    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one message: `reference` is ours, `provider_id` the provider's, `sentence` its reason."""

    reference: str
    provider_id: str
    state: Literal['delivered', 'bounced', 'failed', 'unwanted']
    sentence: str = ''


@dataclass(frozen=True, slots=True)
class Announced:
    """A mail that came in at a provider: its name there, and its Message-ID."""

    provider_id: str
    email_id: str


class MailGateway(Protocol):
    """A provider of e-mail."""

    async def send(self, letter: Mail) -> Accepted:
        """Hand the mail over; PassingFailure, UnsureFailure or FinalFailure when it was not accepted."""


class SmsGateway(Protocol):
    """A provider of text messages."""

    async def send(self, letter: Sms) -> Accepted:
        """Hand the text over; PassingFailure, UnsureFailure or FinalFailure when it was not accepted."""


class Gateway(Protocol):
    """Either of them, for code that carries letters of any kind."""

    async def send(self, letter: Any) -> Accepted:
        """Hand the letter over."""


class Refused(FinalFailure):
    """The mail server answers, but it does not hand this one mail over."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail of a folder as it came over the wire; of one that is larger than was asked for, only the headers."""

    content: bytes
    whole: bool = True


class OpenFolder(Protocol):
    """A folder while it is open. `validity` tells whether the numbers of its mails are still those that we know; the next mail gets `next_uid`."""

    validity: int
    next_uid: int

    def after(self, uid: int, since: date | None) -> list[int]:
        """The numbers of the mails behind `uid` (that came on the day `since` or later), the oldest first."""

    def fetch(self, uid: int, *, most: int) -> Fetched | None:
        """One mail, left unread as it was; None when it is gone. Refused, PassingFailure."""


class MailSource(Protocol):
    """A mailbox that is read. It speaks synchronously: callers are in a thread. PassingFailure with a sentence when it cannot be read."""

    def folders(self) -> list[str]:
        """The folders that the mailbox has, once the one that is read was opened."""

    def opened(self, name: str) -> AbstractContextManager[OpenFolder]:
        """Open a folder for reading only."""


def not_for_sending(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Gateway:
    """The `build` of a provider that only brings mail in."""
    raise FinalFailure('Nothing is sent through this.')


@dataclass(frozen=True, slots=True)
class Setting:
    """One field that the owner fills in. `kind`: text, email, phone, number, secret or choice."""

    key: str
    label: str
    kind: str = 'text'
    required: bool = True
    default: str | int = ''
    options: tuple[tuple[str, str], ...] = ()
    help: str = ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider as the owner chooses it: `build` makes a gateway from plain settings and the workspace it works for."""

    key: str
    kinds: tuple[str, ...]
    title: str
    about: str
    settings: tuple[Setting, ...] = ()
    presets: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    build: Callable[[str, Mapping[str, Any], UUID | None], Gateway] = not_for_sending
    source: Callable[[Mapping[str, Any]], MailSource] | None = None
    test_mode: bool = False
    receipts: str = ''  # the last part of the address to which it reports what became of messages
    reported: Callable[[Call, Mapping[str, Any], datetime], list[Receipt]] | None = None
    announced: Callable[[Call, Mapping[str, Any], datetime], Announced | None] | None = None
    inbound: str = ''  # the last part of the address to which it posts what came in

    @property
    def secrets(self) -> frozenset[str]:
        """The keys of the settings that are never shown again."""
        return frozenset(setting.key for setting in self.settings if setting.kind == 'secret')
