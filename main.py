"""The front door: settings, database, wiring, pages and API, and the server. `python main.py [demo | reset-password EMAIL]`."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from nicegui import app, core, helpers

import api
import pages
from api import security
from careops_ui import assets, errors, kit, live, serving
from data import migrate, notify
from domain import calendar_polling, commands, logs, outbox, polling, schedule, wiring


def main() -> None:
    """Run a command, or serve until told to stop."""
    command = [] if helpers.is_pytest() else sys.argv[1:]
    if command == ['demo']:
        os.environ.setdefault('CAREOPS_DATA_DIR', '.careops/demo')
    logs.configure()
    migrate.upgrade()
    wiring.wire()
    exit_code = commands.run(command)
    if exit_code is not None:
        sys.exit(exit_code)
    if not helpers.is_pytest():
        commands.check_address()
    build()
    serving.serve()


def build() -> None:
    """Put everything in its place on NiceGUI's app."""
    kit.defaults()
    errors.install()
    app.add_middleware(security.Guarded)
    lifespan = app.router.lifespan_context
    app.include_router(assets.router)
    pages.mount(app)
    api.mount(app)
    app.router.lifespan_context = lifespan  # FastAPI wraps it once more for each router; ours have none of their own
    core.sio.eio.cors_allowed_origins = security.websocket_origin
    app.on_startup(live.start)
    app.on_startup(notify.listen)
    app.on_startup(start_work)
    app.on_startup(commands.greet)
    app.on_shutdown(end_work)


async def start_work() -> None:
    """Start the sender, and the clockwork over the list in `domain/schedule.py`."""
    app.state.stop = asyncio.Event()
    app.state.sending = asyncio.create_task(outbox.run(app.state.stop))
    app.state.clockwork = AsyncIOScheduler(timezone='UTC', job_defaults={'coalesce': True, 'misfire_grace_time': None})
    for job in schedule.JOBS:
        app.state.clockwork.add_job(
            schedule.run, 'interval', [job], seconds=job.every, id=job.name, next_run_time=datetime.now(UTC)
        )
    app.state.clockwork.start()


async def end_work() -> None:
    """No new work; what is in the air lands."""
    app.state.clockwork.shutdown(wait=False)
    await asyncio.to_thread(polling.end)
    calendar_polling.end()
    app.state.stop.set()
    await app.state.sending


if __name__ in {'__main__', '__mp_main__'}:
    main()
