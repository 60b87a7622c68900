"""The dashboard: what stands where today. Only for looking: figures and links, kept true while the page is open."""

from dataclasses import dataclass
from typing import Any

from nicegui import APIRouter, ui

from careops_ui import alert_looks, booking_looks, charts, conversation_looks, kit, live, shell
from careops_ui.kit import Rows
from careops_ui.session import StaffActor
from careops_ui.times import Times, day, long_day
from domain import alerts, booking_reads, dashboard
from domain.actor import Actor
from domain.alerts import View
from domain.booking_reads import Row
from domain.dashboard import Figures
from domain.work import read

router = APIRouter()

EVERYTHING = (
    'booking.',
    'conversation.',
    'message.',
    'contact.',
    'form.',
    'inventory.',
    'alert.',
    'staff.',
    'delivery.',
)
STAT = """<a class="stat" :href="row.href"><span>{{ row.label }}</span><b>{{ row.n }}</b><small :class="row.kind" :data-icon="row.icon">{{ row.why }}</small></a>"""
NEEDED = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page at one moment."""

    figures: Figures
    today: tuple[Row, ...]
    alerts: list[View]


@router.page('/')
async def page(actor: StaffActor) -> None:
    shown = await look(actor)
    with shell.frame(actor, 'Dashboard'):
        board = Board(actor, shown)
    live.on(actor, EVERYTHING, board.refresh)
    ui.timer(60, board.refresh)


async def look(actor: Actor) -> Shown:
    """Read everything that the person may see."""
    figures = await read(dashboard.figures, actor)
    today = await read(booking_reads.day, actor, day=figures.today) if figures.bookings else ()
    return Shown(figures, today, await read(alerts.listing, actor, limit=NEEDED))


class Board:
    """The page's lists, replaced in place when something changes; the panels that have nothing to show say so."""

    def __init__(self, actor: Actor, shown: Shown) -> None:
        self.actor = actor
        self.content = ui.element('div').classes('stack loose')
        self.draw(shown)

    async def refresh(self) -> None:
        shown = await look(self.actor)
        self.content.clear()
        self.draw(shown)

    def draw(self, shown: Shown) -> None:
        figures, times = shown.figures, Times.of(shown.figures.timezone)
        with self.content:
            with kit.page_head('Today', f'{long_day(figures.today).rsplit(" ", 1)[0]} · times in {figures.timezone}'):
                kit.text(f'Figures of {times.hour(figures.as_of)}, live', 'faint')
            Rows(stats(figures, times), STAT, tag='div').classes('stats')
            with ui.element('div').classes('split'):
                with ui.element('div').classes('stack loose'):
                    if figures.bookings:
                        bookings_today(shown, times)
                        trend(figures)
                        latest_bookings(figures, times)
                with ui.element('div').classes('stack loose'):
                    needs_attention(shown.alerts, times)
                    at_a_glance(figures)
                    if figures.conversations:
                        latest_conversations(figures, times)


def stats(figures: Figures, times: Times) -> list[dict[str, Any]]:
    """The figures that are links, of the parts that the person may see."""
    made: list[dict[str, Any]] = []
    if found := figures.bookings:
        made.append(_stat('Bookings today', found.today, '/bookings?view=day', *_today(figures, times)))
    if talk := figures.conversations:
        waited = f'longest {times.since(talk.waiting_since)}' if talk.waiting_since else 'all answered'
        kind = ('warn', 'schedule') if talk.unanswered else ('ok', 'check')
        made.append(_stat('Unanswered', talk.unanswered, '/inbox?show=unanswered', waited, *kind))
        booked = f'{talk.new_booked} became bookings' if talk.new else 'nobody new this week'
        made.append(_stat('New leads, 7 days', talk.new, '/contacts?sort=-created_at', booked, '', 'person_add_alt'))
    if forms := figures.forms:
        made.append(_stat('Forms pending', forms.pending, '/forms?state=open', *_forms(forms)))
    if found:
        made.append(_stat('Kept, 30 days', _kept(found), '/bookings?view=list&show=past', *_missed(found)))
    return made


def _stat(label: str, number: int | str, href: str, why: str, kind: str, icon: str) -> dict[str, Any]:
    return {'id': label, 'label': label, 'n': str(number), 'href': href, 'why': why, 'kind': kind, 'icon': icon}


def _today(figures: Figures, times: Times) -> tuple[str, str, str]:
    found = figures.bookings
    assert found is not None
    if found.today:
        return f'{found.today_done} done, {found.today_to_come} to come', '', 'event'
    return (f'next: {times.when(found.next.start)}' if found.next else 'nothing is booked', '', 'event')


def _forms(forms: dashboard.Forms) -> tuple[str, str, str]:
    if forms.overdue:
        return f'{forms.overdue} overdue', 'bad', 'error_outline'
    if forms.pending:
        return 'none overdue', '', 'schedule'
    return f'{forms.completed} filled in, 30 days' if forms.completed else 'none are out', 'ok', 'check'


def _kept(found: dashboard.Bookings) -> str:
    closed = found.completed + found.no_show
    return f'{round(100 * found.completed / closed)} %' if closed else '0'


def _missed(found: dashboard.Bookings) -> tuple[str, str, str]:
    closed = found.completed + found.no_show
    return (f'{found.no_show} no-shows of {closed}' if closed else 'no visits yet'), '', 'task_alt'


def bookings_today(shown: Shown, times: Times) -> None:
    """Today's bookings in order of time, or when the next one is."""
    today = [booking for booking in shown.today if str(booking.status) != 'cancelled']
    with kit.panel('Bookings today', 'Open calendar', '/bookings'):
        if today:
            Rows([booking_looks.row(booking, times) for booking in today], booking_looks.BOOKING, tag='ol')
        else:
            kit.empty('spa', 'A quiet day', f'Nothing is booked for today. {_next(shown.figures, times)}')


def _next(figures: Figures, times: Times) -> str:
    following = figures.bookings.next if figures.bookings else None
    if following is None:
        return 'Bookings from your booking page appear here.'
    return f'The next booking is {times.when(following.start)}: {following.type_name}, {following.name}.'


def trend(figures: Figures) -> None:
    """Bookings per day of the last two weeks."""
    assert figures.bookings is not None
    days, counts = zip(*figures.bookings.trend, strict=True)
    names = [f'{there:%a}'[0] for there in days]
    title = (
        f'Bookings per day from {day(days[0], figures.today)} to today, between {min(counts)} and {max(counts)} a day'
    )
    with kit.panel('Bookings per day, last two weeks', 'All bookings', '/bookings?view=list&show=past'), kit.body():
        charts.bars(list(counts), names, title=title)


def latest_bookings(figures: Figures, times: Times) -> None:
    """The bookings that were made last."""
    with kit.panel('Latest bookings', 'All bookings', '/bookings?view=list'):
        if figures.recent_bookings:
            Rows([_latest(booking, times) for booking in figures.recent_bookings], LATEST)
        else:
            kit.empty('event', 'No bookings yet', 'The bookings made last appear here, whoever makes them.')


LATEST = """<li><a class="list-row" :href="row.href"><span class="tone" :style="{'--tone': row.tone}"></span>
<span class="two"><b>{{ row.name }}</b><small>{{ row.what }} · {{ row.who }}</small></span><time class="faint" :title="row.full">{{ row.at }}</time></a></li>"""


def _latest(booking: dashboard.Brief, times: Times) -> dict[str, Any]:
    return {
        'id': str(booking.id),
        'href': f'/bookings/{booking.id}',
        'tone': booking.colour,
        'name': booking.name,
        'what': booking.type_name,
        'who': booking.member_name,
        'at': times.when(booking.start),
        'full': times.full(booking.start),
    }


def needs_attention(open_alerts: list[View], times: Times) -> None:
    """The alerts that matter most; each opens the very thing that needs work."""
    with kit.panel('Needs attention', 'All alerts', '/alerts'):
        if open_alerts:
            Rows([alert_looks.row(alert, times) for alert in open_alerts], alert_looks.ALERT)
        else:
            kit.empty(
                'task_alt',
                'All clear',
                'Missed messages, overdue forms, low stock and failing integrations would stand here.',
            )


GLANCE = """<li><a class="list-row" :href="row.href"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two"><b>{{ row.label }}</b><small>{{ row.why }}</small></span><b class="num">{{ row.n }}</b></a></li>"""


def at_a_glance(figures: Figures) -> None:
    """The figures that are not on top: what is ahead, stock, alerts, forms that came back."""
    made: list[dict[str, Any]] = []
    if found := figures.bookings:
        confirm = f'{found.to_confirm} to confirm' if found.to_confirm else 'all confirmed'
        kind = ('warn', 'help_outline') if found.to_confirm else ('', 'event')
        made.append(_stat('Bookings ahead', found.upcoming, '/bookings?view=list', confirm, *kind))
    if stock := figures.inventory:
        critical = f'{stock.critical} critical' if stock.critical else 'none critical'
        kind = ('bad', 'inventory_2') if stock.critical else ('warn' if stock.low else '', 'inventory_2')
        made.append(_stat('Low stock', stock.low, '/inventory?show=short', critical, *kind))
    if forms := figures.forms:
        made.append(
            _stat('Forms filled in', forms.completed, '/forms?state=completed', 'in 30 days', '', 'description')
        )
    if talk := figures.conversations:
        made.append(_stat('Ongoing conversations', talk.ongoing, '/inbox', 'open and answered before', '', 'forum'))
    urgent = f'{figures.alerts.critical} critical' if figures.alerts.critical else 'none critical'
    kind = ('bad', 'notifications_none') if figures.alerts.critical else ('', 'notifications_none')
    made.append(_stat('Open alerts', figures.alerts.total, '/alerts', urgent, *kind))
    with kit.panel('At a glance'):
        Rows(made, GLANCE)


def latest_conversations(figures: Figures, times: Times) -> None:
    """The conversations with the newest activity."""
    with kit.panel('Latest conversations', 'Open inbox', '/inbox'):
        if figures.recent_conversations:
            rows = [conversation_looks.line(line, times) for line in figures.recent_conversations]
            Rows(rows, conversation_looks.CONVERSATION)
        else:
            kit.empty('forum', 'No conversations yet', 'Messages from your contact form, e-mail and SMS appear here.')
