"""Series: the same booking again and again, looked at before it is saved."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import WorkspaceActor
from api.idempotency import Once
from api.schemas.series import (
    SeriesCancellation,
    SeriesGiven,
    SeriesMove,
    SeriesPlan,
    SeriesPreview,
    SeriesShown,
    SeriesWords,
)
from domain import series
from domain.series import Choice, Plan, Shift
from domain.work import act, read

router = APIRouter(prefix='/workspaces/{workspace_id}/series', tags=['series'])


@router.post('/preview', summary='Look at a series before saving it', response_model=SeriesPreview)
async def preview(actor: WorkspaceActor, given: SeriesPlan) -> object:
    """Every planned day: free, or with what is in the way and the nearest free times. Nothing is kept."""
    return {'occurrences': await act(series.preview, actor, plan=Plan(**_renamed(given.all())))}


@router.post('', summary='Make a series', status_code=201, response_model=SeriesShown)
async def create(actor: WorkspaceActor, given: SeriesGiven, once: Once) -> JSONResponse:
    """All or nothing: where a time is not free and nothing was chosen for it, 409 with the `occurrences` of the preview."""
    rest = given.all()
    who = {name: rest.pop(name) for name in ('contact_id', 'contact', 'notes')}
    return await once(SeriesShown, series.create, actor, plan=Plan(**_renamed(rest)), **who)


@router.get('/{series_id}', summary='Read a series', response_model=SeriesShown)
async def one(actor: WorkspaceActor, series_id: UUID) -> object:
    """With all its bookings, cancelled ones too."""
    return await read(series.view, actor, series_id=series_id)


@router.patch('/{series_id}', summary='Change what is written on a series', response_model=SeriesShown)
async def edit(actor: WorkspaceActor, series_id: UUID, given: SeriesWords) -> object:
    """Only what is sent changes, on this booking, it and the following ones, or all that are still to come."""
    return await act(series.edit, actor, series_id=series_id, **given.changes())


@router.post('/{series_id}/move/preview', summary='Look at a move of a series', response_model=SeriesPreview)
async def preview_move(actor: WorkspaceActor, series_id: UUID, given: SeriesMove) -> object:
    """What the move would meet. Nothing is kept."""
    shift = Shift(**_renamed(given.all()))
    return {'occurrences': await act(series.preview_move, actor, series_id=series_id, shift=shift)}


@router.post('/{series_id}/move', summary='Move a series', response_model=SeriesShown)
async def move(actor: WorkspaceActor, series_id: UUID, given: SeriesMove) -> object:
    """All or nothing: 409 with the `occurrences` of the preview where a time is not free and nothing was chosen for it."""
    return await act(series.move, actor, series_id=series_id, shift=Shift(**_renamed(given.all())))


@router.post('/{series_id}/cancel', summary='Cancel a series', response_model=SeriesShown)
async def cancel(actor: WorkspaceActor, series_id: UUID, given: SeriesCancellation) -> object:
    """This booking, it and the following ones, or all that are still to come; the customer is told once."""
    return await act(series.cancel, actor, series_id=series_id, **given.all())


def _renamed(given: dict[str, Any]) -> dict[str, Any]:
    """The API says `staff_id` where the domain says `member_id`."""
    choices = [Choice(**one) for one in given.pop('choices')]
    return given | {'member_id': given.pop('staff_id'), 'choices': choices}
