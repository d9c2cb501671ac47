"""Exported logs on any web server pass the outsider's audit."""

import argparse
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

import make
from undersigned.audit import cli as audit
from undersigned.ledger import append, register
from undersigned.ops import log
from undersigned.petitions import lifecycle
from undersigned.staff.roles import Verb

pytestmark = pytest.mark.django_db(transaction=True)


def run(command, *arguments):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(argument) for argument in arguments]))


class Quiet(SimpleHTTPRequestHandler):
    """Python's own file server, without its lines for each request."""

    def log_message(self, *_):
        pass


@pytest.fixture
def copy(tmp_path):
    """A folder, served as it is; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def petition(now):
    signed = make.petition()
    signatures = [make.signature(signed, f"signer{number}@example.org") for number in range(5)]
    append.remove(signed.pk, signatures[0].pk, "withdrawn", now)
    make.published()
    register.step(now)
    return signed


def test_a_copy_of_the_logs_passes_every_check(petition, copy, tmp_path, capsys):
    assert run(log, "export", tmp_path) == 0
    assert run(audit, f"{copy}/petitions/{petition.pk}") == 0
    said = capsys.readouterr().out
    assert "shows 5 signatures" in said
    assert "PASS  text" in said
    assert run(audit, copy) == 0


def test_a_copy_brought_up_to_date_passes_again(petition, copy, tmp_path, now):
    run(log, "export", tmp_path)
    for number in range(300):
        make.signature(petition, f"later{number}@example.org")
    make.published()
    register.step(now, every=now - now)
    assert run(log, "export", tmp_path) == 0
    assert run(audit, copy, "--state", tmp_path / "state") == 0
    assert json.loads((tmp_path / "petitions" / petition.pk / "count.json").read_text())["signatures"] == 305


def test_the_text_of_a_removed_petition_leaves_the_copy(petition, copy, tmp_path, now, capsys):
    run(log, "export", tmp_path)
    lifecycle.remove(petition.pk, "law", now, make.decision(Verb.REMOVE))
    make.published()
    run(log, "export", tmp_path)
    assert not (tmp_path / "petitions" / petition.pk / "text").exists()
    assert run(audit, f"{copy}/petitions/{petition.pk}") == 2
    assert "FAIL" not in capsys.readouterr().out
