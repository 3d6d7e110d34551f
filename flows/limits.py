"""The largest numbers that a run may be given: more would break it somewhere else, and later."""

MOST_MEGABYTES = 2_000
"""Of a record: a column of text takes no more than twice that in one value."""

MOST_WORKERS = 1_000

MOST_SECONDS = 1_000_000
"""To wait, eleven days."""
