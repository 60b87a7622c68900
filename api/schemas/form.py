"""Forms, what was sent of them, and what customers answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Line, Shown
from api.schemas.booking import Answers, Zone
from api.schemas.booking_type import Ids


class FormField(Given):
    """`kind` is short_text, long_text, number, date, choice, multiple_choice, yes_no, email, phone, consent or heading."""

    key: str = Field('', max_length=60, examples=['allergies'])
    label: str = Field(max_length=1000, examples=['Do you have allergies?'])
    kind: str = Field(max_length=40, examples=['short_text'])
    required: bool = False
    options: list[Line] = Field([], max_length=100, examples=[[]])
    help: str = Field('', max_length=500)


class FormGiven(Given):
    name: Line = Field(examples=['Health questionnaire'])
    description: Annotated[str, StringConstraints(max_length=2000)] = Field(
        '', examples=['Please fill in before you come']
    )
    fields: list[FormField] = Field(max_length=60)
    active: bool = True
    booking_type_ids: Ids = Field([], description='Sent with every booking of these', examples=[[]])


class FormChanges(FormGiven):
    """Only what is sent changes."""

    name: Line = Field('', examples=['Health questionnaire'])
    fields: list[FormField] = Field([], max_length=60)


class FormShown(Shown):
    """What was sent keeps the `version` it was sent with; `sent` counts."""

    id: UUID
    name: str = Field(examples=['Health questionnaire'])
    description: str
    fields: list[dict[str, Any]] = Field(
        examples=[[{'key': 'allergies', 'label': 'Allergies?', 'kind': 'short_text', 'required': True, 'options': []}]]
    )
    version: int = Field(examples=[1])
    active: bool
    booking_type_ids: list[UUID] = Field(examples=[[]])
    sent: int = Field(examples=[0])


class PublicFormShown(Shown):
    """A form as its customer sees it."""

    id: UUID
    business_name: str = Field(examples=['Juniper Street'])
    name: str = Field(examples=['Health questionnaire'])
    description: str
    fields: list[dict[str, Any]] = Field(examples=[[]])
    answers: dict[str, Any] = Field(examples=[{'allergies': 'none'}])
    state: str = Field(examples=['pending'])
    overdue: bool = Field(examples=[False])
    withdrawn: bool = Field(examples=[False])
    due_at: datetime | None
    completed_at: datetime | None
    booking_type_name: str = Field(validation_alias='service', examples=['Cut and finish'])
    start: datetime
    timezone: Zone


class FormAnswers(Given):
    answers: Answers = Field(examples=[{'allergies': 'none'}])


class SubmissionShown(Shown):
    """A form that was sent for a booking. `overdue` is derived: not completed, and past `due_at`."""

    id: UUID
    name: str = Field(examples=['Health questionnaire'])
    contact_id: UUID
    contact_name: str = Field(validation_alias='customer', examples=['Priya Nair'])
    booking_id: UUID
    booking_type_name: str = Field(validation_alias='service', examples=['Cut and finish'])
    start: datetime
    sent_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    state: str = Field(examples=['pending'])
    overdue: bool = Field(examples=[False])
    withdrawn: bool = Field(examples=[False])


class AnswerShown(Shown):
    label: str = Field(examples=['Do you have allergies?'])
    kind: str = Field(examples=['short_text'])
    answer: str = Field(examples=['none'])
    required: bool = Field(examples=[True])


class SubmissionSheet(SubmissionShown):
    """`url` is the customer's own link."""

    answers: list[AnswerShown]
    url: str = Field(examples=['https://juniper.example/f/AQ…'])
