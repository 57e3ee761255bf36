# SPDX-License-Identifier: GPL-3.0-or-later
"""What a careful person writes in an afternoon with Flask: a command changes a dict and is
durable before it is answered. For comparison; flask_app.py PORT FILE."""

import json
import logging
import os
import sys
import threading

from flask import Flask, jsonify, request
from werkzeug.serving import WSGIRequestHandler

app = Flask(__name__)
lock = threading.Lock()
nodes = {"root": {"name": "root", "properties": {}, "children": []}}
log = open(sys.argv[2], "ab", buffering=0)
seq = 0


@app.get("/api/v1/health")
def health():
    return jsonify(status="ok")


@app.get("/api/v1/nodes/<node_id>")
def get_node(node_id):
    return jsonify(node=nodes[node_id])


@app.post("/api/v1/commands/execute")
def execute():
    global seq
    command = request.get_json()
    data = command["data"]
    with lock:
        if command["command_type"] == "CreateNode":
            nodes[data["id"]] = {"name": data["name"], "properties": {}, "children": []}
            nodes["root"]["children"].append(data["id"])
        else:
            nodes[data["node_id"]]["properties"][data["property_id"]] = data["value"]
        seq += 1
        mine = seq
        log.write(json.dumps({"seq": mine, "command": command}).encode() + b"\n")
    # Outside the lock: other threads may write and sync meanwhile.
    os.fdatasync(log.fileno())
    return jsonify(success=True, command_id=command.get("command_id"), seq=mine)


if __name__ == "__main__":
    logging.getLogger("werkzeug").disabled = True
    WSGIRequestHandler.protocol_version = "HTTP/1.1"  # keep-alive
    app.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
