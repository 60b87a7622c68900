"""What needs a person."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shown


class AlertShown(Shown):
    """`url` opens the very object on our pages."""

    id: UUID
    kind: str = Field(examples=['missed_message'])
    priority: str = Field(examples=['high'])
    title: str = Field(examples=['Priya Nair has waited for 2 hours'])
    detail: str = Field(examples=[''])
    object_type: str = Field(examples=['conversation'])
    object_id: UUID
    url: str = Field(examples=['/inbox/3f2b8c1e-6a4d-4a57-9d2e-0c1b2a3d4e5f'])
    created_at: datetime
    read_at: datetime | None
    dismissed_at: datetime | None
    resolved_at: datetime | None


class AlertCount(Shown):
    total: int = Field(examples=[3])
    critical: int = Field(examples=[1])
    unread: int = Field(examples=[2])
