"""The logs as plain files pass an audit, and bring a restored database back to where it was."""

import argparse
import random
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import connection

from audit.shelf import Shelf
from ledger import many
from undersigned.audit import cli as audit_cli
from undersigned.audit.petition import Audit
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Memory
from undersigned.audit.trust import from_site
from undersigned.kit import progress
from undersigned.ledger import append, check, cli, export, reclaim, register
from undersigned.ledger.models import Intent, Log
from undersigned.ledger.sequencer import Moved, step

pytestmark = pytest.mark.django_db(transaction=True)


def publish(now, minute=0):
    moved = step(now + timedelta(minutes=minute), timedelta(0), 1, random.Random(minute))
    register.step(now + timedelta(minutes=minute))
    return moved


def dump():
    """What a backup would hold: every row of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'ledger_%'")
        tables = [row[0] for row in cursor.fetchall()]
        copies = {}
        for table in tables:
            cursor.execute(f"CREATE TABLE kept_{table} AS TABLE {table}")
            copies[table] = f"kept_{table}"
    return copies


def restore(copies):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(copies)} CASCADE")
        order = sorted(copies, key=lambda table: table != "ledger_log")
        for table in order:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {copies[table]}")
        for copy in copies.values():
            cursor.execute(f"DROP TABLE {copy}")


def run(*arguments):
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args([str(argument) for argument in arguments]))


def files_of(folder):
    return {f"/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verdicts(folder, petition):
    report = Report(lambda line: None)
    site = Shelf(files_of(folder))
    Audit(petition).run(Setting(site, from_site(site), Memory(None), 1_795_348_800), report)
    return {line.what: line.verdict.value for line in report.lines}


def test_exported_files_pass_an_audit_of_the_log(now, tmp_path):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 600, now)
    publish(now)
    assert export.export(tmp_path, progress.bar) > 8
    found = verdicts(tmp_path, "p1")
    assert {found[what] for what in ("checkpoint", "entries", "count", "anchor", "register")} == {"PASS"}
    assert {found[what] for what in ("page", "text")} == {"????"}


def test_a_second_export_writes_only_what_is_new(now, tmp_path):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 600, now)
    publish(now)
    export.export(tmp_path, progress.bar)
    before = (tmp_path / "petitions/p1/tile/0/000").stat().st_mtime_ns
    many.adds("p1", 1, now, first=601)
    publish(now, 1)
    export.export(tmp_path, progress.bar)
    assert (tmp_path / "petitions/p1/tile/0/000").stat().st_mtime_ns == before
    assert verdicts(tmp_path, "p1")["entries"] == "PASS"


def test_lost_entries_are_taken_back_from_published_files(now, tmp_path, capsys):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 20, now)
    publish(now)
    many.adds("p1", 5, now, first=21)
    backup = dump()
    append.remove("p1", 3, "withdrawn", now)
    many.adds("p1", 280, now, first=26)
    append.open_log("p2", bytes(32), now)
    many.adds("p2", 3, now, first=1000)
    publish(now, 1)
    append.restore("p1", 3, now)
    append.close_log("p2", now)
    publish(now, 2)
    export.export(tmp_path, progress.bar)
    heads = {log.origin: (log.size, bytes(log.root), log.count, log.closed) for log in Log.objects.all()}
    restore(backup)
    assert run("reclaim", tmp_path) == 0
    assert {log.origin: (log.size, bytes(log.root), log.count, log.closed) for log in Log.objects.all()} == heads
    assert [list(check.faults(log)) for log in Log.objects.all()] == [[], [], []]
    assert Intent.objects.add_of(21).placed_at is not None
    assert run("reclaim", tmp_path) == 0


def test_a_reclaimed_log_goes_on(now, tmp_path):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 3, now)
    backup = dump()
    publish(now)
    export.export(tmp_path, progress.bar)
    restore(backup)
    list(reclaim.reclaim(tmp_path, now))
    many.adds("p1", 1, now, first=50)
    assert publish(now, 5) == [Moved("p1", 5, 4)]
    export.export(tmp_path, progress.bar)
    assert verdicts(tmp_path, "p1")["anchor"] == "PASS"


def test_files_of_another_history_are_refused(now, tmp_path):
    append.open_log("p1", bytes(32), now)
    backup = dump()
    many.adds("p1", 30, now)
    publish(now)
    export.export(tmp_path, progress.bar)
    restore(backup)
    many.adds("p1", 20, now, first=500)
    publish(now)
    with pytest.raises(reclaim.NotOurs, match="p1"):
        list(reclaim.reclaim(tmp_path, now))


def test_any_web_server_can_serve_the_files(now, tmp_path):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 300, now)
    publish(now)
    export.export(tmp_path, progress.bar)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        parser = argparse.ArgumentParser()
        audit_cli.add_arguments(parser)
        code = audit_cli.run(parser.parse_args([f"http://127.0.0.1:{server.server_address[1]}/petitions/p1"]))
        server.shutdown()
        thread.join()
    assert code == 2


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
