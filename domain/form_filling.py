"""The customer's side of a form: opened, kept as a draft and handed in by a signed link, without an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from data.models import Booking, BookingType, Contact, FormRequest, FormState, Workspace
from domain import clock, events, form_fields, form_requests, links
from domain.actor import Actor
from domain.errors import Conflict
from domain.events import Name
from domain.links import BadLink
from domain.public_views import Business
from domain.storefront import opened_once


class AlreadyHandedIn(Conflict):
    """This form has been handed in already. Thank you!"""


class NotNeeded(Conflict):
    """This form is not needed any more, because the booking was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A form as its customer sees it; `fields` are `{key, label, kind, required, options, help}` with kinds of `form_fields.KINDS`."""

    id: UUID
    business: Business
    name: str
    description: str
    fields: tuple[dict[str, Any], ...]
    answers: dict[str, Any]
    state: FormState
    due_at: datetime | None
    overdue: bool
    withdrawn: bool
    completed_at: datetime | None
    customer: str
    service: str
    start: datetime
    timezone: str

    @property
    def answered(self) -> int:
        """How many of the questions have an answer."""
        return len(self.answers)

    @property
    def questions(self) -> int:
        return len(form_fields.questions(self.fields))


def open(session: Session, actor: Actor, *, token: str) -> Page:
    """The form of a link. BadLink. Opening changes nothing."""
    return _page(session, _request(session, token))


def save(session: Session, actor: Actor, *, token: str, answers: Mapping[str, Any]) -> Page:
    """Keep unfinished answers as they are: wrong or missing ones are said at handing in. AlreadyHandedIn, NotNeeded, BadLink."""
    request = _writable(session, token)
    kept = form_fields.draft(request.fields, answers)
    if kept != request.answers:
        started = request.state == FormState.PENDING
        request.answers, request.state = kept, FormState.IN_PROGRESS
        session.add(request)
        if started:
            events.record(session, _customer(session, actor, request), Name.FORM_CHANGED, request)
    return _page(session, request)


def submit(session: Session, actor: Actor, *, token: str, answers: Mapping[str, Any]) -> Page:
    """Hand the form in. Invalid names `answers.<key>`, in the actor's language; the same answers a second time change nothing.

    AlreadyHandedIn for other answers to a form that is in, NotNeeded for a cancelled booking's, BadLink.
    """
    request = _request(session, token, lock=True)
    region = session.get_one(Workspace, request.workspace_id).region
    if request.withdrawn_at is not None:
        raise NotNeeded
    kept = form_fields.answered(request.fields, answers, language=actor.language, region=region)
    if request.state == FormState.COMPLETED:
        if kept != request.answers:
            raise AlreadyHandedIn
        return _page(session, request)
    request.answers, request.state, request.completed_at = kept, FormState.COMPLETED, clock.now()
    session.add(request)
    events.record(session, _customer(session, actor, request), Name.FORM_COMPLETED, request, form=request.name)
    return _page(session, request)


def _request(session: Session, token: str, *, lock: bool = False) -> FormRequest:
    request_id, nonce = links.opened(token, 'form')
    query = select(FormRequest).where(FormRequest.id == request_id, FormRequest.link_nonce == nonce)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    request = session.exec(query).one_or_none()
    if request is None:
        raise BadLink
    opened_once(session, request.workspace_id)
    return request


def _writable(session: Session, token: str) -> FormRequest:
    request = _request(session, token, lock=True)
    if request.withdrawn_at is not None:
        raise NotNeeded
    if request.state == FormState.COMPLETED:
        raise AlreadyHandedIn
    return request


def _customer(session: Session, actor: Actor, request: FormRequest) -> Actor:
    """The guest under the name of the request's contact, in its workspace."""
    return Actor(
        kind='guest',
        workspace_id=request.workspace_id,
        name=session.get_one(Contact, request.contact_id).name,
        address=actor.address,
        language=actor.language,
    )


def _page(session: Session, request: FormRequest) -> Page:
    workspace = session.get_one(Workspace, request.workspace_id)
    booking = session.get_one(Booking, request.booking_id)
    return Page(
        id=request.id,
        business=_business(workspace),
        name=request.name,
        description=request.description,
        fields=tuple({**field, 'kind': form_fields.kind(field)} for field in request.fields),
        answers=dict(request.answers),
        state=request.state,
        due_at=request.due_at,
        overdue=form_requests.overdue(request),
        withdrawn=request.withdrawn_at is not None,
        completed_at=request.completed_at,
        customer=session.get_one(Contact, request.contact_id).name,
        service=session.get_one(BookingType, booking.booking_type_id).name,
        start=booking.start,
        timezone=booking.timezone or workspace.timezone,
    )


def _business(workspace: Workspace) -> Business:
    return Business(
        id=workspace.id,
        slug=workspace.slug,
        name=workspace.name,
        address=workspace.address,
        timezone=workspace.timezone,
        email=workspace.contact_email,
        phone=workspace.phone,
        currency=workspace.currency,
        language=workspace.language,
        colour=workspace.colour,
        logo_id=workspace.logo_id,
    )
