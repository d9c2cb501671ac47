"""The folder of a trial deployment: secrets made once, its settings, and the embedded database beside them."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from undersigned.kit import postgres

SECRETS = "secrets.env"
SETTINGS = "settings.env"
KEYS = ("UNDERSIGNED_PERSON_KEY", "UNDERSIGNED_LOG_KEY", "UNDERSIGNED_PROMISE_KEY")


def new_secrets() -> dict[str, str]:
    """Fresh values for every secret setting."""
    made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in KEYS}
    made["UNDERSIGNED_DATA_KEYS"] = f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    made["UNDERSIGNED_SECRET_KEY"] = secrets.token_urlsafe(48)
    return made


def read_secrets(folder: Path) -> dict[str, str]:
    """The folder's secrets; made, once, when there are none: a file only its owner can read."""
    file = folder / SECRETS
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        _write(file, new_secrets())
    return _read(file)


def keep_settings(folder: Path, chosen: Mapping[str, str]) -> None:
    """Remember how the trial runs, so that commands given beside it speak of the same site."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SETTINGS, chosen)


def _write(file: Path, values: Mapping[str, str]) -> None:
    unfinished = file.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.writelines(f"{name}={value}\n" for name, value in values.items())
    unfinished.rename(file)


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def folder_of(given: str | None) -> Path:
    """The trial's folder: as given, as UNDERSIGNED_DATA says, or `.data` in the checkout."""
    environment: MutableMapping[str, str] = os.environ  # noqa: TID251  before the settings can be read
    default = Path(__file__).resolve().parents[3] / ".data"
    return Path(given or environment.get("UNDERSIGNED_DATA") or default).absolute()


def choose_settings() -> None:
    """Django reads our settings, unless the environment names others."""
    environment: MutableMapping[str, str] = os.environ  # noqa: TID251  before the settings can be read
    environment.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Put the folder's secrets, settings and database into the environment, for this process and those it starts.

    What the environment already says is kept, so a deployment with a DATABASE_URL uses nothing of the folder.
    """
    environment: MutableMapping[str, str] = os.environ  # noqa: TID251  before the settings can be read
    if environment.get("DATABASE_URL") or environment.get("DATABASE_URL_FILE"):
        yield
        return
    kept = {**read_secrets(folder), **_read(folder / SETTINGS), "UNDERSIGNED_DATA": str(folder)}
    for name, value in kept.items():
        environment.setdefault(name, value)
    with postgres.running(folder / "postgres") as url:
        environment["DATABASE_URL"] = url
        yield
