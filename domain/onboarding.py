"""From a fresh workspace to a live one: eight steps that can be left and resumed, three conditions, and the only door to ACTIVE."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from data.models import (
    CHANNELS,
    BookingType,
    Integration,
    Member,
    Schedule,
    Workspace,
    WorkspaceStatus,
)
from domain import clock, events, integrations, samples, scope
from domain.actor import Actor
from domain.errors import Conflict, NotFound
from domain.industries import INDUSTRIES, apply


class NotInSetup(Conflict):
    """This business is set up already."""


class NotReady(Conflict):
    """Not everything is there yet that a customer needs."""  # details: missing


class NoSuchTemplate(NotFound):
    """There is no such template."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the wizard; an optional one has good defaults and may be skipped."""

    key: str
    title: str
    optional: bool = False


STEPS = (
    Step('workspace', 'Workspace'),
    Step('channels', 'Channels'),
    Step('contact_form', 'Contact form', optional=True),
    Step('booking_types', 'Booking types and hours'),
    Step('forms', 'Forms, documents', optional=True),
    Step('inventory', 'Inventory', optional=True),
    Step('staff', 'Staff', optional=True),
    Step('activate', 'Review and activate'),
)
KEYS = tuple(step.key for step in STEPS)


@dataclass(frozen=True, slots=True)
class Missing:
    """A condition of going live that is not met: `channel`, `booking_type` or `availability`, and the step where it is met."""

    key: str
    message: str
    step: str


CONDITIONS = (
    Missing('channel', 'Connect a channel, or choose test mode', 'channels'),
    Missing('booking_type', 'Add a booking type', 'booking_types'),
    Missing('availability', 'Set your opening hours', 'booking_types'),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """A step as the wizard shows it: done, next (the first that is not done), optional, or open."""

    key: str
    title: str
    state: Literal['done', 'next', 'optional', 'open']
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far the set-up is. `step` is where the owner stopped; `missing` is always computed, never stored."""

    status: WorkspaceStatus
    step: str
    steps: tuple[Progress, ...]
    missing: tuple[Missing, ...]
    template: str
    test_mode: bool
    saved_at: datetime


def state(session: Session, actor: Actor) -> State:
    """Where the set-up stands. Owner."""
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace)
    lacking = missing(session, actor)
    return State(
        status=workspace.status,
        step=workspace.current_step if workspace.current_step in KEYS else KEYS[0],
        steps=_progress(workspace, {condition.step for condition in lacking}),
        missing=lacking,
        template=workspace.template,
        test_mode=integrations.test_mode(session, actor.workspace),
        saved_at=workspace.updated_at,
    )


def missing(session: Session, actor: Actor) -> tuple[Missing, ...]:
    """What activation still needs, of exactly three things: a connected channel, a booking type, availability."""
    met = {'channel': _channel(actor), 'booking_type': _bookable(actor), 'availability': _hours(actor)}
    answers = session.execute(sa.select(*(met[condition.key] for condition in CONDITIONS))).one()
    return tuple(condition for condition, fulfilled in zip(CONDITIONS, answers, strict=True) if not fulfilled)


def stand_at(session: Session, actor: Actor, *, step: str) -> None:
    """Remember the step that is open, so that the wizard resumes there. Owner; NotFound for an unknown step."""
    actor.require_owner()
    workspace = session.get_one(Workspace, actor.workspace)
    _index(step)
    if workspace.current_step != step:
        workspace.current_step = step
        session.add(workspace)


def finish_step(session: Session, actor: Actor, *, step: str) -> State:
    """The owner is through with a step: it counts as done (where its condition is met), and the next one opens. Owner."""
    actor.require_owner()
    workspace = _locked(session, actor)
    index = _index(step)
    if step not in workspace.steps_done:
        workspace.steps_done = [*workspace.steps_done, step]
    workspace.current_step = KEYS[min(index + 1, len(KEYS) - 1)]
    session.add(workspace)
    session.flush()
    return state(session, actor)


def apply_template(session: Session, actor: Actor, *, template: str, replace: bool = False) -> apply.Applied:
    """Fill what is still empty with what a business of this trade needs; what the owner entered stays as it is.

    Applying it again therefore changes nothing. `replace` first clears booking types, hours, contact form, forms and items.
    Owner; NoSuchTemplate; NotInSetup once the business has gone live.
    """
    actor.require_owner()
    if template not in INDUSTRIES:
        raise NoSuchTemplate
    workspace = _locked(session, actor)
    if workspace.status != WorkspaceStatus.SETUP:
        raise NotInSetup
    if replace:
        apply.clear(session, actor)
    applied = apply.fill(session, actor, workspace, INDUSTRIES[template])
    workspace.template = template
    session.add(workspace)
    events.record(session, actor, events.Name.WORKSPACE_CHANGED, workspace, template=template)
    return applied


def activate(session: Session, actor: Actor) -> Workspace:
    """Go live: sample contacts go, the public pages open, automation starts with what happens from now on.

    The only way to ACTIVE for a business in set-up. Owner; NotInSetup; NotReady (details: missing).
    """
    actor.require_owner()
    workspace = _locked(session, actor)
    if workspace.status != WorkspaceStatus.SETUP:
        raise NotInSetup
    lacking = missing(session, actor)
    if lacking:
        raise NotReady(missing=[{'key': one.key, 'message': one.message, 'step': one.step} for one in lacking])
    removed = samples.remove(session, actor)
    workspace.status, workspace.activated_at = WorkspaceStatus.ACTIVE, clock.now()
    workspace.steps_done = [*dict.fromkeys([*workspace.steps_done, 'activate'])]
    workspace.current_step = 'activate'
    session.add(workspace)
    events.record(session, actor, events.Name.WORKSPACE_ACTIVATED, workspace, samples_removed=removed)
    return workspace


def _locked(session: Session, actor: Actor) -> Workspace:
    return session.get_one(Workspace, actor.workspace, with_for_update={'key_share': True}, populate_existing=True)


def _index(step: str) -> int:
    if step not in KEYS:
        raise NotFound
    return KEYS.index(step)


def _progress(workspace: Workspace, lacking: set[str]) -> tuple[Progress, ...]:
    done = {key for key in workspace.steps_done if key not in lacking}
    first = next((step.key for step in STEPS if step.key not in done), '')
    return tuple(Progress(step.key, step.title, _word(step, done, first), step.optional) for step in STEPS)


def _word(step: Step, done: set[str], first: str) -> Literal['done', 'next', 'optional', 'open']:
    if step.key in done:
        return 'done'
    if step.key == first:
        return 'next'
    return 'optional' if step.optional else 'open'


def _channel(actor: Actor) -> sa.Exists:
    connected = scope.rows(actor, Integration).where(
        col(Integration.status).in_(integrations.USABLE), col(Integration.kind).in_(CHANNELS)
    )
    return sa.exists(connected.with_only_columns(col(Integration.id)))


def _bookable(actor: Actor) -> sa.Exists:
    return sa.exists(
        scope.rows(actor, BookingType).where(col(BookingType.active)).with_only_columns(col(BookingType.id))
    )


def _hours(actor: Actor) -> sa.Exists:
    """Some weekly range of the business or of somebody who can be booked; an empty list is `[]` on both engines."""
    somebody = sa.or_(
        col(Schedule.member_id).is_(None),
        sa.exists().where(
            col(Member.id) == col(Schedule.member_id), col(Member.bookable), col(Member.removed_at).is_(None)
        ),
    )
    filled = sa.cast(col(Schedule.weekly), sa.String).not_in(['[]', 'null'])
    query = scope.rows(actor, Schedule).where(col(Schedule.booking_type_id).is_(None), somebody, filled)
    return sa.exists(query.with_only_columns(col(Schedule.id)))
