"""A mail as bytes on the wire (RFC 5322, 2045): text and HTML side by side, the calendar file both inline and attached."""

import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from data.gateways.base import Mail

_ID = re.compile(r'<[^<>\s]+>')


def encoded(mail: Mail, sender: str) -> bytes:
    """The whole message. The identifying headers are written by hand: the standard library would break long ids (RFC 2047)."""
    message = EmailMessage(policy=policy.SMTP.clone(cte_type='7bit', utf8=not mail.to.isascii()))
    message['From'] = str(Address(display_name=mail.sender_name, addr_spec=sender))
    message['To'] = mail.to
    message['Subject'] = mail.subject
    message['Date'] = format_datetime(localtime())
    if mail.reply_to and mail.reply_to != sender:
        message['Reply-To'] = mail.reply_to
    if mail.unsubscribe:
        message['List-Unsubscribe'] = f'<{mail.unsubscribe}>'
        message['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
    message['Auto-Submitted'] = 'auto-generated' if mail.automated else 'no'
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype='html')
    if mail.calendar:
        _add_calendar(message, mail)
    for file in mail.files:
        kind, _, sub = file.content_type.partition('/')
        message.add_attachment(file.content, maintype=kind, subtype=sub, filename=file.name)
    return _ids(mail) + message.as_bytes()


def _add_calendar(message: EmailMessage, mail: Mail) -> None:
    message.add_alternative(mail.calendar, subtype='calendar', params={'method': mail.calendar_method})
    message.add_attachment(mail.calendar.encode(), maintype='application', subtype='ics', filename='appointment.ics')


def _ids(mail: Mail) -> bytes:
    headers = {'Message-ID': mail.message_id, 'In-Reply-To': mail.in_reply_to, 'References': mail.references}
    lines = [f'{name}: ' + '\r\n '.join(ids) for name, value in headers.items() if (ids := _ID.findall(value))]
    return ''.join(f'{line}\r\n' for line in lines).encode('ascii', 'ignore')
