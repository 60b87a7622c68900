"""A real SMTP server on loopback that keeps what it accepted, with sender and recipients as they came over the wire."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.server import free_port


class Mailbox:
    """What arrived, oldest first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return '250 Message accepted'

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [mail for mail in self.mails if address in str(mail['To'])]

    def wait(self, address: str, count: int = 1, *, within: float = 20, subject: str = '') -> list[EmailMessage]:
        """The mails to one address (whose subject contains `subject`), once there are `count`; fails after `within` seconds."""
        end = time.monotonic() + within
        while True:
            found = [mail for mail in self.to(address) if subject.lower() in str(mail['Subject']).lower()]
            if len(found) >= count:
                return found
            if time.monotonic() > end:
                seen = [(str(mail['To']), str(mail['Subject'])) for mail in self.mails]
                raise AssertionError(
                    f'expected {count} mails to {address} about {subject!r}, got {len(found)}; all: {seen}'
                )
            time.sleep(0.05)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Listen for the length of a `with`."""
    box = Mailbox()
    controller = Controller(box, hostname='127.0.0.1', port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def body(mail: EmailMessage, kind: str = 'plain') -> str:
    """The text of a mail (`plain` or `html`)."""
    part = mail.get_body((kind,))
    return part.get_content() if part else ''


def calendar(mail: EmailMessage) -> str:
    """The calendar file of a mail, '' where there is none."""
    for part in mail.walk():
        if part.get_content_type() == 'text/calendar':
            return str(part.get_content())
    return ''
