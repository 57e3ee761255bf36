# SPDX-License-Identifier: GPL-3.0-or-later
"""A session: requests in, records and answers out, one after the other."""

import copy

from . import canonical, resolve, undo, values
from .errors import Refused
from .graph import Graph
from .template import Template


class Session:
    """One project, live. Times are milliseconds; an author is the text of an id.

    @project: {project_id, session_id, epoch, name, root_id, initial_ids?}: all that a
    host would draw is given, for an oracle draws nothing.
    """

    def __init__(self, template_text, project, author, now, template_id="template", library=None):
        template = Template(template_text, template_id)
        self.project = project
        self.library = library or {}
        self.templates = {(template.id, template.hash): template}
        self.graph = Graph(project["project_id"], values.name(project["name"]), template)
        self.records = []
        self.head = canonical.NO_HEAD
        self.stacks = undo.Stacks()
        self.answers = {}      # command_id → (what was asked, the answer)
        self._build(project)
        self.graph.last.clear()
        self._append(author, now, None, {"command_type": "Baseline", "data": {}},
                     [{"op": "baseline", "template_hash": template.hash,
                       "digest": self.graph.digest(), "node_count": len(self.graph.nodes)}])
        self.stacks.records.append(undo.Done(1, author, self.at, [], [], template))

    def _build(self, project):
        """What a new project starts with: the root, and the root type's `initial` below it."""
        resolver = resolve.Resolver(self.graph, 1, None)
        root_type = self.graph.template.root_type
        resolver.create_node({"id": project["root_id"], "blueprint_type_id": root_type.id,
                              "name": project["name"]})
        ids = iter(project.get("initial_ids", ()))

        def fill(parent_id, items):
            for item in items:
                id = resolver.create_node({"id": next(ids), "parent_id": parent_id,
                                           "blueprint_type_id": item["type"],
                                           "name": item.get("name"),
                                           "properties": item.get("properties")})
                fill(id, item.get("children") or [])
        fill(project["root_id"], root_type.initial)

    @property
    def seq(self):
        return len(self.records)

    def _append(self, author, now, command_id, command, changes, **links):
        """Writes the record and moves the head on."""
        self.at = max(now, self.at) if self.records else now
        record = {"v": 1, "seq": self.seq + 1, "timestamp": canonical.time_text(self.at),
                  "author": {"author_id": author}, "command": command, **links,
                  "changes": changes}
        if command_id is not None:
            record["command_id"] = command_id
        self.head = canonical.next_head(self.head, record)
        record["head"] = self.head
        self.records.append(copy.deepcopy(record))
        return record

    # Requests

    def _seen(self, request, asked):
        """The first answer to this command_id, where there was one."""
        command_id = request.get("command_id")
        if canonical.uuid_or_none(command_id) is None:
            raise Refused("INVALID_REQUEST", "command_id is no UUID")
        first = self.answers.get(command_id.lower())
        if first is None:
            return None
        if first[0] != asked:
            raise Refused("CONFLICT", "the command_id was used with another body")
        return first[1]

    def _count(self, request, name):
        value = request.get(name)
        if value is None:
            return None
        if not canonical.is_number(value) or value < 0 or value != int(value):
            raise Refused("INVALID_REQUEST", f"{name} is no count")
        return int(value)

    def _expect(self, request):
        expected = self._count(request, "expected_seq")
        if expected is not None and expected != self.seq:
            raise Refused("CONFLICT", "expected_seq", seq=self.seq,
                          author=self.records[-1]["author"]["author_id"])

    def _take(self, resolver, record, command_id, asked, answer):
        """What was tried on a copy of the graph becomes the truth."""
        done = undo.Done(record["seq"], record["author"]["author_id"], self.at,
                         resolver.changes, resolver.written, self.graph.template)
        self.graph = resolver.graph
        for template in resolver.templates:
            self.templates[template.id, template.hash] = template
        self.answers[command_id] = (asked, answer)
        return done

    def submit(self, request, author, now):
        """One command. Returns the answer; raises Refused."""
        if not isinstance(request, dict) or not isinstance(request.get("command_type"), str):
            raise Refused("INVALID_REQUEST", "command_type is missing")
        if not isinstance(request.get("data"), dict):
            raise Refused("INVALID_REQUEST", "data is missing")
        command_type, data = request["command_type"], request["data"]
        base_seq = self._count(request, "base_seq")
        asked = canonical.text({"command_type": command_type, "data": data})
        first = self._seen(request, asked)
        if first is not None:
            return first
        self._expect(request)

        resolver = resolve.Resolver(self.graph.copy(), self.seq + 1, author, base_seq,
                                    self.library)
        result = resolver.command(command_type, data)
        command = {"command_type": command_type, "data": data}
        if command_type == "Batch" and data.get("label") is not None:
            command["label"] = data["label"]
        command_id = request["command_id"].lower()
        record = self._append(author, now, command_id, command, resolver.changes)
        answer = {"command_id": command_id, "seq": record["seq"], "head": record["head"],
                  "result": result, "changes": record["changes"]}
        if command_type == "CreateNode":
            answer["node_id"] = result
        done = self._take(resolver, record, command_id, asked, answer)
        self.stacks.command(done, command_id, command_type)
        answer.update(self.available("session", author))
        return answer

    def undo(self, body, author, now):
        return self._invert("undo", body, author, now)

    def redo(self, body, author, now):
        return self._invert("redo", body, author, now)

    def _invert(self, direction, body, author, now):
        scope = body.get("scope")
        scope = "session" if scope is None else scope
        target, skip, partial = body.get("target"), body.get("skip"), body.get("partial")
        if (scope not in ("session", "author")
                or not (target is None or isinstance(target, str))
                or not all(flag is None or isinstance(flag, bool) for flag in (skip, partial))):
            raise Refused("INVALID_REQUEST", "scope, target, skip or partial")
        data = {name: body[name] for name in ("scope", "target", "skip", "partial")
                if name in body}
        command = {"command_type": direction.capitalize(), "data": data}
        asked = canonical.text(command)
        first = self._seen(body, asked)
        if first is not None:
            return first
        self._expect(body)

        skipped, abandoned, taken = [], [], set()
        for entry in self.stacks.choose(direction, scope, author, target):
            if entry.seq in taken:
                continue
            step = [entry]
            if direction == "undo" and scope == "author":
                step = self.stacks.step_of(entry)
            taken |= {one.seq for one in step}
            resolver = resolve.Resolver(self.graph.copy(), self.seq + 1, author)
            try:
                left = self._try(direction, step, resolver, partial)
                break
            except undo.InTheWay as refusal:
                culprit = refusal.record
                if not skip:
                    raise Refused("UNDO_CONFLICT", "changed since", seq=culprit.seq,
                                  author=culprit.author) from None
                abandoned += step
                skipped.append({"target_seq": step[-1].seq, "seq": culprit.seq,
                                "author": culprit.author})
        else:
            raise Refused("NOTHING_TO_" + direction.upper())

        newest = step[-1]
        skipped += [{"target_seq": newest.seq, "change": index, "seq": culprit.seq,
                     "author": culprit.author} for index, culprit in left]
        command_id = body["command_id"].lower()
        record = self._append(author, now, command_id, command, resolver.changes,
                              **{direction + "es": newest.seq})
        answer = {"command_id": command_id, "seq": record["seq"], "head": record["head"],
                  "target_seq": newest.seq, "target_command_id": newest.command_id,
                  "changes": record["changes"]}
        if skipped:
            answer["skipped"] = skipped
        done = self._take(resolver, record, command_id, asked, answer)
        self.stacks.records.append(done)
        for entry in abandoned:
            entry.state = "abandoned"
        for entry in step[:-1]:
            newest.command_ids |= entry.command_ids
            self.stacks.entries.remove(entry)
        if direction == "undo":
            newest.state, newest.undone = "undone", done
            newest.beneath = self.stacks.in_effect()
        else:
            newest.state, newest.effect = "done", done
        answer.update(self.available(scope, author))
        return answer

    def _try(self, direction, step, resolver, partial):
        """Inverts a step on the resolver's graph. Returns what a partial undo left."""
        try:
            self.stacks.invert(direction, step, resolver, self.templates)
            return []
        except undo.InTheWay:
            if not partial or step[-1].command_type != "Batch":
                raise
        # A whole that failed halfway has left its traces.
        resolver.__init__(self.graph.copy(), resolver.seq, resolver.author)
        left = self.stacks.invert_partly(direction, step[-1], resolver, self.templates)
        if len(left) == len(self.stacks.inverted(direction, step[-1]).changes):
            raise undo.InTheWay(max((culprit for _, culprit in left),
                                    key=lambda record: record.seq))
        return left

    def available(self, scope, author):
        return {f"{direction}_available":
                bool(self.stacks.candidates(direction, scope, author))
                for direction in ("undo", "redo")}
