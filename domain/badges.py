"""The small numbers beside the places of the navigation: what waits for the person who looks."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import Alert, Conversation, FormRequest, FormState
from domain import alerts, clock
from domain.actor import Actor

STOCK = (alerts.Kind.LOW_STOCK, alerts.Kind.CRITICAL_STOCK)


@dataclass(frozen=True, slots=True)
class Badges:
    """Unread conversations, overdue forms, items that run out, open alerts (and how many of them are critical)."""

    inbox: int = 0
    forms: int = 0
    inventory: int = 0
    alerts: int = 0
    critical: int = 0


def counts(session: Session, actor: Actor) -> Badges:
    """What the person may see of it, in a fixed number of queries."""
    seen = alerts.count(session, actor)
    return Badges(
        inbox=_many(session, _unread(actor)) if actor.may('inbox') else 0,
        forms=_many(session, _overdue(actor)) if actor.may('forms') else 0,
        inventory=_many(session, _stock(actor)) if actor.may('inventory') else 0,
        alerts=seen.total,
        critical=seen.critical,
    )


def _many(session: Session, query: SelectOfScalar[Any]) -> int:
    return int(session.exec(query).one())


def _unread(actor: Actor) -> SelectOfScalar[int]:
    return (
        select(func.count())
        .select_from(Conversation)
        .where(
            Conversation.workspace_id == actor.workspace,
            col(Conversation.closed_at).is_(None),
            col(Conversation.last_inbound_at).is_not(None),
            or_(col(Conversation.read_at).is_(None), col(Conversation.read_at) < col(Conversation.last_inbound_at)),
        )
    )


def _overdue(actor: Actor) -> SelectOfScalar[int]:
    return (
        select(func.count())
        .select_from(FormRequest)
        .where(
            FormRequest.workspace_id == actor.workspace,
            FormRequest.state != FormState.COMPLETED,
            col(FormRequest.withdrawn_at).is_(None),
            col(FormRequest.due_at) < clock.now(),
        )
    )


def _stock(actor: Actor) -> SelectOfScalar[int]:
    return (
        select(func.count())
        .select_from(Alert)
        .where(
            Alert.workspace_id == actor.workspace,
            col(Alert.kind).in_(STOCK),
            col(Alert.resolved_at).is_(None),
            col(Alert.dismissed_at).is_(None),
        )
    )
