"""How an alert is shown: its mark says the kind, its colour the urgency."""

from typing import Any

from careops_ui.times import Times
from domain.alerts import View

ICONS = {
    'missed_message': 'mark_chat_unread',
    'unconfirmed_booking': 'event_busy',
    'overdue_form': 'description',
    'low_inventory': 'inventory_2',
    'critical_inventory': 'inventory_2',
    'integration_failure': 'sync_problem',
    'delivery_failed': 'sms_failed',
    'automation_failed': 'bolt',
    'webhook_failed': 'sync_problem',
}
KINDS = {'critical': 'bad', 'high': 'bad', 'medium': 'warn', 'low': 'info'}
PRIORITIES = {'critical': 'Critical', 'high': 'High', 'medium': 'Medium', 'low': 'Low'}
ALERT = """<li><a class="list-row" :href="row.href"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two wrap"><b>{{ row.title }}</b><small v-if="row.why">{{ row.why }}</small></span><time class="faint" :title="row.full">{{ row.at }}</time></a></li>"""


def row(alert: View, times: Times) -> dict[str, Any]:
    """An alert as the template ALERT shows it."""
    return {
        'id': str(alert.id),
        'href': alert.url,
        'title': alert.title,
        'why': alert.detail,
        'kind': KINDS[str(alert.priority)],
        'icon': ICONS.get(alert.kind, 'notifications_none'),
        'priority': PRIORITIES[str(alert.priority)],
        'at': times.near(alert.created_at),
        'full': times.full(alert.created_at),
        'unread': alert.read_at is None,
        'open': alert.resolved_at is None and alert.dismissed_at is None,
    }
