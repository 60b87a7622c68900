"""The dashboard's figures and the one search, against tables written by hand."""

from datetime import UTC, datetime, timedelta

from data.models import (
    Alert,
    Booking,
    BookingStatus,
    Contact,
    FormRequest,
    FormTemplate,
    Item,
    Movement,
    MovementKind,
    Priority,
)
from domain import clock, dashboard, search
from domain.work import read_now
from tests import factories
from tests.conftest import Cast
from tests.domain.counting import queries
from tests.domain.test_conversations import conversation_of, write

NOON = datetime(2026, 8, 13, 11, 20, tzinfo=UTC)


def booked(cast: Cast, contact: Contact, start: datetime, status: BookingStatus) -> Booking:
    kind = factories.booking_type(cast.workspace.id)
    return factories.save(
        Booking(
            workspace_id=cast.workspace.id,
            booking_type_id=kind.id,
            member_id=cast.ada.member_id,
            contact_id=contact.id,
            start=start,
            end=start + timedelta(hours=1),
            status=status,
        )
    )


def fill(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id, 'Priya Nair')
    day = timedelta(days=1)
    for start, status in (
        (NOON - timedelta(hours=3), BookingStatus.COMPLETED),
        (NOON + timedelta(hours=2), BookingStatus.CONFIRMED),
        (NOON + timedelta(hours=3), BookingStatus.PENDING),
        (NOON + timedelta(hours=4), BookingStatus.CANCELLED),
        (datetime(2026, 8, 12, 23, 30, tzinfo=UTC), BookingStatus.NO_SHOW),
        (NOON - 13 * day, BookingStatus.COMPLETED),
        (NOON - 40 * day, BookingStatus.COMPLETED),
        (NOON + 3 * day, BookingStatus.CONFIRMED),
    ):
        booked(cast, contact, start, status)


def test_a_quiet_day_is_all_zeros(cast: Cast) -> None:
    with clock.frozen(NOON):
        found = read_now(dashboard.figures, cast.ada)
    assert found.bookings is not None
    assert (found.bookings.today, found.bookings.upcoming, found.bookings.next) == (0, 0, None)
    assert found.recent_bookings == []
    assert found.recent_conversations == []
    assert found.alerts.total == 0
    assert found.today.isoformat() == '2026-08-13'


def test_bookings_by_the_business_day(cast: Cast) -> None:
    """23:30 UTC on the 12th is half past midnight on the 13th in Lisbon."""
    fill(cast)
    with clock.frozen(NOON):
        found = read_now(dashboard.figures, cast.ada).bookings
    assert found is not None
    assert (found.today, found.today_done, found.today_to_come, found.to_confirm) == (4, 1, 2, 1)
    assert (found.upcoming, found.completed, found.no_show) == (3, 2, 1)
    assert [count for _, count in found.trend] == [1] + [0] * 12 + [4]
    assert found.next is not None
    assert found.next.start == NOON + timedelta(hours=2)


def test_conversations_forms_inventory_and_alerts(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id, 'Priya Nair')
    thread = conversation_of(cast.ada, contact)
    write(cast.ada, thread)
    now = clock.now()
    booking = booked(cast, contact, now + timedelta(hours=2), BookingStatus.CONFIRMED)
    for hours in (-1, 5):
        template = factories.save(FormTemplate(workspace_id=cast.workspace.id, name='Patch test'))
        factories.save(
            FormRequest(
                workspace_id=cast.workspace.id,
                form_template_id=template.id,
                booking_id=booking.id,
                contact_id=contact.id,
                name='Patch test',
                due_at=now + timedelta(hours=hours),
            )
        )
    for name, on_hand in (('Developer', 100), ('Gloves', 8), ('Foil', 0)):
        item = factories.save(Item(workspace_id=cast.workspace.id, name=name, low_threshold=10))
        factories.save(
            Movement(
                workspace_id=cast.workspace.id, item_id=item.id, kind=MovementKind.RESTOCK, on_hand=on_hand, at=now
            )
        )
    factories.save(
        Alert(
            workspace_id=cast.workspace.id,
            kind='integration',
            cause='x',
            priority=Priority.CRITICAL,
            title='Mail is failing',
            object_type='integration',
            object_id=contact.id,
        )
    )
    found = read_now(dashboard.figures, cast.ada)
    assert found.conversations is not None
    assert (found.conversations.new, found.conversations.new_booked, found.conversations.unanswered) == (1, 1, 1)
    assert found.conversations.waiting_since is not None
    assert found.forms == dashboard.Forms(pending=2, overdue=1, completed=0)
    assert found.inventory == dashboard.Inventory(low=2, critical=1)
    assert (found.alerts.total, found.alerts.critical) == (1, 1)
    assert [line.name for line in found.recent_conversations] == ['Priya Nair']


def test_staff_see_what_they_may_and_the_cost_stays(cast: Cast) -> None:
    sam = factories.person('Sam Store', cast.workspace.id, can_inbox=False, can_bookings=False, can_forms=False)
    found = read_now(dashboard.figures, sam)
    assert (found.bookings, found.conversations, found.forms, found.recent_bookings) == (None, None, None, [])
    assert found.inventory is not None
    before = queries(dashboard.figures, cast.ada)
    for number in range(30):
        factories.contact(cast.workspace.id, f'Customer {number}')
    fill(cast)
    assert queries(dashboard.figures, cast.ada) == before <= 14


def test_search_finds_what_the_caller_may_see(cast: Cast) -> None:
    contact = factories.contact(cast.workspace.id, 'Priya Nair')
    booking = booked(cast, contact, clock.now() + timedelta(days=1), BookingStatus.CONFIRMED)
    write(cast.ada, conversation_of(cast.ada, contact), body='Is there a secret parking place near you?')
    item = factories.save(Item(workspace_id=cast.workspace.id, name='Priya’s shampoo'))
    hits = read_now(search.find, cast.ada, q='priya')
    assert [(hit.kind, hit.id) for hit in hits] == [('contact', contact.id), ('booking', booking.id), ('item', item.id)]
    found = read_now(search.find, cast.ada, q='secret')
    assert [(hit.kind, hit.title) for hit in found] == [('conversation', 'Priya Nair')]
    assert 'secret parking' in found[0].detail
    assert read_now(search.find, cast.ada, q='s') == []
    sam = factories.person('Sam Store', cast.workspace.id, can_inbox=False, can_bookings=False, can_forms=False)
    assert [hit.kind for hit in read_now(search.find, sam, q='priya')] == ['item']
    assert [hit.title for hit in read_now(search.find, cast.eve, q='secret')] == ['Secret customer', 'Secret session'][
        :1
    ]
