#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A seeded random history for the oracle and whoever is compared with it.

    random_steps.py SEED N [--expect]

Prints the lines that oracle.py reads: an open, N steps, a digest every 25 of them. With
--expect each line is {"line": …, "answer": …}, so that a comparison needs no second
process. The steps fit the state as it evolves, for the reference runs along; some are
wrong on purpose.
"""

import argparse
import random
import uuid
from pathlib import Path

from oracle import Oracle
from talus_ref import canonical
from talus_ref.errors import Refused
from talus_ref.resolve import Resolver

HERE = Path(__file__).resolve().parent
AUTHORS = [f"a0000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3)]
TYPES = ["project", "group", "task", "part", "person", "crate", "workshop", "no_such_type",
         "5b8e1a52-6a3a-4f0e-8a55-0d5c1f7f0a01"]
WORDS = ["", "alpha", "béta", "γ-ray", "delta \U0001f40c", "line\nbreak", 'quote "', "x" * 40]
DATES = ["2026-02-28", "2026-02-29", "2024-02-29", "26-1-1", "2026-13-01"]
DECIMALS = ["12.50", "007", "-0.00", "1e3", ".5", "999999999999999999.999999999",
            "1000000000000000000", 0.1, -3, 1e17, 1e300, 12.3456789, True]
OPTIONS = ["Open", "Shut", "shut", "Yes", "Waiting", "Nowhere", 5]
TAGS = [["red"], ["green", "red"], [], ["red", "red"], ["mauve"], "red"]
OBJECTS = [{"a": [1, None, {"b": -0.0}]}, [], "text", 7, False, {"é": 1, "z": 2}]
SETTINGS = [("name", "Our workshop"), ("name", 5), ("time_zone", "Europe/Berlin"),
            ("time_zone", "Mars/Olympus"), ("currency", "EUR"), ("currency", "Euro"),
            ("calendar", {"week": 5}), ("views", [1, 2]), ("x-colour", "red"), ("x-", 1),
            ("colour", "red"), ("currency", None), ("x-colour", None), ("name", None)]
PROPERTIES = ["name", "note", "remark", "story", "hours", "cost", "billed", "due", "state",
              "tags", "after", "who", "extra", "scan", "price", "budget", "lead", "size",
              "5b8e1a52-6a3a-4f0e-8a55-0d5c1f7f0b01", "no_such_property"]


class Generator:
    """Draws steps, and has the oracle do each one at once."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.oracle = Oracle()
        self.now = 1_760_000_000_000
        self.sent = []
        self.texts = [(HERE / "templates" / name).read_text(encoding="utf-8")
                      for name in ("workshop.yaml", "workshop-2.yaml")]

    # Drawing

    def id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    @property
    def graph(self):
        return self.oracle.session.graph

    def live(self):
        ids = []
        for root in self.graph.roots:
            ids += self.graph.subtree(root)
        return ids

    def any(self, ids):
        """One of @ids, the newer ones more often, so that histories meet."""
        ids = list(ids)
        if not ids:
            return self.id()
        return ids[-1 - min(int(self.random.expovariate(0.15)), len(ids) - 1)]

    def node(self):
        """Mostly a node that is there; now and then a removed one, or none."""
        chance = self.random.random()
        if chance < 0.94:
            return self.any(self.live())
        if chance < 0.98:
            return self.any(self.graph.nodes)
        return self.random.choice([self.id(), "no-uuid", self.graph.project_id])

    def node_of_type(self, *types):
        fitting = [id for id in self.live() if self.graph.nodes[id].type in types]
        return self.any(fitting) if fitting else self.node()

    def parent(self):
        chance = self.random.random()
        if chance < 0.07:
            return None
        if chance < 0.80:
            return self.node_of_type("project", "group", "task")
        return self.node()

    def place(self, parent, forced=False):
        """How a command says where: nothing, an index, or anchors that may be stale."""
        chance = self.random.random()
        siblings = []
        if parent is None or self.graph.live(parent):
            siblings = self.graph.siblings(parent)
        if chance < 0.3 and not forced:
            return {}
        if chance < 0.6:
            return {"index": self.random.choice([0, 0, 1, 2, 5, len(siblings), 99])}
        if chance < 0.62:
            return self.random.choice([{"index": -1}, {"index": 1.5}, {"index": "1"},
                                       {"index": 1, "after": None}, {"after": 5}])
        place = {}
        for name in self.random.choice([("after",), ("before",), ("after", "before")]):
            chance = self.random.random()
            if chance < 0.15:
                place[name] = None
            elif chance < 0.8 and siblings:
                place[name] = self.random.choice(siblings)
            else:
                place[name] = self.node()
        return place

    def value(self, key):
        if self.random.random() < 0.08:
            return None
        if self.random.random() < 0.08:
            return self.random.choice(WORDS + DECIMALS + OBJECTS)
        pick = self.random.choice
        if key in ("name", "note", "remark", "story"):
            return pick(WORDS)
        if key in ("hours", "size"):
            return pick([0, 1, -0.0, 2.5, 1e21, 1e-7, 12345678901234567890, "7"])
        if key in ("cost", "price", "budget", "5b8e1a52-6a3a-4f0e-8a55-0d5c1f7f0b01"):
            return pick(DECIMALS)
        if key == "billed":
            return pick([True, False, 1])
        if key == "due":
            return pick(DATES)
        if key == "state":
            return pick(OPTIONS)
        if key == "tags":
            return pick(TAGS)
        if key in ("after", "who", "lead"):
            return pick([self.node(), [self.node(), self.node()], [], "Bob", 5,
                         self.id().upper()])
        return pick(OBJECTS)

    def property_for(self, id):
        """Mostly a property that the node's type has."""
        node = self.graph.nodes.get(id)
        node_type = self.graph.template.type_of(node) if node else None
        if node_type and self.random.random() < 0.85:
            known = [prop.id for prop in node_type.properties] + ["name"]
            if node.properties and self.random.random() < 0.3:
                known = sorted(node.properties)
            return self.random.choice(known)
        return self.random.choice(PROPERTIES)

    # Commands

    def create(self):
        parent = self.parent()
        data = {"blueprint_type_id": self.fitting_type(parent), "id": self.id()}
        if parent is not None or self.random.random() < 0.5:
            data["parent_id"] = parent
        if self.random.random() < 0.6:
            data["name"] = self.random.choice(WORDS + [None])
        if self.random.random() < 0.4:
            key = self.random.choice(PROPERTIES[:12])
            data["properties"] = {key: self.value(key)}
        if self.random.random() < 0.04:
            data["id"] = self.random.choice([self.node(), self.id().upper(), "no-uuid"])
        return "CreateNode", {**data, **self.place(parent)}

    def fitting_type(self, parent):
        if self.random.random() < 0.12:
            return self.random.choice(TYPES)
        template = self.graph.template
        above = self.graph.live(parent) if parent is not None else None
        fitting = [node_type.id for node_type in template.types
                   if template.allows(above.type if above else None, node_type.id)]
        return self.random.choice(fitting or TYPES)

    def delete(self):
        ids = [id for id in self.live() if id not in self.graph.roots]
        return "DeleteNode", {"node_id": self.any(ids) if ids and self.random.random() < 0.9
                              else self.node()}

    def update(self):
        if self.random.random() < 0.12:
            key, value = self.random.choice(SETTINGS)
            return "UpdateProperty", {"node_id": self.graph.project_id, "property_id": key,
                                      "value": value}
        id = self.node()
        key = self.property_for(id)
        return "UpdateProperty", {"node_id": id, "property_id": key, "value": self.value(key)}

    def delete_property(self):
        id = self.node()
        return "DeleteProperty", {"node_id": id, "property_id": self.property_for(id)}

    def move(self):
        id, parent = self.node(), self.parent()
        if self.random.random() < 0.35 and self.graph.live(id):
            parent = self.graph.nodes[id].parent
        return "MoveNode", {"node_id": id, "parent_id": parent,
                            **self.place(parent, self.random.random() < 0.95)}

    def link(self):
        parent = self.node_of_type("project", "group", "task")
        return "LinkNode", {"parent_id": parent, "child_id": self.node(), **self.place(parent)}

    def unlink(self):
        id = self.node()
        node = self.graph.live(id)
        parent = node.parent if node and node.parent and self.random.random() < 0.9 \
            else self.node()
        return "UnlinkNode", {"parent_id": parent, "child_id": id}

    def restore(self):
        removed = [id for id, node in self.graph.nodes.items() if node.removal is not None]
        data = {"node_id": self.any(removed) if removed and self.random.random() < 0.9
                else self.node()}
        parent = None
        if self.random.random() < 0.3:
            parent = data["parent_id"] = self.parent()
        return "RestoreNode", {**data, **(self.place(parent) if self.random.random() < 0.4
                                          else {})}

    def depend(self):
        return "LinkDependency", {"blocker_id": self.node(), "blocked_id": self.node()}

    def undepend(self):
        edges = sorted(self.graph.dependencies)
        if edges and self.random.random() < 0.8:
            blocker, blocked = self.random.choice(edges)
        else:
            blocker, blocked = self.node(), self.node()
        return "UnlinkDependency", {"blocker_id": blocker, "blocked_id": blocked}

    def template(self):
        return "SetTemplate", self.random.choice([
            {"template": self.texts[0]}, {"template": self.texts[1]},
            {"template_id": "workshop"}, {"template_id": "later"}, {"template_id": "nowhere"},
            {}, {"template": "node_types: ["}])

    def nonsense(self):
        return self.random.choice([
            ("Explode", {}), ("Undo", {}), ("CreateNode", {"id": self.id()}),
            ("DeleteNode", {"node_id": 7}), ("MoveNode", {"node_id": self.node()}),
            ("UpdateProperty", {"node_id": self.node(), "property_id": "name"}),
            ("Batch", {"commands": []}), ("Batch", {"commands": "all"})])

    def single(self):
        kinds = [(self.create, 26), (self.update, 24), (self.move, 14), (self.delete, 7),
                 (self.restore, 4), (self.delete_property, 3), (self.link, 4), (self.unlink, 2),
                 (self.depend, 8), (self.undepend, 3), (self.template, 1), (self.nonsense, 1)]
        return self.random.choices([kind for kind, _ in kinds],
                                   [weight for _, weight in kinds])[0]()

    def batch(self):
        """Parts drawn against the state before the Batch, some about what it creates."""
        commands = []
        for _ in range(self.random.randint(1, 5)):
            command_type, data = self.single()
            made = [one["data"]["id"] for one in commands
                    if one["command_type"] == "CreateNode" and "id" in one["data"]]
            if made and self.random.random() < 0.4:
                for name in ("parent_id", "node_id", "blocker_id"):
                    if name in data:
                        data[name] = self.random.choice(made)
                        break
            commands.append({"command_type": command_type, "data": data})
        label = {"label": "several at once"} if self.random.random() < 0.5 else {}
        return "Batch", {"commands": commands, **label}

    # Steps

    def request(self):
        if self.sent and self.random.random() < 0.02:
            line = self.random.choice(self.sent)
            if self.random.random() < 0.3:
                return {"request": {**line, "command_type": "DeleteNode"}}
            return {"request": line}
        command_type, data = self.batch() if self.random.random() < 0.08 else self.single()
        request = {"command_type": command_type, "data": data, "command_id": self.id()}
        seq = self.oracle.session.seq
        if self.random.random() < 0.15 and self.would_do(command_type, data):
            request["base_seq"] = max(0, seq - self.random.randint(0, 12))
        if self.random.random() < 0.03:
            request["expected_seq"] = self.random.choice([seq, seq, seq - 1])
        self.sent.append(request)
        return {"request": request}

    def would_do(self, command_type, data):
        """Whether it would be done as it is: then base_seq is all that can refuse it."""
        resolver = Resolver(self.graph.copy(), self.oracle.session.seq + 1, None,
                            library=self.oracle.session.library)
        try:
            resolver.command(command_type, canonical.parse(canonical.text(data)))
        except Refused:
            return False
        return True

    def inverse(self, direction=None, scope=None):
        """An undo or redo; scope is always said, for the record keeps what was sent."""
        direction = direction or ("undo" if self.random.random() < 0.6 else "redo")
        body = {"command_id": self.id(),
                "scope": scope or self.random.choice(["author", "author", "session"])}
        if self.random.random() < 0.12 and self.sent:
            body["target"] = self.random.choice(self.sent[-12:])["command_id"]
        if self.random.random() < 0.12:
            body["skip"] = True
        if self.random.random() < 0.2:
            body["partial"] = True
        return {direction: body}

    def burst(self):
        """Somebody types: sets of one field, close together, now and then interrupted."""
        author = self.random.choice(AUTHORS)
        id = self.node()
        key = self.random.choice(["name", self.property_for(id)])
        for _ in range(self.random.randint(2, 4)):
            self.now += self.random.choice([400, 1000, 4999, 5000, 5001])
            request = {"command_type": "UpdateProperty", "command_id": self.id(),
                       "data": {"node_id": id, "property_id": key, "value": self.value(key)}}
            self.sent.append(request)
            yield {"at": self.now, "author": author, "request": request}
            if self.random.random() < 0.1:
                yield self.step()

    def quarrel(self):
        """Two change the same thing by turns, then both want it undone, and done again."""
        first, second = self.random.sample(AUTHORS, 2)
        id = self.node()
        key = self.random.choice(["name", self.property_for(id)])
        for author in self.random.choices([first, second], k=self.random.randint(2, 5)):
            kind = self.random.choice([self.update, self.update, self.move, self.delete,
                                       self.create, self.depend, self.batch])
            command_type, data = kind()
            if kind == self.update:
                data = {"node_id": id, "property_id": key, "value": self.value(key)}
            elif kind == self.batch:
                self.turn_to(id, data["commands"][0]["data"])
                self.turn_to(id, data["commands"][-1]["data"])
            else:
                self.turn_to(id, data)
            request = {"command_type": command_type, "data": data, "command_id": self.id()}
            self.sent.append(request)
            yield self.by(author, {"request": request})
        for _ in range(self.random.randint(2, 6)):
            yield self.by(self.random.choice([first, first, second]),
                          self.inverse(self.random.choice(["undo", "undo", "redo"]),
                                       self.random.choice(["author", "author", "session"])))

    def bulk(self):
        """One edits many things at once, another a few of them; what is free goes back."""
        first, second = self.random.sample(AUTHORS, 2)
        ids = [self.any(self.live()) for _ in range(self.random.randint(2, 5))]
        commands = []
        for id in ids:
            for make in self.random.choices([self.update, self.move, self.create, self.delete,
                                             self.depend], [4, 2, 3, 1, 1]):
                command_type, data = make()
                if make == self.update:
                    data = {"node_id": id, "property_id": "name", "value": "in bulk"}
                else:
                    self.turn_to(id, data)
                if self.would_do(command_type, data):
                    commands.append({"command_type": command_type, "data": data})
        request = {"command_type": "Batch", "data": {"commands": commands, "label": "bulk"},
                   "command_id": self.id()}
        self.sent.append(request)
        yield self.by(first, {"request": request})
        for id in self.random.sample(ids, self.random.randint(1, 2)):
            command_type, data = self.random.choice([self.update, self.update, self.create,
                                                     self.delete])()
            if command_type == "UpdateProperty":
                data = {"node_id": id, "property_id": "name", "value": "mine"}
            self.turn_to(id, data)
            yield self.by(second, {"request": {"command_type": command_type, "data": data,
                                               "command_id": self.id()}})
        for direction, author in [("undo", first), ("undo", second), ("redo", first),
                                  ("undo", first)]:
            step = self.inverse(direction, "author")
            if self.random.random() < 0.7:
                step[direction]["partial"] = True
            yield self.by(author, step)

    @staticmethod
    def turn_to(id, data):
        for name in ("node_id", "parent_id", "blocker_id"):
            if name in data:
                data[name] = id
                return

    def unwind(self):
        """All the way back for a while, and forward again."""
        author, scope = self.random.choice(AUTHORS), self.random.choice(["author", "session"])
        count = self.random.randint(2, 12)
        for direction in ["undo"] * count + ["redo"] * count:
            yield self.by(author, self.inverse(direction, scope))
            if self.random.random() < 0.03:
                yield self.step()

    def by(self, author, step):
        self.now += self.random.choice([0, 1, 700, 6000])
        return {"at": self.now, "author": author, **step}

    def step(self):
        self.now += self.random.choice([-500, 0, 1, 700, 3000, 6000, 60_000])
        step = self.inverse() if self.random.random() < 0.15 else self.request()
        return {"at": self.now, "author": self.random.choice(AUTHORS), **step}

    def start(self):
        return {"open": {"template": self.texts[0], "author": AUTHORS[0], "at": self.now,
                         "library": {"workshop": self.texts[0], "later": self.texts[1]},
                         "project": {"project_id": self.id(), "session_id": self.id(),
                                     "epoch": self.id(), "name": "A workshop",
                                     "root_id": self.id()}}}

    def lines(self, count):
        """Yields (line, answer), the answer as the oracle gave it at once."""
        def done(line):
            line = canonical.parse(canonical.text(line))
            return line, self.oracle.answer(line)

        yield done(self.start())
        made = 0
        while made < count:
            steps = self.random.choices(
                [[self.step()], self.burst(), self.quarrel(), self.bulk(), self.unwind()],
                [90, 4, 8, 3, 1])[0]
            for step in steps:
                yield done(step)
                made += 1
                if made % 25 == 0:
                    yield done({"digest": True})
        yield done({"digest": True})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--expect", action="store_true",
                        help="print each line together with the oracle's answer")
    arguments = parser.parse_args()
    for line, answer in Generator(arguments.seed).lines(arguments.count):
        print(canonical.text({"line": line, "answer": answer} if arguments.expect else line))


if __name__ == "__main__":
    main()
