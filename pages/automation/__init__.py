"""Automation: what happens by itself, what will happen, what happened, and the clockwork behind it."""

from fastapi import APIRouter

from pages.automation import coming, jobs, log, rule, rules

router = APIRouter()
for one in (rules, rule, coming, log, jobs):
    router.include_router(one.router)
