import importlib.metadata
import sys
import sysconfig
from pathlib import Path

import flows


def test_no_module_hides_one_that_is_installed():
    # Prefect puts the folder of a flow's file before all others in which modules are looked for.
    ours = {path.stem for path in Path(flows.__file__).parent.iterdir() if not path.name.startswith("__")}
    installed = {path.name.partition(".")[0] for path in Path(sysconfig.get_path("purelib")).iterdir()}

    theirs = installed | set(importlib.metadata.packages_distributions()) | sys.stdlib_module_names
    assert {"duckdb", "_duckdb", "prefect", "json"} <= theirs
    assert not ours & theirs
