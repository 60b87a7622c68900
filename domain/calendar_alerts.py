"""A calendar that cannot be read, or was not for too long: one alert each time, which ends when it is read again."""

from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Alert, CalendarSource, Member, Priority, WhenStale
from domain import alerts, away, clock
from domain.actor import Actor

PATIENCE = 2


def stale(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """Workspace and id of every calendar that is stale and about which nobody was told yet."""
    del actor
    now = clock.now()
    found = [row for row in session.exec(select(CalendarSource)) if away.stale(row, now)]
    causes = {_cause(row) for row in found}
    told = set(session.exec(select(Alert.cause).where(col(Alert.cause).in_(causes)))) if causes else set()
    return [(row.workspace_id, row.id) for row in found if _cause(row) not in told]


def tell(session: Session, actor: Actor, *, source_id: UUID) -> None:
    """Raise the alert about a calendar, where it is still stale or cannot be read. One that somebody settled is not raised again."""
    row = session.get(CalendarSource, source_id)
    if row is None or not (away.stale(row, clock.now()) or row.failures):
        return
    if session.exec(select(Alert.id).where(Alert.cause == _cause(row))).first() is not None:
        return
    person = session.get_one(Member, row.member_id).full_name
    withheld = row.when_stale == WhenStale.WITHHOLD
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.INTEGRATION,
        cause=_cause(row),
        priority=Priority.HIGH if withheld else Priority.MEDIUM,
        title=f'The calendar {row.name} of {person} cannot be read',
        detail=f'{row.error} {_consequence(row, person)}'.strip(),
        thing=row,
    )


def end(session: Session, actor: Actor, row: CalendarSource) -> None:
    """It is read again, or gone; called before `fetched_at` becomes another one."""
    alerts.resolve_cause(session, actor, cause=_cause(row))


def _consequence(row: CalendarSource, person: str) -> str:
    if row.when_stale == WhenStale.WITHHOLD:
        if away.stale(row, clock.now()):
            return f'Customers are offered no times with {person} until it is read again.'
        return f'If that lasts, customers are offered no times with {person} until it is read again.'
    return f'Times with {person} are offered by what was read last.'


def _cause(row: CalendarSource) -> str:
    since = row.fetched_at or row.created_at
    return f'calendar:{row.id}:{since:%Y-%m-%dT%H:%M:%S}'
