#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""RFC 6455 to the letter, on Engine.IO messages that are echoed. Usage in suite.py."""

import asyncio
import sys

sys.dont_write_bytecode = True
from suite import case, main  # noqa: E402
from wire import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, WebSocket,  # noqa: E402
                  check, check_equal, make_frame)

EURO = "4\u20ac".encode()


def close_payload(code, reason=b""):
    return code.to_bytes(2, "big") + reason


# Framing

@case("/frame/refused", *[
    ("unmasked-text", make_frame(TEXT, "4a", masked=False)),
    ("unmasked-binary", make_frame(BINARY, "a", masked=False)),
    ("unmasked-ping", make_frame(PING, masked=False)),
    ("unmasked-close", make_frame(CLOSE, close_payload(1000), masked=False)),
    *[(f"rsv-{rsv}-opcode-{opcode}", make_frame(opcode, "4a", rsv=rsv))
      for rsv in (1, 2, 3, 4, 7) for opcode in (TEXT, BINARY, PING)],
    ("rsv-close", make_frame(CLOSE, close_payload(1000), rsv=4)),
    ("rsv-continuation", make_frame(TEXT, "4a", fin=False) + make_frame(CONTINUATION, "b", rsv=4)),
    *[(f"opcode-{opcode}", make_frame(opcode, payload))
      for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15) for payload in (b"",)],
    ("opcode-3-with-payload", make_frame(3, "4hello")),
    ("opcode-11-with-payload", make_frame(11, "hello")),
    ("opcode-5-between-fragments", make_frame(TEXT, "4a", fin=False) + make_frame(5)),
    ("fragmented-ping", make_frame(PING, "a", fin=False)),
    ("fragmented-pong", make_frame(PONG, "a", fin=False)),
    ("fragmented-close", make_frame(CLOSE, close_payload(1000), fin=False)),
    ("ping-of-126", make_frame(PING, b"x" * 126)),
    ("ping-of-70000", make_frame(PING, b"x" * 70_000)),
    ("pong-of-126", make_frame(PONG, b"x" * 126)),
    ("close-of-126", make_frame(CLOSE, close_payload(1000, b"x" * 124))),
    ("continuation-of-nothing", make_frame(CONTINUATION, "4a")),
    ("continuation-of-nothing-open", make_frame(CONTINUATION, "4a", fin=False)),
    ("continuation-after-whole", make_frame(TEXT, "4a") + make_frame(CONTINUATION, "b")),
    ("text-between-fragments", make_frame(TEXT, "4a", fin=False) + make_frame(TEXT, "4b")),
    ("binary-between-fragments", make_frame(TEXT, "4a", fin=False) + make_frame(BINARY, "b")),
    ("text-begun-twice", make_frame(TEXT, "4a", fin=False) + make_frame(TEXT, "4b", fin=False)),
])
async def frame_refused(port, data):
    ws = await WebSocket.connect(port)
    await ws.send_raw(data)
    await ws.receive_end(1002)
    ws.abort()


@case("/frame/longer-form-than-needed", *[
    ("0-in-2", make_frame(BINARY, b"", length_bytes=2)),
    ("125-in-2", make_frame(BINARY, b"x" * 125, length_bytes=2)),
    ("0-in-8", make_frame(BINARY, b"", length_bytes=8)),
    ("125-in-8", make_frame(BINARY, b"x" * 125, length_bytes=8)),
    ("126-in-8", make_frame(BINARY, b"x" * 126, length_bytes=8)),
    ("65535-in-8", make_frame(BINARY, b"x" * 65535, length_bytes=8)),
    ("ping-in-2", make_frame(PING, b"x", length_bytes=2)),
], strict="they take any form of a length")
async def frame_longer_form(port, data):
    ws = await WebSocket.connect(port)
    await ws.send_raw(data)
    await ws.receive_end(1002)
    ws.abort()


@case("/frame/length-with-the-top-bit", ("set", 1 << 63), ("and-one", (1 << 63) + 1),
      ("all", (1 << 64) - 1))
async def frame_top_bit(port, size):
    ws = await WebSocket.connect(port)
    await ws.send_raw(bytes([0x82, 0xFF]) + size.to_bytes(8, "big"))
    await ws.receive_end(1002, 1009)
    ws.abort()


@case("/frame/stops-at-the-first-fault")
async def frame_stops(port):
    """What came before is answered, what comes behind is not."""
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4before") + make_frame(3) + make_frame(TEXT, "4behind"))
    check_equal(await ws.receive(), "4before")
    frame = await ws.receive_frame()
    check_equal((frame.opcode, frame.code), (CLOSE, 1002))
    check((await ws.receive_frame()) is None, "Something came behind the close frame")
    ws.abort()


@case("/frame/fault-ends-the-connection", strict="they wait long for the other side")
async def frame_fault_ends(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4a", masked=False))
    await asyncio.wait_for(ws.receive_eof(), 5)
    ws.abort()


@case("/frame/size", *[(str(size), size) for size in
                       (0, 1, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537, 300_000)])
async def frame_size(port, size):
    """At all borders of the length's forms."""
    ws = await WebSocket.connect(port)
    binary = bytes(n & 0xFF for n in range(size))
    await ws.send(binary)
    check_equal(await ws.receive(), binary)
    if size > 0:
        await ws.send("4" + "x" * (size - 1))
        check_equal(await ws.receive(), "4" + "x" * (size - 1))
    ws.abort()


@case("/frame/mask", ("zero", b"\0\0\0\0"), ("ones", b"\xff\xff\xff\xff"))
async def frame_mask(port, key):
    ws = await WebSocket.connect(port)
    payload = bytes(a ^ key[n % 4] for n, a in enumerate("4caf\u00e9".encode()))
    await ws.send_raw(bytes([0x81, 0x80 | len(payload)]) + key + payload)
    check_equal(await ws.receive(), "4caf\u00e9")
    ws.abort()


@case("/frame/slices", *[(str(size), size) for size in (1, 2, 3, 7)])
async def frame_slices(port, size):
    ws = await WebSocket.connect(port)
    data = (make_frame(TEXT, "4caf\u00e9") + make_frame(PING, "p") + make_frame(BINARY, b"x" * 200)
            + make_frame(TEXT, "4a", fin=False) + make_frame(CONTINUATION, "b"))
    await ws.send_raw(data, slice_size=size)
    check_equal(await ws.receive(), "4caf\u00e9")
    frame = await ws.receive_frame()
    check_equal((frame.opcode, frame.payload), (PONG, b"p"))
    check_equal(await ws.receive(), b"x" * 200)
    check_equal(await ws.receive(), "4ab")
    ws.abort()


# Fragments

@case("/fragments", *[
    ("two", ["4hel", "lo"], "4hello"),
    ("many", ["4"] + list("abcdefghijklmnopqrstuvwxyz"), "4abcdefghijklmnopqrstuvwxyz"),
    ("empty-first", ["", "4hello"], "4hello"),
    ("empty-last", ["4hello", ""], "4hello"),
    ("empty-between", ["4hel", "", "", "lo"], "4hello"),
    ("empty-many", ["4"] + [""] * 200 + ["x"], "4x"),
    ("within-a-character", [EURO[:2], EURO[2:]], "4\u20ac"),
    ("bytes-of-a-character", [EURO[:1], EURO[1:2], EURO[2:3], EURO[3:]], "4\u20ac"),
    ("within-four-bytes", [b"4\xf0\x9f", b"\x9a", b"", b"\x80!"], "4\U0001f680!"),
])
async def fragments(port, parts, expected):
    ws = await WebSocket.connect(port)
    await ws.send_raw(b"".join(
        make_frame(TEXT if n == 0 else CONTINUATION, part, fin=n == len(parts) - 1)
        for n, part in enumerate(parts)))
    check_equal(await ws.receive(), expected)
    await ws.check_alive()
    ws.abort()


@case("/fragments/binary")
async def fragments_binary(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(BINARY, b"\xff", fin=False)
                      + make_frame(CONTINUATION, b"\xfe", fin=False)
                      + make_frame(CONTINUATION, b""))
    check_equal(await ws.receive(), b"\xff\xfe")
    ws.abort()


@case("/fragments/all-empty")
async def fragments_all_empty(port):
    """An empty binary message in three fragments."""
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(BINARY, fin=False) + make_frame(CONTINUATION, fin=False)
                      + make_frame(CONTINUATION))
    check_equal(await ws.receive(), b"")
    ws.abort()


@case("/fragments/ping-between")
async def fragments_ping(port):
    """Is answered at once, before the message is whole."""
    ws = await WebSocket.connect(port)
    await ws.send_frame(TEXT, "4hel", fin=False)
    await ws.send_frame(PING, "between")
    frame = await ws.receive_frame()
    check_equal((frame.opcode, frame.payload), (PONG, b"between"))
    await ws.send_frame(PONG, "unasked")
    await ws.send_frame(CONTINUATION, "lo")
    check_equal(await ws.receive(), "4hello")
    ws.abort()


@case("/fragments/close-between")
async def fragments_close(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4hel", fin=False) + make_frame(CLOSE, close_payload(1000)))
    await ws.receive_end(1000)
    ws.abort()


# Ping, pong

@case("/ping", ("empty", b""), ("text", b"hello"), ("binary", b"\x00\xff\xfe\xfd"),
      ("longest", b"\xfe" * 125))
async def ping(port, payload):
    ws = await WebSocket.connect(port)
    await ws.send_frame(PING, payload)
    frame = await ws.receive_frame()
    check_equal((frame.opcode, frame.payload), (PONG, payload))
    ws.abort()


@case("/ping/many-in-one-go")
async def ping_many(port):
    """Some may be left out, but not the last, and they stay in order."""
    ws = await WebSocket.connect(port)
    await ws.send_raw(b"".join(make_frame(PING, str(n)) for n in range(1000)))
    found = [-1]
    while found[-1] != 999:
        frame = await ws.receive_frame()
        check(frame is not None and frame.opcode == PONG, f"{frame} came where a pong was due")
        found.append(int(frame.payload))
    check_equal(found, sorted(set(found)))
    ws.abort()


@case("/ping/unasked-pong", ("empty", b""), ("payload", b"x"), ("longest", b"x" * 125))
async def unasked_pong(port, payload):
    ws = await WebSocket.connect(port)
    await ws.send_frame(PONG, payload)
    await ws.check_alive()
    ws.abort()


# UTF-8

BAD_UTF8 = [
    ("lone-continuation", b"\x80"),
    ("lone-start", b"\xc3"),
    ("ff", b"\xff"),
    ("fe", b"\xfe"),
    ("overlong-2", b"\xc0\xaf"),
    ("overlong-c1", b"\xc1\xbf"),
    ("overlong-3", b"\xe0\x80\xaf"),
    ("overlong-3-highest", b"\xe0\x9f\xbf"),
    ("overlong-4", b"\xf0\x80\x80\xaf"),
    ("overlong-4-highest", b"\xf0\x8f\xbf\xbf"),
    ("five-bytes", b"\xf8\x88\x80\x80\x80"),
    ("six-bytes", b"\xfc\x84\x80\x80\x80\x80"),
    ("overlong-nul", b"\xc0\x80"),
    ("surrogate-first", b"\xed\xa0\x80"),
    ("surrogate-last", b"\xed\xbf\xbf"),
    ("surrogate-pair", b"\xed\xa0\xbd\xed\xb2\xa9"),
    ("beyond-10ffff", b"\xf4\x90\x80\x80"),
    ("f5", b"\xf5\x80\x80\x80"),
    ("cut-2-of-3", b"\xe2\x82"),
    ("cut-3-of-4", b"\xf0\x9f\x9a"),
    ("cut-in-the-middle", b"\xe2\x82x"),
    ("after-good", "\u03ba\u1f79\u03c3\u03bc\u03b5".encode() + b"\xed\xa0\x80edited"),
]


@case("/utf-8/refused", *BAD_UTF8)
async def utf8_refused(port, text):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, b"4" + text))
    await ws.receive_end(1007)
    ws.abort()


@case("/utf-8/refused-in-fragments", *BAD_UTF8)
async def utf8_refused_split(port, text):
    """Whatever is cut where."""
    for cut in range(len(text) + 1):
        ws = await WebSocket.connect(port)
        await ws.send_raw(make_frame(TEXT, b"4" + text[:cut], fin=False)
                          + make_frame(CONTINUATION, text[cut:], fin=False)
                          + make_frame(CONTINUATION, b""))
        await ws.receive_end(1007)
        ws.abort()


GOOD_UTF8 = [
    ("greek", "\u03ba\u1f79\u03c3\u03bc\u03b5"),
    ("borders-2", "\u0080\u07ff"),
    ("borders-3", "\u0800\ud7ff\ue000\uffff"),
    ("borders-4", "\U00010000\U0010ffff"),
    ("no-characters", "\ufffe\uffff\ufdd0\U0001fffe"),
    ("replacement", "\ufffd"),
    ("nul", "a\0b"),
    ("byte-order-mark", "\ufeffx"),
]


@case("/utf-8/taken", *GOOD_UTF8)
async def utf8_taken(port, text):
    """Whole, and cut at every byte."""
    ws = await WebSocket.connect(port)
    data = ("4" + text).encode()
    await ws.send_frame(TEXT, data)
    check_equal(await ws.receive(), "4" + text)
    for cut in range(len(data) + 1):
        await ws.send_raw(make_frame(TEXT, data[:cut], fin=False)
                          + make_frame(CONTINUATION, data[cut:]))
        check_equal(await ws.receive(), "4" + text)
    ws.abort()


@case("/utf-8/binary-may-be-anything")
async def utf8_binary(port):
    ws = await WebSocket.connect(port)
    for _, text in BAD_UTF8:
        await ws.send(text)
        check_equal(await ws.receive(), text)
    ws.abort()


# Close

@case("/close/echoed", *[(str(code), code) for code in (
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
    3000, 3999, 4000, 4999)])
async def close_echoed(port, code):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, close_payload(code, "good bye \u20ac".encode()))
    await ws.receive_end(code)
    await ws.receive_eof()
    ws.abort()


@case("/close/refused", *[(str(code), code) for code in (
    0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535)])
async def close_refused(port, code):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, close_payload(code))
    await ws.receive_end(1002)
    await ws.receive_eof()
    ws.abort()


@case("/close/empty")
async def close_empty(port):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE)
    check(await ws.receive_end() in (None, 1000), "It was not closed as asked")
    await ws.receive_eof()
    ws.abort()


@case("/close/one-byte")
async def close_one_byte(port):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, b"\x03")
    await ws.receive_end(1002)
    ws.abort()


@case("/close/longest")
async def close_longest(port):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, close_payload(1000, b"x" * 123))
    await ws.receive_end(1000)
    ws.abort()


@case("/close/reason-not-utf-8", *BAD_UTF8)
async def close_reason(port, text):
    ws = await WebSocket.connect(port)
    await ws.send_frame(CLOSE, close_payload(1000, text))
    await ws.receive_end(1007)
    ws.abort()


@case("/close/nothing-behind-it")
async def close_nothing_behind(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4before") + make_frame(CLOSE, close_payload(1000))
                      + make_frame(TEXT, "4behind") + make_frame(PING, "behind"))
    found = []
    while (frame := await ws.receive_frame()) is not None:
        found.append((frame.opcode, frame.payload[:7]))
    check_equal(found, [(TEXT, b"4before"), (CLOSE, close_payload(1000))])
    ws.abort()


@case("/close/twice")
async def close_twice(port):
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(CLOSE, close_payload(1000)) * 2)
    await ws.receive_end(1000)
    check((await ws.receive_frame()) is None, "It was closed twice")
    ws.abort()


@case("/close/cut-within-a-frame", *[(str(size), size) for size in (1, 2, 3, 6, 50)])
async def close_cut(port, size):
    """The client's half ends in the middle of a frame: so does the connection."""
    ws = await WebSocket.connect(port)
    await ws.send_raw(make_frame(TEXT, "4" + "x" * 100)[:size])
    ws.writer.write_eof()
    await ws.receive_eof()
    ws.abort()


if __name__ == "__main__":
    main()
