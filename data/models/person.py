"""People who sign in, and what proves it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from data.models.base import Instant, Table, words


class User(Table, table=True):
    """A person with a password; `email` and `username` are kept in lower case."""

    __tablename__ = 'person'

    full_name: str = Field(max_length=200)
    email: str = Field(max_length=254, unique=True)
    username: str | None = Field(default=None, max_length=60, unique=True)
    password_hash: str = Field(max_length=200)
    photo_id: UUID | None = None
    language: str = Field(default='en', max_length=10)
    dark: bool | None = None


class LoginSession(Table, table=True):
    """One browser that is signed in; only the hash of its cookie is kept."""

    __tablename__ = 'login_session'

    user_id: UUID = Field(foreign_key='person.id', ondelete='CASCADE', index=True)
    workspace_id: UUID | None = Field(default=None, foreign_key='workspace.id', ondelete='SET NULL')
    token_hash: str = Field(max_length=64, unique=True)
    device: str = Field(default='', max_length=200)
    address: str = Field(default='', max_length=64)
    last_seen_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class RefreshToken(Table, table=True):
    """A link of the chain of refresh tokens that one API sign-in makes; using one twice ends its family."""

    __tablename__ = 'refresh_token'

    user_id: UUID = Field(foreign_key='person.id', ondelete='CASCADE', index=True)
    family_id: UUID = Field(index=True)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class PasswordReset(Table, table=True):
    """A single-use link to a new password."""

    __tablename__ = 'password_reset'

    user_id: UUID = Field(foreign_key='person.id', ondelete='CASCADE', index=True)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Role(StrEnum):
    OWNER = 'owner'
    STAFF = 'staff'


class Member(Table, table=True):
    """A person of a workspace: with an account (`user_id`) or, for now, without one; bookable or not."""

    workspace_id: UUID = Field(foreign_key='workspace.id', ondelete='CASCADE', index=True)
    user_id: UUID | None = Field(default=None, foreign_key='person.id', ondelete='SET NULL', index=True)
    full_name: str = Field(max_length=200)
    email: str = Field(default='', max_length=254)
    role: Role = Field(default=Role.STAFF, sa_type=words(Role))
    can_inbox: bool = True
    can_bookings: bool = True
    can_forms: bool = True
    can_inventory: bool = True
    bookable: bool = True
    public: bool = True
    told_of_bookings: bool = True
    told_of_messages: bool = True
    position: int = 0
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class Invitation(Table, table=True):
    """A single-use link by which a member gets an account."""

    workspace_id: UUID = Field(foreign_key='workspace.id', ondelete='CASCADE', index=True)
    member_id: UUID = Field(foreign_key='member.id', ondelete='CASCADE', index=True)
    email: str = Field(max_length=254)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
