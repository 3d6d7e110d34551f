import socketserver
import sys
import threading

import pytest

from flows import alerts, cli, sample
from flows.errors import CheckError, DossierError, UsageError
from flows.models import read_checks
from flows.summary import Summary, too_many_rejected


@pytest.fixture
def mailbox():
    """A mail server that keeps what it is sent."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().decode().strip():
                command = line.split()[0].upper()
                if command == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = []
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        text.append(line.decode())
                    server.taken.append("".join(text))
                self.wfile.write(b"221 bye\r\n" if command == "QUIT" else b"250 ok\r\n")
                if command == "QUIT":
                    break

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.taken = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(alerts.time, "sleep", lambda seconds: None)


# What Apprise's plug-ins import.
without_imghdr = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
ALERT = alerts.of_error(DossierError("disk full"), "data/warehouse")


def test_a_webhook_is_told(webhook):
    assert alerts.send(ALERT, [webhook.address]) == []

    [told] = webhook.taken
    assert told["kind"] == "failed"
    assert told["text"] == "Dossier: a run of data/warehouse failed\ndisk full"
    assert told["warehouse"] == "data/warehouse"


def test_a_webhook_that_stumbles_is_asked_again(webhook, quick):
    webhook.answers = [503, 502]

    assert alerts.send(ALERT, [webhook.address]) == []
    assert len(webhook.taken) == 3


def test_a_webhook_that_refuses_is_not_asked_again_and_its_secret_not_told(webhook, quick):
    webhook.answers = [403]

    [problem] = alerts.send(ALERT, [webhook.address])

    assert len(webhook.taken) == 1
    assert "HTTP status 403" in problem
    assert f"127.0.0.1:{webhook.server_port}" in problem
    assert "s3cret" not in problem


def test_one_that_cannot_be_reached_does_not_keep_others_from_being_told(webhook, quick):
    problems = alerts.send(ALERT, ["http://127.0.0.1:9/x", webhook.address])

    assert len(problems) == 1
    assert len(webhook.taken) == 1


def test_what_answers_in_no_http_is_a_problem_and_no_error(quick):
    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.rfile.readline()
            self.wfile.write(b"SSH-2.0 here\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        [problem] = alerts.send(ALERT, [f"http://127.0.0.1:{server.server_address[1]}/s3cret"])
        server.shutdown()

    assert problem.endswith(": BadStatusLine")
    assert "s3cret" not in problem


@pytest.mark.parametrize("address", ["https://me:s3cret@host/x", "https://host:99x9/s3cret", "https://[::1/s3cret"])
def test_a_webhook_that_cannot_be_asked_is_refused_and_its_secret_not_told(monkeypatch, address):
    monkeypatch.setenv(alerts.ADDRESSES, address)

    with pytest.raises(UsageError, match="no address of a webhook") as raised:
        alerts.addresses()
    assert "s3cret" not in str(raised.value)
    assert "s3cret" not in " ".join(alerts.send(ALERT, [address]))


@without_imghdr
def test_mail_is_sent(mailbox):
    port = mailbox.server_address[1]
    address = f"mailto://127.0.0.1:{port}?from=dossier@example.org&to=me@example.org"

    assert alerts.send(ALERT, [alerts.checked(address)]) == []
    [mail] = mailbox.taken
    assert "me@example.org" in mail
    assert "disk full" in mail


@without_imghdr
def test_mail_that_is_not_taken_is_a_problem_without_its_password():
    [problem] = alerts.send(ALERT, ["mailto://user:s3cret@127.0.0.1:9?from=a@example.org&to=b@example.org"])

    assert problem.startswith("alert not sent to mailto://")
    assert "s3cret" not in problem


@without_imghdr
@pytest.mark.parametrize("address", ["nowhere", "ops@example.org", "foo://bar"])
def test_what_is_no_address_is_refused_without_being_shown(monkeypatch, address):
    monkeypatch.setenv(alerts.ADDRESSES, f"https://example.org/hook {address}")

    with pytest.raises(UsageError, match=alerts.ADDRESSES) as raised:
        alerts.addresses()
    assert address not in str(raised.value)


@pytest.mark.parametrize(
    ("rejected", "others", "sent"),
    [(1, 18, False), (1, 19, False), (2, 18, True), (20, 0, True), (0, 100, False), (0, 0, False)],
)
def test_quarantine_above_the_bound_is_an_alert(rejected, others, sent):
    summary = Summary("r", "r", True, records_by_outcome={"rejected": rejected, "article": others})

    alert = alerts.of_summary(summary, "data/warehouse", 0.05)

    assert (alert is not None) is sent
    assert alert is None or alert.kind == "quarantine"


def test_a_fall_in_articles_is_an_alert_of_its_own():
    check = "articles_fall_by_a_fifth"
    error = CheckError("fewer", [{"check": check, "row": "articles = 1"}])

    alert = alerts.of_error(error, "data/warehouse")

    assert alert.kind == "shrunk"
    assert "published nothing" in alert.title
    assert check in {one.name for one in read_checks()}


def _dossier(monkeypatch, capsys, *args):
    monkeypatch.setattr(sys, "argv", ["dossier", *map(str, args)])
    return cli.main(), capsys.readouterr().err


def test_a_failed_run_sends_an_alert(webhook, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(alerts.ADDRESSES, webhook.address)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    (tmp_path / "in").mkdir()

    code, said = _dossier(monkeypatch, capsys, "run", tmp_path / "in", "--warehouse", tmp_path / "house")

    assert code == 1
    assert "holds no records" in said
    assert [told["kind"] for told in webhook.taken] == ["failed"]


def test_wrong_usage_sends_none(webhook, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(alerts.ADDRESSES, webhook.address)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    code, _ = _dossier(monkeypatch, capsys, "run", tmp_path / "nothing", "--warehouse", tmp_path / "house")

    assert code == 2
    assert webhook.taken == []


def test_much_in_quarantine_sends_an_alert_though_it_is_published(webhook, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv(alerts.ADDRESSES, webhook.address)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    sample.write(tmp_path / "in", 30, 3, "jsonl")
    (tmp_path / "in" / "broken.jsonl").write_text("".join(f"{{{number}\n" for number in range(5)))

    code, _ = _dossier(monkeypatch, capsys, "run", tmp_path / "in", "--warehouse", tmp_path / "house")

    assert code == 0
    [told] = webhook.taken
    assert told["kind"] == "quarantine"
    assert told["facts"]["records_by_reason"]["invalid_json"] == 5
    assert (tmp_path / "house" / "latest").exists()


@pytest.mark.parametrize(
    ("outcomes", "many"),
    [
        ({"article": 15, "rejected": 5}, False),
        ({"article": 14, "rejected": 6}, True),
        ({"article": 1, "rejected": 18}, False),  # so few records say nothing
        ({}, False),
    ],
)
def test_too_many_are_more_than_the_share(outcomes, many):
    assert too_many_rejected(outcomes, 0.25) == many
