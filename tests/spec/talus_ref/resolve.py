# SPDX-License-Identifier: GPL-3.0-or-later
"""A command and a graph make a change set, or a refusal.

The checks come in this order, so that a command with two faults has one answer:
what its schema refuses, the node it is about, base_seq, the parent, cycles,
types, depth and width, values.
"""

import functools
import re
import zoneinfo

from . import canonical, values
from .errors import BrokenTemplate, Refused
from .template import Template, new_values

TREE_DEPTH = 128
CHILDREN = 1_000_000
BATCH = 10_000
ABSENT = object()
CURRENCY = re.compile(r"[A-Z]{3}")


class Resolver:
    """Resolves commands against a graph of its own, on which it does each change at once."""

    def __init__(self, graph, seq, author, base_seq=None, library=None):
        self.graph = graph
        self.seq = seq
        self.author = author
        self.base_seq = base_seq
        self.library = library or {}   # template id → YAML text
        self.changes = []
        self.written = []
        self.templates = []            # those set, in order

    def emit(self, change, template=None):
        if template is not None:
            self.templates.append(template)
        self.written += self.graph.apply(change, self.seq, self.author, template)
        self.changes.append(change)

    # Commands

    def command(self, command_type, data):
        """Does one command. Returns its result."""
        method = COMMANDS.get(command_type)
        if method is None:
            raise Refused("INVALID_COMMAND", f"no command {command_type}")
        return method(self, data)

    def create_node(self, data):
        spelling = text(data, "blueprint_type_id")
        parent_id = parent(data)
        name = optional(data, "name", str)
        given = optional(data, "properties", dict)
        want = place(data)
        id = text(data, "id") if data.get("id") is not None else None
        if canonical.uuid_or_none(id) is None:
            raise Refused("INVALID_COMMAND", "id is no UUID")
        id = id.lower()
        if id in self.graph.nodes or id == self.graph.project_id:
            raise Refused("CONFLICT", "the id is taken")
        parent_id = self.parent(parent_id)
        node_type = self.graph.template.find(spelling)
        if node_type is None:
            raise Refused("TYPE_NOT_ALLOWED", f"no type {spelling}")
        self.check_type(node_type.id, parent_id)
        self.check_room(parent_id, 1)
        name, properties = new_values(node_type, name, given)
        self.emit({"op": "insert",
                   "node": {"id": id, "name": name, "blueprint_type_id": node_type.id,
                            "properties": properties, "children": []},
                   **self.graph.neighbours(parent_id, self.index(parent_id, want))})
        return id

    def delete_node(self, data):
        id = self.node(text(data, "node_id"))
        self.check_base(("X", id), lambda: True)
        remove(self, id)

    def update_property(self, data):
        spelling, property_id = text(data, "node_id"), text(data, "property_id")
        if "value" not in data:
            raise Refused("INVALID_COMMAND", "value is missing")
        self.set_property(spelling, property_id, data["value"])

    def delete_property(self, data):
        self.set_property(text(data, "node_id"), text(data, "property_id"), None)

    def set_property(self, spelling, property_id, value):
        if canonical.uuid_or_none(spelling) == self.graph.project_id:
            self.set_setting(property_id, value)
            return
        id = self.node(spelling)
        node = self.graph.nodes[id]
        node_type = self.graph.template.type_of(node)
        prop = node_type.find(property_id) if node_type is not None else None
        if property_id == "name" or (prop is not None and prop.id == "name"):
            self.check_base(("P", id, "name"), lambda: node.name)
            set_value(self, id, "name", values.name(value))
            return
        key = prop.id if prop is not None else property_id
        self.check_base(("P", id, key), lambda: node.properties.get(key))
        if value is None:
            set_value(self, id, key, ABSENT)
        elif prop is None:
            raise Refused("INVALID_VALUE", f"{node.type} has no {property_id}")
        else:
            set_value(self, id, key, prop.normalise(value))

    def set_setting(self, key, value):
        self.check_base(("M", key), lambda: (self.graph.name if key == "name"
                                             else self.graph.settings.get(key)))
        if key == "name":
            value = values.name(value)
        elif key == "time_zone":
            if value is not None and not is_time_zone(value):
                raise Refused("INVALID_VALUE", "no such time zone")
        elif key == "currency":
            if value is not None and not (isinstance(value, str) and CURRENCY.fullmatch(value)):
                raise Refused("INVALID_VALUE", "no currency of ISO 4217")
        elif key not in ("calendar", "views") and not (key.startswith("x-") and len(key) > 2):
            raise Refused("INVALID_VALUE", f"a project has no {key}")
        set_meta(self, key, ABSENT if value is None else value)

    def link_node(self, data):
        parent_id, child, want = text(data, "parent_id"), text(data, "child_id"), place(data)
        self.move(self.node(child), parent_id, want)

    def unlink_node(self, data):
        parent_id, child = text(data, "parent_id"), text(data, "child_id")
        id = self.node(child)
        self.check_place(id)
        parent_id = self.parent(parent_id)
        if self.graph.nodes[id].parent != parent_id:
            raise Refused("INVALID_PARENT", "not its parent")
        self.move(id, None, ("default",))

    def move_node(self, data):
        id, parent_id, want = text(data, "node_id"), parent(data, True), place(data)
        if want == ("default",):
            raise Refused("INVALID_COMMAND", "a move needs a place")
        self.move(self.node(id), parent_id, want)

    def move(self, id, parent_id, want):
        self.check_place(id)
        parent_id = self.parent(parent_id)
        if parent_id is not None and self.graph.is_within(parent_id, id):
            raise Refused("WOULD_CYCLE", "a node within itself")
        if parent_id != self.graph.nodes[id].parent:
            self.check_type(self.graph.nodes[id].type, parent_id)
            self.check_room(parent_id, self.graph.height(id))
        elif want == ("default",):
            return
        move(self, id, parent_id, want)

    def restore_node(self, data):
        spelling = text(data, "node_id")
        elsewhere = parent(data) if "parent_id" in data else ABSENT
        want = place(data)
        id = canonical.uuid_or_none(spelling)
        node = self.graph.nodes.get(id)
        if node is None or node.removal is None:
            raise Refused("NODE_NOT_FOUND", "not a removed node")
        self.check_base(("X", id), lambda: False)
        parent_id = self.parent(node.parent if elsewhere is ABSENT else elsewhere)
        self.check_type(node.type, parent_id)
        self.check_room(parent_id, self.graph.height(id))
        if want == ("default",) and parent_id == node.parent:
            want = ("anchors", node.removal["after"], node.removal["before"])
        restore(self, id, parent_id, want, self.edges_back(id))

    def edges_back(self, id):
        """The edges cut with a removed node that may return: both ends there, no cycle."""
        inside = set(self.graph.subtree(id))
        kept = []
        for edge in self.graph.nodes[id].removal["dependencies"]:
            ends = (edge["blocker_id"], edge["blocked_id"])
            if (all(end in inside or self.graph.live(end) for end in ends)
                    and not closes_a_ring(self.graph, kept, edge)):
                kept.append(edge)
        return kept

    def link_dependency(self, data):
        blocker, blocked = self.ends(data)
        if (blocker, blocked) in self.graph.dependencies:
            return
        if self.graph.blocks(blocked, blocker):
            raise Refused("WOULD_CYCLE", "a ring of dependencies")
        self.emit({"op": "link", "blocker_id": blocker, "blocked_id": blocked})

    def unlink_dependency(self, data):
        blocker, blocked = self.ends(data)
        if (blocker, blocked) in self.graph.dependencies:
            self.emit({"op": "unlink", "blocker_id": blocker, "blocked_id": blocked})

    def ends(self, data):
        blocker, blocked = text(data, "blocker_id"), text(data, "blocked_id")
        edge = (self.node(blocker), self.node(blocked))
        self.check_base(("D", *edge), lambda: edge in self.graph.dependencies)
        return edge

    def set_template(self, data):
        yaml_text, id = optional(data, "template", str), optional(data, "template_id", str)
        if (yaml_text is None) == (id is None):
            raise Refused("INVALID_COMMAND", "either template or template_id")
        self.check_base(("M", "template"), self.graph.template_name)
        if yaml_text is None:
            if id not in self.library:
                raise Refused("TEMPLATE_NOT_FOUND", id)
            yaml_text = self.library[id]
        try:
            template = Template(yaml_text, self.graph.template.id if id is None else id)
        except BrokenTemplate as error:
            raise Refused("INVALID_VALUE", str(error), line=error.line,
                          reason=error.reason) from None
        set_template(self, template)

    def batch(self, data):
        commands = data.get("commands")
        optional(data, "label", str)
        if not isinstance(commands, list) or not 1 <= len(commands) <= BATCH:
            raise Refused("INVALID_COMMAND", "commands: 1 to 10,000 of them")
        results = []
        for index, command in enumerate(commands):
            try:
                if (not isinstance(command, dict) or not isinstance(command.get("data"), dict)
                        or command.get("command_type") == "Batch"):
                    raise Refused("INVALID_COMMAND", "not a command that may be in a Batch")
                results.append(self.command(command.get("command_type"), command["data"]))
            except Refused as error:
                error.details["index"] = index
                raise
        return results

    # Looking up and checking

    def node(self, spelling):
        id = canonical.uuid_or_none(spelling)
        if id is None or self.graph.live(id) is None:
            raise Refused("NODE_NOT_FOUND", spelling)
        return id

    def parent(self, spelling):
        if spelling is None:
            return None
        id = canonical.uuid_or_none(spelling)
        if id is None or self.graph.live(id) is None:
            raise Refused("INVALID_PARENT", f"no parent {spelling}")
        return id

    def check_type(self, type_id, parent_id):
        if not type_fits(self.graph, self.graph.template, type_id, parent_id):
            raise Refused("TYPE_NOT_ALLOWED", type_id)

    def check_room(self, parent_id, height):
        if not has_room(self.graph, parent_id, height):
            raise Refused("INVALID_PARENT", "too deep or too many")

    def check_place(self, id):
        self.check_base(("L", id), lambda: self.graph.place_of(id))

    def check_base(self, slot, current):
        """Refuses where somebody else has changed @slot since base_seq."""
        seq, author = self.graph.last.get(slot, (0, None))
        if self.base_seq is not None and seq > self.base_seq and author != self.author:
            raise Refused("CONFLICT", "changed since", current=current(), seq=seq, author=author)

    def index(self, parent_id, want):
        return index_of(self.graph.siblings(parent_id), want)


# What commands, undo and redo alike do to the graph. Each makes one change, or none
# where it is so already.

def set_value(resolver, id, key, value):
    node = resolver.graph.nodes[id]
    there = node.name if key == "name" else node.properties.get(key, ABSENT)
    if not same(there, value):
        resolver.emit({"op": "set", "node_id": id, "property_id": key, **sides(there, value)})


def set_meta(resolver, key, value):
    graph = resolver.graph
    there = graph.name if key == "name" else graph.settings.get(key, ABSENT)
    if not same(there, value):
        resolver.emit({"op": "meta", "key": key, **sides(there, value)})


def set_template(resolver, template):
    there = resolver.graph.template_name()
    change = {"op": "meta", "key": "template", "old": there,
              "new": {"id": template.id, "hash": template.hash}}
    if change["new"] != there:
        resolver.emit(change, template)


def remove(resolver, id):
    graph = resolver.graph
    inside = graph.subtree(id)
    resolver.emit({"op": "remove", "node_id": id, **graph.place_of(id), "count": len(inside),
                   "dependencies": graph.dependencies_of(inside)})


def restore(resolver, id, parent_id, want, edges):
    graph = resolver.graph
    index = index_of(graph.siblings(parent_id), want)
    resolver.emit({"op": "restore", "node_id": id, **graph.neighbours(parent_id, index),
                   "count": len(graph.subtree(id)), "dependencies": edges,
                   "removed_seq": graph.nodes[id].removal["seq"]})


def move(resolver, id, parent_id, want):
    graph = resolver.graph
    there = graph.place_of(id)
    others = [sibling for sibling in graph.siblings(parent_id) if sibling != id]
    index = index_of(others, want)
    new = {"parent_id": parent_id,
           "after": others[index - 1] if index > 0 else None,
           "before": others[index] if index < len(others) else None}
    if new != there:
        resolver.emit({"op": "move", "node_id": id, "from": there, "to": new})


def same(a, b):
    if a is ABSENT or b is ABSENT:
        return a is b
    return canonical.equal(a, b)


def sides(old, new):
    return {name: value for name, value in (("old", old), ("new", new)) if value is not ABSENT}


# Places

def index_of(siblings, want):
    """Where in @siblings, the node itself not among them, something goes.

    @want is ("default",), ("index", N) or ("anchors", after, before), where an anchor
    that was not given is ABSENT.
    """
    if want[0] == "default":
        return len(siblings)
    if want[0] == "index":
        return min(want[1], len(siblings))
    after, before = want[1], want[2]
    if after is None:
        return 0
    if after in siblings:
        return siblings.index(after) + 1
    if before in siblings:
        return siblings.index(before)
    return len(siblings)


def place(data):
    """The place that a command's data names."""
    index = data.get("index")
    if "after" in data or "before" in data:
        if index is not None:
            raise Refused("INVALID_COMMAND", "either index or after and before")
        return ("anchors", anchor(data, "after"), anchor(data, "before"))
    if index is None:
        return ("default",)
    if not canonical.is_number(index) or index < 0 or index != int(index):
        raise Refused("INVALID_COMMAND", "index is no count")
    return ("index", int(index))


def anchor(data, name):
    if name not in data:
        return ABSENT
    if data[name] is not None and not isinstance(data[name], str):
        raise Refused("INVALID_COMMAND", f"{name} is no id")
    return canonical.uuid_or_none(data[name]) or (None if data[name] is None else ABSENT)


# Rules that undo keeps too

def type_fits(graph, template, type_id, parent_id):
    parent_type = graph.nodes[parent_id].type if parent_id is not None else None
    return template.allows(parent_type, type_id)


def has_room(graph, parent_id, height):
    above = graph.depth(parent_id) if parent_id is not None else 0
    return above + height <= TREE_DEPTH and len(graph.siblings(parent_id)) < CHILDREN


def closes_a_ring(graph, more, edge):
    """Whether @edge closes a ring in the graph's dependencies and @more together."""
    together = graph.copy()
    together.dependencies |= {(one["blocker_id"], one["blocked_id"]) for one in more}
    return together.blocks(edge["blocked_id"], edge["blocker_id"])


@functools.cache
def time_zones():
    return zoneinfo.available_timezones()


def is_time_zone(value):
    return isinstance(value, str) and value in time_zones()


# Members of a command's data

def text(data, name):
    if not isinstance(data.get(name), str):
        raise Refused("INVALID_COMMAND", f"{name} is missing or not a string")
    return data[name]


def optional(data, name, kind):
    value = data.get(name)
    if value is not None and not isinstance(value, kind):
        raise Refused("INVALID_COMMAND", f"{name} is of the wrong type")
    return value


def parent(data, required=False):
    if required and "parent_id" not in data:
        raise Refused("INVALID_COMMAND", "parent_id is missing")
    return optional(data, "parent_id", str)


COMMANDS = {
    "CreateNode": Resolver.create_node,
    "DeleteNode": Resolver.delete_node,
    "UpdateProperty": Resolver.update_property,
    "DeleteProperty": Resolver.delete_property,
    "LinkNode": Resolver.link_node,
    "UnlinkNode": Resolver.unlink_node,
    "MoveNode": Resolver.move_node,
    "RestoreNode": Resolver.restore_node,
    "LinkDependency": Resolver.link_dependency,
    "UnlinkDependency": Resolver.unlink_dependency,
    "SetTemplate": Resolver.set_template,
    "Batch": Resolver.batch,
}
