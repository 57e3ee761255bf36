# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the desktop: the program and its widgets, drawn by cairo, on an X server and a
session bus of their own.

Times of frames are those of the frame clock. "work" beside them is what the thread of the window
worked in them: what else the machine does is not in it.
"""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import time

from tallyd import TEMPLATE_DIR, Failure, die_with_parent, wait_until
from sample import write_project

SCREEN = "1400x900x24"
CLIENTS = 50
FIRST_FRAME = re.compile(r"First frame of \w+ at (\d+)")


class Screen:
    """Xvfb and a session bus, and the environment of programs there."""

    def __init__(self, bench, name):
        self.started = []
        self.environment = dict(
            os.environ, GSK_RENDERER="cairo", GDK_BACKEND="x11", GTK_A11Y="none",
            NO_AT_BRIDGE="1", GSETTINGS_BACKEND="memory", GDK_DEBUG="gl-disable",
            GSETTINGS_SCHEMA_DIR=str(bench.args.build / "data" / "desktop"),
            TALUS_TEMPLATE_DIR=str(TEMPLATE_DIR),
            XDG_RUNTIME_DIR=str(bench.place), HOME=str(bench.place))
        for program in ("Xvfb", "dbus-daemon", "xdotool"):
            if shutil.which(program) is None:
                raise Failure(f"There is no {program}")
        display = self.start(["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten",
                              "tcp"])
        self.environment["DISPLAY"] = f":{display}"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.start(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"])
        self.name = name

    def start(self, argv):
        """A program that says one line when it is ready."""
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, env=self.environment, preexec_fn=die_with_parent)
        self.started.append(process)
        line = process.stdout.readline().strip()
        if not line:
            self.stop()
            raise Failure(f"{argv[0]} does not start")
        return line

    def stop(self):
        for process in reversed(self.started):
            process.kill()
            process.wait()
            process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def run(self, argv, timeout=300):
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True,
                              check=False, timeout=timeout)
        if done.returncode != 0:
            raise Failure(f"{argv[0]} ended with status {done.returncode}: {done.stderr[-500:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def median(values):
    return statistics.median(values)


def program(bench, row):
    return [str(bench.args.build / "tests" / "bench" / "bench-desktop"), row]


def project(bench, name, phases, jobs, tasks):
    path = bench.place / f"{name}.json"
    write_project(path, bench.place / f"{name}.ids", name, TEMPLATE_DIR / "restomod.yaml", phases,
                  jobs, tasks)
    return str(path)


def start_once(screen, bench, number):
    """From exec until the welcome window has been painted."""
    environment = dict(screen.environment, G_MESSAGES_DEBUG="talus-app-frames")
    argv = [str(bench.args.build / "src" / "app" / "talus-tally"), "--data-dir",
            str(bench.place / f"start-{number}"), "--template-dir", str(TEMPLATE_DIR)]
    begin = time.monotonic()
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env=environment, preexec_fn=die_with_parent)
    try:
        for line in process.stdout:
            found = FIRST_FRAME.search(line)
            if found:
                return int(found[1]) / 1e6 - begin
        raise Failure("The desktop ended without a frame")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def row_window(bench):
    with Screen(bench, "window") as screen:
        times = [start_once(screen, bench, number) for number in range(bench.args.pairs + 1)]
    bench.row("window", "exec to first frame", median(times[1:]), "s", "<= 0.6")


def row_sight(bench):
    """A project of 100,000 nodes that lies in the library, until its window has been painted."""
    with Screen(bench, "sight") as screen:
        path = project(bench, "Sight", 10, 100, 99)
        rounds = [screen.run([*program(bench, "open"), path])[0]
                  for _ in range(bench.args.pairs)]
    bench.row("sight", "open 100,000 nodes", median([r["open"] for r in rounds]) / 1000, "s",
              "<= 0.3")
    bench.row("sight", "from then to the first frame", median([r["frame"] for r in rounds]) / 1000,
              "s", work_s=median([r["work"] for r in rounds]) / 1000)


def report_frames(bench, row, rounds, goal):
    for what in rounds[0]:
        frames = [r[what] for r in rounds]
        for part in ("p50", "p99"):
            bench.row(row, f"{what}, {part}", median([f[part] for f in frames]), "ms",
                      goal if part == "p99" else "",
                      work_ms=median([f[f"work_{part}"] for f in frames]))
        bench.row(row, f"{what}, p99 of work", median([f["work_p99"] for f in frames]), "ms")


def row_canvas(bench):
    with Screen(bench, "canvas") as screen:
        path = project(bench, "Canvas", 10, 30, 33)
        rounds = [{line["what"]: line for line in screen.run([*program(bench, "canvas"), path])}
                  for _ in range(bench.args.pairs)]
    report_frames(bench, "canvas", rounds, "<= 16")


def scroll_once(screen, bench, path, node):
    """The outline of 100,000 nodes scrolls while a room of clients has a task edited."""
    window = subprocess.Popen([*program(bench, "scroll"), path], env=screen.environment, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    load = None
    try:
        said = window.stdout.readline().split()
        if len(said) != 3:
            raise Failure("The desktop does not listen")
        command = {"session_id": said[2], "command_type": "UpdateProperty",
                   "command_id": "@UUID@",
                   "data": {"node_id": node, "property_id": "notes", "value": "Value @N@ run"}}
        load = subprocess.Popen(
            [str(bench.args.build / "tests" / "bench" / "bench-wire"), "--port", said[1],
             "--clients", str(CLIENTS), "--auth", '{"author_id":"@UUID@","name":"Client @N@"}',
             "--join", json.dumps({"session_id": said[2]}), "--per-command", "3", "--run", "run",
             "--command", json.dumps(command, separators=(",", ":"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            preexec_fn=die_with_parent)
        if not load.stdout.readline():
            raise Failure("The clients do not join")
        load.stdin.write("latency 60\n")
        load.stdin.flush()
        window.stdin.write("go\n")
        window.stdin.flush()
        line = window.stdout.readline()
        if not line.startswith("{"):
            raise Failure("The desktop says nothing of its frames")
        return json.loads(line)
    finally:
        for process in (load, window):
            if process is not None:
                process.kill()
                process.wait()


def row_scroll(bench):
    with Screen(bench, "scroll") as screen:
        path = project(bench, "Scroll", 10, 100, 99)
        node = (bench.place / "Scroll.ids").read_text().split()[0]
        rounds = [{f"outline, {CLIENTS} clients": scroll_once(screen, bench, path, node)}
                  for _ in range(bench.args.pairs)]
    report_frames(bench, "scroll", rounds, "<= 16")


def keys_once(screen, bench, path):
    window = subprocess.Popen([*program(bench, "keys"), path], env=screen.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              preexec_fn=die_with_parent)
    try:
        if window.stdout.readline().strip() != "ready":
            raise Failure("The desktop is not ready for keys")
        found = []

        def is_there():
            done = subprocess.run(["xdotool", "search", "--name", "Keys"], env=screen.environment,
                                  capture_output=True, text=True, check=False)
            found[:] = done.stdout.split()
            return bool(found)

        wait_until(is_there, "the window")
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], env=screen.environment,
                       check=True, capture_output=True)
        keys = subprocess.Popen(["xdotool", "key", "--delay", "60", *(["Down"] * 90)],
                                env=screen.environment, preexec_fn=die_with_parent)
        line = window.stdout.readline()
        keys.kill()
        keys.wait()
        if not line.startswith("{"):
            raise Failure("The desktop says nothing of its keys")
        return json.loads(line)
    finally:
        window.kill()
        window.wait()
        window.stdout.close()


def row_keys(bench):
    """From the arrival of a key until the frame that shows what it did has been painted."""
    with Screen(bench, "keys") as screen:
        path = project(bench, "Keys", 10, 100, 99)
        rounds = [{"key to frame, 100,000 nodes": keys_once(screen, bench, path)}
                  for _ in range(bench.args.pairs)]
    report_frames(bench, "keys", rounds, "<= 16")


ROWS = {"window": row_window, "sight": row_sight, "canvas": row_canvas, "scroll": row_scroll,
        "keys": row_keys}
