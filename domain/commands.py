"""What `python main.py …` does besides serving."""

import socket
import sys

from data.settings import reachable, settings
from domain import demo, passwords, resets, work
from domain.actor import Actor
from domain.errors import Refusal

USAGE = """python main.py                         serve
python main.py demo                    serve an invented salon to look around in
python main.py reset-password EMAIL    print a single-use link to a new password"""


def run(command: list[str]) -> int | None:
    """Run one command; the exit code, or None where serving comes next."""
    try:
        match command:
            case []:
                return None
            case ['demo']:
                prepare_demo()
                return None
            case ['reset-password', email]:
                link = work.act_now(resets.link_for, Actor.system(), email=email)
                sys.stdout.write(f'Open this link within an hour; it works once:\n{link}\n')
                return 0
    except Refusal as refusal:
        sys.stderr.write(refusal.message + '\n')
        return 1
    sys.stderr.write(USAGE + '\n')
    return 2


def prepare_demo() -> None:
    """Make the demo where it is not there yet, and say how to sign in."""
    if not work.read_now(demo.exists, Actor.system()):
        sys.stdout.write('Inventing a salon with ninety days behind it…\n')
        work.act_now(demo.create, Actor.guest(), password_hash=passwords.hashed(demo.PASSWORD))
    sys.stdout.write(f'Sign in as {demo.OWNER} (owner) or {demo.STAFF} (staff), password: {demo.PASSWORD}\n')


def check_address() -> None:
    """End with a sentence where another program listens at our address already, before anything is started."""
    family = socket.AF_INET6 if ':' in settings().host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings().host, settings().port))
        except OSError as error:
            where = f'{settings().host}:{settings().port}'
            sys.exit(f'CareOps cannot listen at {where}: {error.strerror}. Choose another with CAREOPS_PORT.')


def greet() -> None:
    """Say where the product answers, once it does."""
    here = f'http://{reachable(settings().host)}:{settings().port}'
    public = '' if settings().base_url == here else f' (customers reach it at {settings().base_url})'
    sys.stdout.write(f'\n  CareOps is ready: {here}{public}\n  Stop it with Ctrl+C.\n\n')
    sys.stdout.flush()
