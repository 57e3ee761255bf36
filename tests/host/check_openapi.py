# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the OpenAPI document and the running server to each other, both ways:
what the server has is in the document and what the document has is in the
server; what is really answered is what the document says; what the document
requires, the server requires.

    check_openapi.py DAEMON DOCUMENT SOURCES TEMPLATES
"""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from json_schema import Invalid, Validator  # noqa: E402

METHODS = ("get", "post", "delete")
UNKNOWN = "0197a000-0000-7000-8000-0000000000ff"

# What a scenario of one peaceful client cannot bring about.
OUT_OF_REACH = {"LOG_GONE", "TOO_MANY_REQUESTS", "SHUTTING_DOWN", "STORAGE_FAILED"}

# What the tables call what the document calls by fewer names.
SCOPES = {"PUBLIC": "public", "ANY": "any", "HOST": "host", "OF_PROJECT": "session",
          "OF_SESSION": "session", "SESSION": "session"}
ROLES = ("VIEWER", "EDITOR", "OWNER")


class Checker:
    def __init__(self, document):
        self.document = document
        self.validator = Validator(document)
        self.failures = []
        self.n_checks = 0
        self.succeeded = set()
        self.codes = set()
        self.events = set()
        self.commands = {}
        self.connection = None

    def expect(self, good, what):
        self.n_checks += 1
        if not good:
            self.failures.append(what)
            print("not ok -", what)

    def valid(self, value, schema, what):
        self.n_checks += 1
        try:
            self.validator.check(value, schema)
        except Invalid as error:
            self.failures.append("%s: %s" % (what, error))
            print("not ok - %s: %s" % (what, error))

    # The document by itself.

    def check_document(self):
        used = set()
        ids = []

        def walk(node, where):
            if isinstance(node, list):
                for index, each in enumerate(node):
                    walk(each, "%s/%d" % (where, index))
            elif isinstance(node, dict):
                if isinstance(node.get("$ref"), str):
                    used.add(node["$ref"])
                    self.validator.resolve(node["$ref"])
                if isinstance(node.get("operationId"), str):
                    ids.append(node["operationId"])
                for example in node.get("examples", []) if "/schemas/" in where else []:
                    self.valid(example, node, "example of " + where)
                for name, each in node.items():
                    if name != "examples":
                        walk(each, "%s/%s" % (where, name))

        walk(self.document, "")
        self.expect(self.document["openapi"].startswith("3.1."), "the document is OpenAPI 3.1")
        self.expect(len(ids) == len(set(ids)), "operationIds are unique")
        named = {name for each in self.document["security"] for name in each}
        self.expect(named == set(self.document["components"]["securitySchemes"]),
                    "the security schemes are used")
        for kind, parts in self.document["components"].items():
            for name in parts if kind != "securitySchemes" else ():
                self.expect("#/components/%s/%s" % (kind, name) in used,
                            "component %s/%s is used" % (kind, name))
        for path, item in self.document["paths"].items():
            named = set(re.findall(r"\{(\w+)\}", path))
            for method in METHODS:
                if method in item:
                    given = {p["name"] for p in self.parameters(item, method) if p["in"] == "path"}
                    self.expect(named == given, "%s %s has its path's parameters" % (method, path))

    def parameters(self, item, method):
        both = item.get("parameters", []) + item[method].get("parameters", [])
        return [self.validator.resolve(p["$ref"]) if "$ref" in p else p for p in both]

    def check_codes(self, sources):
        """The codes and what status each has, as the program has them."""
        with open(os.path.join(sources, "host", "talus-status.c"), encoding="utf-8") as file:
            statuses = dict(re.findall(r"\[TALUS_ERROR_(\w+)\] = (\d+)", file.read()))
        schema = self.document["components"]["schemas"]["ErrorCode"]
        self.expect(set(schema["enum"]) == set(statuses), "the document has every code")
        for code, status in statuses.items():
            self.expect(str(schema["x-statuses"].get(code)) == status, "the status of " + code)
            self.expect(code in schema["x-descriptions"], "a description of " + code)

    def check_routes(self, sources):
        """What the program's tables say, and what the document does."""
        routes = set()
        folder = os.path.join(sources, "host")
        for name in sorted(os.listdir(folder)):
            if name.endswith(".c"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    found = re.findall(r'\{ "(GET|POST|DELETE)",\s*"(/[^"]*)"', file.read())
                routes |= {(method.lower(), re.sub(r":(\w+)", r"{\1}", path))
                           for method, path in found}
        documented = {(method, path) for path, item in self.document["paths"].items()
                      for method in METHODS if method in item}
        self.expect(len(routes) > 30, "the tables were found")
        for method, path in sorted(routes - documented):
            self.expect(False, "%s %s is documented" % (method.upper(), path))
        for method, path in sorted(documented - routes):
            self.expect(False, "%s %s exists" % (method.upper(), path))

    def check_roles(self, sources):
        """What each route takes, as the router holds callers to it."""
        folder = os.path.join(sources, "host")
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".c"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            common = re.search(r"#define FLAGS \\?\s*\(([^)]*)\)", text)
            for method, path, flags in re.findall(
                    r'\{ "(GET|POST|DELETE)",\s*"(/[^"]*)",\s*([A-Z_|\s]+),', text):
                if common is not None:
                    flags = re.sub(r"\bFLAGS\b", common.group(1), flags)
                words = re.findall(r"TALUS_ROUTE_(\w+)", flags)
                path = re.sub(r":(\w+)", r"{\1}", path)
                operation = self.document["paths"].get(path, {}).get(method.lower(), {})
                scope = [SCOPES[word] for word in words if word in SCOPES]
                role = [word.lower() for word in words if word in ROLES]
                what = "%s %s" % (method, path)
                self.expect([operation.get("x-scope")] == scope, "the scope of " + what)
                self.expect(operation.get("x-role") == (role[0] if role else None),
                            "the role of " + what)

    # The running server.

    def request(self, method, target, body=None, content_type="application/json", headers=None):
        data = body
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
        fields = dict(headers or {})
        if data is not None:
            fields["Content-Type"] = content_type
        self.connection.request(method, target, data, fields)
        response = self.connection.getresponse()
        content = response.read()
        return response, content

    def probe(self):
        """OPTIONS tells what methods a path has; a path that is none has none."""
        for path, item in self.document["paths"].items():
            target = re.sub(r"\{\w+\}", UNKNOWN, path)
            response, _ = self.request("OPTIONS", target)
            allowed = set(re.split(r",\s*", response.headers.get("Allow", "")))
            wanted = {method.upper() for method in METHODS if method in item} | {"OPTIONS"}
            if "GET" in wanted:
                wanted.add("HEAD")
            # A literal segment may also be read as somebody's id.
            twins = [other for other in self.document["paths"] if other != path and re.fullmatch(
                re.sub(r"\{\w+\}", "[^/]+", other), path)]
            for twin in twins:
                more = self.document["paths"][twin]
                wanted |= {method.upper() for method in METHODS if method in more}
                wanted |= {"HEAD"} if "get" in more else set()
            self.expect(response.status == 204 and allowed == wanted,
                        "OPTIONS %s: %s, not %s" % (path, sorted(allowed), sorted(wanted)))

    def call(self, method, path, status=None, body=None, query="", code=None, headers=None,
             content_type="application/json", check_request=True, **values):
        """One call of the operation at @path, held to what is written of it."""
        item = self.document["paths"][path]
        operation = item[method]
        target = re.sub(r"\{(\w+)\}",
                        lambda match: urllib.parse.quote(values[match.group(1)], safe=""), path)
        response, content = self.request(method.upper(), target + query, body, content_type,
                                         headers)
        what = "%s %s%s → %d" % (method.upper(), path, query, response.status)
        if status is not None:
            self.expect(response.status == status, "%s, not %d: %.300s" % (what, status, content))
        answer = self.check_answer(operation, response, content, what)
        if response.status >= 400:
            got = None
            if isinstance(answer, dict) and "error" in answer:
                got = answer["error"]["code"]
            self.expect(code is None or got == code, "%s: %s, not %s" % (what, got, code))
            self.codes.add(got)
            wanted = self.document["components"]["schemas"]["ErrorCode"]["x-statuses"].get(got)
            self.expect(wanted == response.status, "%s: the status of %s" % (what, got))
        else:
            self.succeeded.add(operation["operationId"])
            self.expect(code is None, "%s: %s was expected" % (what, code))
            if check_request and body is not None and not isinstance(body, bytes):
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                self.valid(body, schema, "request of " + what)
        return answer

    def check_answer(self, operation, response, content, what):
        documented = operation["responses"].get(str(response.status))
        self.expect(documented is not None, what + " is documented")
        if documented is None:
            return json.loads(content) if content else None
        if "$ref" in documented:
            documented = self.validator.resolve(documented["$ref"])
        for name, header in documented.get("headers", {}).items():
            self.expect(name in response.headers, "%s has %s" % (what, name))
            if name in response.headers and header["schema"].get("type") == "string":
                self.valid(response.headers[name], header["schema"], "%s of %s" % (name, what))
        if "content" not in documented:
            self.expect(content == b"", what + " has no body")
            return None
        content_type = (response.headers.get("Content-Type") or "").split(";")[0]
        self.expect(content_type in documented["content"], "%s: “%s” is documented" % (
            what, content_type))
        if content_type not in documented["content"]:
            return None
        if content_type != "application/json":
            return content
        answer = json.loads(content)
        self.valid(answer, documented["content"][content_type]["schema"], what)
        return answer


class Scenario:
    """A project's life that touches every operation, command and event."""

    def __init__(self, checker, document_file):
        self.checker = checker
        self.call = checker.call
        self.document_file = document_file

    def command(self, command_type, status=200, code=None, envelope=None, query="", **data):
        body = {"session_id": self.session, "command_type": command_type, "data": data}
        body.update(envelope or {})
        answer = self.call("post", "/api/v1/commands/execute", status, body, query=query, code=code)
        if status == 200:
            self.checker.commands.setdefault(command_type, data)
        return answer

    def create(self, parent, name=None, kind="job", **more):
        if name is not None:
            more["name"] = name
        return self.command("CreateNode", blueprint_type_id=kind, parent_id=parent,
                            **more)["node_id"]

    def run(self):
        self.host()
        self.templates()
        self.projects()
        self.commands()
        self.undo()
        self.reading()
        self.events()
        self.refusals()
        self.versions()
        self.access()
        self.exchange()
        self.ends()

    def host(self):
        for path in ("/health", "/api/v1/health", "/metrics", "/api/v1/metrics"):
            self.call("get", path, 200)
        served = self.call("get", "/api/v1/openapi.json", 200)
        self.checker.expect(served == self.document_file, "the served document is the file")
        self.call("get", "/api/v1/asyncapi.json", 200)

    def templates(self):
        listed = self.call("get", "/api/v1/templates", 200)
        for template in listed["templates"]:
            self.call("get", "/api/v1/templates/{template_id}/schema", 200,
                      template_id=template["template_id"])
        self.call("get", "/api/v1/templates/{template_id}/schema", 404, code="TEMPLATE_NOT_FOUND",
                  template_id="none")
        self.call("get", "/api/v1/templates/{template_id}/schema", 304, template_id="restomod",
                  headers={"If-None-Match": "*"})

    def projects(self):
        self.call("post", "/api/v1/projects", 400, {"template_id": "restomod"},
                  code="INVALID_REQUEST")
        self.call("post", "/api/v1/projects", 404, {"template_id": "x", "project_name": "P"},
                  code="TEMPLATE_NOT_FOUND")
        self.call("post", "/api/v1/projects", 422,
                  {"template_id": "restomod", "project_name": "n" * 1025}, code="INVALID_VALUE")
        made = self.call("post", "/api/v1/projects", 201,
                         {"template_id": "restomod", "project_name": "Bronco"})
        self.session = made["session_id"]
        self.project = made["project_id"]
        self.root = made["graph"]["roots"][0]["id"]
        self.phases = [child["id"] for child in made["graph"]["roots"][0]["children"]]
        self.call("post", "/api/v1/projects", 409, code="CONFLICT", body={
            "template_id": "restomod", "project_name": "P", "project_id": self.project})
        empty = self.call("post", "/api/v1/sessions", 201, {})
        self.empty = empty["session_id"]
        self.call("post", "/api/v1/sessions", 409, {"session_id": self.empty}, code="CONFLICT")
        for path in ("/api/v1/sessions", "/api/v1/projects"):
            self.call("get", path, 200)
        self.call("get", "/api/v1/projects", 200, query="?trash=1")
        for path in ("/api/v1/sessions/{session_id}", "/api/v1/sessions/{session_id}/info"):
            self.call("get", path, 200, session_id=self.session)
            self.call("get", path, 200, session_id=self.empty)
            self.call("get", path, 404, code="INVALID_SESSION", session_id=UNKNOWN)
        self.call("get", "/api/v1/projects/{project_id}", 200, project_id=self.project)
        self.call("get", "/api/v1/projects/{project_id}", 404, code="PROJECT_NOT_FOUND",
                  project_id=UNKNOWN)
        self.call("post", "/api/v1/projects/{project_id}/open", 200, project_id=self.project)
        self.call("post", "/api/v1/projects/{project_id}/save", 200, project_id=self.project)

    def commands(self):
        self.first = self.create(self.phases[0], "First", properties={"status": None})
        self.second = self.create(self.phases[0], "Second", after=self.first)
        self.command("UpdateProperty", node_id=self.first, property_id="name", value="Once")
        self.command("UpdateProperty", node_id=self.project, property_id="currency", value="EUR")
        self.command("UpdateProperty", node_id=self.project, property_id="x-mine", value=[1, None])
        self.command("DeleteProperty", node_id=self.project, property_id="x-mine")
        self.command("UpdateProperty", node_id=self.first, property_id="status", value=None)
        self.command("LinkDependency", blocker_id=self.first, blocked_id=self.second)
        self.command("MoveNode", node_id=self.second, parent_id=self.phases[1], index=0)
        self.command("UnlinkNode", parent_id=self.phases[1], child_id=self.second)
        self.command("LinkNode", parent_id=self.phases[0], child_id=self.second,
                     before=self.first)
        self.command("DeleteNode", node_id=self.first)
        self.removed = self.command("DeleteNode", node_id=self.second)["seq"]
        self.command("RestoreNode", node_id=self.second)
        self.command("RestoreNode", node_id=self.first, parent_id=self.phases[1], index=0)
        self.command("UnlinkDependency", blocker_id=self.first, blocked_id=self.second)
        self.command("LinkDependency", blocker_id=self.first, blocked_id=self.second)
        self.command("SetTemplate", template_id="book")
        self.command("SetTemplate", template_id="restomod")
        made = self.command("Batch", label="Many", commands=[
            {"command_type": "CreateNode",
             "data": {"blueprint_type_id": "task", "parent_id": self.first, "name": str(number)}}
            for number in range(250)])
        self.checker.expect(len(made["result"]) == 250, "a Batch answers what each command does")
        self.command("DeleteNode", node_id=self.first)
        self.command("RestoreNode", node_id=self.first, query="?include=graph")
        self.call("post", "/api/v1/commands/execute", 200, {
            "session_id": self.session.upper(), "command": "update_property",
            "node_id": self.second, "property_id": "name", "value": "Older"})
        again = {"command_id": "0197a000-0000-7000-8000-0000000000aa"}
        self.command("UpdateProperty", node_id=self.second, property_id="name", value="A",
                     envelope=again)
        self.command("UpdateProperty", node_id=self.second, property_id="name", value="A",
                     envelope=again)
        self.command("UpdateProperty", node_id=self.second, property_id="name", value="B",
                     envelope=again, status=409, code="CONFLICT")

    def undo(self):
        undo = "/api/v1/sessions/{session_id}/undo"
        redo = "/api/v1/sessions/{session_id}/redo"
        self.call("post", undo, 200, {}, session_id=self.session)
        self.call("post", redo, 200, {}, session_id=self.session)
        self.call("post", undo, 200, {"scope": "author", "partial": True}, session_id=self.session,
                  query="?include=graph")
        self.call("post", redo, 200, {"scope": "author"}, session_id=self.session)
        self.call("post", redo, 400, {}, session_id=self.session, code="NOTHING_TO_REDO")
        self.call("post", undo, 400, {"target": UNKNOWN}, session_id=self.session,
                  code="NOTHING_TO_UNDO")
        mine = self.command("UpdateProperty", node_id=self.first, property_id="name", value="Mine")
        ada = {"X-Author-ID": "0197a000-0000-7000-8000-0000000000ad", "X-Author-Name": "Ada"}
        self.call("post", "/api/v1/commands/execute", 200, {
            "session_id": self.session, "command_type": "UpdateProperty",
            "data": {"node_id": self.first, "property_id": "name", "value": "Ada's"}}, headers=ada)
        self.call("post", undo, 409, {"target": mine["command_id"]}, session_id=self.session,
                  code="UNDO_CONFLICT")
        self.command("UpdateProperty", node_id=self.first, property_id="name", value="Late",
                     envelope={"base_seq": mine["seq"]}, status=409, code="CONFLICT")
        self.command("UpdateProperty", node_id=self.first, property_id="name", value="Late",
                     envelope={"expected_seq": 1}, status=409, code="CONFLICT")

    def reading(self):
        of = {"session_id": self.session}
        self.call("get", "/api/v1/graph", 200, query="?session_id=" + self.session)
        self.call("get", "/api/v1/graph", 200, headers={"X-Session-ID": self.session})
        self.call("get", "/api/v1/graph", 400, code="INVALID_REQUEST")
        self.call("get", "/api/v1/sessions/{session_id}/graph", 200, **of)
        self.call("get", "/api/v1/sessions/{session_id}/graph", 200, query="?at=3", **of)
        self.call("get", "/api/v1/sessions/{session_id}/graph/digest", 200, **of)
        self.call("get", "/api/v1/sessions/{session_id}/graph", 409, code="NO_PROJECT",
                  session_id=self.empty)
        node = "/api/v1/sessions/{session_id}/graph/nodes/{node_id}"
        self.call("get", node, 200, node_id=self.first, query="?depth=1", **of)
        self.call("get", node, 200, node_id=self.root, **of)
        self.call("get", node, 404, node_id=UNKNOWN, code="NODE_NOT_FOUND", **of)
        removed = "/api/v1/sessions/{session_id}/removed/{seq}"
        self.call("get", removed, 200, seq=str(self.removed), **of)
        self.call("get", removed, 404, seq="1", code="NOT_FOUND", **of)
        self.call("get", "/api/v1/sessions/{session_id}/clients", 200, **of)
        template = "/api/v1/sessions/{session_id}/template"
        self.call("get", template, 200, **of)
        self.call("get", template, 200, query="?format=yaml", **of)
        self.call("get", template, 304, headers={"If-None-Match": "*"}, **of)
        self.call("get", template, 400, query="?format=xml", code="INVALID_REQUEST", **of)

    def events(self):
        path = "/api/v1/sessions/{session_id}/events"
        since = 0
        last = None
        while True:
            page = self.call("get", path, 200, query="?since=%d&limit=7" % since,
                             session_id=self.session)
            for event in page["events"]:
                self.checker.events.add(event["event"])
                if event["event"] == "node-created" and "subtree_url" in event:
                    last = event
            since = page["seq"]
            if not page["more"]:
                break
        self.checker.expect(last is not None, "a big subtree is restored as one event")
        self.call("get", path, 200, query="?since=%d&epoch=%s&head=%s" % (
            since, page["epoch"], page["head"]), session_id=self.session)
        self.call("get", path, 409, query="?since=%d" % (since + 1), code="CONFLICT",
                  session_id=self.session)

    def refusals(self):
        self.command("CreateNode", blueprint_type_id="job", parent_id=UNKNOWN, status=422,
                     code="INVALID_PARENT")
        self.command("CreateNode", blueprint_type_id="project_root", parent_id=self.first,
                     status=422, code="TYPE_NOT_ALLOWED")
        self.command("UpdateProperty", node_id=self.first, property_id="nonsense", value=1,
                     status=422, code="INVALID_VALUE")
        self.command("MoveNode", node_id=self.phases[0], parent_id=self.second, index=0, status=422,
                     code="WOULD_CYCLE")
        self.command("LinkDependency", blocker_id=self.second, blocked_id=self.first, status=422,
                     code="WOULD_CYCLE")
        self.command("DeleteNode", node_id=UNKNOWN, status=404, code="NODE_NOT_FOUND")
        self.command("Nonsense", status=400, code="INVALID_COMMAND")
        self.call("get", "/api/v1/sessions", 403, headers={"Host": "evil.example"},
                  code="FORBIDDEN")
        self.call("post", "/api/v1/commands/execute", 413, b" " * (9 << 20),
                  code="PAYLOAD_TOO_LARGE")
        self.checker.connection.close()
        response, content = self.checker.request("PUT", "/api/v1/sessions", {})
        self.checker.expect(response.status == 405 and "Allow" in response.headers, "405 has Allow")
        self.checker.valid(json.loads(content),
                           {"$ref": "#/components/schemas/Error"}, "405")
        self.checker.codes.add(json.loads(content)["error"]["code"])
        self.mutations()

    def mutations(self):
        """Without a member that the document requires, or with one of another
        type than it says, the server refuses as well."""
        schemas = self.checker.document["components"]["schemas"]
        for command_type, data in self.checker.commands.items():
            schema = schemas[command_type + "Data"]
            for name in schema.get("required", []):
                less = {key: value for key, value in data.items() if key != name}
                self.command(command_type, status=400, code="INVALID_COMMAND", **less)
            for name, each in schema["properties"].items():
                for wrong in ([], {"a": 1}, True, 7.5, "no such thing", -1):
                    if self.checker.validator.fits(wrong, each):
                        continue
                    body = {"session_id": self.session, "command_type": command_type,
                            "data": dict(data, **{name: wrong})}
                    # What is no UUID is only unknown, which has a code of its own.
                    self.call("post", "/api/v1/commands/execute", None, body)
                    self.checker.expect(
                        self.refused(body), "%s refuses %s: %r" % (command_type, name, wrong))

    def refused(self, body):
        response, content = self.checker.request("POST", "/api/v1/commands/execute", body)
        return response.status in (400, 404, 422) and b'"error"' in content

    def versions(self):
        of = {"session_id": self.session}
        path = "/api/v1/sessions/{session_id}/versions"
        self.call("post", path, 201, {"name": "As sold"}, **of)
        self.call("post", path, 201, {"name": "a/b c", "seq": 2}, **of)
        self.call("post", path, 409, {"name": "As sold"}, code="CONFLICT", **of)
        self.call("post", path, 400, {}, code="INVALID_REQUEST", **of)
        self.call("post", path, 404, {"name": "x", "seq": 100000}, code="NOT_FOUND", **of)
        self.call("post", path, 422, {"name": ""}, code="INVALID_VALUE", **of)
        self.call("get", path, 200, **of)
        self.call("delete", path + "/{name}", 200, name="a/b c", **of)
        self.call("delete", path + "/{name}", 404, name="a/b c", code="NOT_FOUND", **of)

    def access(self):
        of = {"session_id": self.session}
        invites = "/api/v1/sessions/{session_id}/invites"
        members = "/api/v1/sessions/{session_id}/members"
        made = self.call("post", invites, 201, {"role": "viewer", "uses": 2}, **of)
        self.call("post", invites, 201,
                  {"role": "owner", "expires_at": "2999-01-01T00:00:00.000Z"}, **of)
        self.call("post", invites, 400, {}, code="INVALID_REQUEST", **of)
        self.call("post", invites, 409, {"role": "viewer"}, code="NO_PROJECT",
                  session_id=self.empty)
        self.call("get", invites, 200, **of)
        joined = self.call("post", "/api/v1/join", 201, {"invite": made["invite"], "name": "Ada"})
        self.call("post", "/api/v1/join", 401, {"invite": "none", "name": "Ada"},
                  code="UNAUTHORIZED")
        self.call("post", "/api/v1/join", 400, {"invite": made["invite"]}, code="INVALID_REQUEST")
        as_ada = {"Authorization": "Bearer " + joined["token"]}
        self.call("get", "/api/v1/sessions/{session_id}", 200, headers=as_ada, **of)
        self.call("get", "/api/v1/sessions/{session_id}", 404, headers=as_ada,
                  code="INVALID_SESSION", session_id=self.empty)
        self.call("get", invites, 403, headers=as_ada, code="FORBIDDEN", **of)
        self.call("get", "/api/v1/templates", 403, headers=as_ada, code="FORBIDDEN")
        self.call("get", members, 200, **of)
        self.call("delete", members + "/{author_id}", 200, author_id=joined["author_id"], **of)
        self.call("delete", members + "/{author_id}", 404, author_id=joined["author_id"],
                  code="NOT_FOUND", **of)
        self.call("get", "/api/v1/sessions/{session_id}", 401, headers=as_ada,
                  code="UNAUTHORIZED", **of)
        self.call("post", "/api/v1/join", 201, {"invite": made["invite"], "name": "Ben"})
        self.call("delete", invites + "/{invite_id}", 200, query="?tokens=1",
                  invite_id=made["invite_id"], **of)
        self.call("delete", invites + "/{invite_id}", 404, invite_id=made["invite_id"],
                  code="NOT_FOUND", **of)
        self.call("get", "/api/v1/sessions/{session_id}/audit", 200, query="?limit=50", **of)

    def exchange(self):
        export = "/api/v1/projects/{project_id}/export"
        of = {"project_id": self.project}
        text = self.call("get", export, 200, query="?format=json", **of)
        document = self.call("get", export, 200, query="?format=talus", **of)
        self.call("get", export, 400, query="?format=csv", code="INVALID_REQUEST", **of)
        path = "/api/v1/projects/import"
        self.call("post", path, 201, text, query="?session_id=" + self.empty)
        self.call("post", path, 201, document, content_type="application/octet-stream")
        form = (b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\n\r\n"
                b"{\"graph\":{\"nodes\":[{\"id\":\"a\",\"type\":\"b\",\"properties\":{\"c\":1}}]}}"
                b"\r\n--b\r\nContent-Disposition: form-data; name=\"template\"\r\n\r\n"
                b"id: t\nname: T\nnode_types:\n  - {id: b, label: B}\n\r\n--b--\r\n")
        odd = self.call("post", path, 201, form, content_type="multipart/form-data; boundary=b")
        self.checker.expect(len(odd["warnings"]) == 2, "warnings are told")
        self.call("post", path, 400, {}, code="INVALID_REQUEST", check_request=False)

    def ends(self):
        of = {"project_id": self.project}
        self.call("delete", "/api/v1/sessions/{session_id}", 200, session_id=self.session)
        self.call("get", "/api/v1/projects/{project_id}", 200, **of)
        self.call("post", "/api/v1/sessions/cleanup", 200, {"max_inactive_hours": 0})
        self.call("post", "/api/v1/sessions/cleanup", 400, {}, code="INVALID_REQUEST")
        self.call("delete", "/api/v1/projects/{project_id}", 200, **of)
        self.call("delete", "/api/v1/projects/{project_id}", 404, code="PROJECT_NOT_FOUND", **of)
        self.call("get", "/api/v1/projects", 200, query="?trash=1")
        self.call("post", "/api/v1/projects/{project_id}/restore", 200, **of)


def check_coverage(checker):
    document = checker.document
    operations = {item[method]["operationId"] for item in document["paths"].values()
                  for method in METHODS if method in item}
    for missing in sorted(operations - checker.succeeded):
        checker.expect(False, "the scenario calls " + missing)
    schemas = document["components"]["schemas"]
    commands = {name[:-len("Data")] for name in schemas if name.endswith("Data")}
    for missing in sorted(commands - set(checker.commands)):
        checker.expect(False, "the scenario sends " + missing)
    events = {schema["properties"]["event"]["const"] for name, schema in schemas.items()
              if name.endswith("Event") and name != "Event"}
    for missing in sorted(events - checker.events):
        checker.expect(False, "the scenario sees " + missing)
    for missing in sorted(set(schemas["ErrorCode"]["enum"]) - OUT_OF_REACH - checker.codes):
        checker.expect(False, "the scenario meets " + missing)


def main():
    daemon, document_path, sources, templates = sys.argv[1:5]
    with open(document_path, encoding="utf-8") as file:
        document = json.load(file)
    checker = Checker(document)
    checker.check_document()
    checker.check_codes(sources)
    checker.check_routes(sources)
    checker.check_roles(sources)

    folder = tempfile.mkdtemp(prefix="talus-openapi-")
    process = subprocess.Popen([daemon, "--port", "0", "--data-dir", folder, "--template-dir",
                                templates], stdout=subprocess.PIPE, text=True)
    try:
        url = urllib.parse.urlsplit(process.stdout.readline().split()[-1])
        checker.connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        checker.probe()
        Scenario(checker, document).run()
        check_coverage(checker)
    finally:
        process.terminate()
        checker.expect(process.wait(timeout=30) == 0, "the host ends well")
        shutil.rmtree(folder)

    print("%d checks, %d failed" % (checker.n_checks, len(checker.failures)))
    return 1 if checker.failures else 0


if __name__ == "__main__":
    sys.exit(main())
