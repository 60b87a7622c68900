"""Swagger at `/docs` and ReDoc at `/redoc`, from files of our own server: they work without the internet."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

# Swagger writes its set-up into the page and ReDoc works in a blob: these two pages, and no others, may do that.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; form-action 'self'"
)


def add(app: FastAPI, prefix: str) -> None:
    """Add both pages and their scripts and styles."""
    assets = f'{prefix}/assets'
    icon = f'{assets}/favicon.png'
    app.mount(assets, StaticFiles(directory=Path(str(files('fastapi_offline') / 'static'))))

    @app.get(f'{prefix}/docs', include_in_schema=False, tags=['docs'])
    async def swagger() -> HTMLResponse:
        return _page(
            get_swagger_ui_html(
                openapi_url=f'{prefix}/openapi.json',
                title='CareOps API',
                swagger_js_url=f'{assets}/swagger-ui-bundle.js',
                swagger_css_url=f'{assets}/swagger-ui.css',
                swagger_favicon_url=icon,
                swagger_ui_parameters={'persistAuthorization': False, 'tryItOutEnabled': True},
            )
        )

    @app.get(f'{prefix}/redoc', include_in_schema=False, tags=['docs'])
    async def redoc() -> HTMLResponse:
        return _page(
            get_redoc_html(
                openapi_url=f'{prefix}/openapi.json',
                title='CareOps API',
                redoc_js_url=f'{assets}/redoc.standalone.js',
                redoc_favicon_url=icon,
                with_google_fonts=False,
            )
        )


def _page(page: HTMLResponse) -> HTMLResponse:
    page.headers['Content-Security-Policy'] = POLICY
    return page
