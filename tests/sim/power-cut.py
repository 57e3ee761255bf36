#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes out while clients post: what was acknowledged before is there afterwards.

The daemon writes to an ext4 in a loop device whose disk (disk.c) remembers what was flushed.
At random moments that disk is copied as a cut of the power would leave it; the copy is mounted,
which replays its journal, and a daemon on it must show every acknowledged command once, at its
seq. Meanwhile the first daemon runs on. Needs root, /dev/fuse and loop devices; where they are
not there it exits 77. In a mount name space of its own, so that no mount outlives it.

    power-cut.py --build _build --cycles 500
    power-cut.py --build _build --control     syncs do nothing: this must lose something
"""

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import threading
import uuid
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "daemon"))
from tallyd import (Daemon, Failure, command, die_with_parent, folder,  # noqa: E402
                    read_records)

MEGABYTES = 192
N_CLIENTS = 4
CYCLES_A_PROJECT = 10
CYCLES_A_DISK = 50
INSIDE = "TALUS_POWER_CUT_INSIDE"


def skip(why):
    print(f"power-cut: skipped: {why}")
    sys.exit(77)


def enter_own_mounts():
    """Mounts that nobody else sees, and that end with the last process here."""
    if os.geteuid() != 0:
        skip("only root may mount")
    for tool in ("unshare", "mount", "umount", "losetup", "mkfs.ext4"):
        if not shutil.which(tool):
            skip(f"no {tool}")
    for device in ("/dev/fuse", "/dev/loop-control"):
        if not os.access(device, os.W_OK):
            skip(f"no {device}")
    if os.environ.get(INSIDE):
        return
    able = subprocess.run(["unshare", "--mount", "--propagation", "private", "true"],
                          stderr=subprocess.DEVNULL, check=False)
    if able.returncode != 0:
        skip("no mount name spaces")
    free = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    if free.returncode != 0:
        skip("no free loop device")
    os.execvpe("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable,
                           *sys.argv], {**os.environ, INSIDE: "1"})


@contextlib.contextmanager
def mounted(image, target):
    target.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop", str(image), str(target)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"The disk cannot be mounted: {done.stderr.strip()}")
    try:
        yield target
    finally:
        unmount(target)


def unmount(target):
    if subprocess.run(["umount", str(target)], stderr=subprocess.DEVNULL,
                      check=False).returncode != 0:
        subprocess.run(["umount", "--lazy", str(target)], check=False)


class Disk:
    """The disk that can lose its power."""

    def __init__(self, program, place):
        self.place = place
        place.mkdir()
        self.process = subprocess.Popen([program, str(place), str(MEGABYTES)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=die_with_parent)
        if self.process.stdout.readline() != "ready\n":
            self.close()
            skip("FUSE does not mount")
        subprocess.run(["mkfs.ext4", "-q", "-F", "-b", "4096", str(place / "disk")], check=True)

    def begin_cut(self, seed, path):
        """Takes the moment."""
        self.process.stdin.write(f"cut {seed} {path}\n")
        self.process.stdin.flush()
        if self.process.stdout.readline() != "cut\n":
            raise Failure("The disk does not answer")

    def finish_cut(self):
        """How many writes were pending, and of those how many were kept."""
        word, kept, pending = self.process.stdout.readline().split()
        assert word == "done"
        return int(kept), int(pending)

    def close(self):
        unmount(self.place)
        self.process.kill()
        self.process.wait()


class Project:
    """One project, and what its clients were told."""

    def __init__(self, daemon):
        made = daemon.make_project("Power")
        self.project_id = made["project_id"]
        self.session = made["session_id"]
        root = made["graph"]["roots"][0]
        self.phases = [n["id"] for n in root["children"] if n["blueprint_type_id"] == "phase"]
        self.lock = threading.Lock()
        self.sent = set()
        self.told = {}

    def draw(self, rand):
        kind = rand.randrange(4)
        phase = rand.choice(self.phases)
        if kind == 0:
            return "CreateNode", {"blueprint_type_id": "job", "parent_id": phase,
                                  "name": f"Job {rand.random()}"}
        if kind == 1:
            return "Batch", {"commands": [
                {"command_type": "UpdateProperty",
                 "data": {"node_id": p, "property_id": "purpose", "value": f"{rand.random()}"}}
                for p in self.phases]}
        if kind == 2:
            return "UpdateProperty", {"node_id": phase, "property_id": "purpose",
                                      "value": "long " * rand.randrange(2000)}
        return "UpdateProperty", {"node_id": phase, "property_id": "name",
                                  "value": f"Phase {rand.random()}"}

    def post(self, connection, rand):
        body = command(self.session, *self.draw(rand))
        with self.lock:
            self.sent.add(body["command_id"])
        status, answer = connection.request("POST", "/commands/execute", body)
        if status != 200:
            raise Failure(f"{body} answered {status} {answer}")
        with self.lock:
            self.told[body["command_id"]] = (answer["seq"], answer["head"])

    def snapshot(self):
        with self.lock:
            return dict(self.told)


class Load:
    """Clients that post while they may."""

    def __init__(self, daemon, seed):
        self.daemon = daemon
        self.project = None
        self.running = threading.Event()
        self.idle = threading.Semaphore(0)
        self.ended = False
        self.failure = None
        self.threads = [threading.Thread(target=self.post, args=(random.Random(seed + i),),
                                         daemon=True) for i in range(N_CLIENTS)]
        for thread in self.threads:
            thread.start()

    def post(self, rand):
        connection = self.daemon.connect()
        while True:
            self.running.wait()
            if self.ended:
                return
            try:
                while self.running.is_set():
                    self.project.post(connection, rand)
            except Exception as error:  # noqa: BLE001: told to the main thread
                self.failure = self.failure or error
                self.running.clear()
            self.idle.release()

    def pause(self):
        self.running.clear()
        for _ in self.threads:
            if not self.idle.acquire(timeout=60):
                raise Failure("A client waits for an answer for a minute")
        if self.failure:
            raise Failure(f"A client failed: {self.failure}")

    def end(self):
        self.ended = True
        self.running.set()


class Known:
    """What had been acknowledged when the power went."""

    def __init__(self, project, told, trashed, stored):
        self.project, self.told = project, told
        self.trashed, self.stored = set(trashed), set(stored)


def check(binary, data_dir, log, known):
    """A daemon on what is left."""
    daemon = Daemon(binary, data_dir, log=log).start()
    try:
        stored = {p["project_id"] for p in daemon.get("/projects")["projects"]
                  if not p["trashed"]}
        trashed = {p["project_id"] for p in daemon.get("/projects?trash=1")["projects"]
                   if p["trashed"]}
        if not known.stored <= stored | trashed or not known.trashed <= trashed:
            raise Failure("A project that was made, or put into the trash, is not there")
        session = known.project.session
        loaded = {s["session_id"] for s in daemon.get("/sessions")["sessions"]}
        if session not in loaded:
            raise Failure(f"Session {session} was loaded and is not")
        records, _ = read_records(daemon, session)
        for command_id, told in known.told.items():
            if records.get(command_id) != told:
                raise Failure(f"Command {command_id} was told {told}, the log has "
                              f"{records.get(command_id)}")
        strangers = records.keys() - known.project.sent - {None}
        if strangers:
            raise Failure(f"Command {min(strangers)} is in the log and nobody sent it")
        daemon.get(f"/sessions/{session}/graph/digest")
        daemon.post("/commands/execute", command(
            session, "UpdateProperty", {"node_id": known.project.project_id,
                                        "property_id": "name", "value": "Afterwards"}))
        if daemon.stop() != 0:
            raise Failure("The daemon does not end well afterwards")
    finally:
        daemon.kill()


class Lost(Failure):
    """What the power took was more than it may."""


def come_and_go(daemon, stored, trashed):
    """Files of their own: a project is made, the one before put into the trash."""
    if stored:
        before = stored.pop()
        status, answer = daemon.request("DELETE", f"/projects/{before}")
        if status != 200:
            raise Failure(f"DELETE of a project answered {status} {answer}")
        trashed.append(before)
    stored.append(daemon.make_project("Comes and goes")["project_id"])


def cut_once(args, place, disk, load, known, rand):
    """Cuts, and looks at what is left; how many writes went with the power."""
    image = place / "cut.img"
    disk.begin_cut(rand.randrange(2**31), image)
    load.pause()
    kept, pending = disk.finish_cut()
    try:
        with mounted(image, place / "copy") as copy:
            check(args.daemon, copy / "data", place / "copy.log", known)
    except Failure as failure:
        raise Lost(str(failure)) from failure
    image.unlink()
    return pending - kept


def run_cycles(args, place, daemon, disk, rand, cycles):
    """How many commands were acknowledged, and how many writes went with the power."""
    load = Load(daemon, rand.randrange(2**32))
    projects, stored, trashed = [], [], []
    n_lost = 0
    moment = threading.Event()
    try:
        for cycle in range(cycles):
            if cycle % CYCLES_A_PROJECT == 0:
                load.project = Project(daemon)
                projects.append(load.project)
            load.running.set()
            moment.wait(rand.uniform(0.005, 0.15))
            come_and_go(daemon, stored, trashed)
            moment.wait(rand.choice((0, rand.uniform(0, 0.02))))
            ids = stored + [project.project_id for project in projects]
            known = Known(load.project, load.project.snapshot(), trashed, ids)
            n_lost += cut_once(args, place, disk, load, known, rand)
            if not daemon.is_running():
                raise Failure(f"The daemon ended: {daemon.read_log()[-1000:]}")
        return sum(len(project.told) for project in projects), n_lost
    finally:
        load.end()


def run(args, place, rand, cycles):
    """The same, on a disk of its own."""
    place.mkdir()
    disk = Disk(args.disk, place / "disk")
    try:
        with mounted(disk.place / "disk", place / "live") as live:
            env = {}
            if args.control:
                env = {"LD_PRELOAD": str(args.shim), "SIM_DISK_DIR": str(live),
                       "SIM_DISK_NOSYNC": "1", "ASAN_OPTIONS": "verify_asan_link_order=0"}
            daemon = Daemon(args.daemon, live / "data", env=env, log=place / "live.log").start()
            try:
                return run_cycles(args, place, daemon, disk, rand, cycles)
            finally:
                daemon.kill()
    finally:
        disk.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, help="the build folder")
    parser.add_argument("--daemon", type=Path)
    parser.add_argument("--disk", type=Path)
    parser.add_argument("--shim", type=Path)
    parser.add_argument("--cycles", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--control", action="store_true")
    args = parser.parse_args()
    if args.build:
        args.daemon = args.daemon or args.build / "src" / "daemon" / "talus-tallyd"
        args.disk = args.disk or args.build / "tests" / "sim" / "disk"
        args.shim = args.shim or args.build / "tests" / "sim" / "libdisk-shim.so"
    if not args.daemon or not args.disk or not args.shim:
        parser.error("--build, or --daemon, --disk and --shim")
    enter_own_mounts()

    seed = args.seed or random.SystemRandom().randrange(1, 2**31)
    rand = random.Random(seed)
    n_told = n_lost = 0
    with folder("talus-power-") as place:
        try:
            for first in range(0, args.cycles, CYCLES_A_DISK):
                told, lost = run(args, place / str(first), rand,
                                 min(CYCLES_A_DISK, args.cycles - first))
                n_told, n_lost = n_told + told, n_lost + lost
        except Failure as failure:
            if args.control and isinstance(failure, Lost):
                print(f"power-cut: without syncs, as it must: {failure}")
                return 0
            print(f"power-cut: FAILED, seed {seed}: {failure}")
            return 1
    if args.control:
        print("power-cut: FAILED: without syncs nothing was lost, so this proves nothing")
        return 1
    print(f"power-cut: {args.cycles} cuts, {n_told} commands acknowledged, {n_lost} writes "
          f"lost with the power, seed {seed}: nothing acknowledged was lost, doubled or moved")
    return 0


if __name__ == "__main__":
    sys.exit(main())
