"""Settings are read from the environment here, each name once, and a wrong one stops the start."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

PREFIX = "UNDERSIGNED_"
known: dict[str, str] = {}


class BadSetting(Exception):
    """An environment variable is missing, malformed or unknown."""


def _read(name: str, says: str, *, secret: bool = False) -> str | None:
    known[name] = says
    environment: Mapping[str, str] = os.environ  # noqa: TID251  this is the one place
    if secret:
        known[f"{name}_FILE"] = f"a file that holds {name}"
        if path := environment.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise BadSetting(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return environment.get(name)


def text(name: str, default: str, says: str) -> str:
    """The variable's value, or the default."""
    value = _read(name, says)
    return default if value is None else value


def choice(name: str, default: str, choices: tuple[str, ...], says: str) -> str:
    """One of these words."""
    value = text(name, default, says)
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def parts(name: str, address: str, *schemes: str) -> SplitResult:
    """The parts of the address that a setting gave; its scheme is one of these, and it names a host."""
    try:
        split = urlsplit(address)
        if split.scheme in schemes and split.hostname and split.port != 0:
            return split
    except ValueError:
        pass
    raise BadSetting(f"{name} must begin with {' or '.join(f'{one}://' for one in schemes)} and name a host.")


def flag(name: str, default: bool, says: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; anything else is an error."""
    value = _read(name, says)
    if value is None:
        return default
    folded = value.strip().lower()
    if folded in {"1", "true", "yes", "on"}:
        return True
    if folded in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int, says: str, least: int = 0) -> int:
    """A whole number, not below `least`."""
    value = _read(name, says)
    if value is None:
        return default
    if not value.strip().isdecimal() or int(value) < least:
        raise BadSetting(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def listing(name: str, default: tuple[str, ...], says: str) -> tuple[str, ...]:
    """Values set apart by commas."""
    value = _read(name, says)
    if value is None:
        return default
    return tuple(part.strip() for part in value.split(",") if part.strip())


def secret(name: str, says: str) -> str:
    """A secret from the variable, or from the file that `<name>_FILE` names; empty when neither is set."""
    return (_read(name, says, secret=True) or "").strip()


def refuse_unknown() -> None:
    """Raise BadSetting when a variable begins with our prefix but is no setting: most often a slip."""
    environment: Mapping[str, str] = os.environ  # noqa: TID251  this is the one place
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            raise BadSetting(f"{name} is not a setting of Undersigned. docs/operate.md lists them all.")
