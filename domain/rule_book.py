"""The rules of automation as a list to read: what happens, who hears of it, in which words. Pure; the owner's changes live in rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.models import Way
from domain.events import Name
from domain.language import noted

CONTACT = ('first_name', 'name', 'business')
BOOKING = (*CONTACT, 'service', 'staff', 'date', 'time', 'when', 'location', 'details', 'manage_link')
FORMS = (*BOOKING, 'form', 'forms', 'due')
TEAM = (*BOOKING, 'what', 'open_link')
STOCK = ('business', 'item', 'available', 'open_link')


CHOICES = (Way.EMAIL, Way.SMS, Way.EMAIL_OR_SMS, Way.SMS_OR_EMAIL, Way.BOTH)
BY = {
    Way.EMAIL: 'by e-mail',
    Way.SMS: 'by SMS',
    Way.EMAIL_OR_SMS: 'by e-mail, or by SMS where e-mail does not reach them',
    Way.SMS_OR_EMAIL: 'by SMS, or by e-mail where SMS does not reach them',
    Way.BOTH: 'by e-mail and by SMS',
    Way.NONE: '',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When `event` happens, `audience` gets this message. Timing in minutes, between `shortest` and two weeks.

    `words` say the rule as a sentence: `{by}` names its channels, `{time}` its timing. `ways` are what its channel may be changed to.
    A body is plain text: blank lines part paragraphs, `{variables}` are filled in, one alone in its paragraph becomes a button or card.
    `sms` are the words of a text message, where one can be sent.
    """

    key: str
    event: Name
    title: str
    words: str
    audience: Literal['customer', 'team', 'owner']
    subject: str = ''
    body: str = ''
    sms: str = ''
    channel: Way = Way.EMAIL
    variables: tuple[str, ...] = BOOKING
    pausable: bool = False
    pausing_is_a_choice: bool = False
    timing_minutes: int | None = None
    timing_label: str = ''
    shortest: int = 10

    @property
    def ways(self) -> tuple[Way, ...]:
        """The channels that the owner may choose from."""
        return CHOICES if self.sms else (self.channel,)


_RULES = (
    Rule(
        key='welcome',
        event=Name.CONTACT_CREATED,
        title='Welcome',
        words='When somebody writes for the first time, send them a welcome {by}.',
        audience='customer',
        subject=noted('Thank you for getting in touch, {first_name}'),
        body=noted(
            'Hello {first_name},\n\nthank you for getting in touch with {business}. We have your message and will come back '
            'to you soon. You can simply answer this mail.\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: thank you for getting in touch, {first_name}. We will come back to you soon.'),
        variables=CONTACT,
        pausable=True,
    ),
    Rule(
        key='request_received',
        event=Name.BOOKING_CREATED,
        title='Request received',
        words='When a booking has to be confirmed by staff, tell the customer {by} that the request has arrived.',
        audience='customer',
        subject=noted('We have received your request for {when}'),
        body=noted(
            'Hello {first_name},\n\nthank you for your request. The time is held for you; we will confirm it as soon as we can.'
            '\n\n{details}\n\n{manage_link}\n\nKind regards\n{business}'
        ),
        sms=noted(
            '{business}: we have received your request for {service}, {when}, and will confirm it soon. {manage_link}'
        ),
    ),
    Rule(
        key='confirmation',
        event=Name.BOOKING_CONFIRMED,
        title='Booking confirmation',
        words='When a booking is confirmed, send the customer a confirmation and a link to change it {by}.',
        audience='customer',
        subject=noted('Confirmed: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\nyour booking is confirmed. We look forward to seeing you.\n\n{details}\n\n{manage_link}'
            '\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: confirmed: {service}, {date} at {time}. Change or cancel: {manage_link}'),
    ),
    Rule(
        key='changed',
        event=Name.BOOKING_RESCHEDULED,
        title='Booking moved',
        words='When a booking moves to another time, tell the customer {by}.',
        audience='customer',
        subject=noted('New time: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\nyour booking has a new time.\n\n{details}\n\n{manage_link}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: new time: {service}, {date} at {time}. Change or cancel: {manage_link}'),
    ),
    Rule(
        key='cancelled',
        event=Name.BOOKING_CANCELLED,
        title='Booking cancelled',
        words='When a booking is cancelled or a request runs out, tell the customer {by}.',
        audience='customer',
        subject=noted('Cancelled: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\nthis booking is cancelled and will not take place.\n\n{details}\n\n{reason}\n\n'
            'You are welcome to book another time.\n\n{book_link}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: cancelled: {service}, {date} at {time}. Book again: {book_link}'),
        variables=(*BOOKING, 'reason', 'book_link'),
    ),
    Rule(
        key='reminder',
        event=Name.BOOKING_REMINDER_DUE,
        title='Reminder',
        words='{time} before a booking, remind the customer {by}.',
        audience='customer',
        subject=noted('Reminder: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\na short reminder of your booking. We look forward to seeing you.\n\n{details}'
            '\n\n{manage_link}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: reminder of {service} at {time}, {date}. Change or cancel: {manage_link}'),
        pausable=True,
        pausing_is_a_choice=True,
        timing_minutes=1440,
        timing_label='before the booking',
    ),
    Rule(
        key='reminder_sms',
        event=Name.BOOKING_REMINDER_DUE,
        title='Second reminder',
        words='{time} before a booking, remind the customer {by}.',
        audience='customer',
        subject=noted('Reminder: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\na short reminder of your booking. We look forward to seeing you.\n\n{details}'
            '\n\n{manage_link}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: reminder of {service} at {time}, {date}. Change or cancel: {manage_link}'),
        channel=Way.SMS,
        pausable=True,
        pausing_is_a_choice=True,
        timing_minutes=120,
        timing_label='before the booking',
    ),
    Rule(
        key='forms',
        event=Name.BOOKING_CONFIRMED,
        title='Forms for a booking',
        words='When a booking with linked forms is confirmed, send personal links to the forms {by}.',
        audience='customer',
        subject=noted('Please fill in before {date}'),
        body=noted(
            'Hello {first_name},\n\nfor your booking of {service} we need a few details from you. Please fill this in before '
            '{due}.\n\n{forms}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: please fill in before {due}: {forms}'),
        variables=FORMS,
    ),
    Rule(
        key='form_reminder',
        event=Name.FORM_REMINDER_DUE,
        title='Form reminder',
        words='While a form is not filled in, remind the customer {by} every {time}, at most three times.',
        audience='customer',
        subject=noted('Still open: {form}'),
        body=noted(
            'Hello {first_name},\n\na form for your booking of {service} on {date} is still open. It only takes a moment.'
            '\n\n{forms}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: still open: {form}. Please fill in: {forms}'),
        variables=FORMS,
        pausable=True,
        timing_minutes=1440,
        timing_label='between reminders',
    ),
    Rule(
        key='waitlist_offer',
        event=Name.WAITLIST_OFFERED,
        title='Offer a free place to the waiting list',
        words='When a time becomes free, hold it {time} for the next on the waiting list whom it fits, and offer it {by}.',
        audience='customer',
        subject=noted('A time is free: {service} on {date} at {time}'),
        body=noted(
            'Hello {first_name},\n\na time has become free, and it is your turn. We hold it for you until {until}.'
            '\n\n{details}\n\n{offer_link}\n\nKind regards\n{business}'
        ),
        sms=noted('{business}: a time is free: {service}, {date} at {time}. Held for you until {until}: {offer_link}'),
        variables=(*CONTACT, 'service', 'staff', 'date', 'time', 'when', 'details', 'until', 'offer_link'),
        channel=Way.EMAIL_OR_SMS,
        timing_minutes=120,
        timing_label='to answer an offer',
    ),
    Rule(
        key='form_overdue',
        event=Name.FORM_OVERDUE,
        title='Form overdue',
        words='When a form is not filled in by its due time, raise an alert.',
        audience='team',
        channel=Way.NONE,
    ),
    Rule(
        key='form_completed',
        event=Name.FORM_COMPLETED,
        title='Form completed',
        words='When a customer completes a form, tell the assigned member of staff and the owner {by}.',
        audience='team',
        subject=noted('{name} has filled in: {form}'),
        body=noted('{name} has filled in {form} for {service} on {date} at {time}.\n\n{open_link}'),
        variables=(*TEAM, 'form'),
    ),
    Rule(
        key='stock_low',
        event=Name.INVENTORY_LOW,
        title='Stock low',
        words='When an item falls to its low mark, raise an alert and write to the owner {by}.',
        audience='owner',
        subject=noted('Running low: {item}'),
        body=noted('{item} is running low: {available} left.\n\n{open_link}'),
        variables=STOCK,
    ),
    Rule(
        key='stock_critical',
        event=Name.INVENTORY_CRITICAL,
        title='Stock critical',
        words='When an item runs out, or will before work that is already booked, raise an alert and write to the owner {by}.',
        audience='owner',
        subject=noted('Needs restocking now: {item}'),
        body=noted('{item} runs out: {available} left.\n\n{open_link}'),
        variables=STOCK,
    ),
    Rule(
        key='team_booking',
        event=Name.BOOKING_CREATED,
        title='Tell the team of bookings',
        words='When a customer books, moves or cancels, tell the assigned member of staff and the owner {by}.',
        audience='team',
        subject=noted('{what}: {name}, {service} on {date} at {time}'),
        body=noted('{what}.\n\n{details}\n\n{open_link}'),
        variables=TEAM,
    ),
    Rule(
        key='team_message',
        event=Name.MESSAGE_UNREAD,
        title='Tell the team of messages',
        words='When a customer’s message has been unread for {time}, tell the assigned member of staff and the owner {by}.',
        audience='team',
        subject=noted('{name} has written'),
        body=noted('{name} wrote, and nobody has read it yet:\n\n{excerpt}\n\n{open_link}'),
        variables=('name', 'business', 'excerpt', 'open_link'),
        timing_minutes=10,
        timing_label='after it came in',
        shortest=1,
    ),
)
RULES: Mapping[str, Rule] = {rule.key: rule for rule in _RULES}


def sentence(rule: Rule, channel: Way, minutes: int | None) -> str:
    """The rule as it works: when what happens, who hears of it, by which way."""
    words = rule.words.format(by=BY[channel], time=span(minutes or 0))
    return words[0].upper() + words[1:]


def span(minutes: int) -> str:
    """24 hours, 90 minutes, 3 days."""
    for size, unit in ((1440, 'day'), (60, 'hour'), (1, 'minute')):
        if minutes % size == 0 and (size < 1440 or minutes > 1440):
            return f'{minutes // size} {unit}' + ('' if minutes == size else 's')
    raise AssertionError(minutes)
