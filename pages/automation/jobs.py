"""The clockwork: every recurring job with its last run, its next one, and what went wrong."""

from datetime import timedelta
from typing import Any

from nicegui import APIRouter, ui

from careops_ui import kit, live, shell
from careops_ui.feedback import feedback
from careops_ui.kit import Rows
from careops_ui.session import OwnerActor
from careops_ui.times import Times
from domain import jobs
from domain.jobs import State
from domain.work import read
from pages.automation.frame import frame

router = APIRouter(prefix='/automation/jobs')
LOOK_SECONDS = 15.0
JOB = """<li><div class="list-row top-row"><span class="mark" :class="row.kind" :data-icon="row.icon"></span>
<span class="two wrap grow"><b>{{ row.title }}</b><small>{{ row.sentence }}</small><small class="faint">{{ row.facts }}</small><small v-if="row.error" class="bad-ink">{{ row.error }}</small></span>
<span class="cluster nowrap"><span class="tag hide-phone" :class="row.kind" :data-icon="row.icon">{{ row.state }}</span>
<button type="button" class="quiet" @click="act('run', row.id)">Run now<span class="sr"> {{ row.title }}</span></button></span></div></li>"""


@router.page('')
async def page(actor: OwnerActor) -> None:
    with frame(
        actor, 'Jobs', 'Work that this server does again and again. It starts by itself; you need not press anything.'
    ):
        with kit.panel():
            listed = Rows([], JOB).on('run', lambda event: run(str(event.args)))
        ui.timer(LOOK_SECONDS, lambda: refresh())
    place = shell.current().place

    async def refresh() -> None:
        times = Times.of(place.timezone if place else 'UTC')
        listed.show([_row(one, times) for one in await read(jobs.listing, actor)])

    async def run(name: str) -> None:
        with feedback('It has run'):
            await jobs.run_now(actor, name=name)
        await refresh()

    await refresh()
    live.on(actor, ('alert.',), refresh)


def _row(one: State, times: Times) -> dict[str, Any]:
    state, kind, icon = _state(one)
    return {
        'id': one.name,
        'title': one.title,
        'sentence': one.sentence,
        'facts': _facts(one, times),
        'error': _error(one, times),
        'state': state,
        'kind': kind,
        'icon': icon,
    }


def _state(one: State) -> tuple[str, str, str]:
    if one.last_at is None:
        return 'Not run yet', '', 'schedule'
    if one.error:
        return 'Failed', 'bad', 'error_outline'
    return ('Late', 'warn', 'history') if one.late else ('On time', 'ok', 'check')


def _facts(one: State, times: Times) -> str:
    every = f'every {_span(one.every)}'
    if one.last_at is None or one.next_at is None:
        return every.capitalize()
    took = f'{one.took_ms} ms' if one.took_ms < 1000 else f'{one.took_ms / 1000:.1f} s'
    return f'{every.capitalize()} · last {times.since(one.last_at)} ago, {took} · next {times.hour(one.next_at)} · {one.done} done in all'


def _error(one: State, times: Times) -> str:
    if not one.last_error or one.failed_at is None:
        return ''
    return f'{"Failed" if one.error else "Last failed"} {times.when(one.failed_at)}: {one.last_error}'


def _span(every: timedelta) -> str:
    seconds = every.total_seconds()
    for size, unit in ((3600, 'hour'), (60, 'minute')):
        if seconds >= size and seconds % size == 0:
            return unit if seconds == size else f'{seconds / size:g} {unit}s'
    return f'{seconds:g} seconds' if seconds != 1 else 'second'
