"""Forms that were sent, and what customers answered."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.deps import WorkspaceActor
from api.paging import Paging
from api.schemas.base import Page
from api.schemas.form import SubmissionSheet, SubmissionShown
from domain import form_tracking
from domain.form_tracking import Filter
from domain.work import read

router = APIRouter(prefix='/workspaces/{workspace_id}/form-submissions', tags=['form submissions'])


@router.get('', summary='List sent forms', response_model=Page[SubmissionShown])
async def listing(
    actor: WorkspaceActor,
    paging: Paging,
    state: Filter = '',
    q: Annotated[str, Query(max_length=200)] = '',
    booking_id: UUID | None = None,
    form_id: UUID | None = None,
) -> object:
    """Open ones by due time first, then the newest."""
    asked = {'state': state, 'q': q, 'booking_id': booking_id, 'form_id': form_id}
    found, total = await read(form_tracking.listing, actor, limit=paging.limit, offset=paging.offset, **asked)
    return {'items': found, 'total': total, 'limit': paging.limit, 'offset': paging.offset}


@router.get('/{submission_id}', summary='Read the answers', response_model=SubmissionSheet)
async def one(actor: WorkspaceActor, submission_id: UUID) -> object:
    """Drafts too."""
    sheet = await read(form_tracking.one, actor, request_id=submission_id)
    return asdict(sheet.row) | {'answers': sheet.answers, 'url': sheet.url}
