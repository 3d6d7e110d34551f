import json
import subprocess
import sys

import duckdb
import pytest

# Opens the file in the DuckDB of the folder named first, and tells what it finds there.
READ = """
import json, sys
sys.path.insert(0, sys.argv[1])
import duckdb
con = duckdb.connect(sys.argv[2], read_only=True)
tables = con.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
print(json.dumps({
    "version": duckdb.__version__,
    "rows": {f"{schema}.{name}": len(con.execute(f"from {schema}.{name}").fetchall()) for schema, name in tables},
    "comments": con.execute("select count(comment) from duckdb_columns() where not internal").fetchall()[0][0],
}))
"""


def _install(version, folder):
    """An old DuckDB in a folder of its own; the test is skipped where there is none to be had."""
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", sys.executable, "--target", str(folder)]
    done = subprocess.run(
        [*uv, "--no-deps", "--only-binary", ":all:", f"duckdb=={version}"], capture_output=True, text=True, check=False
    )
    unreachable = ("Failed to fetch", "error sending request", "No module named uv")
    if any(sign in done.stderr for sign in unreachable):
        pytest.skip("the package registry cannot be reached")
    if "No solution found" in done.stderr and "wheels" in done.stderr:
        pytest.skip(f"there is no duckdb {version} for this Python")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["1.0.0", "1.4.*"])
def test_an_old_duckdb_opens_the_file(known, tmp_path, version):
    _install(version, tmp_path)

    done = subprocess.run(
        [sys.executable, "-I", "-c", READ, str(tmp_path), str(known / "dossier.duckdb")],
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(done.stdout)
    assert found["version"].startswith(version.rstrip("*"))
    with duckdb.connect(known / "dossier.duckdb", read_only=True) as con:
        tables = con.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        rows = {f"{schema}.{name}": len(con.execute(f"from {schema}.{name}").fetchall()) for schema, name in tables}
        comments = con.execute("select count(*) from duckdb_columns() where not internal").fetchall()[0][0]
    assert found["rows"] == rows
    assert found["comments"] == comments
