"""How the server is run, once everything is in its place, and how it gives memory back."""

import asyncio
import gc

from nicegui import app, ui

from data.settings import settings

SWEEP_SECONDS = 20


def serve() -> None:
    """Start the server and stay until it ends; the options are explained in docs/architecture.md."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gone = asyncio.Event()
    app.on_delete(gone.set)
    app.on_startup(lambda: _sweep(gone))
    ui.run(
        host=settings().host,
        port=settings().port,
        title='CareOps',
        language='en-GB',
        dark=None,
        reload=False,
        show=False,
        tailwind=False,
        http='h11',
        proxy_headers=False,
        access_log=False,
        server_header=False,
        reconnect_timeout=20,
        ws_per_message_deflate=False,
        ws_max_size=2_000_000,
        show_welcome_message=False,
    )


async def _sweep(gone: asyncio.Event) -> None:
    """Free what closed pages held: an ended page is a ring of references, old enough for the collector to come by hardly ever."""
    while True:
        await gone.wait()
        await asyncio.sleep(SWEEP_SECONDS)
        gone.clear()
        gc.collect()
