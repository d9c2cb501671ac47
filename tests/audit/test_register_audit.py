"""Whoever follows a site has held every epoch's heads against the logs, those passed over too."""

import pytest

from audit import shelf
from undersigned.audit.register import Register
from undersigned.audit.report import Report
from undersigned.audit.setting import Setting
from undersigned.audit.state import Memory
from undersigned.audit.trust import from_key
from undersigned.tlog import register as form

KEY = str(shelf.signer("register").verifier())


def head(count):
    return form.Head("abc123def456", count + 1, bytes([count]) * 32, count)


def site(counts):
    """A register with one epoch for each count of its only petition."""
    files, entries = {}, []
    for index, count in enumerate(counts):
        raw = form.heads_file([head(count)])
        entries.append(form.Epoch(shelf.NOW - 600 + index, 1, form.heads_root(raw), count).line())
        files[f"/register/heads/{index}"] = raw
    return shelf.Shelf({**shelf.log_files("register", entries)[0], **files})


def turn(register, served):
    report = Report(lambda line: None)
    register.run(Setting(served, from_key(KEY), Memory(None), shelf.NOW), report)
    return report


@pytest.fixture
def followed():
    register = Register()
    assert turn(register, site([1])).exit_code == 0
    assert register.between == []
    return register


def test_heads_of_epochs_passed_over_are_to_be_held_too(followed):
    assert turn(followed, site([1, 2, 3, 4])).exit_code == 0
    assert followed.between == [head(2), head(3)]
    assert turn(followed, site([1, 2, 3, 4])).exit_code == 0
    assert followed.between == []


def test_heads_passed_over_that_are_not_what_their_epoch_commits_to_fail(followed):
    served = site([1, 2, 3])
    served.files["/register/heads/1"] = form.heads_file([head(9)])
    assert turn(followed, served).exit_code == 1


def test_heads_kept_no_longer_are_said_to_be_gone(followed):
    served = site([1, 2, 3])
    del served.files["/register/heads/1"]
    report = turn(followed, served)
    assert report.exit_code == 0
    assert any(line.found.startswith("of epoch 1 are kept no longer") for line in report.lines)
