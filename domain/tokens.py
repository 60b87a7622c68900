"""What an API client proves itself with: a short-lived signed access token, and a chain of refresh tokens used once each."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from data.models import RefreshToken
from data.settings import settings
from domain import clock
from domain.actor import Actor
from domain.errors import SignedOut

ACCESS = timedelta(minutes=30)
REFRESH = timedelta(days=7)
AUDIENCE = 'careops-api'


class WrongToken(SignedOut):
    """This token is not valid, or not any more. Please sign in again."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair; `expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int = int(ACCESS.total_seconds())
    token_type: str = 'bearer'  # noqa: S105 (the name of a scheme)


def start(session: Session, actor: Actor, *, user_id: UUID) -> Tokens:
    """The first pair of a new sign-in. Whoever calls this has checked the password."""
    del actor
    return _pair(session, user_id, uuid4())


def refresh(session: Session, actor: Actor, *, refresh_token: str) -> Tokens | None:
    """The next pair for an unused refresh token. None for any other; one that was used before ends its whole family,
    which must be committed, so nothing is raised here."""
    row = session.exec(
        select(RefreshToken)
        .where(RefreshToken.token_hash == _hash(refresh_token))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if row is None or _ended(session, row.family_id):
        return None
    if row.used_at is not None:
        end_family(session, actor, family_id=row.family_id)
        return None
    if row.expires_at <= clock.now():
        return None
    row.used_at = clock.now()
    return _pair(session, row.user_id, row.family_id)


def end_family(session: Session, actor: Actor, *, family_id: UUID) -> None:
    """Sign one API client out: its access tokens and its refresh tokens end at once."""
    del actor
    _end(session, col(RefreshToken.family_id) == family_id)


def end_all(session: Session, actor: Actor, *, user_id: UUID, keep: UUID | None = None) -> None:
    """Sign every API client of a person out, but not the family `keep`."""
    del actor
    _end(session, col(RefreshToken.user_id) == user_id, *([col(RefreshToken.family_id) != keep] if keep else []))


def sign_out(session: Session, actor: Actor) -> None:
    """End the family that the actor's token belongs to."""
    if actor.family_id is not None:
        end_family(session, actor, family_id=actor.family_id)


def bearer(token: str) -> Actor:
    """The actor whom an access token names; his rights are read when he enters the domain. WrongToken for any other text."""
    try:
        claims = jwt.decode(
            token,
            _key(),
            algorithms=['HS256'],
            audience=AUDIENCE,
            options={'require': ['exp', 'sub', 'family'], 'verify_exp': False, 'verify_iat': False},
        )
        user_id, family_id = UUID(claims['sub']), UUID(claims['family'])
        ends = datetime.fromtimestamp(claims['exp'], UTC)
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, OverflowError):
        raise WrongToken from None
    if ends <= clock.now():
        raise WrongToken
    return Actor(kind='user', user_id=user_id, family_id=family_id)


def _pair(session: Session, user_id: UUID, family_id: UUID) -> Tokens:
    token = secrets.token_urlsafe(32)
    session.add(
        RefreshToken(user_id=user_id, family_id=family_id, token_hash=_hash(token), expires_at=clock.now() + REFRESH)
    )
    claims = {
        'aud': AUDIENCE,
        'sub': str(user_id),
        'family': str(family_id),
        'iat': int(clock.now().timestamp()),
        'exp': int((clock.now() + ACCESS).timestamp()),
        'jti': secrets.token_hex(8),
    }
    return Tokens(access_token=jwt.encode(claims, _key(), algorithm='HS256'), refresh_token=token)


def _end(session: Session, *which: ColumnElement[bool]) -> None:
    session.exec(update(RefreshToken).where(*which, col(RefreshToken.ended_at).is_(None)).values(ended_at=clock.now()))


def _ended(session: Session, family_id: UUID) -> bool:
    """Asked of the whole family: a link that was added while the family ended knows nothing of the end."""
    return (
        session.exec(
            select(RefreshToken.id).where(RefreshToken.family_id == family_id, col(RefreshToken.ended_at).is_not(None))
        ).first()
        is not None
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key() -> bytes:
    """A key of its own for this use, so that a signature made here opens nothing elsewhere."""
    return hmac.new(settings().secret_key.get_secret_value().encode(), b'api access tokens', hashlib.sha256).digest()
