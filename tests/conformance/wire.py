# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP and WebSocket as bytes on a socket, so that a test may say what no library would.

What comes from the server is held to RFC 6455 wherever it is read: not masked, no reserved
bits, the shortest form of the length, control frames whole and small.
"""

import asyncio
import base64
import contextvars
import hashlib
import json
import os
import struct

HOST = "127.0.0.1"
SEPARATOR = "\x1e"
WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


# What the case that runs has opened, to be closed with it however it ends.
OPENED = contextvars.ContextVar("opened")


async def open_connection(port):
    reader, writer = await asyncio.open_connection(HOST, port, limit=1 << 24)
    OPENED.get().append(writer)
    return reader, writer


class Failure(Exception):
    """The server did what the documents do not allow."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def check_equal(found, expected, what="what came"):
    if found != expected:
        raise Failure(f"{what}: {shorten(found)}, not {shorten(expected)}")


def shorten(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:200]}… ({len(text)} characters)"


class Answer:
    """To an HTTP request; header names in lower case."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode()


async def read_head(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {}
    for line in head[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return int(head[0].split(" ")[1]), headers


async def read_answer(reader, is_head=False):
    status, headers = await read_head(reader)
    body = b""
    if is_head or status in (204, 304) or status < 200:
        pass
    elif headers.get("transfer-encoding", "").lower() == "chunked":
        while True:
            size = int((await reader.readline()).split(b";")[0], 16)
            body += await reader.readexactly(size)
            await reader.readexactly(2)
            if size == 0:
                break
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = await reader.read()
    return Answer(status, headers, body)


def make_request(method, target, body=None, headers=None):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {HOST}"]
    headers = dict(headers or {})
    if body is not None and "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(body)))
        headers.setdefault("Content-Type", "text/plain;charset=UTF-8")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


class Http:
    """One connection, kept for as many requests as one likes."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, port):
        return cls(*await open_connection(port))

    async def send(self, data, slice_size=0):
        if not slice_size:
            self.writer.write(data)
            await self.writer.drain()
            return
        for start in range(0, len(data), slice_size):
            self.writer.write(data[start:start + slice_size])
            await self.writer.drain()
            await asyncio.sleep(0)

    async def receive(self, is_head=False):
        return await read_answer(self.reader, is_head)

    async def ask(self, method, target, body=None, headers=None):
        await self.send(make_request(method, target, body, headers))
        return await self.receive(method == "HEAD")

    def close(self):
        self.writer.transport.abort()


async def ask(port, method, target, body=None, headers=None):
    """One request on a connection of its own."""
    http = await Http.connect(port)
    try:
        return await http.ask(method, target, body, headers)
    finally:
        http.close()


def read_packets(body):
    """The packets of a polling payload: text as str with its type, binary as bytes."""
    return [base64.b64decode(packet[1:], validate=True) if packet.startswith("b") else packet
            for packet in body.split(SEPARATOR)]


def write_packets(packets):
    return SEPARATOR.join("b" + base64.b64encode(packet).decode() if isinstance(packet, bytes)
                          else packet for packet in packets)


class Polling:
    """An Engine.IO session over HTTP long-polling."""

    def __init__(self, port, path):
        self.port = port
        self.path = path
        self.open = None
        self.sid = None
        self.packets = []  # come and not yet taken
        self.polling = False  # whether a poll has been sent and not answered

    @classmethod
    async def connect(cls, port, path="/engine.io/"):
        self = cls(port, path)
        answer = await ask(port, "GET", f"{path}?EIO=4&transport=polling")
        check_equal(answer.status, 200, "the status of the handshake")
        packet = answer.text.split(SEPARATOR)[0]
        check(packet.startswith("0"), f"{shorten(answer.text)} is no open packet")
        self.open = json.loads(packet[1:])
        self.sid = self.open["sid"]
        return self

    @property
    def target(self):
        return f"{self.path}?EIO=4&transport=polling&sid={self.sid}"

    async def post(self, body):
        """The answer to a POST of that payload."""
        body = body.encode() if isinstance(body, str) else body
        return await ask(self.port, "POST", self.target, body)

    async def send(self, *packets):
        answer = await self.post(write_packets(packets))
        check_equal((answer.status, answer.text), (200, "ok"), "the answer to a POST")

    async def poll(self):
        """The answer to a GET, whatever it is."""
        http = await Http.connect(self.port)
        try:
            await http.send(make_request("GET", self.target))
            self.polling = True
            return await http.receive()
        finally:
            self.polling = False
            http.close()

    async def poll_packets(self):
        answer = await self.poll()
        check_equal(answer.status, 200, "the status of a poll")
        return read_packets(answer.text)

    async def receive(self, count=1):
        """That many packets, pings left out and answered."""
        while len(self.packets) < count:
            for packet in await self.poll_packets():
                if packet == "2":
                    await self.send("3")
                else:
                    self.packets.append(packet)
        taken, self.packets = self.packets[:count], self.packets[count:]
        return taken

    async def check_gone(self):
        check_equal((await self.poll()).status, 400, "the status of a poll after the end")

    async def check_alive(self):
        await self.send("4still here")
        check_equal(await self.receive(), ["4still here"])

    def upgrade(self, **options):
        return WebSocket.connect(self.port, self.path, self.sid, **options)


class Frame:
    def __init__(self, opcode, payload):
        self.opcode = opcode
        self.payload = payload

    def __repr__(self):
        return f"Frame({self.opcode}, {shorten(self.payload)})"

    @property
    def code(self):
        """Of a close frame; None if it gives none."""
        return struct.unpack("!H", self.payload[:2])[0] if self.payload else None


def mask(payload, key):
    if not payload or key == b"\0\0\0\0":
        return payload
    size = len(payload)
    whole = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")


def make_frame(opcode, payload=b"", fin=True, rsv=0, masked=True, length_bytes=None):
    """A client's frame. length_bytes: 0, 2 or 8, where the shortest form is not wanted."""
    payload = payload.encode() if isinstance(payload, str) else payload
    size = len(payload)
    if length_bytes is None:
        length_bytes = 0 if size < 126 else 2 if size < 1 << 16 else 8
    length = {0: size, 2: 126, 8: 127}[length_bytes]
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode, (0x80 if masked else 0) | length])
    head += {0: b"", 2: struct.pack("!H", size & 0xFFFF), 8: struct.pack("!Q", size)}[length_bytes]
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + mask(payload, key)


async def read_frame(reader):
    """The next frame of a server, held to RFC 6455."""
    first, second = await reader.readexactly(2)
    check(not first & 0x70, "The server set a reserved bit")
    check(not second & 0x80, "The server masked a frame")
    check(first & 0x80, "The server sent a packet in fragments")
    size = second & 0x7F
    if size == 126:
        size, = struct.unpack("!H", await reader.readexactly(2))
        check(size > 125, "The server did not use the shortest length")
    elif size == 127:
        size, = struct.unpack("!Q", await reader.readexactly(8))
        check(size > 0xFFFF, "The server did not use the shortest length")
    opcode = first & 0x0F
    check(opcode in (TEXT, BINARY, CLOSE, PING, PONG), f"The server sent opcode {opcode}")
    check(opcode < CLOSE or size <= 125, "The server sent a large control frame")
    return Frame(opcode, await reader.readexactly(size))


def make_upgrade(target, headers=None):
    """The request of an opening handshake; a header of None is left out."""
    wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
              "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(headers or {})}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    return make_request("GET", target, None, wanted), wanted.get("Sec-WebSocket-Key")


class WebSocket:
    """A WebSocket that reads in the background, and answers Engine.IO's pings unless told not to.
    """

    def __init__(self, port, answers_pings):
        self.port = port
        self.answers_pings = answers_pings
        self.pings = 0
        self.frames = asyncio.Queue()  # None is the end
        self.reader = self.writer = self.task = self.open = self.sid = None

    @classmethod
    async def connect(cls, port, path="/engine.io/", sid=None, answers_pings=True,
                      reads_open=None, first=b"", headers=None, reads=True):
        """first: bytes sent in one go with the handshake. reads_open: whether an open packet is
        waited for; by default if it is no upgrade."""
        self = cls(port, answers_pings)
        target = f"{path}?EIO=4&transport=websocket" + (f"&sid={sid}" if sid else "")
        self.reader, self.writer = await open_connection(port)
        request, key = make_upgrade(target, headers)
        self.writer.write(request + first)
        status, answered = await read_head(self.reader)
        if status != 101:
            self.abort()
            raise Failure(f"The WebSocket handshake was answered {status}")
        accept = base64.b64encode(hashlib.sha1((key + WEBSOCKET_GUID).encode()).digest()).decode()
        check_equal(answered.get("sec-websocket-accept"), accept, "Sec-WebSocket-Accept")
        check_equal(answered.get("upgrade", "").lower(), "websocket", "Upgrade")
        check("upgrade" in answered.get("connection", "").lower(), "Connection is not Upgrade")
        check("sec-websocket-extensions" not in answered, "An extension was agreed to")
        if reads:
            self.begin_reading()
        if reads and (reads_open or (reads_open is None and not sid)):
            packet = await self.receive()
            check(packet.startswith("0"), f"{shorten(packet)} is no open packet")
            self.open = json.loads(packet[1:])
            self.sid = self.open["sid"]
        return self

    def begin_reading(self):
        self.task = asyncio.ensure_future(self.read())

    async def read(self):
        try:
            while True:
                frame = await read_frame(self.reader)
                if frame.opcode == TEXT and frame.payload == b"2":
                    self.pings += 1
                    if self.answers_pings:
                        self.writer.write(make_frame(TEXT, b"3"))
                        continue
                self.frames.put_nowait(frame)
        except (EOFError, OSError):
            self.frames.put_nowait(None)
        except Failure as failure:
            self.frames.put_nowait(failure)
            self.frames.put_nowait(None)

    async def send_raw(self, data, slice_size=0):
        try:
            if not slice_size:
                self.writer.write(data)
                await self.writer.drain()
                return
            for start in range(0, len(data), slice_size):
                self.writer.write(data[start:start + slice_size])
                await self.writer.drain()
                await asyncio.sleep(0)
        except OSError:
            pass  # what follows finds the end

    async def send(self, *packets):
        """Each in a frame of its own, all in one go."""
        await self.send_raw(b"".join(make_frame(BINARY if isinstance(p, bytes) else TEXT, p)
                                     for p in packets))

    async def send_frame(self, opcode, payload=b"", **options):
        await self.send_raw(make_frame(opcode, payload, **options))

    async def receive_frame(self):
        """The next one; None is the end of the connection."""
        frame = await self.frames.get()
        if frame is None:
            self.frames.put_nowait(None)
        elif isinstance(frame, Failure):
            raise frame
        return frame

    async def receive(self):
        """The next packet: str or bytes."""
        frame = await self.receive_frame()
        check(frame is not None, "The connection ended where a packet was due")
        check(frame.opcode in (TEXT, BINARY), f"{frame} came where a packet was due")
        return frame.payload.decode() if frame.opcode == TEXT else frame.payload

    async def receive_many(self, count):
        return [await self.receive() for _ in range(count)]

    async def receive_end(self, *codes):
        """Waits for a close frame, or for the end if no codes are given; what comes before it is
        dropped. The close frame's code, None without one."""
        while True:
            frame = await self.receive_frame()
            if frame is None:
                check(not codes, f"It ended without a close frame of code {codes}")
                return None
            if frame.opcode == CLOSE:
                check(not codes or frame.code in codes,
                      f"It was closed with {frame.code}, not {codes}")
                return frame.code

    async def receive_eof(self):
        """Waits until the server has closed the connection."""
        while await self.receive_frame() is not None:
            pass

    async def round_trip(self):
        """What was sent before has been read once this returns."""
        await self.send_frame(PING, b"round trip")
        frame = await self.receive_frame()
        check(frame is not None and (frame.opcode, frame.payload) == (PONG, b"round trip"),
              f"{frame} came where a pong was due")

    async def check_alive(self):
        await self.send("4still here")
        check_equal(await self.receive(), "4still here")

    def abort(self):
        if self.task:
            self.task.cancel()
        self.writer.transport.abort()


async def settle(port):
    """Once others have been answered, what was sent before has been read too."""
    for _ in range(2):
        await ask(port, "GET", "/engine.io/?EIO=4")


async def begin_poll(session):
    """A poll that the server knows of."""
    poll = asyncio.ensure_future(session.poll())
    while not session.polling:
        await asyncio.sleep(0)
    await settle(session.port)
    return poll
