import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def webhook():
    """A server that keeps what is posted to it; `answers` holds the statuses it gives, then 204."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(server.answers.pop(0) if server.answers else 204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.taken, server.answers = [], []
    server.address = f"http://127.0.0.1:{server.server_port}/services/s3cret"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def storage_server():
    from tests.flows.readers.objects import Storage

    server = Storage()
    yield server
    server.stop()


@pytest.fixture
def s3(storage_server, monkeypatch, tmp_path):
    """An S3 server, and an environment in which it is found; what is kept of warehouses there is this test's own."""
    from flows.readers import storage
    from flows.remote import connection

    own = {
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "DOSSIER_CACHE": str(tmp_path / "cache"),
    }
    for name, value in (storage_server.environment | own).items():
        monkeypatch.setenv(name, value)
    connected = (storage.filesystem, connection.connect)
    for one in connected:
        one.cache_clear()
    yield storage_server
    for one in connected:
        one.cache_clear()
    storage_server.reset()
