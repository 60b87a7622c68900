"""Which business an address names, and whether its pages are open."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import OldSlug, Workspace, WorkspaceStatus
from domain.actor import Actor
from domain.errors import Forbidden, NotFound
from domain.public_views import Business, business_of

_BY_SLUG = select(Workspace).where(col(Workspace.slug) == sa.bindparam('slug'))


class NotOpen(Forbidden):
    """This page is not open yet. Please come back a little later."""  # details: name


class Closed(NotOpen):
    """This page is closed at the moment."""  # details: name


class Moved(NotFound):
    """This page has a new address."""  # details: slug


def business(session: Session, actor: Actor, *, slug: str) -> Business:
    """The business at this address: NotFound, Moved (details: slug), NotOpen, Closed."""
    row = session.exec(_BY_SLUG, params={'slug': slug}).first()
    if row is None:
        raise _moved(session, slug) or NotFound
    if row.status == WorkspaceStatus.SETUP:
        raise NotOpen(name=row.name)
    if row.status == WorkspaceStatus.SUSPENDED:
        raise Closed(name=row.name)
    return business_of(row)


def opened_once(session: Session, workspace_id: UUID) -> None:
    """NotOpen while the business has never been open: until then its links lead nowhere either. Closing keeps them working."""
    row = session.get_one(Workspace, workspace_id)
    if row.status == WorkspaceStatus.SETUP:
        raise NotOpen(name=row.name)


def _moved(session: Session, slug: str) -> Moved | None:
    old = session.exec(select(OldSlug).where(OldSlug.slug == slug)).first()
    return Moved(slug=session.get_one(Workspace, old.workspace_id).slug) if old else None
