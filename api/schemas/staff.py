"""The people of a workspace, and those who are invited."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Line, Shown

Permission = Literal['inbox', 'bookings', 'forms', 'inventory']
Permissions = Annotated[list[Permission], Field(max_length=20, examples=[['inbox', 'bookings']])]
EVERY: list[Permission] = ['inbox', 'bookings', 'forms', 'inventory']


class StaffGiven(Given):
    """A person without an account, who can be booked at once and invited later."""

    full_name: Line = Field(examples=['Ben Okafor'])
    email: str = Field('', max_length=254, examples=['ben@juniper.example'])
    permissions: Permissions = EVERY
    bookable: bool = True
    public: bool = True


class StaffChanges(StaffGiven):
    """Only what is sent changes; an owner keeps every permission."""

    full_name: Line = Field('', examples=['Ben Okafor'])


class StaffShown(Shown):
    """`id` is what `staff_id` and `staff_ids` refer to; `user_id` is null for a person without an account."""

    id: UUID
    user_id: UUID | None
    full_name: str = Field(examples=['Ben Okafor'])
    email: str = Field(examples=['ben@juniper.example'])
    role: Literal['owner', 'staff'] = Field(examples=['staff'])
    permissions: list[str] = Field(examples=[['inbox', 'bookings']])
    bookable: bool
    public: bool
    active: bool = True
    invitation: str = Field(description='empty, waiting or expired', examples=[''])


class InvitationGiven(Given):
    """`staff_id` names a person who is there already, without an account."""

    email: str = Field(max_length=254, examples=['ben@juniper.example'])
    full_name: Line = Field('', examples=['Ben Okafor'])
    permissions: Permissions = EVERY
    staff_id: UUID | None = Field(None, examples=[None])


class InvitationShown(Shown):
    id: UUID
    staff_id: UUID = Field(validation_alias='member_id')
    full_name: str = Field(examples=['Ben Okafor'])
    email: str = Field(examples=['ben@juniper.example'])
    permissions: list[str] = Field(examples=[['inbox', 'bookings']])
    expires_at: datetime
    expired: bool = Field(examples=[False])


class Acceptance(Given):
    """A new account needs `full_name` and `password`; an account that exists needs its `password`."""

    full_name: Line = Field('', examples=['Ben Okafor'])
    password: str = Field(max_length=1000, repr=False, examples=['plum-orchard-seven'])
