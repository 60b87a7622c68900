"""Bookings that were made as one: again and again, as a series."""

from datetime import date

from sqlmodel import Field

from data.models.base import Owned


class Series(Owned, table=True):
    """The same booking every so often. Its occurrences are bookings with its id and their planned local day; what they have in
    common lives on each of them, so that every one can go its own way."""

    every: str = Field(max_length=20)
    first_day: date
