"""Bookings for calendar programs, at secret addresses."""

import asyncio

from fastapi import APIRouter, Request, Response

from domain import feeds
from domain.actor import Actor
from domain.errors import NotFound
from domain.work import read

router = APIRouter(include_in_schema=False)


@router.api_route('/calendar/{token}.ics', methods=['GET', 'HEAD'])
async def calendar(request: Request, token: str) -> Response:
    """The file; 304 for whoever has it as it is now, 404 for an address that is none (any more)."""
    try:
        book = await read(feeds.book, Actor.guest(), token=token)
    except NotFound as error:
        return Response(error.message, 404, media_type='text/plain')
    etag = f'"{book.version}"'
    headers = {'ETag': etag, 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex'}
    if _has(request.headers.get('if-none-match', ''), etag):
        return Response(status_code=304, headers=headers)
    headers['Content-Disposition'] = 'inline; filename="bookings.ics"'
    return Response(await asyncio.to_thread(feeds.written, book), 200, headers, 'text/calendar; charset=utf-8')


def _has(asked: str, etag: str) -> bool:
    """Whether one of the caller's tags is ours; a proxy that packs the file marks it as weak."""
    return any(one.strip().removeprefix('W/') in {etag, '*'} for one in asked.split(','))
