"""Alerts: what is sent where a run failed, would lose articles, or had much to reject; to webhooks, by mail, to chats.

An address is a webhook (`https://…` takes a POST of JSON) or any that Apprise knows, such as
`mailtos://user:password@host?to=me@example.org` or `slack://…`. None of them is ever written to a log.
"""

import json
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flows.errors import CheckError, UsageError, is_stop
from flows.summary import Summary, rejected_share, too_many_rejected

ADDRESSES = "DOSSIER_ALERTS"
"""Environment variable: addresses, apart by white space."""

# The check of sql/checks that stops a run after which there were far fewer articles.
_SHRINKS = "articles_fall_by_a_fifth"
_SECONDS = 10
_TRIES = 3
_ROWS = 10


@dataclass(frozen=True)
class Alert:
    """Something that a person should look at.

    Attributes:
        kind: `failed` (nothing was published), `shrunk` (nothing was published, as articles would have been lost),
            `quarantine` (published, but much could not be used) or `crashed` (the run's process was ended).
        title: In one line, what it is and where.
        text: What was found, and what to do.
        warehouse: Folder of the releases.
        facts: The run's account of itself, or the rows that break a rule; ready for JSON.
        host: Where the run was.
        link: Page of the flow run, where a server shows it.
    """

    kind: str
    title: str
    text: str
    warehouse: str
    facts: dict[str, Any] = field(default_factory=dict)
    host: str = field(default_factory=socket.gethostname)
    link: str | None = None


def of_error(error: BaseException, warehouse: str, link: str | None = None) -> Alert:
    """The alert for a run that failed."""
    text = str(error) or type(error).__name__
    rows = error.rows if isinstance(error, CheckError) else []
    shrunk = any(row.get("check") == _SHRINKS for row in rows)
    what = "would lose articles and published nothing" if shrunk else "failed"
    title = f"Dossier: a run of {warehouse} {what}"
    return Alert("shrunk" if shrunk else "failed", title, text, warehouse, {"rows": rows[:_ROWS]}, link=link)


def of_summary(summary: Summary, warehouse: str, most: float, link: str | None = None) -> Alert | None:
    """The alert for a run that published, but rejected a larger share of its new records than `most`; else None."""
    outcomes = summary.records_by_outcome
    if not too_many_rejected(outcomes, most):
        return None
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(summary.records_by_reason.items()))
    title = f"Dossier: {rejected_share(outcomes):.1%} of the new records of {warehouse} rejected"
    text = (
        f"{outcomes['rejected']:,} of {sum(outcomes.values()):,} new records could not be used ({reasons}), more than "
        f"{most:.1%}. Release {summary.release_id} was published without them. `dossier quarantine` shows them."
    )
    return Alert("quarantine", title, text, warehouse, summary.as_dict(), link=link)


def addresses() -> list[str]:
    """Addresses that the environment names.

    Raises:
        UsageError: One is no address.
    """
    return [checked(one) for one in os.environ.get(ADDRESSES, "").split()]


def checked(address: str) -> str:
    """An address that is one.

    Raises:
        UsageError: It is none.
    """
    if _is_webhook(address):
        if not _can_be_asked(address):
            raise UsageError(
                f"{ADDRESSES}: {_shown(address)} is no address of a webhook, or holds a user's name, which would not "
                f"be sent; give https://host/path, or jsons://user:password@host/path for Apprise"
            )
        return address
    import apprise

    if apprise.Apprise.instantiate(address, suppress_exceptions=True) is None:
        raise UsageError(
            f"{ADDRESSES}: {_shown(address)} is no address for alerts; give https://… or one that Apprise knows, such "
            f"as mailtos://user:password@host?to=me@example.org"
        )
    return address


def send(alert: Alert, to: Iterable[str]) -> list[str]:
    """Sends an alert.

    Args:
        alert: The alert.
        to: Addresses.

    Returns:
        What could not be done, a line each, without secrets; empty where everybody was told. Never raises: an alert
        that cannot be sent is no reason to fail.
    """
    problems = []
    for address in to:
        if problem := (_post if _is_webhook(address) else _notify)(alert, address):
            problems.append(f"alert not sent to {_shown(address)}: {problem}")
    return problems


@contextmanager
def watching(warehouse: str, most: float) -> Iterator[Callable[[Summary], None]]:
    """Sends an alert to the addresses in the environment where a run fails, unless it was only used wrongly or stopped.

    Yields:
        Is told of the run's end: sends an alert where it has rejected a larger share than `most`.

    Raises:
        UsageError: The environment names an address that is none.
    """
    to = addresses()
    try:
        yield lambda summary: _tell(of_summary(summary, warehouse, most), to)
    except UsageError:
        raise
    except Exception as error:
        if not is_stop(error):
            _tell(of_error(error, warehouse), to)
        raise


def _tell(alert: Alert | None, to: list[str]) -> None:
    for problem in send(alert, to) if alert else []:
        print(problem, file=sys.stderr)


def _post(alert: Alert, address: str) -> str | None:
    import http.client
    import urllib.error
    import urllib.request

    if not _can_be_asked(address):
        return "no address of a webhook"
    body = json.dumps(asdict(alert) | {"text": f"{alert.title}\n{alert.text}"}, default=str).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", "User-Agent": "dossier"})
    problem = None
    for pause in range(_TRIES):
        time.sleep(pause)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS):
                return None
        except urllib.error.HTTPError as error:
            problem = f"HTTP status {error.code}"
            error.close()
            if error.code < 500:
                break
        except (OSError, ValueError, http.client.HTTPException) as error:
            problem = str(getattr(error, "reason", "")) or type(error).__name__
    return problem


def _notify(alert: Alert, address: str) -> str | None:
    import apprise

    told = apprise.Apprise()
    told.add(address)
    text = alert.text + (f"\n{alert.link}" if alert.link else "")
    try:
        return None if told.notify(text, alert.title, body_format=apprise.NotifyFormat.TEXT) else "not taken"
    except Exception as error:
        return type(error).__name__


def _is_webhook(address: str) -> bool:
    return bool(re.match(r"https?://[^/\s]", address))


def _can_be_asked(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _shown(address: str) -> str:
    """An address without what may be a secret in it: all but how, and for webhooks where."""
    scheme, _, rest = address.partition("://")
    host = re.split(r"[/?#]", rest)[0].rpartition("@")[2] if _is_webhook(address) else ""
    return f"{scheme}://{host}…" if rest else "…"
