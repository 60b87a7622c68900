"""The API's own FastAPI app: its routers, its door, its errors, its description."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api import (
    absence,
    alerts,
    auth,
    automation,
    automation_log,
    availability,
    booking_types,
    bookings,
    contacts,
    conversations,
    dashboard,
    docs,
    drafts,
    exchange,
    form_submissions,
    forms,
    integrations,
    inventory,
    invitations,
    me,
    onboarding,
    openapi,
    problem,
    public,
    public_forms,
    public_waitlist,
    saved_replies,
    series,
    staff,
    waitlist,
    webhooks,
    workspaces,
)
from api.door import Door
from data.settings import settings

PREFIX = '/api/v1'
ROUTERS: list[APIRouter] = [
    auth.router,
    workspaces.router,
    onboarding.router,
    integrations.router,
    webhooks.router,
    booking_types.router,
    availability.router,
    absence.router,
    exchange.router,
    bookings.router,
    series.router,
    waitlist.router,
    contacts.router,
    conversations.router,
    drafts.router,
    saved_replies.router,
    dashboard.router,
    alerts.router,
    form_submissions.router,
    inventory.router,
    staff.router,
    automation.router,
    automation_log.router,
    invitations.router,
    me.router,
    forms.router,
    public_forms.router,
    public_waitlist.router,
    public.router,
]


def route() -> Route:
    """The one route by which the house's app hands requests over; the path stays whole."""
    return Route(PREFIX + '/{path:path}', _made(), include_in_schema=False)


def _made() -> FastAPI:
    app = FastAPI(
        title='CareOps',
        version='1.0.0',
        description=openapi.WELCOME,
        openapi_url=f'{PREFIX}/openapi.json',
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses=openapi.PROBLEMS,
    )
    problem.add(app)
    app.add_middleware(problem.LastResort)
    app.add_middleware(Door)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings().allowed_origins,
        allow_methods=['*'],
        allow_headers=['Authorization', 'Content-Type', 'Idempotency-Key'],
        expose_headers=['Retry-After', 'Idempotency-Replayed'],
    )
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    docs.add(app, PREFIX)
    openapi.complete(app)
    return app


def _operation_id(route: APIRoute) -> str:
    """Stable names for generated clients: `bookings_confirm`."""
    return f'{route.tags[0]}_{route.name}'.replace('-', '_').replace(' ', '_')
