"""On PostgreSQL, what was committed here is heard by the other processes: LISTEN and NOTIFY, hints only."""

import json
import logging
import threading
import time
from uuid import UUID

import psycopg

from data import db

EVERYTHING = frozenset({''})
log = logging.getLogger(__name__)


def listen() -> threading.Thread | None:
    """Hear the other processes for as long as this one lives; after a gap everything is told to refresh."""
    if db.engine().dialect.name != 'postgresql':
        return None
    thread = threading.Thread(target=_hear_forever, name='notify', daemon=True)
    thread.start()
    return thread


def _hear_forever() -> None:
    url = db.engine().url.set(drivername='postgresql').render_as_string(hide_password=False)
    missed = False
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute('LISTEN careops')
                if missed:
                    db.announce(None, EVERYTHING)
                for note in connection.notifies():
                    _heard(note.payload)
        except psycopg.Error:
            log.warning('lost the notifications of other processes, trying again')
        missed = True
        time.sleep(1)


def _heard(payload: str) -> None:
    hint = json.loads(payload)
    if hint['from'] != db.ORIGIN:
        db.announce(UUID(hint['workspace']) if hint['workspace'] else None, frozenset(hint['names']))
