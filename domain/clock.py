"""The only clock of the house. Tests freeze it here; a running test server can be moved by `CAREOPS_CLOCK_FILE`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from data.settings import settings

_frozen: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    if _frozen is not None:
        return _frozen
    moment = datetime.now(UTC)
    file = settings().clock_file
    return moment + timedelta(seconds=float(file.read_text().strip() or 0)) if file and file.exists() else moment


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stand still at `moment` (tests)."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
