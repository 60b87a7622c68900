"""Who holds a claim: this process by a name that tells, on the same machine, whether its owner is still alive."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

_BOOT = Path('/proc/sys/kernel/random/boot_id')
_SPACE = Path('/proc/self/ns/pid')
DEAD = {'Z', 'X', 'x'}


@lru_cache(maxsize=1)
def me() -> str:
    """The name under which this process claims: machine and start, process id, moment of its start."""
    return f'{_machine()}.{os.getpid()}.{_born(os.getpid())}'


def gone(claimed_by: str) -> bool:
    """Whether the owner is surely dead: it ran in this very process space and does not any more. Otherwise its lease has to end."""
    machine, _, rest = claimed_by.partition('.')
    if not machine or machine != _machine() or machine == 'unknown' or claimed_by == me():
        return False
    process, _, born = rest.partition('.')
    return _born(int(process)) != born


@lru_cache(maxsize=1)
def _machine() -> str:
    try:
        told = _BOOT.read_text() + str(_SPACE.readlink())
    except OSError:
        return 'unknown'
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _born(process: int) -> str:
    """When a process started, in ticks since the machine did; '' for one that is not there, or dead and not yet buried."""
    try:
        told = Path(f'/proc/{process}/stat').read_text().rpartition(')')[2].split()
    except OSError:
        return ''
    return '' if told[0] in DEAD else told[19]
