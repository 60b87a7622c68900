"""Filling a workspace from an industry template, area by area, and clearing what was filled."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from data.models import (
    ContactForm,
    Item,
    ItemKind,
    Movement,
    MovementKind,
    Resource,
    WhenShort,
    Workspace,
)
from domain import booking_types, contact_forms, forms, hours, ledger, scope
from domain.actor import Actor
from domain.industries.base import Industry, Service, Stock, in_currency


@dataclass(frozen=True, slots=True)
class Applied:
    """How many of each were made; zero where something was there already."""

    booking_types: int = 0
    forms: int = 0
    items: int = 0
    hours: bool = False
    contact_form: bool = False


def fill(session: Session, actor: Actor, workspace: Workspace, industry: Industry) -> Applied:
    """Make what the trade needs wherever the owner has nothing yet."""
    made_forms = _forms(session, actor, industry)
    made_items = _items(session, actor, industry)
    return Applied(
        booking_types=_services(session, actor, workspace, industry),
        forms=made_forms,
        items=made_items,
        hours=_hours(session, actor, industry),
        contact_form=_contact_form(session, actor, industry),
    )


def clear(session: Session, actor: Actor) -> None:
    """Take away booking types, weekly hours, contact form, forms and items; what bookings refer to already is only switched off."""
    for kind in booking_types.listing(session, actor):
        booking_types.delete(session, actor, booking_type_id=kind.id)
    for form in forms.listing(session, actor):
        forms.delete(session, actor, form_id=form.id)
    _retire_items(session, actor)
    for words in session.exec(scope.rows(actor, ContactForm)).all():
        session.delete(words)
    hours.put(session, actor, hours={'weekly': [], 'overrides': hours.of_workspace(session, actor)['overrides']})
    session.flush()


def _retire_items(session: Session, actor: Actor) -> None:
    used = set(session.exec(select(Movement.item_id).where(col(Movement.booking_id).is_not(None))).all())
    for item in session.exec(scope.rows(actor, Item)).all():
        if item.id in used:
            item.active = False
            session.add(item)
        else:
            session.delete(item)
    session.flush()


def _services(session: Session, actor: Actor, workspace: Workspace, industry: Industry) -> int:
    if any(kind.active for kind in booking_types.listing(session, actor)):
        return 0
    known_forms = {form.name: form.id for form in forms.listing(session, actor, active_only=True)}
    known_items = {item.name: item.id for item in _items_of(session, actor)}
    for position, service in enumerate(industry.services):
        given = _given(service, workspace) | {
            'position': position,
            'form_ids': [known_forms[name] for name in service.forms if name in known_forms],
            'items': [
                {'item_id': known_items[name], 'quantity': amount}
                for name, amount in service.uses
                if name in known_items
            ],
        }
        booking_types.create(session, actor, given=given)
    return len(industry.services)


def _given(service: Service, workspace: Workspace) -> dict[str, Any]:
    return {
        'name': service.name,
        'description': service.description,
        'duration_minutes': service.minutes,
        'slot_step_minutes': service.step,
        'buffer_before_minutes': service.before,
        'buffer_after_minutes': service.after,
        'minimum_notice_minutes': service.notice,
        'furthest_days': service.furthest,
        'capacity': service.capacity,
        'price': in_currency(service.price, workspace.currency),
        'colour': service.colour,
        'location_kind': service.place,
        'auto_confirm': service.confirm,
    }


def _hours(session: Session, actor: Actor, industry: Industry) -> bool:
    present = hours.of_workspace(session, actor)
    if present['weekly']:
        return False
    hours.put(session, actor, hours={'weekly': industry.weekly, 'overrides': present['overrides']})
    return True


def _contact_form(session: Session, actor: Actor, industry: Industry) -> bool:
    if contact_forms.view(session, actor) != contact_forms.View():
        return False
    contact_forms.update(session, actor, heading=industry.heading, intro=industry.intro, fields=industry.questions)
    return True


def _forms(session: Session, actor: Actor, industry: Industry) -> int:
    if forms.listing(session, actor, active_only=True):
        return 0
    for form in industry.forms:
        forms.create(session, actor, name=form.name, description=form.description, fields=form.fields)
    return len(industry.forms)


def _items(session: Session, actor: Actor, industry: Industry) -> int:
    if _items_of(session, actor):
        return 0
    for stock in industry.stock:
        _item(session, actor, stock)
    return len(industry.stock)


def _item(session: Session, actor: Actor, stock: Stock) -> None:
    item = Item(
        workspace_id=actor.workspace,
        name=stock.name,
        kind=ItemKind.REUSABLE if stock.reusable else ItemKind.CONSUMABLE,
        unit=stock.unit,
        quantity=stock.have if stock.reusable else 0,
        low_threshold=stock.low,
        critical_threshold=stock.critical,
        when_short=WhenShort.BLOCK if stock.reusable else WhenShort.ALLOW,
    )
    session.add(item)
    session.flush()
    if stock.reusable:
        session.add(Resource(workspace_id=actor.workspace, item_id=item.id, quantity=stock.have))
        session.flush()
    else:
        ledger.write(
            session, actor, item, MovementKind.CORRECTION, on_hand=stock.have, note='First count, from the template'
        )


def _items_of(session: Session, actor: Actor) -> list[Item]:
    return list(session.exec(scope.rows(actor, Item).where(col(Item.active))))
