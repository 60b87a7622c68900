"""How the house writes its log: readable lines in development, one JSON object a line in production. Secrets are never given to it."""

import logging
import sys

import structlog

from data.settings import settings

SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt='iso', utc=True),
    structlog.processors.UnicodeDecoder(),
]


def configure() -> None:
    """Let every logger, ours and the libraries', write in one form to standard error. Line breaks in values are escaped."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=_ending()))
    handler.set_name('careops')
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.get_name() != 'careops'] + [handler]
    root.setLevel(logging.INFO)
    for noisy in ('alembic', 'apscheduler', 'httpx', 'nicegui.welcome'):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _ending() -> list[structlog.types.Processor]:
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if settings().environment == 'production':
        return [clean, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        clean,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback),
    ]
