"""Files in the data folder, outside of anything the web serves, under names that nobody chose."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from data.settings import settings


def put(file_id: UUID, content: bytes) -> None:
    """Write the whole file or nothing of it."""
    path = _path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix('.part')
    with beside.open('wb') as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def get(file_id: UUID) -> bytes:
    """The content; FileNotFoundError when it is gone."""
    return _path(file_id).read_bytes()


def remove(file_id: UUID) -> None:
    """Delete the file; one that is gone already is no error."""
    _path(file_id).unlink(missing_ok=True)


def older(seconds: float) -> Iterator[UUID]:
    """What has lain here for so many seconds by the machine's clock; half-written leftovers of that age are deleted on the way."""
    for path in (settings().data_dir / 'files').glob('??/*'):
        if time.time() - path.stat().st_mtime < seconds:
            continue
        if path.suffix:
            path.unlink(missing_ok=True)
        else:
            yield UUID(path.name)


def _path(file_id: UUID) -> Path:
    return settings().data_dir / 'files' / file_id.hex[:2] / file_id.hex
