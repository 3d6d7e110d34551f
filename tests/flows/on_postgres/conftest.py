import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

PASSWORD = "s3cret p@ss/word'"

# Nothing here outlives a crash, and nobody reads its log.
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=20",
    "logging_collector=off",
)


def _programs() -> Path | None:
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _user() -> str | None:
    """PostgreSQL does not run as root; whom to run it as then."""
    if os.geteuid():
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of its own: host, port and password as libpq takes them from the environment."""
    programs = _programs()
    if programs is None:
        missing = "no PostgreSQL server here: apt-get install postgresql, or put initdb and postgres on the PATH"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    user = _user()
    # Not below pytest's own folder, into which no other user may look; and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="dossier-pg-"))
    process = None
    try:
        if user:
            shutil.chown(folder, user)
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        options = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        making = ("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "owner", f"--pwfile={folder / 'password'}", *making],
            check=True,
            capture_output=True,
            cwd=folder,
            **options,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    programs / "postgres",
                    "-D",
                    folder / "data",
                    "-h",
                    "127.0.0.1",
                    "-p",
                    str(port),
                    "-k",
                    folder,
                    *settings,
                ],
                stdout=log,
                stderr=log,
                cwd=folder,
                **options,
            )
        ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
        for _ in range(120):
            if subprocess.run(ready, capture_output=True).returncode == 0:
                break
            assert process.poll() is None, (folder / "log").read_text()
        yield {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "owner", "PGDATABASE": "postgres"}
    finally:
        if process:
            process.terminate()
            process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture
def database(server, monkeypatch):
    """How to connect, an empty string as all is in the environment; what tests made is dropped after."""
    from adbc_driver_postgresql import dbapi

    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    for name, value in (server | {"PGPASSWORD": PASSWORD}).items():
        monkeypatch.setenv(name, value)
    yield ""
    with dbapi.connect("postgresql://") as connection, connection.cursor() as cursor:
        cursor.execute(
            "select format('drop schema %I cascade', nspname) from pg_namespace "
            "where nspname !~ '^pg_' and nspname <> 'information_schema'"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute("create schema public")
        cursor.execute("drop role if exists reader")
        connection.commit()


@pytest.fixture
def ask(database):
    """Runs a statement in a connection of its own, and returns its rows."""
    from adbc_driver_postgresql import dbapi

    def run(sql):
        with dbapi.connect("postgresql://") as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
            return rows

    return run
