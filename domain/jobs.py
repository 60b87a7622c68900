"""The recurring jobs as the owner sees them: last run, next run, last error; and "run now"."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from data.models import JobRun
from domain import clock, job, work
from domain.actor import Actor
from domain.errors import Conflict, NotFound
from domain.schedule import JOBS

JUST_NOW = timedelta(seconds=5)


class JustRun(Conflict):
    """This job has run only a moment ago."""


@dataclass(frozen=True, slots=True)
class State:
    """A job with its last run. `next_at` is when its next run is due; `late` when that is long past. `done` counts since the beginning."""

    name: str
    title: str
    sentence: str
    every: timedelta
    last_at: datetime | None
    took_ms: int
    next_at: datetime | None
    error: str
    last_error: str
    failed_at: datetime | None
    late: bool
    runs: int
    done: int


def listing(session: Session, actor: Actor) -> list[State]:
    """Every recurring job of this server, in the order of the list. Owner only."""
    actor.require_owner()
    known = {row.name: row for row in session.exec(select(JobRun))}
    return [_state(one, known.get(one.name)) for one in JOBS]


def _state(one: job.Job, row: JobRun | None) -> State:
    every = timedelta(seconds=one.every)
    return State(
        name=one.name,
        title=one.title,
        sentence=one.sentence,
        every=every,
        last_at=row.started_at if row else None,
        took_ms=row.took_ms if row else 0,
        next_at=max(row.started_at + every, clock.now()) if row else None,
        error=row.error if row else '',
        last_error=row.last_error if row else '',
        failed_at=row.failed_at if row else None,
        late=row is not None and clock.now() - row.started_at > one.patience,
        runs=row.runs if row else 0,
        done=row.done if row else 0,
    )


async def run_now(actor: Actor, *, name: str) -> None:
    """Run a job at once, beside its schedule: claims keep two runs from doing the same twice. NotFound, JustRun; owner only."""
    one = await work.read(_may_run, actor, name=name)
    await asyncio.to_thread(job.run, one, note=True)


def _may_run(session: Session, actor: Actor, *, name: str) -> job.Job:
    actor.require_owner()
    one = next((one for one in JOBS if one.name == name), None)
    if one is None:
        raise NotFound
    row = session.exec(select(JobRun).where(JobRun.name == name)).first()
    if row is not None and clock.now() - row.started_at < JUST_NOW:
        raise JustRun
    return one
