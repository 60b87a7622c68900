"""The screens: one module per screen or group of screens. They lay out, read, call one domain function per click, show the outcome."""

from fastapi import FastAPI

from pages import (
    alerts,
    automation,
    bookings,
    contacts,
    dashboard,
    form_templates,
    forms,
    inbox,
    inventory,
    invitation,
    profile,
    register,
    reset,
    settings,
    setup,
    sign_in,
    staff,
    waitlist,
    workspaces,
)
from pages.public import booking, contact, manage, unsubscribe, waiting
from pages.public import forms as customer_forms

SCREENS = [
    dashboard,
    inbox,
    bookings,
    waitlist,
    contacts,
    forms,
    form_templates,
    inventory,
    staff,
    invitation,
    alerts,
    automation,
    profile,
    register,
    setup,
    settings,
    reset,
    sign_in,
    workspaces,
    booking,
    contact,
    manage,
    customer_forms,
    unsubscribe,
    waiting,
]


def mount(app: FastAPI) -> None:
    """Answer at the address of every screen."""
    for screen in SCREENS:
        app.include_router(screen.router)
