"""From an address to the objects that it stands for."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from glob import has_magic
from typing import TYPE_CHECKING, NamedTuple

from flows.errors import DossierError, UsageError
from flows.readers.address import Address, parse
from flows.readers.forms import KNOWN, form_of
from flows.readers.storage import CREDENTIALS, UnreachableError, errors_of, filesystem

if TYPE_CHECKING:
    from pyarrow import fs


class Object(NamedTuple):
    """An object, and whether it is one to read."""

    url: str
    size: int
    usable: bool


def find(url: str) -> list[Object]:
    """Finds the objects of an address: one, a folder's (searched recursively), or a pattern's.

    As with local files, a name that exists is no pattern, hidden folders are passed over, and hidden objects are not
    to be read.

    Raises:
        UsageError: There is no such bucket, object or folder, nothing matches, or it is an object of no known form.
        DossierError: Access is denied, or the storage does not answer.
    """
    address = parse(url)
    system = filesystem(address.scheme, address.owner, address.bucket)
    try:
        with errors_of(address, url):
            return _find(system, address, url)
    except FileNotFoundError:
        raise UsageError(f"{url}: {_missing(system, address)}; check the address") from None
    except PermissionError:
        raise DossierError(f"{url}: access denied; check {CREDENTIALS[address.scheme]}") from None
    except UnreachableError:
        raise
    except (OSError, ValueError) as error:  # a name that no object can have
        said = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise UsageError(f"{url}: cannot be looked up ({said}); check the name") from None


def _find(system: "fs.FileSystem", address: Address, url: str) -> list[Object]:
    key = address.key.rstrip("/")
    is_folder = not key or not has_magic(key)
    if key and key == address.key:
        info = system.get_file_info(address.path)
        if info.is_file:
            if form_of(key) is None:
                raise UsageError(f"{url}: no known form of dump; give {KNOWN}")
            return [Object(address.start + key, info.size, True)]
        is_folder |= info.type.name == "Directory"
    parts = key.split("/") if key else []
    fixed = len(parts) if is_folder else next(place for place, part in enumerate(parts) if has_magic(part))
    found = []
    for name, size in _listed(system, address.bucket, "/".join(parts[:fixed])):
        below = name.split("/")[fixed:]
        # A pattern may match the object, or a folder that it lies in.
        most = len(below) - (not is_folder and address.key.endswith("/"))
        depth = next((depth for depth in range(most + 1) if _matches(below[:depth], parts[fixed:])), None)
        if depth is None or any(map(_is_hidden, below[depth:-1])):
            continue
        hidden = depth < len(below) and _is_hidden(below[-1])
        found.append(Object(address.start + name, size, not hidden and form_of(below[-1]) is not None))
    if not found and not is_folder:
        raise FileNotFoundError
    return found


def _listed(system: "fs.FileSystem", bucket: str, folder: str) -> Iterator[tuple[str, int]]:
    """Key and size of every object below a folder."""
    from pyarrow import fs

    for info in system.get_file_info(fs.FileSelector(f"{bucket}/{folder}".rstrip("/"), recursive=True)):
        if info.is_file:
            yield info.path.removeprefix(f"{bucket}/"), info.size


def _matches(parts: list[str], pattern: list[str]) -> bool:
    """Whether a path is of a pattern; `**` stands for any folders, hidden names must be asked for by their dot."""
    if not pattern:
        return not parts
    if not parts:
        return pattern == ["**"]
    asked = not _is_hidden(parts[0]) or pattern[0].startswith(".")
    if pattern[0] == "**":
        return _matches(parts, pattern[1:]) or (asked and _matches(parts[1:], pattern))
    return asked and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def _is_hidden(part: str) -> bool:
    return part.startswith(".") and part not in (".", "..")


def _missing(system: "fs.FileSystem", address: Address) -> str:
    try:
        if system.get_file_info(address.bucket).type.name == "NotFound":
            return f"there is no bucket {address.bucket}"
    except (OSError, ValueError):
        pass  # not everybody may ask for it
    return "matches nothing" if has_magic(address.key) else "there is no such object or folder"
