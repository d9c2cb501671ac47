"""`undersigned receive-mail`: the SMTP receiver of a trial; what it gets is readable at /dev/mail."""

from __future__ import annotations

import argparse
import signal
import threading

from django.conf import settings

from undersigned.mail.receiver import Maildir, Receiver


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, on this machine only."""
    parser.add_argument("--port", type=int, default=1025)


def run(arguments: argparse.Namespace) -> int:
    """Receive until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stop.set())
    with Receiver(Maildir(settings.UNDERSIGNED_DATA / "mail"), arguments.port):
        stop.wait()
    return 0
