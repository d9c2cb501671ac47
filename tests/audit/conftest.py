"""A web server on loopback that serves a shelf's files."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audit import shelf


class Handler(BaseHTTPRequestHandler):
    """Serves `server.files`; an int is a status, bytes a body."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        found = self.server.files.get(self.path, 404)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        status, body = (found, b"no") if isinstance(found, int) else (200, found)
        zipped = "entries" in self.path and status == 200
        body = gzip.compress(body) if zipped else body
        self.send_response(status)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def serve() -> Iterator:
    """serve(files) → the address at which they are served."""
    servers = []

    def start(files):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.files = files.files if isinstance(files, shelf.Shelf) else files
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()
