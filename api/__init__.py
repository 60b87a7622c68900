"""The REST face of the house: one FastAPI app of its own under `/api/v1`, answered by the same domain functions as the pages."""

from fastapi import FastAPI

from api import app as rest
from api import feeds, files, health, incoming, receipts


def mount(app: FastAPI) -> None:
    """Answer `/api/v1`, the health checks and the files of the house's app.

    The API is an app of its own because its errors, its limits and its documentation are not those of the pages.
    """
    app.include_router(health.router)
    app.include_router(files.router)
    app.include_router(feeds.router)
    app.include_router(incoming.router)
    app.include_router(receipts.router)
    app.router.routes.insert(0, rest.route())
