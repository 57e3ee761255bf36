#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engine.IO 4 on /engine.io/, where the fixture echoes: handshake, messages, limits, close and
upgrade. Usage in suite.py."""

import asyncio
import sys

sys.dont_write_bytecode = True
from suite import MAX_PAYLOAD, case, main  # noqa: E402
from wire import (BINARY, CLOSE, SEPARATOR, TEXT, Failure, Http, Polling,  # noqa: E402
                  WebSocket, ask, begin_poll, check, check_equal, make_frame, make_request,
                  make_upgrade, read_frame, read_head, read_packets, settle)

PATH = "/engine.io/"
POLLING = f"{PATH}?EIO=4&transport=polling"
WEBSOCKET = f"{PATH}?EIO=4&transport=websocket"


async def ask_upgrade(port, target, headers=None):
    """The status of the answer to a WebSocket handshake; None if there was none, or if the
    connection was opened only to be closed at once."""
    http = await Http.connect(port)
    try:
        await http.send(make_upgrade(target, headers)[0])
        status, _ = await read_head(http.reader)
        if status == 101:
            frame = await read_frame(http.reader)
            status = None if frame.opcode == CLOSE else status
        return status
    except (EOFError, OSError):
        return None
    finally:
        http.close()


# Handshake

def check_open(packet, upgrades):
    check_equal(sorted(packet), ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"])
    check(isinstance(packet["sid"], str) and len(packet["sid"]) >= 20, "The sid is short")
    check_equal(packet["upgrades"], upgrades)
    check_equal((packet["pingInterval"], packet["pingTimeout"], packet["maxPayload"]),
                (300, 200, MAX_PAYLOAD))


@case("/handshake/polling")
async def polling_handshake(port):
    answer = await ask(port, "GET", POLLING + "&t=abc123")
    check_equal(answer.status, 200)
    check_equal(answer.headers["content-type"].lower().replace(" ", ""),
                "text/plain;charset=utf-8")
    check(SEPARATOR not in answer.text, "More than the open packet came")
    first = await Polling.connect(port)
    second = await Polling.connect(port)
    check_open(first.open, ["websocket"])
    check(first.sid != second.sid, "Two sessions have one sid")


@case("/handshake/websocket")
async def websocket_handshake(port):
    ws = await WebSocket.connect(port)
    check_open(ws.open, [])
    await ws.check_alive()
    ws.abort()


BAD_VERSIONS = [
    ("no-version", "transport={}"),
    ("version-abc", "EIO=abc&transport={}"),
    ("version-3", "EIO=3&transport={}"),
    ("version-5", "EIO=5&transport={}"),
    ("version-empty", "EIO=&transport={}"),
    ("version-44", "EIO=44&transport={}"),
]

BAD_QUERIES = [
    ("no-transport", "EIO=4"),
    ("transport-abc", "EIO=4&transport=abc"),
    ("transport-empty", "EIO=4&transport="),
    ("transport-in-capitals", "EIO=4&transport=WEBSOCKET"),
    ("transport-cut", "EIO=4&transport=pollin"),
    ("unknown-sid", "EIO=4&transport={}&sid=AAAAAAAAAAAAAAAAAAAA"),
    ("sid-of-an-object", "EIO=4&transport={}&sid=__proto__"),
    ("long-sid", "EIO=4&transport={}&sid=" + "A" * 4000),
]


@case("/handshake/polling-refused", *BAD_VERSIONS, *BAD_QUERIES)
async def polling_refused(port, query):
    answer = await ask(port, "GET", f"{PATH}?{query.format('polling')}")
    check_equal(answer.status, 400)


@case("/handshake/websocket-refused", *BAD_VERSIONS,
      strict="they say 101, then 400 in the clear on the same connection")
@case("/handshake/websocket-refused", *BAD_QUERIES)
async def websocket_refused(port, query):
    status = await ask_upgrade(port, f"{PATH}?{query.format('websocket')}")
    check(status in (None, 400), f"It was answered {status}")


@case("/handshake/nothing-asked")
async def nothing_asked(port):
    check_equal((await ask(port, "GET", PATH)).status, 400)


@case("/handshake/method", ("post", "POST"), ("put", "PUT"), ("delete", "DELETE"),
      ("patch", "PATCH"), ("head", "HEAD"))
async def handshake_method(port, method):
    body = b"" if method == "POST" else None
    check_equal((await ask(port, method, POLLING, body)).status, 400)


@case("/handshake/method-in-a-session")
async def method_in_a_session(port):
    session = await Polling.connect(port)
    answer = await ask(port, "PUT", session.target, b"4hello")
    check(answer.status >= 400, f"PUT was answered {answer.status}")


@case("/handshake/websocket-without-upgrade")
async def websocket_without_upgrade(port):
    check_equal((await ask(port, "GET", WEBSOCKET)).status, 400)


@case("/handshake/escaped-query")
async def escaped_query(port):
    answer = await ask(port, "GET", f"{PATH}?t=1&EIO=%34&transport=poll%69ng")
    check_equal(answer.status, 200)


@case("/handshake/other-path", ("longer", "/engine.iox/"), ("before", "/x/engine.io/"),
      ("root", "/"))
async def other_path(port, path):
    check_equal((await ask(port, "GET", f"{path}?EIO=4&transport=polling")).status, 404)


@case("/handshake/websocket-headers",
      ("in-any-case", {"Connection": "keep-alive, UPGRADE", "Upgrade": "WebSocket"}, [101]),
      ("offers-extensions", {"Sec-WebSocket-Extensions":
                             "permessage-deflate; client_max_window_bits"}, [101]),
      ("no-key", {"Sec-WebSocket-Key": None}, [400]),
      ("key-too-short", {"Sec-WebSocket-Key": "AAAA"}, [400]),
      ("key-no-base64", {"Sec-WebSocket-Key": "!" * 22 + "=="}, [400]),
      ("no-version", {"Sec-WebSocket-Version": None}, [400, 426]),
      ("version-12", {"Sec-WebSocket-Version": "12"}, [400, 426]),
      ("other-protocol", {"Upgrade": "h2c"}, [400, 426]))
async def websocket_headers(port, headers, expected):
    status = await ask_upgrade(port, WEBSOCKET, headers)
    check(status in expected, f"It was answered {status}")


@case("/handshake/websocket-protocol-is-not-chosen")
async def websocket_protocol(port):
    http = await Http.connect(port)
    await http.send(make_upgrade(WEBSOCKET, {"Sec-WebSocket-Extensions": "permessage-deflate"})[0])
    head = (await http.reader.readuntil(b"\r\n\r\n")).lower()
    http.close()
    check(head.startswith(b"http/1.1 101"), "The handshake failed")
    check(b"sec-websocket-extensions" not in head, "An extension was agreed to")
    check(b"sec-websocket-protocol" not in head, "A protocol was chosen")


@case("/handshake/frames-in-one-go-with-it", strict="they lose what comes before the open packet")
async def frames_with_handshake(port):
    first = make_frame(TEXT, "4first") + make_frame(TEXT, "4second")
    ws = await WebSocket.connect(port, first=first)
    check_equal(await ws.receive_many(2), ["4first", "4second"])
    ws.abort()


@case("/handshake/in-slices-of-one-byte")
async def handshake_in_slices(port):
    http = await Http.connect(port)
    await http.send(make_upgrade(WEBSOCKET)[0], slice_size=1)
    head = await http.reader.readuntil(b"\r\n\r\n")
    check(head.startswith(b"HTTP/1.1 101"), "The handshake failed")
    http.close()


# Messages

@case("/message/polling",
      ("one", ["4hello"]),
      ("several", ["4test1", "4test2", "4test3"]),
      ("binary", [b"\1\2\3\4"]),
      ("text-and-binary", ["4hello", b"\1\2\3\4"]),
      ("binary-and-text", [b"\0\xff\xfe", "4\u20ac", b"x"]),
      ("empty-text", ["4"]),
      ("empty-binary", [b""]),
      ("unicode", ["4\u00e9\u20ac\U0001f680\u2028"]),
      ("control-characters", ["4\x01\x1f\x7f\r\n\t"]),
      ("hundred", [f"4message {n}" for n in range(100)]),
      ("all-bytes", [bytes(range(256))]))
async def polling_message(port, packets):
    """One POST comes back in one poll."""
    session = await Polling.connect(port)
    await session.send(*packets)
    found = [packet for packet in await session.poll_packets() if packet != "2"]
    check_equal(found, packets)


@case("/message/websocket",
      ("one", ["4hello"]),
      ("several", ["4test1", "4test2", "4test3"]),
      ("binary", [b"\1\2\3\4"]),
      ("text-and-binary", ["4hello", b"\1\2\3\4", "4bye"]),
      ("empty-text", ["4"]),
      ("empty-binary", [b""]),
      ("unicode", ["4\u00e9\u20ac\U0001f680\u2028"]),
      ("separator", ["4a\x1eb"]),
      ("all-bytes", [bytes(range(256))]))
async def websocket_message(port, packets):
    ws = await WebSocket.connect(port)
    await ws.send(*packets)
    check_equal(await ws.receive_many(len(packets)), packets)
    ws.abort()


@case("/message/polling-waits")
async def polling_waits(port):
    """A poll without anything to say is kept until there is."""
    session = await Polling.connect(port)
    poll = await begin_poll(session)
    await session.send("4now")
    packets = read_packets((await poll).text)
    check_equal([packet for packet in packets if packet != "2"], ["4now"])


@case("/message/polling-one-connection")
async def polling_one_connection(port):
    """Everything over one kept connection."""
    http = await Http.connect(port)
    answer = await http.ask("GET", POLLING)
    sid = answer.text.split('"sid":"')[1].split('"')[0]
    for turn in range(10):
        posted = await http.ask("POST", f"{POLLING}&sid={sid}", f"4turn {turn}".encode())
        check_equal((posted.status, posted.text), (200, "ok"))
        answer = await http.ask("GET", f"{POLLING}&sid={sid}")
        check_equal([packet for packet in read_packets(answer.text) if packet != "2"],
                    [f"4turn {turn}"])
    http.close()


@case("/message/polling-chunked")
async def polling_chunked(port):
    session = await Polling.connect(port)
    http = await Http.connect(port)
    await http.send(make_request("POST", session.target, b"4\r\n4hel\r\n2\r\nlo\r\n0\r\n\r\n",
                                 {"Transfer-Encoding": "chunked"}))
    answer = await http.receive()
    http.close()
    check_equal((answer.status, answer.text), (200, "ok"))
    check_equal(await session.receive(), ["4hello"])


@case("/message/polling-in-slices-of-one-byte")
async def polling_in_slices(port):
    session = await Polling.connect(port)
    http = await Http.connect(port)
    await http.send(make_request("POST", session.target, "4caf\u00e9\x1ebAQIDBA==".encode()),
                    slice_size=1)
    answer = await http.receive()
    check_equal((answer.status, answer.text), (200, "ok"))
    await http.send(make_request("GET", session.target), slice_size=1)
    packets = read_packets((await http.receive()).text)
    http.close()
    check_equal([packet for packet in packets if packet != "2"], ["4caf\u00e9", b"\1\2\3\4"])


@case("/message/websocket-in-slices-of-one-byte")
async def websocket_in_slices(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4caf\u00e9 " + "x" * 300) + make_frame(BINARY, b"\1\2\3"),
                      slice_size=1)
    check_equal(await ws.receive_many(2), ["4caf\u00e9 " + "x" * 300, b"\1\2\3"])
    ws.abort()


@case("/message/websocket-burst")
async def websocket_burst(port):
    """A thousand packets in one go come back in order."""
    ws = await WebSocket.connect(port)
    packets = [f"4{n}" if n % 5 else b"%d" % n for n in range(1000)]
    await ws.send(*packets)
    check_equal(await ws.receive_many(len(packets)), packets)
    ws.abort()


@case("/message/polling-burst")
async def polling_burst(port):
    session = await Polling.connect(port)
    packets = [f"4{n}" if n % 5 else b"%d" % n for n in range(1000)]
    await session.send(*packets)
    check_equal(await session.receive(len(packets)), packets)


@case("/message/sessions-do-not-mix")
async def sessions_do_not_mix(port):
    sockets = [await WebSocket.connect(port) for _ in range(10)]
    for number, ws in enumerate(sockets):
        await ws.send(*[f"4{number}:{n}" for n in range(20)])
    for number, ws in enumerate(sockets):
        check_equal(await ws.receive_many(20), [f"4{number}:{n}" for n in range(20)])
        ws.abort()


# What is no packet

BAD_PACKETS = [
    ("letters", "abc"),
    ("nothing", ""),
    ("type-7", "7"),
    ("type-9", "9abc"),
    ("space", " 4a"),
    ("ping", "2"),
    ("minus", "-1"),
]


@case("/invalid/polling", *BAD_PACKETS,
      ("second-of-two", "4good\x1eabc"),
      ("separator-first", "\x1e4a"),
      ("separator-last", "4a\x1e"),
      ("two-separators", "4a\x1e\x1e4b"))
async def invalid_polling(port, body):
    """It ends the session; the POST is an error, or its connection ends."""
    session = await Polling.connect(port)
    try:
        status = (await session.post(body)).status
        check(status in (200, 400), f"The POST was answered {status}")
    except (EOFError, OSError):
        pass
    await session.check_gone()


@case("/invalid/polling-status", *BAD_PACKETS,
      strict="they answer ok to a POST that ended the session")
async def invalid_polling_status(port, body):
    session = await Polling.connect(port)
    check_equal((await session.post(body)).status, 400)
    await session.check_gone()


@case("/invalid/base64", ("alphabet", "b****"), ("length", "bAQI"), ("bits", "bAR=="),
      ("behind-padding", "bAQ==AQ=="), ("white-space", "bAQ ID"), ("only-padding", "b===="),
      strict="they take from base64 what they can read")
async def invalid_base64(port, body):
    session = await Polling.connect(port)
    check_equal((await session.post(body)).status, 400)
    await session.check_gone()


@case("/invalid/utf-8", ("alone", b"4\xff"), ("cut", b"4\xe2\x82"), ("surrogate", b"4\xed\xa0\x80"),
      ("overlong", b"4\xc0\xaf"), strict="they replace it")
async def invalid_utf8(port, body):
    session = await Polling.connect(port)
    check_equal((await session.post(body)).status, 400)
    await session.check_gone()


@case("/invalid/websocket", *BAD_PACKETS)
async def invalid_websocket(port, packet):
    ws = await WebSocket.connect(port)
    await ws.send(packet)
    await ws.receive_end()
    ws.abort()


@case("/invalid/two-polls")
async def two_polls(port):
    session = await Polling.connect(port)
    first = await begin_poll(session)
    second = await session.poll()
    first = await first
    check_equal((first.status, first.text), (200, "1"), "the first poll")
    check(second.status in (400, 500), f"The second poll was answered {second.status}")
    await session.check_gone()


@case("/invalid/two-posts")
async def two_posts(port):
    session = await Polling.connect(port)
    http = await Http.connect(port)
    await http.send(make_request("POST", session.target, None,
                                 {"Content-Length": "6", "Expect": "100-continue"}))
    check_equal((await http.receive()).status, 100)  # so it has been seen
    await http.send(b"4he")
    second = await session.post("4world")
    check_equal(second.status, 400, "the second POST")
    http.close()
    await session.check_gone()


@case("/invalid/other-transport")
async def other_transport(port):
    """A session over a WebSocket takes no polls, and goes on."""
    ws = await WebSocket.connect(port)
    target = f"{POLLING}&sid={ws.sid}"
    check_equal((await ask(port, "GET", target)).status, 400)
    check_equal((await ask(port, "POST", target, b"4intruder")).status, 400)
    await ws.check_alive()
    ws.abort()


@case("/invalid/second-websocket")
async def second_websocket(port):
    ws = await WebSocket.connect(port)
    try:
        other = await WebSocket.connect(port, sid=ws.sid)
        await other.receive_end()
        other.abort()
    except Failure:
        pass  # refused at the handshake
    await ws.check_alive()
    ws.abort()


@case("/invalid/sid-of-the-other-path")
async def sid_of_other_path(port):
    session = await Polling.connect(port)
    answer = await ask(port, "GET", f"/socket.io/?EIO=4&transport=polling&sid={session.sid}")
    check_equal(answer.status, 400)
    await session.check_alive()


@case("/invalid/version-within-a-session")
async def version_within(port):
    session = await Polling.connect(port)
    answer = await ask(port, "GET", f"{PATH}?EIO=3&transport=polling&sid={session.sid}")
    check_equal(answer.status, 400)


@case("/invalid/poll-given-up")
async def poll_given_up(port):
    """A poll whose connection breaks: what follows is delivered, or the session is over."""
    session = await Polling.connect(port)
    http = await Http.connect(port)
    await http.send(make_request("GET", session.target))
    await settle(port)
    http.close()
    await settle(port)
    posted = await session.post("4late")
    if posted.status == 200:
        check_equal(await session.receive(), ["4late"])
    else:
        await session.check_gone()


# Limits

@case("/limit/post", ("all", 0, 200), ("one-more", 1, 413), ("twice", MAX_PAYLOAD, 413))
async def limit_post(port, more, expected):
    session = await Polling.connect(port)
    body = "4" + "x" * (MAX_PAYLOAD - 1 + more)
    try:
        status = (await session.post(body)).status
    except (EOFError, OSError):
        status = 413 if more else None  # the connection was cut on the way
    check_equal(status, expected)
    if not more:
        check_equal(await session.receive(), [body])


@case("/limit/post-by-its-length", strict="they read it first")
async def limit_post_length(port):
    session = await Polling.connect(port)
    http = await Http.connect(port)
    await http.send(make_request("POST", session.target, None,
                                 {"Content-Length": str(MAX_PAYLOAD + 1)}))
    check_equal((await http.receive()).status, 413)
    http.close()


@case("/limit/post-chunked")
async def limit_post_chunked(port):
    session = await Polling.connect(port)
    http = await Http.connect(port)
    chunk = b"186A0\r\n" + b"4" * 100_000 + b"\r\n"
    try:
        await http.send(make_request("POST", session.target, chunk * 10 + b"1\r\n4\r\n0\r\n\r\n",
                                     {"Transfer-Encoding": "chunked"}))
        check_equal((await http.receive()).status, 413)
    except (ConnectionError, EOFError):
        pass  # the connection was cut on the way
    http.close()


@case("/limit/frame")
async def limit_frame(port):
    ws = await WebSocket.connect(port)
    packet = "4" + "x" * (MAX_PAYLOAD - 1)
    await ws.send(packet)
    check_equal(await ws.receive(), packet)
    binary = b"\xaa" * MAX_PAYLOAD
    await ws.send(binary)
    check_equal(await ws.receive(), binary)
    ws.abort()


@case("/limit/frame-too-large", ("text", TEXT), ("binary", BINARY))
async def limit_frame_too_large(port, opcode):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(opcode, b"4" * (MAX_PAYLOAD + 1)))
    await ws.receive_end(1009)
    ws.abort()


@case("/limit/frame-by-its-length", ("one-more", MAX_PAYLOAD + 1), ("exabytes", 1 << 60))
async def limit_frame_length(port, size):
    """Its length is enough: nothing of it needs to come."""
    ws = await WebSocket.connect(port)
    await ws.send_raw(bytes([0x82, 0xFF]) + size.to_bytes(8, "big") + b"\1\2\3\4")
    await ws.receive_end(1009)
    ws.abort()


@case("/limit/fragments")
async def limit_fragments(port):
    """All of a message's fragments together."""
    ws = await WebSocket.connect(port)
    part = b"4" + b"x" * (MAX_PAYLOAD // 4 - 1)
    for number in range(4):
        await ws.send_frame(TEXT if number == 0 else 0, part, fin=number == 3)
    check_equal(await ws.receive(), (part * 4).decode())
    for number in range(4):
        await ws.send_frame(TEXT if number == 0 else 0, part, fin=False)
    await ws.send_frame(0, b"x", fin=True)
    await ws.receive_end(1009)
    ws.abort()


@case("/limit/poll", strict="they answer a poll with all there is")
async def limit_poll(port):
    """A poll's answer stays within maxPayload; what is left comes with the next ones."""
    session = await Polling.connect(port)
    packets = [f"4{n:03} " + "x" * 90_000 if n % 3 else b"%03d " % n + b"y" * 60_000
               for n in range(22)]
    # Nobody polls for a while: what answers a ping goes ahead of it.
    for start in range(0, len(packets), 11):
        await session.send("3", *packets[start:start + 11])
    found = []
    while len(found) < len(packets):
        answer = await session.poll()
        check_equal(answer.status, 200)
        check(len(answer.body) <= MAX_PAYLOAD, f"{len(answer.body)} bytes came in one answer")
        for packet in read_packets(answer.text):
            if packet == "2":
                await session.send("3")
            else:
                found.append(packet)
    check_equal(found, packets)


# Close

@case("/close/polling-while-a-poll-waits")
async def close_polling(port):
    session = await Polling.connect(port)
    poll = await begin_poll(session)
    posted = await session.post("1")
    check_equal((posted.status, posted.text), (200, "ok"))
    answer = await poll
    check_equal((answer.status, answer.text), (200, "6"))
    await session.check_gone()


@case("/close/polling")
async def close_polling_without(port):
    session = await Polling.connect(port)
    check_equal((await session.post("1")).status, 200)
    await session.check_gone()
    check_equal((await session.post("4x")).status, 400)


@case("/close/polling-after-messages")
async def close_polling_after(port):
    """What came in front of the close counts; what comes behind does not."""
    session = await Polling.connect(port)
    poll = await begin_poll(session)
    await session.post("4before\x1e1\x1e4behind")
    packets = read_packets((await poll).text)
    check_equal(packets[0], "4before")
    check("4behind" not in packets, "A packet behind the close was echoed")
    await session.check_gone()


@case("/close/websocket", strict="they take no notice of it")
async def close_websocket(port):
    ws = await WebSocket.connect(port)
    await ws.send("1")
    await ws.receive_end()
    ws.abort()
    check_equal((await ask(port, "GET", f"{POLLING}&sid={ws.sid}")).status, 400)


@case("/close/websocket-connection-ends", strict="they wait long for the other side")
async def close_websocket_connection(port):
    """Even if the client does not answer its close frame."""
    ws = await WebSocket.connect(port)
    await ws.send("1")
    await asyncio.wait_for(ws.receive_eof(), 5)
    ws.abort()


@case("/close/websocket-frame")
async def close_websocket_frame(port):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, b"\x03\xe8bye")
    await ws.receive_end(1000)
    await ws.receive_eof()
    ws.abort()
    check_equal((await ask(port, "POST", f"{POLLING}&sid={ws.sid}", b"4x")).status, 400)


@case("/close/websocket-cut", ("reset", False), ("half", True))
async def close_websocket_cut(port, is_half):
    """The end of the connection, whole or of the client's half, is the end of the session."""
    ws = await WebSocket.connect(port)
    if is_half:
        ws.writer.write_eof()
        await ws.receive_eof()
    ws.abort()
    target = f"{POLLING}&sid={ws.sid}"
    check_equal((await ask(port, "GET", target)).status, 400)


# Others

@case("/others/hostile-neighbour")
async def hostile_neighbour(port):
    """One that sends without ever reading is bounded, and nobody else notices."""
    mute = await WebSocket.connect(port, reads=False)
    other = await WebSocket.connect(port)
    flood = asyncio.ensure_future(mute.send_raw(make_frame(BINARY, b"f" * 900_000) * 30))
    for _ in range(20):
        await other.check_alive()
    mute.abort()
    await flood
    await other.check_alive()
    other.abort()


if __name__ == "__main__":
    main()
