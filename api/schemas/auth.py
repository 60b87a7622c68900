"""Signing in: what is given, and the tokens that come back."""

from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Line, Shown
from api.schemas.workspace import WorkspaceShown


class Registration(Given):
    full_name: Line = Field(examples=['Ada Moreno'])
    email: Line = Field(examples=['ada@juniper.example'])
    password: str = Field(max_length=1000, repr=False, examples=['plum-orchard-seven'])
    workspace_name: Line = Field(examples=['Juniper Street'])
    timezone: str = Field('UTC', max_length=60, examples=['Europe/Lisbon'])
    username: str = Field('', max_length=60, examples=[''])


class Credentials(Given):
    """`email` takes the username as well."""

    email: str = Field(max_length=254, examples=['ada@juniper.example'])
    password: str = Field(max_length=1000, repr=False, examples=['plum-orchard-seven'])


class Renewal(Given):
    refresh_token: str = Field(max_length=200, examples=['q1Yb0sV4n8T2…'])


class TokenPair(Shown):
    access_token: str = Field(examples=['eyJhbGciOiJIUzI1NiIsInR5cCI6…'])
    refresh_token: str = Field(examples=['q1Yb0sV4n8T2…'])
    token_type: str = Field('bearer', examples=['bearer'])
    expires_in: int = Field(examples=[1800])


class Membership(Shown):
    workspace_id: UUID
    name: str = Field(examples=['Juniper Street'])
    slug: str = Field(examples=['juniper-street'])
    role: str = Field(examples=['owner'])
    permissions: list[str] = Field(examples=[['inbox', 'bookings', 'forms', 'inventory']])


class Me(Shown):
    id: UUID
    full_name: str = Field(examples=['Ada Moreno'])
    email: str = Field(examples=['ada@juniper.example'])
    username: str | None = Field(examples=[None])
    language: str = Field(examples=['en'])
    memberships: list[Membership]


class Registered(TokenPair):
    user: Me
    workspace: WorkspaceShown
