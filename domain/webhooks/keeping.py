"""The addresses of a workspace: the owner names them, chooses what they are told, pauses and resumes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session, col

from data.gateways.numbers import permitted
from data.models import Webhook
from data.settings import settings
from domain import clock, events, scope
from domain.actor import Actor
from domain.errors import Conflict, Invalid
from domain.events import Name
from domain.webhooks import health, keys
from domain.webhooks.catalogue import EVENTS

MOST = 20
LONGEST = 2000
HERE = 'This address is not public. Please give one that can be reached from the internet.'
State = Literal['working', 'new', 'failing', 'paused', 'off']


class Enough(Conflict):
    """There are 20 webhooks already. Please delete one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An address as its owner sees it. The secret is never part of it."""

    id: UUID
    url: str
    host: str
    events: tuple[str, ...]
    active: bool
    state: State
    failing_since: datetime | None
    rest_until: datetime | None
    paused_at: datetime | None
    last_ok_at: datetime | None
    last_error: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(View):
    """With the secret, this once."""

    secret: str = field(repr=False)


def listing(session: Session, actor: Actor) -> list[View]:
    """Every address of the workspace, in the order of their making."""
    actor.require_owner()
    rows = session.exec(scope.rows(actor, Webhook).order_by(col(Webhook.created_at), col(Webhook.id)))
    return [view(row) for row in rows]


def one(session: Session, actor: Actor, *, webhook_id: UUID) -> View:
    """One address; NotFound."""
    return view(own(session, actor, webhook_id, lock=False))


def create(session: Session, actor: Actor, *, url: str, events: Sequence[str], active: bool = True) -> Made:
    """Tell an address of these events from now on. The answer holds its secret, for the only time. Invalid (url, events); Enough."""
    actor.require_owner()
    if scope.count(session, scope.rows(actor, Webhook)) >= MOST:
        raise Enough
    checked = _checked(url, events)
    secret = keys.made()
    row = Webhook(
        workspace_id=actor.workspace,
        url=checked[0],
        events=checked[1],
        active=active,
        secret=keys.sealed(secret),
        created_at=clock.now(),
    )
    return _with_secret(_changed(session, actor, row, 'added'), secret)


def update(
    session: Session,
    actor: Actor,
    *,
    webhook_id: UUID,
    url: str | None = None,
    events: Sequence[str] | None = None,
    active: bool | None = None,
) -> View:
    """Change what is given. Another address begins with a clean slate, and so does one that is switched on again. Invalid (url, events)."""
    row = own(session, actor, webhook_id)
    before = (row.url, row.active)
    row.url, row.events = _checked(row.url if url is None else url, row.events if events is None else events)
    row.active = row.active if active is None else active
    if row.active and (row.url, True) != before:
        health.fresh(session, actor, row)
    return _changed(session, actor, row, 'changed')


def delete(session: Session, actor: Actor, *, webhook_id: UUID) -> None:
    """Tell it nothing more, and forget its secret and its ledger."""
    row = own(session, actor, webhook_id)
    health.over(session, actor, row)
    events.record(session, actor, Name.WEBHOOK_CHANGED, row, change='deleted', host=_host(row.url))
    session.delete(row)


def resume(session: Session, actor: Actor, *, webhook_id: UUID) -> View:
    """Call a paused or resting address again: what has waited for it leaves now."""
    row = own(session, actor, webhook_id)
    health.fresh(session, actor, row)
    return _changed(session, actor, row, 'resumed')


def new_secret(session: Session, actor: Actor, *, webhook_id: UUID) -> Made:
    """Another secret, shown this once. The one before signs along for a day, so that a receiver can change over without a gap."""
    row = own(session, actor, webhook_id)
    secret = keys.made()
    row.secret = keys.replaced(row.secret, secret, clock.now())
    return _with_secret(_changed(session, actor, row, 'new secret'), secret)


def own(session: Session, actor: Actor, webhook_id: UUID, *, lock: bool = True) -> Webhook:
    """The row, for its owner; NotFound."""
    actor.require_owner()
    return scope.one(session, actor, Webhook, webhook_id, lock=lock)


def view(row: Webhook) -> View:
    return View(
        id=row.id,
        url=row.url,
        host=_host(row.url),
        events=tuple(row.events),
        active=row.active,
        state=_state(row),
        failing_since=row.failing_since,
        rest_until=row.rest_until,
        paused_at=row.paused_at,
        last_ok_at=row.last_ok_at,
        last_error=row.last_error,
        created_at=row.created_at,
    )


def _state(row: Webhook) -> State:
    if not row.active:
        return 'off'
    if row.paused_at:
        return 'paused'
    if row.failures:
        return 'failing'
    return 'working' if row.last_ok_at else 'new'


def _with_secret(seen: View, secret: str) -> Made:
    return Made(**{name: getattr(seen, name) for name in View.__slots__}, secret=secret)


def _changed(session: Session, actor: Actor, row: Webhook, change: str) -> View:
    session.add(row)
    session.flush()
    events.record(session, actor, Name.WEBHOOK_CHANGED, row, change=change, host=_host(row.url))
    return view(row)


def _checked(url: str, chosen: Sequence[str]) -> tuple[str, list[str]]:
    wrong = {}
    if problem := _problem(url.strip()):
        wrong['url'] = problem
    if unknown := [name for name in chosen if name not in EVENTS]:
        wrong['events'] = f'There is no event {unknown[0][:60]}.'
    elif not chosen:
        wrong['events'] = 'Please choose at least one event.'
    if wrong:
        raise Invalid(wrong)
    return url.strip(), [name for name in EVENTS if name in chosen]


def _problem(url: str) -> str:
    """What is wrong with an address, as far as can be told without asking anybody; '' when nothing is."""
    if len(url) > LONGEST:
        return f'This is longer than {LONGEST} characters.'
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return 'This is no address.'
    plain = parts.scheme == 'http' and bool(settings().private_networks)
    if not host or (parts.scheme != 'https' and not plain) or not url.isascii() or not url.isprintable() or ' ' in url:
        return 'Please give an address that begins with https://'
    if parts.username is not None or parts.password is not None:
        return 'Please leave name and password out of the address.'
    return '' if _maybe_public(host) else HERE


def _maybe_public(host: str) -> bool:
    try:
        return permitted(ip_address(host), settings().private_networks)
    except ValueError:
        return bool(settings().private_networks) or not (host == 'localhost' or host.endswith(('.localhost', '.local')))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url)[:200]
