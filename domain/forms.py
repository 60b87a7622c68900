"""Forms that the owner writes, and the booking types with which they go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from data.models import BookingType, BookingTypeForm, FormRequest, FormTemplate
from domain import events, form_fields, scope, text
from domain.actor import Actor
from domain.errors import Invalid
from domain.events import Name

NAME, DESCRIPTION = 200, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A form with the booking types that send it, and how often it went out."""

    id: UUID
    name: str
    description: str
    fields: tuple[dict[str, Any], ...]
    version: int
    active: bool
    booking_types: tuple[tuple[UUID, str], ...]
    sent: int

    @property
    def booking_type_ids(self) -> tuple[UUID, ...]:
        return tuple(type_id for type_id, _ in self.booking_types)


def listing(session: Session, actor: Actor, *, active_only: bool = False) -> list[View]:
    """All forms by name, in three queries."""
    actor.require('forms')
    query = scope.rows(actor, FormTemplate).order_by(func.lower(FormTemplate.name), col(FormTemplate.id))
    if active_only:
        query = query.where(FormTemplate.active)
    return _views(session, list(session.exec(query)))


def one(session: Session, actor: Actor, *, form_id: UUID) -> View:
    """One form. NotFound."""
    actor.require('forms')
    return _views(session, [scope.one(session, actor, FormTemplate, form_id)])[0]


def create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    fields: Sequence[Mapping[str, Any]],
    description: str = '',
    active: bool = True,
    booking_type_ids: Sequence[UUID] = (),
) -> View:
    """A new form. Owner; Invalid names `name`, `description`, `fields`, `fields.0.label` …, `booking_type_ids`."""
    actor.require_owner()
    template = FormTemplate(workspace_id=actor.workspace, **_checked(name, description, fields), active=active)
    session.add(template)
    session.flush()
    return _linked(session, actor, template, booking_type_ids)


def update(
    session: Session,
    actor: Actor,
    *,
    form_id: UUID,
    name: str,
    fields: Sequence[Mapping[str, Any]],
    description: str = '',
    active: bool = True,
    booking_type_ids: Sequence[UUID] | None = None,
) -> View:
    """Write a form anew; what was sent keeps the words it was sent with, changed words get the next version. Owner; Invalid as `create`."""
    actor.require_owner()
    template = scope.one(session, actor, FormTemplate, form_id, lock=True)
    given = _checked(name, description, fields)
    if any(getattr(template, key) != value for key, value in given.items()):
        template.version += 1
    for key, value in given.items():
        setattr(template, key, value)
    template.active = active
    session.add(template)
    return _linked(session, actor, template, booking_type_ids)


def delete(session: Session, actor: Actor, *, form_id: UUID) -> bool:
    """Take a form away. One that was ever sent is only switched off, so that answers keep their form (False). Owner."""
    actor.require_owner()
    template = scope.one(session, actor, FormTemplate, form_id, lock=True)
    _link(session, template, ())
    used = session.exec(select(FormRequest.id).where(FormRequest.form_template_id == form_id).limit(1)).first()
    events.record(session, actor, Name.FORM_TEMPLATE_CHANGED, template, change='deleted')
    if used is not None:
        template.active = False
        session.add(template)
        return False
    session.flush()
    session.delete(template)
    return True


def _checked(name: str, description: str, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    name, description, kept = text.line(name), text.block(description), []
    if not 0 < len(name) <= NAME:
        wrong['name'] = f'Please give the form a name, of at most {NAME} characters'
    if len(description) > DESCRIPTION:
        wrong['description'] = f'Please keep this under {DESCRIPTION:,} characters'
    try:
        kept = form_fields.checked(fields)
    except Invalid as error:
        wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    return {'name': name, 'description': description, 'fields': kept}


def _linked(session: Session, actor: Actor, template: FormTemplate, booking_type_ids: Sequence[UUID] | None) -> View:
    if booking_type_ids is not None:
        known = session.exec(
            select(BookingType.id).where(
                BookingType.workspace_id == actor.workspace, col(BookingType.id).in_(booking_type_ids)
            )
        ).all()
        if set(known) != set(booking_type_ids):
            raise Invalid({'booking_type_ids': 'One of these booking types is not there any more'})
        _link(session, template, booking_type_ids)
    session.flush()
    events.record(session, actor, Name.FORM_TEMPLATE_CHANGED, template)
    return _views(session, [template])[0]


def _link(session: Session, template: FormTemplate, booking_type_ids: Sequence[UUID]) -> None:
    """Make exactly these booking types send the form."""
    rows = session.exec(select(BookingTypeForm).where(BookingTypeForm.form_template_id == template.id)).all()
    for row in rows:
        if row.booking_type_id not in booking_type_ids:
            session.delete(row)
    present = {row.booking_type_id for row in rows}
    for type_id in dict.fromkeys(booking_type_ids):
        if type_id not in present:
            session.add(BookingTypeForm(booking_type_id=type_id, form_template_id=template.id))


def _views(session: Session, templates: list[FormTemplate]) -> list[View]:
    ids = [template.id for template in templates]
    types: dict[UUID, list[tuple[UUID, str]]] = {}
    linked = (
        select(BookingTypeForm.form_template_id, BookingType.id, BookingType.name)
        .join(BookingType, col(BookingType.id) == col(BookingTypeForm.booking_type_id))
        .where(col(BookingTypeForm.form_template_id).in_(ids))
        .order_by(BookingType.name)
    )
    for form_id, type_id, name in session.exec(linked):
        types.setdefault(form_id, []).append((type_id, name))
    counted = (
        select(FormRequest.form_template_id, func.count())
        .where(col(FormRequest.form_template_id).in_(ids))
        .group_by(col(FormRequest.form_template_id))
    )
    sent = dict(session.exec(counted).all())
    return [_view(template, tuple(types.get(template.id, ())), sent.get(template.id, 0)) for template in templates]


def _view(template: FormTemplate, types: tuple[tuple[UUID, str], ...], sent: int) -> View:
    return View(
        id=template.id,
        name=template.name,
        description=template.description,
        fields=tuple(template.fields),
        version=template.version,
        active=template.active,
        booking_types=types,
        sent=sent,
    )


def sendable(session: Session, actor: Actor) -> list[tuple[UUID, str]]:
    """Booking types that a form can be linked to: id and name, by name."""
    actor.require('forms')
    query = scope.rows(actor, BookingType).where(BookingType.active).order_by(func.lower(BookingType.name))
    return [(row.id, row.name) for row in session.exec(query)]
