import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
from moto import settings
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

KEY = "AKIAMADEUPFORTESTS00"
SECRET = "made/up+secret+that+must+never+be+shown0"
TOKEN = "made-up-token-that-must-never-be-shown"


class Storage:
    """An S3 server, and the means to have it fail.

    Attributes:
        faults: Status to answer with, by method and path; 0 stands for silence until the test is over.
        asked: Methods, paths and ranges of the requests.
        before: Called with each of those before it is answered.
        after: The same when what was asked for is done.
        copied: Paths of objects that were made as copies of others.
        lost: Methods and paths of requests that are done, and then answered as if they were not; each once.
        deaf: Whether it writes whatever the conditions of a request are.
    """

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.url = "http://{}:{}".format(*self._server.get_host_and_port())
        self._app = self._server._server.app
        self._server._server.app = self._answer
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        self.faults: dict[tuple[str, str], int] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.before: Callable[[str, str, str], object] | None = None
        self.after: Callable[[str, str, str], object] | None = None
        self.copied: list[str] = []
        self.lost: set[tuple[str, str]] = set()
        self.deaf = False
        self._over = threading.Event()

    @property
    def environment(self) -> dict[str, str]:
        """Variables by which it is found."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SESSION_TOKEN": TOKEN,
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _answer(self, environ, start_response):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if "HTTP_X_AMZ_COPY_SOURCE" in environ:
            self.copied.append(path)
        if self.deaf:
            for condition in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
                environ.pop(condition, None)
        self.asked.append((method, path, environ.get("HTTP_RANGE", "")))
        if self.before:
            self.before(*self.asked[-1])
        status = self.faults.get((method, path))
        if status == 0:
            self._over.wait(60)
        if status is not None:
            start_response(f"{status or 500} made up", [("Content-Length", "0")])
            return [b""]
        if (method, path) in self.lost:
            self.lost.remove((method, path))
            list(self._app(environ, lambda *_: None))
            start_response("500 made up", [("Content-Length", "0")])
            return [b""]
        answer = self._app(environ, start_response)
        if self.after:
            self.after(method, path, environ.get("HTTP_RANGE", ""))
        return answer

    def reset(self) -> None:
        """Forgets all buckets and faults."""
        self._over.set()
        self._over = threading.Event()
        self.faults.clear()
        self.before = self.after = None
        self.copied.clear()
        self.lost.clear()
        self.deaf = False
        settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
        self.asked.clear()
        s3_backends.reset()

    def put(self, bucket: str, objects: dict[str, bytes]) -> None:
        """Puts objects into a bucket, which is made if need be."""
        with contextlib.suppress(self.client.exceptions.BucketAlreadyOwnedByYou):
            self.client.create_bucket(Bucket=bucket)
        for key, data in objects.items():
            self.client.put_object(Bucket=bucket, Key=key, Body=data)

    def put_folder(self, bucket: str, folder: Path) -> None:
        """Puts a folder's files into a bucket."""
        self.put(bucket, {str(path.relative_to(folder)): path.read_bytes() for path in files_of(folder)})

    def only_known_keys(self) -> None:
        """Has the server ask IAM, which knows nobody, from now on."""
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

    def stop(self) -> None:
        """Ends the server."""
        self._over.set()
        self._server.stop()
        self.client.close()


def files_of(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
