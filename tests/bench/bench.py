#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the daemon, beside peers in the same run; build-aux/bench calls it.

bench.py --build _build-release --peers _build-release/bench-peers [ROW…]

Each figure is the median of --pairs rounds in which the two sides take turns, so that a machine
that gets slower or faster does so for both. Prints a table, and one JSON line a row. A goal that is
not met is said, and is no failure: machines differ.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "daemon"))
from tallyd import (TEMPLATE_DIR, Daemon, Failure, die_with_parent, folder,  # noqa: E402
                    wait_until)
import bench_desktop  # noqa: E402
import bench_wire  # noqa: E402
from sample import write_project  # noqa: E402

CONNECTIONS = 16
SET = ('{"session_id":"%s","command_type":"UpdateProperty","command_id":"@UUID@",'
       '"data":{"node_id":"%s","property_id":"%s","value":"Value @N@"}}')
CREATE = ('{"session_id":"%s","command_type":"CreateNode","command_id":"@UUID@",'
          '"data":{"id":"@UUID@","blueprint_type_id":"phase","parent_id":"%s","name":"Node @N@"}}')


class Peer:
    """Another server, on a port and a log of its own."""

    def __init__(self, name, argv, place):
        self.name = name
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen([*argv, str(self.port), str(place / f"{name}.log")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        preexec_fn=die_with_parent)
        try:
            wait_until(self.answers, f"{name} to start")
        except Failure:
            self.kill()
            raise

    def answers(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended with status {self.process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            return True
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()


class Bench:
    """One run: what it is made with, and its rows."""

    def __init__(self, args, place):
        self.args = args
        self.place = place
        self.rows = []

    def daemon(self, name):
        return Daemon(self.args.daemon, self.place / name, log=self.place / f"{name}.txt")

    def peer(self, name, argv):
        return Peer(name, argv, self.place)

    def load(self, port, path, body=None, **options):
        argv = [str(self.args.load), "--port", str(port), "--path", path]
        if body:
            argv += ["--body", body]
        for option, value in options.items():
            argv += [f"--{option}", str(value)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode != 0:
            raise Failure(f"{path}: {done.stderr.strip()} {done.stdout.strip()}")
        return json.loads(done.stdout)

    def row(self, row, what, value, unit, goal="", **more):
        entry = {"bench": row, "what": what, "value": round(value, 3), "unit": unit,
                 "goal": goal, **more}
        if goal:
            entry["met"] = meets(value, goal)
            goal += "  met" if entry["met"] else "  NOT MET"
        self.rows.append(entry)
        print(f"{row:<9} {what:<58} {value:>12,.2f} {unit:<11} {goal}", flush=True)


def meets(value, goal):
    sign, bound = goal.split()
    return value >= float(bound) if sign == ">=" else value <= float(bound)


def median(values):
    return statistics.median(values)


def medians(rounds):
    return {name: median([r[name] for r in rounds])
            for name in ("per_second", "p50_us", "p99_us")}


# Rows

def row_disk(bench):
    """What one append and sync costs here: the floor of everything durable."""
    path = bench.place / "disk"
    times = []
    with open(path, "ab", buffering=0) as log:
        for _ in range(400):
            begin = time.perf_counter()
            log.write(b"x" * 300)
            os.fdatasync(log.fileno())
            times.append(time.perf_counter() - begin)
    path.unlink()
    bench.row("disk", "append 300 bytes and sync", median(times) * 1000, "ms")


def row_start(bench):
    times = []
    for number in range(bench.args.pairs * 2):
        daemon = bench.daemon(f"start-{number}")
        begin = time.perf_counter()
        daemon.spawn()
        if not daemon.wait_ready() or daemon.request("GET", "/health")[0] != 200:
            raise Failure("The daemon did not start")
        times.append(time.perf_counter() - begin)
        daemon.stop()
    bench.row("start", "exec to first 200", median(times) * 1000, "ms", "<= 60")


def row_rest(bench):
    """Durable commands and reads over 16 connections, beside peers."""
    place = bench.place / "rest"
    place.mkdir()
    daemon = bench.daemon("rest/data").start()
    peers = []
    try:
        made = daemon.make_project("Bench")
        session, root = made["session_id"], made["graph"]["roots"][0]["id"]
        peers.append(Peer("flask", [bench.args.python, HERE / "peers" / "flask_app.py"], place))
        peers.append(Peer("express", ["node", bench.args.peers / "express_app.js"], place))
        servers = [("talus", daemon.port, session, root, f"/sessions/{session}/graph/nodes/{root}",
                    "goal")]
        servers += [(p.name, p.port, "none", "root", "/nodes/root", "goal") for p in peers]
        for what, pattern in (("set a property", SET), ("read a node", None),
                              ("create a node", CREATE)):
            rounds = {name: [] for name, *_ in servers}
            for number in range(bench.args.pairs + 1):
                for name, port, in_session, node, path, key in servers:
                    fields = (in_session, node, key)
                    body = pattern and pattern % fields[:pattern.count("%s")]
                    seconds = 0.3 if number == 0 else bench.args.seconds  # the first warms up
                    result = bench.load(port, "/commands/execute" if body else path, body,
                                        connections=CONNECTIONS, seconds=seconds)
                    if number > 0:
                        rounds[name].append(result)
            report_rest(bench, what, rounds)
    finally:
        for peer in peers:
            peer.kill()
        daemon.kill()


def report_rest(bench, what, rounds):
    found = {name: medians(results) for name, results in rounds.items()}
    for name, figures in found.items():
        bench.row("rest", f"{what}, {CONNECTIONS} connections: {name}", figures["per_second"],
                  "per second", p50_ms=figures["p50_us"] / 1000, p99_ms=figures["p99_us"] / 1000)
        bench.row("rest", f"{what}: {name}, p50", figures["p50_us"] / 1000, "ms")
        bench.row("rest", f"{what}: {name}, p99", figures["p99_us"] / 1000, "ms")
    goals = {"flask": ">= 10", "express": ">= 3"} if what != "read a node" else {}
    for peer in ("flask", "express"):
        ratio = median([ours["per_second"] / theirs["per_second"]
                        for ours, theirs in zip(rounds["talus"], rounds[peer])])
        bench.row("rest", f"{what}: talus / {peer}", ratio, "times", goals.get(peer, ""))


def import_sample(bench, daemon, name, phases, jobs, tasks):
    """A project of that shape; its session, the number of nodes and ids of tasks."""
    path = bench.place / f"{name}.json"
    ids = bench.place / f"{name}.ids"
    write_project(path, ids, name, TEMPLATE_DIR / "restomod.yaml", phases, jobs, tasks)
    connection = daemon.connect(timeout=600)
    try:
        with open(path, "rb") as file:
            connection.http.request("POST", "/api/v1/projects/import", file,
                                    {"Content-Type": "application/json",
                                     "Content-Length": str(path.stat().st_size)})
            answer = connection.http.getresponse()
            made = json.loads(answer.read())
    finally:
        connection.close()
    path.unlink()
    if answer.status != 201 or made["warnings"]:
        raise Failure(f"The import of {name} answered {answer.status} {str(made)[:500]}")
    nodes = daemon.get(f"/sessions/{made['session_id']}")["node_count"]
    return {"session": made["session_id"], "project": made["project_id"], "nodes": nodes,
            "ids": ids}


def compare_latency(bench, row, what, goal, daemon, sides, body, requests):
    """One command at a time on two projects in turn: medians, and the ratio of them."""
    times = {name: [] for name, _ in sides}
    for number in range(bench.args.pairs * 2 + 1):
        for name, sample in sides:
            result = bench.load(daemon.port, "/commands/execute", body % sample["session"],
                                connections=1, requests=requests, ids=sample["ids"])
            if number > 0:
                times[name].append(result["p50_us"])
    for name, sample in sides:
        bench.row(row, f"{what} {name}", median(times[name]) / 1000, "ms", nodes=sample["nodes"])
    (small, _), (large, _) = sides
    ratio = median([b / a for a, b in zip(times[small], times[large])])
    bench.row(row, f"{what} {large} / {small}", ratio, "times", goal)


def row_size(bench):
    daemon = bench.daemon("size").start()
    try:
        sides = [("1,000", import_sample(bench, daemon, "size-small", 10, 10, 9)),
                 ("1,000,000", import_sample(bench, daemon, "size-large", 100, 100, 99))]
        body = ('{"session_id":"%s","command_type":"UpdateProperty","command_id":"@UUID@",'
                '"data":{"node_id":"@ID@","property_id":"notes","value":"Note @UUID@"}}')
        compare_latency(bench, "size", "set a property, nodes", "<= 1.2", daemon, sides, body, 200)
    finally:
        daemon.kill()


def row_siblings(bench):
    daemon = bench.daemon("siblings").start()
    try:
        few = import_sample(bench, daemon, "siblings-few", 2000, 0, 10)
        many = import_sample(bench, daemon, "siblings-many", 1, 0, 100_000)
        for sample in (few, many):  # the parents are asked for here, not the tasks
            sample["ids"] = sample["ids"].with_suffix(".phases")
        body = ('{"session_id":"%s","command_type":"CreateNode","command_id":"@UUID@","data":'
                '{"blueprint_type_id":"task","parent_id":"@ID@","name":"First","index":0}}')
        compare_latency(bench, "siblings", "insert at the front, siblings", "<= 2", daemon,
                        [("10", few), ("100,000", many)], body, 150)
    finally:
        daemon.kill()


def row_open(bench):
    """Opening in a daemon that has nothing else: the answer's time, and what memory grows by."""
    daemon = bench.daemon("open").start()
    try:
        samples = [("100,000", import_sample(bench, daemon, "open-100k", 10, 100, 99), "<= 0.3",
                    ""),
                   ("1,000,000", import_sample(bench, daemon, "open-1m", 100, 100, 99), "<= 3",
                    "<= 450")]
        for _, sample, _, _ in samples:
            daemon.request("DELETE", f"/sessions/{sample['session']}", timeout=600)
        found = {name: [] for name, *_ in samples}
        for _ in range(bench.args.pairs):
            for name, sample, _, _ in samples:
                daemon.stop()
                daemon.start()
                daemon.get("/health")
                before = daemon.memory()
                begin = time.perf_counter()
                status, answer = daemon.request("POST", f"/projects/{sample['project']}/open", {},
                                                timeout=600)
                took = time.perf_counter() - begin
                if status != 200:
                    raise Failure(f"Opening answered {status} {answer}")
                grown = (daemon.memory() - before) * 1024 / sample["nodes"]
                found[name].append((took, grown))
                daemon.request("DELETE", f"/sessions/{sample['session']}", timeout=600)
        for name, sample, wall, memory in samples:
            bench.row("open", f"open {name} nodes", median([f[0] for f in found[name]]), "s", wall,
                      nodes=sample["nodes"])
            bench.row("open", f"open {name} nodes, memory a node",
                      median([f[1] for f in found[name]]), "bytes", memory)
    finally:
        daemon.kill()


def read_all(port, path):
    """Bytes of an answer, thrown away as they come."""
    total = 0
    end = b""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as client:
        client.sendall(f"GET /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                       .encode())
        buffer = bytearray(1 << 20)
        while n := client.recv_into(buffer):
            if total == 0 and not buffer.startswith(b"HTTP/1.1 200"):
                raise Failure(f"{path} answered {bytes(buffer[:200])!r}")
            total += n
            end = (end + bytes(buffer[max(0, n - 8):n]))[-8:]
    if b"}" not in end:
        raise Failure(f"{path} ended early, with {end!r}")
    return total


def row_graph(bench):
    daemon = bench.daemon("graph").start()
    try:
        sample = import_sample(bench, daemon, "graph-100k", 10, 100, 99)
        # What the import left behind is not what is asked about here.
        daemon.stop()
        daemon.start()
        path = f"/sessions/{sample['session']}/graph"
        daemon.get(f"/sessions/{sample['session']}")
        walls, extras = [], []
        size = 0
        for _ in range(bench.args.pairs):
            before = daemon.memory()
            Path(f"/proc/{daemon.process.pid}/clear_refs").write_text("5")  # resets the peak
            begin = time.perf_counter()
            size = read_all(daemon.port, path)
            walls.append(time.perf_counter() - begin)
            extras.append((daemon.memory("VmHWM") - before) / 1024)
        bench.row("graph", f"whole graph of {sample['nodes']:,} nodes, {size / 1e6:.0f} MB of JSON",
                  median(walls), "s", "<= 0.25", nodes=sample["nodes"], bytes=size)
        bench.row("graph", "whole graph of 100,000 nodes, extra memory", median(extras), "MB",
                  "<= 2")
    finally:
        daemon.kill()


def run_program(bench, name):
    """A benchmark of a layer by itself, which prints its own table and lines."""
    done = subprocess.run([str(bench.args.build / "tests" / "bench" / name)], check=False,
                          timeout=600, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            bench.rows.append(json.loads(line))
        else:
            print(line, flush=True)
    if done.returncode != 0:
        raise Failure(f"{name} ended with status {done.returncode}")


def row_http(bench):
    run_program(bench, "bench-http")


def row_model(bench):
    run_program(bench, "bench-graph")


def row_store(bench):
    run_program(bench, "bench-document")


def row_layout(bench):
    run_program(bench, "bench-layout")


ROWS = {"disk": row_disk, "start": row_start, "rest": row_rest, "size": row_size,
        "siblings": row_siblings, "open": row_open, "graph": row_graph, "http": row_http,
        "model": row_model, "store": row_store, "layout": row_layout, **bench_wire.ROWS,
        **bench_desktop.ROWS}


def read_numbers(text):
    return [int(number) for number in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="a release build")
    parser.add_argument("--peers", type=Path, help="a folder with peers/*.js and node_modules")
    parser.add_argument("--python", default=sys.executable, help="a Python that has Flask")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--sizes", type=read_numbers, default=[1, 10, 100, 1000, 5000],
                        metavar="N,…", help="clients in the rooms of the row fanout")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; default all")
    args = parser.parse_args()
    unknown = [row for row in args.rows if row not in ROWS]
    if unknown:
        parser.error(f"“{unknown[0]}” is not a row; there are {', '.join(ROWS)}")
    args.daemon = args.build / "src" / "daemon" / "talus-tallyd"
    args.load = args.build / "tests" / "bench" / "bench-rest"

    # Clients and server hold a descriptor each.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # In the build folder: on a real disk, where temporary folders may be memory.
    os.environ["TMPDIR"] = str(args.build.resolve())
    failed = 0
    rows = []
    for name in args.rows or list(ROWS):
        with folder("bench-") as place:
            bench = Bench(args, place)
            try:
                ROWS[name](bench)
            except Failure as failure:
                failed += 1
                print(f"{name}: FAILED: {failure}", flush=True)
            rows += bench.rows
    print()
    for row in rows:
        print(json.dumps(row))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
