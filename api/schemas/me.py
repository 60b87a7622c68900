"""The signed-in person's own things."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Line, Shown


class SessionShown(Shown):
    """A signed-in browser."""

    id: UUID
    device: str = Field(examples=['Firefox on Windows'])
    address: str = Field(examples=['203.0.113.7'])
    started_at: datetime
    last_seen_at: datetime
    current: bool = Field(examples=[False])


class ProfileChanges(Given):
    """Only what is sent changes."""

    full_name: Line = Field('', examples=['Ada Moreno'])
    email: str = Field('', max_length=254, examples=['ada@juniper.example'])
    username: str = Field('', max_length=60, examples=['ada'])
    password: str = Field('', max_length=1000, repr=False, examples=['plum-orchard-seven'])


class NewPassword(Given):
    old: str = Field(max_length=1000, repr=False, examples=['plum-orchard-seven'])
    new: str = Field(max_length=1000, repr=False, examples=['cedar-window-nine'])


class ResetRequest(Given):
    email: str = Field(max_length=254, examples=['ada@juniper.example'])


class PasswordByLink(Given):
    password: str = Field(max_length=1000, repr=False, examples=['cedar-window-nine'])
