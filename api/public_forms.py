"""A customer fills in a form by its link."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.deps import Guest
from api.schemas.form import FormAnswers, PublicFormShown
from domain import form_filling
from domain.form_filling import Page
from domain.work import act, read

router = APIRouter(prefix='/public/forms', tags=['public forms'])


@router.get('/{token}', summary='A form by its link', response_model=PublicFormShown)
async def open_form(guest: Guest, token: str) -> object:
    """`token` is the last part of the form's `url`."""
    return _shown(await read(form_filling.open, guest, token=token))


@router.put('/{token}', summary='Keep unfinished answers', response_model=PublicFormShown)
async def save(guest: Guest, token: str, given: FormAnswers) -> object:
    """Nothing is refused as wrong or missing yet."""
    return _shown(await act(form_filling.save, guest, token=token, answers=given.answers))


@router.post('/{token}', summary='Hand the form in', response_model=PublicFormShown)
async def submit(guest: Guest, token: str, given: FormAnswers) -> object:
    """422 names each wrong or missing answer as `answers.<key>`."""
    return _shown(await act(form_filling.submit, guest, token=token, answers=given.answers))


def _shown(page: Page) -> dict[str, Any]:
    return asdict(page) | {'business_name': page.business.name}
