"""How the server is run, once everything is in its place."""

import gc

from nicegui import ui

from data.settings import settings


def serve() -> None:
    """Start the server and stay until it ends; the options are explained in docs/architecture.md."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
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
