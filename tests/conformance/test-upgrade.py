#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From polling to WebSocket within one Engine.IO session: by the book, against it, and with
nothing lost, doubled or out of order. Usage in suite.py."""

import asyncio
import sys

sys.dont_write_bytecode = True
from suite import case, main  # noqa: E402
from wire import (TEXT, Failure, Polling, begin_poll, check, check_equal,  # noqa: E402
                  make_frame)

async def probe(session):
    ws = await session.upgrade()
    await ws.send("2probe")
    check_equal(await ws.receive(), "3probe")
    return ws


async def upgrade(session):
    """By the book: probe, the poll that waits is let go, upgrade."""
    ws = await probe(session)
    check_equal([p for p in await session.poll_packets() if p != "2"], ["6"])
    await ws.send("5")
    return ws


@case("/upgrade/whole")
async def upgrade_whole(port):
    session = await Polling.connect(port)
    ws = await probe(session)
    answer = await session.poll()
    check_equal((answer.status, answer.text), (200, "6"))
    await ws.send("5", "4hello")
    check_equal(await ws.receive(), "4hello")
    await ws.send(b"\1\2\3")
    check_equal(await ws.receive(), b"\1\2\3")
    ws.abort()


@case("/upgrade/releases-the-poll")
async def upgrade_releases_poll(port):
    session = await Polling.connect(port)
    poll = await begin_poll(session)
    ws = await probe(session)
    answer = await poll
    check_equal((answer.status, answer.text), (200, "6"))
    await ws.send("5")
    await ws.check_alive()
    ws.abort()


@case("/upgrade/in-one-go")
async def upgrade_in_one_go(port):
    """Probe and upgrade without waiting, and in one go with the handshake."""
    session = await Polling.connect(port)
    first = b"".join(make_frame(TEXT, packet) for packet in ("2probe", "5", "4hello"))
    ws = await session.upgrade(first=first)
    check_equal(await ws.receive_many(2), ["3probe", "4hello"])
    ws.abort()


@case("/upgrade/ends-polling")
async def upgrade_ends_polling(port):
    session = await Polling.connect(port)
    ws = await upgrade(session)
    await ws.check_alive()
    check_equal((await session.poll()).status, 400)
    check_equal((await session.post("4intruder")).status, 400)
    await ws.check_alive()
    ws.abort()


@case("/upgrade/poll-behind-it")
async def upgrade_poll_behind(port):
    session = await Polling.connect(port)
    ws = await session.upgrade()
    await ws.send("2probe", "5")
    check_equal(await ws.receive(), "3probe")
    await ws.send("4hello")
    check_equal(await ws.receive(), "4hello")
    check_equal((await session.poll()).status, 400)
    ws.abort()


@case("/upgrade/poll-that-waits-through-it")
async def upgrade_poll_through(port):
    """A poll which the client had not given up is let go, not kept for ever."""
    session = await Polling.connect(port)
    poll = await begin_poll(session)
    ws = await session.upgrade(first=make_frame(TEXT, "2probe") + make_frame(TEXT, "5"))
    check_equal(await ws.receive(), "3probe")
    answer = await poll
    check(answer.status == 400 or answer.text in ("6", "1"),
          f"The poll was answered {answer.status} {answer.text}")
    await ws.check_alive()
    ws.abort()


@case("/upgrade/second-websocket-behind-it")
async def upgrade_second_behind(port):
    session = await Polling.connect(port)
    ws = await upgrade(session)
    await ws.check_alive()
    try:
        other = await session.upgrade()
        await other.send("2probe")
        await other.receive_end()
        other.abort()
    except Failure:
        pass
    await ws.check_alive()
    ws.abort()


@case("/upgrade/second-probe")
async def upgrade_second_probe(port):
    """While one is under way another is turned away, and the first goes on."""
    session = await Polling.connect(port)
    ws = await probe(session)
    try:
        other = await session.upgrade()
        await other.send("2probe")
        await other.receive_end()
        other.abort()
    except Failure:
        pass
    await ws.send("5")
    await ws.check_alive()
    ws.abort()


@case("/upgrade/given-up")
async def upgrade_given_up(port):
    """A probe without an upgrade: polling goes on, and another may come."""
    session = await Polling.connect(port)
    ws = await probe(session)
    ws.abort()
    await session.send("4still polling")
    packet = "6"
    while packet == "6":
        packet, = await session.receive()
    check_equal(packet, "4still polling")
    ws = await session.upgrade()
    await ws.send("2probe")
    check_equal(await ws.receive(), "3probe")
    await ws.send("5")
    await ws.check_alive()
    ws.abort()


@case("/upgrade/polling-goes-on-while-probing")
async def upgrade_probing(port):
    session = await Polling.connect(port)
    ws = await probe(session)
    for turn in range(5):
        await session.send(f"4{turn}")
        packet = "6"
        while packet == "6":
            packet, = await session.receive()
        check_equal(packet, f"4{turn}")
    await ws.send("5")
    await ws.check_alive()
    ws.abort()


@case("/upgrade/not-a-probe", ("message", "4hello"), ("other-word", "2wrong"), ("close", "1"),
      ("binary", b"\1\2"), ("letters", "abc"))
async def upgrade_not_a_probe(port, packet):
    """The WebSocket is closed; the session goes on over polling."""
    session = await Polling.connect(port)
    ws = await session.upgrade()
    await ws.send(packet)
    await ws.receive_end()
    ws.abort()
    await session.check_alive()


@case("/upgrade/without-a-probe", strict="they take it")
async def upgrade_without_probe(port):
    session = await Polling.connect(port)
    ws = await session.upgrade()
    await ws.send("5")
    await ws.receive_end()
    ws.abort()
    await session.check_alive()


@case("/upgrade/message-in-between")
async def upgrade_message_between(port):
    """What is said to the client between its last poll and its upgrade is not lost."""
    session = await Polling.connect(port)
    ws = await probe(session)
    check_equal([p for p in await session.poll_packets() if p != "2"], ["6"])
    await session.send("4one", b"\2", "4three")
    await ws.send("5")
    check_equal(await ws.receive_many(3), ["4one", b"\2", "4three"])
    ws.abort()


@case("/upgrade/order", *[(f"after-{count}", count) for count in (0, 1, 50, 150, 200)])
async def upgrade_order(port, before):
    """200 packets there and 200 back, the upgrade in their middle: each once and in order."""
    session = await Polling.connect(port)
    packets = [f"4{n}" if n % 7 else b"%d" % n for n in range(200)]
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
    sent = 0
    while sent < before // 2:
        await session.send(*packets[sent:sent + 3])
        sent = min(sent + 3, len(packets))
    ws = await session.upgrade()
    await ws.send("2probe")
    while sent < before:
        await session.send(*packets[sent:min(sent + 5, before)])
        sent = min(sent + 5, before)
    check_equal(await ws.receive(), "3probe")
    stopping.set()
    await polling
    await ws.send("5", *packets[sent:])
    while len(found) < len(packets):
        found.append(await ws.receive())
    check_equal(found, packets)
    await ws.check_alive()
    ws.abort()


@case("/upgrade/unanswered-is-let-go")
async def upgrade_timeout(port):
    """A probe that never upgrades is closed within ten seconds; polling goes on meanwhile."""
    session = await Polling.connect(port)
    ws = await probe(session)
    ended = asyncio.ensure_future(ws.receive_end())
    while not ended.done():
        await asyncio.sleep(0.05)
        for packet in await session.poll_packets():
            if packet == "2":
                await session.send("3")
    await ended
    ws.abort()
    await session.check_alive()


if __name__ == "__main__":
    main()
