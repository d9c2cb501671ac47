"""The way of a signature while its servers are killed, their connections used up, their disk full: short runs.

`script/soak sign` kills fifty times and measures.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count

import psycopg
import pytest

from faults import sign
from faults.crowd import crowd_before
from faults.servers import Site
from postoffice import MailServer
from undersigned.mail.receiver import Receiver
from wait import until

KILLS = ("web process", "worker", "PostgreSQL")
NOTHING_LEFT = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$
"""


@pytest.fixture(scope="module")
def post() -> MailServer:
    return MailServer()


@pytest.fixture(scope="module")
def site(post) -> Iterator[Site]:
    with Receiver(post) as receiver, Site(receiver.port, hasty=True) as started:
        yield started


@pytest.fixture
def petition(site) -> str:
    return site.other


def test_three_kills_lose_and_double_nothing(site, post):
    chance = random.Random()
    with crowd_before(site, post) as crowd:
        sign.disturb(site, crowd, chance.sample(KILLS, 3), chance)
        sign.settle(site, crowd, within=120)
        sign.verdict(site, crowd)
    assert set(crowd.answers) <= sign.REPLIES


def test_when_others_use_up_all_connections_the_site_says_so_and_comes_back(site, petition):
    assert site.sign(petition, "before") == 303
    with ExitStack() as taken, psycopg.connect(site.url, autocommit=True) as own:
        until(lambda: _ends_and_takes(own, site.url, taken) and site.sign(petition, "during") == 503, "a 503", 60)
        assert site.request("GET", f"/petitions/{petition}").status in (200, 503)
    until(lambda: site.sign(petition, "after") == 303, "the first form after it")
    until(lambda: site.request("GET", f"/petitions/{petition}").status == 200, "the first page after it")


def _ends_and_takes(own: psycopg.Connection, url: str, taken: ExitStack) -> bool:
    """Every other connection is ended, and every place taken before its owner can come back."""
    own.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> 'taken'"
    )
    with suppress(psycopg.OperationalError):
        while True:
            taken.enter_context(psycopg.connect(url, application_name="taken"))
    return True


def test_a_full_disk_is_said_to_be_no_ones_fault_and_signing_goes_on_when_there_is_room(site, petition):
    names = (f"full{number}" for number in count())
    assert site.sign(petition, next(names)) == 303
    with _full(site):
        until(lambda: site.sign(petition, next(names)) == 503, "a 503", 60)
        assert site.sign(petition, next(names)) == 503
        assert site.request("GET", f"/petitions/{petition}").status == 200
    until(lambda: site.sign(petition, next(names)) == 303, "the first form after it")


@contextmanager
def _full(site: Site) -> Iterator[None]:
    """No room for submissions: on a disk of one megabyte, or, where none can be mounted, as a trigger says it."""
    small = site.folder / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", small], check=False, capture_output=True
    )
    if mounted.returncode:
        site.do(
            NOTHING_LEFT,
            "CREATE TRIGGER full_disk BEFORE INSERT ON signatures_submission EXECUTE FUNCTION full_disk()",
        )
        yield
        site.do("DROP TRIGGER full_disk ON signatures_submission", "DROP FUNCTION full_disk")
        return
    try:
        shutil.chown(small, site.server.system_user or os.getuid())
        site.do(
            f"CREATE TABLESPACE small LOCATION '{small}'", "ALTER TABLE signatures_submission SET TABLESPACE small"
        )
        ballast = small / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                continue
        yield
        ballast.unlink()
    finally:
        site.do("ALTER TABLE signatures_submission SET TABLESPACE pg_default", "DROP TABLESPACE small")
        subprocess.run(["umount", "-l", small], check=True)
