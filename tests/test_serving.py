"""How the server runs beside its pages."""

import asyncio
import gc
import weakref

import pytest

from careops_ui import serving


class Ring:
    """Something that refers to itself, as a page does."""

    def __init__(self) -> None:
        self.itself = self


async def test_what_an_ended_page_held_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, 'SWEEP_SECONDS', 0)
    ring, gone = Ring(), asyncio.Event()
    gc.collect()  # as old as a page that was open for a while
    freed = weakref.ref(ring)
    del ring
    sweeping = asyncio.create_task(serving._sweep(gone))
    await asyncio.sleep(0.01)
    assert freed() is not None
    gone.set()
    await asyncio.sleep(0.05)
    sweeping.cancel()
    assert freed() is None
