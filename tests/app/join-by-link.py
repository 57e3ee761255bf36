#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comes by a join link as a colleague's program does, renames the first root, and waits to be put
out.

join-by-link.py LINK NAME NEW-NAME; 77 where python-socketio is not installed."""

import json
import ssl
import sys
import urllib.parse
import urllib.request

try:
    import requests
    import socketio
    import urllib3
except ImportError:
    sys.exit(77)

SECONDS = 60


def parse(link):
    """Where the host is, which session, and what stands behind the #."""
    parts = urllib.parse.urlsplit(link)
    assert parts.path.startswith("/s/"), link
    return (f"{parts.scheme}://{parts.netloc}", parts.path.removeprefix("/s/"),
            dict(urllib.parse.parse_qsl(parts.fragment)))


def make_session():
    """The link's fingerprint vouches for the host, not an authority."""
    urllib3.disable_warnings()
    session = requests.Session()
    session.trust_env = False
    session.verify = False
    return session


def ask(base, path, body=None, token=None):
    context = ssl._create_unverified_context() if base.startswith("https") else None
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(base + path, data=data, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                         urllib.request.HTTPSHandler(context=context))
    with opener.open(request, timeout=SECONDS) as answer:
        return json.load(answer)


def main():
    link, name, new_name = sys.argv[1:]
    base, session_id, fragment = parse(link)
    auth = {"name": name}
    if "i" in fragment:
        joined = ask(base, "/api/v1/join", {"invite": fragment["i"], "name": name})
        auth = {"token": joined["token"]}

    client = socketio.Client(http_session=make_session(), reconnection=False)
    client.connect(base, auth=auth, wait_timeout=SECONDS)
    joined = client.call("join_session", {"session_id": session_id}, timeout=SECONDS)
    assert "client_id" in joined, joined
    graph = ask(base, f"/api/v1/sessions/{session_id}/graph", token=auth.get("token"))
    root = (graph["graph"] if "graph" in graph else graph)["roots"][0]["id"]
    answer = client.call("command", {
        "command_type": "UpdateProperty",
        "data": {"node_id": root, "property_id": "name", "value": new_name},
    }, timeout=SECONDS)
    assert answer.get("success"), answer
    print("edited", flush=True)
    client.wait()
    print("out", flush=True)


main()
