#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed at any moment, the program loses nothing that had been on the screen
longer than it takes to write it down, and its windows come back."""

import random
import re
import threading
import time

import ui

# A disk under load takes its time; what was seen for longer has to be there.
DURABLE = 1.0
ROUNDS = 3
SEED = 1966

ROW = re.compile(r"^People(?: (\d+))?,")


def edit_until_killed(app, number, moment):
    """Renames a row again and again; tells when each name was seen."""
    seen = {}
    died = []

    def kill():
        app.process.kill()
        died.append(time.monotonic())
    timer = threading.Timer(moment, kill)
    timer.start()
    try:
        while app.is_running():
            number += 1
            app.press(app.wait_for(ROW, role="tree item", deadline=10))
            app.key("F2")
            app.key("ctrl+a")
            app.type(f"People {number}")
            app.key("Return")
            app.wait_for(re.compile(f"^People {number},"), role="tree item", deadline=10)
            seen[number] = time.monotonic()
    except ui.Failed:
        if app.is_running() and not died:
            raise
    timer.join()
    app.process.wait()
    return seen, died[0], number


def test_kill(desktop):
    rand = random.Random(SEED)
    app = desktop.start(ui.SAMPLE)
    number = 0
    n_lost = n_safe = 0
    for _ in range(ROUNDS):
        app.wait_window("1966 Bronco")
        app.wait_for(ROW, role="tree item")
        seen, died, tried = edit_until_killed(app, number, rand.uniform(6, 14))
        safe = [n for n, at in seen.items() if at < died - DURABLE]
        n_safe += len(safe)

        # As by its icon: nothing says what had been open.
        app = desktop.start()
        app.wait_window("1966 Bronco")
        row = app.wait_for(ROW, role="tree item")
        found = int(ROW.match(row.name)[1] or 0)
        assert max(safe, default=number) <= found <= tried, \
            f"People {found} is there, People {max(safe, default=number)} was seen in time"
        n_lost += max(seen, default=found) - found
        number = found
    print(f"# {n_safe} edits had been seen for {DURABLE} s and are there; of those just made "
          f"{n_lost} are not")


if __name__ == "__main__":
    ui.main(test_kill)
