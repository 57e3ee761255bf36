# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo: which entry, whether it may be, and what its inverse is.

An entry is a command's record as undo sees it: done, undone or abandoned. What it
did, or what its undo did, is a record, and either is inverted by the same rules.
"""

from . import canonical, resolve, slots
from .errors import Refused

STEP_MS = 5000
HORIZON = 10_000


class Done:
    """What one record did, with all that inverting it needs."""

    def __init__(self, seq, author, at, changes, written, template_before):
        self.seq = seq
        self.author = author
        self.at = at                # ms, as logged
        self.changes = changes
        self.written = written
        self.template_before = template_before


class Entry:
    def __init__(self, done, command_id, command_type):
        self.owner = done.author
        self.seq = done.seq         # of the command's own record, whatever was undone since
        self.command_id = command_id
        self.command_ids = {command_id}  # of all commands that became one step with it
        self.command_type = command_type
        self.state = "done"
        self.effect = done          # the record that put it in effect
        self.undone = None          # the record that undid it
        self.beneath = set()        # the entries in effect when that was done

    def field(self):
        """The one slot it set, where setting one field is all it did."""
        if len(self.effect.changes) != 1:
            return None
        change = self.effect.changes[0]
        if change["op"] == "set":
            return ("P", change["node_id"], change["property_id"])
        if change["op"] == "meta" and change["key"] != "template":
            return ("M", change["key"])
        return None


class InTheWay(Exception):
    """An inverse that may not be: the newest record that stands against it."""

    def __init__(self, record):
        super().__init__(record.seq)
        self.record = record


class Stacks:
    """The entries of a session, and every record's Done, by which culprits are found."""

    def __init__(self):
        self.entries = []
        self.records = []

    # Keeping count

    def command(self, done, command_id, command_type):
        """A command was recorded."""
        self.records.append(done)
        if done.changes:
            for entry in self.entries:
                if entry.owner == done.author and entry.state == "undone":
                    entry.state = "abandoned"
            self.entries.append(Entry(done, command_id, command_type))

    def candidates(self, direction, scope, author):
        """The stack, newest first."""
        state = "done" if direction == "undo" else "undone"
        oldest = self.records[-1].seq - HORIZON if self.records else 0
        stack = [entry for entry in self.entries
                 if entry.state == state and (scope == "session" or entry.owner == author)
                 and self.inverted(direction, entry).seq > oldest]
        return sorted(stack, key=lambda entry: -self.inverted(direction, entry).seq)

    @staticmethod
    def inverted(direction, entry):
        """The record that undoing or redoing the entry inverts."""
        return entry.effect if direction == "undo" else entry.undone

    # Choosing

    def choose(self, direction, scope, author, target):
        """The entries to try, in order."""
        stack = self.candidates(direction, scope, author)
        if target is not None:
            wanted = canonical.uuid_or_none(target)
            places = [place for place, entry in enumerate(stack) if wanted in entry.command_ids]
            stack = stack[places[0]:] if places and wanted is not None else []
        if not stack:
            raise Refused("NOTHING_TO_" + direction.upper())
        return stack

    def step_of(self, entry):
        """The entries that undo in the scope of their author takes as one, oldest first."""
        mine = sorted((other for other in self.entries
                       if other.owner == entry.owner and other.state == "done"),
                      key=lambda other: other.effect.seq)
        at = mine.index(entry)
        first = last = at
        while first > 0 and self.joined(mine[first - 1], mine[first]):
            first -= 1
        while last + 1 < len(mine) and self.joined(mine[last], mine[last + 1]):
            last += 1
        return mine[first:last + 1]

    def joined(self, one, next):
        field = one.field()
        if field is None or next.field() != field:
            return False
        if next.effect.at - one.effect.at > STEP_MS:
            return False
        return not any(record.author == one.owner
                       or slots.stands_in_the_way(record.written, [field])
                       for record in self.records
                       if one.effect.seq < record.seq < next.effect.seq)

    # Inverting

    def culprit(self, direction, step, written):
        """The newest record still in effect, later than a step, that wrote one of these slots.

        What was in effect when the step was undone does not stand in the way of its redo,
        even if it was itself undone and done again since: it was there before.
        """
        entry = step[-1]
        beneath = entry.beneath if direction == "redo" else set()
        after = self.inverted(direction, entry).seq
        found = [other.effect for other in self.entries
                 if other.state == "done" and other not in step and other not in beneath
                 and other.effect.seq > after
                 and slots.stands_in_the_way(other.effect.written, written)]
        return max(found, key=lambda record: record.seq, default=None)

    def in_effect(self):
        return {entry for entry in self.entries if entry.state == "done"}

    def invert(self, direction, step, resolver, templates):
        """Resolves the inverse of a step. Raises InTheWay.

        @templates: hash → Template, all that there ever were.
        """
        done = [self.inverted(direction, entry) for entry in step]
        written = [slot for record in done for slot in record.written]
        culprit = self.culprit(direction, step, written)
        if culprit is not None:
            raise InTheWay(culprit)
        if len(step) > 1:
            # What lies between the first and the last does not matter: one field, one value.
            invert_change(self, done[0].changes[0], done[0], resolver, templates)
            return
        for change in reversed(done[0].changes):
            invert_change(self, change, done[0], resolver, templates)

    def invert_partly(self, direction, entry, resolver, templates):
        """Inverts what is free. Returns what is left, as (index of the change, culprit)."""
        done = self.inverted(direction, entry)
        left = []
        for index in reversed(range(len(done.changes))):
            change = done.changes[index]
            trial = resolve.Resolver(resolver.graph.copy(), resolver.seq, resolver.author)
            try:
                written = slots.writes(change, resolver.graph)
                culprit = self.culprit(direction, [entry], written)
                if culprit is not None:
                    raise InTheWay(culprit)
                invert_change(self, change, done, trial, templates)
                culprit = self.culprit(direction, [entry], trial.written)
                if culprit is not None:
                    raise InTheWay(culprit)
            except InTheWay as refusal:
                left.append((index, refusal.record))
                continue
            for new, template in zip(trial.changes, trial.templates or [None]):
                resolver.emit(new, template)
        return sorted(left, key=lambda one: one[0])

    def newest(self, done, test):
        """The newest record after @done that fits, whatever it is; for want of one the last."""
        for record in reversed(self.records):
            if record.seq > done.seq and test(record):
                return record
        return self.records[-1]

    def writer_of(self, done, slot):
        return self.newest(done, lambda record: slot in record.written)

    def linker(self, done):
        return self.newest(done, lambda record: any(
            change["op"] == "link" or (change["op"] == "restore" and change["dependencies"])
            for change in record.changes))


def invert_change(stacks, change, done, resolver, templates):
    """Undoes one change of the record @done. Raises InTheWay where that cannot be."""
    graph = resolver.graph

    def need(id):
        if id is not None and graph.live(id) is None:
            raise InTheWay(stacks.writer_of(done, ("X", id)))

    def need_place(type_id, parent_id, height):
        was = resolve.type_fits(graph, done.template_before, type_id, parent_id)
        if was and not resolve.type_fits(graph, graph.template, type_id, parent_id):
            raise InTheWay(stacks.writer_of(done, ("M", "template")))
        if not resolve.has_room(graph, parent_id, height):
            raise InTheWay(stacks.writer_of(done, ("TREE",)))

    op = change["op"]
    if op in ("insert", "restore"):
        id = change["node"]["id"] if op == "insert" else change["node_id"]
        need(id)
        # What a skip or a partial undo left behind is in effect no longer, but still there.
        strangers = [one for one in graph.subtree(id) if ("X", one) not in done.written]
        if strangers:
            raise InTheWay(stacks.newest(done, lambda record: any(
                slot[0] in ("X", "L") and slot[1] in strangers for slot in record.written)))
        resolve.remove(resolver, id)
    elif op == "remove":
        id, parent_id = change["node_id"], change["parent_id"]
        if graph.nodes[id].removal is None:
            raise InTheWay(stacks.writer_of(done, ("X", id)))
        need(parent_id)
        need_place(graph.nodes[id].type, parent_id, graph.height(id))
        inside = set(graph.subtree(id))
        for count, edge in enumerate(change["dependencies"]):
            for end in edge.values():
                if end not in inside:
                    need(end)
            if resolve.closes_a_ring(graph, change["dependencies"][:count], edge):
                raise InTheWay(stacks.linker(done))
        resolve.restore(resolver, id, parent_id, anchors(change), change["dependencies"])
    elif op == "move":
        id, origin = change["node_id"], change["from"]
        need(id)
        need(origin["parent_id"])
        if origin["parent_id"] is not None and graph.is_within(origin["parent_id"], id):
            raise InTheWay(stacks.writer_of(done, ("TREE",)))
        if origin["parent_id"] != graph.nodes[id].parent:
            need_place(graph.nodes[id].type, origin["parent_id"], graph.height(id))
        resolve.move(resolver, id, origin["parent_id"], anchors(origin))
    elif op == "set":
        need(change["node_id"])
        resolve.set_value(resolver, change["node_id"], change["property_id"],
                          change.get("old", resolve.ABSENT))
    elif op == "link":
        edge = (change["blocker_id"], change["blocked_id"])
        if edge in graph.dependencies:
            resolver.emit({**change, "op": "unlink"})
    elif op == "unlink":
        need(change["blocker_id"])
        need(change["blocked_id"])
        if graph.blocks(change["blocked_id"], change["blocker_id"]):
            raise InTheWay(stacks.linker(done))
        if (change["blocker_id"], change["blocked_id"]) not in graph.dependencies:
            resolver.emit({**change, "op": "link"})
    elif change["key"] == "template":
        resolve.set_template(resolver, templates[change["old"]["id"], change["old"]["hash"]])
    else:
        resolve.set_meta(resolver, change["key"], change.get("old", resolve.ABSENT))


def anchors(change):
    return ("anchors", change["after"], change["before"])
