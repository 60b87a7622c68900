"""`Idempotency-Key`: a creating call that is repeated gets its first answer again."""

from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlmodel import Session

from api import door
from domain import idempotency, work
from domain.actor import Actor
from domain.idempotency import Answer, Claim
from domain.work import Domain

Key = Annotated[
    str | None,
    Header(
        alias='Idempotency-Key',
        min_length=1,
        max_length=200,
        pattern=r'^[\x20-\x7e]+$',
        description='Any text of your own, new for each thing you create. The same key and body get the first answer again.',
        examples=['6f1c0a52-2f0b-4f4d-9a65-1c1d2f3e4a5b'],
    ),
]


class Creating:
    """Does a creating call at most once per key of one caller."""

    def __init__(self, request: Request, key: str | None, content: Any) -> None:
        self._request, self._key, self._content = request, key, content

    async def __call__(
        self, shape: type[BaseModel], function: Domain[..., Any], actor: Actor, status: int = 201, **given: Any
    ) -> JSONResponse:
        """Run `function(session, actor, **given)` in one transaction and answer with its result in this shape."""

        def call(session: Session, fresh: Actor) -> Any:
            return shape.model_validate(function(session, fresh, **given)).model_dump(mode='json')

        if self._key is None:
            answer = Answer(await work.act(_plain, actor, call=call), repeated=False)
        else:
            answer = await work.act(idempotency.once, actor, claim=self._claim(actor), call=call)
        return _response(answer, status)

    async def known(self, actor: Actor, status: int = 201) -> JSONResponse | None:
        """The kept answer, for calls with slow work before their transaction."""
        if self._key is None:
            return None
        answer = await work.read(idempotency.kept, actor, claim=self._claim(actor))
        return _response(answer, status) if answer else None

    def _claim(self, actor: Actor) -> Claim:
        who = f'{actor.kind} {actor.user_id} {self._request.method} {self._request.url.path}'
        return Claim(idempotency.fingerprint(who), self._key or '', idempotency.fingerprint(self._content))


def _plain(session: Session, actor: Actor, *, call: Any) -> Any:
    return call(session, actor)


def _response(answer: Answer, status: int) -> JSONResponse:
    return JSONResponse(answer.content, status, {'Idempotency-Replayed': 'true'} if answer.repeated else None)


async def creating(request: Request, key: Key = None) -> Creating:
    """What a creating route calls its domain function through."""
    body = await request.body()
    return Creating(request, key, door.read(body) if body else None)


Once = Annotated[Creating, Depends(creating)]
