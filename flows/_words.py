"""Numbers in sentences."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 release`, `1,200 releases`.

    Args:
        number: How many.
        one: The noun for one.
        many: The noun for others, where it is not that with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
