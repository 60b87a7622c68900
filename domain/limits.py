"""Rate limits as token buckets in the database: the same count for every process."""

import hashlib
import math

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from data import db
from data.models import RateBucket
from data.settings import settings
from domain import clock
from domain.actor import Actor
from domain.errors import TooMany


def take(session: Session, key: str, *, capacity: int, per_seconds: float) -> None:
    """Take one token of the bucket `key`, which holds `capacity` and fills up in `per_seconds`; TooMany when it is empty.

    What is taken counts only when the transaction commits: to count refused attempts too, take in a transaction of its own.
    """
    if settings().rate_limits == 'off':
        return
    bucket = _locked(session, _short(key)) or _made(session, _short(key), capacity)
    now = clock.now()
    speed = capacity / per_seconds
    tokens = min(capacity, bucket.tokens + max(0.0, (now - bucket.filled_at).total_seconds()) * speed)
    if tokens < 1:
        raise TooMany(math.ceil((1 - tokens) / speed))
    bucket.tokens, bucket.filled_at = tokens - 1, now
    session.add(bucket)
    session.flush()


def hit(session: Session, actor: Actor, *, key: str, capacity: int, per_seconds: float) -> None:
    """`take` for `work.act`: a transaction of its own, so that the attempt counts whatever becomes of it."""
    del actor
    take(session, key, capacity=capacity, per_seconds=per_seconds)


def _short(key: str) -> str:
    return key if len(key) <= 120 else key[:50] + hashlib.sha256(key.encode()).hexdigest()


def _locked(session: Session, key: str) -> RateBucket | None:
    query = select(RateBucket).where(RateBucket.key == key).with_for_update(key_share=True)
    return session.exec(query.execution_options(populate_existing=True)).first()


def _made(session: Session, key: str, capacity: int) -> RateBucket:
    try:
        with session.begin_nested():
            bucket = RateBucket(key=key, tokens=capacity, filled_at=clock.now())
            session.add(bucket)
        return bucket
    except IntegrityError as error:
        found = _locked(session, key) if db.refused(error, 'uq_rate_bucket_key') else None
        if found is None:
            raise
        return found
