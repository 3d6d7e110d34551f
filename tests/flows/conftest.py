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
