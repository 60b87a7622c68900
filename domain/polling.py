"""Reading mailboxes: a few at a time beside everything else; a slow server holds up no other, a mail that fails no other mail."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from data.gateways.base import Failure, OpenFolder, PassingFailure, Refused
from domain import mailboxes, receiving, work
from domain.actor import Actor
from domain.crypto import Unreadable
from domain.errors import Refusal
from domain.mailboxes import Errand, Place

log = logging.getLogger(__name__)
HANDS = 4
BATCH = 200
ATTEMPTS = 3
GRACE_SECONDS = 10
TOO_LARGE = 'It is larger than 20 MB. It is still in your mailbox.'
HOUSE_IN_TROUBLE = (OperationalError, InterfaceError, NoConnection, OSError, MemoryError)
_pool = ThreadPoolExecutor(HANDS, thread_name_prefix='mailbox')
_reading: set[tuple[UUID, str]] = set()
_flying: set[Future[None]] = set()
_ending = threading.Event()


def poll() -> int:
    """Start reading the folders that are due, as many as there are free hands; how many were started."""
    waiting = [one for one in work.read_now(mailboxes.due, Actor.system()) if one[1:] not in _reading]
    chosen = waiting[: max(0, HANDS - len(_reading))]
    for workspace_id, integration_id, name in chosen:
        _reading.add((integration_id, name))
        flight = _pool.submit(_read, workspace_id, integration_id, name)
        _flying.add(flight)
        flight.add_done_callback(_flying.discard)
    return len(chosen)


def end() -> None:
    """No more mails: the one in hand is still taken, a server that does not answer is not waited for long."""
    _ending.set()
    wait(list(_flying), timeout=GRACE_SECONDS)
    if not _reading:
        _ending.clear()


def _read(workspace_id: UUID, integration_id: UUID, name: str) -> None:
    try:
        read(workspace_id, integration_id, name)
    except Exception:
        log.exception('the folder %s of mailbox %s could not be read', name, integration_id)
    finally:
        _reading.discard((integration_id, name))


def read(workspace_id: UUID, integration_id: UUID, name: str) -> int:
    """Read one folder to its end, or a batch of it; how many mails were news. Does nothing where another process reads it."""
    house = Actor.system(workspace_id)
    errand = work.act_now(mailboxes.claim, house, integration_id=integration_id, name=name)
    if errand is None:
        return 0
    try:
        return _through(house, errand)
    except mailboxes.NotOurs:
        log.warning('somebody else reads the folder %s of mailbox %s now', name, integration_id)
    except (Failure, Unreadable) as error:
        work.act_now(mailboxes.fail, house, folder_id=errand.folder_id, sentence=str(error))
    return 0


def _through(house: Actor, errand: Errand) -> int:
    news = 0
    with errand.route.source().opened(errand.name) as folder:
        mark = work.act_now(
            mailboxes.begin,
            house,
            folder_id=errand.folder_id,
            validity=folder.validity,
            next_uid=folder.next_uid,
        )
        uids = folder.after(mark.uid, mark.since)
        done = 0
        for uid in uids[:BATCH]:
            if _ending.is_set():
                break
            news += _one(house, folder, Place(errand.folder_id, folder.validity, uid))
            done += 1
    work.act_now(mailboxes.finish, house, folder_id=errand.folder_id, mark=mark, more=done < len(uids))
    return news


def _one(house: Actor, folder: OpenFolder, place: Place) -> bool:
    """One mail, wherever it belongs; whether it was news."""
    try:
        mail = folder.fetch(place.uid, most=receiving.BIGGEST)
    except (PassingFailure, Refused) as error:
        if not work.act_now(mailboxes.stumble, house, place=place):
            raise
        reason = f'The mail server does not hand this mail over. It is still in your mailbox. {error}'
        work.act_now(mailboxes.hold, house, place=place, raw=b'', whole=False, reason=reason)
        return False
    if mail is None:
        work.act_now(mailboxes.skip, house, place=place)
        return False
    if not mail.whole:
        work.act_now(mailboxes.hold, house, place=place, raw=mail.content, whole=False, reason=TOO_LARGE)
        return False
    return _taken(house, place, mail.content)


def _taken(house: Actor, place: Place, raw: bytes) -> bool:
    """In its conversation, or held. Only trouble of our own (no database, no disk) stops the reading: it is no fault of the mail."""
    reason = ''
    for _ in range(ATTEMPTS):
        try:
            return work.act_now(mailboxes.take, house, place=place, raw=raw)
        except mailboxes.NotOurs:
            raise
        except work.Clash as error:
            reason = error.message
        except Refusal as error:
            reason = error.message
            break
        except HOUSE_IN_TROUBLE:
            raise
        except Exception as error:
            log.exception('a mail could not be taken')
            reason = f'It could not be read ({type(error).__name__}).'
            break
    work.act_now(mailboxes.hold, house, place=place, raw=raw, whole=True, reason=reason)
    return False
