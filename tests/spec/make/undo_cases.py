# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo: section 4 of the contract, sentence by sentence."""

from .case import ANN, BOB, CY, PROJECT, ROOT, Book, command, node
from .resolve_cases import new, part, restore, set_template
from .templates import ALL, WORKSHOP, WORKSHOP_2

book = Book(ALL)
case = book.case
NOTHING = "NOTHING_TO_UNDO"
SECOND = 1000


# The stacks

@case
def _(c):
    """scope session takes the entries of all authors, newest first"""
    c.create("a")
    c.set("a", "name", "bob", author=BOB)
    c.undo(CY, claim={"target_seq": 3, "target_command_id": command(2), "seq": 4}, ops="set")
    c.undo(CY, claim={"target_seq": 2, "undo_available": False, "redo_available": True},
           ops="remove")
    c.undo(CY, error=NOTHING)
    c.outline("root")


@case
def _(c):
    """without scope it is session"""
    c.create("a")
    c.undo(BOB, None, ops="remove")
    c.redo(CY, None, ops="restore")


@case
def _(c):
    """scope author takes the caller's own"""
    c.create("a")
    c.create("b", author=BOB)
    c.undo(ANN, "author", ops="remove", claim={"target_seq": 2, "undo_available": False})
    c.undo(ANN, "author", error=NOTHING)
    c.redo(BOB, "author", error="NOTHING_TO_REDO")
    c.undo(CY, "author", error=NOTHING)
    c.outline("root(b)")
    c.redo(ANN, "author", ops="restore", claim={"target_seq": 2, "redo_available": False})
    c.outline("root(a b)")


@case
def _(c):
    """nothing to undo: the baseline is no entry, nor are undo and redo"""
    c.undo(ANN, error=NOTHING)
    c.redo(ANN, error="NOTHING_TO_REDO")
    c.create("a")
    c.undo(ANN)
    c.undo(ANN, error=NOTHING)
    c.undo(ANN, "author", error=NOTHING)


@case
def _(c):
    """redo is in effect at its own seq, and both name the command's record"""
    c.create("a")
    c.set("a", "name", "x")
    c.undo(ANN, claim={"seq": 4, "target_seq": 3})
    c.redo(ANN, ops="set", claim={"seq": 5, "target_seq": 3, "target_command_id": command(2)})
    c.undo(ANN, claim={"seq": 6, "target_seq": 3})
    c.redo(ANN, claim={"seq": 7, "target_seq": 3})
    records = c.session.records
    assert [record.get("undoes") for record in records] == [None] * 3 + [3, None, 3, None]
    assert [record.get("redoes") for record in records] == [None] * 4 + [3, None, 3]
    c.called("a", "x")


@case
def _(c):
    """two edits of one field go back and forth"""
    c.create("a")
    c.set("a", "name", "x")
    c.set("a", "name", "y")
    c.undo(ANN)
    c.undo(ANN)
    c.called("a", "a")
    c.redo(ANN)
    c.called("a", "x")
    c.redo(ANN)
    c.called("a", "y")
    c.undo(ANN, claim={"target_seq": 4})
    c.undo(ANN, claim={"target_seq": 3})
    c.called("a", "a")


@case
def _(c):
    """a new command abandons its author's undone entries, nobody else's"""
    c.create("a")
    c.create("b", author=BOB)
    c.undo(CY)
    c.undo(CY)
    c.create("d")
    c.redo(ANN, "author", error="NOTHING_TO_REDO")
    c.redo(CY, ops="restore", claim={"target_seq": 3, "redo_available": False})
    c.outline("root(d b)")


@case
def _(c):
    """what changes nothing is no entry and abandons nothing, nor does a failure"""
    c.create("a")
    c.set("a", "name", "x")
    c.undo(ANN)
    c.set("a", "name", "a", ops="")
    c.set("a", "name", 5, error="INVALID_VALUE")
    c.redo(ANN, "author", ops="set", claim={"target_seq": 3})
    c.set("a", "name", "x", ops="")
    c.undo(ANN, "author", ops="set", claim={"target_seq": 3})


@case
def _(c):
    """another may undo for me, and I redo my own"""
    c.create("a")
    c.undo(BOB)
    c.redo(BOB, "author", error="NOTHING_TO_REDO")
    c.redo(ANN, "author", ops="restore")
    c.undo(BOB, "author", error=NOTHING)
    c.outline("root(a)")


@case
def _(c):
    """available is said of the scope asked for"""
    c.create("a")
    c.create("b", author=BOB)
    c.undo(ANN, "author", claim={"undo_available": False, "redo_available": True})
    c.redo(ANN, "session", claim={"undo_available": True, "redo_available": False})
    c.undo(BOB, "author", claim={"undo_available": False, "redo_available": True})


# Inverses

@case
def _(c):
    """creating: removed, then restored where it was"""
    c.group_of("abd")
    c.create("e", "task", "b", properties={"note": "kept"})
    c.undo(ANN, ops="remove")
    c.undo(ANN, ops="remove")
    c.undo(ANN, ops="remove")
    c.outline("root(a)")
    c.redo(ANN, ops="restore")
    answer = c.redo(ANN, ops="restore")
    assert answer["changes"][0]["removed_seq"] == 7
    c.redo(ANN, ops="restore")
    c.outline("root(a b(e) d)")
    c.value("e", "note", "kept")


@case
def _(c):
    """deleting: the subtree returns with all its dependencies"""
    c.group_of("abd")
    c.create("e", parent="b")
    c.depend("a", "e")
    c.depend("b", "d")
    c.delete("b")
    answer = c.undo(ANN, ops="restore")
    change = answer["changes"][0]
    assert (change["count"], change["removed_seq"], len(change["dependencies"])) == (2, 8, 2)
    c.outline("root(a b(e) d)")
    c.edges("ae bd")
    c.redo(ANN, ops="remove")
    c.edges("")


@case
def _(c):
    """what had been removed before stays so"""
    c.create("a")
    c.create("b", parent="a")
    c.create("d", parent="a")
    c.delete("b")
    c.delete("a")
    c.undo(ANN, ops="restore")
    c.outline("root(a(d))")
    c.undo(ANN, ops="restore")
    c.outline("root(a(b d))")


@case
def _(c):
    """a place is found again by its neighbours"""
    c.group_of("abd")
    c.delete("b")
    c.create("e", author=BOB, index=0)
    c.move("a", ROOT, author=BOB, index=9)
    c.undo(ANN, "author", ops="restore")
    c.outline("root(e d a b)")
    c.move("d", ROOT, index=9)
    c.delete("e", author=BOB)
    c.undo(ANN, "author", ops="move")
    c.outline("root(d a b)")


@case
def _(c):
    """moving, as a root and back"""
    c.create("a")
    c.create("b", parent="a")
    c.create("d", parent="a")
    c.do(ANN, "UnlinkNode", {"parent_id": node("a"), "child_id": node("b")})
    c.outline("root(a(d)) b")
    c.undo(ANN, ops="move")
    c.outline("root(a(b d))")
    c.redo(ANN, ops="move")
    c.outline("root(a(d)) b")


@case
def _(c):
    """properties, with what was not there not there again"""
    c.create("a", "task")
    c.set("a", "note", "x")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "hours"})
    c.undo(ANN, ops="set")
    c.undo(ANN, ops="set")
    c.value("a", "hours", 1)
    c.value("a", "note", None)
    c.redo(ANN)
    c.redo(ANN)
    c.value("a", "hours", None)


@case
def _(c):
    """dependencies, settings, the template"""
    c.group_of("ab")
    c.depend("a", "b")
    c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": "currency", "value": "EUR"})
    c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": "name", "value": "Yard"})
    set_template(c, WORKSHOP_2)
    c.do(ANN, "UnlinkDependency", {"blocker_id": node("a"), "blocked_id": node("b")})
    for ops in ("link", "meta", "meta", "meta", "unlink"):
        c.undo(ANN, ops=ops)
    assert c.session.graph.settings == {} and c.session.graph.name == "A workshop"
    for _ in range(5):
        c.redo(ANN)
    c.setting("currency", "EUR")
    assert "version: 2" in c.session.graph.template.yaml


@case
def _(c):
    """a Batch goes back from its last change to its first, in one step"""
    c.group_of("ab")
    c.do(ANN, "Batch", {"commands": [
        part("CreateNode", **new("d", "group", name="d")),
        part("MoveNode", node_id=node("a"), parent_id=node("d"), index=0),
        part("UpdateProperty", node_id=node("a"), property_id="name", value="x"),
        part("DeleteNode", node_id=node("b")),
        part("UpdateProperty", node_id=node("a"), property_id="name", value="y")]})
    c.undo(ANN, ops="set restore set move remove", claim={"target_seq": 4})
    c.outline("root(a b)")
    c.redo(ANN, ops="restore move set remove set")
    c.outline("root(d(y))")


@case
def _(c):
    """made and deleted within one Batch"""
    c.do(ANN, "Batch", {"commands": [
        part("CreateNode", **new("a", "group")), part("DeleteNode", node_id=node("a"))]})
    c.undo(ANN, ops="restore remove")
    c.redo(ANN, ops="restore remove")
    c.outline("root")


@case
def _(c):
    """restoring: gone again, and the deletion under it still undoes"""
    c.group_of("ab")
    c.delete("b")
    restore(c, "b", parent_id=node("a"))
    c.outline("root(a(b))")
    c.undo(ANN, ops="remove")
    c.undo(ANN, ops="restore")
    c.outline("root(a b)")
    c.redo(ANN, ops="remove")
    c.redo(ANN, ops="restore")
    c.outline("root(a(b))")


@case
def _(c):
    """what is already as it was makes no change, but a record"""
    c.create("a")
    c.create("b")
    c.depend("a", "b")
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("a"), property_id="name", value="x"),
        part("UpdateProperty", node_id=node("a"), property_id="name", value="a")]})
    c.undo(ANN, ops="set set")
    c.set("a", "name", "y")
    c.set("a", "name", "a", after=SECOND)
    c.undo(ANN, "author", ops="", claim={"target_seq": 8, "seq": 9})
    c.redo(ANN, "author", ops="", claim={"target_seq": 8})


# UNDO_CONFLICT

@case
def _(c):
    """a later change of the same property stands in the way, until it is undone"""
    c.create("a")
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.set("a", "name", "cy", author=CY)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 5, "author": CY})
    c.undo(CY, "author", ops="set")
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 4, "author": BOB})
    c.undo(BOB, "author", ops="set")
    c.undo(ANN, "author", ops="set")
    c.called("a", "a")


@case
def _(c):
    """a refusal changes nothing, not even the stacks"""
    c.create("a")
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", id=command(50))
    c.redo(ANN, "author", error="NOTHING_TO_REDO")
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="set", id=command(50), claim={"target_seq": 3})


@case
def _(c):
    """one's own later change stands in the way of a target as well"""
    c.create("a")
    first = c.set("a", "name", "x")
    c.set("a", "name", "y")
    c.undo(ANN, "author", target=first["command_id"], error="UNDO_CONFLICT",
           details={"seq": 4, "author": ANN})


@case
def _(c):
    """other properties of the node do not matter, nor a move of it"""
    c.create("a", "task")
    c.create("b", "group")
    c.set("a", "note", "ann")
    c.set("a", "story", "bob", author=BOB)
    c.move("a", "b", author=BOB, index=0)
    c.undo(ANN, "author", ops="set")
    c.value("a", "story", "bob")


@case
def _(c):
    """what was done to or below a new node keeps it: edits, children, moves, edges"""
    c.group_of("abdef")
    c.create("x", parent="f", author=BOB)
    c.set("a", "name", "bob", author=BOB)
    c.create("y", parent="b", author=BOB)
    c.move("d", ROOT, author=BOB, index=0)
    c.depend("e", "y", author=BOB)
    for letter, seq in (("f", 7), ("e", 11), ("d", 10), ("b", 9), ("a", 8)):
        number = "abdef".index(letter) + 1
        c.undo(ANN, "author", target=command(number), error="UNDO_CONFLICT",
               details={"seq": seq, "author": BOB})
    c.do(BOB, "DeleteNode", {"node_id": node("x")})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 12, "author": BOB})


@case
def _(c):
    """the children of a parent that stays may change under an undo"""
    c.create("a")
    c.create("b", author=BOB, index=0)
    c.undo(ANN, "author", ops="remove")
    c.create("d")
    c.create("e", author=BOB, index=1)
    c.move("d", ROOT, index=0)
    c.delete("e", author=BOB)
    c.undo(ANN, "author", ops="move")
    c.outline("root(b d)")


@case
def _(c):
    """moves and edges elsewhere do not matter"""
    c.group_of("abde")
    c.move("a", "b", index=0)
    c.move("d", "e", author=BOB, index=0)
    c.undo(ANN, "author", ops="move")
    c.depend("a", "b")
    c.depend("b", "e", author=BOB)
    c.undo(ANN, "author", ops="unlink")
    c.outline("root(a b e(d))")
    c.edges("be")


@case
def _(c):
    """what was set on a node that is gone is not undone behind its back"""
    c.create("a")
    c.create("b", parent="a")
    c.set("b", "name", "ann")
    c.delete("a", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 5, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="set")


@case
def _(c):
    """who restored a node keeps the deletion from being undone twice"""
    c.create("a")
    c.delete("a")
    c.do(BOB, "RestoreNode", {"node_id": node("a")})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 4, "author": BOB})


@case
def _(c):
    """the parent to go back to is gone"""
    c.group_of("ab")
    c.create("d", parent="a")
    c.move("d", "b", index=0)
    c.delete("a", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="move")
    c.outline("root(a(d) b)")


@case
def _(c):
    """the parent to go back to is gone by an undo"""
    c.create("a", author=BOB)
    c.create("b", parent="a")
    c.delete("b")
    c.undo(ANN, "author")
    c.undo(ANN, "author")
    c.undo(BOB, "author")
    c.redo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 7, "author": BOB})
    c.redo(BOB, "author")
    c.redo(ANN, "author", ops="restore")
    c.outline("root(a(b))")


@case
def _(c):
    """the other end of a cut edge is gone"""
    c.group_of("ab")
    c.depend("a", "b")
    c.delete("a")
    c.delete("b", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="restore")
    c.edges("ab")


@case
def _(c):
    """an edge to come back would close a ring"""
    c.group_of("abd")
    c.depend("a", "b")
    c.do(ANN, "UnlinkDependency", {"blocker_id": node("a"), "blocked_id": node("b")})
    c.depend("b", "d", author=BOB)
    c.depend("d", "a", author=CY)
    c.create("e", author=CY)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 8, "author": CY})
    c.undo(BOB, "session", ops="remove")
    c.undo(BOB, "session", ops="unlink")
    c.undo(ANN, "author", ops="link")


@case
def _(c):
    """an edge cut by a deletion would close a ring"""
    c.group_of("abd")
    c.depend("a", "b")
    c.depend("b", "d")
    c.delete("b")
    c.depend("d", "a", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 8, "author": BOB})


@case
def _(c):
    """a node cannot go back below what is below it now"""
    c.group_of("ab")
    c.create("d", parent="a")
    c.move("d", ROOT, index=0)
    c.move("a", "d", author=BOB, index=0)
    c.create("e", author=CY)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": BOB})


@case
def _(c):
    """the place is no longer allowed by the template of now"""
    c.create("a", "task")
    c.create("b", "task", "a")
    c.delete("b")
    c.do(BOB, "SetTemplate", {"template": WORKSHOP_2})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 5, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="restore")


@case
def _(c):
    """what was misplaced already can go back to its place"""
    c.create("a", "task")
    c.create("b", "part", "a")
    c.do(BOB, "SetTemplate", {"template": WORKSHOP_2})
    c.delete("b")
    c.undo(ANN, "author", ops="restore")
    c.outline("root(a(b))")
    c.redo(ANN, "author", ops="remove")
    c.undo(ANN, "author", ops="restore")


@case
def _(c):
    """a template set counts as the template only"""
    c.create("a", "task")
    c.set("a", "note", "x")
    c.do(BOB, "SetTemplate", {"template": WORKSHOP_2})
    c.set("a", "note", "y")
    c.undo(BOB, "author", ops="meta")
    c.undo(ANN, "author", ops="set")
    c.redo(BOB, "author", ops="meta")
    c.undo(ANN, "author", ops="set")
    c.value("a", "note", None)


@case
def _(c):
    """a value goes back even if the template of now would not take it"""
    c.create("a", "task")
    c.set("a", "story", "x")
    c.set("a", "state", "Shut")
    c.do(BOB, "SetTemplate", {"template": WORKSHOP_2})
    c.undo(ANN, "author", ops="set")
    c.undo(ANN, "author", ops="set")
    c.value("a", "story", None)
    c.redo(ANN, "author", ops="set")
    c.value("a", "story", "x")


@case
def _(c):
    """one template set after another stands in its way"""
    set_template(c, WORKSHOP_2)
    c.do(BOB, "SetTemplate", {"template": WORKSHOP})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 3, "author": BOB})
    c.undo(BOB, "author", ops="meta")
    c.undo(ANN, "author", ops="meta")


@case
def _(c):
    """a setting that another has set since"""
    def put(author, value, **more):
        c.do(author, "UpdateProperty", {"node_id": PROJECT, "property_id": "x-a",
                                        "value": value}, **more)
    put(ANN, 1)
    put(BOB, 2)
    c.do(BOB, "UpdateProperty", {"node_id": PROJECT, "property_id": "x-b", "value": 1})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 3, "author": BOB})
    c.undo(BOB, "author", ops="meta")
    c.undo(BOB, "author", ops="meta")
    c.undo(ANN, "author", ops="meta")


@case
def _(c):
    """redo: what was written since the undo stands in the way"""
    c.create("a")
    c.set("a", "name", "ann")
    c.undo(ANN, "author")
    c.set("a", "name", "bob", author=BOB)
    c.redo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 5, "author": BOB})
    c.undo(BOB, "author")
    c.redo(ANN, "author", ops="set")
    c.called("a", "ann")


@case
def _(c):
    """redo: what was undone before and has been redone since stands in the way"""
    c.create("a")
    c.set("a", "name", "cy", author=CY)
    c.undo(CY, "author")
    c.set("a", "name", "ann")
    c.undo(ANN, "author")
    c.redo(CY, "author")
    c.redo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 7, "author": CY})
    c.called("a", "cy")


@case
def _(c):
    """a redone change is later than what came before it"""
    c.create("a")
    c.set("a", "name", "ann")
    c.undo(ANN, "author")
    c.set("a", "name", "bob", author=BOB)
    c.undo(BOB, "author")
    c.redo(ANN, "author", claim={"seq": 7})
    c.redo(BOB, "author", error="UNDO_CONFLICT", details={"seq": 7, "author": ANN})
    c.undo(ANN, "session", claim={"target_seq": 3})
    c.redo(BOB, "author", ops="set")
    c.called("a", "bob")


@case
def _(c):
    """neither undo nor redo records are in effect by themselves"""
    c.create("a")
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.undo(BOB, "author")
    c.redo(BOB, "author", claim={"seq": 6})
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", ops="set")
    c.redo(BOB, "author", ops="set")
    c.called("a", "bob")
    c.redo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 9, "author": BOB})


@case
def _(c):
    """deleting what is gone by now, or restoring what is there, no longer resolves"""
    c.create("a")
    c.delete("a")
    c.do(BOB, "RestoreNode", {"node_id": node("a")})
    c.undo(BOB, "author", ops="remove")
    c.undo(ANN, "author", ops="restore")
    c.redo(BOB, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": ANN})
    c.redo(ANN, "author", ops="remove")
    c.redo(BOB, "author", ops="restore")
    c.outline("root(a)")


# target

@case
def _(c):
    """a target is undone before its turn"""
    c.group_of("abd")
    c.undo(BOB, target=command(2).upper(), ops="remove", claim={"target_seq": 3})
    c.outline("root(a d)")
    c.undo(ANN, "author", target=command(1), ops="remove")
    c.redo(ANN, "author", target=command(2), ops="restore", claim={"target_seq": 3})
    c.outline("root(b d)")


@case
def _(c):
    """a target in another state or scope is nothing to undo"""
    c.create("a")
    c.create("b", author=BOB)
    c.undo(ANN, "author", target=command(2), error=NOTHING)
    c.redo(ANN, target=command(1), error="NOTHING_TO_REDO")
    undone = c.undo(ANN, "author", target=command(1), ops="remove")
    c.undo(ANN, "author", target=command(1), error=NOTHING)
    c.redo(BOB, "author", target=command(1), error="NOTHING_TO_REDO")
    c.undo(ANN, target=undone["command_id"], error=NOTHING)
    c.undo(ANN, target=command(77), error=NOTHING)
    c.undo(ANN, target="no UUID", error=NOTHING)
    c.create("d")
    c.redo(ANN, target=command(1), error="NOTHING_TO_REDO")


# Steps

def typed(c, *values, key="name", author=ANN, after=SECOND):
    for value in values:
        c.set("a", key, value, author=author, after=after)


@case
def _(c):
    """what is typed into one field is one step of its author"""
    c.create("a")
    typed(c, "x", "xy", "xyz")
    c.undo(ANN, "author", ops="set", claim={"target_seq": 5, "target_command_id": command(4)})
    c.called("a", "a")
    c.redo(ANN, "author", ops="set", claim={"target_seq": 5, "redo_available": False})
    c.called("a", "xyz")
    c.undo(ANN, "author", claim={"target_seq": 5})
    c.called("a", "a")
    c.undo(ANN, "author", ops="remove")


@case
def _(c):
    """never in scope session"""
    c.create("a")
    typed(c, "x", "xy", "xyz")
    c.undo(ANN, ops="set", claim={"target_seq": 5})
    c.called("a", "xy")
    c.undo(ANN, "author", ops="set", claim={"target_seq": 4})
    c.called("a", "a")


@case
def _(c):
    """each at most five seconds after the one before"""
    c.create("a")
    typed(c, "x", after=6000)
    typed(c, "xy", "xyz", after=5000)
    typed(c, "xyzz", after=5001)
    c.undo(ANN, "author", claim={"target_seq": 6})
    c.called("a", "xyz")
    c.undo(ANN, "author", claim={"target_seq": 5})
    c.called("a", "a")


@case
def _(c):
    """by the log's time, which never goes back"""
    c.create("a")
    c.set("a", "name", "x", after=60_000)
    c.set("a", "name", "xy", after=-50_000)
    c.set("a", "name", "xyz", after=55_000)
    c.undo(ANN, "author", claim={"target_seq": 5})
    c.called("a", "a")


@case
def _(c):
    """another field ends a step"""
    c.create("a", "task")
    typed(c, "x")
    typed(c, "1", key="note")
    typed(c, "xy")
    c.undo(ANN, "author", claim={"target_seq": 5})
    c.called("a", "x")
    c.undo(ANN, "author", claim={"target_seq": 4})
    c.undo(ANN, "author", claim={"target_seq": 3})
    c.called("a", "a")


@case
def _(c):
    """any other record of that author ends a step, be it without change"""
    c.create("a")
    typed(c, "x")
    c.set("a", "name", "x", after=SECOND, ops="")
    typed(c, "xy")
    c.undo(ANN, "author", claim={"target_seq": 5})
    c.called("a", "x")


@case
def _(c):
    """an undo of that author ends a step"""
    c.create("a")
    typed(c, "x", "xy")
    c.undo(ANN, after=SECOND)
    c.called("a", "x")
    typed(c, "xz")
    c.undo(ANN, "author", after=SECOND, claim={"target_seq": 6})
    c.called("a", "x")


@case
def _(c):
    """what others write elsewhere does not end a step"""
    c.create("a")
    c.create("b")
    typed(c, "x")
    c.set("b", "name", "bob", author=BOB, after=SECOND)
    typed(c, "xy")
    c.undo(ANN, "author", claim={"target_seq": 6})
    c.called("a", "a")
    c.called("b", "bob")


@case
def _(c):
    """what others write there does, even if it was undone"""
    c.create("a")
    typed(c, "x")
    typed(c, "bob", author=BOB)
    c.undo(BOB, "author", after=SECOND)
    typed(c, "xy")
    c.undo(ANN, "author", claim={"target_seq": 6})
    c.called("a", "x")


@case
def _(c):
    """deleting the value is part of a step, and so is a setting's"""
    c.create("a", "task")
    typed(c, "1", "12", key="note")
    c.do(ANN, "DeleteProperty", {"node_id": node("a"), "property_id": "note"}, after=SECOND)
    c.undo(ANN, "author", ops="", claim={"target_seq": 5})
    for value in ("A", "AB"):
        c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": "name",
                                     "value": value}, after=SECOND)
    c.undo(ANN, "author", ops="meta", claim={"target_seq": 8})
    assert c.session.graph.name == "A workshop"


@case
def _(c):
    """a target within a step is the step"""
    c.create("a")
    typed(c, "x", "xy", "xyz")
    c.undo(ANN, "author", target=command(3), claim={"target_seq": 5})
    c.called("a", "a")
    c.redo(ANN, "author", target=command(2), claim={"target_seq": 5})
    c.called("a", "xyz")


@case
def _(c):
    """a step is undone in whole or, being in somebody's way, not at all"""
    c.create("a")
    typed(c, "x", "xy")
    typed(c, "bob", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 5, "author": BOB})
    c.undo(BOB, "author")
    c.undo(ANN, "author", claim={"target_seq": 4})
    c.called("a", "a")
    c.undo(ANN, "author", claim={"target_seq": 2})


# skip and partial

@case
def _(c):
    """skip abandons what cannot be undone and takes the next"""
    c.create("a")
    c.create("b")
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.undo(ANN, "author", skip=True, ops="remove",
           claim={"target_seq": 3, "skipped": [{"target_seq": 4, "seq": 5, "author": BOB}]})
    c.undo(BOB, "author")
    c.undo(ANN, "author", target=command(3), error=NOTHING)
    c.called("a", "ann")
    c.undo(ANN, "author", ops="remove", claim={"target_seq": 2})


@case
def _(c):
    """skip with nothing left changes nothing, and without need it skips nothing"""
    c.create("a", author=BOB)
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.undo(ANN, "author", skip=True, error=NOTHING)
    c.undo(BOB, "author", skip=True, ops="set")
    answer = c.undo(ANN, "author", skip=True, ops="set", claim={"target_seq": 3})
    assert "skipped" not in answer


@case
def _(c):
    """partial undoes the free changes of a Batch and says what it left"""
    c.group_of("abd")
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node(letter), property_id="name", value="x")
        for letter in "abd"]})
    c.set("b", "name", "bob", author=BOB)
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 6, "author": BOB})
    c.undo(ANN, "author", partial=True, ops="set set", claim={
        "target_seq": 5,
        "skipped": [{"target_seq": 5, "change": 1, "seq": 6, "author": BOB}]})
    c.outline("root(a bob d)")
    c.redo(ANN, "author", ops="set set")
    c.outline("root(x bob x)")


@case
def _(c):
    """partial leaves the node below which it left something"""
    c.do(ANN, "Batch", {"commands": [
        part("CreateNode", **new("a", "group", name="a")),
        part("CreateNode", **{**new("b", "group", name="b"), "parent_id": node("a")}),
        part("CreateNode", **{**new("d", "group", name="d"), "parent_id": node("a")})]})
    c.set("b", "name", "bob", author=BOB)
    answer = c.undo(ANN, "author", partial=True, ops="remove")
    assert [left["change"] for left in answer["skipped"]] == [0, 1]
    c.outline("root(a(bob))")


@case
def _(c):
    """partial with nothing free, or of what is no Batch, is the conflict"""
    c.create("a")
    c.set("a", "name", "ann")
    c.set("a", "name", "bob", author=BOB)
    c.undo(ANN, "author", partial=True, error="UNDO_CONFLICT", details={"seq": 4, "author": BOB})
    c.do(ANN, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("a"), property_id="name", value="x")]})
    c.set("a", "name", "cy", author=CY)
    c.undo(ANN, "author", partial=True, error="UNDO_CONFLICT", details={"seq": 6, "author": CY})
    c.undo(CY, "author")
    c.undo(ANN, "author", partial=True, ops="set")


@case
def _(c):
    """an undo takes along no node that somebody else has brought there"""
    c.create("a")
    c.create("b", author=BOB)
    c.create("d", author=BOB)
    c.do(BOB, "Batch", {"commands": [
        part("UpdateProperty", node_id=node("d"), property_id="name", value="x"),
        part("MoveNode", node_id=node("b"), parent_id=node("a"), index=0)]})
    c.move("b", ROOT, author=CY, index=0)
    c.undo(BOB, "author", partial=True, ops="set")
    c.undo(CY, "author", ops="move")
    c.outline("root(a(b) d)")
    c.undo(ANN, "author", error="UNDO_CONFLICT", details={"seq": 8, "author": CY})


# The envelope

@case
def _(c):
    """the same undo again gets the first answer"""
    c.create("a")
    c.create("b")
    c.undo(ANN, id=command(50), claim={"seq": 4, "target_seq": 3})
    c.undo(ANN, id=command(50), claim={"seq": 4, "target_seq": 3})
    c.outline("root(a)")
    c.undo(ANN, "author", id=command(50), error="CONFLICT")
    c.redo(ANN, id=command(50), error="CONFLICT")
    c.undo(ANN, id=command(1), error="CONFLICT")
    c.set("a", "name", "x", id=command(50), error="CONFLICT")


@case
def _(c):
    """expected_seq holds for undo and redo"""
    c.create("a")
    c.undo(ANN, expected_seq=1, error="CONFLICT", details={"seq": 2, "author": ANN})
    c.undo(ANN, expected_seq=2, ops="remove")
    c.redo(ANN, expected_seq=2, error="CONFLICT")
    c.redo(ANN, expected_seq=3, ops="restore")


@case
def _(c):
    """bodies that are none"""
    c.create("a")
    c.undo(ANN, "everybody", error="INVALID_REQUEST")
    c.undo(ANN, 5, error="INVALID_REQUEST")
    c.undo(ANN, target=5, error="INVALID_REQUEST")
    c.undo(ANN, skip="yes", error="INVALID_REQUEST")
    c.undo(ANN, partial=1, error="INVALID_REQUEST")
    c.redo(ANN, "everybody", error="INVALID_REQUEST")
