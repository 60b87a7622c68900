"""The customers' pages: one frame for both ways of drawing them, plain HTML first and live NiceGUI afterwards."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from careops_ui import assets
from careops_ui.tags import Tags
from careops_ui.visit import Reader, visit_of
from domain.public_views import Business

Build = Callable[[Any], None]
COLOUR = re.compile(r'#[0-9a-fA-F]{6}')
SHEETS = ('theme.css', 'public.css')
LAYERS = '@layer theme, base, quasar, nicegui, components, utilities, overrides, quasar_importants;'


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One state of a public page: `build(tags)` draws it with either tag set."""

    title: str
    build: Build
    reader: Reader
    business: Business | None = None
    status: int = 200
    live: bool = False
    events: str = ''


@dataclass(frozen=True, slots=True)
class Go:
    """A form was accepted: look at this address now."""

    path: str


@contextmanager
def frame(tags: Any, screen: Screen) -> Iterator[None]:
    """One column: logo or initial, name and address above, who runs the page below. An embedded page stands in the business's own frame."""
    if screen.business and not screen.reader.embed:
        _head_of(tags, screen.business)
    yield
    tags.p(screen.reader.say('Runs on CareOps')).classes('by')


def _head_of(tags: Any, business: Business) -> None:
    with tags.header().classes('cluster nowrap'):
        if business.logo_id:
            tags.img(src=f'/files/{business.logo_id}', alt='', width='56', height='56').classes('face big')
        else:
            tags.span(**{'data-initial': business.name[:1].upper()}).classes('face big brand')
        with tags.div().classes('two wrap'):
            tags.b(business.name)
            if business.address:
                tags.small(business.address)


def column(tags: Any, screen: Screen) -> Any:
    """The element that holds a page; under NiceGUI, Quasar's page is the `<main>` around it."""
    make = tags.main if isinstance(tags, Tags) else tags.div
    return make(id='page', **{'data-events': screen.events or None}).classes('public')


def document(build: Build, business: Business | None, reader: Reader, title: str, *, status: int = 200) -> HTMLResponse:
    """A plain page of one's own making. No other site shows it in a frame: it may ask for a password."""
    alone = replace(reader, embed=False)
    return page(Screen(title=title, build=build, business=business, reader=alone, status=status))


def page(screen: Screen, live: str = '') -> HTMLResponse:
    """The plain page, complete without a script. `live` is the address of the page that may take over."""
    tags, nonce = Tags(), secrets.token_urlsafe(16)
    with column(tags, screen), frame(tags, screen):
        screen.build(tags)
    embed, language = screen.reader.embed, screen.reader.language
    look = ' class="embed"' if embed else ''
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><head>{_head(screen, nonce)}</head>'
        f'<body{look}>{tags}{_scripts(live, nonce)}</body></html>',
        screen.status,
        headers=headers(nonce, live=bool(live), embed=embed),
    )


def _head(screen: Screen, nonce: str) -> str:
    return (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(full_title(screen))}</title><style nonce="{nonce}">{LAYERS}</style>{sheets()}'
        f'<style nonce="{nonce}">{brand(screen.business)}</style><link rel="icon" href="data:,">'
    )


def _scripts(live: str, nonce: str) -> str:
    scripts = f'<script src="{assets.url("public.js")}" defer></script>'
    if live:
        address = f'nonce="{nonce}" data-live="{escape(live)}"'
        scripts += f'<script src="{assets.url("takeover.js")}" {address} defer></script>'
    return scripts


def sheets() -> str:
    """The links to our stylesheets."""
    return ''.join(f'<link rel="stylesheet" href="{assets.url(sheet)}">' for sheet in SHEETS)


def full_title(screen: Screen) -> str:
    """The page's title with the business's name."""
    return f'{screen.title} · {screen.business.name}' if screen.business else screen.title


def brand(business: Business | None) -> str:
    """The style of the business's colour; a colour that is none counts as absent."""
    colour = business.colour if business and COLOUR.fullmatch(business.colour) else ''
    return f':root{{--brand:{colour}}}' if colour else ''


def reader(request: Request) -> Reader:
    """Who reads, by `?lang=` and the browser's languages."""
    return visit_of(request).reader


def moved(path: str) -> RedirectResponse:
    """303: the answer to a form that was accepted."""
    return RedirectResponse(path, 303, headers={'Cache-Control': 'no-store'})


def headers(nonce: str, *, live: bool = False, embed: bool = False) -> dict[str, str]:
    """What the page may do. Only a page that comes alive may evaluate scripts (NiceGUI does); only an embed may be framed."""
    scripts = f"'self' 'nonce-{nonce}' 'unsafe-eval'" if live else "'self'"
    styles = "'self' 'unsafe-inline'" if live else f"'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'"
    ancestors = '*' if embed else "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; font-src 'self' data:; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )
    return {
        'Content-Security-Policy': policy,
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'same-origin',
        'X-Content-Type-Options': 'nosniff',
        'Vary': 'Accept-Language',
        **({} if embed else {'X-Frame-Options': 'DENY'}),
    }
