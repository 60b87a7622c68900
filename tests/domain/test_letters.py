"""The calendar file that goes along with a booking's mails, from booking to moving to cancelling."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar

from domain import bookings, work
from tests import factories, mailbox
from tests.conftest import Cast
from tests.domain import stage


def event(mail: Any) -> tuple[str, str, int, Any]:
    """Method, UID, SEQUENCE and start of the mail's one event."""
    parsed = Calendar.from_ical(mailbox.calendar(mail))
    (found,) = parsed.walk('VEVENT')
    return str(parsed['METHOD']), str(found['UID']), int(found['SEQUENCE']), found['DTSTART'].dt


async def test_one_appointment_for_life_newer_with_every_change(cast: Cast) -> None:
    priya = factories.contact(cast.workspace.id, email='priya@example.com')
    kind = factories.booking_type(cast.workspace.id)
    start = stage.clock.now().replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=3)
    with mailbox.mailbox() as box:
        stage.smtp(cast, box.port)
        booking = work.act_now(
            bookings.book, cast.ada, booking_type_id=kind.id, start=start, contact_id=priya.id, source='staff'
        )
        await stage.send_all()
        work.act_now(bookings.reschedule, cast.ada, booking_id=booking.id, start=start + timedelta(days=1))
        await stage.send_all()
        work.act_now(bookings.cancel, cast.ada, booking_id=booking.id, reason='Ill')
        await stage.send_all()
        mails = [mail for mail in box.to('priya@example.com') if mailbox.calendar(mail)]
    methods, uids, sequences, starts = zip(*(event(mail) for mail in mails), strict=True)
    assert methods == ('REQUEST', 'REQUEST', 'CANCEL')
    assert len(set(uids)) == 1
    assert sequences[0] < sequences[1] < sequences[2]
    assert starts == (start, start + timedelta(days=1), start + timedelta(days=1))
    parts = [part.get_content_type() for part in mails[2].walk()]
    assert {'text/plain', 'text/html', 'text/calendar', 'application/ics'} <= set(parts)
    assert 'method="CANCEL"' in str(mails[2]) or 'method=CANCEL' in str(mails[2])
