"""Where providers report what became of messages. Nothing here answers to anybody but them: their signature is the only key."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from data.gateways.base import Call
from data.settings import settings
from domain import arriving, receipts
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.work import act

router = APIRouter(include_in_schema=False)


@router.post('/hooks/twilio/{integration_id}/status')
@router.post('/hooks/sendgrid/{integration_id}/events')
@router.post('/hooks/resend/{integration_id}/events')
async def report(request: Request, integration_id: UUID) -> Response:
    """204 for what was signed, whether or not it was news; 403 for what was not; 404 for a provider that is not there.

    A mail that the call announces is fetched: 503 where that cannot be done now, so that the provider calls again.
    """
    posted = {'provider': request.url.path.split('/')[2], 'integration_id': integration_id, 'call': await call(request)}
    try:
        await act(receipts.take, Actor.guest(), **posted)
        await arriving.fetch(Actor.guest(), **posted)
    except arriving.NotYet as error:
        return Response(error.message, 503, media_type='text/plain', headers={'Retry-After': '60'})
    except Invalid as error:
        return Response(error.message, 422, media_type='text/plain')
    except NotFound:
        return Response(status_code=404)
    except receipts.WrongSignature as error:
        return Response(error.message, 403, media_type='text/plain')
    return Response(status_code=204)


async def call(request: Request) -> Call:
    """What was posted, at the address under which the provider knows us (a proxy may have changed the scheme)."""
    query = f'?{request.url.query}' if request.url.query else ''
    return Call(
        url=f'{settings().base_url}{request.url.path}{query}',
        query=dict(request.query_params),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
    )
