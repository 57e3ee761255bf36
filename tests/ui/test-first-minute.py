#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the start to an edited, shared project with somebody else in it, by what
is on the screen alone, in a dozen actions."""

import json
import os
import queue
import re
import subprocess
import sys
import threading
from pathlib import Path

import ui

sys.path.insert(0, str(ui.TOP / "tests" / "interop"))
import packages  # noqa: E402 pylint: disable=wrong-import-position

MOST_ACTIONS = 12


class Guest:
    """socket.io-client in Node, with nothing but a link."""

    def __init__(self, link):
        folder = Path(os.environ.get("TALUS_UI_PACKAGES",
                                     ui.TOP / "_build" / "tests" / "interop" / "packages"))
        try:
            packages.install_packages(folder)
        except packages.Missing as reason:
            raise ui.Missing(str(reason)) from reason
        self.process = subprocess.Popen(
            ["node", str(Path(__file__).with_name("live-client.js")), str(folder), link],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.heard = []
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def hear(self, what, test=lambda data: True):
        def find():
            while not self.lines.empty():
                self.heard.append(self.lines.get())
            for name, *data in self.heard:
                if name == what and test(data[0] if data else None):
                    return data[0] if data else True
            return None
        try:
            return ui.wait(find, f"“{what}” at the other end")
        except ui.Failed as error:
            raise ui.Failed(f"{error}; heard: {json.dumps(self.heard)[:2000]}") from error

    def tell(self, *words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.process.wait(ui.DEADLINE)


def find_node(nodes, name):
    for node in nodes:
        if node["name"] == name:
            return node
        below = find_node(node.get("children") or [], name)
        if below is not None:
            return below
    return None


def test_first_minute(desktop):
    app = desktop.start()

    # A project of one's own.
    app.press("New project from “Event production”")
    app.wait_for(re.compile("^Name"), role="text")
    app.type("Summer fair")
    app.press("Create")
    app.wait_window("Summer fair")

    # Shared, with somebody.
    app.press("Share", role="push button")
    app.press("Share", role="check box")
    link = ui.wait(lambda: app.wait_for("Join link", role="text").text, "the link")
    guest = Guest(link)
    try:
        guest.hear("joined")
        app.wait_for("Grace")
        app.key("Escape")
        app.wait_gone("Join link", role="text")

        # Edited here: it is seen there.
        app.press("Venue")
        app.key("F2")
        app.key("ctrl+a")
        app.type("Old town square")
        app.key("Return")
        guest.hear("property-changed",
                   lambda data: "Old town square" in json.dumps(data))

        # Edited there: it is seen here.
        graph = guest.hear("graph")
        crew = find_node(graph["roots"], "Crew")
        guest.tell("rename", crew["id"], "Volunteers")
        guest.hear("answer", lambda data: data.get("seq") is not None)
        app.wait_for("Volunteers")
        app.wait_for("Old town square")
    finally:
        guest.end()

    print(f"# {app.n_actions} actions: " + "; ".join(app.log))
    assert app.n_actions <= MOST_ACTIONS, app.log


if __name__ == "__main__":
    ui.main(test_first_minute)
