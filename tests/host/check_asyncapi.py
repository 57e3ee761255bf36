# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the AsyncAPI document and the running server to each other, both ways:
what the server says is in the document and looks as it is written there, and
what the document has the server says; what a client may say the server takes,
and what it must say the server requires.

    check_asyncapi.py DAEMON FOLDER
"""

import json
import os
import queue
import re
import shutil
import sys
import tempfile
import uuid

import socketio

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "daemon")]

from json_schema import Invalid, Validator  # noqa: E402
from tallyd import Connection, Daemon  # noqa: E402

SECONDS = 30

# Said to a client that does not read: what only a test of that brings about.
OUT_OF_REACH = {"sync"}


def rename(node, change):
    """A document with its references changed."""
    if isinstance(node, list):
        return [rename(each, change) for each in node]
    if isinstance(node, dict):
        return {name: change(each) if name == "$ref" else rename(each, change)
                for name, each in node.items()}
    return node


def load(folder):
    """The document; what it refers to of the other one is in its member `openapi`."""
    with open(os.path.join(folder, "openapi.json"), encoding="utf-8") as file:
        other = json.load(file)
    with open(os.path.join(folder, "asyncapi.json"), encoding="utf-8") as file:
        document = json.load(file)
    merged = rename(document, lambda ref: ref.replace("./openapi.json#/", "#/openapi/"))
    merged["openapi"] = rename(other, lambda ref: ref.replace("#/", "#/openapi/"))
    return document, merged


class Checker:
    def __init__(self, document):
        self.document = document
        self.validator = Validator(document)
        self.messages = document["components"]["messages"]
        self.n_checks = 0
        self.failures = []
        self.seen = set()
        self.said = set()

    def expect(self, good, what):
        self.n_checks += 1
        if not good:
            self.failures.append(what)
            print("not ok -", what)

    def valid(self, value, schema, what):
        try:
            self.validator.check(value, schema)
            self.expect(True, what)
        except Invalid as error:
            self.expect(False, "%s: %s in %.600s" % (what, error, json.dumps(value)))

    def check_document(self):
        used = set()

        def walk(node):
            if isinstance(node, list):
                for each in node:
                    walk(each)
            elif isinstance(node, dict):
                if isinstance(node.get("$ref"), str):
                    used.add(node["$ref"])
                    self.validator.resolve(node["$ref"])
                for each in node.values():
                    walk(each)

        walk({name: each for name, each in self.document.items() if name != "openapi"})
        self.expect(self.document["asyncapi"].startswith("3.0."), "the document is AsyncAPI 3.0")
        for kind, parts in self.document["components"].items():
            for name in parts:
                self.expect("#/components/%s/%s" % (kind, name) in used,
                            "component %s/%s is used" % (kind, name))
        for name, operation in self.document["operations"].items():
            channel = operation["channel"]["$ref"]
            for message in operation["messages"]:
                self.expect(message["$ref"].startswith(channel + "/messages/"),
                            "%s speaks on its own channel" % name)

    def server_message(self, name):
        for key, message in self.messages.items():
            if key.startswith("server.") and name in (message["name"],
                                                      message.get("x-prefixed-name")):
                return message
        return None

    def heard(self, namespace, name, args):
        self.seen.add(name)
        message = self.server_message(name)
        self.expect(message is not None, "“%s” is documented" % name)
        if message is not None:
            self.expect(len(args) == 1, "“%s” has one argument" % name)
            self.valid(args[0], message["payload"], "%s on %s" % (name, namespace))

    def answered(self, name, answer):
        """An ack, held to the reply that the document gives the message."""
        operation = self.document["operations"]["root." + name]
        reply = operation["reply"]["messages"][0]["$ref"].rsplit("/", 1)[1]
        self.valid(answer, self.messages[reply]["payload"], "ack of " + name)

    def check_coverage(self):
        for key, message in self.messages.items():
            name = message["name"]
            if key.startswith("server.") and name not in OUT_OF_REACH:
                self.expect(name in self.seen, "the server says “%s”" % name)
                if "x-prefixed-name" in message:
                    self.expect(message["x-prefixed-name"] in self.seen,
                                "the server says “%s”" % message["x-prefixed-name"])
            if key.startswith("client."):
                self.expect(name in self.said, "the scenario says “%s”" % name)


class Client:
    """One connection; everything it hears is checked."""

    def __init__(self, checker, url, namespace, auth=None, transports=None):
        self.checker = checker
        self.namespace = namespace
        self.heard = []
        self.inbox = queue.Queue()
        self.socket = socketio.Client(reconnection=False)
        self.socket.on("*", self.hear, namespace=namespace)
        for message in checker.messages.values():
            for name in (message["name"], message.get("x-prefixed-name")):
                if name is not None:
                    self.listen(name)
        self.socket.connect(url, namespaces=[namespace], auth=auth, transports=transports,
                            wait_timeout=SECONDS)

    def listen(self, name):
        self.socket.on(name, lambda *args: self.hear(name, *args), namespace=self.namespace)

    def hear(self, name, *args):
        self.inbox.put((name, args))

    def wait(self, name):
        """The payload of the next @name; what comes before it is checked too."""
        while True:
            try:
                got, args = self.inbox.get(timeout=SECONDS)
            except queue.Empty:
                raise AssertionError("“%s” did not come on %s" % (name, self.namespace)) from None
            self.checker.heard(self.namespace, got, args)
            self.heard.append(got)
            if got == name:
                return args[0]

    def say(self, name, payload, good=True):
        """The ack of an event, as the document has it."""
        message = self.checker.messages["client." + name]
        self.checker.said.add(name)
        if good:
            self.checker.valid(payload, message["payload"], "the scenario's " + name)
        answer = self.socket.call(name, payload, namespace=self.namespace, timeout=SECONDS)
        self.checker.answered(name, answer)
        self.checker.expect(good == ("code" not in answer and "error" not in answer),
                            "%s is %s: %.300s" % (name, "taken" if good else "refused", answer))
        return answer


class Scenario:
    def __init__(self, checker, daemon):
        self.checker = checker
        self.url = "http://127.0.0.1:%d" % daemon.port
        self.rest = Connection(daemon.port)

    def post(self, path, body):
        status, answer = self.rest.request("POST", path, body)
        self.checker.expect(status < 300, "POST %s: %d %.300s" % (path, status, answer))
        return answer

    def command(self, command_type, good=True, **data):
        return self.ada.say("command", {"session_id": self.session, "command_type": command_type,
                                        "data": data}, good)

    def run(self):
        made = self.post("/projects", {"template_id": "restomod", "project_name": "Bronco"})
        self.session = made["session_id"]
        self.project = made["project_id"]
        self.phase = made["graph"]["roots"][0]["children"][0]["id"]

        self.ada = Client(self.checker, self.url, "/", {"name": "Ada"}, ["websocket"])
        joined = self.ada.say("join_session", {"session_id": self.session})
        self.ada.wait("joined")
        self.bob = Client(self.checker, self.url, "/graph",
                          {"name": "Bob", "session_id": self.session})
        self.bob.wait("joined")
        self.ada.wait("session:connected")
        self.replica = Client(self.checker, self.url, "/", transports=["polling"])
        self.replica.say("join_session", {"session_id": self.session, "format": "records",
                                          "since": 0, "epoch": joined["epoch"],
                                          "head": "0" * 32})
        self.replica.wait("snapshot")
        self.prefixed = Client(self.checker, self.url, "/",
                               {"session_id": self.session, "event_names": "prefixed"})
        self.prefixed.wait("joined")

        self.commands()
        self.small_talk()
        self.catching_up(joined)
        self.connect_refusals()
        self.refusals()
        self.ends()

    def commands(self):
        first = self.command("CreateNode", blueprint_type_id="job", parent_id=self.phase,
                             name="First")["node_id"]
        second = self.command("CreateNode", blueprint_type_id="job", parent_id=self.phase,
                              name="Second")["node_id"]
        self.command("UpdateProperty", node_id=first, property_id="name", value="Once")
        self.command("UpdateProperty", node_id=self.project, property_id="x-mine", value=1)
        self.command("DeleteProperty", node_id=self.project, property_id="x-mine")
        self.command("LinkDependency", blocker_id=first, blocked_id=second)
        self.command("UnlinkDependency", blocker_id=first, blocked_id=second)
        self.command("MoveNode", node_id=second, parent_id=self.phase, before=first)
        self.command("DeleteNode", node_id=second)
        self.command("RestoreNode", node_id=second)
        self.command("SetTemplate", template_id="book")
        self.ada.say("undo", {"session_id": self.session, "scope": "author"})
        self.ada.say("redo", {"session_id": self.session, "scope": "author"})
        self.ada.say("undo", {"session_id": self.session})
        last = self.command("UpdateProperty", node_id=first, property_id="name", value="Last")
        for name in ("command:undo", "command:redo", "undo"):
            self.ada.wait(name)
        for client, name in ((self.ada, "command:executed"), (self.bob, "command:executed"),
                             (self.prefixed, "command:executed"), (self.replica, "record")):
            while client.wait(name)["seq"] < last["seq"]:
                pass
        self.command("CreateNode", False, blueprint_type_id="job", parent_id=str(uuid.uuid4()))
        self.bob.wait("command:failed")

    def small_talk(self):
        self.ada.say("presence", {"session_id": self.session, "state": {"view": "outline"}})
        self.bob.wait("presence")
        self.ada.say("presence", {"session_id": self.session, "state": {"x": "x" * 5000}}, False)
        self.ada.say("ping", {})
        self.ada.wait("pong")
        self.post("/projects/%s/save" % self.project, {})
        self.ada.wait("project:saved")

    def catching_up(self, joined):
        self.ada.say("sync", {"session_id": self.session, "since": joined["seq"],
                              "epoch": joined["epoch"], "head": joined["head"]})
        self.ada.say("sync", {"session_id": self.session, "since": 0, "epoch": joined["epoch"],
                              "head": joined["head"]})
        self.replica.say("sync", {"session_id": self.session, "since": joined["seq"],
                                  "epoch": joined["epoch"], "head": joined["head"]})
        # An empty session's first record is told live.
        empty = self.post("/sessions", {})["session_id"]
        self.ada.say("join_session", {"session_id": empty})
        self.post("/projects", {"template_id": "restomod", "project_name": "Second",
                                "session_id": empty})
        self.ada.wait("project:loaded")
        self.ada.say("leave_session", {"session_id": empty})
        self.ada.wait("left")

    def connect_refusals(self):
        """What CONNECT is answered by whom it does not let in."""
        schema = self.checker.messages["connectError"]["payload"]
        for namespace, auth in (("/", {"token": "no token"}), ("/", {"author_id": "nobody"}),
                                ("/nowhere", {})):
            told = queue.Queue()
            client = socketio.Client(reconnection=False)
            client.on("connect_error", told.put, namespace=namespace)
            client.connect(self.url, auth=auth, namespaces=[namespace], wait=False)
            self.checker.valid(told.get(timeout=SECONDS), schema, "CONNECT_ERROR %s" % auth)
            client.disconnect()

    def refusals(self):
        """What the document requires, and the types it wants, the server wants too."""
        good = {"join_session": {"session_id": self.session}, "leave_session": {},
                "sync": {"session_id": self.session, "since": 1, "epoch": str(uuid.uuid4()),
                         "head": "0" * 32}}
        for name, payload in good.items():
            payload = {"session_id": self.session, **payload}
            schema = self.checker.messages["client." + name]["payload"]
            schema = self.checker.validator.resolve(schema["$ref"])
            for member, each in schema["properties"].items():
                for wrong in ([7], {"a": 1}, True, 7.5, "no such thing", -1):
                    if not self.checker.validator.fits(wrong, each):
                        self.ada.say(name, {**payload, member: wrong}, False)
        for name in ("join_session", "command", "undo"):
            self.ada.say(name, {"session_id": str(uuid.uuid4()), "command_type": "DeleteNode",
                                "data": {"node_id": str(uuid.uuid4())}}, False)
        self.ada.wait("error")
        self.ada.socket.emit("no such event", {}, namespace="/")
        while self.ada.wait("error").get("in_reply_to") != "no such event":
            pass

    def ends(self):
        self.bob.socket.disconnect()
        self.ada.wait("session:disconnected")
        status, _ = self.rest.request("DELETE", "/sessions/%s" % self.session)
        self.checker.expect(status == 200, "the session ends")
        self.ada.wait("session:closed")
        self.replica.wait("session:closed")
        for client in (self.ada, self.replica, self.prefixed):
            client.socket.disconnect()


def main():
    binary, folder = sys.argv[1:3]
    document, merged = load(folder)
    checker = Checker(merged)
    checker.check_document()

    data = tempfile.mkdtemp(prefix="talus-asyncapi-")
    daemon = Daemon(binary, os.path.join(data, "data")).start()
    try:
        status, served = Connection(daemon.port).request("GET", "/asyncapi.json")
        checker.expect(status == 200 and served == document, "the served document is the file")
        Scenario(checker, daemon).run()
        checker.check_coverage()
    finally:
        daemon.kill()
        if checker.failures:
            print(re.sub(r"(?m)^", "# ", daemon.read_log()[-2000:]))
        shutil.rmtree(data)

    print("%d checks, %d failed" % (checker.n_checks, len(checker.failures)))
    return 1 if checker.failures else 0


if __name__ == "__main__":
    sys.exit(main())
