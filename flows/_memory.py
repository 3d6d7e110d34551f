"""How much memory this process has had."""

import platform
import re
import resource
from contextlib import suppress
from pathlib import Path


def peak_bytes() -> int:
    """Most memory that this process has had."""
    # What getrusage tells of a process that was spawned may be its parent's.
    with suppress(OSError):
        if found := re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text()):
            return int(found[1]) * 1024
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
