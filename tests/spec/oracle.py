#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference as a program: a JSON object a line in, one a line out.

{"open": {"template": YAML, "project": {…}, "author": ID, "at": MS, "template_id"?, "library"?}}
{"at": MS, "author": ID, "request": {command_type, data, command_id, expected_seq?, base_seq?}}
{"at": MS, "author": ID, "undo": {…}} and "redo": the body of the REST call
{"digest": true} · {"record": SEQ}

Every answer is {"ok": {…}} or {"error": CODE, "details"?: {…}}, in canonical JSON.
README.md says what is in them.
"""

import sys

from talus_ref import canonical
from talus_ref.errors import BrokenTemplate, Refused
from talus_ref.session import Session


class Oracle:
    """Answers one line at a time; `session` is there after an open."""

    def __init__(self):
        self.session = None

    def answer(self, line):
        try:
            return {"ok": self._do(line)}
        except Refused as error:
            return {"error": error.code, **({"details": error.details} if error.details else {})}
        except BrokenTemplate as error:
            return {"error": "INVALID_VALUE",
                    "details": {"line": error.line, "reason": error.reason}}

    def _do(self, line):
        if "open" in line:
            start = line["open"]
            self.session = Session(start["template"], start["project"], start["author"],
                                   int(start["at"]), start.get("template_id", "template"),
                                   start.get("library"))
            return self._state()
        if self.session is None:
            raise Refused("NO_PROJECT")
        if "digest" in line:
            return self._state()
        if "record" in line:
            return self.session.records[int(line["record"]) - 1]
        at = int(line["at"])
        if "undo" in line:
            return self.session.undo(line["undo"], line["author"], at)
        if "redo" in line:
            return self.session.redo(line["redo"], line["author"], at)
        return self.session.submit(line["request"], line["author"], at)

    def _state(self):
        graph = self.session.graph.canonical()
        return {"seq": self.session.seq, "head": self.session.head, "graph": graph,
                "digest": canonical.digest(graph), "canonical": canonical.text(graph)}


def main():
    oracle = Oracle()
    for line in sys.stdin:
        if line.strip():
            try:
                answer = oracle.answer(canonical.parse(line))
            except Refused as error:
                answer = {"error": error.code}
            print(canonical.text(answer), flush=True)


if __name__ == "__main__":
    main()
