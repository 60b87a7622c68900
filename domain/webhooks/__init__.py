"""Webhooks: addresses of other programs that are told what happens, signed, until they have heard it."""

from domain.webhooks.catalogue import EVENTS, TEST
from domain.webhooks.due import waits
from domain.webhooks.keeping import Made, View, create, delete, listing, new_secret, one, resume, update
from domain.webhooks.ledger import Line, Page, deliveries, delivery, replay, send_test
from domain.webhooks.posting import SETTLED, deliver, queue, settle, take

__all__ = [
    'EVENTS',
    'SETTLED',
    'TEST',
    'Line',
    'Made',
    'Page',
    'View',
    'create',
    'delete',
    'deliver',
    'deliveries',
    'delivery',
    'listing',
    'new_secret',
    'one',
    'queue',
    'replay',
    'resume',
    'settle',
    'take',
    'send_test',
    'update',
    'waits',
]
