"""Kept files over HTTP: public ones for whoever knows their address, the others for signed-in members of the workspace."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from domain import files, sessions
from domain.actor import Actor
from domain.work import read

router = APIRouter(include_in_schema=False)


@router.get('/files/{file_id}')
async def file(request: Request, file_id: UUID) -> Response:
    """The content. Pictures are shown, everything else is only offered for saving; nothing in it runs in our name."""
    found = await read(files.read, await _caller(request), file_id=file_id)
    kind = 'inline' if found.content_type in files.IMAGES else 'attachment'
    keep = 'public, max-age=31536000, immutable' if found.public else 'private, no-store'
    return Response(
        found.content,
        media_type=found.content_type,
        headers={
            'Content-Disposition': f"{kind}; filename*=UTF-8''{quote(found.name, safe='')}",
            'Content-Security-Policy': "default-src 'none'; sandbox",
            'X-Content-Type-Options': 'nosniff',
            'Cache-Control': keep,
        },
    )


async def _caller(request: Request) -> Actor:
    guest = Actor.guest(address=request.client.host if request.client else '')
    token = request.cookies.get(sessions.COOKIE, '')
    return (await read(sessions.by_token, guest, token=token) if token else None) or guest
