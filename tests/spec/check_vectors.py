#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the reference to the vectors, as every other implementation is held to them.

Reads nothing but the JSON and the reference. Prints TAP.
"""

import subprocess
import sys
from pathlib import Path

import make_vectors
from oracle import Oracle
from random_steps import AUTHORS, Generator
from talus_ref import canonical, slots, values
from talus_ref.errors import BrokenTemplate, Refused
from talus_ref.graph import Graph
from talus_ref.resolve import Resolver
from talus_ref.session import Session
from talus_ref.template import Template

HERE = Path(__file__).resolve().parent


def load(name):
    return canonical.parse((HERE / f"{name}.json").read_text(encoding="utf-8"))


def same(found, wanted, what):
    assert canonical.equal(found, wanted), \
        f"{what}: {canonical.text(found)}, not {canonical.text(wanted)}"


# One function a file

def check_canonical(case, vectors):
    try:
        found = canonical.text(canonical.parse(case["json"]))
    except Refused as error:
        same(error.code, case.get("error"), "error")
        return
    same(found, case.get("canonical"), "canonical")
    same(canonical.sha256(found), case["sha256"], "sha256")
    same(canonical.text(canonical.parse(found)), found, "canonical of canonical")


def repeated(case, member):
    if member in case:
        return case[member]
    run = case[member + "_repeated"]
    return run["text"] * int(run["times"])


def check_values(case, vectors):
    given = repeated(case, "input")
    try:
        found = (values.name(given) if case["type"] == "name" else
                 values.normalise(case["type"], case.get("options", []), given))
    except Refused as error:
        same(error.code, case.get("error"), "error")
        return
    same(found, repeated(case, "value"), "value")


def check_template(case, vectors):
    try:
        template = Template(case["template"], case["file_stem"])
    except BrokenTemplate:
        same("INVALID_VALUE", case.get("error"), "error")
        return
    assert "error" not in case, "not refused"
    if "expect" in case:
        expect = case["expect"]
        same({"id": template.id, "hash": template.hash, "root_type": template.root_type.id,
              "warnings": len(template.warnings)},
             {name: expect[name] for name in ("id", "hash", "root_type", "warnings")}, "top")
        same([one.id for one in template.types], [one["id"] for one in expect["node_types"]],
             "types")
        for found, wanted in zip(template.types, expect["node_types"]):
            same((found.uuid, found.label), (wanted["uuid"], wanted["label"]), wanted["id"])
            same([[one.id, one.uuid, one.label, one.kind, one.key, one.default, one.options]
                  for one in found.properties],
                 [[one["id"], one["uuid"], one["label"], one["type"], one.get("key"),
                   one.get("default"), one.get("options", [])] for one in wanted["properties"]],
                 f"properties of {wanted['id']}")
    for spelling, wanted in case.get("find_type", []):
        found = template.find(spelling)
        same(found.id if found else None, wanted, spelling)
    for type_id, spelling, wanted in case.get("find_property", []):
        found = template.find(type_id).find(spelling)
        same(found.id if found else None, wanted, spelling)
    for parent, child, wanted in case.get("allows", []):
        same(template.allows(parent, child), wanted, f"{parent} > {child}")
    if "graph" in case:
        graph = Session(case["template"], case["project"], AUTHORS[0], 0).graph
        same(graph.canonical(), case["graph"], "graph")
        same(graph.digest(), case["digest"], "digest")


def check_position(case, vectors):
    def id(letter):
        return f"00000000-0000-4000-8000-0000000000{ord(letter):02x}" if letter else letter

    template = Template("node_types:\n- {id: a, allowed_children: [a]}\n", "stem")
    resolver = Resolver(Graph("", "", template), 1, None)
    for letter in case["siblings"]:
        resolver.command("CreateNode", {"blueprint_type_id": "a", "id": id(letter)})
    place = {name: id(value) if isinstance(value, str) else value
             for name, value in case["place"].items()}
    moved = id(case["node"])
    if case["node"] not in case["siblings"]:
        resolver.command("CreateNode", {"blueprint_type_id": "a", "id": moved, **place})
    elif place:
        resolver.command("MoveNode", {"node_id": moved, "parent_id": None, **place})
    same(resolver.graph.roots, [id(letter) for letter in case["result"]], "order")


def check_digest(case, vectors):
    graph = {name: value for name, value in case["graph"].items()
             if name not in ("project_id", "seq", "epoch", "head")}
    graph["dependencies"] = sorted(graph["dependencies"],
                                   key=lambda edge: (edge["blocker_id"], edge["blocked_id"]))
    same(canonical.text(graph), case["canonical"], "canonical")
    same(canonical.digest(graph), case["digest"], "digest")


def check_head(case, vectors):
    same(canonical.next_head(case["previous"], case["record"]), case["head"], "head")


def replay(case, templates):
    oracle = Oracle()
    answer = oracle.answer({"open": {
        "template": templates[case["template"]], "project": case["project"],
        "author": case["author"], "at": case["at"], "library": templates}})
    assert "ok" in answer, answer
    for count, step in enumerate(case["steps"], 1):
        where = f"step {count}"
        before = oracle.session.graph.digest()
        answer = oracle.answer({name: value for name, value in step.items() if name != "expect"})
        expect = step["expect"]
        same(answer.get("error"), expect.get("error"), where)
        if "error" in expect:
            same(oracle.session.graph.digest(), before, f"{where}: digest")
            for name, value in expect.get("details", {}).items():
                same(answer["details"][name], value, f"{where}: details.{name}")
        else:
            for name, value in expect.items():
                same(answer["ok"][name], value, f"{where}: {name}")
    same(oracle.session.graph.digest(), case["digest"], "digest")
    return oracle.session


def check_history(case, vectors):
    session = replay(case, vectors["templates"])
    head = canonical.NO_HEAD
    for record in session.records:
        head = canonical.next_head(head, record)
        same(record["head"], head, "head")


def check_slots(case, vectors):
    session = replay(vectors["setup"], vectors["templates"])
    found = []
    for one in (case["first"], case["second"]):
        resolver = Resolver(session.graph.copy(), session.seq + 1, AUTHORS[0])
        resolver.command(one["request"]["command_type"], one["request"]["data"])
        reads = [slot for change in resolver.changes for slot in slots.reads(change)]
        same(resolver.changes, one["changes"], "changes")
        for named, those in (("writes", resolver.written), ("reads", reads)):
            same(sorted({":".join(part or "" for part in slot) for slot in those}),
                 sorted(one[named]), named)
        found.append((resolver.written, reads))
    same(slots.conflict(*found), case["conflict"], "conflict")
    same(slots.conflict(*reversed(found)), case["conflict"], "conflict the other way round")


CHECKS = {"canonical": check_canonical, "values": check_values, "template": check_template,
          "position": check_position, "digest": check_digest, "head": check_head,
          "resolve": check_history, "slots": check_slots, "undo": check_history}


# What holds of every history

def undo_and_redo(seed):
    """What is undone is as it was, what is redone as it had been, state by state."""
    generator = Generator(seed)
    for _ in generator.lines(150):
        pass
    session = generator.oracle.session
    digests = [session.graph.digest()]
    try:
        while True:
            session.undo({"command_id": generator.id()}, AUTHORS[0], generator.now)
            digests.append(session.graph.digest())
    except Refused:
        pass
    for wanted in digests[-2::-1]:
        session.redo({"command_id": generator.id()}, AUTHORS[1], generator.now)
        same(session.graph.digest(), wanted, "digest")


def line_protocol(seed):
    """oracle.py says over the pipe what random_steps.py --expect says it would."""
    def run(program, *arguments, lines=None):
        return subprocess.run([sys.executable, HERE / program, *arguments], input=lines, text=True,
                              check=True, capture_output=True, timeout=60,
                              encoding="utf-8").stdout
    expected = [canonical.parse(line) for line
                in run("random_steps.py", str(seed), "60", "--expect").splitlines()]
    lines = run("random_steps.py", str(seed), "60")
    answers = run("oracle.py", lines=lines).splitlines()
    same([canonical.parse(line) for line in lines.splitlines()],
         [one["line"] for one in expected], "lines")
    same([canonical.parse(line) for line in answers], [one["answer"] for one in expected],
         "answers")


# TAP

def tests():
    for name, check in CHECKS.items():
        vectors = load(name)
        for case in vectors["cases"]:
            yield f"{name}: {case['name']}", lambda: check(case, vectors)

        def fresh():
            text = (HERE / f"{name}.json").read_text(encoding="utf-8")
            assert text == make_vectors.text_of(name), "run make_vectors.py"
        yield f"{name}.json is what its cases say", fresh
    for seed in range(1, 9):
        yield f"undo and redo, seed {seed}", lambda: undo_and_redo(seed)
    yield "the line protocol", lambda: line_protocol(1)


def main():
    failed = count = 0
    for count, (name, test) in enumerate(tests(), 1):
        try:
            test()
            print(f"ok {count} - {name}")
        except Exception as error:  # whatever it is, the next case is still of interest
            failed += 1
            print(f"not ok {count} - {name}\n# {type(error).__name__}: {error}"[:2000])
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
