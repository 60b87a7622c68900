"""Charts as inline SVG, from numbers and our own labels only; their colours come from the theme."""

from html import escape

from nicegui import ui

WIDTH, HEIGHT, FOOT = 640, 150, 24


def bars(values: list[int], names: list[str], *, title: str) -> ui.html:
    """A bar for each value with its name below, the last one marked; `title` says for screen readers what is to be seen."""
    return svg(bar_parts(values, names), WIDTH, HEIGHT, title)


def bar_parts(values: list[int], names: list[str]) -> list[str]:
    """The shapes of a bar chart."""
    ground, top, step = HEIGHT - FOOT, max([*values, 1]), WIDTH / max(len(values), 1)
    parts = [f'<line class="ax" x1="0" x2="{WIDTH}" y1="{ground}" y2="{ground}"/>']
    for place, (value, name) in enumerate(zip(values, names, strict=True)):
        tall, x = value / top * (ground - 28), place * step + step * 0.2
        last = ' on' if place == len(values) - 1 else ''
        middle = f'{x + step * 0.3:.0f}'
        parts.append(
            f'<rect class="b{last}" x="{x:.0f}" y="{ground - tall:.0f}" width="{step * 0.6:.0f}" height="{tall:.0f}" rx="3"/>'
            f'<text x="{middle}" y="{ground - tall - 6:.0f}" text-anchor="middle">{value}</text>'
            f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{escape(name)}</text>'
        )
    return parts


def svg(parts: list[str], width: int, height: int, title: str) -> ui.html:
    """The picture of the parts; `title` is read aloud instead of it."""
    inner, name = ''.join(parts), escape(title, quote=True)
    return ui.html(
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{name}">{inner}</svg>',
        sanitize=False,
    )
