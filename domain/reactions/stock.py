"""What little stock brings about: an alert, and a mail to the owners."""

from sqlmodel import Session

from data.models import Event, Item, Priority
from domain import alerts, team
from domain.actor import Actor


def low(session: Session, actor: Actor, event: Event) -> None:
    """Alert and mail: an item is low."""
    _stock(session, actor, event, 'stock_low', alerts.Kind.LOW_STOCK, Priority.MEDIUM, 'is running low')


def critical(session: Session, actor: Actor, event: Event) -> None:
    """Alert and mail: an item runs out."""
    _stock(
        session, actor, event, 'stock_critical', alerts.Kind.CRITICAL_STOCK, Priority.CRITICAL, 'needs restocking now'
    )


def _stock(session: Session, actor: Actor, event: Event, rule: str, kind: str, priority: Priority, words: str) -> None:
    item = session.get_one(Item, event.object_id)
    available = int(event.data.get('available', 0))
    left = f'{available} {item.unit}'.strip()
    alerts.raise_(
        session,
        actor,
        kind=kind,
        cause=f'stock:{item.id}',
        priority=priority,
        title=f'{item.name} {words}',
        detail=f'{left} left' if available >= 0 else f'{-available} {item.unit}'.strip() + ' short of what is booked',
        thing=item,
    )
    team.tell(
        session,
        actor,
        event,
        rule=rule,
        members=team.owners(session, actor),
        opens=('item', item.id),
        values={'item': item.name, 'available': left},
    )
