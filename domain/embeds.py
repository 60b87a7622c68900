"""The public addresses of a business: to copy, to print as a QR code, to put on a web site."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from uuid import UUID

import segno

from data.settings import settings

FOLLOW = (
    '<script>addEventListener("message",e=>{const f=[...document.querySelectorAll("iframe")]'
    '.find(f=>f.contentWindow===e.source);const h=+(e.data||{}).careopsHeight;if(f&&h>0)f.style.height=h+"px"})</script>'
)


@dataclass(frozen=True, slots=True)
class PublicLink:
    """One public page with its full address."""

    title: str
    url: str


def links(
    slug: str, services: Iterable[tuple[str, str]] = (), people: Iterable[tuple[str, UUID]] = ()
) -> list[PublicLink]:
    """Booking page, contact form, one link for each service (`name, slug`), and one for each person (`name, id`): none changes with a name."""
    base = settings().base_url.rstrip('/')
    direct = [PublicLink(name, f'{base}/book/{slug}/{service}') for name, service in services]
    with_one = [PublicLink(f'With {name}', f'{base}/book/{slug}?with={member_id}') for name, member_id in people]
    house = [PublicLink('Booking page', f'{base}/book/{slug}'), PublicLink('Contact form', f'{base}/c/{slug}')]
    return [*house, *direct, *with_one]


def snippet(url: str, name: str) -> str:
    """What an owner pastes into a web site to show the booking page there; the frame follows the height of the page in it."""
    return (
        f'<iframe src="{escape(url)}?embed=1" title="{escape(f"Book at {name}")}" '
        'style="width:100%;max-width:560px;height:760px;border:0" loading="lazy"></iframe>\n' + FOLLOW
    )


def qr_svg(url: str) -> str:
    """The address as a QR code: inline SVG in the colour of the text around it."""
    file = io.BytesIO()
    segno.make(url, error='m').save(
        file, kind='svg', scale=4, border=4, xmldecl=False, svgns=True, omitsize=True, dark='#000', light='#fff'
    )
    return file.getvalue().decode()
