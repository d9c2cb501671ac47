"""Nothing starts on settings that cannot work: it stops, and says what is wrong and what to do."""

from __future__ import annotations

import psycopg
from django.conf import settings

from undersigned.kit.env import BadSetting
from undersigned.ops import checks

ANSWERS_WITHIN_SECONDS = 10
#: What every process needs, whatever it does.
KEYS = ("UNDERSIGNED_SECRET_KEY", "UNDERSIGNED_PERSON_KEY", "UNDERSIGNED_DATA_KEYS")


def ensure(*further_keys: str) -> None:
    """Return when every process's keys and these are set and well formed, and the database answers.

    Raises BadSetting with the remedy.
    """
    for name in (*KEYS, *further_keys):
        if not checks.is_set(name):
            raise BadSetting(f"{name} is not set. {checks.MAKE_KEYS}")
    for malformed in checks.keys_are_well_formed(None):
        raise BadSetting(f"{malformed.msg} {malformed.hint}")
    try:
        psycopg.connect(settings.DATABASE_URL, connect_timeout=ANSWERS_WITHIN_SECONDS).close()
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0]
        raise BadSetting(f"The database does not answer ({said}). Start it, or mend DATABASE_URL.") from error


def ensure_static_files() -> None:
    """Return when the style sheets and pictures that the pages name were gathered; raises BadSetting."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        where = settings.STATIC_ROOT
        raise BadSetting(f"There are no static files in {where}. `undersigned migrate` gathers them.")
