"""Who acts: a signed-in person, a customer, or the house itself."""

from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from domain.errors import Forbidden

PERMISSIONS = ('inbox', 'bookings', 'forms', 'inventory')


class OwnerOnly(Forbidden):
    """Only the owner can do that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Carried by every call into the domain. `session_id` names the row (browser session, or a family of API tokens) that keeps it alive."""

    kind: Literal['user', 'system', 'guest']
    workspace_id: UUID | None = None
    user_id: UUID | None = None
    member_id: UUID | None = None
    session_id: UUID | None = None
    family_id: UUID | None = None
    name: str = ''
    role: str = ''
    permissions: frozenset[str] = field(default_factory=frozenset)
    address: str = ''
    language: str = 'en'

    @classmethod
    def system(cls, workspace_id: UUID | None = None) -> 'Actor':
        """The house itself: jobs, reactions, sending."""
        return cls(
            kind='system', workspace_id=workspace_id, name='CareOps', role='owner', permissions=frozenset(PERMISSIONS)
        )

    @classmethod
    def guest(cls, workspace_id: UUID | None = None, *, address: str = '', language: str = 'en') -> 'Actor':
        """A customer or a stranger: no account, nothing but what public functions allow."""
        return cls(kind='guest', workspace_id=workspace_id, address=address, language=language)

    @property
    def is_owner(self) -> bool:
        return self.role == 'owner'

    @property
    def workspace(self) -> UUID:
        """The workspace acted in; an actor without one may not enter workspace functions."""
        if self.workspace_id is None:
            raise Forbidden
        return self.workspace_id

    def may(self, permission: str) -> bool:
        return self.is_owner or permission in self.permissions

    def require(self, permission: str) -> None:
        """Refuse whoever lacks the switch (`inbox`, `bookings`, `forms`, `inventory`) in the workspace."""
        if self.workspace_id is None or not self.may(permission):
            raise Forbidden

    def require_member(self) -> None:
        """Refuse whoever is not a person (or the house) of the workspace."""
        if self.workspace_id is None or self.kind == 'guest':
            raise Forbidden

    def require_owner(self) -> None:
        """Refuse everyone but the owner."""
        if self.workspace_id is None or not self.is_owner:
            raise OwnerOnly

    def in_workspace(self, workspace_id: UUID | None) -> 'Actor':
        """The same caller looking at a workspace; rights are read anew when the call enters the domain."""
        return replace(self, workspace_id=workspace_id)
