"""Contacts in from a CSV file, contacts and bookings out as one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.deps import WorkspaceActor
from api.schemas.exchange import ImportGiven, ImportShown
from domain import contact_import, exports, person_export
from domain.work import act

router = APIRouter(prefix='/workspaces/{workspace_id}', tags=['contacts'])
CSV = 'text/csv; charset=utf-8'


def _answers(kind: str, example: str) -> dict[int | str, dict[str, Any]]:
    return {200: {'content': {kind: {'schema': {'type': 'string'}, 'example': example}}}}


CONTACTS = _answers('text/csv', 'Name,E-mail,Phone,Tags,Notes,Known since,Last in touch')
BOOKINGS = _answers('text/csv', 'Start,End,Service,Person,Customer,E-mail,Phone,State,Price,Currency,Place,Booking')
ARCHIVE = _answers('application/zip', 'PK…')


@router.post('/contacts/import', summary='Import contacts', response_model=ImportShown)
async def take(actor: WorkspaceActor, given: ImportGiven) -> object:
    """Owner only. All good rows come in together; whoever is known stays as he is, so that a second import changes nothing. Nobody is written to."""
    do = contact_import.look if given.dry_run else contact_import.take
    return await do(actor, content=given.csv.encode('utf-8', 'replace'), mapping=given.mapping)


@router.get('/contacts/export', summary='Export contacts', response_class=Response, responses=CONTACTS)
async def contacts(actor: WorkspaceActor) -> Response:
    """Owner only. A CSV file that can be imported again; what a spreadsheet would take for a formula begins with an apostrophe."""
    return _file(await act(exports.contacts, actor), 'contacts.csv')


@router.get(
    '/contacts/{contact_id}/export', summary="Export one contact's data", response_class=Response, responses=ARCHIVE
)
async def contact(actor: WorkspaceActor, contact_id: UUID) -> Response:
    """Owner only. A ZIP archive with `data.json`, and the files beside it."""
    content = await person_export.packed(actor, contact_id=contact_id)
    headers = {'Content-Disposition': 'attachment; filename="contact.zip"', 'Cache-Control': 'no-store'}
    return Response(content, media_type='application/zip', headers=headers)


@router.get(
    '/bookings/export', summary='Export bookings', response_class=Response, responses=BOOKINGS, tags=['bookings']
)
async def bookings(actor: WorkspaceActor) -> Response:
    """Owner only. A CSV file in the business's time zone."""
    return _file(await act(exports.bookings, actor), 'bookings.csv')


def _file(content: str, name: str) -> Response:
    headers = {'Content-Disposition': f'attachment; filename="{name}"', 'Cache-Control': 'no-store'}
    return Response(content, media_type=CSV, headers=headers)
