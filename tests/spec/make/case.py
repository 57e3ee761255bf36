# SPDX-License-Identifier: GPL-3.0-or-later
"""A history in the making: every step is claimed by hand and done by the reference."""

from oracle import Oracle
from talus_ref import canonical

ANN = "a0000000-0000-4000-8000-000000000001"
BOB = "a0000000-0000-4000-8000-000000000002"
CY = "a0000000-0000-4000-8000-000000000003"
PROJECT = "10000000-0000-4000-8000-000000000001"
ROOT = "20000000-0000-4000-8000-000000000000"
START = 1_767_225_600_000  # 2026-01-01T00:00:00Z
MINUTE = 60_000

# Members of an answer that a vector holds an implementation to.
CLAIMED = ("seq", "changes", "result", "node_id", "target_seq", "target_command_id",
           "undo_available", "redo_available", "skipped")


def node(letter):
    """The id of the node that a case calls by a letter."""
    return f"20000000-0000-4000-8000-0000000000{ord(letter):02x}"


def command(number):
    return f"c0000000-0000-4000-8000-{number:012x}"


class Case:
    def __init__(self, name, template="workshop"):
        self.name = name
        self.template = template
        self.project = {"project_id": PROJECT, "name": "A workshop", "root_id": ROOT,
                        "session_id": "10000000-0000-4000-8000-000000000002",
                        "epoch": "10000000-0000-4000-8000-000000000003"}
        self.oracle = None
        self.at = START
        self.steps = []

    def open(self, templates):
        self.oracle = Oracle()
        answer = self.oracle.answer({"open": {
            "template": templates[self.template], "project": self.project, "author": ANN,
            "at": self.at, "library": templates}})
        assert "ok" in answer, answer

    @property
    def session(self):
        return self.oracle.session

    # Steps

    def _step(self, author, body, claim, after, error, details):
        self.at += MINUTE if after is None else after
        step = canonical.parse(canonical.text({"at": self.at, "author": author, **body}))
        before = self.session.graph.digest(), self.session.seq
        answer = self.oracle.answer(step)
        where = f"{self.name}, step {len(self.steps) + 1}: {canonical.text(answer)}"
        assert answer.get("error") == error, where
        if error is not None:
            assert (self.session.graph.digest(), self.session.seq) == before, where
            for name, value in (details or {}).items():
                assert canonical.equal(answer["details"][name], value), where
            step["expect"] = {"error": error, **({"details": details} if details else {})}
        else:
            ok = answer["ok"]
            for name, value in claim.items():
                made = [change["op"] for change in ok["changes"]] if name == "ops" else ok[name]
                assert canonical.equal(made, value), f"{where}: {name} is not {value}"
            step["expect"] = {name: ok[name] for name in CLAIMED if name in ok}
            if "request" in step:
                del step["expect"]["undo_available"], step["expect"]["redo_available"]
        self.steps.append(step)
        return answer.get("ok")

    def do(self, author, command_type, data, ops=None, after=None, error=None, details=None,
           id=None, expected_seq=None, base_seq=None, **claim):
        """A command; @ops: the changes it must come to; @error: the refusal it must meet."""
        request = {"command_type": command_type, "data": data,
                   "command_id": id or command(len(self.steps) + 1)}
        for name, value in (("expected_seq", expected_seq), ("base_seq", base_seq)):
            if value is not None:
                request[name] = value
        if ops is not None:
            claim["ops"] = ops.split()
        return self._step(author, {"request": request}, claim, after, error, details)

    def undo(self, author, scope="session", ops=None, after=None, error=None, details=None,
             id=None, direction="undo", claim=None, **body):
        body = {"command_id": id or command(len(self.steps) + 1), **body}
        if scope is not None:
            body["scope"] = scope
        claim = dict(claim or {})
        if ops is not None:
            claim["ops"] = ops.split()
        return self._step(author, {direction: body}, claim, after, error, details)

    def redo(self, author, scope="session", **more):
        return self.undo(author, scope, direction="redo", **more)

    # Short for what many a case starts with

    def create(self, letter, type="group", parent=ROOT, author=ANN, **more):
        data = {"id": node(letter), "blueprint_type_id": type, "name": letter}
        if parent is not None:
            data["parent_id"] = node(parent) if len(parent) == 1 else parent
        return self.do(author, "CreateNode", {**data, **more})

    def group_of(self, letters, parent=ROOT):
        for letter in letters:
            self.create(letter, parent=parent)

    def set(self, letter, key, value, author=ANN, **more):
        return self.do(author, "UpdateProperty", {"node_id": node(letter), "property_id": key,
                                                  "value": value}, **more)

    def delete(self, letter, author=ANN, **more):
        return self.do(author, "DeleteNode", {"node_id": node(letter)}, **more)

    def move(self, letter, parent, author=ANN, ops=None, error=None, base_seq=None, details=None,
             **place):
        parent_id = node(parent) if parent and len(parent) == 1 else parent
        for name in ("after", "before"):
            if place.get(name) is not None and len(place[name]) == 1:
                place[name] = node(place[name])
        return self.do(author, "MoveNode", {"node_id": node(letter), "parent_id": parent_id,
                                            **place}, ops=ops, error=error, base_seq=base_seq,
                       details=details)

    def depend(self, blocker, blocked, author=ANN, **more):
        return self.do(author, "LinkDependency", {"blocker_id": node(blocker),
                                                  "blocked_id": node(blocked)}, **more)

    # Claims about the state

    def outline(self, text):
        """The tree by names: "root(a b(c))"; roots beside it follow, separated by blanks."""
        def one(id):
            node = self.session.graph.nodes[id]
            name = "root" if id == ROOT else node.name
            below = " ".join(one(child) for child in node.children)
            return f"{name}({below})" if below else name
        found = " ".join(one(root) for root in self.session.graph.roots)
        assert found == text, f"{self.name}: {found}, not {text}"

    def edges(self, text):
        """The dependencies by letters: "ab bc"."""
        found = " ".join(chr(int(a[-2:], 16)) + chr(int(b[-2:], 16))
                         for a, b in sorted(self.session.graph.dependencies))
        assert found == text, f"{self.name}: {found}, not {text}"

    def value(self, letter, key, value):
        found = self.session.graph.nodes[node(letter)].properties.get(key)
        assert canonical.equal(found, value), f"{self.name}: {key} is {found}, not {value}"

    def called(self, letter, name):
        found = self.session.graph.nodes[node(letter)].name
        assert found == name, f"{self.name}: called {found}, not {name}"

    def setting(self, key, value):
        found = self.session.graph.settings.get(key)
        assert canonical.equal(found, value), f"{self.name}: {key} is {found}, not {value}"

    def vector(self):
        return {"name": self.name, "template": self.template, "project": self.project,
                "author": ANN, "at": START, "steps": self.steps,
                "digest": self.session.graph.digest()}


class Book:
    """The cases of one file, each a function that is given its Case."""

    def __init__(self, templates):
        self.templates = templates
        self.cases = []

    def case(self, function):
        """Registers a case; its docstring is its name."""
        self.cases.append(function)
        return function

    def vectors(self):
        result = []
        for function in self.cases:
            case = Case(function.__doc__.strip())
            case.open(self.templates)
            function(case)
            result.append(case.vector())
        return {"templates": self.templates, "cases": result}
