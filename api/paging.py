"""Pages of lists: which part was asked for, and the envelope that it comes in."""

from collections.abc import Sequence
from typing import Annotated, Any, Protocol

from fastapi import Depends, Query


class Part(Protocol):
    """What a paged domain function returns."""

    @property
    def items(self) -> Sequence[Any]: ...

    @property
    def total(self) -> int: ...


class Window:
    """`limit` and `offset` of a list."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=200, description='How many at most')] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000_000, description='How many to leave out')] = 0,
    ) -> None:
        self.limit, self.offset = limit, offset

    def page(self, part: Part) -> dict[str, Any]:
        """The answer for a list that was paged in the database."""
        return {'items': part.items, 'total': part.total, 'limit': self.limit, 'offset': self.offset}

    def cut(self, rows: Sequence[Any]) -> dict[str, Any]:
        """The answer for a list that is short by its nature (types, people, providers) and was read whole."""
        part = rows[self.offset : self.offset + self.limit]
        return {'items': part, 'total': len(rows), 'limit': self.limit, 'offset': self.offset}


Paging = Annotated[Window, Depends()]
