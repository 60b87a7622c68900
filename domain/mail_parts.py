"""The HTML frame of every mail: the business's name, logo and colour, readable on phones, in dark mode and without styles."""

import re
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup, escape

from domain.rendering import Button, Card, Paragraph, Part

_ADDRESS = re.compile(r'(https?://[^\s<>"]*[^\s<>".,;:!?)\]])')
_pages = Environment(
    loader=PackageLoader('domain', 'templates'), autoescape=select_autoescape(['html']), trim_blocks=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Who writes, as it appears around the text."""

    name: str
    colour: str
    logo_url: str = ''
    address: str = ''
    phone: str = ''
    email: str = ''
    language: str = 'en'
    footer: str = ''
    unsubscribe_label: str = ''
    unsubscribe_url: str = ''


def html(brand: Brand, subject: str, parts: list[Part]) -> str:
    """The whole document; everything that people typed is escaped."""
    return _pages.get_template('mail.html').render(
        brand=brand, subject=subject, parts=parts, kind=_kind, lines=_lines, ink=_ink(brand.colour)
    )


def seen(document: str, *, dark: bool) -> str:
    """The document as a reader with a dark or a light screen sees it, whatever the screen of the one who looks now."""
    return document.replace('(prefers-color-scheme: dark)', 'all' if dark else 'not all').replace(
        'color-scheme: light dark', f'color-scheme: {"dark" if dark else "light"}'
    )


def _kind(part: Part) -> str:
    return {Button: 'button', Card: 'card', Paragraph: 'text'}[type(part)]


def _lines(text: str) -> Markup:
    return Markup('<br>').join(_linked(line) for line in text.split('\n'))


def _linked(line: str) -> Markup:
    """Addresses that were written out can be clicked; everything else is escaped."""
    parts = _ADDRESS.split(line)
    return Markup('').join(
        Markup('<a href="{0}" style="color:inherit;">{0}</a>').format(part) if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )


def _ink(colour: str) -> str:
    """Black or white, whichever reads better on the colour (WCAG relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return '#111111' if luminance > 0.179 else '#ffffff'
