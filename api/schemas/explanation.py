"""Why a time is free or not, person by person."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shown
from domain.slots import Rule


class ReasonShown(Shown):
    rule: Rule
    sentence: str = Field(
        examples=['Ada is busy until 11:15 on Tue 3 Mar with Cut and finish plus a buffer of 10 minutes']
    )
    binds_staff: bool = Field(description='False: only customers are kept from it')


class VerdictShown(Shown):
    """Of one person who does the type; no reasons where the time is free."""

    staff_id: UUID = Field(validation_alias='member_id')
    staff_name: str = Field(validation_alias='member_name', examples=['Ada Moreno'])
    free: bool = Field(description='Customers are offered this start with this person')
    free_for_staff: bool = Field(description='Staff can book it without overbooking')
    reasons: list[ReasonShown]
    booking_type_id: UUID = Field(validation_alias='service_id')
    start: datetime = Field(description='When this service begins')


class Explanation(Shown):
    start: datetime
    free: bool = Field(description='Somebody is free; of several services, all of them fit one after the other')
    free_for_staff: bool = Field(description='Staff can book it without overbooking')
    apart: bool = Field(description='Every service has somebody free, and yet they do not fit together')
    people: list[VerdictShown]
