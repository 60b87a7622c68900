"""One recurring job: how it is run, and how its row tells what became of it. A job that fails or is late is an alert."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from data.models import JobRun, Priority, Workspace, WorkspaceStatus
from data.settings import settings
from domain import alerts, clock, work
from domain.actor import Actor

log = logging.getLogger(__name__)
NOTED_EVERY = timedelta(minutes=1)
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """`work` runs every so many seconds (0: the tick of the settings) and says how many things it did."""

    name: str
    seconds: float
    work: Callable[[], int]
    title: str
    sentence: str

    @property
    def every(self) -> float:
        return self.seconds or settings().tick_seconds

    @property
    def patience(self) -> timedelta:
        """How long after a run it is late."""
        return max(PATIENCE, timedelta(seconds=3 * self.every))


def run(job: Job, *, note: bool = False) -> None:
    """One run, noted in the job's row when it did something, failed, or a minute has passed (or with `note`); an error is
    noted, not raised."""
    started, began = clock.now(), time.monotonic()
    error = ''
    done = 0
    try:
        done = job.work()
    except Exception as problem:
        log.exception('the job %s failed', job.name)
        error = f'{type(problem).__name__}: {problem}'
    if note or done or error or work.read_now(_stale, Actor.system(), name=job.name):
        took = round((time.monotonic() - began) * 1000)
        work.act_now(_noted, Actor.system(), job=job, done=done, error=error, started=started, took=took)


def _stale(session: Session, actor: Actor, *, name: str) -> bool:
    row = _row(session, name)
    return row is None or bool(row.error) or clock.now() - row.started_at >= NOTED_EVERY


def _row(session: Session, name: str) -> JobRun | None:
    return session.exec(select(JobRun).where(JobRun.name == name)).first()


def _noted(session: Session, actor: Actor, *, job: Job, done: int, error: str, started: datetime, took: int) -> None:
    row = _row(session, job.name) or JobRun(name=job.name, started_at=started)
    failed_before = bool(row.error)
    row.started_at, row.finished_at, row.error, row.took_ms = started, clock.now(), error[:1000], took
    row.runs, row.done = row.runs + 1, row.done + done
    if error:
        row.last_error, row.failed_at = error[:1000], started
    session.add(row)
    if error or failed_before:
        _tell(session, job, row, f'“{job.title}” did not work' if error else '', error)


def late(jobs: Sequence[Job]) -> int:
    """Alert about jobs that have not run for too long, and end the alerts of those that run again; how many are late."""
    return work.act_now(_late, Actor.system(), jobs=jobs)


def _late(session: Session, actor: Actor, *, jobs: Sequence[Job]) -> int:
    rows = {row.name: row for row in session.exec(select(JobRun))}
    newest = max((row.started_at for row in rows.values()), default=clock.now())
    if clock.now() - newest > PATIENCE:
        return 0  # the whole house has only just woken up: everything is about to run
    count = 0
    for job in jobs:
        row = rows.get(job.name)
        if row is None or row.error:
            continue
        overdue = clock.now() - row.started_at > job.patience
        count += overdue
        _tell(session, job, row, f'“{job.title}” has not run for a while' if overdue else '', job.sentence)
    return count


def _tell(session: Session, job: Job, row: JobRun, title: str, detail: str) -> None:
    """Raise the alert in every open business, or end it there where `title` is empty."""
    for workspace_id in _open(session):
        actor, cause = Actor.system(workspace_id), f'job:{job.name}'
        if title:
            alerts.raise_(
                session,
                actor,
                kind=alerts.Kind.AUTOMATION,
                cause=cause,
                priority=Priority.HIGH,
                title=title,
                detail=detail,
                thing=row,
            )
        else:
            alerts.resolve_cause(session, actor, cause=cause)


def _open(session: Session) -> list[UUID]:
    return list(session.exec(select(Workspace.id).where(Workspace.status == WorkspaceStatus.ACTIVE)))
