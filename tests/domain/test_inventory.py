"""Stock follows bookings: set aside, given back, used up; what blocks is never promised twice, whatever races."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from data import db
from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    BookingTypeItem,
    Event,
    Hold,
    Item,
    Movement,
    MovementKind,
    Occurrence,
    Priority,
)
from domain import alerts, clock, form_requests, inventory, item_reads, items, ledger, work
from domain.actor import Actor, OwnerOnly
from domain.errors import Forbidden, Invalid, NotFound
from domain.ledger import Level
from tests import factories
from tests.conftest import Cast


def made(cast: Cast, **given: Any) -> Item:
    view = work.act_now(items.create, cast.ada, given={'name': 'Colour tube', 'unit': 'tube'} | given)
    with db.reading() as session:
        return session.get_one(Item, view.id)


def stocked(cast: Cast, amount: int = 10, **given: Any) -> Item:
    return made(cast, on_hand=amount, **given)


def uses(cast: Cast, *items: tuple[Item, int]) -> BookingType:
    kind = factories.booking_type(cast.workspace.id)
    factories.save(*[BookingTypeItem(booking_type_id=kind.id, item_id=item.id, quantity=n) for item, n in items])
    return kind


def booked(cast: Cast, kind: BookingType, hour: int = 1, **given: object) -> Booking:
    """A booking with its time, as the booking commands leave it before they ask for stock."""
    start = clock.now() + timedelta(days=2, hours=hour)
    assert cast.ada.member_id is not None
    end = start + timedelta(minutes=kind.duration_minutes)
    when = {'start': start, 'end': end, 'workspace_id': cast.workspace.id, 'booking_type_id': kind.id}
    occurrence = factories.save(Occurrence(member_id=cast.ada.member_id, **when))
    contact = factories.contact(cast.workspace.id)
    return factories.save(
        Booking(
            member_id=cast.ada.member_id, contact_id=contact.id, occurrence_id=occurrence.id, **(when | dict(given))
        )
    )


def figures(item: Item) -> tuple[int, int]:
    with db.reading() as session:
        balance = ledger.balance(session, item.id)
        return balance.on_hand, balance.reserved


def names(item: Item) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Event.name).where(Event.object_id == item.id).order_by(col(Event.created_at))))


def test_a_booking_sets_aside_gives_back_and_uses_up(cast: Cast) -> None:
    item = stocked(cast)
    first, second = booked(cast, kind := uses(cast, (item, 2))), booked(cast, kind, 3)
    for booking in (first, first, second):
        work.act_now(inventory.reserve, cast.guest, booking)
    assert figures(item) == (10, 4)
    work.act_now(inventory.release, cast.ada, first)
    work.act_now(inventory.consume, cast.ada, second)
    assert figures(item) == (8, 0)
    work.act_now(inventory.consume, cast.ada, second)
    assert figures(item) == (8, 0)
    work.act_now(inventory.reserve, cast.ada, second)
    assert figures(item) == (10, 2)
    with db.reading() as session:
        by = session.exec(select(Movement.by_name).where(Movement.kind == MovementKind.CONSUME)).first()
    assert by == 'Ada Moreno'


def test_what_blocks_is_refused_and_what_may_run_short_is_not(cast: Cast) -> None:
    blocking, allowing = stocked(cast, 3, when_short='block'), stocked(cast, 3, name='Gloves')
    kind = uses(cast, (blocking, 2), (allowing, 2))
    work.act_now(inventory.reserve, cast.guest, booked(cast, kind))
    with pytest.raises(inventory.Short) as refused:
        work.act_now(inventory.reserve, cast.guest, booked(cast, kind, 3))
    assert refused.value.details['item'] == 'Colour tube'
    assert figures(allowing) == (3, 2)
    work.act_now(inventory.reserve, cast.guest, booked(cast, uses(cast, (allowing, 2)), 3))
    assert figures(allowing) == (3, 4)


def test_a_reusable_item_is_held_in_time_and_freed(cast: Cast) -> None:
    room = made(cast, name='Room', kind='reusable', quantity=1)
    kind = uses(cast, (room, 1))
    first = booked(cast, kind)
    work.act_now(inventory.reserve, cast.guest, first)
    work.act_now(inventory.reserve, cast.guest, first)
    with pytest.raises(inventory.Short):
        work.act_now(inventory.reserve, cast.guest, booked(cast, kind))
    work.act_now(inventory.reserve, cast.guest, booked(cast, kind, 4))
    first.status = BookingStatus.CANCELLED
    work.act_now(inventory.release, cast.ada, first)
    work.act_now(inventory.reserve, cast.guest, booked(cast, kind))
    with db.reading() as session:
        assert len(session.exec(select(Hold)).all()) == 2
    with pytest.raises(NotFound):
        work.act_now(items.restock, cast.ada, item_id=room.id, amount=1)


def test_a_reusable_item_that_may_run_short_is_overbooked_knowingly(cast: Cast) -> None:
    towels = made(cast, name='Towels', kind='reusable', quantity=1, when_short='allow')
    kind = uses(cast, (towels, 1))
    for _ in range(2):
        work.act_now(inventory.reserve, cast.guest, booked(cast, kind))
    with db.reading() as session:
        holds = session.exec(select(Hold)).all()
    assert sorted((hold.overbooked, hold.reason) for hold in holds) == [(False, ''), (True, 'Not enough Towels')]


def test_fewer_rooms_than_are_promised_is_refused(cast: Cast) -> None:
    room = made(cast, name='Room', kind='reusable', quantity=2)
    kind = uses(cast, (room, 1))
    for _ in range(2):
        work.act_now(inventory.reserve, cast.guest, booked(cast, kind))
    with pytest.raises(items.InUse):
        work.act_now(items.update, cast.ada, item_id=room.id, given={'quantity': 1})
    work.act_now(items.update, cast.ada, item_id=room.id, given={'quantity': 3})
    assert work.read_now(item_reads.one, cast.ada, item_id=room.id).on_hand == 3


def test_levels_are_told_once_for_each_crossing(cast: Cast) -> None:
    item = stocked(cast, 10, low_threshold=5, critical_threshold=2)
    kind = uses(cast, (item, 3))
    bookings = [booked(cast, kind, hour) for hour in (1, 3, 5)]
    for booking in bookings:
        work.act_now(inventory.reserve, cast.guest, booking)
    told = [name for name in names(item) if name != 'inventory.changed']
    assert told == ['inventory.low', 'inventory.critical']
    work.act_now(items.restock, cast.ben, item_id=item.id, amount=3)
    assert work.read_now(item_reads.one, cast.ben, item_id=item.id).level == Level.LOW
    work.act_now(items.restock, cast.ben, item_id=item.id, amount=20)
    work.act_now(items.correct, cast.ben, item_id=item.id, counted=12, note='Two were dry')
    told = [name for name in names(item) if name != 'inventory.changed']
    assert told == ['inventory.low', 'inventory.critical', 'inventory.low']


def test_the_list_agrees_with_the_rule(cast: Cast) -> None:
    critical = stocked(cast, 0, name='Gone')
    low = stocked(cast, 5, name='Low', low_threshold=5)
    fine = stocked(cast, 6, name='Fine', low_threshold=5)
    room = made(cast, name='A room', kind='reusable', quantity=2)
    page, count = work.read_now(item_reads.listing, cast.ben)
    assert ([view.id for view in page], count) == ([critical.id, low.id, room.id, fine.id], 4)
    short, _ = work.read_now(item_reads.listing, cast.ben, short=True)
    assert [view.level for view in short] == [Level.CRITICAL, Level.LOW]
    assert work.read_now(item_reads.counts, cast.ben) == item_reads.Counts(total=4, low=1, critical=1, reusable=1)
    assert work.read_now(item_reads.counts, cast.eve) == item_reads.Counts()


def test_the_ledger_says_who_when_and_why(cast: Cast) -> None:
    item = stocked(cast, 10)
    work.act_now(items.correct, cast.ben, item_id=item.id, counted=8, note='Two were dry')
    lines, count = work.read_now(ledger.lines, cast.ada, item_id=item.id)
    assert count == 2
    newest = lines[0]
    assert (newest.kind, newest.on_hand, newest.note, newest.by_name) == (
        'correction',
        -2,
        'Two were dry',
        'Ben Okafor',
    )


def test_short_stock_makes_a_booking_unready_the_later_one_first(cast: Cast) -> None:
    kind = uses(cast, (stocked(cast, 3), 2))
    soon, later = booked(cast, kind, 1), booked(cast, kind, 4)
    for booking in (later, soon):
        work.act_now(inventory.reserve, cast.guest, booking)

    def ready(session: Session, actor: Actor) -> dict[UUID, form_requests.Readiness]:
        return form_requests.readiness(session, [soon.id, later.id])

    found = work.read_now(ready, cast.ada)
    assert (found[soon.id].state, found[later.id].state) == ('ready', 'short_stock')
    assert found[later.id].short == ('Colour tube',)


@pytest.mark.parametrize(
    ('given', 'fields'),
    [
        ({'name': ' '}, {'name'}),
        ({'on_hand': -1}, {'on_hand'}),
        ({'on_hand': 1.5}, {'on_hand'}),
        ({'low_threshold': 'many', 'supplier_email': 'nobody'}, {'low_threshold', 'supplier_email'}),
        ({'low_threshold': 1, 'critical_threshold': 2}, {'critical_threshold'}),
        ({'kind': 'gas'}, {'kind'}),
        ({'uses': [(UUID(int=1), 1)]}, {'uses'}),
    ],
)
def test_a_wrong_item_is_refused_at_its_fields(cast: Cast, given: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        made(cast, **given)
    assert set(refused.value.fields) == fields


def test_who_may_do_what(cast: Cast) -> None:
    item = stocked(cast, 10)
    keeper = factories.person('Lou', cast.workspace.id, can_inventory=False)
    with pytest.raises(OwnerOnly):
        work.act_now(items.update, cast.ben, item_id=item.id, given={'name': 'Mine'})
    work.act_now(items.restock, cast.ben, item_id=item.id, amount=1)
    refused: list[tuple[Any, type[Exception]]] = [(keeper, Forbidden), (cast.eve, NotFound), (cast.guest, Forbidden)]
    for actor, error in refused:
        with pytest.raises(error):
            work.act_now(items.restock, actor, item_id=item.id, amount=1)
        with pytest.raises(error):
            work.read_now(ledger.lines, actor, item_id=item.id)
    with pytest.raises(NotFound):
        work.act_now(items.update, cast.eve, item_id=item.id, given={'name': 'Hers'})
    assert figures(item) == (11, 0)


def test_an_item_with_a_history_is_put_aside(cast: Cast) -> None:
    used, unused = stocked(cast, 1), made(cast, name='Typo')
    assert work.act_now(items.delete, cast.ada, item_id=used.id) is False
    assert work.act_now(items.delete, cast.ada, item_id=unused.id) is True
    assert work.read_now(item_reads.listing, cast.ada) == ([], 0)
    assert work.read_now(ledger.lines, cast.ada, item_id=used.id)[1] == 1


@pytest.mark.parametrize('seed', [1, 2])
def test_whatever_races_the_ledger_adds_up_and_nothing_is_promised_twice(cast: Cast, seed: int) -> None:
    """Ten threads book, cancel, complete, restock and count at random; a model of our own adds up what succeeded."""
    item = stocked(cast, 6, when_short='block')
    kind = uses(cast, (item, 2))
    bookings = [booked(cast, kind, hour) for hour in range(1, 13)]
    happened: Counter[str] = Counter()

    def operate(number: int) -> int:
        """One random act; what it did to the shelf."""
        random = Random(seed * 1000 + number)
        booking, act = random.choice(bookings), random.choice(['reserve'] * 4 + ['release', 'consume', 'restock'])
        try:
            if act == 'restock':
                work.act_now(items.restock, cast.ben, item_id=item.id, amount=1)
                happened[act] += 1
                return 1
            work.act_now(getattr(inventory, act), cast.ada, booking)
            happened[act] += 1
        except inventory.Short:
            happened['short'] += 1
        return 0

    with ThreadPoolExecutor(10) as pool:
        came_in = sum(pool.map(operate, range(80)))
    print(dict(happened))
    assert min(happened[name] for name in ('reserve', 'release', 'consume', 'restock', 'short')) > 2
    with db.reading() as session:
        movements = session.exec(select(Movement).where(Movement.item_id == item.id)).all()
        for booking in bookings:
            mine = [movement for movement in movements if movement.booking_id == booking.id]
            assert sum(movement.reserved for movement in mine) in (0, 2)
            assert sum(movement.on_hand for movement in mine) in (0, -2)
    used = -sum(movement.on_hand for movement in movements if movement.kind == MovementKind.CONSUME)
    reserved = sum(movement.reserved for movement in movements)
    assert figures(item) == (6 + came_in - used, reserved)


def test_the_last_one_is_sold_once(cast: Cast) -> None:
    item = stocked(cast, 4, when_short='block')
    kind = uses(cast, (item, 1))
    bookings = [booked(cast, kind, hour) for hour in range(12)]

    def reserve(booking: Booking) -> bool:
        try:
            work.act_now(inventory.reserve, cast.guest, booking)
        except inventory.Short:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(reserve, bookings))
    assert got.count(True) == 4
    assert figures(item) == (4, 4)


def test_an_alert_ends_with_the_shortage_and_grows_calmer_with_it(cast: Cast) -> None:
    item = stocked(cast, 1, low_threshold=5)

    def alarm(session: Session, actor: Actor) -> None:
        alerts.raise_(
            session,
            actor,
            kind=alerts.Kind.CRITICAL_STOCK,
            cause=f'stock:{item.id}',
            priority=Priority.CRITICAL,
            title='Colour tube needs restocking now',
            thing=item,
        )

    work.act_now(items.correct, cast.ada, item_id=item.id, counted=0)
    work.act_now(alarm, cast.ada)
    work.act_now(items.restock, cast.ben, item_id=item.id, amount=3)
    (calmer,) = work.read_now(alerts.listing, cast.ada)
    assert (calmer.kind, calmer.priority, calmer.url) == ('low_inventory', 'medium', f'/inventory/{item.id}')
    work.act_now(items.restock, cast.ben, item_id=item.id, amount=30)
    assert work.read_now(alerts.listing, cast.ada) == []
