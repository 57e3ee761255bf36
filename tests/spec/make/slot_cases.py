# SPDX-License-Identifier: GPL-3.0-or-later
"""Two change sets made side by side on one graph: whether they conflict."""

from talus_ref import canonical, slots
from talus_ref.resolve import Resolver

from .case import ANN, PROJECT, ROOT, Case, node
from .templates import ALL, WORKSHOP_2


def setting_up(c):
    """root(a(b e) d f(g)), b blocks d, e blocks g."""
    c.group_of("adf")
    c.create("b", "task", "a")
    c.create("e", "task", "a")
    c.create("g", "task", "f")
    c.depend("b", "d")
    c.depend("e", "g")
    c.create("x", "task", "f")
    c.delete("x")


def insert(letter, parent):
    return {"command_type": "CreateNode",
            "data": {"id": node(letter), "blueprint_type_id": "group", "name": letter,
                     "parent_id": node(parent) if parent else None}}


def delete(letter):
    return {"command_type": "DeleteNode", "data": {"node_id": node(letter)}}


def restore(letter):
    return {"command_type": "RestoreNode", "data": {"node_id": node(letter)}}


def move(letter, parent):
    return {"command_type": "MoveNode",
            "data": {"node_id": node(letter), "index": 0,
                     "parent_id": node(parent) if parent and parent != ROOT else parent}}


def put(letter, key, value):
    return {"command_type": "UpdateProperty",
            "data": {"node_id": node(letter) if len(letter) == 1 else letter,
                     "property_id": key, "value": value}}


def link(blocker, blocked):
    return {"command_type": "LinkDependency",
            "data": {"blocker_id": node(blocker), "blocked_id": node(blocked)}}


def unlink(blocker, blocked):
    return {"command_type": "UnlinkDependency",
            "data": {"blocker_id": node(blocker), "blocked_id": node(blocked)}}


def batch(*commands):
    return {"command_type": "Batch", "data": {"commands": list(commands)}}


TEMPLATE = {"command_type": "SetTemplate", "data": {"template": WORKSHOP_2}}
NOTHING = put("a", "name", "a")

PAIRS = [
    ("two new children of one parent", insert("n", "a"), insert("m", "a"), True),
    ("two new children of two parents", insert("n", "a"), insert("m", "d"), False),
    ("a new root and a node becoming one", insert("n", None), move("d", None), True),
    ("a new child and a node becoming a root", insert("n", "f"), move("b", None), False),
    ("a new child and its parent going", insert("n", "a"), delete("a"), True),
    ("a new child and a sibling going", insert("n", "a"), delete("b"), True),
    ("a new child and its parent being renamed", insert("n", "a"), put("a", "name", "x"), False),
    ("a new child and its parent moving", insert("n", "a"), move("a", "d"), False),
    ("a new child and a move into that parent", insert("n", "a"), move("d", "a"), True),
    ("a new child and a move out of that parent", insert("n", "a"), move("b", "d"), True),
    ("two properties of one node", put("b", "note", "x"), put("b", "story", "x"), False),
    ("one property of one node", put("b", "note", "x"), put("b", "note", "y"), True),
    ("one property, both wanting the same", put("b", "note", "x"), put("b", "note", "x"), True),
    ("one property of two nodes", put("b", "note", "x"), put("e", "note", "y"), False),
    ("a property and the node going", put("b", "note", "x"), delete("b"), True),
    ("a property and the parent going", put("b", "note", "x"), delete("a"), True),
    ("a property and a sibling going", put("b", "note", "x"), delete("e"), False),
    ("a property and the node moving", put("b", "note", "x"), move("b", "d"), False),
    ("two moves", move("b", "d"), move("g", "d"), True),
    ("two moves that share no parent", move("b", "d"), move("f", ROOT), True),
    ("a move and the node going", move("b", "d"), delete("b"), True),
    ("a move and the new parent going", move("b", "d"), delete("d"), True),
    ("a move and the old parent going", move("b", "d"), delete("a"), True),
    ("a move and something else going", move("b", "d"), delete("g"), False),
    ("a move and a new edge of the node", move("b", "d"), link("b", "g"), False),
    ("two edges", link("a", "d"), link("f", "b"), True),
    ("an edge to come and one to go", link("a", "d"), unlink("e", "g"), True),
    ("an edge and an end of it going", link("a", "f"), delete("f"), True),
    ("an edge and a node with edges going", link("a", "f"), delete("b"), True),
    ("an edge and a node without edges coming back", link("a", "d"), restore("x"), False),
    ("an edge and a property of an end", link("a", "f"), put("a", "name", "x"), False),
    ("two deletions in one parent", delete("b"), delete("e"), True),
    ("two deletions with edges between", delete("b"), delete("d"), True),
    ("two deletions apart, both cutting edges", delete("b"), delete("g"), True),
    ("the same deletion twice", delete("b"), delete("b"), True),
    ("a deletion within another", delete("a"), delete("b"), True),
    ("a restore and a property of its parent", restore("x"), put("f", "name", "x"), False),
    ("a restore and a sibling going", restore("x"), delete("g"), True),
    ("a restore and the parent going", restore("x"), delete("f"), True),
    ("a restore and a node elsewhere going", restore("x"), delete("b"), False),
    ("two settings", put(PROJECT, "currency", "EUR"), put(PROJECT, "x-a", 1), False),
    ("one setting", put(PROJECT, "x-a", 2), put(PROJECT, "x-a", 1), True),
    ("the name of the project and that of its root", put(PROJECT, "name", "x"),
     put(ROOT, "name", "x"), False),
    ("a template and a property", TEMPLATE, put("b", "note", "x"), True),
    ("a template and a setting", TEMPLATE, put(PROJECT, "x-a", 1), True),
    ("a template and nothing", TEMPLATE, NOTHING, False),
    ("nothing and a deletion", NOTHING, delete("a"), False),
    ("a Batch writes what its parts write", batch(put("b", "note", "x"), move("b", "d")),
     put("b", "note", "y"), True),
    ("two Batches apart", batch(put("b", "note", "x"), put("d", "name", "x")),
     batch(put("e", "note", "y"), put("f", "name", "y")), False),
]


def text(slot):
    return ":".join(part or "" for part in slot)


def one(session, request):
    """What a request comes to by itself, with its slots as text."""
    resolver = Resolver(session.graph.copy(), session.seq + 1, ANN, library=session.library)
    request = canonical.parse(canonical.text(request))
    resolver.command(request["command_type"], request["data"])
    writes = list(dict.fromkeys(resolver.written))
    reads = list(dict.fromkeys(slot for change in resolver.changes
                               for slot in slots.reads(change)))
    return {"request": request, "changes": resolver.changes,
            "writes": [text(slot) for slot in writes],
            "reads": [text(slot) for slot in reads]}, (writes, reads)


def vectors():
    setup = Case("setup")
    setup.open(ALL)
    setting_up(setup)
    setup.outline("root(a(b e) d f(g))")
    cases = []
    for name, first, second, conflict in PAIRS:
        (first, first_slots), (second, second_slots) = (one(setup.session, request)
                                                        for request in (first, second))
        for pair in ((first_slots, second_slots), (second_slots, first_slots)):
            assert slots.conflict(*pair) == conflict, name
        cases.append({"name": name, "first": first, "second": second, "conflict": conflict})
    start = setup.vector()
    del start["name"]
    return {"templates": {"workshop": ALL["workshop"]}, "setup": start, "cases": cases}
