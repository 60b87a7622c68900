"""What an address can be told of: the events that outside programs may rely on, each in a sentence."""

from collections.abc import Mapping

from domain.events import Name

TEST = 'webhook.test'
EVENTS: Mapping[str, str] = {
    Name.BOOKING_CREATED.value: 'A booking was made',
    Name.BOOKING_CONFIRMED.value: 'A booking is confirmed',
    Name.BOOKING_RESCHEDULED.value: 'A booking moved to another time or person',
    Name.BOOKING_CHANGED.value: 'Notes or place of a booking changed',
    Name.BOOKING_CANCELLED.value: 'A booking was cancelled',
    Name.BOOKING_COMPLETED.value: 'A visit took place',
    Name.BOOKING_NO_SHOW.value: 'Nobody came to a booking',
    Name.BOOKING_REOPENED.value: 'A booking that was over is open again',
    Name.CONTACT_CREATED.value: 'There is a new contact',
    Name.CONTACT_CHANGED.value: 'A contact was changed, or two were made one',
    Name.CONTACT_DELETED.value: 'A contact was erased',
    Name.MESSAGE_RECEIVED.value: 'A customer wrote',
    Name.STAFF_REPLIED.value: 'Somebody of the team answered',
    Name.FORM_SENT.value: 'A form was sent to a customer',
    Name.FORM_COMPLETED.value: 'A form was filled in',
    Name.FORM_OVERDUE.value: 'A form is overdue',
    Name.INVENTORY_LOW.value: 'An item runs low',
    Name.INVENTORY_CRITICAL.value: 'An item is nearly used up',
    Name.WAITLIST_JOINED.value: 'Somebody waits for a time',
    Name.WAITLIST_OFFERED.value: 'A free time was offered to somebody who waits',
    Name.WAITLIST_DECLINED.value: 'An offered time was declined',
    Name.WAITLIST_EXPIRED.value: 'An offered time was not taken',
    Name.WAITLIST_LEFT.value: 'Somebody does not wait any more',
    Name.DELIVERY_FAILED.value: 'A message to a customer was not sent',
}
