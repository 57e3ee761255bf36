# SPDX-License-Identifier: GPL-3.0-or-later
"""talus-tallyd as a process of a test, a client for its REST interface, and TAP.

The daemon dies with the test, whatever becomes of that; what a test puts into its folder
is removed when it ends.
"""

import contextlib
import ctypes
import http.client
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import uuid
from pathlib import Path

TEMPLATE_DIR = Path(__file__).resolve().parents[2] / "data" / "templates"
START_SECONDS = 60
STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class Failure(Exception):
    """The host did what the contract does not allow."""


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def api_path(path):
    return path if path.startswith("/api/") or not path.startswith("/") else "/api/v1" + path


class Connection:
    """One keep-alive connection."""

    def __init__(self, port, timeout=60):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def request(self, method, path, body=None, headers=None):
        """Status and answer: parsed where it is JSON."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
            headers.setdefault("Content-Type", "application/json")
        self.http.request(method, api_path(path), body, headers)
        answer = self.http.getresponse()
        data = answer.read()
        if answer.getheader("Content-Type", "").startswith("application/json"):
            return answer.status, json.loads(data)
        return answer.status, data

    def close(self):
        self.http.close()


class Daemon:
    """The daemon on a data folder; not started yet."""

    def __init__(self, binary, data_dir, options=("--port", "0"), env=None, log=None):
        self.binary = str(binary)
        self.data_dir = Path(data_dir)
        self.options = list(options)
        # What holds for REST holds without Socket.IO too.
        if os.environ.get("TALUS_TEST_NO_SOCKETIO"):
            self.options.append("--no-socketio")
        # A sanitizer holds on to freed memory: not so much that growth means nothing.
        self.env = {"ASAN_OPTIONS": "quarantine_size_mb=16", **os.environ, **(env or {})}
        self.log = Path(log) if log else self.data_dir.with_name(self.data_dir.name + ".log")
        self.process = None
        self.line = None
        self.port = None

    def spawn(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "--data-dir", str(self.data_dir), "--template-dir",
                 str(TEMPLATE_DIR), *self.options],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=self.env,
                preexec_fn=die_with_parent)
        return self

    def start(self):
        self.spawn()
        if not self.wait_ready():
            self.kill()
            raise Failure(f"The daemon did not start: {self.read_log()[-2000:]}")
        return self

    def wait_ready(self, seconds=START_SECONDS):
        """False if it ended, or said nothing in time."""
        line = b""
        end = time.monotonic() + seconds
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return False
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                return False
            line += byte
        self.line = line.decode()
        self.port = int(self.line.rsplit(":", 1)[1])
        return True

    def read_log(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def rest_of_output(self):
        """What came behind the first line, once it has ended."""
        return self.process.stdout.read()

    def wait(self, seconds=STOP_SECONDS):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure("The daemon did not end in time") from None

    def stop(self):
        """SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def connect(self, timeout=60):
        return Connection(self.port, timeout)

    def request(self, method, path, body=None, headers=None, timeout=60):
        connection = self.connect(timeout)
        try:
            return connection.request(method, path, body, headers)
        finally:
            connection.close()

    def get(self, path):
        status, answer = self.request("GET", path)
        if status != 200:
            raise Failure(f"GET {path} answered {status} {str(answer)[:500]}")
        return answer

    def post(self, path, body=None, wanted=(200, 201)):
        status, answer = self.request("POST", path, {} if body is None else body)
        if status not in wanted:
            raise Failure(f"POST {path} answered {status} {str(answer)[:500]}")
        return answer

    def memory(self, field="VmRSS"):
        """KiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise Failure(f"No {field}")

    def make_project(self, name="A project", template="restomod", **more):
        return self.post("/projects", {"template_id": template, "project_name": name, **more})

    def events(self, session, since=0):
        """Every event of the log behind a seq."""
        events = []
        while True:
            page = self.get(f"/sessions/{session}/events?since={since}&limit=1000")
            events += page["events"]
            if not page["more"]:
                return events
            since = page["events"][-1]["seq"]


def command(session, command_type, data, command_id=None):
    return {"session_id": session, "command_type": command_type,
            "command_id": command_id or str(uuid.uuid4()), "data": data}


CLOSING = ("command:executed", "command:undo", "command:redo", "project:loaded")


def read_records(daemon, session):
    """{command_id: (seq, head)} of the log, and its length; the log must be without gaps."""
    records = {}
    last = 0
    for event in daemon.events(session):
        if event["event"] not in CLOSING:
            continue
        last += 1
        if event["seq"] != last:
            raise Failure(f"Record {event['seq']} stands where {last} should be")
        command_id = event.get("command_id")
        if command_id in records:
            raise Failure(f"Command {command_id} is in the log twice")
        if command_id is not None:
            records[command_id] = (last, event["head"])
    return records, last


def wait_until(condition, what, seconds=30):
    """Asks again and again; the condition's first true value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"Waited {seconds} s for {what}")
        select.select([], [], [], 0.01)


@contextlib.contextmanager
def folder(prefix="talus-test-"):
    """A folder for one test; SIGTERM and SIGINT remove it too."""
    def leave(number, frame):
        raise SystemExit(128 + number)
    signal.signal(signal.SIGTERM, leave)
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Skip(Exception):
    """What a test needs is not here."""


def run_tests(tests):
    """TAP; a test is a pair of name and function."""
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print(f"ok {number} {name}", flush=True)
        except Skip as skip:
            print(f"ok {number} {name} # SKIP {skip}", flush=True)
        except Exception as error:  # noqa: BLE001: any of them fails this test, not the others
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
            print(f"not ok {number} {name}: {error}".replace("\n", " "), flush=True)
    sys.exit(1 if failed else 0)
