"""The recurring work, as a list to read. Rows are the real schedule: a run that is missed or doubled loses nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from data.models import JobRun
from data.settings import settings
from domain import awaited, cleaning, clock, polling, tick, watch, work
from domain.actor import Actor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`work` runs every so many seconds (0: the tick of the settings) and says how many things it did."""

    name: str
    seconds: float
    work: Callable[[], int]
    sentence: str

    @property
    def every(self) -> float:
        return self.seconds or settings().tick_seconds


JOBS = (
    Job('promises', 0, tick.keep_promises, 'Turns due reminders, due dates and expiries into what follows from them.'),
    Job('reactions', 0, tick.retry_reactions, 'Tries rules again that failed.'),
    Job('repairs', 300, tick.repair_promises, 'Promises reminders that are missing.'),
    Job('silence', 300, tick.resume_silent, 'Lets automation come back in paused conversations after long silence.'),
    Job('alerts', 60, watch.watch, 'Raises and ends alerts about waiting customers and open bookings.'),
    Job('mailboxes', 0, polling.poll, 'Reads the mailboxes to which customers write.'),
    Job('files', 0, awaited.fetch_due, 'Fetches the pictures that came with text messages.'),
    Job('cleaning', 3600, cleaning.clean, 'Deletes links, sessions and rate limits that are long over.'),
)


def run(job: Job) -> None:
    """One run, noted in the job's row when it did something, failed, or a minute has passed; an error is noted, not raised."""
    started = clock.now()
    error = ''
    done = 0
    try:
        done = job.work()
    except Exception as problem:
        log.exception('the job %s failed', job.name)
        error = f'{type(problem).__name__}: {problem}'
    if done or error or work.read_now(_stale, Actor.system(), name=job.name):
        work.act_now(_noted, Actor.system(), name=job.name, done=done, error=error, started=started)


def _stale(session: Session, actor: Actor, *, name: str) -> bool:
    row = session.exec(select(JobRun).where(JobRun.name == name)).first()
    return row is None or bool(row.error) or (clock.now() - row.started_at).total_seconds() > 60


def _noted(session: Session, actor: Actor, *, name: str, done: int, error: str, started: datetime) -> None:
    row = session.exec(select(JobRun).where(JobRun.name == name)).first() or JobRun(name=name, started_at=clock.now())
    row.started_at, row.finished_at, row.error = started, clock.now(), error[:1000]
    row.runs, row.done = row.runs + 1, row.done + done
    session.add(row)


def runs(session: Session, actor: Actor) -> list[JobRun]:
    """The last run of every job, for the owner."""
    actor.require_owner()
    known = {row.name: row for row in session.exec(select(JobRun))}
    return [known[job.name] for job in JOBS if job.name in known]
