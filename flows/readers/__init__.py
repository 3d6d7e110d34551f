"""Readers: from files, folders and patterns to batches of records, one file a family of container forms.

`discover` turns what the user named into sources, `read` and `read_many` turn sources into frames with the columns
of `transforms.records.INCOMING`. Nothing that a file contains makes them raise: what cannot be read is a record
with a reason.
"""

from flows.readers.reading import read, read_many, splittable
from flows.readers.sources import Source, discover

__all__ = ["Source", "discover", "read", "read_many", "splittable"]
