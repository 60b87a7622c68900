"""Settings: read once from the environment or `.env`, validated with sentences a person understands."""

import secrets
import sys
import time
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting has a default that is right for a first try on one's own machine."""

    model_config = SettingsConfigDict(env_prefix='CAREOPS_', env_file='.env', extra='ignore', env_ignore_empty=True)

    host: str = '127.0.0.1'
    port: int = Field(8080, ge=1, le=65535)
    data_dir: Path = Path('.careops')
    database_url: str = ''
    secret_key: SecretStr = SecretStr('')
    base_url: str = ''
    environment: Literal['development', 'production', 'test'] = 'development'
    registration: Literal['open', 'first', 'invitation'] = 'open'
    smtp_url: SecretStr = SecretStr('')
    trusted_proxies: Annotated[list[str], NoDecode] = []
    private_networks: Annotated[list[str], NoDecode] = []
    allowed_origins: Annotated[list[str], NoDecode] = []
    rate_limits: Literal['on', 'off'] = 'on'
    clock_file: Path | None = None
    provider_api: str = ''
    tick_seconds: float = Field(5, gt=0, le=3600)
    undo_seconds: float = Field(10, ge=0, le=60)
    send_workers: int = Field(4, ge=1, le=32)
    poll_seconds: float = Field(30, gt=0, le=86400)

    @field_validator('trusted_proxies', 'private_networks', 'allowed_origins', mode='before')
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(',') if part.strip()] if isinstance(value, str) else value

    @field_validator('trusted_proxies', 'private_networks')
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @field_validator('database_url')
    @classmethod
    def _driver(cls, value: str) -> str:
        if value.startswith(('postgres://', 'postgresql://')):
            return 'postgresql+psycopg://' + value.split('://', 1)[1]
        if value and not value.startswith(('sqlite:///', 'postgresql+psycopg://')):
            raise ValueError('must start with sqlite:/// or postgresql://')
        return value

    @model_validator(mode='after')
    def _complete(self) -> 'Settings':
        if self.environment != 'test' and (self.rate_limits == 'off' or self.clock_file or self.provider_api):
            raise ValueError(
                'CAREOPS_RATE_LIMITS, CAREOPS_CLOCK_FILE and CAREOPS_PROVIDER_API are for CAREOPS_ENVIRONMENT=test only'
            )
        key = self.secret_key.get_secret_value()
        if key and len(key) < 32:
            raise ValueError('CAREOPS_SECRET_KEY needs at least 32 characters; leave it out and one is made for you')
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.database_url = self.database_url or f'sqlite:///{self.data_dir.absolute() / "careops.sqlite3"}'
        self.base_url = (self.base_url or f'http://{reachable(self.host)}:{self.port}').rstrip('/')
        self.secret_key = SecretStr(key or _kept_secret(self.data_dir / 'secret.key'))
        return self

    @property
    def https(self) -> bool:
        return self.base_url.startswith('https://')


def reachable(host: str) -> str:
    """The name by which this computer reaches a server that listens on `host`."""
    return 'localhost' if host in {'0.0.0.0', '::', '127.0.0.1'} else host  # noqa: S104 (compared, not bound)


def _kept_secret(path: Path) -> str:
    """The secret made at the first start; two processes that start together end up with the same one."""
    try:
        with path.open('x') as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    for _ in range(100):
        if secret := path.read_text():
            return secret
        time.sleep(0.05)
    raise ValueError(f'{path} is empty; delete it and start again')


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; wrong ones end it with one line each."""
    try:
        return Settings()  # type: ignore[call-arg]  # pydantic fills the fields from the environment
    except ValidationError as error:
        for problem in error.errors():
            name = 'CAREOPS_' + str(problem['loc'][0]).upper() if problem['loc'] else ''
            sys.stderr.write(
                f'CareOps cannot start. {name} {problem["msg"].removeprefix("Value error, ")}\n'.replace('  ', ' ')
            )
        raise SystemExit(2) from None
