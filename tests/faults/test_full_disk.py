"""A disk that is full to the last byte, so that not even the database's own log can grow."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

from faults.servers import Site
from postoffice import MailServer
from undersigned.kit import postgres
from undersigned.mail.receiver import Receiver
from wait import until


@pytest.fixture
def small(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("small")
    mount = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=755", "none", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    for above in (folder, *folder.parents[:3]):
        above.chmod(0o755)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_what_was_acknowledged_is_there_after_the_databases_log_had_no_room(small):
    names = (f"full{number}" for number in count())
    acknowledged = 0

    def answered(site):
        nonlocal acknowledged
        status = site.sign(site.other, next(names))
        acknowledged += status == 303
        return status

    def in_vain(site):
        with suppress(psycopg.Error):
            site.do("SELECT pg_switch_wal()")
        return answered(site) == 503

    with Receiver(MailServer()) as receiver, Site(receiver.port, folder=small) as site:
        assert answered(site) == 303
        ballast = small / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                continue
        until(lambda: in_vain(site), "a 503", 60)
        said = (site.server.pgdata / "log").read_text(errors="replace")
        assert re.search(r'PANIC: .*"pg_wal/.*No space left on device', said)
        ballast.unlink()
        if not postgres.is_running(site.server.pgdata):
            site.start_database()
        until(lambda: answered(site) == 303, "the first form after it", 60)
        kept = site.ask(
            f"SELECT count(DISTINCT person) FROM signatures_submission WHERE petition_id = '{site.other}'"
        )
        assert acknowledged <= kept[0] <= int(next(names).removeprefix("full"))
