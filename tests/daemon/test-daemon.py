#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""talus-tallyd seen from outside: how it starts, what it refuses, how it ends.

test-daemon.py PATH-OF-TALUS-TALLYD; prints TAP.
"""

import base64
import hashlib
import http.client as http_client
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tallyd import (Daemon, Failure, Skip, command, folder, read_records,  # noqa: E402
                    run_tests, wait_until)

BINARY = sys.argv[1]
PLACE = None

# A sanitizer shadows all memory, and would keep what is freed for a while.
IS_SANITIZED = b"__asan_init" in Path(BINARY).read_bytes()
os.environ.setdefault("ASAN_OPTIONS", "quarantine_size_mb=4")
GROWTH_KIB = 120_000 if IS_SANITIZED else 16_000


def new_folder(name):
    path = PLACE / name
    path.mkdir()
    return path


class Running:
    """A daemon on a new folder, ended at the end of a with."""

    def __init__(self, name, options=("--port", "0"), env=None):
        self.daemon = Daemon(BINARY, new_folder(name), options, env)

    def __enter__(self):
        return self.daemon.start()

    def __exit__(self, *unused):
        self.daemon.kill()


def check(condition, what):
    if not condition:
        raise Failure(what)


def run(*options, env=None):
    """A daemon that is not expected to go on: status, output, error output."""
    done = subprocess.run([BINARY, *map(str, options)], capture_output=True, text=True,
                          timeout=60, check=False, env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


def check_refusal(result, *words):
    """Exit status 1, nothing said on standard output, one sentence on standard error."""
    status, out, err = result
    check(status == 1, f"It exited {status}, saying {err!r}")
    check(out == "", f"It said on standard output {out!r}")
    # What a build that measures coverage adds when it may not write its counts.
    lines = [line for line in err.splitlines() if not line.startswith("profiling:")]
    check(len(lines) == 1 and lines[0].startswith("talus-tallyd: "),
          f"Not one sentence on standard error: {err!r}")
    for word in words:
        check(word in lines[0], f"{lines[0]!r} does not name {word!r}")


# Starting

def test_version():
    status, out, err = run("--version")
    check(status == 0 and err == "", f"{status} {err!r}")
    check(out.startswith("talus-tallyd ") and out.count("\n") == 1, f"{out!r}")


def test_one_line_when_ready():
    with Running("line") as daemon:
        check(daemon.line == f"listening on http://127.0.0.1:{daemon.port}\n", repr(daemon.line))
        check(daemon.port > 0, "port 0 was not replaced by one")
        check(daemon.get("/health")["status"] == "ok", "not healthy when it said so")
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
        check(daemon.rest_of_output() == b"", "more than one line on standard output")


def test_ipv6_on_the_same_port():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        raise Skip("no IPv6 here") from None
    with Running("ipv6") as daemon:
        with socket.create_connection(("::1", daemon.port), timeout=20) as client:
            client.sendall(f"GET /api/v1/health HTTP/1.1\r\nHost: [::1]:{daemon.port}\r\n\r\n"
                           .encode())
            check(client.recv(4096).startswith(b"HTTP/1.1 200"), "::1 does not answer 200")


def test_ipv6_only_by_default():
    with Running("ipv4", ("--address", "127.0.0.1", "--port", "0")) as daemon:
        check(daemon.get("/health")["status"] == "ok", "not healthy")
        try:
            socket.create_connection(("::1", daemon.port), timeout=20).close()
        except OSError:
            return
        raise Failure("It listens on ::1 though it was given 127.0.0.1")


def test_ipv6_address_in_the_line():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        raise Skip("no IPv6 here") from None
    daemon = Daemon(BINARY, new_folder("ipv6-line"), ("--address", "::1", "--port", "0")).start()
    try:
        check(daemon.line == f"listening on http://[::1]:{daemon.port}\n", repr(daemon.line))
    finally:
        daemon.kill()


def test_port_in_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        check_refusal(run("--port", port, "--data-dir", new_folder("port")), str(port))


def test_port_out_of_range():
    check_refusal(run("--port", 65536, "--data-dir", new_folder("range")), "65536")
    check_refusal(run("--port", -1, "--data-dir", new_folder("range-2")), "-1")


def test_unknown_option():
    check_refusal(run("--no-such-option"), "--no-such-option")
    check_refusal(run("something"), "something")


def test_address_not_here():
    check_refusal(run("--address", "127.0.0.300", "--port", 0, "--data-dir",
                      new_folder("address")), "127.0.0.300")
    check_refusal(run("--address", "nowhere.invalid", "--port", 0, "--data-dir",
                      new_folder("address-2")), "nowhere.invalid")


def test_address_not_loopback():
    """Others are served in the clear only where somebody said so."""
    for number, address in enumerate(("0.0.0.0", "192.0.2.1", "::")):
        check_refusal(run("--address", address, "--port", 0, "--data-dir",
                          new_folder(f"open-{number}")), address, "--tls-self-signed",
                      "--insecure")


def token(data_dir, *options):
    """talus-tallyd token: its output; it must succeed."""
    status, output, errors = run("token", *options, "--data-dir", data_dir)
    check(status == 0, f"token {options} ends with {status}: {errors}")
    return output


def bearer(text):
    return {"Authorization": "Bearer " + text}


def test_insecure_takes_a_token():
    with Running("insecure", ("--address", "0.0.0.0", "--insecure", "--port", "0")) as daemon:
        check(daemon.request("GET", "/sessions")[0] == 401, "nobody comes in without a token")
        check(daemon.request("GET", "/health") == (200, {"status": "ok"}), "health is for all")
        wait_until(lambda: "talus-tallyd token add" in daemon.read_log(), "a word of help")
        text = token(daemon.data_dir, "add", "--name", "Ada").strip()
        check(daemon.request("GET", "/sessions", headers=bearer(text))[0] == 200,
              "a token made while the host runs is good at once")
        check(daemon.stop() == 0, "it ends well")
        check(text not in daemon.read_log(), "no token is logged")


def test_proxy_is_warned_of():
    """A proxy on this computer makes everybody who comes through it owner."""
    with Running("proxy", ("--public-url", "https://plans.example", "--port", "0")) as daemon:
        wait_until(lambda: "is owner here" in daemon.read_log(), "a word of warning")


def test_tokens_come_and_go():
    with Running("tokens", ("--address", "0.0.0.0", "--insecure", "--port", "0")) as daemon:
        owner = token(daemon.data_dir, "add", "--name", "Ada").strip()
        viewer = token(daemon.data_dir, "add", "--role", "viewer", "--name", "Ben").strip()
        rows = [line.split("\t") for line in token(daemon.data_dir, "list").splitlines()]
        check([(row[1], row[2], row[5]) for row in rows] ==
              [("owner", "good", "Ada"), ("viewer", "good", "Ben")], f"the list says {rows}")
        stored = (daemon.data_dir / "tokens.db").read_bytes()
        check(owner.encode() not in stored and viewer.encode() not in stored, "hashes are kept")
        check((daemon.data_dir / "tokens.db").stat().st_mode & 0o777 == 0o600, "for the owner")

        check(daemon.request("POST", "/sessions", {}, bearer(viewer))[0] == 403, "a viewer reads")
        status, made = daemon.request("POST", "/projects", {
            "template_id": "restomod", "project_name": "P"}, bearer(owner))
        check(status == 201, "an owner makes projects")

        connection = daemon.connect()
        poll = {}

        def wait():
            poll["status"] = connection.request(
                "GET", f"/sessions/{made['session_id']}/events?since=1&wait=30",
                headers=bearer(viewer))[0]
        thread = threading.Thread(target=wait)
        thread.start()
        wait_until(lambda: count_connections(daemon) > 0, "the long poll")
        token(daemon.data_dir, "revoke", rows[1][0])
        start = time.monotonic()
        thread.join(20)
        check(poll.get("status") == 401, f"the long poll ends with {poll}")
        check(time.monotonic() - start < 5, "and soon")
        check(daemon.request("GET", "/sessions", headers=bearer(viewer))[0] == 401, "for good")
        rows = [line.split("\t") for line in token(daemon.data_dir, "list").splitlines()]
        check([row[2] for row in rows] == ["good", "revoked"], "the list says so")


def socketio_connect(daemon, text, session):
    """A Socket.IO client over polling, in a session: its path, when it has been told so."""
    connection = daemon.connect()
    base = "/socket.io/?EIO=4&transport=polling"

    def send(method, path, body=None):
        connection.http.request(method, path, body)
        answer = connection.http.getresponse()
        return answer.status, answer.read().decode()
    opened = send("GET", base)[1]
    path = base + "&sid=" + json.loads(opened[1:])["sid"]
    auth = json.dumps({"token": text, "session_id": session})
    check(send("POST", path, "40" + auth) == (200, "ok"), "the CONNECT is taken")
    heard = ""
    end = time.monotonic() + 30
    while '"joined"' not in heard and time.monotonic() < end:
        heard += send("GET", path)[1]
    connection.close()
    check('"joined"' in heard, f"it hears {heard}")
    return path


def test_revocation_ends_sockets():
    if os.environ.get("TALUS_TEST_NO_SOCKETIO"):
        raise Skip("without Socket.IO")
    with Running("sockets", ("--address", "0.0.0.0", "--insecure", "--port", "0")) as daemon:
        owner = token(daemon.data_dir, "add").strip()
        viewer = token(daemon.data_dir, "add", "--role", "viewer").strip()
        viewer_id = token(daemon.data_dir, "list").splitlines()[1].split("\t")[0]
        made = daemon.request("POST", "/projects", {"template_id": "restomod",
                                                    "project_name": "P"}, bearer(owner))[1]
        session = made["session_id"]
        invites = f"/sessions/{session}/invites"
        invite = daemon.request("POST", invites, {"role": "editor"}, bearer(owner))[1]["invite"]
        ada = daemon.request("POST", "/join", {"invite": invite, "name": "Ada"})[1]

        def revoke_viewer():
            token(daemon.data_dir, "revoke", viewer_id)

        def remove_ada():
            status = daemon.request("DELETE", f"/sessions/{session}/members/{ada['author_id']}",
                                    headers=bearer(owner))[0]
            check(status == 200, f"removing a member: {status}")
        for text, end in ((viewer, revoke_viewer), (ada["token"], remove_ada)):
            path = socketio_connect(daemon, text, session)
            heard = {}

            def listen():
                connection = daemon.connect()
                while True:
                    connection.http.request("GET", path)
                    answer = connection.http.getresponse()
                    heard["last"] = answer.read().decode()
                    # Closed: told so, or unknown the next time.
                    if answer.status != 200 or heard["last"].split("\x1e")[-1] in ("1", "41"):
                        break
                heard["at"] = time.monotonic()
                connection.close()
            thread = threading.Thread(target=listen)
            thread.start()
            end()
            start = time.monotonic()
            thread.join(20)
            check("at" in heard, f"the socket lives on: {heard}")
            check(heard["at"] - start < 5, f"it took {heard['at'] - start} s")


def test_token_command_refuses():
    data_dir = new_folder("token-refuses")
    unknown = "0197a000-0000-7000-8000-0000000000ff"
    for words, options in (("king", ("add", "--role", "king")), ("token add", ()),
                           ("token add", ("nonsense",)), (unknown, ("revoke", unknown)),
                           ("mine", ("revoke", "mine")), ("name", ("add", "--name", ""))):
        check_refusal(run("token", *options, "--data-dir", data_dir), words)
    check(token(data_dir, "list") == "", "there are none")


def write_token_file(name, text, mode=0o600):
    path = PLACE / name
    path.write_text(text)
    path.chmod(mode)
    return path


def test_token_file():
    text = "correct-horse-battery-staple-0123456789"
    path = write_token_file("token", text + "\n")
    with Running("token-file", ("--address", "0.0.0.0", "--insecure", "--port", "0",
                                "--token-file", str(path))) as daemon:
        check(daemon.request("GET", "/sessions", headers=bearer(text))[0] == 200, "it is good")
        check(daemon.request("GET", "/sessions", headers=bearer(text[:-1]))[0] == 401, "exactly")
        answer = daemon.request("GET", "/health", headers=bearer(text))[1]
        check("version" in answer, "for an owner")


def test_token_file_refusals():
    long_enough = "x" * 40
    for number, (words, text, mode) in enumerate((
            ("chmod 600", long_enough, 0o644), ("32 characters", "x" * 31, 0o600),
            ("one line", long_enough + "\n" + long_enough, 0o600), ("32 characters", "", 0o600))):
        path = write_token_file(f"bad-token-{number}", text, mode)
        check_refusal(run("--port", 0, "--data-dir", new_folder(f"bad-token-dir-{number}"),
                          "--token-file", path), words)
    check_refusal(run("--port", 0, "--data-dir", new_folder("no-token-dir"), "--token-file",
                      PLACE / "no-such-file"), "no-such-file")


def test_tls_self_signed():
    """What the log says of the certificate is what the line is spoken with."""
    with Running("tls", ("--address", "0.0.0.0", "--tls-self-signed", "--port", "0")) as daemon:
        check(daemon.line.startswith("listening on https://"), daemon.line)
        said = wait_until(lambda: [line.split()[-1] for line in daemon.read_log().splitlines()
                                   if "fingerprint" in line], "the fingerprint")[0]
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", daemon.port), 30) as plain:
            with context.wrap_socket(plain) as client:
                certificate = client.getpeercert(binary_form=True)
                client.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
                               b"Connection: close\r\n\r\n")
                answer = b""
                while piece := client.recv(4096):
                    answer += piece
        digest = hashlib.sha256(certificate).digest()
        check(base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == said, "another certificate")
        check(answer.startswith(b"HTTP/1.1 200"), f"over TLS: {answer[:100]!r}")

        owner = token(daemon.data_dir, "add").strip()
        http = http_client.HTTPSConnection("127.0.0.1", daemon.port, timeout=30, context=context)

        def call(method, path, body):
            http.request(method, "/api/v1" + path, json.dumps(body),
                         {"Content-Type": "application/json", **bearer(owner),
                          "Origin": f"https://127.0.0.1:{daemon.port}"})
            answer = http.getresponse()
            return answer.status, json.loads(answer.read())
        status, made = call("POST", "/projects", {"template_id": "restomod", "project_name": "Ü"})
        check(status == 201, f"{status} {made}")
        status, invite = call("POST", f"/sessions/{made['session_id']}/invites", {"role": "viewer"})
        check(status == 201, f"{status} {invite}")
        check(invite["link"].startswith("https://") and f"&fp={said}&n=%C3%9C" in invite["link"],
              f"the link is {invite['link']}")
        http.close()


def test_tls_origins():
    """The host's own, as clients that are no browsers write it too; of another port none."""
    with Running("tls-origins", ("--tls-self-signed", "--port", "0")) as daemon:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        for origin, expected in ((f"https://localhost:{daemon.port}", 200),
                                 (f"http://localhost:{daemon.port}", 200),
                                 (f"http://localhost:{daemon.port + 1}", 403),
                                 ("http://localhost", 403),
                                 (f"http://evil.example:{daemon.port}", 403)):
            http = http_client.HTTPSConnection("127.0.0.1", daemon.port, timeout=30,
                                               context=context)
            http.request("GET", "/api/v1/health", headers={"Origin": origin})
            status = http.getresponse().status
            http.close()
            check(status == expected, f"{origin} is answered {status}")


def test_tls_options():
    data_dir = new_folder("tls-options")
    for words, options in (("key", ("--tls-cert", "a.pem")), ("key", ("--tls-key", "a.pem")),
                           ("choose", ("--tls-cert", "a.pem", "--tls-key", "b.pem",
                                       "--tls-self-signed")),
                           ("a.pem", ("--tls-cert", "a.pem", "--tls-key", "b.pem"))):
        check_refusal(run("--port", 0, "--data-dir", data_dir, *options), words)


def test_without_socketio():
    with Running("rest-only", ("--port", "0", "--no-socketio")) as daemon:
        check(daemon.request("GET", "/api/v1/health")[0] == 200, "REST is there")
        connection = daemon.connect()
        connection.http.request("GET", "/socket.io/?EIO=4&transport=polling")
        check(connection.http.getresponse().status == 404, "Socket.IO is not")
        connection.close()


def test_data_folder_is_a_file():
    path = PLACE / "a-file"
    path.write_text("not a folder\n")
    check_refusal(run("--port", 0, "--data-dir", path), str(path))
    check(path.read_text() == "not a folder\n", "the file was changed")


def as_nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def test_data_folder_not_writable():
    path = new_folder("read-only")
    path.chmod(0o555)
    if os.geteuid() != 0:
        check_refusal(run("--port", 0, "--data-dir", path), str(path))
        return
    # To root every folder is writable: ask as somebody else, who can reach the folder.
    parents = [PLACE] + [p for p in Path(BINARY).resolve().parents]
    if any(not p.stat().st_mode & 0o001 for p in parents if p != PLACE):
        raise Skip("root, and nobody else may run the program")
    PLACE.chmod(0o755)
    done = subprocess.run([BINARY, "--port", "0", "--data-dir", str(path)], capture_output=True,
                          text=True, timeout=60, check=False, preexec_fn=as_nobody)
    check_refusal((done.returncode, done.stdout, done.stderr), str(path))


def test_data_folder_in_use():
    with Running("shared") as daemon:
        check_refusal(run("--port", 0, "--data-dir", daemon.data_dir), str(daemon.data_dir))
        check(daemon.get("/health")["status"] == "ok", "the first one was disturbed")


def test_data_folder_is_made():
    path = PLACE / "not" / "there" / "yet"
    daemon = Daemon(BINARY, path, log=PLACE / "made.log").start()
    try:
        check(path.is_dir(), "no folder")
    finally:
        daemon.kill()


# What systemd hears, what the log looks like

def test_systemd_is_notified():
    path = PLACE / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(30)
        with Running("systemd", env={"NOTIFY_SOCKET": str(path)}) as daemon:
            check(manager.recv(4096).startswith(b"READY=1"), "no READY=1")
            check(daemon.get("/health")["status"] == "ok", "not healthy when it said so")
            check(daemon.stop() == 0, "SIGTERM does not end it with 0")
            check(manager.recv(4096).startswith(b"STOPPING=1"), "no STOPPING=1")


def test_systemd_abstract_socket():
    name = f"talus-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name)
        manager.settimeout(30)
        with Running("systemd-abstract", env={"NOTIFY_SOCKET": "@" + name}):
            check(manager.recv(4096).startswith(b"READY=1"), "no READY=1")


def test_log_lines_are_json():
    options = ("--port", "0", "--log-format", "json")
    # A service manager that does not listen is something to say.
    env = {"G_MESSAGES_DEBUG": "all", "NOTIFY_SOCKET": str(PLACE / "nobody")}
    with Running("log", options, env) as daemon:
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
        lines = daemon.read_log().splitlines()
    check(lines, "nothing was logged")
    for line in lines:
        entry = json.loads(line)
        check({"time", "level", "message"} <= entry.keys(), f"{line!r} lacks a member")
    check(any("service manager" in line for line in lines), f"the message is not in {lines}")
    check_refusal(run("--log-format", "xml", "--data-dir", new_folder("log-2")), "xml")


# Ending

def files_beside(data_dir):
    return sorted(p.name for p in data_dir.rglob("*")
                  if p.name.endswith(("-wal", "-shm", "-journal")))


def test_sigterm_answers_what_is_in_flight():
    with Running("drain") as daemon:
        project = daemon.make_project()
        session, root = project["session_id"], project["graph"]["roots"][0]["id"]
        answers = []

        def post(number):
            connection = daemon.connect()
            step = 0
            try:
                while True:
                    body = command(session, "UpdateProperty", {
                        "node_id": root, "property_id": "name", "value": f"{number} {step}"})
                    step += 1
                    answers.append((body["command_id"],
                                    *connection.request("POST", "/commands/execute", body)))
            except OSError:
                pass  # refused once it no longer listens
            except Exception as error:  # noqa: BLE001: http.client's for a connection that ends
                if type(error).__module__ != "http.client":
                    answers.append((None, 0, {"error": repr(error)}))

        clients = [threading.Thread(target=post, args=(i,)) for i in range(8)]
        for client in clients:
            client.start()
        wait_until(lambda: len(answers) > 40, "commands")
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
        for client in clients:
            client.join(30)
        check(files_beside(daemon.data_dir) == [], f"left over: {files_beside(daemon.data_dir)}")
        daemon.start()
        records, _ = read_records(daemon, session)
        recorded = [a for a in answers if a[1] == 200]
        for command_id, status, answer in answers:
            if status == 200:
                check(records.get(command_id) == (answer["seq"], answer["head"]),
                      f"{command_id} was answered {answer} and the log has "
                      f"{records.get(command_id)}")
            else:
                check((status, answer["error"]["code"]) == (503, "SHUTTING_DOWN"),
                      f"answered {status} {answer}")
                check(command_id not in records, f"{command_id} was refused and is in the log")
        # What was in flight when the signal came has been answered: the log has nothing else.
        check(len(records) - 1 == len(recorded) or None not in records and
              len(records) == len(recorded),
              f"{len(records)} records, {len(recorded)} of them answered")


def test_sigterm_ends_long_polls():
    with Running("poll") as daemon:
        session = daemon.make_project()["session_id"]
        answers = []
        poll = threading.Thread(target=lambda: answers.append(daemon.request(
            "GET", f"/sessions/{session}/events?since=1&wait=30")))
        poll.start()
        wait_until(lambda: count_connections(daemon) > 0, "the long poll's connection")
        begin = time.monotonic()
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
        check(time.monotonic() - begin < 15, "a long poll holds up the end")
        poll.join(30)
        check(len(answers) == 1 and answers[0][0] in (200, 503), f"the poll got {answers}")


def count_connections(daemon):
    """Established ones, as the kernel lists them."""
    wanted = f"0100007F:{daemon.port:04X}"
    lines = Path(f"/proc/{daemon.process.pid}/net/tcp").read_text().splitlines()[1:]
    return sum(1 for line in lines if line.split()[1] == wanted and line.split()[3] == "01")


def test_at_rest_single_files():
    with Running("rest") as daemon:
        for number in range(3):
            daemon.make_project(f"Project {number}")
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
        check(files_beside(daemon.data_dir) == [], f"left over: {files_beside(daemon.data_dir)}")
        documents = list(daemon.data_dir.rglob("*.talus"))
        check(len(documents) == 3, f"documents: {documents}")
        for path in documents:
            copy = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
            check(copy.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{path} is broken")
            check(copy.execute("PRAGMA application_id").fetchone() == (0x54414C59,),
                  f"{path} does not say what it is")
            copy.close()


# Coming back

def describe(daemon, session):
    info = daemon.get(f"/sessions/{session}")
    digest = daemon.get(f"/sessions/{session}/graph/digest")["digest"]
    return {name: info[name] for name in ("session_id", "project_id", "seq", "epoch", "head",
                                          "node_count", "undo_available")} | {"digest": digest}


def change(daemon, project, times):
    session, root = project["session_id"], project["graph"]["roots"][0]
    for number in range(times):
        daemon.post("/commands/execute", command(session, "CreateNode", {
            "blueprint_type_id": "phase", "parent_id": root["id"], "name": f"Phase {number}"}))
    daemon.post(f"/sessions/{session}/undo")


def check_comes_back(name, end):
    with Running(name) as daemon:
        projects = [daemon.make_project(f"Project {number}") for number in range(3)]
        for number, project in enumerate(projects):
            change(daemon, project, 5 + number)
        sessions = [project["session_id"] for project in projects]
        unloaded = sessions.pop()
        status, _ = daemon.request("DELETE", f"/sessions/{unloaded}")
        check(status == 200, f"unloading answered {status}")
        before = [describe(daemon, session) for session in sessions]
        end(daemon)
        daemon.start()
        listed = {s["session_id"] for s in daemon.get("/sessions")["sessions"]}
        check(listed == set(sessions), f"loaded were {sessions}, are {listed}")
        after = [describe(daemon, session) for session in sessions]
        check(before == after, f"before {before}, after {after}")
        status, answer = daemon.request("GET", f"/sessions/{unloaded}")
        check((status, answer["error"]["code"]) == (404, "INVALID_SESSION"), f"{status} {answer}")


def test_restart_brings_sessions_back():
    def end(daemon):
        check(daemon.stop() == 0, "SIGTERM does not end it with 0")
    check_comes_back("back", end)


def test_kill_brings_sessions_back():
    check_comes_back("back-killed", Daemon.kill)


# Hostile requests

def send_raw(daemon, data, timeout=60):
    """The whole answer to raw bytes, up to the end of the connection."""
    answer = b""
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=timeout) as client:
        try:
            client.sendall(data)
        except (ConnectionResetError, BrokenPipeError):
            pass  # answered before it was read
        try:
            while True:
                part = client.recv(65536)
                if not part:
                    break
                answer += part
                head, _, body = answer.partition(b"\r\n\r\n")
                for line in head.split(b"\r\n"):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length" and len(body) >= int(value):
                        return answer
        except ConnectionResetError:
            pass
    return answer


def check_hostile(name, data, status, code):
    """Refused as the contract says, the memory bounded, others served."""
    with Running(name) as daemon:
        session = daemon.make_project()["session_id"]
        digest = daemon.get(f"/sessions/{session}/graph/digest")
        send_raw(daemon, data)
        before = daemon.memory()
        for _ in range(10):
            answer = send_raw(daemon, data)
            check(answer.startswith(f"HTTP/1.1 {status} ".encode()),
                  f"answered {answer[:200]!r}, not {status}")
            found = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"]
            check(found == code, f"code {found}, not {code}")
            check(daemon.get("/health")["status"] == "ok", "others are not served")
        growth = daemon.memory() - before
        check(growth < GROWTH_KIB, f"its memory grew by {growth} KiB")
        check(daemon.get(f"/sessions/{session}/graph/digest") == digest, "something changed")


def make_post(body, headers=""):
    return (f"POST /api/v1/commands/execute HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
            f"Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def test_hostile_nesting():
    check_hostile("nesting", make_post(b"[" * 100_000 + b"]" * 100_000), 400, "INVALID_REQUEST")


def test_hostile_open_nesting():
    check_hostile("open-nesting", make_post(b'{"data":' * 25_000), 400, "INVALID_REQUEST")


def test_hostile_key():
    body = b'{"command_type":"CreateNode","data":{"' + b"k" * 3_000_000 + b'":1}}'
    with Running("key") as daemon:
        session = daemon.make_project()["session_id"]
        digest = daemon.get(f"/sessions/{session}/graph/digest")
        data = make_post(body, f"X-Session-ID: {session}\r\n")
        send_raw(daemon, data)
        before = daemon.memory()
        for _ in range(10):
            answer = send_raw(daemon, data)
            check(answer.startswith(b"HTTP/1.1 400 "), f"answered {answer[:200]!r}")
            check(len(answer) < 10_000, f"the answer repeats the key: {len(answer)} bytes")
        growth = daemon.memory() - before
        check(growth < GROWTH_KIB, f"its memory grew by {growth} KiB")
        check(daemon.get(f"/sessions/{session}/graph/digest") == digest, "something changed")


def test_hostile_body_over_the_limit():
    check_hostile("body", make_post(b" " * (8 * 1024 * 1024 + 1)), 413, "PAYLOAD_TOO_LARGE")


def test_hostile_many_values():
    body = b'{"data":[' + b"0," * 2_000_000 + b"0]}"
    check_hostile("values", make_post(body), 413, "PAYLOAD_TOO_LARGE")


def test_hostile_two_hosts():
    data = (b"GET /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n")
    check_hostile("hosts", data, 400, "INVALID_REQUEST")


def test_hostile_foreign_host():
    data = b"GET /api/v1/sessions HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    check_hostile("host", data, 403, "FORBIDDEN")


def test_hostile_foreign_origin():
    data = (b"GET /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Origin: https://evil.example\r\n\r\n")
    check_hostile("origin", data, 403, "FORBIDDEN")


def test_hostile_length_and_chunks():
    data = (b"POST /api/v1/commands/execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    check_hostile("chunks", data, 400, "INVALID_REQUEST")


def test_hostile_slow_connections():
    """Two hundred that never finish their head: closed in time, nobody else waits for them."""
    with Running("slow") as daemon:
        session = daemon.make_project()["session_id"]
        check(daemon.get("/health")["status"] == "ok", "not healthy")
        before = daemon.memory()
        begin = time.monotonic()
        slow = [socket.create_connection(("127.0.0.1", daemon.port), timeout=60)
                for _ in range(200)]
        for client in slow:
            client.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        wait_until(lambda: count_connections(daemon) >= 200, "200 connections")
        longest = 0.0
        while slow:
            at = time.monotonic()
            check(daemon.get("/health")["status"] == "ok", "others are not served")
            longest = max(longest, time.monotonic() - at)
            # A byte now and then does not buy more time.
            check(time.monotonic() - begin < 25, f"{len(slow)} are still open after 25 s")
            slow[0].settimeout(0.2)
            if is_closed(slow[0]):
                slow.pop(0).close()
        check(longest < 5, f"somebody else waited {longest:.1f} s")
        growth = daemon.memory() - before
        check(growth < GROWTH_KIB, f"its memory grew by {growth} KiB")
        wait_until(lambda: count_connections(daemon) == 0, "their descriptors")
        check(daemon.get(f"/sessions/{session}")["seq"] == 1, "something changed")


def is_closed(client):
    try:
        client.send(b"x")
        while True:
            if not client.recv(4096):
                return True
    except TimeoutError:
        return False
    except OSError:
        return True


def test_hostile_half_a_body():
    """A body that stops coming: closed in time."""
    with Running("half") as daemon:
        with socket.create_connection(("127.0.0.1", daemon.port), timeout=60) as client:
            client.sendall(b"POST /api/v1/commands/execute HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           b"Content-Length: 1000\r\n\r\n{")
            begin = time.monotonic()
            while client.recv(4096):
                pass
            check(time.monotonic() - begin < 40, "it was kept for long")
        check(daemon.get("/health")["status"] == "ok", "others are not served")


TESTS = [
    ("/daemon/version", test_version),
    ("/daemon/one-line-when-ready", test_one_line_when_ready),
    ("/daemon/ipv6-on-the-same-port", test_ipv6_on_the_same_port),
    ("/daemon/ipv6-only-by-default", test_ipv6_only_by_default),
    ("/daemon/ipv6-address-in-the-line", test_ipv6_address_in_the_line),
    ("/daemon/refuses/port-in-use", test_port_in_use),
    ("/daemon/refuses/port-out-of-range", test_port_out_of_range),
    ("/daemon/refuses/unknown-option", test_unknown_option),
    ("/daemon/refuses/address-not-here", test_address_not_here),
    ("/daemon/refuses/others-in-the-clear", test_address_not_loopback),
    ("/daemon/refuses/token-commands-that-make-no-sense", test_token_command_refuses),
    ("/daemon/refuses/token-files-that-others-know", test_token_file_refusals),
    ("/daemon/refuses/half-a-certificate", test_tls_options),
    ("/daemon/insecure-takes-a-token", test_insecure_takes_a_token),
    ("/daemon/a-proxy-on-loopback-is-warned-of", test_proxy_is_warned_of),
    ("/daemon/tokens-come-and-go-while-it-runs", test_tokens_come_and_go),
    ("/daemon/revocation-ends-sockets", test_revocation_ends_sockets),
    ("/daemon/token-file-is-an-owner-s", test_token_file),
    ("/daemon/tls-self-signed-is-what-the-log-says", test_tls_self_signed),
    ("/daemon/tls-origins", test_tls_origins),
    ("/daemon/without-socketio", test_without_socketio),
    ("/daemon/refuses/data-folder-that-is-a-file", test_data_folder_is_a_file),
    ("/daemon/refuses/data-folder-not-writable", test_data_folder_not_writable),
    ("/daemon/refuses/data-folder-in-use", test_data_folder_in_use),
    ("/daemon/data-folder-is-made", test_data_folder_is_made),
    ("/daemon/systemd-is-notified", test_systemd_is_notified),
    ("/daemon/systemd-abstract-socket", test_systemd_abstract_socket),
    ("/daemon/log-lines-are-json", test_log_lines_are_json),
    ("/daemon/sigterm-answers-what-is-in-flight", test_sigterm_answers_what_is_in_flight),
    ("/daemon/sigterm-ends-long-polls", test_sigterm_ends_long_polls),
    ("/daemon/at-rest-single-files", test_at_rest_single_files),
    ("/daemon/restart-brings-sessions-back", test_restart_brings_sessions_back),
    ("/daemon/kill-brings-sessions-back", test_kill_brings_sessions_back),
    ("/daemon/hostile/nesting", test_hostile_nesting),
    ("/daemon/hostile/open-nesting", test_hostile_open_nesting),
    ("/daemon/hostile/key-of-3-mb", test_hostile_key),
    ("/daemon/hostile/body-over-the-limit", test_hostile_body_over_the_limit),
    ("/daemon/hostile/body-of-a-million-values", test_hostile_many_values),
    ("/daemon/hostile/two-hosts", test_hostile_two_hosts),
    ("/daemon/hostile/foreign-host", test_hostile_foreign_host),
    ("/daemon/hostile/foreign-origin", test_hostile_foreign_origin),
    ("/daemon/hostile/length-and-chunks", test_hostile_length_and_chunks),
    ("/daemon/hostile/slow-connections", test_hostile_slow_connections),
    ("/daemon/hostile/half-a-body", test_hostile_half_a_body),
]


if __name__ == "__main__":
    with folder("talus-daemon-") as PLACE:
        run_tests(TESTS)
