# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change writes and reads, and when two of them get in each other's way.

A slot is a tuple: ("X", node) existence, ("C", node or None) a list of children,
("L", node) a place, ("P", node, property), ("D", blocker, blocked), ("M", key),
("TREE",) and ("DEP",): the shape of the tree and of the dependencies as a whole.
"""

ALL = ("ALL",)


def writes(change, graph):
    """The slots a change writes; @graph is the one before or after it."""
    op = change["op"]
    if op == "insert":
        return [("X", change["node"]["id"]), ("C", change["parent_id"])]
    if op in ("remove", "restore"):
        inside = graph.subtree(change["node_id"])
        edges = [("D", edge["blocker_id"], edge["blocked_id"]) for edge in change["dependencies"]]
        return ([("X", id) for id in inside] + [("C", id) for id in inside]
                + [("C", change["parent_id"])] + edges + ([("DEP",)] if edges else []))
    if op == "move":
        return [("L", change["node_id"]), ("C", change["from"]["parent_id"]),
                ("C", change["to"]["parent_id"]), ("TREE",)]
    if op == "set":
        return [("P", change["node_id"], change["property_id"])]
    if op in ("link", "unlink"):
        return [("D", change["blocker_id"], change["blocked_id"]), ("DEP",)]
    return [("M", change["key"])]


def reads(change):
    """The slots a change relies on without writing them."""
    op = change["op"]
    if op == "insert":
        return [("X", change["parent_id"])] if change["parent_id"] is not None else []
    if op == "move":
        parent = change["to"]["parent_id"]
        return [("X", change["node_id"])] + ([("X", parent)] if parent is not None else [])
    if op == "set":
        return [("X", change["node_id"])]
    if op in ("link", "unlink"):
        return [("X", change["blocker_id"]), ("X", change["blocked_id"])]
    if op == "restore":
        return [("X", end) for edge in change["dependencies"] for end in edge.values()]
    return []


def remembered(change, graph):
    """The slots whose last change this is: what it writes, and what came with a node."""
    result = writes(change, graph)
    if change["op"] == "insert":
        id = change["node"]["id"]
        result += [("L", id), ("P", id, "name")]
        result += [("P", id, key) for key in change["node"]["properties"]]
    elif change["op"] == "restore":
        result.append(("L", change["node_id"]))
    return result


# Two change sets side by side, neither of which has seen the other

def conflict(first, second):
    """Whether the writes of one meet the writes or reads of the other.

    Each is a pair of lists (writes, reads).
    """
    return _meet(first[0], second[0] + second[1]) or _meet(second[0], first[0] + first[1])


def _meet(written, others):
    if not written or not others:
        return False
    if ("M", "template") in written or ("M", "template") in others:
        return True
    return bool(set(written) & set(others))


# A later change on top of an earlier one, for undo

def _nodes(slot):
    """The nodes that a slot is at."""
    if slot[0] in ("X", "C", "L", "P"):
        return {slot[1]}
    if slot[0] == "D":
        return {slot[1], slot[2]}
    return set()


def stands_in_the_way(later, written):
    """Whether undoing what wrote @written would undo part of what wrote @later too."""
    for mine in written:
        if mine[0] in ("C", "TREE", "DEP"):
            continue
        for other in later:
            if mine == other:
                return True
            if mine[0] == "X" and mine[1] in _nodes(other):
                return True
            if other[0] == "X" and other[1] in _nodes(mine):
                return True
    return False
