#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What build-aux/run prints, tried: in a browser's console, and in a shell.

test-join-line.py PATH-OF-TALUS-TALLYD FOLDER-OF-PACKAGES; prints TAP.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "daemon")]
from packages import Missing, find_browser, install_packages  # noqa: E402
from tallyd import Failure, Skip, die_with_parent, folder, run_tests  # noqa: E402

RUN = HERE.parents[1] / "build-aux" / "run"
BINARY = sys.argv[1]
PACKAGES = Path(sys.argv[2]).absolute()
SECONDS = 90


class Run:
    """build-aux/run with a program that is built already."""

    def __init__(self, data_dir, *options):
        env = {**os.environ, "TALUS_TALLYD": BINARY, "TALUS_DATA_DIR": str(data_dir)}
        self.process = subprocess.Popen(
            [RUN, "--port", "0", *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env=env, preexec_fn=die_with_parent)
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Stop it"):
                return
        raise Failure("It ended: " + "\n".join(self.lines))

    def find(self, beginning, indent="  "):
        """The line that begins so; lines to paste are indented."""
        for line in self.lines:
            if line.startswith(indent + beginning):
                return line.strip()
        raise Failure(f"There is no line {beginning!r} in:\n" + "\n".join(self.lines))

    def get_url(self):
        return self.find("Talus Tally is listening on ", "").rsplit(" ", 1)[1]

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.stdout.read()  # until the host itself has ended
        self.process.wait(SECONDS)


def run(*command):
    env = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=env, timeout=SECONDS, check=False, preexec_fn=die_with_parent)
    if done.returncode != 0:
        raise Failure(f"{command[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def paste_into_console(*options):
    try:
        install_packages(PACKAGES)
        browser = find_browser()
    except Missing as missing:
        raise Skip(missing) from None
    with folder("talus-join-line-") as place, Run(place / "data", *options) as host:
        out = run("node", str(HERE / "join-line.js"), str(PACKAGES), json.dumps({
            "chromium": browser, "page": host.get_url() + "/health",
            "join": host.find("const { io }"), "command": host.find("socket.emit(")}))
        told = [json.loads(line) for line in out.splitlines()]
        names = [line[0] for line in told if isinstance(line[0], str)]
        for name in ("joined", "command:executing", "property-changed", "command:executed"):
            if name not in names:
                raise Failure(f"The console did not show {name}: {names}")


def paste_into_shell(*options):
    with folder("talus-join-line-") as place, Run(place / "data", *options) as host:
        lines = [line.strip() for line in host.lines if line.startswith("  curl ")]
        for line in lines:
            # There is no next change to wait for.
            line = line.replace("curl ", "curl -fsS ", 1).replace("wait=30", "wait=1")
            json.loads(run("sh", "-c", line))
        if len(lines) < 5:
            raise Failure(f"It shows little: {lines}")


SHARED = ("--address", "0.0.0.0", "--tls-self-signed")

run_tests([
    ("/run/joins-from-a-console", paste_into_console),
    ("/run/joins-from-a-console-by-token-over-tls", lambda: paste_into_console(*SHARED)),
    ("/run/every-line-for-the-shell-works", paste_into_shell),
    ("/run/every-line-for-the-shell-works-by-token-over-tls", lambda: paste_into_shell(*SHARED)),
])
