"""The rules of a workspace: what they say and when."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.deps import WorkspaceActor
from api.paging import Paging
from api.schemas.automation import (
    PreviewAsked,
    PreviewShown,
    QuietGiven,
    QuietShown,
    RuleChanges,
    RuleParts,
    RuleShown,
    TestAsked,
    TestSent,
)
from api.schemas.base import Page
from domain import previews, rules, workspaces
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


@router.get('/rules/{key}', summary='One rule', response_model=RuleShown)
async def one(actor: WorkspaceActor, key: str) -> object:
    """Owner only."""
    return _shown(await read(rules.one, actor, key=key))


@router.patch('/rules/{key}', summary='Change the rule of this key', response_model=RuleShown)
async def update_by_key(actor: WorkspaceActor, key: str, given: RuleParts) -> object:
    """Owner only."""
    asked = given.all()
    return _shown(await act(rules.update, actor, key=key, timing_minutes=asked.pop('timing'), **asked))


@router.post('/rules/{key}/reset', summary='Back to our own words', response_model=RuleShown)
async def reset(actor: WorkspaceActor, key: str) -> object:
    """Owner only. The switch, the channel and the timing stay."""
    return _shown(await act(rules.reset, actor, key=key))


@router.post('/rules/{key}/preview', summary='How a rule’s words will look', response_model=PreviewShown)
async def preview(actor: WorkspaceActor, key: str, given: PreviewAsked) -> object:
    """Owner only. Nothing is saved or sent; links lead nowhere."""
    return await read(previews.preview, actor, key=key, **given.all())


@router.post('/rules/{key}/test', summary='Send the preview to yourself', response_model=TestSent)
async def test(actor: WorkspaceActor, key: str, given: TestAsked) -> object:
    """Owner only."""
    return await act(previews.to_oneself, actor, key=key, **given.all())


@router.get('/quiet-hours', summary='When texts of rules wait', response_model=QuietShown)
async def quiet(actor: WorkspaceActor) -> object:
    """And after how many hours of silence automation comes back in a paused conversation."""
    return await read(workspaces.view, actor)


@router.put('/quiet-hours', summary='Set when texts of rules wait', response_model=QuietShown)
async def set_quiet(actor: WorkspaceActor, given: QuietGiven) -> object:
    """Owner only."""
    return await act(workspaces.update, actor, **{name: str(value) for name, value in given.all().items()})


def _shown(rule: Effective) -> dict[str, Any]:
    """What holds now, over what the book says."""
    book = asdict(rule.rule) | {'channels': rule.rule.ways}
    return book | asdict(rule) | {'timing': rule.timing_minutes, 'edited': rule.edited, 'sentence': rule.sentence}
