# SPDX-License-Identifier: GPL-3.0-or-later
"""What commands come to: section 3 of the contract, sentence by sentence."""

from talus_ref import canonical

from .case import ANN, BOB, PROJECT, ROOT, Book, command, node
from .templates import ALL, WORKSHOP, WORKSHOP_2

book = Book(ALL)
case = book.case

OPEN = canonical.derived_uuid("task.state:Open")
RED, GREEN = (canonical.derived_uuid(f"task.tags:{name}") for name in ("red", "green"))
GROUP_UUID = "5B8E1A52-6A3A-4F0E-8A55-0D5C1F7F0A01"
COST_UUID = "5B8E1A52-6A3A-4F0E-8A55-0D5C1F7F0B01"
NOBODY = "20000000-0000-4000-8000-0000000000ff"


def new(letter, type="task", **more):
    return {"id": node(letter), "blueprint_type_id": type, "parent_id": ROOT, **more}


# CreateNode

@case
def _(c):
    """a new node goes last, with the template's defaults"""
    c.create("a")
    c.do(ANN, "CreateNode", new("b", name="b"), ops="insert", result=node("b"), node_id=node("b"))
    c.outline("root(a b)")
    c.value("b", "hours", 1)
    c.value("b", "state", OPEN)


@case
def _(c):
    """null suppresses a default, and a value given replaces it"""
    c.do(ANN, "CreateNode", new("a", properties={"hours": None, "state": "Shut"}))
    c.value("a", "hours", None)
    c.value("a", "state", "shut")


@case
def _(c):
    """a name not given is the name property's default, else the type's label"""
    c.do(ANN, "CreateNode", new("a", "group"))
    c.do(ANN, "CreateNode", new("b", "group", name=None))
    c.do(ANN, "CreateNode", new("d", "task"))
    c.do(ANN, "CreateNode", new("e", "task", name=""))
    c.called("a", "New group")
    c.called("b", "New group")
    c.called("d", "Task")
    c.called("e", "")


@case
def _(c):
    """properties.name is the name, and is not stored twice"""
    name_uuid = canonical.derived_uuid("property.group:name")
    c.do(ANN, "CreateNode", new("a", "group", properties={"name": "one"}))
    c.do(ANN, "CreateNode", new("b", "group", name="two", properties={"name": "two"}))
    c.do(ANN, "CreateNode", new("d", "group", properties={name_uuid: "three"}))
    c.called("a", "one")
    c.value("a", "name", None)
    c.called("d", "three")
    c.do(ANN, "CreateNode", new("e", "group", name="x", properties={"name": "y"}),
         error="INVALID_COMMAND")


@case
def _(c):
    """two spellings of one property are refused"""
    c.do(ANN, "CreateNode", new("a", properties={"note": "x", "remark": "x"}),
         error="INVALID_COMMAND")
    c.do(ANN, "CreateNode", new("a", properties={"cost": "1", COST_UUID: "1"}),
         error="INVALID_COMMAND")


@case
def _(c):
    """a type is given by id, UUID or the template's own id, and stored by id"""
    c.do(ANN, "CreateNode", new("a", GROUP_UUID))
    c.do(ANN, "CreateNode", new("b", canonical.derived_uuid("node_type:task")))
    c.do(ANN, "CreateNode", {"id": node("d"), "blueprint_type_id": "workshop"})
    types = [c.session.graph.nodes[node(letter)].type for letter in "abd"]
    assert types == ["group", "task", "project"]


@case
def _(c):
    """without a parent, or with null, it is a root, and any type may be one"""
    c.do(ANN, "CreateNode", {"id": node("a"), "blueprint_type_id": "part", "name": "a"})
    c.do(ANN, "CreateNode", {"id": node("b"), "blueprint_type_id": "person", "name": "b",
                             "parent_id": None, "index": 0})
    c.outline("b root a")


@case
def _(c):
    """allowed_children and allowed_asset_types say who may be whose child"""
    c.create("a", "group")
    c.create("b", "part", "a")
    c.do(ANN, "CreateNode", new("d", "part"), error="TYPE_NOT_ALLOWED")
    c.do(ANN, "CreateNode", {**new("d", "person"), "parent_id": node("a")},
         error="TYPE_NOT_ALLOWED")
    c.do(ANN, "CreateNode", {**new("d", "part"), "parent_id": node("b")},
         error="TYPE_NOT_ALLOWED")
    c.do(ANN, "CreateNode", new("d", "no_such_type"), error="TYPE_NOT_ALLOWED")


@case
def _(c):
    """an id that is or ever was there is taken; one that is no UUID is refused"""
    c.do(ANN, "CreateNode", {**new("a", "group", name="a"), "id": node("l").upper()},
         result=node("l"))
    c.do(ANN, "CreateNode", new("l", "group"), error="CONFLICT")
    c.delete("l")
    c.do(BOB, "CreateNode", new("l", "group"), error="CONFLICT")
    c.create("b")
    c.undo(ANN)
    c.do(BOB, "CreateNode", new("b", "group"), error="CONFLICT")
    c.do(ANN, "CreateNode", {**new("d", "group"), "id": "d"}, error="INVALID_COMMAND")
    c.do(ANN, "CreateNode", {**new("d", "group"), "id": node("d")[:-1]}, error="INVALID_COMMAND")


@case
def _(c):
    """the parent must be there"""
    c.create("a")
    c.create("b", parent="a")
    c.delete("a")
    for parent in (NOBODY, node("a"), node("b"), "nobody", PROJECT):
        c.do(ANN, "CreateNode", {**new("d", "group"), "parent_id": parent},
             error="INVALID_PARENT")


@case
def _(c):
    """index is the place after the change, past the end is the end, negative is refused"""
    c.group_of("ab")
    c.create("d", index=1)
    c.create("e", index=0)
    c.create("f", index=99)
    c.outline("root(e a d b f)")
    for index in (-1, 1.5, "1", True):
        c.do(ANN, "CreateNode", new("g", "group", index=index), error="INVALID_COMMAND")
    c.do(ANN, "CreateNode", new("g", "group", index=1, after=node("a")),
         error="INVALID_COMMAND")
    c.do(ANN, "CreateNode", new("g", "group", index=1, before=None), error="INVALID_COMMAND")


@case
def _(c):
    """after and before say the place of a new node"""
    c.group_of("ab")
    c.create("d", after=node("a"))
    c.create("e", before=node("a"))
    c.create("f", after=None)
    c.create("g", before=None)
    c.create("h", after=NOBODY, before=node("b"))
    c.outline("root(f e a d h b g)")


@case
def _(c):
    """values are held to the property's type and kept in their normal form"""
    c.do(ANN, "CreateNode", new("a", properties={"cost": "007.50", "tags": ["green", RED],
                                                 "who": node("b").upper(), "hours": -0.0}))
    c.value("a", "cost", "7.5")
    c.value("a", "tags", [GREEN, RED])
    c.value("a", "who", node("b"))
    c.value("a", "hours", 0)
    for properties in ({"cost": "seven"}, {"due": "2026-02-30"}, {"scan": "x"},
                       {"budget": "1"}, {"name": 5}):
        c.do(ANN, "CreateNode", new("d", properties=properties), error="INVALID_VALUE")


@case
def _(c):
    """what the schema of CreateNode refuses"""
    for data in ({"id": node("a")}, new("a", type=5), new("a", name=5),
                 new("a", properties=["note"]), new("a", parent_id=7), new("a", after=7)):
        c.do(ANN, "CreateNode", data, error="INVALID_COMMAND")


@case
def _(c):
    """members that no schema knows are let be"""
    c.do(ANN, "CreateNode", new("a", "group", colour="red"), ops="insert")


# DeleteNode

@case
def _(c):
    """a node goes with its subtree and every dependency that touches it"""
    c.group_of("abd")
    c.create("e", parent="b")
    c.create("f", parent="e")
    c.depend("d", "f")
    c.depend("e", "a")
    c.depend("a", "d")
    c.depend("e", "f")
    answer = c.delete("b", ops="remove", result=None)
    assert answer["changes"][0]["count"] == 3
    assert [(edge["blocker_id"], edge["blocked_id"])
            for edge in answer["changes"][0]["dependencies"]] == [
                (node("d"), node("f")), (node("e"), node("a")), (node("e"), node("f"))]
    c.outline("root(a d)")
    c.edges("ad")


@case
def _(c):
    """a removed node, and one inside a removed subtree, is not there any more"""
    c.group_of("ax")
    c.create("b", parent="a")
    c.delete("a")
    for letter in "ab":
        c.delete(letter, error="NODE_NOT_FOUND")
        c.set(letter, "name", "x", error="NODE_NOT_FOUND")
        c.move(letter, ROOT, index=0, error="NODE_NOT_FOUND")
        c.do(ANN, "LinkNode", {"parent_id": ROOT, "child_id": node(letter)},
             error="NODE_NOT_FOUND")
        c.do(ANN, "UnlinkNode", {"parent_id": ROOT, "child_id": node(letter)},
             error="NODE_NOT_FOUND")
        c.depend(letter, "x", error="NODE_NOT_FOUND")
        c.depend("x", letter, error="NODE_NOT_FOUND")
    c.do(ANN, "DeleteNode", {"node_id": "no UUID"}, error="NODE_NOT_FOUND")
    c.do(ANN, "DeleteNode", {"node_id": PROJECT}, error="NODE_NOT_FOUND")
    c.do(ANN, "DeleteNode", {"node_id": 7}, error="INVALID_COMMAND")
    c.do(ANN, "DeleteNode", {}, error="INVALID_COMMAND")


@case
def _(c):
    """what had been removed before is not counted, and a root may go too"""
    c.create("a")
    c.create("b", parent="a")
    c.create("d", parent="b")
    c.delete("b")
    answer = c.delete("a")
    assert answer["changes"][0]["count"] == 1
    c.do(ANN, "DeleteNode", {"node_id": ROOT}, ops="remove")
    c.outline("")


# UpdateProperty and DeleteProperty

@case
def _(c):
    """a property is addressed by id, key or UUID and stored by id"""
    c.create("a", "task")
    c.set("a", "remark", "one", ops="set")
    c.set("a", "note", "two")
    c.set("a", COST_UUID, "3")
    c.value("a", "note", "two")
    c.value("a", "cost", "3")
    c.set("a", "no_such_property", 1, error="INVALID_VALUE")
    c.set("a", "budget", "1", error="INVALID_VALUE")


@case
def _(c):
    """an equal value is a success without a change"""
    c.create("a", "task")
    c.set("a", "hours", 1.0, ops="", result=None)
    c.set("a", "cost", "1.50", ops="set")
    c.set("a", "cost", 1.5, ops="")
    c.set("a", "extra", {"a": 1, "b": [0.0]}, ops="set")
    c.set("a", "extra", {"b": [-0.0], "a": 1.0}, ops="")
    c.set("a", "state", "Open", ops="")
    c.set("a", "name", "a", ops="")
    c.set("a", "hours", 2, ops="set")


@case
def _(c):
    """null is DeleteProperty, and an absent side of a set is left out"""
    c.create("a", "task")
    answer = c.set("a", "note", "x")
    assert "old" not in answer["changes"][0]
    answer = c.set("a", "note", None)
    assert "new" not in answer["changes"][0]
    c.set("a", "note", None, ops="")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "remark"}, ops="")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "hours"}, ops="set")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "whatever"}, ops="")
    c.value("a", "hours", None)


@case
def _(c):
    """name renames; it takes strings only and cannot be deleted"""
    name_uuid = canonical.derived_uuid("property.group:name")
    c.create("a")
    c.set("a", "name", "b", ops="set")
    c.set("a", name_uuid, "c", ops="set")
    c.called("a", "c")
    c.set("a", "name", "", ops="set")
    for value in (5, None, ["x"], "n" * 1025):
        c.set("a", "name", value, error="INVALID_VALUE")
    c.set("a", "name", "\U0001f40c" * 1024, ops="set")
    for spelling in ("name", name_uuid):
        c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": spelling},
             error="INVALID_VALUE")
    c.create("d", "task")
    c.set("d", "name", "a type without a name property", ops="set")


@case
def _(c):
    """what the schemas of UpdateProperty and DeleteProperty refuse"""
    c.create("a")
    for data in ({"node_id": node("a"), "property_id": "name"},
                 {"node_id": node("a"), "value": "x"},
                 {"property_id": "name", "value": "x"},
                 {"node_id": node("a"), "property_id": 1, "value": "x"}):
        c.do(ANN, "UpdateProperty", data, error="INVALID_COMMAND")
    c.do(ANN, "DeleteProperty", {"node_id": node("a")}, error="INVALID_COMMAND")
    c.do(ANN, "UpdateProperty", {"node_id": NOBODY, "property_id": "name", "value": "x"},
         error="NODE_NOT_FOUND")
    c.do(ANN, "DeleteProperty", {"node_id": NOBODY, "property_id": "name"},
         error="NODE_NOT_FOUND")


@case
def _(c):
    """the project answers to its own id"""
    def put(key, value, **more):
        c.do(ANN, "UpdateProperty", {"node_id": PROJECT.upper(), "property_id": key,
                                     "value": value}, **more)
    put("name", "Yard", ops="meta")
    put("name", "Yard", ops="")
    put("time_zone", "Europe/Berlin", ops="meta")
    put("currency", "EUR", ops="meta")
    put("calendar", {"week": [1, 2]}, ops="meta")
    put("views", [{"a": None}], ops="meta")
    put("x-colour", "red", ops="meta")
    put("x-colour", "red", ops="")
    put("x-colour", None, ops="meta")
    put("x-colour", None, ops="")
    for key, value in (("name", 5), ("name", None), ("time_zone", "Mars/Olympus"),
                       ("time_zone", ""), ("time_zone", 1), ("currency", "euro"),
                       ("currency", 978), ("colour", "red"), ("x-", 1), ("template", "x")):
        put(key, value, error="INVALID_VALUE")
    c.setting("currency", "EUR")
    assert c.session.graph.name == "Yard"
    c.outline("root")


# Moves

@case
def _(c):
    """a moved node is not counted among its siblings"""
    c.group_of("abde")
    c.move("a", ROOT, index=1, ops="move")
    c.outline("root(b a d e)")
    c.move("e", ROOT, index=0, ops="move")
    c.outline("root(e b a d)")
    c.move("b", ROOT, index=3, ops="move")
    c.outline("root(e a d b)")
    c.move("e", ROOT, index=99, ops="move")
    c.outline("root(a d b e)")


@case
def _(c):
    """the same place is a success without a change"""
    c.group_of("abd")
    c.move("b", ROOT, index=1, ops="")
    c.move("b", ROOT, after="a", ops="")
    c.move("b", ROOT, before="d", ops="")
    c.move("d", ROOT, index=7, ops="")
    c.move("d", ROOT, before=None, ops="")
    c.move("a", ROOT, after=None, ops="")
    c.outline("root(a b d)")


@case
def _(c):
    """from and to name the real neighbours"""
    c.group_of("abd")
    answer = c.move("a", ROOT, after="b")
    assert answer["changes"] == [{
        "op": "move", "node_id": node("a"),
        "from": {"parent_id": ROOT, "after": None, "before": node("b")},
        "to": {"parent_id": ROOT, "after": node("b"), "before": node("d")}}]


@case
def _(c):
    """behind after if it is a child there, else in front of before, else last"""
    c.group_of("abde")
    c.create("f", parent="e")
    c.move("a", ROOT, after="d", before="b")
    c.outline("root(b d a e(f))")
    c.move("a", ROOT, after="f", before="b")
    c.outline("root(a b d e(f))")
    c.move("a", ROOT, after="f")
    c.outline("root(b d e(f) a)")
    c.move("a", ROOT, after="f", before=NOBODY, ops="")
    c.move("a", ROOT, after="a", before="d")
    c.outline("root(b a d e(f))")
    c.move("a", ROOT, before=None)
    c.outline("root(b d e(f) a)")
    c.move("a", ROOT, after=None, before="e")
    c.outline("root(a b d e(f))")
    c.delete("b")
    c.move("e", ROOT, after="b", before="a")
    c.outline("root(e(f) a d)")
    c.move("e", ROOT, after="no UUID")
    c.outline("root(a d e(f))")


@case
def _(c):
    """a move needs a parent or null, and a place"""
    c.group_of("ab")
    c.move("a", "b", error="INVALID_COMMAND")
    c.do(ANN, "MoveNode", {"node_id": node("a"), "index": 0}, error="INVALID_COMMAND")
    c.move("a", "b", index=0, after=None, error="INVALID_COMMAND")
    c.move("a", "b", index=-1, error="INVALID_COMMAND")
    c.do(ANN, "MoveNode", {"node_id": node("a"), "parent_id": ROOT, "after": 1},
         error="INVALID_COMMAND")
    c.do(ANN, "MoveNode", {"node_id": node("a"), "parent_id": 1, "index": 0},
         error="INVALID_COMMAND")
    c.do(ANN, "MoveNode", {"node_id": node("a"), "parent_id": NOBODY, "index": 0},
         error="INVALID_PARENT")
    c.do(ANN, "MoveNode", {"node_id": NOBODY, "parent_id": ROOT, "index": 0},
         error="NODE_NOT_FOUND")


@case
def _(c):
    """nothing moves into itself or below itself"""
    c.create("a")
    c.create("b", parent="a")
    c.create("d", parent="b")
    for parent in "abd":
        c.move("a", parent, index=0, error="WOULD_CYCLE")
        c.do(ANN, "LinkNode", {"parent_id": node(parent), "child_id": node("a")},
             error="WOULD_CYCLE")
    c.move("d", "a", index=0, ops="move")
    c.outline("root(a(d b))")


@case
def _(c):
    """a move obeys the template, with its subtree or as a root"""
    c.group_of("ab")
    c.create("d", "task", "a")
    c.create("e", "part", "d")
    c.move("d", "b", index=0, ops="move")
    c.outline("root(a b(d(e)))")
    c.move("e", ROOT, index=0, error="TYPE_NOT_ALLOWED")
    c.move("a", "d", index=0, error="TYPE_NOT_ALLOWED")
    c.move("e", None, index=0, ops="move")
    c.outline("e root(a b(d))")
    c.move("e", None, index=1, ops="move")
    c.move("e", "a", index=0, ops="move")
    c.outline("root(a(e) b(d))")


@case
def _(c):
    """LinkNode is a move: last, or unmoved where it is there already"""
    c.group_of("ab")
    c.create("d", parent="a")
    c.create("e", parent="a")
    c.create("f", parent=None)

    def link(parent, child, **more):
        place = more.pop("place", {})
        c.do(ANN, "LinkNode", {"parent_id": node(parent) if len(parent) == 1 else parent,
                               "child_id": node(child), **place}, **more)
    link("a", "d", ops="")
    link("b", "d", ops="move")
    link("b", "e", place={"index": 0}, ops="move")
    link("b", "f", place={"after": node("e")}, ops="move")
    c.outline("root(a b(e f d))")
    link("b", "d", place={"index": 0}, ops="move")
    c.outline("root(a b(d e f))")
    link(NOBODY, "d", error="INVALID_PARENT")
    c.do(ANN, "LinkNode", {"parent_id": None, "child_id": node("d")}, error="INVALID_COMMAND")
    c.do(ANN, "LinkNode", {"child_id": node("d")}, error="INVALID_COMMAND")
    link("b", "d", place={"index": 0, "before": None}, error="INVALID_COMMAND")


@case
def _(c):
    """UnlinkNode makes a root, last among them"""
    c.create("a")
    c.create("b", parent="a")
    c.do(ANN, "UnlinkNode", {"parent_id": node("a"), "child_id": node("b")}, ops="move")
    c.outline("root(a) b")
    c.do(ANN, "UnlinkNode", {"parent_id": node("a"), "child_id": node("b")},
         error="INVALID_PARENT")
    c.do(ANN, "UnlinkNode", {"parent_id": node("b"), "child_id": node("a")},
         error="INVALID_PARENT")
    c.do(ANN, "UnlinkNode", {"parent_id": NOBODY, "child_id": node("a")},
         error="INVALID_PARENT")
    c.do(ANN, "UnlinkNode", {"parent_id": None, "child_id": node("a")},
         error="INVALID_COMMAND")


@case
def _(c):
    """the tree is at most 128 deep, its root counted"""
    letters = [f"20000000-0000-4000-8000-0000000001{n:02x}" for n in range(129)]
    parts = [{"command_type": "CreateNode",
              "data": {"id": id, "blueprint_type_id": "group",
                       "parent_id": letters[n - 1] if n else ROOT}}
             for n, id in enumerate(letters[:127])]
    c.do(ANN, "Batch", {"commands": parts})
    c.do(ANN, "CreateNode", {"id": letters[127], "blueprint_type_id": "group",
                             "parent_id": letters[126]}, error="INVALID_PARENT")
    c.create("a", parent=None)
    c.move("a", letters[126], index=0, error="INVALID_PARENT")
    c.move("a", letters[125], index=0, ops="move")
    c.create("b", parent=None)
    c.create("d", parent="b")
    c.move("b", letters[125], index=0, error="INVALID_PARENT")
    c.delete("d")
    c.move("b", letters[125], index=0, ops="move")


# RestoreNode

def restore(c, letter, **more):
    place = {name: more.pop(name) for name in ("parent_id", "index", "after", "before")
             if name in more}
    return c.do(ANN, "RestoreNode", {"node_id": node(letter), **place}, **more)


@case
def _(c):
    """a removed node comes back where it was, with its subtree and its dependencies"""
    c.group_of("abd")
    c.create("e", parent="b")
    c.depend("e", "a")
    c.depend("d", "b")
    c.delete("b")
    answer = restore(c, "b", ops="restore", result=None)
    change = answer["changes"][0]
    assert (change["count"], change["removed_seq"], len(change["dependencies"])) == (2, 8, 2)
    c.outline("root(a b(e) d)")
    c.edges("db ea")


@case
def _(c):
    """where it was is told by the neighbours it had"""
    c.group_of("abd")
    c.delete("b")
    c.move("a", ROOT, index=9)
    restore(c, "b")
    c.outline("root(d a b)")
    c.delete("a")
    c.delete("d")
    restore(c, "a")
    c.outline("root(a b)")


@case
def _(c):
    """it may come back elsewhere"""
    c.group_of("abd")
    for letter in "bd":
        c.delete(letter)
    restore(c, "b", index=0)
    c.outline("root(b a)")
    restore(c, "d", parent_id=node("a"))
    c.delete("b")
    restore(c, "b", parent_id=None, index=0)
    c.outline("b root(a(d))")
    c.delete("b")
    restore(c, "b")
    c.outline("b root(a(d))")
    c.delete("d")
    restore(c, "d", parent_id=ROOT, before=node("a"))
    c.outline("b root(d a)")
    c.delete("d")
    restore(c, "d", parent_id=ROOT)
    c.outline("b root(d a)")


@case
def _(c):
    """dependencies whose other end is gone, or that would close a ring, stay away"""
    c.group_of("abde")
    c.depend("a", "b")
    c.depend("b", "d")
    c.depend("b", "e")
    c.delete("b")
    c.delete("e")
    c.depend("d", "a")
    answer = restore(c, "b")
    assert len(answer["changes"][0]["dependencies"]) == 1
    c.edges("ab da")


@case
def _(c):
    """only the root of a removed subtree can come back, to a place that is there"""
    c.create("a")
    c.create("b", parent="a")
    c.create("d", parent="a")
    restore(c, "a", error="NODE_NOT_FOUND")
    c.do(ANN, "RestoreNode", {"node_id": NOBODY}, error="NODE_NOT_FOUND")
    c.do(ANN, "RestoreNode", {}, error="INVALID_COMMAND")
    c.delete("b")
    c.delete("a")
    restore(c, "d", error="NODE_NOT_FOUND")
    restore(c, "b", error="INVALID_PARENT")
    restore(c, "b", parent_id=NOBODY, error="INVALID_PARENT")
    restore(c, "b", index=-1, error="INVALID_COMMAND")
    restore(c, "a", ops="restore")
    c.outline("root(a(d))")
    restore(c, "b", ops="restore")
    c.outline("root(a(b d))")


@case
def _(c):
    """restoring obeys the template and applies no defaults"""
    c.create("a")
    c.create("b", "task", "a", properties={"hours": None})
    c.create("d", "part", "b")
    c.delete("d")
    c.delete("b")
    restore(c, "b", parent_id=ROOT, ops="restore")
    c.value("b", "hours", None)
    restore(c, "d", parent_id=ROOT, error="TYPE_NOT_ALLOWED")
    restore(c, "d", parent_id=None, ops="restore")


# Dependencies

@case
def _(c):
    """a dependency is directed, there once, and never part of a ring"""
    c.group_of("abd")
    c.depend("a", "b", ops="link", result=None)
    c.depend("a", "b", ops="")
    c.depend("b", "d", ops="link")
    c.depend("d", "a", error="WOULD_CYCLE")
    c.depend("b", "a", error="WOULD_CYCLE")
    c.depend("a", "a", error="WOULD_CYCLE")
    c.depend("a", "d", ops="link")
    c.create("e", parent="a")
    c.depend("a", "e", ops="link")
    c.edges("ab ad ae bd")
    c.do(ANN, "LinkDependency", {"blocker_id": PROJECT, "blocked_id": node("a")},
         error="NODE_NOT_FOUND")
    c.do(ANN, "LinkDependency", {"blocker_id": node("a")}, error="INVALID_COMMAND")


@case
def _(c):
    """an edge that is not there is unlinked without a change"""
    c.group_of("ab")
    c.depend("a", "b")
    unlink = {"blocker_id": node("a"), "blocked_id": node("b").upper()}
    c.do(ANN, "UnlinkDependency", unlink, ops="unlink")
    c.do(ANN, "UnlinkDependency", unlink, ops="")
    c.do(ANN, "UnlinkDependency", {"blocker_id": node("a"), "blocked_id": NOBODY},
         error="NODE_NOT_FOUND")
    c.do(ANN, "UnlinkDependency", {"blocked_id": node("a")}, error="INVALID_COMMAND")


# SetTemplate

def set_template(c, template, **more):
    return c.do(ANN, "SetTemplate", {"template": template}, **more)


@case
def _(c):
    """a template is set by text or id, once"""
    set_template(c, WORKSHOP_2, ops="meta", result=None)
    set_template(c, WORKSHOP_2, ops="")
    c.do(ANN, "SetTemplate", {"template_id": "workshop"}, ops="meta")
    c.do(ANN, "SetTemplate", {"template_id": "nowhere"}, error="TEMPLATE_NOT_FOUND")
    c.do(ANN, "SetTemplate", {}, error="INVALID_COMMAND")
    c.do(ANN, "SetTemplate", {"template": WORKSHOP_2, "template_id": "workshop"},
         error="INVALID_COMMAND")
    c.do(ANN, "SetTemplate", {"template": 5}, error="INVALID_COMMAND")
    set_template(c, "node_types: [", error="INVALID_VALUE")
    set_template(c, "id: empty\n", error="INVALID_VALUE")


@case
def _(c):
    """a text without id keeps the template_id"""
    answer = set_template(c, "node_types:\n- id: project\n")
    assert answer["changes"][0]["new"]["id"] == "workshop"


@case
def _(c):
    """what the new template does not know stays, and can still be taken away"""
    c.create("a", "task")
    c.create("b", "part", "a")
    c.set("a", "story", "once")
    set_template(c, WORKSHOP_2)
    c.value("a", "story", "once")
    c.outline("root(a(b))")
    c.set("a", "story", "twice", error="INVALID_VALUE")
    c.set("b", "name", "still called", ops="set")
    c.set("b", "price", "2", error="INVALID_VALUE")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "story"}, ops="set")
    c.set("b", "price", None, ops="set")
    c.value("a", "story", None)
    c.do(ANN, "CreateNode", {"id": node("d"), "blueprint_type_id": "part",
                             "parent_id": node("a")}, error="TYPE_NOT_ALLOWED")


@case
def _(c):
    """an orphan may be put in order among its siblings, but not elsewhere"""
    c.group_of("ae")
    c.create("b", "part", "a")
    c.create("d", "part", "a")
    set_template(c, WORKSHOP_2)
    c.move("d", "a", index=0, ops="move")
    c.outline("root(a(d b) e)")
    c.move("d", "e", index=0, error="TYPE_NOT_ALLOWED")
    c.move("d", None, index=0, error="TYPE_NOT_ALLOWED")
    c.do(ANN, "UnlinkNode", {"parent_id": node("a"), "child_id": node("d")},
         error="TYPE_NOT_ALLOWED")
    c.delete("d", ops="remove")
    restore(c, "d", error="TYPE_NOT_ALLOWED")


@case
def _(c):
    """no default of the new template is filled in, but new nodes get them"""
    c.create("a", "task", properties={"hours": None})
    set_template(c, WORKSHOP_2)
    c.value("a", "hours", None)
    c.create("b", "crate", "a")
    c.value("b", "size", 2.5)
    c.set("a", "hours", "1.50", ops="set")


# Batch

def part(command_type, **data):
    return {"command_type": command_type, "data": data}


@case
def _(c):
    """later parts see earlier ones; the changes follow one another; result is an array"""
    c.create("a")
    c.do(ANN, "Batch", {"label": "Three", "commands": [
        part("CreateNode", **new("b", "group", name="b")),
        part("MoveNode", node_id=node("a"), parent_id=node("b"), index=0),
        part("UpdateProperty", node_id=node("b"), property_id="name", value="x"),
        part("UpdateProperty", node_id=node("b"), property_id="name", value="x"),
        part("UpdateProperty", node_id=node("b"), property_id="name", value="y")]},
         ops="insert move set set", result=[node("b"), None, None, None, None], seq=3)
    c.outline("root(y(a))")


@case
def _(c):
    """all or nothing: the first failure is the answer, with its index"""
    c.create("a")
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("a"), property_id="name", value="x"),
        part("DeleteNode", node_id=node("a")),
        part("UpdateProperty", node_id=node("a"), property_id="name", value="y"),
        part("DeleteNode", node_id=NOBODY)]},
         error="NODE_NOT_FOUND", details={"index": 2})
    c.called("a", "a")
    c.do(ANN, "Batch", {"commands": [part("CreateNode", **new("b", "part"))]},
         error="TYPE_NOT_ALLOWED", details={"index": 0})
    c.do(ANN, "Batch", {"commands": [part("CreateNode", **new("b")),
                                     part("CreateNode", **new("b"))]},
         error="CONFLICT", details={"index": 1})
    c.create("b")


@case
def _(c):
    """a Batch holds 1 to 10,000 commands and no Batch"""
    c.do(ANN, "Batch", {"commands": []}, error="INVALID_COMMAND")
    c.do(ANN, "Batch", {}, error="INVALID_COMMAND")
    c.do(ANN, "Batch", {"commands": {}}, error="INVALID_COMMAND")
    c.do(ANN, "Batch", {"commands": [part("Batch", commands=[part("Explode")])]},
         error="INVALID_COMMAND", details={"index": 0})
    c.do(ANN, "Batch", {"commands": [part("CreateNode", **new("a", "group")), part("Explode")]},
         error="INVALID_COMMAND", details={"index": 1})
    c.do(ANN, "Batch", {"commands": [5]}, error="INVALID_COMMAND", details={"index": 0})
    c.do(ANN, "Batch", {"commands": [{"command_type": "DeleteNode"}]}, error="INVALID_COMMAND",
         details={"index": 0})


@case
def _(c):
    """a Batch of what is already so changes nothing"""
    c.create("a")
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("a"), property_id="name", value="a"),
        part("MoveNode", node_id=node("a"), parent_id=ROOT, index=0)]},
         ops="", result=[None, None])


@case
def _(c):
    """what is made, taken away and brought back within one Batch"""
    c.do(ANN, "Batch", {"commands": [
        part("CreateNode", **new("a", "group", name="a")),
        part("CreateNode", **{**new("b", "group", name="b"), "parent_id": node("a")}),
        part("LinkDependency", blocker_id=node("a"), blocked_id=node("b")),
        part("DeleteNode", node_id=node("b")),
        part("RestoreNode", node_id=node("b"), parent_id=ROOT)]},
         ops="insert insert link remove restore")
    c.outline("root(a b)")
    c.edges("ab")


@case
def _(c):
    """a template set in a Batch holds for what follows in it"""
    c.do(ANN, "Batch", {"commands": [
        part("SetTemplate", template=WORKSHOP_2),
        part("CreateNode", **new("a", "crate", name="a"))]}, ops="meta insert")
    c.do(ANN, "Batch", {"commands": [
        part("SetTemplate", template=WORKSHOP),
        part("CreateNode", **new("b", "crate", name="b"))]},
         error="TYPE_NOT_ALLOWED", details={"index": 1})


# The envelope

@case
def _(c):
    """the same command again gets the first answer and changes nothing"""
    c.create("a")
    again = c.set("a", "name", "x")
    c.set("a", "name", "y")
    c.set("a", "name", "x", id=command(2), seq=again["seq"])
    c.do(BOB, "UpdateProperty", {"value": "x", "property_id": "name", "node_id": node("a")},
         id=command(2).upper(), seq=again["seq"], expected_seq=1)
    c.called("a", "y")
    c.set("a", "name", "z", id=command(2), error="CONFLICT")
    c.delete("a", id=command(2), error="CONFLICT")
    c.undo(ANN, id=command(2), error="CONFLICT")


@case
def _(c):
    """a failed command is not remembered"""
    c.delete("a", error="NODE_NOT_FOUND", id=command(99))
    c.do(ANN, "CreateNode", new("a", "group"), id=command(99), ops="insert")


@case
def _(c):
    """expected_seq must be met"""
    c.create("a", author=BOB)
    c.set("a", "name", "x", expected_seq=1, error="CONFLICT", details={"seq": 2, "author": BOB})
    c.set("a", "name", "x", expected_seq=3, error="CONFLICT")
    c.set("a", "name", "x", expected_seq=2, seq=3)
    c.undo(ANN, expected_seq=2, error="CONFLICT", details={"seq": 3, "author": ANN})
    c.undo(ANN, expected_seq=3, ops="set")


@case
def _(c):
    """commands there are not, and requests that are none"""
    c.do(ANN, "Explode", {}, error="INVALID_COMMAND")
    for command_type in ("Undo", "Redo", "Baseline", "createNode"):
        c.do(ANN, command_type, {}, error="INVALID_COMMAND")
    c.do(ANN, 5, {}, error="INVALID_REQUEST")
    c.do(ANN, "CreateNode", [], error="INVALID_REQUEST")
    c.do(ANN, "CreateNode", new("a"), error="INVALID_REQUEST", expected_seq="2")
    c.do(ANN, "CreateNode", new("a"), error="INVALID_REQUEST", base_seq=-1)


@case
def _(c):
    """base_seq: a property that another author has changed since"""
    c.create("a", "task")
    c.set("a", "note", "bob", author=BOB)
    c.set("a", "note", "ann", base_seq=2, error="CONFLICT",
          details={"current": "bob", "seq": 3, "author": BOB})
    c.set("a", "note", "bob", base_seq=2, error="CONFLICT")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "remark"}, base_seq=2,
         error="CONFLICT")
    c.set("a", "story", "ann", base_seq=2, ops="set")
    c.set("a", "note", "ann", base_seq=3, ops="set")
    c.set("a", "note", "more", base_seq=0, ops="set")
    c.do(BOB, "DeleteProperty", {"node_id": node("a"), "property_id": "note"})
    c.set("a", "note", "ann", base_seq=5, error="CONFLICT", details={"current": None, "seq": 7})


@case
def _(c):
    """base_seq: what came with a node was last changed when the node came"""
    c.create("a", "task", author=BOB)
    c.set("a", "name", "x", base_seq=1, error="CONFLICT",
          details={"current": "a", "seq": 2, "author": BOB})
    c.set("a", "hours", 5, base_seq=1, error="CONFLICT", details={"current": 1, "seq": 2})
    c.set("a", "note", "x", base_seq=1, ops="set")


@case
def _(c):
    """base_seq: a place"""
    c.group_of("abd")
    c.move("a", "b", author=BOB, index=0)
    c.move("a", "d", index=0, base_seq=4, error="CONFLICT",
           details={"current": {"parent_id": node("b"), "after": None, "before": None},
                    "seq": 5, "author": BOB})
    c.do(ANN, "UnlinkNode", {"parent_id": ROOT, "child_id": node("a")}, base_seq=4,
         error="CONFLICT")
    c.do(ANN, "LinkNode", {"parent_id": node("d"), "child_id": node("a")}, base_seq=4,
         error="CONFLICT")
    c.set("a", "name", "x", base_seq=4, ops="set")
    c.move("b", "d", index=0, base_seq=4, ops="move")
    c.move("a", "d", index=0, base_seq=5, ops="move")


@case
def _(c):
    """base_seq: existence, and edges"""
    c.create("a")
    c.create("b", author=BOB)
    c.create("d", author=BOB)
    c.depend("a", "b", author=BOB)
    c.delete("b", base_seq=2, error="CONFLICT",
             details={"current": True, "seq": 3, "author": BOB})
    c.set("a", "name", "x", author=BOB)
    c.delete("a", base_seq=2, ops="remove")
    restore(c, "a", base_seq=2, ops="restore")
    c.delete("d", author=BOB)
    restore(c, "d", base_seq=5, error="CONFLICT",
            details={"current": False, "seq": 9, "author": BOB})
    c.do(BOB, "UnlinkDependency", {"blocker_id": node("a"), "blocked_id": node("b")})
    c.depend("a", "b", base_seq=9, error="CONFLICT",
             details={"current": False, "seq": 10, "author": BOB})
    c.depend("b", "a", base_seq=9, ops="link")


@case
def _(c):
    """base_seq: settings and the template"""
    c.do(BOB, "UpdateProperty", {"node_id": PROJECT, "property_id": "currency", "value": "EUR"})
    c.do(BOB, "SetTemplate", {"template": WORKSHOP_2})
    c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": "currency", "value": "USD"},
         base_seq=1, error="CONFLICT", details={"current": "EUR", "seq": 2, "author": BOB})
    c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": "name", "value": "USD"},
         base_seq=1, ops="meta")
    c.do(ANN, "SetTemplate", {"template": WORKSHOP}, base_seq=2, error="CONFLICT",
         details={"seq": 3, "author": BOB})


@case
def _(c):
    """base_seq: each part of a Batch, and what another has undone counts as changed"""
    c.create("a")
    c.create("b")
    c.set("b", "name", "x", author=BOB)
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("a"), property_id="name", value="y"),
        part("UpdateProperty", node_id=node("b"), property_id="name", value="y")]},
         base_seq=3, error="CONFLICT", details={"index": 1, "current": "x", "seq": 4})
    c.set("a", "name", "z")
    c.undo(BOB)
    c.set("a", "name", "w", base_seq=5, error="CONFLICT",
          details={"current": "a", "seq": 6, "author": BOB})
