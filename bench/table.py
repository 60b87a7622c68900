"""A table that a person reads, and what it was measured on."""

import os
import platform
import statistics
from collections.abc import Sequence


def machine() -> str:
    """The machine and how busy it was at this moment."""
    load = ', '.join(f'{value:.1f}' for value in os.getloadavg())
    return f'{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load}'


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    """The median of each column."""
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print one table."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    print(f'\n{title}')
    for number, row in enumerate(cells):
        first, *rest = [
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        print('  ' + '  '.join([first, *rest]))
        if number == 0:
            print('  ' + '  '.join('-' * width for width in widths))
