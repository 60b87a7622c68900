"""What a file is, told by its content: what it is called proves nothing."""

IMAGES = frozenset({'image/png', 'image/jpeg', 'image/gif', 'image/webp'})
DOCUMENTS = IMAGES | {
    'application/pdf',
    'text/plain',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.oasis.opendocument.text',
}
STARTS = {
    b'\x89PNG\r\n\x1a\n': 'image/png',
    b'\xff\xd8\xff': 'image/jpeg',
    b'GIF87a': 'image/gif',
    b'GIF89a': 'image/gif',
    b'%PDF-': 'application/pdf',
}
INSIDE = {
    b'word/': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    b'xl/': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    b'application/vnd.oasis.opendocument.text': 'application/vnd.oasis.opendocument.text',
}


def of(content: bytes) -> str:
    """The type of a file that we know, '' for every other one."""
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b'RIFF' and content[8:12] == b'WEBP':
        return 'image/webp'
    if content.startswith(b'PK\x03\x04'):
        return next((kind for mark, kind in INSIDE.items() if mark in content[:200] or mark in content[-20_000:]), '')
    return 'text/plain' if _is_text(content) else ''


def _is_text(content: bytes) -> bool:
    """Plain text without markup: nothing that a browser would run."""
    try:
        text = content.decode('utf-8')
    except UnicodeDecodeError:
        return False
    start = text.lstrip('\ufeff \t\r\n').lower()
    return '\0' not in text and not start.startswith('<') and '<script' not in start
