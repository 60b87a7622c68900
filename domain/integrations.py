"""Channels to the outside: the owner connects providers, proves them with a real message, and orders them for fallback."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from data.gateways import providers
from data.gateways.base import Gateway, MailSource, Provider
from data.models import CHANNELS, Integration, IntegrationKind, IntegrationStatus, MailFolder, Priority
from data.settings import settings
from domain import alerts, clock, crypto, events, provider_settings, scope
from domain.actor import Actor
from domain.errors import Invalid

USABLE = (IntegrationStatus.CONNECTED, IntegrationStatus.FAILING)
STRIKES = 3
ACCOUNT = ('host', 'username')
SHORTEST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class View:
    """An integration as the owner sees it; secrets are never part of it, `secrets_set` only names those that are stored.

    `folders` are those that a test has just found in a mailbox.
    """

    id: UUID
    kind: IntegrationKind
    provider: str
    title: str
    config: dict[str, Any]
    secrets_set: tuple[str, ...]
    position: int
    status: IntegrationStatus
    last_error: str
    last_error_at: datetime | None
    last_ok_at: datetime | None
    rest_until: datetime | None
    test_mode: bool
    created_at: datetime
    receipts_url: str
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One provider that a message may take, with its secrets still sealed: for the outbox only."""

    id: UUID | None
    provider: str
    kind: str
    settings: Mapping[str, Any] = field(repr=False)
    workspace_id: UUID | None
    rest_until: datetime | None = None
    sealed: str = field(default='', repr=False)

    def gateway(self) -> Gateway:
        """A gateway that speaks to this provider; Unreadable when its secrets cannot be opened any more."""
        known = {**self.settings, **crypto.open(self.sealed), 'receipts_url': self._receipts_url()}
        return providers()[self.provider].build(self.kind, known, self.workspace_id)

    def source(self) -> MailSource:
        """The mailbox that this provider reads; Unreadable when its password cannot be opened any more."""
        found = providers()[self.provider].source
        assert found is not None
        return found({**self.settings, **crypto.open(self.sealed)})

    def _receipts_url(self) -> str:
        """Where the provider may report; none where this server is only known on this machine."""
        here = urlsplit(settings().base_url).hostname in {'localhost', '127.0.0.1'} and not settings().provider_api
        return '' if here or self.id is None else receipts_url(self.provider, self.id)


def receipts_url(provider: str, integration_id: UUID) -> str:
    """The address to which a provider reports what became of messages; '' for one that does not."""
    found = providers().get(provider)
    if found is None or not found.receipts:
        return ''
    return f'{settings().base_url}/hooks/{provider}/{integration_id}/{found.receipts}'


def connect(session: Session, actor: Actor, *, kind: IntegrationKind, provider: str, config: Mapping[str, Any]) -> View:
    """Store a provider behind those already there. It counts as connected after a successful test; test mode at once."""
    actor.require_owner()
    chosen = _provider(kind, provider)
    plain, secret = provider_settings.checked(chosen, config)
    row = Integration(
        workspace_id=actor.workspace,
        kind=kind,
        provider=provider,
        config=plain,
        secrets=crypto.seal(secret),
        position=_next_position(session, actor, kind),
        status=IntegrationStatus.CONNECTED if chosen.test_mode else IntegrationStatus.UNTESTED,
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return _changed(session, actor, row, 'connected' if chosen.test_mode else 'added')


def update(session: Session, actor: Actor, *, integration_id: UUID, config: Mapping[str, Any]) -> View:
    """Change settings; a secret that is left out or empty stays as it was. It has to be tested again."""
    row = _own(session, actor, integration_id)
    chosen = _provider(row.kind, row.provider)
    plain, secret = provider_settings.checked(chosen, config, known=_known(row, chosen, config), before=row.config)
    if any(plain.get(key) != row.config.get(key) for key in ACCOUNT):  # another mailbox is read from its own beginning
        session.execute(sa.delete(MailFolder).where(col(MailFolder.integration_id) == row.id))
    row.config, row.secrets = plain, crypto.seal(secret)
    if not chosen.test_mode:
        row.status = IntegrationStatus.UNTESTED
    _rested(row)
    return _changed(session, actor, row, 'changed')


def _known(row: Integration, chosen: Provider, config: Mapping[str, Any]) -> dict[str, Any]:
    """The secrets stored so far; those that cannot be read any more give way to new ones."""
    try:
        return crypto.open(row.secrets)
    except crypto.Unreadable:
        if any(config.get(key) for key in chosen.secrets):
            return {}
        raise


def listing(session: Session, actor: Actor) -> list[View]:
    """Every integration of the workspace, in the order of fallback."""
    actor.require_owner()
    order = (col(Integration.kind), col(Integration.position), col(Integration.created_at))
    return [_view(row) for row in session.exec(scope.rows(actor, Integration).order_by(*order))]


def one(session: Session, actor: Actor, *, integration_id: UUID) -> View:
    """One integration; NotFound."""
    return _view(_own(session, actor, integration_id, lock=False))


def reorder(session: Session, actor: Actor, *, kind: IntegrationKind, ids: list[UUID]) -> list[View]:
    """Set the order of fallback of one kind; every id of the kind must be there."""
    actor.require_owner()
    rows = {row.id: row for row in session.exec(scope.rows(actor, Integration).where(col(Integration.kind) == kind))}
    if set(ids) != set(rows) or len(ids) != len(rows):
        raise Invalid({'ids': 'Please give every integration of this kind once.'})
    for position, integration_id in enumerate(ids):
        rows[integration_id].position = position
        session.add(rows[integration_id])
    events.hint(session, actor.workspace, events.Name.INTEGRATION_CHANGED)
    return listing(session, actor)


def disable(session: Session, actor: Actor, *, integration_id: UUID) -> View:
    """Nothing is sent through it any more until it is enabled again."""
    row = _own(session, actor, integration_id)
    row.status = IntegrationStatus.DISABLED
    alerts.resolve_cause(session, actor, cause=_cause(row.id))
    return _changed(session, actor, row, 'disabled')


def enable(session: Session, actor: Actor, *, integration_id: UUID) -> View:
    """Use it again; where it has worked before, at once, else after a test."""
    row = _own(session, actor, integration_id)
    works = row.last_ok_at is not None or _provider(row.kind, row.provider).test_mode
    row.status = IntegrationStatus.CONNECTED if works else IntegrationStatus.UNTESTED
    _rested(row)
    return _changed(session, actor, row, 'enabled')


def delete(session: Session, actor: Actor, *, integration_id: UUID) -> None:
    """Forget the provider and its secrets."""
    row = _own(session, actor, integration_id)
    alerts.resolve_cause(session, actor, cause=_cause(row.id))
    events.record(session, actor, events.Name.INTEGRATION_CHANGED, row, change='deleted', provider=row.provider)
    session.delete(row)


def connected(session: Session, workspace_id: UUID, kind: IntegrationKind | None = None) -> bool:
    """Whether the workspace has a channel (of this kind) that has proved itself, or test mode."""
    query = select(Integration.id).where(
        Integration.workspace_id == workspace_id,
        col(Integration.status).in_(USABLE),
        col(Integration.kind).in_([kind] if kind else CHANNELS),
    )
    return session.exec(query).first() is not None


def test_mode(session: Session, workspace_id: UUID) -> bool:
    """Whether a connected channel of the workspace is the one that keeps messages here."""
    keeping = [key for key, provider in providers().items() if provider.test_mode]
    query = select(Integration.id).where(
        Integration.workspace_id == workspace_id,
        col(Integration.status).in_(USABLE),
        col(Integration.provider).in_(keeping),
    )
    return session.exec(query).first() is not None


def routes(session: Session, workspace_id: UUID, kind: str) -> list[Route]:
    """Every usable provider of the kind, in the order of fallback, resting ones too; with secrets."""
    query = (
        select(Integration)
        .where(
            Integration.workspace_id == workspace_id,
            Integration.kind == kind,
            col(Integration.status).in_(USABLE),
            col(Integration.provider).in_(list(providers())),
        )
        .order_by(col(Integration.position), col(Integration.created_at))
    )
    return [_route(row) for row in session.exec(query)]


def route(session: Session, actor: Actor, *, integration_id: UUID) -> Route:
    """The one provider, whatever its status: for its test."""
    return _route(_own(session, actor, integration_id, lock=False))


def _route(row: Integration) -> Route:
    return Route(
        id=row.id,
        provider=row.provider,
        kind=row.kind.value,
        settings=row.config,
        workspace_id=row.workspace_id,
        rest_until=row.rest_until,
        sealed=row.secrets,
    )


def worked(session: Session, actor: Actor, *, integration_id: UUID, tested: bool = False) -> None:
    """It has just taken a message: the breaker closes, the alert ends, and after a test it is connected."""
    row = session.get(Integration, integration_id)
    if row is None or row.workspace_id != actor.workspace:
        return
    if tested or row.status == IntegrationStatus.FAILING:
        row.status = IntegrationStatus.CONNECTED
        events.record(session, actor, events.Name.INTEGRATION_CHANGED, row, change='works')
    if row.failures or row.rest_until or tested or _long_ago(row.last_ok_at):
        row.last_ok_at = clock.now()
        _rested(row)
        alerts.resolve_cause(session, actor, cause=_cause(row.id))
        session.add(row)


def failed(session: Session, actor: Actor, *, integration_id: UUID, sentence: str) -> datetime | None:
    """It is in trouble. After three failures in a row it rests, longer each time; the end of that rest, if any."""
    row = scope.one(session, actor, Integration, integration_id, lock=True)
    now = clock.now()
    row.failures += 1
    row.last_error, row.last_error_at = sentence[:1000], now
    if row.failures >= STRIKES:
        row.rest_until = now + min(SHORTEST_REST * 2 ** min(row.failures - STRIKES, 10), LONGEST_REST)
        if row.status == IntegrationStatus.CONNECTED:
            row.status = IntegrationStatus.FAILING
            events.record(session, actor, events.Name.INTEGRATION_CHANGED, row, change='failing')
        _alert(session, actor, row, sentence)
    session.add(row)
    events.hint(session, actor.workspace, events.Name.INTEGRATION_CHANGED)
    return row.rest_until


def _alert(session: Session, actor: Actor, row: Integration, sentence: str) -> None:
    incoming = row.kind == IntegrationKind.INBOX
    trouble = 'cannot be read: what customers write does not come in' if incoming else 'does not take our messages'
    title = f'{_provider(row.kind, row.provider).title} {trouble}'
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.INTEGRATION,
        cause=_cause(row.id),
        priority=Priority.CRITICAL,
        title=title,
        detail=sentence,
        thing=row,
    )


def refused(session: Session, actor: Actor, *, integration_id: UUID, sentence: str) -> None:
    """A test was not accepted: the sentence is kept for the owner; what worked before is not switched off by it."""
    row = _own(session, actor, integration_id)
    row.last_error, row.last_error_at = sentence[:1000], clock.now()
    _changed(session, actor, row, 'test failed')


def _rested(row: Integration) -> None:
    row.failures, row.rest_until, row.last_error, row.last_error_at = 0, None, '', None


def _long_ago(moment: datetime | None) -> bool:
    return moment is None or clock.now() - moment > timedelta(minutes=1)


def _cause(integration_id: UUID) -> str:
    return f'integration:{integration_id}'


def _own(session: Session, actor: Actor, integration_id: UUID, *, lock: bool = True) -> Integration:
    actor.require_owner()
    return scope.one(session, actor, Integration, integration_id, lock=lock)


def _provider(kind: IntegrationKind, key: str) -> Provider:
    provider = providers().get(key)
    if provider is None or kind.value not in provider.kinds:
        raise Invalid({'provider': 'This provider is not known for this kind of channel.'})
    return provider


def _next_position(session: Session, actor: Actor, kind: IntegrationKind) -> int:
    query = select(func.max(Integration.position)).where(
        Integration.workspace_id == actor.workspace, Integration.kind == kind
    )
    last = session.exec(query).one()
    return 0 if last is None else last + 1


def _changed(session: Session, actor: Actor, row: Integration, change: str) -> View:
    session.add(row)
    events.record(session, actor, events.Name.INTEGRATION_CHANGED, row, change=change, provider=row.provider)
    return _view(row)


def _view(row: Integration) -> View:
    provider = providers().get(row.provider)
    return View(
        id=row.id,
        kind=row.kind,
        provider=row.provider,
        title=provider.title if provider else row.provider,
        config=dict(row.config),
        secrets_set=tuple(sorted(provider.secrets)) if provider and row.secrets else (),
        position=row.position,
        status=row.status,
        last_error=row.last_error,
        last_error_at=row.last_error_at,
        last_ok_at=row.last_ok_at,
        rest_until=row.rest_until,
        test_mode=bool(provider and provider.test_mode),
        created_at=row.created_at,
        receipts_url=receipts_url(row.provider, row.id),
    )
