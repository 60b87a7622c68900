"""Things in stock: defined by the owner, restocked and counted by whoever keeps the stock."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from data import db
from data.models import BookingType, BookingTypeItem, Hold, Item, ItemKind, Movement, MovementKind, Resource, WhenShort
from domain import addresses, events, item_reads, ledger, scope, text
from domain.actor import Actor
from domain.errors import Conflict, Invalid
from domain.events import Name
from domain.item_reads import View

MOST = 1_000_000
WHOLE = {'quantity': 'how many you have', 'low_threshold': 'the low mark', 'critical_threshold': 'the critical mark'}


class InUse(Conflict):
    """So many are already promised to bookings at the same time. Move or cancel some first."""


def create(session: Session, actor: Actor, *, given: Mapping[str, Any]) -> View:
    """A new item from the fields of `View` that the owner writes, and `uses` as [(booking_type_id, quantity)].

    A consumable's `on_hand` is its first restock. Owner; Invalid names each wrong field.
    """
    actor.require_owner()
    given = {'kind': ItemKind.CONSUMABLE, 'on_hand': 0} | dict(given)
    item = Item(workspace_id=actor.workspace, name='', kind=_kind(given['kind']))
    item.when_short = WhenShort.BLOCK if item.kind == ItemKind.REUSABLE else WhenShort.ALLOW
    uses = _write(session, actor, item, given)
    session.flush()
    if item.kind == ItemKind.REUSABLE:
        session.add(Resource(workspace_id=item.workspace_id, item_id=item.id, quantity=item.quantity))
    elif first := _whole(given['on_hand'], 'on_hand', 'how many you have'):
        ledger.write(session, actor, item, MovementKind.RESTOCK, on_hand=first, note='First count')
    return _saved(session, actor, item, uses)


def update(session: Session, actor: Actor, *, item_id: UUID, given: Mapping[str, Any]) -> View:
    """Change the given fields; the kind stays, and a consumable's stock changes only through its ledger.

    Owner; Invalid names each wrong field; InUse when fewer would remain than bookings hold at once.
    """
    actor.require_owner()
    item = scope.one(session, actor, Item, item_id, lock=True)
    before = ledger.level(item, ledger.balance(session, item.id))
    uses = _write(session, actor, item, given)
    if item.kind == ItemKind.REUSABLE:
        _set_quantity(session, item)
    else:
        ledger.crossed(session, actor, item, before, ledger.balance(session, item.id))
    return _saved(session, actor, item, uses)


def delete(session: Session, actor: Actor, *, item_id: UUID) -> bool:
    """Take an item away. One with a history is only put aside (False), so that its ledger stays readable. Owner."""
    actor.require_owner()
    item = scope.one(session, actor, Item, item_id, lock=True)
    _use(session, item, ())
    before = ledger.level(item, ledger.balance(session, item.id))
    item.active = False
    ledger.crossed(session, actor, item, before, ledger.balance(session, item.id))
    events.record(session, actor, Name.INVENTORY_CHANGED, item, change='deleted')
    if _has_history(session, item):
        session.add(item)
        return False
    session.flush()
    session.delete(item)
    return True


def restock(session: Session, actor: Actor, *, item_id: UUID, amount: int, note: str = '') -> View:
    """New stock came in. Invalid (amount) unless it is a whole number over 0; NotFound for a reusable item."""
    actor.require('inventory')
    item = ledger.locked_consumable(session, actor, item_id)
    added = _whole(amount, 'amount', 'how many came in', least=1)
    ledger.write(session, actor, item, MovementKind.RESTOCK, on_hand=added, note=text.line(note)[:400])
    return _changed(session, actor, item, 'restocked')


def correct(session: Session, actor: Actor, *, item_id: UUID, counted: int, note: str = '') -> View:
    """So many were counted on the shelf: the difference goes into the ledger. Counting what is there already changes nothing."""
    actor.require('inventory')
    item = ledger.locked_consumable(session, actor, item_id)
    difference = _whole(counted, 'counted', 'how many you counted') - ledger.balance(session, item.id).on_hand
    if difference:
        ledger.write(session, actor, item, MovementKind.CORRECTION, on_hand=difference, note=text.line(note)[:400])
        return _changed(session, actor, item, 'corrected')
    return item_reads.views(session, [item])[0]


def _changed(session: Session, actor: Actor, item: Item, change: str) -> View:
    events.record(session, actor, Name.INVENTORY_CHANGED, item, change=change)
    return item_reads.views(session, [item])[0]


def _saved(session: Session, actor: Actor, item: Item, uses: Sequence[tuple[UUID, int]] | None) -> View:
    if uses is not None:
        _use(session, item, uses)
    session.flush()
    return _changed(session, actor, item, 'saved')


def _write(session: Session, actor: Actor, item: Item, given: Mapping[str, Any]) -> list[tuple[UUID, int]] | None:
    """Put what was given on the item; the uses that were given, if any. Invalid names every wrong field at once."""
    wrong: dict[str, str] = {}
    for field, check in CHECKS.items():
        if field in given or (field == 'name' and not item.name):
            try:
                setattr(item, field, check(given.get(field, '')))
            except Invalid as error:
                wrong |= error.fields
    if item.critical_threshold > item.low_threshold:
        wrong.setdefault('critical_threshold', 'The critical mark is at most as high as the low one')
    uses = None
    try:
        uses = _uses(session, actor, given['uses']) if given.get('uses') is not None else None
    except Invalid as error:
        wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    session.add(item)
    return uses


def _short_line(most: int, field: str) -> Any:
    def check(value: Any) -> str:
        line = text.line(str(value or ''))
        if len(line) > most:
            raise Invalid({field: f'Please keep this under {most} characters'})
        return line

    return check


def _name(value: Any) -> str:
    name = text.line(str(value or ''))
    if not 0 < len(name) <= 200:
        raise Invalid({'name': 'Please give the item a name, of at most 200 characters'})
    return name


def _notes(value: Any) -> str:
    notes = text.block(str(value or ''))
    if len(notes) > 2000:
        raise Invalid({'notes': 'Please keep the notes under 2,000 characters'})
    return notes


def _supplier(value: Any) -> str:
    try:
        return addresses.email(str(value)) if value and str(value).strip() else ''
    except ValueError as error:
        raise Invalid({'supplier_email': str(error)}) from None


def _when_short(value: Any) -> WhenShort:
    try:
        return WhenShort(value)
    except ValueError:
        raise Invalid({'when_short': 'Please choose what happens when it is short'}) from None


def _kind(value: Any) -> ItemKind:
    try:
        return ItemKind(value)
    except ValueError:
        raise Invalid({'kind': 'Please choose whether it is used up or used again'}) from None


def _whole(value: Any, field: str, what: str, *, least: int = 0) -> int:
    try:
        number = int(value)
        if number != float(value):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise Invalid({field: f'Please say {what} as a whole number'}) from None
    if not least <= number <= MOST:
        raise Invalid({field: f'Please say {what}: a whole number from {least} to {MOST:,}'})
    return number


def _threshold(field: str) -> Any:
    return lambda value: _whole(value, field, WHOLE[field])


CHECKS = {
    'name': _name,
    'unit': _short_line(40, 'unit'),
    'quantity': _threshold('quantity'),
    'low_threshold': _threshold('low_threshold'),
    'critical_threshold': _threshold('critical_threshold'),
    'when_short': _when_short,
    'supplier_email': _supplier,
    'notes': _notes,
}


def _uses(session: Session, actor: Actor, uses: Any) -> list[tuple[UUID, int]]:
    wanted = {type_id: _whole(quantity, 'uses', 'how many one booking uses', least=1) for type_id, quantity in uses}
    known = session.exec(
        select(BookingType.id).where(BookingType.workspace_id == actor.workspace, col(BookingType.id).in_(list(wanted)))
    ).all()
    if set(known) != set(wanted):
        raise Invalid({'uses': 'One of these booking types is not there any more'})
    return list(wanted.items())


def _use(session: Session, item: Item, uses: Sequence[tuple[UUID, int]]) -> None:
    """Make exactly these booking types use the item."""
    wanted = dict(uses)
    rows = session.exec(select(BookingTypeItem).where(BookingTypeItem.item_id == item.id)).all()
    for row in rows:
        if row.booking_type_id in wanted:
            row.quantity = wanted.pop(row.booking_type_id)
            session.add(row)
        else:
            session.delete(row)
    for type_id, quantity in wanted.items():
        session.add(BookingTypeItem(booking_type_id=type_id, item_id=item.id, quantity=quantity))


def _set_quantity(session: Session, item: Item) -> None:
    resource = session.exec(select(Resource).where(Resource.item_id == item.id)).one()
    resource.quantity = item.quantity
    try:
        with session.begin_nested():
            session.add(resource)
            session.flush()
    except IntegrityError as error:
        if db.constraint(error) == 'quantity_guard':
            raise InUse from None
        raise


def _has_history(session: Session, item: Item) -> bool:
    moved = session.exec(select(Movement.id).where(Movement.item_id == item.id).limit(1)).first()
    held = session.exec(
        select(Hold.id).join(Resource, col(Resource.id) == col(Hold.resource_id)).where(Resource.item_id == item.id)
    ).first()
    return moved is not None or held is not None
