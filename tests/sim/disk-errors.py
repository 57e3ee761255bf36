#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that fails: at every write and sync of a small piece of work, in turn.

The daemon runs over a preloaded library (disk-shim.c) that lets one call fail, or all from one
on. Whatever happens then, nothing may be acknowledged that a start on the healthy disk does not
show; what was refused with STORAGE_FAILED is not there; and the daemon does not end by itself.

    disk-errors.py --build _build            some of the calls, as in the suite
    disk-errors.py --build _build --all      every call, with every kind of failure
    disk-errors.py --build _build --only 57 --kind torn
"""

import argparse
import errno
import json
import shutil
import sqlite3
import sys
import uuid
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "daemon"))
from tallyd import Daemon, Failure, command, folder, read_records  # noqa: E402

# What a failing call does, as the library's environment says it.
KINDS = {
    "eio": {"SIM_DISK_ERRNO": errno.EIO},
    "enospc": {"SIM_DISK_ERRNO": errno.ENOSPC},
    "torn": {"SIM_DISK_ERRNO": errno.EIO, "SIM_DISK_TORN": 1},
    "eio-from": {"SIM_DISK_ERRNO": errno.EIO, "SIM_DISK_FROM": 1},
    "enospc-from": {"SIM_DISK_ERRNO": errno.ENOSPC, "SIM_DISK_FROM": 1},
}
TRIES = 3
PATIENCE_SECONDS = 5
SHORT_RUNS = 24


class Work:
    """What clients do, and what they were told."""

    def __init__(self, daemon, stays_broken):
        self.daemon = daemon
        # As long as nobody can say what a commit came to, the host keeps the answer back rather
        # than say something that may be wrong: only a disk that recovers lets it know.
        self.patience = PATIENCE_SECONDS if stays_broken else 60
        self.stays_broken = stays_broken
        self.told = {}       # session: {command_id: (seq, head)}
        self.refused = {}    # session: {command_id}, to the last try
        self.projects = {}   # project_id: session_id
        self.trashed = set()
        self.unsure = set()  # projects whose way into or out of the trash was refused
        self.versions = {}   # session: {name}
        self.digests = {}    # session: (seq, head, digest), as last read
        self.n_refused = 0
        self.n_unanswered = 0

    def ask(self, method, path, body, wanted, also=()):
        """The answer, or None where storage failed: the only failure allowed, and those of also."""
        status, answer = self.daemon.request(method, path, body, timeout=self.patience)
        if status == wanted:
            return answer
        error = answer.get("error", {}) if isinstance(answer, dict) else {}
        if error.get("code") in also:
            return None
        if (status, error.get("code")) == (507, "STORAGE_FAILED") and error.get("message"):
            self.n_refused += 1
            return None
        raise Failure(f"{method} {path} {json.dumps(body)[:300]} answered {status} {answer}")

    def insist(self, method, path, body=None, wanted=200, also=()):
        for _ in range(TRIES):
            answer = self.ask(method, path, body, wanted, also)
            if answer is not None:
                return answer
        return None

    def post(self, session, path, body, also=()):
        """One command, repeated under its id while storage fails."""
        try:
            answer = self.insist("POST", path, body, also=also)
        except TimeoutError:
            if not self.stays_broken:
                raise
            self.n_unanswered += 1
            return
        if answer is None:
            self.refused.setdefault(session, set()).add(body["command_id"])
        else:
            self.told.setdefault(session, {})[body["command_id"]] = (answer["seq"], answer["head"])

    def make(self, name):
        answer = self.insist("POST", "/projects",
                             {"template_id": "restomod", "project_name": name}, 201)
        if answer is not None:
            self.projects[answer["project_id"]] = answer["session_id"]
        return answer

    def change(self, project):
        """Commands of which none needs that another succeeded."""
        session = project["session_id"]
        root = project["graph"]["roots"][0]
        phases = [n["id"] for n in root["children"] if n["blueprint_type_id"] == "phase"]
        task = str(uuid.uuid4())
        for kind, data in [
            ("CreateNode", {"blueprint_type_id": "job", "parent_id": phases[0], "name": "Job"}),
            ("UpdateProperty", {"node_id": phases[1], "property_id": "name", "value": task}),
            ("Batch", {"commands": [
                {"command_type": "CreateNode",
                 "data": {"id": task, "blueprint_type_id": "task", "parent_id": phases[2]}},
                {"command_type": "UpdateProperty",
                 "data": {"node_id": task, "property_id": "notes", "value": "x" * 20000}}]}),
            ("MoveNode", {"node_id": phases[3], "parent_id": root["id"], "index": 0}),
            ("LinkDependency", {"blocker_id": phases[4], "blocked_id": phases[5]}),
            ("DeleteNode", {"node_id": phases[6]}),
        ]:
            self.post(session, "/commands/execute", command(session, kind, data),
                      also=("NODE_NOT_FOUND",) if kind == "DeleteNode" else ())
        self.post(session, f"/sessions/{session}/undo", {"command_id": str(uuid.uuid4())},
                  also=("NOTHING_TO_UNDO",))
        self.note_digest(session)

    def note_digest(self, session):
        answer = self.ask("GET", f"/sessions/{session}/graph/digest", None, 200)
        if answer is not None:
            self.digests[session] = (answer["seq"], answer["head"], answer["digest"])

    def add_version(self, session, name):
        if self.insist("POST", f"/sessions/{session}/versions", {"name": name}, 201):
            self.versions.setdefault(session, set()).add(name)

    def reload(self, project):
        """Out of memory, and in again; whether it came back."""
        self.insist("DELETE", f"/sessions/{project['session_id']}", also=("INVALID_SESSION",))
        return self.insist("POST", f"/projects/{project['project_id']}/open", {}) is not None

    def trash(self, project):
        if self.insist("DELETE", f"/projects/{project['project_id']}"):
            self.trashed.add(project["project_id"])
        else:
            self.unsure.add(project["project_id"])

    def restore(self, project):
        if self.insist("POST", f"/projects/{project['project_id']}/restore", {}):
            self.trashed.discard(project["project_id"])
        else:
            self.unsure.add(project["project_id"])

    def copy(self, project):
        """Out as JSON, and in again, which makes another project."""
        content = self.insist("GET", f"/projects/{project['project_id']}/export?format=json")
        made = content and self.insist("POST", "/projects/import", content, 201)
        if made:
            if made["project_id"] in self.projects:
                raise Failure("An import took the place of a project that is here")
            self.projects[made["project_id"]] = made["session_id"]
            self.note_digest(made["session_id"])

    def do(self):
        first = self.make("First")
        if first:
            self.change(first)
            self.insist("POST", f"/projects/{first['project_id']}/save", {})
            self.add_version(first["session_id"], "one")
            if self.reload(first):
                self.change(first)
        second = self.make("Second")
        if second:
            self.copy(second)
            self.trash(second)
            if second["project_id"] in self.trashed:
                self.restore(second)
            if second["project_id"] not in self.unsure:
                self.trash(second)
        third = self.make("Third")
        if third:
            self.change(third)


def check_projects(work, daemon):
    stored = {p["project_id"]: p for p in daemon.get("/projects")["projects"]}
    trashed = {p["project_id"] for p in daemon.get("/projects?trash=1")["projects"]
               if p["trashed"]}
    for project_id in work.projects:
        if project_id in work.unsure:
            if project_id not in stored and project_id not in trashed:
                raise Failure(f"Project {project_id} is neither stored nor in the trash")
        elif (project_id in work.trashed) != (project_id in trashed):
            raise Failure(f"Project {project_id} is on the wrong side of the trash")
        elif project_id not in work.trashed and project_id not in stored:
            raise Failure(f"Project {project_id} was acknowledged and is lost")


def check_log(work, daemon, session, strict):
    """Acknowledged: there, once, at its seq. Refused: not there."""
    records, length = read_records(daemon, session)
    for command_id, told in work.told.get(session, {}).items():
        if records.get(command_id) != told:
            raise Failure(f"Command {command_id} was told {told}, the log has "
                          f"{records.get(command_id)}")
    kept = [i for i in work.refused.get(session, ()) if i in records]
    if kept and strict:
        raise Failure(f"Command {kept[0]} was refused, and is in the log at {records[kept[0]]}")
    return length, len(kept)


def check_digest(work, daemon, session):
    answer = daemon.get(f"/sessions/{session}/graph/digest")
    seq, head, digest = work.digests.get(session, (0, None, None))
    if seq == answer["seq"] and (head, digest) != (answer["head"], answer["digest"]):
        raise Failure(f"At seq {seq} session {session} showed {digest}, now {answer['digest']}")
    return answer["digest"]


def check_healthy(binary, place, work, strict):
    """Starts on the healthy disk, twice, and compares with what clients were told."""
    n_kept = 0
    digests = {}
    for start in range(2):
        daemon = Daemon(binary, place / "data", log=place / "healthy.log").start()
        try:
            check_projects(work, daemon)
            for project_id, session in work.projects.items():
                if project_id in work.trashed or project_id in work.unsure:
                    continue
                daemon.post(f"/projects/{project_id}/open")
                n_kept += check_log(work, daemon, session, strict)[1] if start == 0 else 0
                digest = check_digest(work, daemon, session)
                if digests.get(session, digest) != digest:
                    raise Failure("A second start shows another digest")
                names = {v["name"] for v in
                         daemon.get(f"/sessions/{session}/versions")["versions"]}
                if not work.versions.get(session, set()) <= names:
                    raise Failure(f"A version is lost: {work.versions[session]}, not {names}")
                # The session goes on.
                daemon.post("/commands/execute", command(
                    session, "UpdateProperty",
                    {"node_id": project_id, "property_id": "name", "value": f"Start {start}"}))
                digests[session] = daemon.get(f"/sessions/{session}/graph/digest")["digest"]
            if daemon.stop() != 0:
                raise Failure("The daemon does not end well on the healthy disk")
        finally:
            daemon.kill()
        work.digests.clear()
    check_files(place / "data")
    return n_kept


def check_files(data_dir):
    for path in data_dir.rglob("*.talus"):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = database.execute("PRAGMA integrity_check").fetchall()
        database.close()
        if found != [("ok",)]:
            raise Failure(f"{path.name}: {found[:3]}")


def work_over(args, place, faults):
    """The work over a disk with these faults; what was told, and the disk's log."""
    data_dir = place / "data"
    env = {"LD_PRELOAD": str(args.shim), "SIM_DISK_DIR": str(data_dir),
           "SIM_DISK_LOG": str(place / "calls"),
           # Storage that fails is worth a warning; a warning here is no mistake.
           "G_DEBUG": "fatal-criticals",
           "ASAN_OPTIONS": "verify_asan_link_order=0",
           **{name: str(value) for name, value in faults.items()}}
    daemon = Daemon(args.daemon, data_dir, env=env, log=place / "log")
    work = Work(daemon, "SIM_DISK_FROM" in faults)
    daemon.spawn()
    try:
        if not daemon.wait_ready():
            status = daemon.wait()
            said = daemon.read_log().strip()
            if status != 1 or not said.splitlines()[-1].startswith("talus-tallyd: "):
                raise Failure(f"It did not start, with status {status}, saying {said[-500:]!r}")
            return work, "did not start"
        work.do()
        if not daemon.is_running():
            raise Failure(f"The daemon ended by itself: {daemon.read_log()[-1000:]}")
        status = daemon.stop()
        if status not in (0, 1):
            raise Failure(f"SIGTERM ended it with {status}: {daemon.read_log()[-1000:]}")
    except (ConnectionError, TimeoutError) as error:
        raise Failure(f"No answer ({error}); the log ends {daemon.read_log()[-1000:]}") from error
    finally:
        daemon.kill()
    if work.n_unanswered:
        return work, "kept an answer back"
    return work, "refused some" if work.n_refused else "went on"


def read_calls(place):
    return (place / "calls").read_text().splitlines()


def run_one(args, number, kind):
    """One call that fails; how it went."""
    faults = {**KINDS[kind], "SIM_DISK_WHEN": number}
    with folder("talus-disk-") as place:
        try:
            work, outcome = work_over(args, place, faults)
            # From here on the disk is well. A disk that stays broken does not let the host find
            # out what became of a commit that it had to refuse, so there only the
            # acknowledgements bind it.
            n_kept = check_healthy(args.daemon, place, work, not work.stays_broken)
            return outcome, n_kept
        except Exception as error:
            failing = [c for c in read_calls(place) if c.endswith("fails")][:1]
            if args.keep:
                shutil.copytree(place, Path(args.keep) / f"{number}-{kind}", dirs_exist_ok=True)
            raise Failure(f"call {number} ({failing[0] if failing else 'never reached'}), {kind}: "
                          f"{error}") from error


def count_calls(args):
    """How many calls the work makes on a healthy disk, and that it goes well there."""
    with folder("talus-disk-") as place:
        work, outcome = work_over(args, place, {})
        if outcome != "went on" or len(work.projects) != 4 or work.refused:
            raise Failure("The work does not succeed on a healthy disk")
        check_healthy(args.daemon, place, work, True)
        return len(read_calls(place))


def choose_runs(args, n_calls):
    if args.only:
        return [(args.only, args.kind or "eio")]
    kinds = [args.kind] if args.kind else list(KINDS)
    if args.all:
        return [(number, kind) for number in range(1, n_calls + 1) for kind in kinds]
    # Spread over the work, each kind several times.
    step = max(1, n_calls // SHORT_RUNS)
    return [(number, kinds[i % len(kinds)])
            for i, number in enumerate(range(1 + step // 2, n_calls + 1, step))]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, help="the build folder")
    parser.add_argument("--daemon", type=Path)
    parser.add_argument("--shim", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", type=int, help="the number of the one call that fails")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--keep", help="copy the data of failed runs there")
    args = parser.parse_args()
    if args.build:
        args.daemon = args.daemon or args.build / "src" / "daemon" / "talus-tallyd"
        args.shim = args.shim or args.build / "tests" / "sim" / "libdisk-shim.so"
    if not args.daemon or not args.shim:
        parser.error("--build, or --daemon and --shim")

    n_calls = count_calls(args)
    outcomes = {}
    failures = []
    n_kept = 0
    for number, kind in choose_runs(args, n_calls):
        try:
            outcome, kept = run_one(args, number, kind)
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            n_kept += kept
        except Failure as failure:
            failures.append(str(failure))
            print(f"disk-errors: FAILED {failure}", flush=True)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"disk-errors: {n_calls} calls, {sum(outcomes.values()) + len(failures)} runs: {told}; "
          f"{n_kept} refused for good on a broken disk and kept; "
          f"{len(failures)} with something lost, doubled or unsaid")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
