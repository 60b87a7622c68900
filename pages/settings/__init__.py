"""The owner's settings, in one frame."""

from fastapi import APIRouter

from pages.settings import business, calendars, integrations, kept, saved_replies, screen

router = APIRouter()
for one in (business, calendars, integrations, kept, saved_replies, screen):
    router.include_router(one.router)
