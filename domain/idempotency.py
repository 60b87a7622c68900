"""The first answer to a creating call, kept under the caller's key and given again to its repetitions."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from data.models import IdempotencyKey
from data.settings import settings
from domain import clock
from domain.actor import Actor
from domain.errors import Conflict


class KeyReused(Conflict):
    """This Idempotency-Key came before with another request."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks (`scope`), under which `key`, for what (`body_hash`)."""

    scope: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Answer:
    content: Any
    repeated: bool


def once(session: Session, actor: Actor, *, claim: Claim, call: Callable[[Session, Actor], Any]) -> Answer:
    """Do `call` (which returns plain JSON) and keep its answer, or give the answer that the first equal request got.

    The key's row is written first: an equal request in parallel waits for it, and a refused call leaves no row, so that
    it may be tried again. KeyReused for a key that came with another request.
    """
    row = _claimed(session, claim)
    if row is not None:
        return _repeated(row, claim)
    content = call(session, actor)
    made = session.exec(select(IdempotencyKey).where(*_named(claim))).one()
    made.answer = {'sealed': _seal(content)}
    return Answer(content, repeated=False)


def kept(session: Session, actor: Actor, *, claim: Claim) -> Answer | None:
    """The answer that the first equal request got, if there was one. KeyReused for a key that came with another request."""
    del actor
    row = session.exec(select(IdempotencyKey).where(*_named(claim))).first()
    return _repeated(row, claim) if row else None


def fingerprint(content: Any) -> str:
    """The same for equal JSON, whatever the order of its members."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _claimed(session: Session, claim: Claim) -> IdempotencyKey | None:
    """Write the key's row, or return the one that somebody wrote before us (waiting for him to commit)."""
    insert = postgres_insert if session.get_bind().dialect.name == 'postgresql' else sqlite_insert
    row = IdempotencyKey(scope=claim.scope, key=claim.key, body_hash=claim.body_hash, status=0, created_at=clock.now())
    statement = insert(IdempotencyKey).values(row.model_dump()).on_conflict_do_nothing(index_elements=['scope', 'key'])
    if session.connection().execute(statement.returning(col(IdempotencyKey.id))).first():
        return None
    return session.exec(select(IdempotencyKey).where(*_named(claim))).one()


def _repeated(row: IdempotencyKey, claim: Claim) -> Answer:
    if row.body_hash != claim.body_hash:
        raise KeyReused
    return Answer(_open(row.answer['sealed']), repeated=True)


def _named(claim: Claim) -> tuple[Any, Any]:
    return IdempotencyKey.scope == claim.scope, IdempotencyKey.key == claim.key


def _seal(content: Any) -> str:
    """Answers hold tokens and people's data: at rest they are nobody's business."""
    return _cipher().encrypt(json.dumps(content).encode()).decode()


def _open(sealed: str) -> Any:
    try:
        return json.loads(_cipher().decrypt(sealed.encode()))
    except InvalidToken:
        raise KeyReused('The first answer can no longer be read. Please use a new Idempotency-Key.') from None


@lru_cache
def _cipher() -> Fernet:
    key = hashlib.sha256(b'idempotency answers' + settings().secret_key.get_secret_value().encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
