"""Workspaces: created, found by their address, changed, suspended and resumed."""

from sqlmodel import Session, select

from data.models import Member, OldSlug, Resource, Role, StoredFile, User, Workspace, WorkspaceStatus
from domain import clock, events, files, regions, slugs
from domain.actor import Actor
from domain.errors import Conflict, Forbidden, Invalid
from domain.events import Name
from domain.workspace_fields import checked

SLUG_TAKEN = 'Another business has this address, or had it before'


class NotActive(Conflict):
    """Only an active workspace can be suspended."""


class NotSuspended(Conflict):
    """Only a suspended workspace can be resumed."""


def create(
    session: Session, actor: Actor, *, name: str, timezone: str = 'UTC', address: str = '', contact_email: str = ''
) -> Workspace:
    """A new workspace that the signed-in person owns; its owner is its first bookable member. Invalid by field."""
    user = session.get(User, actor.user_id) if actor.kind == 'user' else None
    if user is None:
        raise Forbidden
    given = checked(
        {'name': name, 'timezone': timezone, 'address': address, 'contact_email': contact_email or user.email}
    )
    region = regions.of_zone(timezone)
    workspace = Workspace(
        **given, slug=free_slug(session, slugs.of(given['name'])), region=region, currency=regions.currency(region)
    )
    session.add(workspace)
    session.flush()
    member = Member(
        workspace_id=workspace.id, user_id=user.id, full_name=user.full_name, email=user.email, role=Role.OWNER
    )
    session.add(member)
    session.flush()
    session.add(Resource(workspace_id=workspace.id, member_id=member.id))
    events.record(session, actor.in_workspace(workspace.id), Name.WORKSPACE_CREATED, workspace)
    return workspace


def free_slug(session: Session, wanted: str) -> str:
    """The address, or the first of `address-2`, `address-3`, … that nobody has or had."""
    prefix = wanted[: slugs.LONGEST - 6]
    taken = set(session.exec(select(Workspace.slug).where(Workspace.slug.startswith(prefix))))
    taken |= set(session.exec(select(OldSlug.slug).where(OldSlug.slug.startswith(prefix))))
    if wanted not in taken:
        return wanted
    return next(f'{prefix}-{n}' for n in range(2, len(taken) + 3) if f'{prefix}-{n}' not in taken)


def view(session: Session, actor: Actor) -> Workspace:
    """The actor's workspace, for its members."""
    actor.require_member()
    return _mine(session, actor)


def update(session: Session, actor: Actor, **changes: str) -> Workspace:
    """Change what its owner writes: name, slug, address, timezone, contact_email, phone, currency, language, colour,
    quiet_from and quiet_until (HH:MM, no texts of rules between them), resume_after_hours (0: never).

    An old slug keeps leading here. Instants of bookings never move with the zone (`zone_changes` previews it). Invalid by field.
    """
    actor.require_owner()
    workspace = _mine(session, actor, lock=True)
    kept = checked(changes, region=workspace.region)
    if 'slug' in kept and kept['slug'] != workspace.slug:
        _move_slug(session, workspace, kept['slug'])
    if kept.get('timezone', workspace.timezone) != workspace.timezone:
        workspace.region = regions.of_zone(kept['timezone']) or workspace.region
    changed = sorted(field for field, value in kept.items() if getattr(workspace, field) != value)
    for field in changed:
        setattr(workspace, field, kept[field])
    session.add(workspace)
    if changed:
        events.record(session, actor, Name.WORKSPACE_CHANGED, workspace, fields=changed)
    return workspace


def set_logo(session: Session, actor: Actor, *, file_name: str, content: bytes) -> StoredFile:
    """Show this picture as the business's logo; the old one goes. Invalid at `logo`."""
    actor.require_owner()
    workspace = _mine(session, actor, lock=True)
    kept = files.keep(session, actor, name=file_name, content=content, public=True, kinds=files.IMAGES, field='logo')
    files.remove(session, actor, file_id=workspace.logo_id)
    workspace.logo_id = kept.id
    session.add(workspace)
    events.record(session, actor, Name.WORKSPACE_CHANGED, workspace, fields=['logo'])
    return kept


def remove_logo(session: Session, actor: Actor) -> None:
    """Show the initial of the name again."""
    actor.require_owner()
    workspace = _mine(session, actor, lock=True)
    files.remove(session, actor, file_id=workspace.logo_id)
    workspace.logo_id = None
    session.add(workspace)
    events.record(session, actor, Name.WORKSPACE_CHANGED, workspace, fields=['logo'])


def suspend(session: Session, actor: Actor) -> Workspace:
    """Close the public pages and let messages wait; existing bookings keep their links. NotActive."""
    actor.require_owner()
    workspace = _mine(session, actor, lock=True)
    if workspace.status != WorkspaceStatus.ACTIVE:
        raise NotActive
    workspace.status, workspace.suspended_at = WorkspaceStatus.SUSPENDED, clock.now()
    session.add(workspace)
    events.record(session, actor, Name.WORKSPACE_SUSPENDED, workspace)
    return workspace


def resume(session: Session, actor: Actor) -> Workspace:
    """Open again; what waited is looked at anew before it leaves. NotSuspended."""
    actor.require_owner()
    workspace = _mine(session, actor, lock=True)
    if workspace.status != WorkspaceStatus.SUSPENDED:
        raise NotSuspended
    workspace.status, workspace.suspended_at = WorkspaceStatus.ACTIVE, None
    session.add(workspace)
    events.record(session, actor, Name.WORKSPACE_CHANGED, workspace, fields=['status'])
    return workspace


def _mine(session: Session, actor: Actor, *, lock: bool = False) -> Workspace:
    query = select(Workspace).where(Workspace.id == actor.workspace)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.exec(query).one()


def _move_slug(session: Session, workspace: Workspace, slug: str) -> None:
    other = session.exec(select(Workspace.id).where(Workspace.slug == slug)).first()
    old = session.exec(select(OldSlug).where(OldSlug.slug == slug)).first()
    if other is not None or (old is not None and old.workspace_id != workspace.id):
        raise Invalid({'slug': SLUG_TAKEN})
    if old is not None:
        session.delete(old)
        session.flush()
    session.add(OldSlug(workspace_id=workspace.id, slug=workspace.slug))
