"""From a delivery to the finished message: the rule's words, the facts around it, the frame of the business."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session, col, select

from data.gateways import folder
from data.gateways.base import Enclosed, Mail, Sms
from data.models import Attachment, Booking, BookingStatus, Channel, Delivery, Message, StoredFile, Workspace
from data.settings import settings
from domain import calendar_file, clock, combined, crypto, facts, links, mail_parts, rendering, rules, text
from domain.facts import Facts
from domain.language import say
from domain.rendering import Button, Draft, Paragraph, Part, Value

CALENDARS: dict[str, calendar_file.Method] = {'confirmation': 'REQUEST', 'changed': 'REQUEST', 'cancelled': 'CANCEL'}
REFERENCES = 10


def draft(session: Session, delivery: Delivery, found: Facts | None = None) -> Draft:
    """The message as it would go out at this moment, in the reader's language; `found`: its facts, where they are known already."""
    if delivery.system:
        return _system(delivery)
    if 'example' in delivery.context:
        return rendering.unpacked(delivery.context['example'])
    if not delivery.rule:
        return _reply(session, delivery)
    found = found or facts.gathered(session, delivery)
    rule = rules.effective(session, found.workspace.id, delivery.rule)
    return worded(rule, found.language, facts.values(found, delivery.context), delivery.channel)


def worded(rule: rules.Effective, language: str, values: Mapping[str, Value], channel: Channel) -> Draft:
    """A rule's words with the values filled in; our own words are said in the reader's language, the owner's stay as written."""
    if channel == Channel.SMS:
        words = rendering.filled(_said(rule, 'sms', language), values)
        return Draft('', words, (Paragraph(words),))
    parts = rendering.parts(_said(rule, 'body', language), values)
    subject = rendering.filled(_said(rule, 'subject', language), values)
    return Draft(text.line(subject)[:300], rendering.plain(parts), tuple(parts))


def _said(rule: rules.Effective, part: str, language: str) -> str:
    words: str = getattr(rule, part)
    return words if part in rule.own or not words else say(language, words)


def _reply(session: Session, delivery: Delivery) -> Draft:
    message = session.get_one(Message, delivery.message_id)
    subject = message.subject or session.get_one(Workspace, delivery.workspace_id).name
    paragraphs = [Paragraph(part) for part in message.body.split('\n\n')]
    return Draft(subject, message.body, tuple(paragraphs))


def _system(delivery: Delivery) -> Draft:
    sealed = crypto.open(delivery.context['sealed'])
    parts: list[Part] = [Paragraph(paragraph) for paragraph in sealed['paragraphs']]
    if sealed['button']:
        parts.append(Button(*sealed['button']))
    return Draft(text.line(sealed['subject']), rendering.plain(parts), tuple(parts))


def sms(session: Session, delivery: Delivery) -> tuple[Draft, Sms]:
    """The text message, short and on as few lines as it was written."""
    written = draft(session, delivery)
    return written, Sms(to=delivery.address, text=written.text, reference=str(delivery.id))


def mail(session: Session, delivery: Delivery) -> tuple[Draft, Mail]:
    """The e-mail with its HTML, its place in the thread, and the calendar file where the rule brings one."""
    workspace = session.get(Workspace, delivery.workspace_id) if delivery.workspace_id else None
    found = facts.gathered(session, delivery) if delivery.rule and workspace else None
    written = draft(session, delivery, found)
    brand = branded(session, delivery, workspace, found)
    return written, Mail(
        message_id=delivery.email_id,
        to=delivery.address,
        subject=written.subject,
        text=written.text + _footer(brand),
        html=mail_parts.html(brand, written.subject, list(written.parts)),
        sender_name=text.line(brand.name),
        reply_to=workspace.contact_email if workspace and not delivery.system else '',
        unsubscribe=brand.unsubscribe_url,
        automated=bool(delivery.rule or delivery.system),
        reference=str(delivery.id),
        once=f'{delivery.id}:{delivery.context.get("asked_at", "")}',
        only_for=UUID(delivery.context['only_for']) if delivery.context.get('only_for') else None,
        files=_enclosed(session, delivery),
        **_thread(session, delivery),
        **_calendar(delivery, found),
    )


def _enclosed(session: Session, delivery: Delivery) -> tuple[Enclosed, ...]:
    """The files of a staff reply, read when it is written."""
    query = select(Attachment).where(Attachment.message_id == delivery.message_id).order_by(Attachment.name)
    rows = session.exec(query).all() if delivery.message_id and not delivery.rule else []
    return tuple(Enclosed(row.name, row.content_type, folder.get(row.file_id)) for row in rows)


def _footer(brand: mail_parts.Brand) -> str:
    return f'\n\n--\n{brand.unsubscribe_label}: {brand.unsubscribe_url}\n' if brand.unsubscribe_url else '\n'


def branded(session: Session, delivery: Delivery, workspace: Workspace | None, found: Facts | None) -> mail_parts.Brand:
    """Who writes, as the mail shows it."""
    if workspace is None or delivery.system:
        return mail_parts.Brand(name='CareOps', colour='#1f6f54')
    language = found.language if found else workspace.language
    brand = {
        'name': workspace.name,
        'colour': workspace.colour,
        'logo_url': _logo(session, workspace),
        'address': workspace.address,
        'phone': workspace.phone,
        'language': language,
    }
    if found and found.contact and delivery.rule in rules.RULES and rules.RULES[delivery.rule].pausable:
        token = links.sign('unsubscribe', found.contact.id, found.contact.link_nonce)
        brand |= {
            'unsubscribe_label': say(language, 'No more reminders and news by e-mail'),
            'unsubscribe_url': f'{settings().base_url}/u/{token}',
        }
    return mail_parts.Brand(**brand)


def _logo(session: Session, workspace: Workspace) -> str:
    """The logo's public address; none where the server is only known on this machine, since nobody could load it."""
    if workspace.logo_id is None or urlsplit(settings().base_url).hostname in {'localhost', '127.0.0.1'}:
        return ''
    row = session.get(StoredFile, workspace.logo_id)
    return f'{settings().base_url}/files/{row.id}' if row and row.public else ''


def _thread(session: Session, delivery: Delivery) -> dict[str, str]:
    """In-Reply-To and References: the mails of the conversation so far."""
    message = session.get(Message, delivery.message_id) if delivery.message_id else None
    if message is None:
        return {}
    query = (
        select(Message.email_id)
        .where(
            Message.conversation_id == message.conversation_id,
            col(Message.email_id).is_not(None),
            Message.id != message.id,
            col(Message.created_at) <= message.created_at,
        )
        .order_by(col(Message.created_at).desc())
        .limit(REFERENCES)
    )
    before = [str(email_id) for email_id in session.exec(query)]
    return {'in_reply_to': before[0], 'references': ' '.join(reversed(before))} if before else {}


def _calendar(delivery: Delivery, found: Facts | None) -> dict[str, str]:
    method = CALENDARS.get(delivery.rule)
    if method is None or found is None or found.booking is None or found.contact is None:
        return {}
    if method == 'CANCEL' and found.booking.confirmed_at is None:
        return {}
    if len(found.parts) > 1:
        method = 'PUBLISH'
    return {'calendar': calendar(found, method), 'calendar_method': method}


def calendar(found: Facts, method: calendar_file.Method) -> str:
    """The booking, or all that the message speaks of, as a calendar file with the customer's manage link in each description."""
    appointments = [_appointment(found, part) for part in found.parts]
    return calendar_file.written(*appointments, method=method, now=clock.now())


def _appointment(found: Facts, part: facts.Part) -> calendar_file.Appointment:
    booking, contact = part.booking, found.contact
    manage = links.manage_url(booking)
    return calendar_file.Appointment(
        uid=f'{booking.id}@careops',
        sequence=booking.sequence,
        start=booking.start,
        end=booking.end,
        timezone=found.workspace.timezone,
        title=f'{part.service} · {found.workspace.name}',
        description=f'{say(found.language, "Change or cancel")}: {manage}',
        location=booking.location or facts.place(found),
        url=manage,
        organizer_name=found.workspace.name,
        organizer_email=found.workspace.contact_email,
        attendee_name=contact.name if contact else '',
        attendee_email=(contact.email or '') if contact else '',
        tentative=booking.confirmed_at is None,
        cancelled=booking.status == BookingStatus.CANCELLED and len(found.parts) > 1,
    )


def calendar_download(session: Session, booking: Booking) -> str:
    """The file behind a booking's calendar link, with all services of its visit; the caller has opened the link."""
    about = Delivery(
        workspace_id=booking.workspace_id,
        booking_id=booking.id,
        contact_id=booking.contact_id,
        key='',
        context={'together': [str(one.id) for one in combined.together(session, booking)]},
        channel=Channel.EMAIL,
        address='',
        next_attempt_at=clock.now(),
    )
    return calendar(facts.gathered(session, about), 'PUBLISH')
