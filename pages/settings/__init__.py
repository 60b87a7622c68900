"""The owner's settings, in one frame."""

from fastapi import APIRouter

from pages.settings import business, calendars, integrations, kept, saved_replies, screen, webhook_ledger, webhooks

router = APIRouter()
for one in (business, calendars, integrations, kept, saved_replies, screen, webhook_ledger, webhooks):
    router.include_router(one.router)
