"""Test mode: nothing leaves this server; every message is kept where the owner can read it."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from data import db
from data.gateways.base import Accepted, FinalFailure, Mail, Provider, Sms
from data.models import Channel, KeptMessage


class Keep:
    """Keeps mails and texts of one workspace."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    async def send(self, letter: Mail | Sms) -> Accepted:
        """Keep the letter; the id of the kept row is the provider's id."""
        row = _row(self.workspace_id, letter)
        await asyncio.to_thread(db.retrying, lambda: _keep(row))
        return Accepted(str(row.id))


def _row(workspace_id: UUID, letter: Mail | Sms) -> KeptMessage:
    if isinstance(letter, Sms):
        return KeptMessage(workspace_id=workspace_id, channel=Channel.SMS, address=letter.to, text=letter.text)
    return KeptMessage(
        workspace_id=workspace_id,
        channel=Channel.EMAIL,
        address=letter.to,
        subject=letter.subject[:300],
        text=letter.text + ''.join(f'\n[{one.name}]' for one in letter.files),
        html=letter.html,
        calendar=letter.calendar,
        only_for=letter.only_for,
    )


def _keep(row: KeptMessage) -> None:
    with db.transaction() as session:
        session.add(row.model_copy())


def build(kind: str, settings: Mapping[str, Any], workspace_id: UUID | None) -> Keep:
    """Test mode always belongs to a workspace."""
    if workspace_id is None:
        raise FinalFailure('Test mode belongs to a workspace.')
    return Keep(workspace_id)


PROVIDER = Provider(
    key='test',
    kinds=('email', 'sms'),
    title='Test mode',
    about='Nothing leaves this server: every message is kept here, where you can read it.',
    build=build,
    test_mode=True,
)
