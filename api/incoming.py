"""Where a mail service posts mail that came in. The address cannot be guessed, and it is the only key."""

from fastapi import APIRouter, Request, Response

from domain import receiving
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.work import act

router = APIRouter(include_in_schema=False)


@router.post('/hooks/mail/{token}')
async def mail(request: Request, token: str) -> Response:
    """204 for what is stored now, or was before; 404 for an address that is none; 422 for what is no mail.

    Takes the whole mail, either as the body (`message/rfc822`) or as the form field `email`, as SendGrid's Inbound Parse posts it raw.
    """
    try:
        await act(receiving.take, Actor.guest(), token=token, raw=await _raw(request))
    except NotFound:
        return Response(status_code=404)
    except Invalid as error:
        return Response(error.message, 422, media_type='text/plain')
    return Response(status_code=204)


async def _raw(request: Request) -> bytes:
    if not request.headers.get('content-type', '').startswith(('multipart/form-data', 'application/x-www-form')):
        return await request.body()
    async with request.form(max_files=1, max_fields=50, max_part_size=receiving.BIGGEST + 1) as form:
        found = form.get('email', '')
        return found.encode('utf-8', 'surrogateescape') if isinstance(found, str) else await found.read()
