"""How far the set-up is."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from api.schemas.base import Given, Shown
from domain.industries import INDUSTRIES

TemplateKey = StrEnum('TemplateKey', {key: key for key in INDUSTRIES})  # type: ignore[misc]


class StepShown(Shown):
    key: str = Field(examples=['workspace'])
    title: str = Field(examples=['Workspace'])
    state: Literal['done', 'next', 'optional', 'open']
    optional: bool = Field(examples=[False])


class MissingShown(Shown):
    """`key` is channel, booking_type or availability."""

    key: str = Field(examples=['channel'])
    message: str = Field(examples=['Connect a channel, or choose test mode'])
    step: str = Field(examples=['channels'])


class OnboardingShown(Shown):
    status: str = Field(examples=['setup'])
    step: str = Field(examples=['workspace'])
    steps: list[StepShown]
    missing: list[MissingShown]
    template: str = Field(examples=['salon'])
    test_mode: bool = Field(examples=[False])


class TemplateGiven(Given):
    """`replace` first clears booking types, hours, contact form, forms and items."""

    template: TemplateKey
    replace: bool = Field(False, examples=[False])


class AppliedShown(Shown):
    """How many of each were made; zero where something was there already."""

    booking_types: int = Field(examples=[4])
    forms: int = Field(examples=[1])
    items: int = Field(examples=[3])
    hours: bool
    contact_form: bool
