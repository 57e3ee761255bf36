#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what the documents show: the examples, and the lines of the README.

check_examples.py PATH-OF-TALUS-TALLYD PROJECT-ROOT FOLDER-OF-PACKAGES; prints TAP.
"""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "interop")]
from packages import Missing, install_packages  # noqa: E402
from tallyd import (Daemon, Failure, Skip, command, die_with_parent, folder,  # noqa: E402
                    run_tests, wait_until)

BINARY = sys.argv[1]
ROOT = Path(sys.argv[2])
PACKAGES = Path(sys.argv[3]).absolute()
EXAMPLES = ROOT / "data" / "api" / "examples"
SECONDS = 60
PLACE = None


class Running:
    """A daemon on a new folder, ended in good order at the end of a with."""

    def __init__(self, name, *options):
        self.daemon = Daemon(BINARY, PLACE / name, ("--port", "0", *options))

    def __enter__(self):
        return self.daemon.start()

    def __exit__(self, kind, *unused):
        if kind is not None:
            self.daemon.kill()
        elif self.daemon.is_running() and self.daemon.stop() != 0:
            raise Failure(f"The host did not end in good order: {self.daemon.read_log()[-2000:]}")


def run(expected, *command_line, env=None):
    done = subprocess.run(list(map(str, command_line)), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=SECONDS, check=False,
                          env={**os.environ, **(env or {})}, preexec_fn=die_with_parent)
    missing = [text for text in expected if text not in done.stdout]
    if done.returncode != 0 or missing:
        raise Failure(f"exit {done.returncode}, missing {missing}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def url_of(daemon):
    return f"http://127.0.0.1:{daemon.port}"


def need_node():
    node = shutil.which("node")
    version = node and subprocess.run([node, "-p", "process.versions.node"], capture_output=True,
                                      text=True, check=False).stdout
    if not version or int(version.split(".")[0]) < 18:
        raise Skip("no node of version 18 or newer")


def check_curl():
    with Running("curl") as daemon:
        run(["made ", '"event":"command:undo"', '"event":"command:redo"', "copied "],
            "sh", EXAMPLES / "curl.sh", url_of(daemon))


def check_python():
    with Running("python") as daemon:
        run(["followed 2 nodes"], sys.executable, EXAMPLES / "client.py", url_of(daemon))


def check_javascript():
    need_node()
    with Running("javascript") as daemon:
        run(["node-created node-created node-created command:executed property-changed"],
            "node", EXAMPLES / "client.js", url_of(daemon))


def check_sharing():
    for tool in ("openssl", "basenc"):
        if shutil.which(tool) is None:
            raise Skip(f"there is no {tool}")
    with Running("sharing", "--address", "0.0.0.0", "--tls-self-signed") as daemon:
        token = run(["tth1_"], BINARY, "token", "add", "--data-dir", daemon.data_dir).strip()
        ca = daemon.data_dir / "tls-certificate.pem"
        url = daemon.line.split()[-1]
        made = run(['"session_id"'], "curl", "-fsS", "--cacert", ca, "-H",
                   f"Authorization: Bearer {token}", "-X", "POST", f"{url}/api/v1/projects",
                   "-d", '{"template_id":"restomod","project_name":"Shared & alike"}')
        session = re.search('"session_id":"([^"]*)"', made).group(1)
        run(["the link names the certificate that is there\nBob is editor\nFORBIDDEN\n"
             "UNAUTHORIZED\n", '"event":"member-removed"', '"event":"invite-made"'],
            "sh", EXAMPLES / "share.sh", url, token, session)
        known = {name: str(ca) for name in ("REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE",
                                            "NODE_EXTRA_CA_CERTS")}
        for command_line, env in live_examples():
            with Live([*command_line, url, session],
                      {**env, **known, "TALUS_TOKEN": token}) as live:
                live.read_until("following ")


class Live:
    """An example that goes on until it is told to stop."""

    def __init__(self, command_line, env=None):
        self.process = subprocess.Popen(
            list(map(str, command_line)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, **(env or {})},
            preexec_fn=die_with_parent)
        self.text = b""
        self.lines = []

    def read_until(self, beginning):
        """The line that begins so; those before it are in lines too."""
        end = time.monotonic() + SECONDS
        while True:
            while b"\n" in self.text:
                line, self.text = self.text.split(b"\n", 1)
                self.lines.append(line.decode())
                if self.lines[-1].startswith(beginning):
                    return self.lines[-1]
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise Failure(f"Waited {SECONDS} s for {beginning!r}: {self.lines}")
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                raise Failure(f"It ended before {beginning!r}: {self.lines}")
            self.text += more

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def check_live(name, example, expected):
    """Away while the host is killed and others go on, it gets exactly what it missed."""
    command_line, env = example
    with Running(name) as daemon:
        port = str(daemon.port)
        with Live([*command_line, url_of(daemon)], env) as live:
            session = live.read_until("following ").split()[-1]
            daemon.kill()
            live.read_until("away")
            # At another door, so that it surely misses something.
            daemon.start()
            root = daemon.get(f"/sessions/{session}/graph")["graph"]["roots"][0]["id"]
            node = daemon.post("/commands/execute", command(session, "CreateNode", {
                "blueprint_type_id": "phase", "parent_id": root, "name": "Missed"}))["node_id"]
            daemon.post("/commands/execute", command(session, "DeleteNode", {"node_id": node}))
            daemon.stop()
            # Somebody's connection may have the port just now.
            daemon.options[1] = port
            wait_until(lambda: daemon.spawn().wait_ready(), f"port {port}")
            live.read_until("5 ")
            daemon.post(f"/sessions/{session}/undo")
            live.read_until("6 ")
        author = "[^:]*"
        wanted = [line.replace("SESSION", session) for line in expected]
        found = [re.sub(f"^([456]) {author}:", r"\1 somebody:", line) for line in live.lines]
        if found != wanted:
            raise Failure("It printed\n" + "\n".join(found))


def live_javascript():
    need_node()
    try:
        install_packages(PACKAGES)
    except Missing as missing:
        raise Skip(missing) from None
    return ["node", EXAMPLES / "live.js"], {"NODE_PATH": str(PACKAGES / "node_modules")}


def live_python():
    return [sys.executable, EXAMPLES / "live.py"], {}


def live_examples():
    """Those that can be had; that one cannot is said by its own test."""
    for example in (live_python, live_javascript):
        try:
            yield example()
        except Skip:
            pass


def check_live_javascript():
    check_live("live-js", live_javascript(), [
        "in, 1 here",
        "2 Live: UpdateProperty: property-changed",
        "3 Live: Undo: property-changed",
        "following SESSION",
        "away",
        "in, 1 here",
        "4 somebody: CreateNode: node-created",
        "5 somebody: DeleteNode: node-deleted",
        "6 somebody: Undo: node-created",
    ])


def check_live_python():
    check_live("live-py", live_python(), [
        "in, 1 here",
        "anew, at 1: 13 nodes",
        "2 Replica: UpdateProperty: set: 13 nodes",
        "3 Replica: Undo: set: 13 nodes",
        "following SESSION",
        "away",
        "in, 1 here",
        "4 somebody: CreateNode: insert: 14 nodes",
        "5 somebody: DeleteNode: remove: 13 nodes",
        "6 somebody: Undo: restore: 14 nodes",
    ])


def read_section(name, title):
    """The shell lines of a document under a heading."""
    text = (ROOT / name).read_text(encoding="utf-8").split(f"## {title}\n", 1)[1]
    return "\n".join(re.findall("```sh\n(.*?)```", text.split("\n## ", 1)[0], re.DOTALL))


def check_readme():
    with Running("readme") as daemon:
        script = read_section("README.md", "A first project")
        if "url=http://127.0.0.1:5000/api/v1" not in script:
            raise Failure("It begins with another address")
        script = script.replace("http://127.0.0.1:5000", url_of(daemon))
        out = run(['"success":true', '"node_id"', '"event":"project:loaded"',
                   '"event":"node-created"', '"event":"node-deleted"', '"event":"command:undo"'],
                  "sh", "-c", f'set -eu\n{script}\necho "session is $session"')
        session = out.rsplit("session is ", 1)[1].strip()

        lines = read_section("README.md", "Work together")
        line = re.search(r"^data/api/examples/live\.py .*$", lines, re.MULTILINE).group(0)
        line = line.replace("http://127.0.0.1:5000", url_of(daemon))
        line = line.replace("data/api", f"{sys.executable} {ROOT}/data/api")
        with Live(["sh", "-c", f"session={session}; exec {line}"]) as live:
            live.read_until("following ")


def check_debugging():
    with Running("debugging") as daemon:
        session = daemon.make_project()["session_id"]
        script = read_section("data/api/debugging.md", "What goes over the wire?")
        run(["ok40{", f'\n42["joined",{{"session_id":"{session}"', '"name":"curl"'],
            "sh", "-c", f"set -eu\nurl={url_of(daemon)} session={session}\n{script}")


with folder("talus-examples-") as PLACE:
    run_tests([
        ("/examples/curl", check_curl),
        ("/examples/python", check_python),
        ("/examples/javascript", check_javascript),
        ("/examples/sharing", check_sharing),
        ("/examples/live-javascript-misses-nothing", check_live_javascript),
        ("/examples/live-python-misses-nothing", check_live_python),
        ("/debugging/what-goes-over-the-wire", check_debugging),
        ("/readme/first-project-and-work-together", check_readme),
    ])
