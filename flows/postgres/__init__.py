"""A release in a PostgreSQL database."""

from flows.postgres.load import Loaded, load

__all__ = ["Loaded", "load"]
