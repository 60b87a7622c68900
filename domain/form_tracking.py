"""Forms that went out, as the team follows them: who still owes one, what is overdue, what was answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Booking, BookingType, Contact, FormRequest, FormState
from domain import clock, form_fields, form_requests, links, scope
from domain.actor import Actor

Filter = Literal['', 'pending', 'in_progress', 'completed', 'overdue', 'open']


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A form that was sent: to whom, for what, and how it stands."""

    id: UUID
    name: str
    contact_id: UUID
    customer: str
    booking_id: UUID
    service: str
    start: datetime
    sent_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    state: FormState
    overdue: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A question as it was asked, and what was answered ('' for nothing); a heading has neither."""

    label: str
    kind: str
    answer: str
    required: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with its answers; `url` is the customer's own link."""

    row: Row
    answers: tuple[Answer, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the forms that are not withdrawn stand where; overdue ones are open ones too."""

    pending: int = 0
    in_progress: int = 0
    overdue: int = 0
    completed: int = 0


def listing(
    session: Session,
    actor: Actor,
    *,
    state: Filter = '',
    q: str = '',
    booking_id: UUID | None = None,
    form_id: UUID | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Row], int]:
    """A page of the forms that were sent (open ones by due time first, then the newest), and how many there are, in two queries."""
    actor.require('forms')
    query = _joined(actor).where(col(FormRequest.withdrawn_at).is_(None), *_where(state))
    if q.strip():
        words = q.strip()
        query = query.where(
            sa.or_(
                col(Contact.name).icontains(words, autoescape=True),
                col(FormRequest.name).icontains(words, autoescape=True),
            )
        )
    if booking_id is not None:
        query = query.where(FormRequest.booking_id == booking_id)
    if form_id is not None:
        query = query.where(FormRequest.form_template_id == form_id)
    done = sa.case((col(FormRequest.state) == FormState.COMPLETED, 1), else_=0)
    due_first = sa.case((col(FormRequest.state) != FormState.COMPLETED, col(FormRequest.due_at)))
    ordered = query.order_by(done, due_first, col(FormRequest.created_at).desc(), col(FormRequest.id))
    count = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    return [_row(*found) for found in session.execute(ordered.limit(limit).offset(offset))], count


def one(session: Session, actor: Actor, *, request_id: UUID) -> Sheet:
    """A form with its answers, draft or handed in. NotFound."""
    actor.require('forms')
    request = scope.one(session, actor, FormRequest, request_id)
    row = _row(*session.execute(_joined(actor).where(FormRequest.id == request.id)).one())
    return Sheet(row, tuple(answers(request)), links.form_url(request))


def answers(request: FormRequest) -> list[Answer]:
    """Every field with its answer in words, in the order of the form."""
    return [
        Answer(
            label=str(field.get('label', '')),
            kind=form_fields.kind(field),
            answer=form_fields.readable(field, request.answers.get(str(field.get('key')))),
            required=bool(field.get('required')),
        )
        for field in request.fields
    ]


def counts(session: Session, actor: Actor) -> Counts:
    """The figures above the list, in one query."""
    actor.require('forms')
    late = sa.and_(*_where('overdue'))
    query: Any = sa.select(
        *(
            sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
            for condition in (
                col(FormRequest.state) == FormState.PENDING,
                col(FormRequest.state) == FormState.IN_PROGRESS,
                late,
                col(FormRequest.state) == FormState.COMPLETED,
            )
        )
    ).where(col(FormRequest.workspace_id) == actor.workspace, col(FormRequest.withdrawn_at).is_(None))
    return Counts(*(int(figure) for figure in session.execute(query).one()))


def _joined(actor: Actor) -> Any:
    return (
        select(FormRequest, Contact.name, BookingType.name, Booking.start)
        .join(Contact, col(Contact.id) == col(FormRequest.contact_id))
        .join(Booking, col(Booking.id) == col(FormRequest.booking_id))
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .where(FormRequest.workspace_id == actor.workspace)
    )


def _where(state: Filter) -> list[Any]:
    unfinished = col(FormRequest.state) != FormState.COMPLETED
    if state == 'overdue':
        return [unfinished, col(FormRequest.due_at) < clock.now()]
    if state == 'open':
        return [unfinished]
    return [col(FormRequest.state) == FormState(state)] if state else []


def _row(request: FormRequest, customer: str, service: str, start: datetime) -> Row:
    return Row(
        id=request.id,
        name=request.name,
        contact_id=request.contact_id,
        customer=customer,
        booking_id=request.booking_id,
        service=service,
        start=start,
        sent_at=request.created_at,
        due_at=request.due_at,
        completed_at=request.completed_at,
        state=request.state,
        overdue=form_requests.overdue(request),
        withdrawn=request.withdrawn_at is not None,
    )
