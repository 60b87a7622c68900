"""Our static files: the version stands in the address, so browsers keep them for good; compressed once, not per visitor."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

FOLDER = Path(__file__).parent
KINDS = {'.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml'}
router = APIRouter(include_in_schema=False)


@lru_cache
def content(name: str) -> tuple[str, bytes, bytes]:
    """Version, bytes and compressed bytes of one of our files; FileNotFoundError for anything else."""
    path = FOLDER / name
    if Path(name).name != name or path.suffix not in KINDS or not path.is_file():
        raise FileNotFoundError(name)
    plain = path.read_bytes()
    return hashlib.sha256(plain).hexdigest()[:12], plain, gzip.compress(plain, 9, mtime=0)


@lru_cache
def url(name: str) -> str:
    """The address of one of our files; it changes with its content."""
    return f'/assets/{content(name)[0]}/{name}'


@router.get('/assets/{version}/{name}')
def asset(request: Request, version: str, name: str) -> Response:
    """One file of ours. A version that is not the present one is answered too (an old page is still open), but not kept."""
    try:
        present, plain, packed = content(name)
    except FileNotFoundError:
        return Response(status_code=404)
    headers = {
        'Cache-Control': 'public, max-age=31536000, immutable' if version == present else 'no-cache',
        'Vary': 'Accept-Encoding',
        'X-Content-Type-Options': 'nosniff',
    }
    if 'gzip' in request.headers.get('accept-encoding', ''):
        plain, headers['Content-Encoding'] = packed, 'gzip'
    return Response(plain, media_type=KINDS[Path(name).suffix], headers=headers)
