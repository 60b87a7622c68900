"""What needs a person: one open alert for each cause, which ends by itself when the cause is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from data import db
from data.models import Alert, Priority
from data.models.base import Table
from domain import clock, events, scope
from domain.actor import Actor

PATHS = {
    'conversation': '/inbox/{id}',
    'booking': '/bookings/{id}',
    'contact': '/contacts/{id}',
    'form_request': '/forms/requests/{id}',
    'item': '/inventory/{id}',
    'integration': '/settings/integrations',
    'calendar_source': '/settings/calendars',
    'webhook': '/settings/webhooks/{id}',
    'firing': '/automation/log',
    'workspace': '/automation/log',
    'delivery': '/automation/log',
    'job_run': '/automation/jobs',
}
# The switch that opens an object; nobody but the owner may `owner`.
NEEDS = {
    'conversation': 'inbox',
    'booking': 'bookings',
    'contact': 'inbox',
    'form_request': 'forms',
    'item': 'inventory',
    'job_run': 'owner',
    'webhook': 'owner',
}
URGENT = {Priority.CRITICAL: 0, Priority.HIGH: 1, Priority.MEDIUM: 2, Priority.LOW: 3}


class Kind:
    """The causes that raise an alert."""

    MISSED_MESSAGE = 'missed_message'
    UNCONFIRMED_BOOKING = 'unconfirmed_booking'
    OVERDUE_FORM = 'overdue_form'
    LOW_STOCK = 'low_inventory'
    CRITICAL_STOCK = 'critical_inventory'
    INTEGRATION = 'integration_failure'
    DELIVERY = 'delivery_failed'
    AUTOMATION = 'automation_failed'
    WEBHOOK = 'webhook_failed'


@dataclass(frozen=True, slots=True)
class View:
    """An alert as it is listed; `url` opens the very object."""

    id: UUID
    kind: str
    priority: Priority
    title: str
    detail: str
    object_type: str
    object_id: UUID
    url: str
    created_at: datetime
    read_at: datetime | None
    dismissed_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many alerts are open, and how many of them are critical."""

    total: int
    critical: int
    unread: int


def raise_(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    cause: str,
    priority: Priority,
    title: str,
    thing: Table,
    detail: str = '',
) -> Alert:
    """The one open alert for `cause`, made now where there is none; a present one takes over the newer words."""
    known = _open(session, actor, cause) or _made(
        session,
        actor,
        Alert(
            workspace_id=actor.workspace,
            kind=kind,
            cause=cause,
            priority=priority,
            title=title[:300],
            detail=detail[:1000],
            object_type=str(thing.__tablename__),
            object_id=thing.id,
            created_at=clock.now(),
        ),
    )
    if (known.priority, known.title, known.detail) != (priority, title[:300], detail[:1000]):
        known.priority, known.title, known.detail = priority, title[:300], detail[:1000]
        session.add(known)
        events.hint(session, actor.workspace, events.Name.ALERT_CHANGED)
    return known


def _open(session: Session, actor: Actor, cause: str) -> Alert | None:
    return session.exec(
        scope.rows(actor, Alert).where(col(Alert.cause) == cause, col(Alert.resolved_at).is_(None))
    ).first()


def _made(session: Session, actor: Actor, alert: Alert) -> Alert:
    """The new row, or the one that somebody else made at the same moment."""
    try:
        with session.begin_nested():
            session.add(alert)
            session.flush()
    except IntegrityError as error:
        known = _open(session, actor, alert.cause)
        if known is None or (not db.refused(error, 'uq_alert_open_cause') and 'cause' not in db.constraint(error)):
            raise
        return known
    events.hint(session, actor.workspace, events.Name.ALERT_CHANGED)
    return alert


def resolve_cause(session: Session, actor: Actor, *, cause: str) -> bool:
    """The cause is gone: its open alert, if any, ends by itself. Says whether there was one."""
    known = _open(session, actor, cause)
    if known is None:
        return False
    known.resolved_at = clock.now()
    session.add(known)
    events.hint(session, actor.workspace, events.Name.ALERT_CHANGED)
    return True


def listing(
    session: Session,
    actor: Actor,
    *,
    resolved: bool = False,
    kind: str = '',
    limit: int = 50,
    offset: int = 0,
) -> list[View]:
    """The alerts that the actor may see: open ones by urgency, or settled ones, newest first."""
    actor.require_member()
    query = _visible(actor)
    if kind:
        query = query.where(col(Alert.kind) == kind)
    if resolved:
        query = query.where(_settled()).order_by(col(Alert.created_at).desc())
    else:
        query = query.where(~_settled()).order_by(_urgency(), col(Alert.created_at).desc())
    return [_view(alert) for alert in session.exec(query.order_by(col(Alert.id)).limit(limit).offset(offset))]


def total(session: Session, actor: Actor, *, resolved: bool = False, kind: str = '') -> int:
    """How many alerts `listing` has in all."""
    actor.require_member()
    query = _visible(actor).where(_settled() if resolved else ~_settled())
    return scope.count(session, query.where(col(Alert.kind) == kind) if kind else query)


def count(session: Session, actor: Actor) -> Count:
    """The figures behind the badge."""
    actor.require_member()
    rows = session.exec(_visible(actor).where(~_settled())).all()
    return Count(
        total=len(rows),
        critical=sum(alert.priority == Priority.CRITICAL for alert in rows),
        unread=sum(alert.read_at is None for alert in rows),
    )


def one(session: Session, actor: Actor, *, alert_id: UUID) -> View:
    """One alert; NotFound for another workspace's, or one that the actor may not see."""
    actor.require_member()
    return _view(_mine(session, actor, alert_id))


def read(session: Session, actor: Actor, *, alert_id: UUID) -> View:
    """Somebody has seen it; it stays open."""
    alert = _mine(session, actor, alert_id)
    if alert.read_at is None:
        alert.read_at, alert.read_by = clock.now(), actor.user_id
        _acted(session, actor, alert, 'read')
    return _view(alert)


def dismiss(session: Session, actor: Actor, *, alert_id: UUID) -> View:
    """Not to be shown any more; it does not come back for the same cause while that lasts."""
    alert = _mine(session, actor, alert_id)
    if alert.dismissed_at is None:
        alert.dismissed_at, alert.dismissed_by = clock.now(), actor.user_id
        _acted(session, actor, alert, 'dismissed')
    return _view(alert)


def resolve(session: Session, actor: Actor, *, alert_id: UUID) -> View:
    """A person says that it is dealt with. A new occurrence of the cause may raise a new one later."""
    alert = _mine(session, actor, alert_id)
    if alert.resolved_at is None:
        alert.resolved_at, alert.resolved_by = clock.now(), actor.user_id
        _acted(session, actor, alert, 'resolved')
    return _view(alert)


def url(object_type: str, object_id: UUID) -> str:
    """Where the object of an alert or a log line opens."""
    return PATHS.get(object_type, '/alerts').format(id=object_id)


def _mine(session: Session, actor: Actor, alert_id: UUID) -> Alert:
    actor.require_member()
    alert = scope.one(session, actor, Alert, alert_id)
    if needed := NEEDS.get(alert.object_type):
        actor.require(needed)
    return alert


def _acted(session: Session, actor: Actor, alert: Alert, change: str) -> None:
    session.add(alert)
    events.record(session, actor, events.Name.ALERT_CHANGED, alert, change=change)


def _visible(actor: Actor) -> SelectOfScalar[Alert]:
    hidden: Sequence[str] = [kind for kind, needed in NEEDS.items() if not actor.may(needed)]
    return scope.rows(actor, Alert).where(col(Alert.object_type).not_in(hidden))


def _settled() -> sa.ColumnElement[bool]:
    return sa.or_(col(Alert.resolved_at).is_not(None), col(Alert.dismissed_at).is_not(None))


def _urgency() -> sa.ColumnElement[int]:
    return sa.case(URGENT, value=col(Alert.priority))


def _view(alert: Alert) -> View:
    return View(
        id=alert.id,
        kind=alert.kind,
        priority=alert.priority,
        title=alert.title,
        detail=alert.detail,
        object_type=alert.object_type,
        object_id=alert.object_id,
        url=url(alert.object_type, alert.object_id),
        created_at=alert.created_at,
        read_at=alert.read_at,
        dismissed_at=alert.dismissed_at,
        resolved_at=alert.resolved_at,
    )
