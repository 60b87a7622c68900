"""Where providers post what came in: at an address that cannot be guessed, or with their signature."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.receipts import call
from data.gateways import inbound_parse
from domain import arriving, receiving, texting
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.receipts import WrongSignature
from domain.work import act

router = APIRouter(include_in_schema=False)
MOST_FILES = 100


@router.post('/hooks/mail/{token}')
async def mail(request: Request, token: str) -> Response:
    """204 for what is stored now, or was before; 404 for an address that is none; 422 for what is no mail.

    Takes the whole mail as the body (`message/rfc822`), or the form that SendGrid's Inbound Parse posts, raw or parsed.
    """
    try:
        await act(receiving.take, Actor.guest(), token=token, raw=await _raw(request))
    except NotFound:
        return Response(status_code=404)
    except Invalid as error:
        return Response(error.message, 422, media_type='text/plain')
    return Response(status_code=204)


@router.post('/hooks/sendgrid/{integration_id}/mail')
async def parsed(request: Request, integration_id: UUID) -> Response:
    """The same, believed by SendGrid's signature; 403 without it."""
    posted = await call(request)
    try:
        raw = await _raw(request)
        await act(arriving.take_posted, Actor.guest(), integration_id=integration_id, call=posted, raw=raw)
    except NotFound:
        return Response(status_code=404)
    except WrongSignature as error:
        return Response(error.message, 403, media_type='text/plain')
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
    size = receiving.BIGGEST + 1
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FILES, max_part_size=size) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        uploads = {name: value for name, value in form.multi_items() if not isinstance(value, str)}
        if inbound_parse.RAW in uploads:
            return await uploads[inbound_parse.RAW].read()
        files = [(one.filename or '', one.content_type or '', await one.read()) for one in uploads.values()]
        return inbound_parse.raw(fields, files)
