"""Which promises a booking and a form have: planned from what is true now, so that it may be called at any time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    Conversation,
    FormRequest,
    FormState,
    Promise,
    PromiseState,
    Workspace,
    WorkspaceStatus,
)
from domain import bookings, clock, promises, rules, scope
from domain.actor import Actor

REMINDERS = ('reminder', 'reminder_sms')
FORM_REMINDERS = 3
GONE = 'the booking is cancelled or over'
MOVED = 'the booking moved'


def booking(session: Session, actor: Actor, row: Booking) -> None:
    """Promise the reminders of a confirmed booking and the end of an unanswered request; end what does not hold any more."""
    wanted = _wanted(session, actor, row)
    reason = MOVED if row.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED) else GONE
    promises.cancel(
        session, object_id=row.id, kinds=(*REMINDERS, 'expiry'), reason=reason, keep=[key for _, key, _ in wanted]
    )
    made = promises.make_all(session, actor, thing=row, wanted=wanted, start=row.start.isoformat())
    for kind, key, due_at in wanted:
        if key not in made:
            promises.revive(session, key=key, reason=GONE, due_at=due_at)
        if kind == 'expiry':  # a request has one end, which moves with its start and the owner's patience
            promises.move(session, object_id=row.id, kind=kind, due_at=due_at)


def _wanted(session: Session, actor: Actor, row: Booking) -> list[tuple[str, str, datetime]]:
    if row.status == BookingStatus.PENDING:
        return [('expiry', f'expiry:{row.id}', max(bookings.expires_at(session, row), clock.now()))]
    if row.status != BookingStatus.CONFIRMED:
        return []
    return [
        (kind, f'{kind}:{row.id}:{row.sequence}', row.start - lead(session, actor.workspace, kind))
        for kind in REMINDERS
    ]


def lead(session: Session, workspace_id: UUID, kind: str) -> timedelta:
    """How long before the booking, between two reminders of a form, or after a message came in."""
    return timedelta(minutes=rules.effective(session, workspace_id, kind).timing_minutes or 0)


def form(session: Session, actor: Actor, row: FormRequest) -> None:
    """Promise the next reminder and the overdue moment of an open form; end them for one that is done or withdrawn."""
    if row.state == FormState.COMPLETED or row.withdrawn_at is not None or row.due_at is None:
        promises.cancel(session, object_id=row.id, reason='the form is completed or withdrawn')
        return
    key = f'form_due:{row.id}:{row.due_at.isoformat()}'
    promises.cancel(session, object_id=row.id, kinds=('form_due',), reason=MOVED, keep=[key])
    promises.make(session, actor, kind='form_due', key=key, thing=row, due_at=row.due_at)
    form_reminder(session, actor, row, number=1)


def form_reminder(session: Session, actor: Actor, row: FormRequest, *, number: int) -> None:
    """Promise the reminder with this number, at most three, each a day (or the owner's time) after the one before."""
    if number <= FORM_REMINDERS:
        due_at = row.created_at + number * lead(session, actor.workspace, 'form_reminder')
        key = f'form_reminder:{row.id}:{number}'
        promises.make(session, actor, kind='form_reminder', key=key, thing=row, due_at=due_at, number=number)


def unread(session: Session, actor: Actor, row: Conversation) -> None:
    """Look again in a while whether somebody has read it; one promise for each stretch of unread messages."""
    since = row.read_at.isoformat() if row.read_at else ''
    key = f'unread:{row.id}:{since}'
    promises.make(
        session,
        actor,
        kind='unread',
        key=key,
        thing=row,
        due_at=clock.now() + lead(session, actor.workspace, 'team_message'),
    )


def replan(session: Session, actor: Actor, *, key: str) -> None:
    """The owner changed a lead time: what still waits moves with it."""
    ahead = lead(session, actor.workspace, key)
    query = select(Promise).where(
        Promise.workspace_id == actor.workspace, Promise.kind == key, Promise.state == PromiseState.WAITING
    )
    for promise in session.exec(query):
        if start := promise.data.get('start'):
            promise.due_at = max(datetime.fromisoformat(start) - ahead, clock.now())
            session.add(promise)


def requests(session: Session, actor: Actor) -> None:
    """The owner changed how long requests wait for a confirmation: the end of each open one moves."""
    for row in session.exec(scope.rows(actor, Booking).where(col(Booking.status) == BookingStatus.PENDING)):
        booking(session, actor, row)


def missing(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """Confirmed coming bookings without the promise of their present time: (workspace, booking). What was entered during
    set-up is left alone for ever, and a settled promise is a promise, so that nothing is revived."""
    promised = select(Promise.id).where(
        col(Promise.object_id) == col(Booking.id),
        col(Promise.kind) == 'reminder',
    )
    query = (
        select(Booking.workspace_id, Booking.id)
        .join(Workspace, col(Workspace.id) == col(Booking.workspace_id))
        .where(
            Workspace.status == WorkspaceStatus.ACTIVE,
            ~col(Workspace.demo),
            Booking.status == BookingStatus.CONFIRMED,
            Booking.start > clock.now(),
            col(Booking.created_at) >= col(Workspace.activated_at),
            ~promised.exists(),
        )
        .limit(500)
    )
    return [(workspace_id, booking_id) for workspace_id, booking_id in session.exec(query)]


def repair(session: Session, actor: Actor, *, booking_id: UUID) -> None:
    """Promise again what a booking misses."""
    row = session.get(Booking, booking_id)
    if row is not None:
        booking(session, actor, row)
