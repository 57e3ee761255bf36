#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Socket.IO 5 on /socket.io/: namespaces / and /custom, where the fixture says `auth` with what
a client came with, answers `message` with `message-back` and `message-with-ack` with an ack.
Usage in suite.py."""

import asyncio
import json
import sys

sys.dont_write_bytecode = True
from suite import MAX_PAYLOAD, case, main  # noqa: E402
from wire import (CLOSE, TEXT, Polling, WebSocket, begin_poll, check, check_equal,  # noqa: E402
                  make_frame, read_packets)

PATH = "/socket.io/"


async def connect(port, namespace="/", **options):
    """A WebSocket that is in a namespace."""
    ws = await WebSocket.connect(port, PATH, **options)
    await enter(ws, namespace)
    return ws


async def enter(ws, namespace="/", auth=None):
    """The id it has there."""
    prefix = "" if namespace == "/" else namespace + ","
    await ws.send(f"40{prefix}" + ("" if auth is None else json.dumps(auth)))
    head, answer = split(await ws.receive(), "40" + prefix)
    check_equal(head, "40" + prefix)
    check_equal(list(answer), ["sid"])
    check(isinstance(answer["sid"], str) and len(answer["sid"]) >= 20, "The sid is short")
    check_equal(split(await ws.receive(), "42" + prefix),
                ("42" + prefix, ["auth", {} if auth is None else auth]))
    return answer["sid"]


def split(packet, head):
    """A packet's head and its JSON."""
    check(isinstance(packet, str) and packet.startswith(head), f"{packet!r} is no {head}")
    return head, json.loads(packet[len(head):])


async def check_event(ws, head, value):
    check_equal(split(await ws.receive(), head), (head, value))


async def check_closed(ws):
    """And nothing else is said."""
    frame = await ws.receive_frame()
    check(frame is None or frame.opcode == CLOSE, f"{frame} came")


async def check_alive(ws):
    await ws.send('42["message","still here"]')
    await check_event(ws, "42", ["message-back", "still here"])


# Into a namespace

@case("/connect/main")
async def connect_main(port):
    ws = await connect(port)
    await check_alive(ws)
    ws.abort()


AUTHS = [
    ("token", {"token": "123"}),
    ("empty", {}),
    ("nested", {"a": {"b": [1, None, True, "x\u20ac\n\""]}, "_placeholder": False}),
    ("large", {"token": "x" * 10_000}),
]


@case("/connect/main-with-payload", *AUTHS)
async def connect_main_auth(port, auth):
    ws = await WebSocket.connect(port, PATH)
    await enter(ws, "/", auth)
    ws.abort()


@case("/connect/custom")
async def connect_custom(port):
    ws = await connect(port, "/custom")
    ws.abort()


@case("/connect/custom-with-payload", *AUTHS)
async def connect_custom_auth(port, auth):
    ws = await WebSocket.connect(port, PATH)
    await enter(ws, "/custom", auth)
    ws.abort()


@case("/connect/custom-without-comma")
async def connect_custom_bare(port):
    ws = await WebSocket.connect(port, PATH)
    await ws.send("40/custom")
    check("sid" in split(await ws.receive(), "40/custom,")[1], "No sid came")
    await check_event(ws, "42/custom,", ["auth", {}])
    ws.abort()


@case("/connect/main-by-its-name")
async def connect_main_named(port):
    ws = await WebSocket.connect(port, PATH)
    await ws.send("40/,")
    check("sid" in split(await ws.receive(), "40")[1], "No sid came")
    await check_event(ws, "42", ["auth", {}])
    ws.abort()


@case("/connect/exact-bytes")
async def connect_exact(port):
    ws = await WebSocket.connect(port, PATH)
    await ws.send('40/custom,{"token":"abc"}')
    check((await ws.receive()).startswith('40/custom,{"sid":"'), "No CONNECT came")
    check_equal(await ws.receive(), '42/custom,["auth",{"token":"abc"}]')
    ws.abort()


@case("/connect/both")
async def connect_both(port):
    """On one connection; with an id in each that is not the connection's."""
    ws = await WebSocket.connect(port, PATH)
    ids = {ws.sid, await enter(ws, "/"), await enter(ws, "/custom", {"a": 1})}
    check_equal(len(ids), 3, "the number of different ids")
    await ws.send('42/custom,["message",1]', '42["message",2]')
    await check_event(ws, "42/custom,", ["message-back", 1])
    await check_event(ws, "42", ["message-back", 2])
    ws.abort()


@case("/connect/unknown", ("bare", "/random", "/random"), ("comma", "/random,", "/random"),
      ("payload", '/random,{"token":1}', "/random"), ("longer", "/customer,", "/customer"),
      ("shorter", "/custo,", "/custo"), ("below", "/custom/x,", "/custom/x"),
      ("capitals", "/Custom,", "/Custom"))
async def connect_unknown(port, asked, name):
    """Refused, and the connection goes on."""
    ws = await WebSocket.connect(port, PATH)
    await ws.send("40" + asked)
    check_equal(await ws.receive(), f'44{name},{{"message":"Invalid namespace"}}')
    await enter(ws)
    await ws.send("40" + asked)
    check_equal(await ws.receive(), f'44{name},{{"message":"Invalid namespace"}}')
    await check_alive(ws)
    ws.abort()


BAD_FIRST = [
    ("letters", "4abc"),
    ("event", '42["message",1]'),
    ("event-of-custom", '42/custom,["message",1]'),
    ("event-with-ack", '420["message-with-ack",1]'),
    ("ack", "430[]"),
    ("disconnect", "41"),
    ("connect-error", '44{"message":"x"}'),
    ("binary", b"\1\2\3"),
    ("payload-array", "40[]"),
    ("payload-string", '40"token"'),
    ("payload-null", "40null"),
    ("payload-true", "40true"),
    ("payload-cut", '40{"token":'),
    ("payload-twice", '40{"a":1}{"b":2}'),
    ("type-7", "47"),
]


@case("/connect/bad-first-packet", *BAD_FIRST)
async def bad_first(port, packet):
    ws = await WebSocket.connect(port, PATH)
    await ws.send(packet)
    await ws.receive_end()
    ws.abort()


@case("/connect/bad-first-packet", ("empty", "4"), strict="they take it for a CONNECT")
async def bad_first_strict(port, packet):
    await bad_first(port, packet)


@case("/connect/twice")
async def connect_twice(port):
    ws = await connect(port)
    await ws.send("40")
    await ws.receive_end()
    ws.abort()


@case("/connect/event-to-another-namespace")
async def event_elsewhere(port):
    ws = await connect(port)
    await ws.send('42/custom,["message",1]')
    await ws.receive_end()
    ws.abort()


@case("/connect/all-in-one-go", strict="they read the second before they did the first")
async def connect_at_once(port):
    """Two namespaces and events in them, before any answer."""
    ws = await WebSocket.connect(port, PATH)
    await ws.send("40", "40/custom,", '42["message",1]', '42/custom,5["message-with-ack",2]', "41")
    check_equal(list(split(await ws.receive(), "40")[1]), ["sid"])
    check_equal(await ws.receive(), '42["auth",{}]')
    check_equal(list(split(await ws.receive(), "40/custom,")[1]), ["sid"])
    check_equal(await ws.receive_many(3), ['42/custom,["auth",{}]', '42["message-back",1]',
                                           "43/custom,5[2]"])
    ws.abort()


@case("/connect/gone-at-once")
async def connect_gone(port):
    for _ in range(20):
        ws = await WebSocket.connect(port, PATH)
        await ws.send("40")
        ws.abort()
    await (await connect(port)).round_trip()


@case("/connect/polling")
async def connect_polling(port):
    session = await Polling.connect(port, PATH)
    await session.send("40")
    first, second = await session.receive(2)
    check_equal(list(split(first, "40")[1]), ["sid"])
    check_equal(second, '42["auth",{}]')
    await session.send('42["message",1,"2",{"3":[true]}]')
    check_equal(await session.receive(), ['42["message-back",1,"2",{"3":[true]}]'])


@case("/connect/polling-bad-first-packet", *[row for row in BAD_FIRST
                                             if row[0] not in ("binary",)])
async def bad_first_polling(port, packet):
    session = await Polling.connect(port, PATH)
    try:
        await session.post(packet)
    except (EOFError, OSError):
        pass
    while (answer := await session.poll()).status != 400:
        check(set(read_packets(answer.text)) <= {"1", "6"}, f"{answer.text!r} came")


# Out of a namespace

@case("/disconnect/main")
async def disconnect_main(port):
    """The connection goes on: pings come."""
    ws = await connect(port, answers_pings=False)
    await ws.send("41")
    check_equal(await ws.receive(), "2")
    ws.abort()


@case("/disconnect/custom", ("bare", "41/custom"), ("comma", "41/custom,"))
async def disconnect_custom(port, packet):
    ws = await connect(port)
    await enter(ws, "/custom")
    await ws.send(packet, '42["message","message to main namespace"]')
    check_equal(await ws.receive(), '42["message-back","message to main namespace"]')
    ws.abort()


@case("/disconnect/and-back", ("main", "/"), ("custom", "/custom"))
async def rejoin(port, namespace):
    prefix = "" if namespace == "/" else namespace + ","
    ws = await WebSocket.connect(port, PATH)
    ids = set()
    for turn in range(3):
        ids.add(await enter(ws, namespace, {"turn": turn}))
        await ws.send(f'42{prefix}["message",{turn}]')
        await check_event(ws, "42" + prefix, ["message-back", turn])
        await ws.send("41" + prefix)
        await ws.round_trip()
    check_equal(len(ids), 3, "the number of different ids")
    ws.abort()


@case("/disconnect/and-back-in-one-go", strict="they read the second before they did the first")
async def rejoin_at_once(port):
    ws = await connect(port)
    await ws.send("41", "40")
    check_equal(list(split(await ws.receive(), "40")[1]), ["sid"])
    check_equal(await ws.receive(), '42["auth",{}]')
    await check_alive(ws)
    ws.abort()


@case("/disconnect/event-behind-it")
async def event_behind_disconnect(port):
    ws = await connect(port)
    await ws.send("41")
    await ws.round_trip()
    await ws.send('42["message",1]')
    await check_closed(ws)
    ws.abort()


@case("/disconnect/with-payload", ("object", "41{}"), ("array", "41[]"))
async def disconnect_payload(port, packet):
    ws = await connect(port)
    await ws.send(packet)
    await ws.receive_end()
    ws.abort()


# Events

@case("/event/echo", *[
    ("nothing", []),
    ("documented", [1, "2", {"3": [True]}]),
    ("null", [None]),
    ("numbers", [0, -1, 1.5, -0.25, 1e100, 9007199254740991]),
    ("unicode", ["caf\u00e9 \u20ac \U0001f680 \u2028"]),
    ("escapes", ["\"\\/\b\f\n\r\t\u0001"]),
    ("nested", [[[[[[[[{"a": {"b": {"c": []}}}]]]]]]]]),
    ("empty-strings", ["", {"": ""}]),
    ("brackets-in-strings", ["]}[{,:\"\\"]),
    ("many", list(range(300))),
    ("names-of-objects", [{"__proto__": 1, "constructor": 2, "length": 3}]),
])
async def event_echo(port, args):
    ws = await connect(port)
    for is_ascii in (True, False):
        await ws.send("42" + json.dumps(["message", *args], ensure_ascii=is_ascii))
        await check_event(ws, "42", ["message-back", *args])
    ws.abort()


@case("/event/placeholder-that-is-none")
async def event_plain_placeholder(port):
    """In an event without attachments it is an object like any other."""
    ws = await connect(port)
    await ws.send('42["message",{"_placeholder":true,"num":0}]')
    check_equal(await ws.receive(), '42["message-back",{"_placeholder":true,"num":0}]')
    ws.abort()


@case("/event/unknown")
async def event_unknown(port):
    ws = await connect(port)
    await ws.send('42["nobody listens",1]', '4277["nobody listens",1]')
    await check_alive(ws)
    ws.abort()


@case("/event/bad", *[
    ("object", "42{}"),
    ("string", '42"message"'),
    ("null", "42null"),
    ("number-in-object", '42{"0":"message"}'),
    ("empty-array", "42[]"),
    ("cut", '42["message"'),
    ("cut-early", "42["),
    ("trailing-comma", '42["message",]'),
    ("trailing-text", '42["message"]x'),
    ("twice", '42["message"]["message"]'),
    ("single-quotes", "42['message']"),
    ("bare-word", '42["message",undefined]'),
    ("nan", '42["message",NaN]'),
    ("leading-zero", '42["message",01]'),
    ("raw-newline", '42["message","a\nb"]'),
    ("raw-nul", '42["message","a\0b"]'),
    ("bad-escape", '42["message","\\x"]'),
    ("bad-unicode", '42["message","\\u12g4"]'),
    ("comment", '42["message"/**/]'),
    ("name-object", "42[{}]"),
    ("name-null", "42[null]"),
    ("name-true", "42[true]"),
    ("name-array", '42[["message"]]'),
    ("ack-letters", '42abc["message-with-ack",1]'),
    ("ack-behind", '42["message-with-ack",1]5'),
    ("ack-negative", '42-1["message-with-ack",1]'),
    ("ack-fraction", '421.5["message-with-ack",1]'),
    ("type-7", "47[]"),
    ("type-9", "49"),
    ("letters", "4abc"),
    ("minus", "4-2[]"),
    ("connect-error", '44{"message":"x"}'),
    ("ack-object", "431{}"),
    ("ack-string", '431"x"'),
    *[(f"reserved-{name}", f'42["{name}",1]') for name in (
        "connect", "connect_error", "disconnect", "disconnecting", "newListener",
        "removeListener")],
    ("reserved-escaped", '42["\\u0063onnect"]'),
])
async def event_bad(port, packet):
    """Closes the connection, and nothing is answered."""
    ws = await connect(port)
    await ws.send(packet)
    await check_closed(ws)
    ws.abort()


@case("/event/bad", ("nothing", "42"), ("nothing-but-ack", "425"),
      ("nothing-in-custom", "42/custom,"), ("empty", "4"),
      strict="they take it for an event of no name, or for a CONNECT")
async def event_bad_strict(port, packet):
    ws = await connect(port)
    await enter(ws, "/custom")
    await ws.send(packet)
    await ws.receive_end()
    ws.abort()


@case("/event/deep", ("arrays", "[", "]"), ("objects", '{"a":', "}"), strict="they die of it")
async def event_deep(port, begin, end):
    """100,000 levels: refused or taken, but lived through."""
    ws = await connect(port)
    other = await connect(port)
    await ws.send(f'42["message",{begin * 100_000}1{end * 100_000}]')
    await ws.receive_frame()
    ws.abort()
    await check_alive(other)
    other.abort()


@case("/event/too-large")
async def event_too_large(port):
    ws = await connect(port)
    await ws.send('42["message","' + "x" * MAX_PAYLOAD + '"]')
    await ws.receive_end(1009)
    ws.abort()


@case("/event/large")
async def event_large(port):
    ws = await connect(port)
    text = "x" * (MAX_PAYLOAD - 100)
    await ws.send(f'42["message","{text}"]')
    await check_event(ws, "42", ["message-back", text])
    ws.abort()


# Acks

@case("/ack/to-the-server", *[(str(number), str(number)) for number in
                              (0, 1, 456, 4294967296, 9007199254740991)])
async def ack_server(port, number):
    ws = await connect(port)
    await ws.send(f'42{number}["message-with-ack",1,"2",{{"3":[false]}}]')
    check_equal(await ws.receive(), f'43{number}[1,"2",{{"3":[false]}}]')
    ws.abort()


@case("/ack/without-arguments")
async def ack_empty(port):
    ws = await connect(port)
    await ws.send('427["message-with-ack"]')
    check_equal(await ws.receive(), "437[]")
    ws.abort()


@case("/ack/in-custom")
async def ack_custom(port):
    ws = await connect(port, "/custom")
    await ws.send('42/custom,12["message-with-ack","x"]')
    check_equal(await ws.receive(), '43/custom,12["x"]')
    ws.abort()


@case("/ack/id-too-large", ("64-bits", str(1 << 64)), ("64-bits-and-one", str((1 << 64) + 1)),
      ("thirty-digits", "9" * 30), ("hundred-digits", "1" * 100),
      strict="they answer another number")
async def ack_overflow(port, number):
    """It is refused, or answered as it is: never to another id."""
    ws = await connect(port)
    await ws.send(f'42{number}["message-with-ack"]')
    frame = await ws.receive_frame()
    check(frame is None or frame.opcode == 8 or frame.payload == f"43{number}[]".encode(),
          f"{frame} came")
    ws.abort()


@case("/ack/nobody-asked")
async def ack_unasked(port):
    """An answer to what the server never asked is dropped."""
    ws = await connect(port)
    await ws.send("4312345[]", '430["x"]')
    await check_alive(ws)
    ws.abort()


@case("/ack/in-order-with-events")
async def ack_order(port):
    """300 events and acks by turns in one go: the answers come in the order asked."""
    ws = await connect(port)
    await ws.send(*[f'42{n}["message-with-ack",{n}]' if n % 2 else f'42["message",{n}]'
                    for n in range(300)])
    check_equal(await ws.receive_many(300),
                [f"43{n}[{n}]" if n % 2 else f'42["message-back",{n}]' for n in range(300)])
    ws.abort()


# Attachments

PLACEHOLDER = '{"_placeholder":true,"num":%d}'


@case("/binary/event")
async def binary_event(port):
    ws = await connect(port)
    args = f"{PLACEHOLDER % 0},{PLACEHOLDER % 1}"
    await ws.send(f'452-["message",{args}]', b"\1\2\3", b"\4\5\6")
    check_equal(await ws.receive_many(3),
                [f'452-["message-back",{args}]', b"\1\2\3", b"\4\5\6"])
    ws.abort()


@case("/binary/ack")
async def binary_ack(port):
    ws = await connect(port)
    args = f"{PLACEHOLDER % 0},{PLACEHOLDER % 1}"
    await ws.send(f'452-789["message-with-ack",{args}]', b"\1\2\3", b"\4\5\6")
    check_equal(await ws.receive_many(3), [f"462-789[{args}]", b"\1\2\3", b"\4\5\6"])
    ws.abort()


@case("/binary/custom")
async def binary_custom(port):
    ws = await connect(port, "/custom")
    await ws.send(f'451-/custom,3["message-with-ack",{PLACEHOLDER % 0}]', b"\xff")
    check_equal(await ws.receive_many(2), [f"461-/custom,3[{PLACEHOLDER % 0}]", b"\xff"])
    ws.abort()


@case("/binary/nested")
async def binary_nested(port):
    """Anywhere in the arguments."""
    ws = await connect(port)
    await ws.send(f'451-["message",{{"a":[1,{{"b":{PLACEHOLDER % 0}}}]}},"x"]', b"\0\1")
    head = '451-'
    packet, data = await ws.receive_many(2)
    check_equal(split(packet, head)[1],
                ["message-back", {"a": [1, {"b": {"_placeholder": True, "num": 0}}]}, "x"])
    check_equal(data, b"\0\1")
    ws.abort()


@case("/binary/empty-attachment")
async def binary_empty(port):
    ws = await connect(port)
    await ws.send(f'451-["message",{PLACEHOLDER % 0}]', b"")
    check_equal(await ws.receive_many(2), [f'451-["message-back",{PLACEHOLDER % 0}]', b""])
    ws.abort()


@case("/binary/large-attachment")
async def binary_large(port):
    ws = await connect(port)
    data = bytes(range(256)) * 3900
    await ws.send(f'451-["message",{PLACEHOLDER % 0}]', data)
    check_equal(await ws.receive_many(2), [f'451-["message-back",{PLACEHOLDER % 0}]', data])
    ws.abort()


@case("/binary/polling")
async def binary_polling(port):
    session = await Polling.connect(port, PATH)
    await session.send("40")
    await session.receive(2)
    await session.send(f'451-["message",{PLACEHOLDER % 0}]', b"\1\2\3")
    check_equal(await session.receive(2),
                [f'451-["message-back",{PLACEHOLDER % 0}]', b"\1\2\3"])
    # In two POSTs.
    await session.send(f'451-5["message-with-ack",{PLACEHOLDER % 0}]')
    await session.send(b"\4")
    check_equal(await session.receive(2), [f"461-5[{PLACEHOLDER % 0}]", b"\4"])


@case("/binary/burst")
async def binary_burst(port):
    """A hundred events, each with its attachment, keep together and in order."""
    ws = await connect(port)
    packets, expected = [], []
    for n in range(100):
        packets += [f'451-["message",{n},{PLACEHOLDER % 0}]', b"%d" % n, f'42["message",{n}]']
        expected += [f'451-["message-back",{n},{PLACEHOLDER % 0}]', b"%d" % n,
                     f'42["message-back",{n}]']
    await ws.send(*packets)
    check_equal(await ws.receive_many(len(expected)), expected)
    ws.abort()


@case("/binary/ping-between")
async def binary_ping(port):
    """The heartbeat goes on while attachments are due."""
    ws = await connect(port)
    await ws.send(f'451-["message",{PLACEHOLDER % 0}]')
    while ws.pings < 2:
        await asyncio.sleep(0.02)
    await ws.send(b"late")
    check_equal(await ws.receive_many(2), [f'451-["message-back",{PLACEHOLDER % 0}]', b"late"])
    ws.abort()


@case("/binary/bogus", *[
    ("none-announced", [b"\1\2\3"]),
    ("one-too-many", [f'451-["message",{PLACEHOLDER % 0}]', b"\1", b"\2"]),
    ("text-instead", [f'451-["message",{PLACEHOLDER % 0}]', '42["message",1]']),
    ("connect-instead", [f'451-["message",{PLACEHOLDER % 0}]', "40/custom,"]),
    ("count-none", ['450-["message"]', b"\1"]),
    ("count-missing", [f'45-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-and-dash-missing", [f'45["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("dash-missing", [f'451["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-letters", [f'45x-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-negative", [f'45-1-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-fraction", [f'451.5-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-huge", [f'45{10 ** 12}-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("count-of-thirty-digits", [f'45{"9" * 30}-["message",{PLACEHOLDER % 0}]', b"\1"]),
    ("placeholder-beyond", [f'451-["message",{PLACEHOLDER % 1}]', b"\1"]),
    ("placeholder-far-beyond", [f'451-["message",{PLACEHOLDER % (1 << 40)}]', b"\1"]),
    ("placeholder-negative", [f'451-["message",{PLACEHOLDER % -1}]', b"\1"]),
    ("placeholder-string", ['451-["message",{"_placeholder":true,"num":"0"}]', b"\1"]),
    ("placeholder-without-num", ['451-["message",{"_placeholder":true}]', b"\1"]),
    ("payload-object", ['451-{"a":1}', b"\1"]),
    ("payload-cut", ['451-["message"', b"\1"]),
    ("reserved-name", [f'451-["disconnect",{PLACEHOLDER % 0}]', b"\1"]),
    ("ack-nothing-announced", [f"46-1[{PLACEHOLDER % 0}]", b"\1"]),
])
async def binary_bogus(port, packets):
    ws = await connect(port)
    await ws.send(*packets)
    await ws.receive_end()
    ws.abort()


@case("/binary/bogus", ("placeholder-fraction",
                        ['451-["message",{"_placeholder":true,"num":0.5}]', b"\1"]),
      strict="they give it no attachment")
async def binary_bogus_strict(port, packets):
    await binary_bogus(port, packets)


@case("/binary/before-connect")
async def binary_before(port):
    ws = await WebSocket.connect(port, PATH)
    await ws.send(f'451-["message",{PLACEHOLDER % 0}]', b"\1")
    await ws.receive_end()
    ws.abort()


# Transports

@case("/transport/burst")
async def burst(port):
    ws = await connect(port)
    await ws.send_raw(b"".join(make_frame(TEXT, f'42["message",{n}]') for n in range(1000)))
    check_equal(await ws.receive_many(1000), [f'42["message-back",{n}]' for n in range(1000)])
    ws.abort()


@case("/transport/burst-in-two-namespaces")
async def burst_two(port):
    ws = await connect(port)
    await enter(ws, "/custom")
    prefixes = ["" if n % 3 else "/custom," for n in range(300)]
    await ws.send(*[f'42{prefix}["message",{n}]' for n, prefix in enumerate(prefixes)])
    check_equal(await ws.receive_many(300),
                [f'42{prefix}["message-back",{n}]' for n, prefix in enumerate(prefixes)])
    ws.abort()


@case("/transport/polling-burst")
async def polling_burst(port):
    """Many events in one POST come back in one poll, in order."""
    session = await Polling.connect(port, PATH)
    await session.send("40")
    await session.receive(2)
    await session.send(*[f'42["message",{n}]' for n in range(300)])
    found = [packet for packet in await session.poll_packets() if packet != "2"]
    check_equal(found, [f'42["message-back",{n}]' for n in range(300)])


@case("/transport/polling-waits")
async def polling_waits(port):
    session = await Polling.connect(port, PATH)
    await session.send("40")
    await session.receive(2)
    poll = await begin_poll(session)
    await session.send('42["message",1]')
    packets = read_packets((await poll).text)
    check_equal([packet for packet in packets if packet != "2"], ['42["message-back",1]'])


@case("/transport/in-slices-of-one-byte")
async def slices(port):
    ws = await WebSocket.connect(port, PATH)
    packets = ["40", '42["message","caf\u00e9"]', '4212["message-with-ack",1]']
    await ws.send_raw(b"".join(make_frame(TEXT, packet) for packet in packets[:1]), slice_size=1)
    await ws.receive_many(2)
    await ws.send_raw(b"".join(make_frame(TEXT, packet) for packet in packets[1:]), slice_size=1)
    await check_event(ws, "42", ["message-back", "caf\u00e9"])
    check_equal(await ws.receive(), "4312[1]")
    ws.abort()


@case("/transport/order-across-upgrade", ("events", False), ("acks", True))
async def order_across_upgrade(port, with_acks):
    """200 events there and 200 answers back, with the upgrade in their middle."""
    session = await Polling.connect(port, PATH)
    await session.send("40")
    await session.receive(2)
    events = [f'42{n}["message-with-ack",{n}]' if with_acks else f'42["message",{n}]'
              for n in range(200)]
    expected = [f"43{n}[{n}]" if with_acks else f'42["message-back",{n}]' for n in range(200)]
    found = []
    stopping = asyncio.Event()

    async def poll():
        while not stopping.is_set():
            for packet in await session.poll_packets():
                if packet == "2":
                    await session.send("3")
                elif packet != "6":
                    found.append(packet)

    polling = asyncio.ensure_future(poll())
    for start in range(0, 60, 4):
        await session.send(*events[start:start + 4])
    ws = await session.upgrade()
    await ws.send("2probe")
    for start in range(60, 120, 4):
        await session.send(*events[start:start + 4])
    check_equal(await ws.receive(), "3probe")
    stopping.set()
    await polling
    await ws.send("5", *events[120:])
    while len(found) < len(expected):
        found.append(await ws.receive())
    check_equal(found, expected)
    ws.abort()


@case("/transport/namespaces-survive-upgrade")
async def namespaces_survive(port):
    session = await Polling.connect(port, PATH)
    await session.send("40", "40/custom,")
    await session.receive(4)
    ws = await session.upgrade()
    await ws.send("2probe")
    check_equal(await ws.receive(), "3probe")
    await session.poll_packets()
    await ws.send("5", '42/custom,["message",1]', '42["message",2]')
    await check_event(ws, "42/custom,", ["message-back", 1])
    await check_event(ws, "42", ["message-back", 2])
    ws.abort()


if __name__ == "__main__":
    main()
