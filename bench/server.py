"""What the server needs: to start, to rest, and for each page."""

import statistics
import time
from pathlib import Path

import httpx
import psutil

from bench.table import quantile
from tests.server import Server


def start_time(home: Path, times: int = 5) -> tuple[float, float]:
    """Seconds from starting the process until it is ready, and megabytes once it rests: medians."""
    seconds, megabytes = [], []
    for number in range(times):
        server = Server(home / f'start-{number}')
        begin = time.monotonic()
        server.start()
        seconds.append(time.monotonic() - begin)
        time.sleep(3)
        megabytes.append(memory(server))
        server.stop()
    return statistics.median(seconds), statistics.median(megabytes)


def memory(server: Server) -> float:
    """Resident megabytes of the server process."""
    assert server.process
    return float(psutil.Process(server.process.pid).memory_info().rss) / 1e6


def page_times(client: httpx.Client, path: str, views: int = 60) -> tuple[float, float]:
    """p50 and p95 of one page's answer in milliseconds, one client, warm."""
    times = []
    for _ in range(views):
        begin = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - begin) * 1000)
        answer.raise_for_status()
    return quantile(times[5:], 0.5), quantile(times[5:], 0.95)


def cpu_per_view(server: Server, path: str, views: int = 300) -> float:
    """Milliseconds of server processor time for one view of a page."""
    assert server.process
    process = psutil.Process(server.process.pid)
    with httpx.Client(base_url=server.url) as client:
        for _ in range(20):
            client.get(path)
        before = process.cpu_times()
        for _ in range(views):
            client.get(path).raise_for_status()
        after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) * 1000 / views


def memory_after_loads(server: Server, path: str, loads: int = 2000) -> float:
    """Megabytes after many loads of a public page by clients that never open a websocket."""
    with httpx.Client(base_url=server.url) as client:
        for _ in range(loads):
            client.get(path).raise_for_status()
    return memory(server)
