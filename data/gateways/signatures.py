"""Did this call really come from the provider? Each provider's own way to sign what it posts to us."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from twilio.request_validator import RequestValidator

TOLERANCE_SECONDS = 300


def twilio(*, token: str, url: str, form: Mapping[str, str], signature: str) -> bool:
    """Twilio's X-Twilio-Signature: HMAC-SHA1 over the whole address and the sorted form fields."""
    return bool(token and signature) and bool(RequestValidator(token).validate(url, dict(form), signature))


def sendgrid(*, public_key: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
    """SendGrid's signed event webhook: ECDSA over time stamp and body; the key comes as base64 of its DER form."""
    if not _recent(timestamp, now):
        return False
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, ec.ECDSA(SHA256()))
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return True


def svix(*, secret: str, message_id: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
    """Svix, which Resend uses: HMAC-SHA256 over id, time stamp and body; the header may hold several signatures."""
    if not message_id or not _recent(timestamp, now):
        return False
    try:
        key = base64.b64decode(secret.removeprefix('whsec_'), validate=True)
    except (ValueError, binascii.Error):
        return False
    signed = f'{message_id}.{timestamp}.'.encode() + body
    expected = 'v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return bool(key) and any(hmac.compare_digest(expected.encode(), one.encode()) for one in signature.split())


def _recent(timestamp: str, now: datetime) -> bool:
    """An old call, however well signed, is a repetition by somebody else."""
    return (
        timestamp.isascii() and timestamp.isdigit() and abs(now.timestamp() - int(timestamp[:12])) <= TOLERANCE_SECONDS
    )
