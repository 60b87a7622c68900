"""What nobody needs any more goes: files without a row, and only those."""

import os
import time
from pathlib import Path
from uuid import UUID, uuid4

from data.gateways import folder
from data.settings import settings
from domain import cleaning, files, profiles, workspaces
from domain.work import act_now, read_now
from tests.conftest import Cast

PNG = b'\x89PNG\r\n\x1a\n' + b'\0' * 64


def path_of(file_id: UUID) -> Path:
    return settings().data_dir / 'files' / file_id.hex[:2] / file_id.hex


def aged(path: Path) -> None:
    """Let a file have lain there for two hours."""
    before = time.time() - 7200
    os.utime(path, (before, before))


def test_a_removed_photo_or_logo_leaves_the_disk(cast: Cast) -> None:
    photo = act_now(profiles.set_photo, cast.ben, file_name='me.png', content=PNG)
    logo = act_now(workspaces.set_logo, cast.ada, file_name='logo.png', content=PNG).id
    replaced = act_now(profiles.set_photo, cast.ada, file_name='old.png', content=PNG)
    kept = act_now(profiles.set_photo, cast.ada, file_name='new.png', content=PNG)
    act_now(profiles.remove_photo, cast.ben)
    act_now(workspaces.remove_logo, cast.ada)
    for file_id in (photo, logo, replaced, kept):
        aged(path_of(file_id))
    assert cleaning.clean() >= 3
    assert [path_of(file_id).exists() for file_id in (photo, logo, replaced, kept)] == [False, False, False, True]
    assert read_now(files.read, cast.guest, file_id=kept).content == PNG


def test_a_file_whose_row_may_still_commit_stays(cast: Cast) -> None:
    fresh, half = uuid4(), uuid4()
    folder.put(fresh, PNG)
    folder.put(half, PNG)
    leftover = path_of(half).rename(path_of(half).with_suffix('.part'))
    cleaning.clean()
    assert path_of(fresh).exists()
    assert leftover.exists()
    aged(path_of(fresh))
    aged(leftover)
    cleaning.clean()
    assert not path_of(fresh).exists()
    assert not leftover.exists()
