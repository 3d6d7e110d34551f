"""Errors a user can act on: one line that names the file and what to do."""


class DossierError(Exception):
    """The run failed; nothing was published (exit code 1)."""


class UsageError(DossierError):
    """The command was used wrongly (exit code 2)."""
