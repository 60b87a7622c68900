"""Saved replies."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Shown

Title = Annotated[str, StringConstraints(max_length=80)]
Body = Annotated[str, StringConstraints(max_length=20_000)]


class SavedReplyShown(Shown):
    """`body` may hold variables such as `{first_name}` and `{book_link}`."""

    id: UUID
    title: str = Field(examples=['How to get here'])
    body: str = Field(examples=['Hello {first_name}, we are at 14 Juniper Street.'])


class SavedReplyGiven(Given):
    title: Title = Field(examples=['How to get here'])
    body: Body = Field(examples=['Hello {first_name}, we are at 14 Juniper Street.'])


class SavedReplyChanges(Given):
    title: Title | None = Field(None, examples=['How to find us'])
    body: Body | None = Field(None, examples=['Hello {first_name}, we are at 14 Juniper Street.'])
