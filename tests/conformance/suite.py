# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases, run at the same time against one server, and TAP.

    test-NAME.py PATH-OF-SIO-FIXTURE
    test-NAME.py --reference PORT

The second form holds the suite itself against another server that listens already and behaves
as the fixture does (pings every 300 ms, 200 ms to answer them, 1,000,000 bytes, a second to come
into a namespace); cases that are stricter than the usual servers are then left out.
"""

import asyncio
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
import traceback

from wire import OPENED, Failure

PING_INTERVAL = 0.3
PING_TIMEOUT = 0.2
GRACE = 0.2
MAX_PAYLOAD = 1_000_000
CASE_SECONDS = 30
AT_ONCE = 6
DISTURBED_TRIES = 10
PR_SET_PDEATHSIG = 1

CASES = []


class Case:
    def __init__(self, name, function, strict):
        self.name = name
        self.function = function
        self.strict = strict
        self.failure = None
        self.seconds = 0


def case(name, *rows, strict=None):
    """Registers async function (port), or with rows one case a row (name, *arguments).

    strict: how the usual servers fall behind what is held here."""
    def register(function):
        if not rows:
            CASES.append(Case(name, function, strict))
        for row in rows:
            CASES.append(Case(f"{name}/{row[0]}", lambda port, row=row: function(port, *row[1:]),
                              strict))
        return function
    return register


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class Fixture:
    """The server under test."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "--port", "0"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, preexec_fn=die_with_parent)
        self.port = self.wait_ready()
        self.descriptors = self.count_descriptors()

    def wait_ready(self):
        """The port it says it listens on."""
        line = b""
        end = time.monotonic() + 20
        while not line.endswith(b"\n"):
            left = max(0, end - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                raise Failure("The fixture said nothing")
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                raise Failure("The fixture did not start")
            line += byte
        return int(line.decode().rsplit(":", 1)[1])

    def count_descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    async def check_descriptors(self, port):
        """Whatever was done to it, nothing of it is kept."""
        end = time.monotonic() + 20
        while self.count_descriptors() > self.descriptors:
            if time.monotonic() > end:
                raise Failure(f"{self.count_descriptors() - self.descriptors} descriptors are kept")
            await asyncio.sleep(0.05)

    async def check_end(self, port):
        self.process.send_signal(signal.SIGTERM)
        status = await asyncio.get_running_loop().run_in_executor(None, self.process.wait, 20)
        if status not in (0, -signal.SIGTERM):
            raise Failure(f"The fixture ended with {status}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


async def run_case(one, port):
    begin = time.monotonic()
    one.failure = None
    opened = []
    OPENED.set(opened)
    try:
        await asyncio.wait_for(one.function(port), CASE_SECONDS)
    except asyncio.TimeoutError:
        one.failure = f"nothing happened for {CASE_SECONDS} s"
    except Exception as error:  # noqa: BLE001: any of them fails this case, not the others
        one.failure = f"{error}" or type(error).__name__
        if not isinstance(error, Failure):
            one.failure += "\n" + traceback.format_exc()
    for writer in opened:
        writer.transport.abort()
    one.seconds = time.monotonic() - begin


async def run_undisturbed(one, port):
    """Pings come every 0.3 s and want an answer within 0.2: a case that takes some milliseconds
    knows nothing of them. Where a busy machine held it up for so long that one came in between,
    it is no proof of anything and done anew."""
    for _ in range(DISTURBED_TRIES):
        await run_case(one, port)
        if one.failure is None or not PING_INTERVAL < one.seconds < CASE_SECONDS:
            return


async def run_cases(cases, port, by_the_clock):
    gate = asyncio.Semaphore(len(cases) if by_the_clock else AT_ONCE)
    run = run_case if by_the_clock else run_undisturbed

    async def run_behind(one):
        async with gate:
            await run(one, port)
    await asyncio.gather(*map(run_behind, cases))


def report(cases):
    print(f"1..{len(cases)}")
    for number, one in enumerate(cases, 1):
        if one.seconds > 3:
            print(f"# {one.name} took {one.seconds:.1f} s")
        if one.failure is None:
            print(f"ok {number} {one.name}")
            continue
        lines = one.failure.splitlines()
        for line in lines[1:]:
            print(f"# {line}")
        print(f"not ok {number} {one.name}: {lines[0]}")
    return 1 if any(one.failure is not None for one in cases) else 0


def main(by_the_clock=False):
    """Arguments as above; after them parts of the names of cases, for only these.

    by_the_clock: the cases mostly wait, all at the same time, and what they wait for counts."""
    server, *names = sys.argv[1:]
    is_reference = server == "--reference"
    port = int(names.pop(0)) if is_reference else None
    cases = [one for one in CASES
             if (not names or any(name in one.name for name in names))
             and not (is_reference and one.strict)]
    if is_reference:
        asyncio.run(run_cases(cases, port, by_the_clock))
        sys.exit(report(cases))

    fixture = Fixture(server)
    try:
        asyncio.run(run_cases(cases, fixture.port, by_the_clock))
        last = [Case("/fixture/keeps-no-descriptor", fixture.check_descriptors, None),
                Case("/fixture/ends-in-good-order", fixture.check_end, None)]
        for one in last:
            asyncio.run(run_case(one, fixture.port))
    finally:
        fixture.kill()
    sys.exit(report(cases + last))
