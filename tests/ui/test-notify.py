#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who joins while one looks at something else is notified of; not any more once one has looked."""

import subprocess
import sys
from pathlib import Path

import ui

CLIENT = Path(__file__).resolve().parent.parent / "app" / "join-by-link.py"
NAME = "org.freedesktop.Notifications"
INTERFACE = f"""<node><interface name="{NAME}">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
</interface></node>"""


class Notifications:
    """What a desktop has for them."""

    def __init__(self):
        from gi.repository import Gio
        self.shown = []
        self.closed = []
        self.program = None
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.register_object("/org/freedesktop/Notifications",
                                 Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0],
                                 self.called, None, None)
        Gio.bus_own_name_on_connection(self.bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)

    def called(self, _connection, sender, _path, _interface, method, arguments, invocation):
        from gi.repository import GLib
        values = arguments.unpack()
        answer = None
        if method == "Notify":
            self.shown.append(values[3])
            self.program = sender, "/" + values[6]["desktop-entry"].replace(".", "/")
            answer = GLib.Variant("(u)", (values[1] or len(self.shown),))
        elif method == "GetCapabilities":
            answer = GLib.Variant("(as)", (["body", "actions"],))
        else:
            self.closed.append(values[0])
        invocation.return_value(answer)

    def wait_known(self):
        """Until the program has heard the number of what is shown, without which GLib takes nothing
        back: it has if it answers what was asked behind."""
        self.bus.call_sync(*self.program, "org.gtk.Actions", "List", None, None, 0,
                           int(ui.DEADLINE * 1000), None)


def look_away(window):
    """To what is no window of ours: the root. Where the pointer is would count as well, and what
    was just shut may give the focus back once more: it is away once it stays away."""
    ui.run("xdotool", "mousemove", "1399", "999")
    root = ui.re.search(r"Window id: (0x[0-9a-f]+)", ui.run("xwininfo", "-root"))[1]
    times = [0]

    def is_away():
        times[0] += 1
        if "active" in window.states:
            ui.run("xdotool", "windowfocus", str(int(root, 16)))
            times[0] = 0
        return times[0] > 10
    ui.wait(is_away, "that the window is not looked at")


def test_joined(desktop):
    notifications = Notifications()
    app = desktop.start(ui.SAMPLE)
    window = app.wait_window("1966 Bronco")
    app.press("Share", role="push button")
    app.press("Share", role="check box")
    link = app.wait_for("Join link", role="text").text
    app.key("Escape")
    app.wait_gone("Join link", role="text")

    look_away(window)
    client = subprocess.Popen([sys.executable, CLIENT, link, "Ada Lovelace", "Bronco of Ada"],
                              stdout=subprocess.PIPE, text=True)
    try:
        if client.stdout.readline().strip() == "" and client.wait() == 77:
            return  # without python-socketio nobody comes
        ui.wait(lambda: notifications.shown, "a notification")
        assert notifications.shown == ["Ada Lovelace joined “1966 Bronco”"], notifications.shown
        assert notifications.closed == [], notifications.closed
        notifications.wait_known()
        app.take_focus()
        ui.wait(lambda: notifications.closed, "that it is taken back")
    finally:
        client.kill()


if __name__ == "__main__":
    ui.main(test_joined)
