"""What a reader is told besides the file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    """How to read.

    Attributes:
        part: Which part of the file to read, from 0.
        parts: Into how many parts it is divided.
        max_record_mb: Megabytes of text that one record may have.
        ignored: Receives the names of archive members of no known form, and of files without a record.
        depth: How many archives the file lies in.
    """

    part: int = 0
    parts: int = 1
    max_record_mb: float = 64
    ignored: list[str] = field(default_factory=list)
    depth: int = 0

    @property
    def max_record_bytes(self) -> int:
        """Bytes of text that one record may have."""
        return int(self.max_record_mb * 1_000_000)

    def takes(self, block: int) -> bool:
        """Whether a block of the file is of this part."""
        return block % self.parts == self.part
