# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the wire: rooms of Socket.IO clients on the daemon, beside the same room on
socket.io (Node), Flask-SocketIO and the floor (floor.c), in the same run.

Of these only the daemon makes anything durable. A command is three events to each client from
everybody: command:executing, property-changed, command:executed, as long as the daemon's."""

import json
import os
import secrets
import select
import statistics
import subprocess
import time
import uuid
from pathlib import Path

from tallyd import Failure, die_with_parent

HERE = Path(__file__).resolve().parent
IN_FLIGHT = 16
MANY = 5000
# Beyond, its queue takes minutes to drain.
FLASK_CLIENTS = 1000
MISSED = 1000
# Two of everybody's ping intervals: each client is asked twice.
HEARTBEAT_SECONDS = 50
ANSWER_SECONDS = 400
SESSIONS = 2000

THROUGHPUT_GOALS = {100: (">= 8", ">= 0.6"), 1000: (">= 17", ">= 0.8"), 5000: (">= 17", ">= 0.8")}
LATENCY_GOALS = {100: "<= 0.9", 1000: "<= 0.45", 5000: "<= 0.45"}


def median(values):
    return statistics.median(values)


# Servers

class Room:
    """A server with a session, whoever it is: where it listens and what its commands name."""

    def __init__(self, name, server, session, node):
        self.name = name
        self.server = server
        self.session = session
        self.node = node

    @property
    def port(self):
        return self.server.port

    @property
    def pid(self):
        return self.server.process.pid

    def memory(self):
        """Bytes that are resident."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise Failure(f"{self.name} has no VmRSS")

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_quiet(self):
        """Until what went before is over: no tick of CPU in a fifth of a second."""
        end = time.monotonic() + 60
        before = self.cpu_seconds()
        while time.monotonic() < end:
            select.select([], [], [], 0.2)
            now = self.cpu_seconds()
            if now == before:
                return
            before = now
        raise Failure(f"{self.name} does not come to rest")

    def kill(self):
        self.server.kill()


def talus_room(bench, name="talus", options=("--port", "0")):
    daemon = bench.daemon(name)
    daemon.options = list(options)
    daemon.start()
    made = daemon.make_project("Bench")
    return Room(name, daemon, made["session_id"], made["graph"]["roots"][0]["id"])


def peer_room(bench, name):
    argv = {"node": ["node", bench.args.peers / "socketio_app.js"],
            "flask": [bench.args.python, HERE / "peers" / "socketio_app.py"],
            "floor": [bench.args.build / "tests" / "bench" / "floor", "gathered"],
            "floor, lone": [bench.args.build / "tests" / "bench" / "floor", "lone"]}[name]
    return Room(name, bench.peer(name, argv), str(uuid.uuid4()), str(uuid.uuid4()))


class Load:
    """bench-wire: clients that joined a room and do as they are told."""

    def __init__(self, bench, room, clients, per_command=3, **join):
        run = secrets.token_hex(4)
        command = {"session_id": room.session, "command_type": "UpdateProperty",
                   "command_id": "@UUID@", "data": {"node_id": room.node, "property_id": "goal",
                                                    "value": f"Value @N@ {run}"}}
        self.room = room
        self.log = open(bench.place / f"load-{run}.txt", "w+b")
        self.process = subprocess.Popen(
            [*load_argv(bench, room, clients, join), "--per-command", str(per_command),
             "--run", run, "--command", json.dumps(command, separators=(",", ":"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            preexec_fn=die_with_parent)
        self.joined = self.read()

    def read(self):
        if not select.select([self.process.stdout], [], [], ANSWER_SECONDS)[0]:
            raise Failure(f"The clients of {self.room.name} say nothing")
        line = self.process.stdout.readline()
        if not line:
            self.log.seek(0)
            raise Failure(f"{self.room.name}: {self.log.read().decode(errors='replace').strip()}")
        return json.loads(line)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.stdin.close()
        if self.process.wait(60) != 0:
            self.log.seek(0)
            raise Failure(f"{self.room.name}: {self.log.read().decode(errors='replace').strip()}")
        self.process.stdout.close()
        self.log.close()


def load_argv(bench, room, clients, join):
    return [str(bench.args.build / "tests" / "bench" / "bench-wire"), "--port", str(room.port),
            "--clients", str(clients),
            "--auth", '{"author_id":"@UUID@","name":"Client @N@"}',
            "--join", json.dumps({"session_id": room.session, **join}, separators=(",", ":"))]


def take_turns(bench, loads, *words):
    """What each said, by name; the first, short round warms up."""
    rounds = {name: [] for name in loads}
    verb, seconds, *rest = words
    for number in range(bench.args.pairs + 1):
        for name, load in loads.items():
            result = load.ask(verb, 0.1 if number == 0 else seconds, *rest)
            if number > 0:
                rounds[name].append(result)
    return rounds


def ratio(rounds, mine, theirs, key):
    return median([a[key] / b[key] for a, b in zip(rounds[mine], rounds[theirs])])


def crowd(clients):
    return "1 client" if clients == 1 else f"{clients:,} clients"


def middle(results, key):
    return median([result[key] for result in results])


# Rows

def report_throughput(bench, clients, rounds):
    over_node, over_floor = THROUGHPUT_GOALS.get(clients, ("", ""))
    for name, results in rounds.items():
        bench.row("fanout", f"{crowd(clients)}, {IN_FLIGHT} in flight: {name}",
                  middle(results, "events_per_second"), "events/s",
                  **{key: middle(results, key) for key in (
                      "commands_per_second", "bytes_per_event", "events_per_receive", "load_cpu",
                      "ack_p99_us", "change_p99_us")})
    for peer, goal in (("node", over_node), ("floor", over_floor), ("flask", "")):
        if peer in rounds:
            bench.row("fanout", f"{crowd(clients)}, {IN_FLIGHT} in flight: talus / {peer}",
                      ratio(rounds, "talus", peer, "events_per_second"), "times", goal)
    if clients == 1:
        for name in ("talus", "node"):
            bench.row("fanout", f"commands over the socket with acks: {name}",
                      middle(rounds[name], "commands_per_second"), "per second",
                      ">= 100" if name == "talus" else "")
        bench.row("fanout", "commands over the socket with acks: talus / node",
                  ratio(rounds, "talus", "node", "commands_per_second"), "times", ">= 3")
    if clients == 100:
        bench.row("fanout", "100 clients, 16 in flight, last client has it: talus, p99",
                  middle(rounds["talus"], "change_p99_us") / 1000, "ms", "<= 100")


def report_latency(bench, clients, rounds):
    goal = LATENCY_GOALS.get(clients, "")
    for name, results in rounds.items():
        for share in ("p50", "p99"):
            promised = "<= 10" if (clients, name, share) == (10, "talus", "p99") else ""
            bench.row("fanout", f"{crowd(clients)}, last one has it: {name}, {share}",
                      middle(results, f"change_{share}_us") / 1000, "ms", promised)
    for share in ("p50", "p99"):
        bench.row("fanout", f"{crowd(clients)}, last one has it: talus / node, {share}",
                  ratio(rounds, "talus", "node", f"change_{share}_us"), "times", goal)
    if clients == 1:
        bench.row("fanout", "a command over the socket, answered: talus, p99",
                  middle(rounds["talus"], "ack_p99_us") / 1000, "ms", "<= 10")


def row_fanout(bench):
    """Events to rooms of all sizes: how many a second, and how long until the last client has
    one."""
    for clients in bench.args.sizes:
        names = ["talus", "node", "floor", "floor, lone"]
        if clients <= FLASK_CLIENTS:
            names.append("flask")
        rooms, loads = [], {}
        try:
            for name in names:
                rooms.append(talus_room(bench, f"talus-{clients}") if name == "talus"
                             else peer_room(bench, name))
                loads[name] = Load(bench, rooms[-1], clients)
            seconds = bench.args.seconds / 4
            report_throughput(bench, clients, take_turns(bench, loads, "throughput", seconds,
                                                         IN_FLIGHT))
            loads.pop("floor, lone").close()
            report_latency(bench, clients, take_turns(bench, loads, "latency", seconds))
            if clients == 10:
                result = take_turns(bench, {"talus": loads["talus"]}, "rest", seconds)["talus"]
                bench.row("fanout", "10 clients, from REST to the last one: talus, p99",
                          middle(result, "change_p99_us") / 1000, "ms", "<= 50")
            for load in loads.values():
                load.close()
        finally:
            for room in rooms:
                room.kill()


def row_variants(bench):
    """What a room is told in other ways: fewer events, or records."""
    clients = 1000
    room = talus_room(bench)
    try:
        loads = {"all events": Load(bench, room, clients)}
        results = {"all events": take_turns(bench, loads, "throughput", bench.args.seconds / 4,
                                            IN_FLIGHT)["all events"]}
        loads["all events"].close()
        for name, per_command, join in (
                ("two of three events", 2, {"events": ["property-changed"]}),
                ("records", 1, {"format": "records"})):
            load = Load(bench, room, clients, per_command, **join)
            results[name] = take_turns(bench, {name: load}, "throughput", bench.args.seconds / 4,
                                       IN_FLIGHT)[name]
            load.close()
        for name, rounds in results.items():
            bench.row("variants", f"{crowd(clients)}, {name}",
                      middle(rounds, "commands_per_second"), "commands/s",
                      events_per_second=middle(rounds, "events_per_second"),
                      bytes_per_event=middle(rounds, "bytes_per_event"))
    finally:
        room.kill()


def row_ramp(bench):
    """From the first connect() until all have joined."""
    rooms = []
    try:
        rooms += [talus_room(bench), peer_room(bench, "node")]
        rounds = {room.name: [] for room in rooms}
        for number in range(bench.args.pairs + 1):
            for room in rooms:
                load = Load(bench, room, 100 if number == 0 else MANY)
                if number > 0:
                    rounds[room.name].append(load.joined)
                load.close()
                room.wait_quiet()
        for name, results in rounds.items():
            bench.row("ramp", f"{MANY:,} clients, connect to joined: {name}",
                      middle(results, "per_second"), "per second",
                      bytes_per_client=middle(results, "bytes_per_client"))
        bench.row("ramp", f"{MANY:,} clients, connect to joined: talus / node",
                  ratio(rounds, "talus", "node", "per_second"), "times", ">= 3")
    finally:
        for room in rooms:
            room.kill()


def report_memory(bench, room, before):
    goal = "<= 2048" if room.name == "talus" else ""
    bench.row("idle", f"memory a client, {MANY:,} joined: {room.name}",
              (room.memory() - before) / MANY, "bytes", goal)


def compare_rest(bench, sides, row, what, goal, path, body=None):
    """Requests a second at the first side over those at the second."""
    rounds = {name: [] for name, *_ in sides}
    for number in range(bench.args.pairs + 1):
        for name, room, *ids in sides:
            seconds = 0.3 if number == 0 else bench.args.seconds / 2
            result = bench.load(room.port, path % tuple(ids[:path.count("%s")]),
                                body and body % tuple(ids[:body.count("%s")]), connections=16,
                                seconds=seconds)
            if number > 0:
                rounds[name].append(result)
    (mine, *_), (theirs, *_) = sides
    for name in rounds:
        bench.row(row, f"{what}: {name}", middle(rounds[name], "per_second"), "per second")
    bench.row(row, f"{what}: {mine} / {theirs}", ratio(rounds, mine, theirs, "per_second"), "times",
              goal)


SET = ('{"session_id":"%s","command_type":"UpdateProperty","command_id":"@UUID@",'
       '"data":{"node_id":"%s","property_id":"goal","value":"Value @N@ @UUID@"}}')


def other_project(room):
    """Session and root of a project where nobody is."""
    made = room.server.make_project("Another")
    return made["session_id"], made["graph"]["roots"][0]["id"]


def row_idle(bench):
    """Clients that say nothing: what they hold, what their heartbeat costs, what it is to REST."""
    rooms, loads = [], []
    try:
        rooms += [talus_room(bench), peer_room(bench, "node")]
        for room in rooms:
            Load(bench, room, 10).close()  # what is made once is no client's
            room.wait_quiet()
            before = room.memory()
            loads.append(Load(bench, room, MANY))
            room.wait_quiet()
            report_memory(bench, room, before)
        before = [room.cpu_seconds() for room in rooms]
        select.select([], [], [], HEARTBEAT_SECONDS)
        for room, cpu in zip(rooms, before):
            bench.row("idle", f"heartbeat of {MANY:,} clients: {room.name}",
                      100 * (room.cpu_seconds() - cpu) / HEARTBEAT_SECONDS, "% of a core",
                      "<= 1" if room.name == "talus" else "")
        loads.pop().close()
        rooms.append(talus_room(bench, "alone"))
        busy, alone = rooms[0], rooms[-1]
        sides = [(f"beside {MANY:,}", busy, *other_project(busy)),
                 ("alone", alone, *other_project(alone))]
        compare_rest(bench, sides, "idle", "read a node", ">= 0.9", "/sessions/%s/graph/nodes/%s")
        compare_rest(bench, sides, "idle", "set a property", ">= 0.9", "/commands/execute", SET)
        loads.pop().close()
        report_sessions(bench, alone)
    finally:
        for room in rooms:
            room.kill()


def report_sessions(bench, room):
    before = room.memory()
    connection = room.server.connect()
    for _ in range(SESSIONS):
        status, answer = connection.request("POST", "/sessions", {})
        if status != 201:
            raise Failure(f"POST /sessions answered {status} {answer}")
    connection.close()
    bench.row("idle", "memory a session without a project", (room.memory() - before) / SESSIONS,
              "bytes", "<= 2048")


def row_beside(bench):
    """REST commands with a room to tell against a host that has none."""
    rooms = []
    try:
        rooms.append(talus_room(bench, "one joined"))
        rooms.append(talus_room(bench, "--no-socketio", ("--port", "0", "--no-socketio")))
        load = Load(bench, rooms[0], 1)
        sides = [(room.name, room, room.session, room.node) for room in rooms]
        compare_rest(bench, sides, "beside", "set a property over REST", ">= 0.95",
                     "/commands/execute", SET)
        load.close()
    finally:
        for room in rooms:
            room.kill()


def row_resume(bench):
    """A client that was away: from its connect() until it has what it missed."""
    room = talus_room(bench)
    try:
        times = []
        for _ in range(bench.args.pairs + 1):
            left = room.server.get(f"/sessions/{room.session}")
            bench.load(room.port, "/commands/execute", SET % (room.session, room.node),
                       connections=16, requests=MISSED)
            seq = room.server.get(f"/sessions/{room.session}")["seq"]
            join = {"since": left["seq"], "epoch": left["epoch"], "head": left["head"]}
            done = subprocess.run([*load_argv(bench, room, 1, join), "--until", str(seq)],
                                  capture_output=True, text=True, check=False,
                                  timeout=ANSWER_SECONDS)
            if done.returncode != 0:
                raise Failure(f"resume: {done.stderr.strip()}")
            times.append(json.loads(done.stdout))
            if times[-1]["events"] != 2 * MISSED:
                raise Failure(f"{times[-1]['events']} events came of {2 * MISSED}")
        bench.row("resume", f"{MISSED:,} commands missed, connect to caught up",
                  middle(times[1:], "ms"), "ms", "<= 100", bytes=middle(times[1:], "bytes"))
    finally:
        room.kill()


ROWS = {"fanout": row_fanout, "variants": row_variants, "ramp": row_ramp, "idle": row_idle,
        "beside": row_beside, "resume": row_resume}
