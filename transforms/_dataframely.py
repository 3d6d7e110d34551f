"""dataframely without the toolkits that it would load on the chance that they are wanted: a third of a short run."""

import sys

_NOT_WANTED = [name for name in ("sqlalchemy", "pydantic", "pydantic_core") if name not in sys.modules]

# A module that is None cannot be imported; dataframely then does without, and others import it afterwards as ever.
sys.modules |= dict.fromkeys(_NOT_WANTED)  # type: ignore[arg-type]
try:
    import dataframely as dy
finally:
    for name in _NOT_WANTED:
        del sys.modules[name]

__all__ = ["dy"]
