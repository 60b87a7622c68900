"""The description of the API: what FastAPI derives, with our problems, and an example for every operation."""

from typing import Any

from fastapi import FastAPI

WELCOME = """
Everything that the pages of CareOps can do. Sign in with `POST /api/v1/auth/login` and send the `access_token` as
`Authorization: Bearer …`; the paths under `/public` need no sign-in.

- Ids are UUIDs, instants ISO 8601 with offset, money a decimal string in the workspace's currency.
- Lists take `limit` (at most 200) and `offset`, filters by field name, and `sort=field` or `sort=-field`.
- Every error is an `application/problem+json` (RFC 9457); wrong input names its fields in `errors`.
- Send an `Idempotency-Key` with what creates something, and repeat it without fear: the first answer comes again.
"""
MEDIA = 'application/problem+json'
SAID = {
    401: 'Not signed in, or not any more',
    403: 'Not allowed',
    404: 'Not there, or not yours',
    409: 'The present state does not allow it',
    413: 'Too big',
    415: 'Not JSON',
    422: 'Invalid input',
    429: 'Too many; see Retry-After',
}
PROBLEM = {
    'type': 'object',
    'title': 'Problem',
    'required': ['type', 'title', 'status', 'detail'],
    'properties': {
        'type': {'type': 'string', 'example': 'urn:careops:problem:invalid'},
        'title': {'type': 'string', 'example': 'Invalid'},
        'status': {'type': 'integer', 'example': 422},
        'detail': {'type': 'string', 'example': 'Please give a name'},
        'errors': {
            'type': 'array',
            'description': 'With 422: what is wrong, by field.',
            'items': {
                'type': 'object',
                'properties': {
                    'field': {'type': 'string', 'example': 'contact.email'},
                    'message': {'type': 'string', 'example': 'Please give an e-mail address or a phone number'},
                },
            },
        },
    },
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        'description': said,
        'content': {
            MEDIA: {
                'schema': {'$ref': '#/components/schemas/Problem'},
                'example': {
                    'type': 'about:blank',
                    'title': said,
                    'status': status,
                    'detail': f'{said}.',
                },
            }
        },
    }
    for status, said in SAID.items()
}
SAMPLES = {
    'uuid': '3f2b8c1e-6a4d-4a57-9d2e-0c1b2a3d4e5f',
    'date-time': '2026-03-02T09:30:00+00:00',
    'date': '2026-03-02',
    'email': 'priya@example.com',
    'uri': 'https://juniper.example/',
}


def complete(app: FastAPI) -> None:
    """Let the app describe itself with problems and examples."""
    derive = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finished(derive())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _finished(description: dict[str, Any]) -> dict[str, Any]:
    schemas = description.setdefault('components', {}).setdefault('schemas', {})
    schemas['Problem'] = PROBLEM
    for unused in ('HTTPValidationError', 'ValidationError'):
        schemas.pop(unused, None)
    for path in description['paths'].values():
        for operation in path.values():
            answers = operation['responses']
            for holder in [operation.get('requestBody', {}), *answers.values()]:
                _exemplify(holder.get('content', {}).get('application/json'), schemas)
    return description


def _exemplify(content: dict[str, Any] | None, schemas: dict[str, Any]) -> None:
    if content and 'example' not in content and 'examples' not in content:
        content['example'] = example(content.get('schema', {}), schemas)


def example(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """A believable value of the schema: its own example, else one put together from its parts."""
    if '$ref' in schema:
        return example(schemas[schema['$ref'].rsplit('/', 1)[1]], schemas, depth)
    for found in (schema.get('examples') or [None])[0], schema.get('example'), schema.get('const'):
        if found is not None:
            return found
    if schema.get('enum'):
        return schema['enum'][0]
    for choices in ('anyOf', 'oneOf', 'allOf'):
        if choices in schema:
            return example(schema[choices][0], schemas, depth)
    if schema.get('default') is not None:
        return schema['default']
    return _by_type(schema, schemas, depth)


def _by_type(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
    kind = schema.get('type')
    if kind == 'object':
        inner = schema.get('properties', {})
        return {name: example(part, schemas, depth + 1) for name, part in inner.items()} if depth < 6 else {}
    if kind == 'array':
        return [example(schema.get('items', {}), schemas, depth + 1)] if depth < 6 else []
    if kind in {'integer', 'number'}:
        return schema.get('minimum', 1)
    if kind == 'boolean':
        return True
    return SAMPLES.get(schema.get('format', ''), 'text') if kind == 'string' else None
