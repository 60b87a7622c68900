"""What the rules did, what they will do, and the clockwork behind them."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.paging import Paging
from api.schemas.automation import AheadShown, JobShown, LogLine, Sendable
from api.schemas.base import Day, Page
from data.models import Outcome
from domain import coming, jobs, rule_log
from domain.jobs import State as JobState
from domain.rule_log import Asked, State
from domain.work import read

router = APIRouter(prefix='/workspaces/{workspace_id}/automation', tags=['automation'])


@router.get('/log', summary='What the rules did', response_model=Page[LogLine])
async def log(
    actor: WorkspaceActor,
    paging: Paging,
    outcome: Outcome | None = None,
    state: State | None = None,
    rule: Annotated[str, Query(max_length=60)] = '',
    contact_id: UUID | None = None,
    booking_id: UUID | None = None,
    day: Day | None = None,
    channel: Sendable | None = None,
    after: Annotated[UUID | None, Query(description='Go on after this line, however long the log')] = None,
) -> object:
    """Owner only. Each firing, skip and failure with what became of its messages, newest first."""
    asked = Asked(
        outcome=outcome,
        state=state,
        rule=rule,
        contact_id=contact_id,
        booking_id=booking_id,
        day=day,
        channel=channel,
    )
    found = await read(rule_log.lines, actor, asked=asked, after=after, limit=paging.limit, offset=paging.offset)
    total = await read(rule_log.total, actor, asked=asked)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


@router.get('/dry-run', summary='Who would get what in the next days', response_model=AheadShown)
async def dry_run(
    actor: WorkspaceActor,
    days: Annotated[int, Query(ge=1, le=31)] = coming.DAYS,
    contact_id: UUID | None = None,
    booking_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=coming.MOST)] = 100,
) -> object:
    """Owner only. Decided as it will be then, as far as things stay as they are; nothing is sent."""
    asked = {'days': days, 'contact_id': contact_id, 'booking_id': booking_id, 'limit': limit}
    return await read(coming.messages, actor, **asked)


@router.get('/jobs', summary='The recurring jobs', response_model=Page[JobShown])
async def jobs_list(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only. Jobs are the server's own: every workspace sees the same."""
    return paging.cut([_job(one) for one in await read(jobs.listing, actor)])


@router.post('/jobs/{name}/run', summary='Run a job now', response_model=JobShown)
async def run_job(actor: WorkspaceActor, name: str) -> object:
    """Owner only. 409 when it has run only a moment ago."""
    await jobs.run_now(actor, name=name)
    return next(_job(one) for one in await read(jobs.listing, actor) if one.name == name)


def _job(one: JobState) -> dict[str, Any]:
    return asdict(one) | {'every_seconds': one.every.total_seconds()}
