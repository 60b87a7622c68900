"""The one asynchronous module: takes what is due, awaits the providers, and never lets one of them hold up the others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from data import db
from data.gateways.base import Accepted, FinalFailure, PassingFailure, UnsureFailure
from data.settings import settings
from domain import due, sending, webhooks, work
from domain.actor import Actor
from domain.crypto import Unreadable
from domain.events import Name
from domain.integrations import Route
from domain.sending import Failed, Job, Result

log = logging.getLogger(__name__)
SECONDS = 30
GRACE_SECONDS = 10
AT_ONCE = 2  # nobody else can write while letters are written: who books meanwhile waits for two of them at most
_running: set['Outbox'] = set()


class Flying(Protocol):
    """What every job tells."""

    @property
    def delivery_id(self) -> UUID: ...

    @property
    def workspace_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of things that leave: whether any wait, how they are taken (a transaction), delivered (none), and settled (a transaction).

    `hint` is told when there is something new.
    """

    hint: Name
    waits: Callable[..., bool]
    take: Callable[..., tuple[list[Any], int]]
    deliver: Callable[[Any], Awaitable[Any]]
    settle: Callable[..., None]


class Outbox:
    """The sender of one process and line: a few sends at a time, at most all but one of them for the same workspace."""

    def __init__(self, workers: int, line: Line) -> None:
        self.workers, self.share, self.line = workers, max(1, workers - 1), line
        self.flying: dict[asyncio.Task[None], Flying] = {}
        self.kicked = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then let what is in the air land."""
        _running.add(self)
        try:
            while not stop.is_set():
                self.kicked.clear()
                if not await self._fill():
                    await self._wait(stop)
        finally:
            _running.discard(self)
            if self.flying:
                await asyncio.wait(self.flying, timeout=GRACE_SECONDS)

    async def _fill(self) -> bool:
        """Start as many sends as there are free hands; whether it is worth looking again at once."""
        free = self.workers - len(self.flying)
        if free <= 0:
            return False
        flying = {job.delivery_id: job.workspace_id for job in self.flying.values()}
        given: dict[str, Any] = {'share': self.share, 'flying': flying}
        try:
            if not await work.read(self.line.waits, Actor.system(), **given):
                return False
            limit = min(free, AT_ONCE)
            jobs, seen = await work.act(self.line.take, Actor.system(), limit=limit, **given)
        except Exception:
            log.exception('the outbox could not take its work')
            return False
        for job in jobs:
            task = asyncio.create_task(self._carry(job))
            self.flying[task] = job
            task.add_done_callback(self._landed)
        return seen == limit

    def _landed(self, task: asyncio.Task[None]) -> None:
        del self.flying[task]
        self.kicked.set()
        if not task.cancelled() and task.exception():
            log.error('a send was lost and will be found again', exc_info=task.exception())

    async def _carry(self, job: Flying) -> None:
        result = await self.line.deliver(job)
        await work.act(self.line.settle, Actor.system(job.workspace_id), result=result)

    async def _wait(self, stop: asyncio.Event) -> None:
        """Until a kick, the end, or the next tick."""
        waits = [asyncio.ensure_future(self.kicked.wait()), asyncio.ensure_future(stop.wait())]
        await asyncio.wait(waits, timeout=settings().tick_seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


async def run(stop: asyncio.Event) -> None:
    """Send what is due until `stop` is set. One call for each process; several processes do not get in each other's way."""
    if _heard not in db.after_commit:
        db.after_commit.append(_heard)
    await asyncio.gather(*(Outbox(settings().send_workers, line).run(stop) for line in LINES))


def kick(*hints: str) -> None:
    """Look for work now, in the lines with these hints or in all; may be called from any thread."""
    for outbox in [one for one in _running if not hints or one.line.hint in hints]:
        outbox.loop.call_soon_threadsafe(outbox.kicked.set)


def _heard(workspace_id: UUID | None, names: frozenset[str]) -> None:
    if '' in names:
        kick()
    elif hints := names & {line.hint for line in LINES}:
        kick(*hints)


async def deliver(job: Job) -> Result:
    """Try the providers in order until one accepts; what may have arrived, or never can, is not tried with the next."""
    failures: list[Failed] = []
    for route in job.routes:
        answer = await _attempt(route, job)
        if isinstance(answer, Accepted):
            return Result(job, route, answer.provider_id, tuple(failures))
        failures.append(answer)
        if answer.how != 'passing':
            break
    return Result(job, failures=tuple(failures))


async def _attempt(route: Route, job: Job) -> Accepted | Failed:
    try:
        async with asyncio.timeout(SECONDS):
            return await route.gateway().send(job.letter)
    except UnsureFailure as error:
        return Failed(route, str(error), 'unsure', error.provider)
    except PassingFailure as error:
        return Failed(route, str(error), 'passing', error.provider)
    except FinalFailure as error:
        return Failed(route, str(error), 'final')
    except Unreadable as error:
        return Failed(route, error.message, 'passing', provider=True)
    except TimeoutError:
        return Failed(route, f'There was no answer within {SECONDS} seconds.', 'unsure', provider=True)
    except Exception as error:
        log.exception('the provider %s broke', route.provider)
        return Failed(route, f'The provider could not be used: {type(error).__name__}', 'passing', provider=True)


LINES = (
    Line(Name.DELIVERY_QUEUED, due.waits, sending.take, deliver, sending.settle),
    Line(Name.WEBHOOK_QUEUED, webhooks.waits, webhooks.take, webhooks.deliver, webhooks.settle),
)
