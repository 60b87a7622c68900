"""Where providers post what came in: mail at an address that cannot be guessed, text messages with Twilio's signature."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.receipts import call
from domain import receiving, texting
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.receipts import WrongSignature
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


@router.post('/hooks/twilio/{integration_id}/message')
async def sms(request: Request, integration_id: UUID) -> Response:
    """An empty answer in TwiML for what is stored now or was before; 403 without Twilio's signature."""
    try:
        await act(texting.take, Actor.guest(), integration_id=integration_id, call=await call(request))
    except NotFound:
        return Response(status_code=404)
    except WrongSignature as error:
        return Response(error.message, 403, media_type='text/plain')
    except Invalid as error:
        return Response(error.message, 422, media_type='text/plain')
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type='text/xml')


async def _raw(request: Request) -> bytes:
    if not request.headers.get('content-type', '').startswith(('multipart/form-data', 'application/x-www-form')):
        return await request.body()
    async with request.form(max_files=1, max_fields=50, max_part_size=receiving.BIGGEST + 1) as form:
        found = form.get('email', '')
        return found.encode('utf-8', 'surrogateescape') if isinstance(found, str) else await found.read()
