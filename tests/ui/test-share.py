#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project is shared from its window, somebody comes by the link and edits, and sharing ends."""

import re
import subprocess
import sys
from pathlib import Path

import ui

CLIENT = Path(__file__).resolve().parent.parent / "app" / "join-by-link.py"


def come(app, name, new_name):
    link = app.wait_for("Join link", role="text").text
    return subprocess.Popen([sys.executable, CLIENT, link, name, new_name],
                            stdout=subprocess.PIPE, text=True)


def test_share(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.press("Share", role="push button")
    app.wait_for("Nobody else can come to this project")
    app.press("Share", role="check box")
    app.wait_for(re.compile(r"^At http://127\.0\.0\.1:\d+"))

    client = come(app, "Ada Lovelace", "Bronco of Ada")
    said = client.stdout.readline().strip()
    if said == "" and client.wait() == 77:
        return  # without python-socketio nobody comes
    assert said == "edited", said
    app.wait_for("Ada Lovelace", role="list item")
    app.wait_for("Hosting · 2 people", on_screen=False)
    app.wait_for(re.compile("Bronco of Ada"), on_screen=False)

    app.press("Share", role="check box")
    app.wait_for("Nobody else can come to this project")
    app.wait_gone("Ada Lovelace", role="list item")
    assert client.stdout.readline().strip() == "out"
    assert client.wait() == 0


def test_two(desktop):
    """Their faces take no room away from what else is in the header."""
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.press("Share", role="push button")
    app.press("Share", role="check box")
    clients = [come(app, name, "Bronco of " + name) for name in ("Ada", "Grace")]
    try:
        if clients[0].stdout.readline().strip() == "" and clients[0].wait() == 77:
            return
        app.wait_for("Hosting · 3 people", on_screen=False)
        app.key("Escape")
        app.wait_gone("Join link", role="text")
        # The word beside them would leave too little for the button behind it.
        share = app.wait_for("Share", role="push button")
        search = app.wait_for("Search and Filter", role="push button")
        ui.wait(lambda: share.extents[2] <= search.extents[2], "only the symbol")
    finally:
        for client in clients:
            client.kill()


def test_remove(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.press("Share", role="push button")
    app.press("Share", role="check box")
    client = come(app, "Ada Lovelace", "Bronco of Ada")
    if client.stdout.readline().strip() == "" and client.wait() == 77:
        return
    app.press("Remove Ada Lovelace", role="push button")
    app.wait_gone("Ada Lovelace", role="list item")
    assert client.stdout.readline().strip() == "out"


def test_network(desktop):
    """What a browser will warn of is said before anything is open."""
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.press("Share", role="push button")
    app.press("Local Network, Encrypted", role="check box")
    app.wait_for(re.compile("a browser warns"))
    app.wait_for(re.compile("Fingerprint|^([0-9A-F]{2}:){31}[0-9A-F]{2}$"))
    app.wait_for("Nobody else can come to this project")
    app.press("Share", role="check box")
    app.wait_for(re.compile("^At https://"))
    app.press("Create a Link", role="push button")
    link = app.wait_for("Join link", role="text").text
    assert "#i=tti1_" in link and "&fp=" in link, link


if __name__ == "__main__":
    ui.main(test_share, test_two, test_remove, test_network)
