# SPDX-License-Identifier: GPL-3.0-or-later
"""The graph, and how a change alters it.

A removed subtree stays in `nodes` as it was; only its root is marked and taken
out of its parent's list. Beside the state, the graph remembers for every slot
when, and by whom, it was last changed.
"""

import copy

from . import canonical, slots


class Node:
    def __init__(self, id, name, type, properties):
        self.id = id
        self.name = name
        self.type = type
        self.properties = properties
        self.parent = None     # an id; None for a root
        self.children = []     # ids, those not removed
        self.removal = None    # for the root of a removed subtree: its `remove`, with `seq`


class Divergence(Exception):
    """A change that does not fit the graph: a fault of whoever made it."""


class Graph:
    def __init__(self, project_id, name, template):
        self.project_id = project_id
        self.name = name
        self.template = template
        self.settings = {}
        self.nodes = {}
        self.roots = []
        self.dependencies = set()  # (blocker, blocked)
        self.last = {}             # slot → (seq, author)

    def copy(self):
        """A graph that can be tried out; templates are shared, for they never change."""
        other = Graph(self.project_id, self.name, self.template)
        other.settings = copy.deepcopy(self.settings)
        other.nodes = {id: copy.deepcopy(node) for id, node in self.nodes.items()}
        other.roots = list(self.roots)
        other.dependencies = set(self.dependencies)
        other.last = dict(self.last)
        return other

    # Asking

    def live(self, id):
        """The node, or None where there is none or it is within a removed subtree."""
        node = self.nodes.get(id)
        above = node
        while above is not None:
            if above.removal is not None:
                return None
            above = self.nodes[above.parent] if above.parent is not None else None
        return node

    def siblings(self, parent_id):
        """The list of children of a node, or of the roots."""
        return self.roots if parent_id is None else self.nodes[parent_id].children

    def subtree(self, id):
        """The ids of a subtree, parents first; what was removed within is not part of it."""
        result = [id]
        for child in self.nodes[id].children:
            result += self.subtree(child)
        return result

    def is_within(self, id, top):
        """Whether @id is @top or somewhere below it."""
        while id is not None:
            if id == top:
                return True
            id = self.nodes[id].parent
        return False

    def depth(self, id):
        """How many nodes there are from a root down to this one."""
        count = 0
        while id is not None:
            count += 1
            id = self.nodes[id].parent
        return count

    def height(self, id):
        return 1 + max((self.height(child) for child in self.nodes[id].children), default=0)

    def neighbours(self, parent_id, index):
        """The place before the sibling that is at @index now, named by who is around it."""
        siblings = self.siblings(parent_id)
        return {"parent_id": parent_id,
                "after": siblings[index - 1] if index > 0 else None,
                "before": siblings[index] if index < len(siblings) else None}

    def place_of(self, id):
        """Where a node is, named by its neighbours."""
        node = self.nodes[id]
        siblings = self.siblings(node.parent)
        index = siblings.index(id)
        place = self.neighbours(node.parent, index)
        place["before"] = siblings[index + 1] if index + 1 < len(siblings) else None
        return place

    def blocks(self, first, last):
        """Whether a chain of dependencies leads from @first to @last."""
        seen = set()
        ahead = [first]
        while ahead:
            id = ahead.pop()
            if id == last:
                return True
            if id not in seen:
                seen.add(id)
                ahead += [blocked for blocker, blocked in self.dependencies if blocker == id]
        return False

    def dependencies_of(self, ids):
        """Every edge that touches one of @ids, in the order of the canonical form."""
        return [{"blocker_id": blocker, "blocked_id": blocked}
                for blocker, blocked in sorted(self.dependencies)
                if blocker in ids or blocked in ids]

    # Changing

    def apply(self, change, seq, author, template=None):
        """Does one change. Returns the slots it wrote.

        @template is the template that a change of the template names by its hash.
        """
        getattr(self, "_apply_" + change["op"])(change, seq, template)
        for slot in slots.remembered(change, self):
            self.last[slot] = (seq, author)
        return slots.writes(change, self)

    def _check(self, truth, change):
        if not truth:
            raise Divergence(canonical.text(change))

    def _enter(self, id, place, change):
        """Puts a node, taken out before, between the two neighbours of @place."""
        siblings = self.siblings(place["parent_id"])
        index = 0 if place["after"] is None else siblings.index(place["after"]) + 1
        self._check(self.neighbours(place["parent_id"], index) ==
                    {name: place[name] for name in ("parent_id", "after", "before")}, change)
        siblings.insert(index, id)
        self.nodes[id].parent = place["parent_id"]

    def _leave(self, id, place, change):
        self._check(self.place_of(id) ==
                    {name: place[name] for name in ("parent_id", "after", "before")}, change)
        self.siblings(place["parent_id"]).remove(id)

    def _apply_insert(self, change, seq, template):
        new = change["node"]
        self._check(new["id"] not in self.nodes and new["children"] == [], change)
        self.nodes[new["id"]] = Node(new["id"], new["name"], new["blueprint_type_id"],
                                     copy.deepcopy(new["properties"]))
        self._enter(new["id"], change, change)

    def _apply_remove(self, change, seq, template):
        id = change["node_id"]
        inside = self.subtree(id)
        self._check(len(inside) == change["count"], change)
        self._check(self.dependencies_of(inside) == change["dependencies"], change)
        self._leave(id, change, change)
        for edge in change["dependencies"]:
            self.dependencies.remove((edge["blocker_id"], edge["blocked_id"]))
        self.nodes[id].removal = {**change, "seq": seq}

    def _apply_restore(self, change, seq, template):
        id = change["node_id"]
        node = self.nodes[id]
        self._check(node.removal is not None
                    and node.removal["seq"] == change["removed_seq"], change)
        self._check(len(self.subtree(id)) == change["count"], change)
        self._enter(id, change, change)
        node.removal = None
        for edge in change["dependencies"]:
            self.dependencies.add((edge["blocker_id"], edge["blocked_id"]))

    def _apply_move(self, change, seq, template):
        self._leave(change["node_id"], change["from"], change)
        self._enter(change["node_id"], change["to"], change)

    def _apply_set(self, change, seq, template):
        node = self.nodes[change["node_id"]]
        if change["property_id"] == "name":
            self._check(node.name == change["old"], change)
            node.name = change["new"]
        else:
            self._set(node.properties, change["property_id"], change)

    def _set(self, values, key, change):
        self._check((key in values) == ("old" in change), change)
        self._check("old" not in change or canonical.equal(values[key], change["old"]), change)
        if "new" in change:
            values[key] = copy.deepcopy(change["new"])
        else:
            del values[key]

    def _apply_link(self, change, seq, template):
        self.dependencies.add((change["blocker_id"], change["blocked_id"]))

    def _apply_unlink(self, change, seq, template):
        self.dependencies.remove((change["blocker_id"], change["blocked_id"]))

    def _apply_meta(self, change, seq, template):
        if change["key"] == "name":
            self._check(self.name == change["old"], change)
            self.name = change["new"]
        elif change["key"] == "template":
            self._check(self.template_name() == change["old"], change)
            self.template = template
            self._check(self.template_name() == change["new"], change)
        else:
            self._set(self.settings, change["key"], change)

    # Showing

    def template_name(self):
        return {"id": self.template.id, "hash": self.template.hash}

    def tree(self, id):
        node = self.nodes[id]
        return {"id": node.id, "name": node.name, "blueprint_type_id": node.type,
                "properties": node.properties,
                "children": [self.tree(child) for child in node.children]}

    def canonical(self):
        """What the digest is taken of."""
        return {"name": self.name, "template_id": self.template.id,
                "template_hash": self.template.hash, "settings": self.settings,
                "roots": [self.tree(root) for root in self.roots],
                "dependencies": [{"blocker_id": blocker, "blocked_id": blocked}
                                 for blocker, blocked in sorted(self.dependencies)]}

    def digest(self):
        return canonical.digest(self.canonical())
