"""Pure functions on Polars frames, from the text of dumped pages to the tables of a release."""

PARSER_VERSION = "8"
"""Rises whenever a page could be read differently than before; records of an older parser are then read again."""
