"""What is still to come for one customer or booking, and what was promised and given up, with the reason."""

from typing import Any
from uuid import UUID

from careops_ui import kit
from careops_ui.kit import Rows
from careops_ui.times import Times
from domain import coming, promised
from domain.actor import Actor
from domain.promised import Ended
from domain.work import read
from pages.automation.coming import LINE, rows

ENDED = """<li><div class="list-row"><span class="mark" data-icon="remove"></span><span class="two wrap"><b>{{ row.title }}</b><small>{{ row.reason }}</small></span>
<time class="faint" :title="row.full">{{ row.at }}</time></div></li>"""
DAYS = 31


class Why:
    """Two panels above the log, there only when somebody was asked about."""

    def __init__(self, actor: Actor, times: Times) -> None:
        self.actor, self.times = actor, times
        with kit.panel('Still to come') as self.ahead:
            self.coming = Rows([], LINE)
        with kit.panel('Planned once, and given up') as self.over:
            self.ended = Rows([], ENDED)
        self.ahead.set_visibility(False)
        self.over.set_visibility(False)

    async def show(self, contact_id: UUID | None, booking_id: UUID | None) -> None:
        """Of this customer or booking; nothing where nobody was asked about."""
        asked = {'contact_id': contact_id, 'booking_id': booking_id}
        one = contact_id is not None or booking_id is not None
        found = (await read(coming.messages, self.actor, days=DAYS, **asked)).items if one else []
        over = await read(promised.ended, self.actor, **asked) if one else []
        self.coming.show(rows(found, self.times))
        self.ended.show([self._row(row) for row in over])
        self.ahead.set_visibility(bool(found))
        self.over.set_visibility(bool(over))

    def _row(self, row: Ended) -> dict[str, Any]:
        return {
            'id': str(row.id),
            'title': f'{row.title}, {self.times.when(row.due_at)}',
            'reason': f'Not sent: {row.reason}',
            'at': self.times.near(row.due_at),
            'full': self.times.full(row.due_at),
        }
