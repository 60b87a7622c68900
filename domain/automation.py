"""What follows from what. Reactions run in the transaction that recorded their event, a failing one in a savepoint of its own, and leave a row in the log."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from data import db, direct
from data.models import Event, Firing, Outcome, Priority, Workspace, WorkspaceStatus
from domain import alerts, ceilings, checks, clock, events, reactions, scope, waitlist_offers, webhooks
from domain.actor import Actor
from domain.events import Name
from domain.rule_book import RULES

Reaction = Callable[[Session, Actor, Event], None]


class Asked(NamedTuple):
    """A rule that has to answer an event."""

    event: Event
    rule: str
    reaction: Reaction


log = logging.getLogger(__name__)
ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)

REACTIONS: Mapping[Name, Mapping[str, Reaction]] = {
    Name.CONTACT_CREATED: {'welcome': reactions.contacts.welcome},
    Name.BOOKING_CREATED: {
        'plan': reactions.plans.booking,
        'request_received': reactions.bookings.request_received,
        'team_booking': reactions.bookings.tell_team,
    },
    Name.BOOKING_CONFIRMED: {
        'plan': reactions.plans.booking,
        'confirmation': reactions.bookings.confirmation,
        'forms': reactions.forms.send,
    },
    Name.BOOKING_REOPENED: {'plan': reactions.plans.booking},
    Name.BOOKING_RESCHEDULED: {
        'plan': reactions.plans.booking,
        'follow_forms': reactions.forms.follow,
        'changed': reactions.bookings.changed,
        'team_booking': reactions.bookings.tell_team,
        'waitlist': waitlist_offers.next_offer,
    },
    Name.BOOKING_CANCELLED: {
        'plan': reactions.plans.booking,
        'follow_forms': reactions.forms.follow,
        'cancelled': reactions.bookings.cancelled,
        'team_booking': reactions.bookings.tell_team,
        'waitlist': waitlist_offers.next_offer,
    },
    Name.BOOKING_COMPLETED: {'plan': reactions.plans.booking},
    Name.BOOKING_NO_SHOW: {'plan': reactions.plans.booking},
    Name.BOOKINGS_REQUESTED: {
        'request_received': reactions.bookings.request_received,
        'team_booking': reactions.bookings.tell_team,
    },
    Name.BOOKINGS_CONFIRMED: {
        'confirmation': reactions.bookings.confirmation,
        'forms': reactions.forms.send,
        'team_booking': reactions.bookings.tell_team,
    },
    Name.BOOKINGS_RESCHEDULED: {'changed': reactions.bookings.changed, 'team_booking': reactions.bookings.tell_team},
    Name.BOOKINGS_CANCELLED: {
        'cancelled': reactions.bookings.cancelled,
        'team_booking': reactions.bookings.tell_team,
    },
    Name.BOOKING_REMINDER_DUE: {
        'reminder': reactions.bookings.reminder,
        'reminder_sms': reactions.bookings.reminder_sms,
    },
    Name.FORM_SENT: {'plan': reactions.plans.form},
    Name.FORM_CHANGED: {'plan': reactions.plans.form},
    Name.FORM_REMINDER_DUE: {'form_reminder': reactions.forms.remind},
    Name.FORM_OVERDUE: {'form_overdue': reactions.forms.overdue},
    Name.FORM_COMPLETED: {'plan': reactions.plans.form, 'form_completed': reactions.forms.completed},
    Name.INVENTORY_LOW: {'stock_low': reactions.stock.low},
    Name.INVENTORY_CRITICAL: {'stock_critical': reactions.stock.critical},
    Name.MESSAGE_RECEIVED: {'plan': reactions.messages.look_again},
    Name.MESSAGE_UNREAD: {'team_message': reactions.messages.tell_team},
    Name.STAFF_REPLIED: {'pause': reactions.messages.pause},
    Name.AVAILABILITY_CHANGED: {'waitlist': waitlist_offers.next_offer},
    Name.BOOKING_TYPE_CHANGED: {'waitlist': waitlist_offers.next_offer},
    Name.MEMBER_CHANGED: {'waitlist': waitlist_offers.next_offer},
    Name.WAITLIST_JOINED: {'waitlist': waitlist_offers.next_offer},
    Name.WAITLIST_DECLINED: {'waitlist': waitlist_offers.next_offer},
    Name.WAITLIST_EXPIRED: {'waitlist': waitlist_offers.next_offer},
    Name.WAITLIST_LEFT: {'waitlist': waitlist_offers.next_offer},
    Name.WAITLIST_OFFERED: {'waitlist_offer': reactions.contacts.waitlist_offer},
    Name.RULE_CHANGED: {'plan': reactions.plans.rule},
    Name.WORKSPACE_CHANGED: {'plan': reactions.plans.requests},
}

TELLING = {'request_received', 'confirmation', 'forms', 'changed', 'cancelled', 'team_booking'}


def react(session: Session) -> None:
    """Answer everything that was recorded in this transaction, and what those answers record, before it commits.

    Nothing that happens while a workspace is being set up is answered, then or later.
    """
    while recorded := session.info.pop('recorded', []):
        session.flush()
        asked = [
            Asked(event, rule, reaction)
            for event in recorded
            for rule, reaction in REACTIONS.get(Name(event.name), {}).items()
            if _asked(event, rule) and _open(session, event)
        ]
        webhooks.queue(
            session, [event for event in recorded if event.name in webhooks.EVENTS and _open(session, event)]
        )
        firings = _at_once(session, asked) or [_alone(session, one) for one in asked]
        direct.insert(session, [one for one in firings if one.rule in RULES or one.outcome == Outcome.DUE])


def _asked(event: Event, rule: str) -> bool:
    """A due promise names the one rule that it was made for; what is told together with others is not told by itself."""
    return bool(event.data.get('only', rule) == rule) and not (event.data.get('quiet') and rule in TELLING)


def _open(session: Session, event: Event) -> bool:
    workspace = session.get(Workspace, event.workspace_id) if event.workspace_id else None
    return workspace is not None and workspace.status != WorkspaceStatus.SETUP


def _at_once(session: Session, asked: Sequence[Asked]) -> list[Firing]:
    """All answers in one savepoint, as almost always can be; none, and nothing done, where one of them fails or gives up halfway."""
    try:
        with session.begin_nested():
            return [_answered(session, one) for one in asked]
    except OperationalError:
        raise
    except Exception:
        log.debug('the rules answer one by one', exc_info=True)
        session.info['recorded'] = []
        session.info.pop('automatic', None)
        return []


def _answered(session: Session, one: Asked) -> Firing:
    """The answer of a rule that has something to do, or has written nothing yet when it finds that it has not."""
    session.flush()
    before = db.writes(session)
    try:
        one.reaction(session, Actor.system(one.event.workspace_id), one.event)
    except checks.Skip as skip:
        if isinstance(skip, ceilings.Flood) or db.writes(session) != before:
            raise
        return _firing(one, outcome=Outcome.SKIPPED, reason=str(skip)[:400], attempts=1)
    return _firing(one, outcome=Outcome.DONE, attempts=1)


def _alone(session: Session, one: Asked) -> Firing:
    """The answer in a savepoint of its own."""
    firing = _firing(one)
    _try(session, one.event, firing, one.reaction)
    session.flush()
    return firing


def _firing(one: Asked, **outcome: Any) -> Firing:
    event = one.event
    assert event.workspace_id is not None
    return Firing(
        workspace_id=event.workspace_id,
        event_id=event.id,
        event_name=event.name,
        rule=one.rule,
        object_type=event.object_type,
        object_id=event.object_id,
        contact_id=event.contact_id or (event.object_id if event.object_type == 'contact' else None),
        created_at=clock.now(),
        **outcome,
    )


def _try(session: Session, event: Event, firing: Firing, reaction: Reaction) -> None:
    """One attempt in a savepoint; a broken database is everybody's business and rises, any other failure stays due."""
    assert event.workspace_id is not None
    firing.attempts += 1
    before = list(session.info.get('recorded', []))
    try:
        with session.begin_nested():
            reaction(session, Actor.system(event.workspace_id), event)
        firing.outcome, firing.reason, firing.next_attempt_at = Outcome.DONE, '', None
    except checks.Skip as skip:
        session.info['recorded'] = before
        firing.outcome, firing.reason, firing.next_attempt_at = Outcome.SKIPPED, str(skip)[:400], None
        if isinstance(skip, ceilings.Flood):
            skip.ask(session, Actor.system(event.workspace_id))
    except OperationalError:
        raise
    except Exception as error:
        session.info['recorded'] = before
        log.exception('the rule %s failed for event %s', firing.rule, event.id)
        firing.outcome, firing.reason = Outcome.DUE, f'{type(error).__name__}: {error}'[:400]
        firing.next_attempt_at = clock.now() + FIRST_WAIT * 4 ** (firing.attempts - 1)


def due(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """Reactions that failed and wait for another attempt: (workspace, firing)."""
    query = (
        select(Firing.workspace_id, Firing.id)
        .where(Firing.outcome == Outcome.DUE, col(Firing.next_attempt_at) <= clock.now())
        .order_by(col(Firing.next_attempt_at))
        .limit(100)
    )
    return [(workspace_id, firing_id) for workspace_id, firing_id in session.exec(query)]


def retry(session: Session, actor: Actor, *, firing_id: UUID) -> Firing:
    """Try a failed reaction again; after the last attempt it is failed for good and a person is asked."""
    firing = scope.one(session, actor, Firing, firing_id, lock=True)
    if firing.outcome != Outcome.DUE or (firing.next_attempt_at or clock.now()) > clock.now():
        return firing
    event = session.get_one(Event, firing.event_id)
    _try(session, event, firing, REACTIONS[Name(event.name)][firing.rule])
    if firing.outcome == Outcome.DUE and firing.attempts >= ATTEMPTS:
        firing.outcome, firing.next_attempt_at = Outcome.FAILED, None
        _alert(session, actor, firing)
    session.add(firing)
    return firing


def _alert(session: Session, actor: Actor, firing: Firing) -> None:
    title = RULES[firing.rule].title if firing.rule in RULES else firing.rule.replace('_', ' ').capitalize()
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.AUTOMATION,
        cause=f'firing:{firing.id}',
        priority=Priority.HIGH,
        title=f'“{title}” did not work',
        detail=firing.reason,
        thing=firing,
    )
    events.hint(session, actor.workspace, Name.ALERT_CHANGED)
