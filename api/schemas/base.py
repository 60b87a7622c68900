"""Words that every shape uses: moments, days, texts, and pages of lists."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

Item = TypeVar('Item')
FIRST, LAST = 2000, 2200


class Given(BaseModel):
    """Input. Unknown members are ignored, so that a newer client can talk to an older server."""

    model_config = ConfigDict(extra='ignore')

    def changes(self) -> dict[str, Any]:
        """Only what was sent: PATCH leaves the rest as it is."""
        return {name: value for name, value in self.model_dump().items() if name in self.model_fields_set}

    def all(self) -> dict[str, Any]:
        """Every field by name, nested shapes as plain values."""
        return self.model_dump()


class Shown(BaseModel):
    """Output, read from rows and frozen dataclasses."""

    model_config = ConfigDict(from_attributes=True)


class Page(Shown, Generic[Item]):
    """One page of a list; `total` counts all pages."""

    items: list[Item]
    total: int = Field(examples=[1])
    limit: int = Field(examples=[50])
    offset: int = Field(examples=[0])


def _written(value: object) -> object:
    if not isinstance(value, str | datetime):
        raise ValueError('Please write a moment like 2026-03-02T09:30:00+00:00')
    return value


def _bearable(value: datetime) -> datetime:
    if not FIRST <= value.year < LAST:
        raise ValueError(f'Please give a moment between the years {FIRST} and {LAST}')
    return value.astimezone(UTC)


def _day(value: date) -> date:
    if not FIRST <= value.year < LAST:
        raise ValueError(f'Please give a day between the years {FIRST} and {LAST}')
    return value


def _clock(value: str) -> str:
    if value != '24:00':
        time.fromisoformat(value)
    return value


def _unbroken(value: str) -> str:
    value.encode()  # half of a surrogate pair raises
    return value


Moment = Annotated[
    AwareDatetime, BeforeValidator(_written), AfterValidator(_bearable), Field(examples=['2026-03-02T09:30:00+00:00'])
]
Day = Annotated[date, AfterValidator(_day), Field(examples=['2026-03-02'])]
TimeOfDay = Annotated[str, StringConstraints(pattern=r'^\d\d:\d\d$'), AfterValidator(_clock), Field(examples=['09:00'])]
Money = Annotated[
    Decimal,
    Field(ge=0, le=10_000_000, max_digits=12, decimal_places=2, examples=['45.00']),
    PlainSerializer(str, return_type=str),
]
Line = Annotated[str, StringConstraints(max_length=200)]
Paragraph = Annotated[str, StringConstraints(max_length=4000)]
Minutes = Annotated[int, Field(ge=0, le=527_040)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
