"""The rules of a workspace, and what they did."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.paging import Paging
from api.schemas.automation import LogLine, RuleChanges, RuleParts, RuleShown
from api.schemas.base import Page
from data.models import Outcome
from domain import rules
from domain.rules import Effective
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/automation', tags=['automation'])


@router.get('/rules', summary='List the rules', response_model=Page[RuleShown])
async def listing(actor: WorkspaceActor, paging: Paging) -> object:
    """Owner only. A fixed list; each can be switched, reworded and timed."""
    return paging.cut([_shown(rule) for rule in await read(rules.listing, actor)])


@router.patch('/rules', summary='Change a rule', response_model=RuleShown)
async def update(actor: WorkspaceActor, given: RuleChanges) -> object:
    """Owner only. `key` names the rule."""
    asked = given.all()
    return _shown(await act(rules.update, actor, timing_minutes=asked.pop('timing'), **asked))


@router.patch('/rules/{key}', summary='Change the rule of this key', response_model=RuleShown)
async def update_by_key(actor: WorkspaceActor, key: str, given: RuleParts) -> object:
    """Owner only."""
    asked = given.all()
    return _shown(await act(rules.update, actor, key=key, timing_minutes=asked.pop('timing'), **asked))


@router.get('/log', summary='What the rules did', response_model=Page[LogLine])
async def log(
    actor: WorkspaceActor,
    paging: Paging,
    outcome: Outcome | None = None,
    rule: Annotated[str, Query(max_length=60)] = '',
) -> object:
    """Owner only. Each firing, skip and failure, newest first."""
    asked = {'outcome': outcome, 'rule': rule}
    found = await read(rules.log, actor, limit=paging.limit, offset=paging.offset, **asked)
    total = await read(rules.log_total, actor, **asked)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


def _shown(rule: Effective) -> dict[str, Any]:
    """What holds now, over what the book says."""
    return asdict(rule.rule) | asdict(rule) | {'timing': rule.timing_minutes}
