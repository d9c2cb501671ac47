"""The benchmarks' own parts are tested here as they are run: from their folder, which is no package."""

import shutil
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.append(str(BENCH))


@pytest.fixture
def wrk():
    if shutil.which("wrk") is None:
        pytest.skip("wrk is missing; on Debian: apt install wrk")


class Recorder(BaseHTTPRequestHandler):
    """Keeps what was posted and sends the sender elsewhere, or back when the server says so."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posted.append((self.path, self.headers, body))
        self.send_response(self.server.status(body))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_message): ...


class Site(ThreadingHTTPServer):
    """Takes many connections at once."""

    request_queue_size = 256


@pytest.fixture
def site():
    """A small site that records: `posted`, and `status` that chooses the answer to a body."""
    with Site(("127.0.0.1", 0), Recorder) as server:
        server.posted, server.status = [], lambda body: 303
        server.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
