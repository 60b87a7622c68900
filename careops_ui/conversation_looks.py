"""How conversations and their messages are shown in lists and threads."""

from typing import Any
from uuid import UUID

from careops_ui.kit import initials
from careops_ui.times import Times
from domain.conversation_reads import Line
from domain.threads import Said

CHANNELS = {'email': 'E-mail', 'sms': 'SMS', 'form': 'Contact form'}
ICONS = {'email': 'mail_outline', 'sms': 'sms', 'form': 'dynamic_form'}
STATE_ICONS = {
    'queued': 'schedule',
    'sending': 'schedule_send',
    'sent': 'done',
    'delivered': 'done_all',
    'bounced': 'error_outline',
    'failed': 'error_outline',
    'cancelled': 'block',
    'unknown': 'help_outline',
}
CONVERSATION = """<li><a class="list-row" :class="{unread: row.unread}" :href="row.href" :aria-current="row.on ? 'true' : null" @click.exact="row.here && ($event.preventDefault(), act('open', row.id))">
<span class="face" :data-icon="row.icon" :data-initial="row.face"></span><span class="two">
<span class="between"><b class="who clip">{{ row.who }}</b><time class="faint" :title="row.full">{{ row.at }}</time></span>
<span class="between"><small class="clip">{{ row.said }}</small><span v-if="row.flag" class="tag" :class="row.kind" :data-icon="row.flag_icon">{{ row.flag }}</span>
<span v-else-if="row.unread" class="dot" role="img" aria-label="Unread"></span></span></span></a></li>"""
MESSAGE = """<li class="msg" :class="row.kind"><span v-if="row.kind === 'system'" class="meta"><span :data-icon="row.icon">{{ row.text }}</span> · <time :title="row.full">{{ row.at }}</time></span>
<template v-else><p><b v-if="row.subject">{{ row.subject }}<br></b>{{ row.text }}</p><span class="meta">{{ row.by }} · {{ row.via }} · <time :title="row.full">{{ row.at }}</time><template v-if="row.state"> · <span :data-icon="row.icon" :class="{bad: row.bad}">{{ row.state }}</span></template>
<button v-if="row.again" type="button" class="link plain-button" @click="act('retry', row.again)">Try again<span class="sr"> to send this message</span></button>
<button v-if="row.undo" type="button" class="link plain-button" @click="act('undo', row.id)">Undo<span class="sr"> sending this message</span></button></span></template></li>"""


def line(conversation: Line, times: Times, *, on: UUID | None = None, here: bool = False) -> dict[str, Any]:
    """A conversation as the template CONVERSATION shows it; `here`: a click opens it in this page."""
    flag, kind, flag_icon = _flag(conversation)
    return {
        'id': str(conversation.id),
        'href': f'/inbox/{conversation.id}',
        'here': here,
        'on': conversation.id == on,
        'who': conversation.name,
        'face': initials(conversation.name),
        'icon': ICONS.get(conversation.channel) or ('mail_outline' if conversation.email else 'sms'),
        'said': conversation.preview or 'Nothing was said yet',
        'at': times.near(conversation.last_activity_at),
        'full': times.full(conversation.last_activity_at),
        'unread': conversation.unread,
        'flag': flag,
        'kind': kind,
        'flag_icon': flag_icon,
    }


def _flag(conversation: Line) -> tuple[str, str, str | None]:
    if conversation.closed:
        return 'Closed', '', None
    if conversation.paused:
        return 'Paused', 'warn', 'pause'
    if conversation.sample:
        return 'Sample', '', None
    return ('New', '', None) if conversation.new else ('', '', None)


def message(said: Said, times: Times, me: UUID | None = None) -> dict[str, Any]:
    """A line of a thread as the template MESSAGE shows it; what `me` just sent can be taken back."""
    sent = said.delivery
    bad = bool(sent and sent.state in ('failed', 'bounced'))
    return {
        'id': str(said.id),
        'kind': _kind(said) + (' failed' if bad else ''),
        'text': said.body,
        'subject': '' if said.direction == 'none' or said.channel != 'email' else said.subject,
        'by': 'Automatic' if said.kind == 'automated' else said.sender_name,
        'via': CHANNELS.get(said.channel, 'Internal note'),
        'at': times.hour(said.at) if times.date(said.at) == times.today else times.when(said.at),
        'full': times.full(said.at),
        'state': sent.words if sent else 'Only your team sees this' if _kind(said) == 'note' else '',
        'icon': STATE_ICONS[sent.state]
        if sent
        else 'lock'
        if _kind(said) == 'note'
        else 'event'
        if said.booking_id
        else 'info',
        'bad': bad,
        'again': str(sent.delivery_id) if sent and sent.again else '',
        'undo': bool(sent and sent.undo and me is not None and said.sender_id == me),
    }


def _kind(said: Said) -> str:
    if said.kind == 'system':
        return 'system'
    return {'in': 'in', 'out': 'out', 'none': 'note'}[said.direction]
