# SPDX-License-Identifier: GPL-3.0-or-later
"""The same room with Flask-SocketIO, in memory: a command changes a dict, the room is told, then
the command is answered. Nothing is durable. For comparison; socketio_app.py PORT.

Threads would speak websocket with simple-websocket, which Debian 12 does not have; of what it
has, eventlet is what Flask-SocketIO takes first."""

import eventlet
eventlet.monkey_patch()

import datetime  # noqa: E402
import sys  # noqa: E402
import uuid  # noqa: E402

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, emit, join_room  # noqa: E402

EPOCH = str(uuid.uuid4())
HEAD = "445e5f6088d946e163436140e25c106b"
LISTED_CLIENTS = 200

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet", ping_interval=25, ping_timeout=20,
                    http_compression=False)
nodes = {}
authors = {}
clients = {}  # by room: {sid: client}
rooms = {}  # by sid
seq = 0


def now():
    return datetime.datetime.utcnow().isoformat(timespec="milliseconds") + "Z"


@socketio.on("connect")
def connect(auth):
    authors[request.sid] = {"author_id": auth["author_id"], "colour": "#2190a4",
                            "name": auth["name"]}


@socketio.on("disconnect")
def disconnect():
    authors.pop(request.sid, None)
    clients.get(rooms.pop(request.sid, None), {}).pop(request.sid, None)


@socketio.on("join_session")
def join_session(data):
    sid = request.sid
    author = authors[sid]
    room = f"session_{data['session_id']}"
    join_room(room)
    rooms[sid] = room
    members = clients.setdefault(room, {})
    members[sid] = {"client_id": sid, **author, "role": "owner", "joined_at": now(),
                    "presence": None}
    listed = []
    for client in members.values():
        if len(listed) == LISTED_CLIENTS:
            break
        listed.append(client)
    emit("joined", {"event": "joined", "session_id": data["session_id"], "room": room,
                    "client_id": sid, "author_id": author["author_id"], "role": "owner",
                    "active_clients": len(members), "clients": listed, "seq": seq, "epoch": EPOCH,
                    "head": HEAD})


@socketio.on("command")
def execute(command):
    global seq
    data = command["data"]
    key = data["property_id"]
    properties = nodes.setdefault(data["node_id"], {"properties": {}})["properties"]
    old = properties.get(key)
    properties[key] = data["value"]
    seq += 1
    room = f"session_{command['session_id']}"
    common = {"session_id": command["session_id"], "timestamp": now(),
              "command_id": command["command_id"], "author": authors[request.sid],
              "client_id": request.sid}
    kind = command["command_type"]
    emit("command:executing", {"event": "command:executing", **common, "command_type": kind},
         to=room)
    emit("property-changed", {"event": "property-changed", **common, "seq": seq, "part": 1,
                              "node_id": data["node_id"], "property_id": key,
                              "property_name": key, "old_value": old,
                              "new_value": data["value"]}, to=room)
    emit("command:executed", {"event": "command:executed", **common, "seq": seq, "head": HEAD,
                              "of": 1, "command_type": kind, "success": True, "result": None},
         to=room)
    return {"success": True, "command_id": command["command_id"], "seq": seq, "epoch": EPOCH,
            "head": HEAD, "result": None}


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]))
