#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Engine.IO and Socket.IO do by the clock. All cases wait at the same time, alone on the
machine as far as the test runner has a say. Usage in suite.py."""

import asyncio
import sys
import time

sys.dont_write_bytecode = True
from suite import (GRACE, PING_INTERVAL, PING_TIMEOUT, case, main)  # noqa: E402
from wire import (TEXT, Polling, WebSocket, check, check_equal,  # noqa: E402
                  make_frame, read_packets)

CONNECT_TIMEOUT = 1
EARLY = 0.02  # what a clock may be ahead of another


def check_between(seconds, least, most, what):
    check(least - EARLY <= seconds <= most, f"{what} after {seconds:.3f} s, not {least} to {most}")


def check_ping(begin, since, number):
    """One that came now: none comes before its time, counted from the beginning, nor late after
    the one before."""
    now = time.monotonic()
    check(now - begin >= number * PING_INTERVAL - EARLY, f"Ping {number} came early")
    check(now - since <= PING_INTERVAL + GRACE, f"Ping {number} came after {now - since:.3f} s")


async def upgraded(port):
    session = await Polling.connect(port)
    ws = await session.upgrade(answers_pings=False)
    await ws.send("2probe")
    check_equal(await ws.receive(), "3probe")
    await session.poll_packets()
    await ws.send("5")
    return ws


@case("/ping/polling")
async def ping_polling(port):
    begin = time.monotonic()
    session = await Polling.connect(port)
    for number in range(1, 4):
        since = time.monotonic()
        answer = await session.poll()
        check_equal((answer.status, answer.text), (200, "2"))
        check_ping(begin, since, number)
        await session.send("3")
    await session.check_alive()


@case("/ping/websocket")
async def ping_websocket(port):
    begin = time.monotonic()
    ws = await WebSocket.connect(port, answers_pings=False)
    for number in range(1, 4):
        since = time.monotonic()
        check_equal(await ws.receive(), "2")
        check_ping(begin, since, number)
        await ws.send("3")
    await ws.check_alive()
    ws.abort()


@case("/ping/upgraded")
async def ping_upgraded(port):
    """Goes on over the other transport."""
    ws = await upgraded(port)
    for _ in range(3):
        check_equal(await ws.receive(), "2")
        await ws.send("3")
    ws.abort()


@case("/ping/many-messages")
async def ping_busy(port):
    """Pings come between messages too."""
    ws = await WebSocket.connect(port)
    end = time.monotonic() + 4 * PING_INTERVAL
    while time.monotonic() < end:
        await ws.check_alive()
    check(ws.pings >= 2, f"{ws.pings} pings came in {4 * PING_INTERVAL} s")
    ws.abort()


@case("/pong/unasked")
async def pong_unasked(port):
    ws = await WebSocket.connect(port)
    await ws.send("3", "3", "3")
    await ws.check_alive()
    while ws.pings < 2:
        await ws.check_alive()
    ws.abort()


@case("/missed/websocket")
async def missed_websocket(port):
    begin = time.monotonic()
    ws = await WebSocket.connect(port, answers_pings=False)
    await ws.receive_end()
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")
    check_equal(ws.pings, 1, "the number of pings")
    ws.abort()


@case("/missed/after-some")
async def missed_after_some(port):
    ws = await WebSocket.connect(port, answers_pings=False)
    for _ in range(2):
        check_equal(await ws.receive(), "2")
        await ws.send("3")
    begin = time.monotonic()
    await ws.receive_end()
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT - 0.05,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")
    ws.abort()


@case("/missed/connection-ends", strict="they wait long for the other side")
async def missed_connection_ends(port):
    """Though the client never answers the close frame: it may be gone."""
    ws = await WebSocket.connect(port, answers_pings=False)
    await asyncio.wait_for(ws.receive_eof(), 5)
    ws.abort()


@case("/missed/upgraded")
async def missed_upgraded(port):
    begin = time.monotonic()
    ws = await upgraded(port)
    await ws.receive_end()
    check(time.monotonic() - begin <= PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed late")
    ws.abort()


@case("/missed/messages-are-no-pongs", strict="they take any packet for a sign of life")
async def missed_busy(port):
    begin = time.monotonic()
    ws = await WebSocket.connect(port, answers_pings=False)

    async def chatter():
        while True:
            await ws.send("4chatter")
            await asyncio.sleep(0.02)
    task = asyncio.ensure_future(chatter())
    await ws.receive_end()
    task.cancel()
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")
    ws.abort()


@case("/missed/frames-are-no-pongs")
async def missed_frames(port):
    """Nor are those of RFC 6455 an answer to Engine.IO's pings."""
    begin = time.monotonic()
    ws = await WebSocket.connect(port, answers_pings=False)

    async def chatter():
        while True:
            await ws.send_raw(make_frame(9, b"x") + make_frame(10, b"y"))
            await asyncio.sleep(0.02)
    task = asyncio.ensure_future(chatter())
    await ws.receive_end()
    task.cancel()
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")
    ws.abort()


@case("/missed/half-a-frame")
async def missed_half_frame(port):
    """A frame that stops coming is no sign of life."""
    begin = time.monotonic()
    ws = await WebSocket.connect(port, answers_pings=False)
    await ws.send_raw(make_frame(TEXT, "4" + "x" * 1000)[:500])
    await ws.receive_end()
    check(time.monotonic() - begin <= PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed late")
    ws.abort()


@case("/missed/client-that-does-not-read")
async def missed_deaf(port):
    """What is queued for it does not keep it: once it reads again, all is over."""
    ws = await WebSocket.connect(port, answers_pings=False, reads=False)
    await ws.send(*["4" + "x" * 900_000] * 6)
    await asyncio.sleep(PING_INTERVAL + PING_TIMEOUT + GRACE)
    begin = time.monotonic()
    ws.begin_reading()
    await ws.receive_end()
    check(time.monotonic() - begin < PING_INTERVAL, "It was still there")
    ws.abort()


@case("/missed/polling")
async def missed_polling(port):
    """Nobody polls: the session is over."""
    session = await Polling.connect(port)
    await asyncio.sleep(PING_INTERVAL + PING_TIMEOUT + GRACE)
    await session.check_gone()


@case("/missed/polling-at-the-least")
async def missed_polling_early(port):
    """It is not before its time. A busy machine may let that pass; not every time."""
    for _ in range(10):
        begin = time.monotonic()
        session = await Polling.connect(port)
        await asyncio.sleep(PING_INTERVAL + PING_TIMEOUT / 4)
        answer = await session.poll()
        if answer.status == 200 or time.monotonic() - begin < PING_INTERVAL + PING_TIMEOUT:
            break
    check_equal((answer.status, answer.text), (200, "2"))
    posted = await session.post("3")
    check_equal((posted.status, posted.text), (200, "ok"))


@case("/missed/polling-that-waits")
async def missed_polling_waiting(port):
    """A poll that waits is let go when the session ends."""
    begin = time.monotonic()
    session = await Polling.connect(port)
    check_equal(await session.poll_packets(), ["2"])
    answer = await session.poll()
    check(answer.status == 400 or answer.text in ("1", "6"), f"It was answered {answer.text!r}")
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")
    await session.check_gone()


@case("/missed/polling-that-posts", strict="they take any packet for a sign of life")
async def missed_polling_posts(port):
    begin = time.monotonic()
    session = await Polling.connect(port)
    while (await session.post("4chatter")).status == 200:
        check(time.monotonic() - begin < 5, "It is still there")
        await asyncio.sleep(0.02)
    check_between(time.monotonic() - begin, PING_INTERVAL + PING_TIMEOUT,
                  PING_INTERVAL + PING_TIMEOUT + GRACE, "It was closed")


@case("/connect/nobody-comes")
async def connect_timeout(port):
    """A connection that enters no namespace."""
    begin = time.monotonic()
    ws = await WebSocket.connect(port, "/socket.io/")
    await ws.receive_end()
    check_between(time.monotonic() - begin, CONNECT_TIMEOUT, CONNECT_TIMEOUT + GRACE,
                  "It was closed")
    ws.abort()


@case("/connect/only-an-unknown-namespace")
async def connect_timeout_unknown(port):
    begin = time.monotonic()
    ws = await WebSocket.connect(port, "/socket.io/")
    await ws.send("40/random,")
    check_equal(await ws.receive(), '44/random,{"message":"Invalid namespace"}')
    await ws.receive_end()
    check_between(time.monotonic() - begin, CONNECT_TIMEOUT, CONNECT_TIMEOUT + GRACE,
                  "It was closed")
    ws.abort()


@case("/connect/polling")
async def connect_timeout_polling(port):
    begin = time.monotonic()
    session = await Polling.connect(port, "/socket.io/")
    while (answer := await session.poll()).status == 200:
        packets = read_packets(answer.text)
        if "2" in packets and (await session.post("3")).status != 200:
            break
    check_between(time.monotonic() - begin, CONNECT_TIMEOUT, CONNECT_TIMEOUT + 2 * GRACE,
                  "It was closed")


@case("/connect/who-came-stays")
async def connect_no_timeout(port):
    ws = await WebSocket.connect(port, "/socket.io/")
    await ws.send("40")
    await ws.receive_many(2)
    while ws.pings < 5:
        await asyncio.sleep(0.02)
    await ws.send('42["message",1]')
    check_equal(await ws.receive(), '42["message-back",1]')
    ws.abort()


@case("/connect/who-came-and-left-stays")
async def connect_left(port):
    ws = await WebSocket.connect(port, "/socket.io/")
    await ws.send("40")
    await ws.receive_many(2)
    await ws.send("41")
    while ws.pings < 5:
        await asyncio.sleep(0.02)
    await ws.send("40")
    check((await ws.receive()).startswith('40{"sid"'), "It cannot come back")
    ws.abort()


if __name__ == "__main__":
    main(by_the_clock=True)
