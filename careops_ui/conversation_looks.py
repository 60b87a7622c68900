"""How conversations and their messages are shown in lists and threads."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from careops_ui.kit import initials
from careops_ui.times import Times
from domain.conversation_reads import Line
from domain.enclosures import Attached
from domain.messages import Said

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
<span class="between"><small class="clip"><template v-if="row.found">{{ row.found[0] }}<mark>{{ row.found[1] }}</mark>{{ row.found[2] }}</template><template v-else>{{ row.said }}</template></small><span v-if="row.flag" class="tag" :class="row.kind" :data-icon="row.flag_icon">{{ row.flag }}</span>
<span v-else-if="row.unread" class="dot" role="img" aria-label="Unread"></span></span></span></a></li>"""
FILE = """<a class="file" :href="file.href" :class="{picture: file.picture}" :target="file.picture ? '_blank' : null" :download="file.picture ? null : file.name"><img v-if="file.picture" :src="file.href" loading="lazy" alt=""><span v-else class="mark" data-icon="description"></span><span class="two"><b class="clip">{{ file.name }}</b><small>{{ file.size }}</small></span></a>"""
MESSAGE = (
    """<li v-if="row.kind === 'day'" class="msg system day"><span class="meta">{{ row.text }}</span></li>
<li v-else class="msg" :class="row.kind"><span v-if="row.kind === 'system'" class="meta"><span :data-icon="row.icon">{{ row.text }}</span> · <time :title="row.full">{{ row.at }}</time></span>
<template v-else><p><b v-if="row.subject">{{ row.subject }}<br></b>{{ row.text }}</p>
<ul v-if="row.files.length" class="files"><li v-for="file in row.files" :key="file.id">"""
    + FILE
    + """</li></ul>
<span class="meta">{{ row.by }} · {{ row.via }} · <time :title="row.full">{{ row.at }}</time><template v-if="row.state"> · <span :data-icon="row.icon" :class="{bad: row.bad}">{{ row.state }}</span></template>
<button v-if="row.again" type="button" class="link plain-button" @click="act('retry', row.again)">Try again<span class="sr"> to send this message</span></button>
<button v-if="row.undo" type="button" class="link plain-button" @click="act('undo', row.id)">Undo<span class="sr"> sending this message</span></button>
<button v-if="row.fold" type="button" class="link plain-button" :aria-expanded="row.whole ? 'true' : 'false'" @click="act('fold', row.id)">{{ row.fold }}<span class="sr"> of this message</span></button>
<button v-if="row.original" type="button" class="link plain-button" @click="act('original', row.id)">Original<span class="sr"> of this message</span></button></span></template></li>"""
)
ENCLOSED = (
    '<li class="cluster nowrap">'
    + FILE.replace('file.', 'row.')
    + """<button type="button" class="quiet square" data-icon="close" @click="act('remove', row.id)"><span class="sr">Remove {{ row.name }}</span></button></li>"""
)


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
        'found': conversation.found,
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


def talk(
    items: Sequence[Said], times: Times, me: UUID | None = None, whole: Mapping[UUID, str] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """The lines of a thread as the template MESSAGE shows them, a heading before each day.

    What `me` just sent can be taken back; `whole` has the full words of those that were unfolded.
    """
    rows: list[dict[str, Any]] = []
    day: date | None = None
    for said in items:
        if times.date(said.at) != day:
            day = times.date(said.at)
            rows.append({'id': f'day-{day}', 'kind': 'day', 'text': times.day(said.at)})
        rows.append(_message(said, times, me, whole.get(said.id)))
    return rows


def _message(said: Said, times: Times, me: UUID | None, whole: str | None) -> dict[str, Any]:
    sent = said.delivery
    bad = bool(sent and sent.state in ('failed', 'bounced'))
    return {
        'id': str(said.id),
        'kind': _kind(said) + (' failed' if bad else ''),
        'text': said.body if whole is None else whole,
        'subject': '' if said.direction == 'none' or said.channel != 'email' else said.subject,
        'files': [file(one) for one in said.attachments],
        'by': 'Automatic' if said.kind == 'automated' else said.sender_name,
        'via': CHANNELS.get(said.channel, 'Internal note'),
        'at': times.hour(said.at),
        'full': times.full(said.at),
        'state': sent.words if sent else 'Only your team sees this' if _kind(said) == 'note' else '',
        'icon': _icon(said),
        'bad': bad,
        'again': str(sent.delivery_id) if sent and sent.again else '',
        'undo': bool(sent and sent.undo and me is not None and said.sender_id == me),
        'fold': '' if not said.folded else 'Show more' if whole is None else 'Show less',
        'whole': whole is not None,
        'original': said.original,
    }


def _icon(said: Said) -> str:
    if said.delivery:
        return STATE_ICONS[said.delivery.state]
    if _kind(said) == 'note':
        return 'lock'
    return 'event' if said.booking_id else 'info'


def file(one: Attached) -> dict[str, Any]:
    """A file as the templates MESSAGE and ENCLOSED show it: pictures open, everything else is saved."""
    href = f'/files/{one.file_id}'
    return {'id': str(one.id), 'name': one.name, 'size': size(one.size), 'picture': one.picture, 'href': href}


def size(of: int) -> str:
    """340 B, 12 KB, 3.4 MB"""
    if of < 1000:
        return f'{of} B'
    return f'{of / 1000:.0f} KB' if of < 1_000_000 else f'{of / 1_000_000:.1f} MB'


def _kind(said: Said) -> str:
    if said.kind == 'system':
        return 'system'
    return {'in': 'in', 'out': 'out', 'none': 'note'}[said.direction]
