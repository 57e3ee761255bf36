# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop, driven from outside as a person does: by what is on the screen.

A test is a script that ends in `ui.main(test_one, test_two)`. It runs in an X
server and on a session bus of its own, and speaks TAP; where a tool is missing
it is skipped (77). Each test gets a `Desktop`, in which it starts the program:

    def test_rename(desktop):
        app = desktop.start(sample)
        app.press("Floor pans")
        app.key("F2")
        app.type("Floor")
        app.wait_for("Floor")

Widgets are found by role and by the name that is read to blind people; they are
pressed, and typed into, through XTest. Nothing sleeps for a time that is
hoped to be enough: everything waits for what it needs, with a deadline. When a
test fails, a picture and the tree of widgets are left in the build folder.

What GTK 4.8 tells assistive technology, and what it does not:
 - Widgets without a name of their own are called by their type ("GtkListBox");
   a name of that kind is none here.
 - SHOWING is set for windows only. What has no extents, or lies outside its
   window, is not on the screen.
 - Extents exist in relation to the window, not to the screen, and without the
   border of the window: where that is, X says.
 - A popover is a child of its button, with extents as if it began at its
   parent; its X window, of the same size, says where it really is.
 - Dialogs of GtkDialog are fillers: a window is what the application holds.
 - A label that is a property and a child is read twice, once with its underscore.
 - Rows that scrolled away are gone from the tree: lists make widgets only for
   what can be seen.
 - Text of a GtkText is read by the Text interface, to its very end and not to -1;
   its name is the label's.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from pointer import Pointer

TOP = Path(__file__).resolve().parents[2]
SAMPLE = TOP / "data" / "samples" / "1966-bronco.json"
TOOLS = ("Xvfb", "dbus-run-session", "xdotool", "xwininfo", "import")
DEADLINE = float(os.environ.get("TALUS_UI_DEADLINE", "30"))
INSIDE = "TALUS_UI_INSIDE"
SIZE = os.environ.get("TALUS_UI_SCREEN", "1400x1000")

NAMELESS = re.compile(r"^(Gtk|Adw|Talus)[A-Z][A-Za-z]+$")
# What is looked for when only a name is given, the likeliest first.
PRESSED = ("push button", "toggle button", "menu item", "check menu item", "radio menu item",
           "page tab", "check box", "radio button", "combo box", "tree item", "list item",
           "table row", "table cell", "link", "entry", "text", "label", "panel")
# What the pointer is while something would be dropped.
DROPPED = ("dnd-move", "dnd-copy", "dnd-link", "dnd-ask")


class Failed(Exception):
    """What was waited for did not come."""


class Missing(Exception):
    """Something the tests need is not here."""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.stdout


def wait(condition, what, deadline=None):
    """What `condition` returns, once it is true."""
    from gi.repository import GLib
    context = GLib.MainContext.default()
    end = time.monotonic() + (deadline or DEADLINE)
    last = None
    while True:
        while context.iteration(False):
            pass
        try:
            result = condition()
            if result:
                return result
        except GLib.Error as error:
            # Widgets go away while they are looked at.
            last = error
        if time.monotonic() > end:
            raise Failed(f"{what}: waited for it in vain" + (f" ({last.message})" if last else ""))
        time.sleep(0.03)


class Bus:
    """AT-SPI as it is on the wire. What is asked of many widgets is asked of all
    at once: a toast does not wait until a tree has been walked step by step."""

    ACCESSIBLE = "org.a11y.atspi.Accessible"
    COMPONENT = "org.a11y.atspi.Component"
    PROPERTIES = "org.freedesktop.DBus.Properties"
    ROOT = "/org/a11y/atspi/accessible/root"
    ROLES = {2: "alert", 3: "animation", 5: "calendar", 7: "check box", 8: "check menu item",
             10: "column header", 11: "combo box", 16: "dialog", 18: "drawing area",
             20: "filler", 23: "frame", 26: "icon", 27: "image", 29: "label", 31: "list",
             32: "list item", 33: "menu", 34: "menu bar", 35: "menu item", 37: "page tab",
             38: "page tab list", 39: "panel", 40: "password text", 41: "popup menu",
             42: "progress bar", 43: "push button", 44: "radio button", 45: "radio menu item",
             46: "root pane", 47: "row header", 48: "scroll bar", 49: "scroll pane",
             50: "separator", 51: "slider", 52: "spin button", 54: "status bar", 55: "table",
             56: "table cell", 57: "table column header", 58: "table row header", 61: "text",
             62: "toggle button", 63: "tool bar", 64: "tool tip", 65: "tree", 66: "tree table",
             67: "unknown", 69: "window", 75: "application", 77: "editbar", 79: "entry",
             85: "section", 87: "form", 88: "link", 90: "table row", 91: "tree item",
             98: "list box", 99: "grouping", 101: "notification", 102: "info bar",
             103: "level bar", 109: "article", 110: "landmark", 111: "log", 112: "marquee",
             113: "math", 114: "rating", 115: "timer", 116: "static", 121: "description list"}
    STATES = {0: "invalid", 1: "active", 4: "checked", 5: "collapsed", 7: "editable", 8: "enabled",
              9: "expandable", 10: "expanded", 11: "focusable", 12: "focused", 16: "modal",
              20: "pressed", 22: "selectable", 23: "selected", 24: "sensitive", 25: "showing",
              30: "visible", 35: "required", 37: "invalid-entry", 41: "checkable",
              43: "read-only"}

    def __init__(self):
        from gi.repository import Gio
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                   None, None, Gio.DBusCallFlags.NONE, -1, None)
        self.connection = Gio.DBusConnection.new_for_address_sync(
            answer.unpack()[0], Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def ask(self, questions):
        """Answers to (name, path, interface, method, arguments), None for none."""
        from gi.repository import Gio, GLib
        answers = [None] * len(questions)
        left = [len(questions)]

        def answered(connection, result, index):
            left[0] -= 1
            try:
                answers[index] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass
        for index, (name, path, interface, method, arguments) in enumerate(questions):
            self.connection.call(name, path, interface, method, arguments, None,
                                 Gio.DBusCallFlags.NONE, int(DEADLINE * 1000), None, answered,
                                 index)
        context = GLib.MainContext.default()
        while left[0] > 0:
            context.iteration(True)
        return answers

    def ask_one(self, *question):
        return self.ask([question])[0]

    def find_application(self, pid):
        answer = self.ask_one("org.a11y.atspi.Registry", self.ROOT, self.ACCESSIBLE, "GetChildren",
                              None)
        from gi.repository import GLib
        names = [name for name, _ in (answer[0] if answer else [])]
        pids = self.ask([("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))
                         for name in names])
        for index, found in enumerate(pids):
            if found is not None and found[0] == pid:
                return (names[index], answer[0][index][1])
        return None


class Widget:
    """A widget, as assistive technology sees it: role, name and place in the
    tree as they were when it was found, the rest as it is."""

    def __init__(self, app, address, parent=None):
        self.app = app
        self.address = address
        self.parent = parent
        self.children = []
        self.role = ""
        self.raw_name = ""

    def __repr__(self):
        return f"[{self.role}] “{self.name}”"

    def __eq__(self, other):
        return isinstance(other, Widget) and self.address == other.address

    def __hash__(self):
        return hash(self.address)

    def question(self, interface, method, arguments=None):
        return (*self.address, interface, method, arguments)

    def ask(self, interface, method, arguments=None):
        return self.app.bus.ask_one(*self.question(interface, method, arguments))

    def get(self, interface, name):
        from gi.repository import GLib
        answer = self.ask(Bus.PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))
        return answer[0] if answer else None

    @property
    def name(self):
        name = self.raw_name
        for half in ((len(name) - 1) // 2, (len(name) - 2) // 2):
            if half > 0 and name[-half - 1] == " " and \
               name[:-half - 1].replace("_", "") == name[-half:].replace("_", ""):
                name = name[-half:]
                break
        return "" if NAMELESS.match(name) else name

    @property
    def name_now(self):
        """Its name as it is by now, of a widget that is kept."""
        self.raw_name = self.get(Bus.ACCESSIBLE, "Name") or self.raw_name
        return self.name

    def is_window(self):
        return self.parent is not None and self.parent.parent is None

    @property
    def description(self):
        return self.get(Bus.ACCESSIBLE, "Description") or ""

    @property
    def states(self):
        answer = self.ask(Bus.ACCESSIBLE, "GetState")
        if answer is None:
            return set()
        bits = answer[0][0] | (answer[0][1] << 32 if len(answer[0]) > 1 else 0)
        return {name for bit, name in Bus.STATES.items() if bits & (1 << bit)}

    @property
    def text(self):
        """What is in an entry, or the name of anything else."""
        from gi.repository import GLib
        count = self.get("org.a11y.atspi.Text", "CharacterCount")
        if count is None:
            return self.name
        answer = self.ask("org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (0, count)))
        return answer[0] if answer else ""

    @property
    def value(self):
        return self.get("org.a11y.atspi.Value", "CurrentValue")

    @property
    def extents(self):
        """x, y, width, height in its window."""
        from gi.repository import GLib
        answer = self.ask(Bus.COMPONENT, "GetExtents", GLib.Variant("(u)", (1,)))
        return answer[0] if answer else (0, 0, 0, 0)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self):
        widget = self.parent
        while widget is not None:
            yield widget
            widget = widget.parent

    def is_popover(self):
        return self.raw_name in ("GtkPopover", "GtkPopoverMenu", "GtkEmojiChooser") or \
            self.role == "menu"

    def surface(self):
        """The window or popover that it is drawn on."""
        if self.is_window() or self.is_popover():
            return self
        for widget in self.ancestors():
            if widget.is_window() or widget.is_popover():
                return widget
        return None

    def is_on_screen(self):
        x, y, width, height = self.extents
        surface = self.surface()
        if width <= 0 or height <= 0 or surface is None:
            return False
        left, top, surface_width, surface_height = surface.extents
        if not surface.is_popover():
            left = top = 0
        return x + width / 2 >= left and y + height / 2 >= top and \
            x + width / 2 < left + surface_width and y + height / 2 < top + surface_height

    def is_enabled(self):
        return "sensitive" in self.states

    def centre(self):
        """Where on the screen."""
        surface = self.surface()
        window = wait(lambda: self.app.find_window(surface), f"the window of {self}")
        x, y, width, height = self.extents
        left, top, surface_width, surface_height = surface.extents
        if not surface.is_popover():
            left = top = 0
        # The border is the same at all sides.
        border_x = (window["width"] - surface_width) / 2 if not surface.is_popover() else 0
        border_y = (window["height"] - surface_height) / 2 if not surface.is_popover() else 0
        return (int(window["x"] + border_x + x - left + width / 2),
                int(window["y"] + border_y + y - top + height / 2))

    def grab_focus(self):
        return self.ask(Bus.COMPONENT, "GrabFocus")


class App:
    """The program while it runs."""

    def __init__(self, desktop, process):
        self.desktop = desktop
        self.process = process
        self.bus = desktop.bus
        self.address = None
        self.n_actions = 0
        self.log = []

    # What there is.

    @property
    def root(self):
        """The whole tree, read anew."""
        if self.address is None:
            self.address = self.bus.find_application(self.process.pid)
        return self.read(Widget(self, self.address)) if self.address is not None else None

    def read(self, root):
        """Reads what is below a widget, a level at a time."""
        from gi.repository import GLib
        name = GLib.Variant("(ss)", (Bus.ACCESSIBLE, "Name"))
        level = [root]
        while level:
            questions = []
            for widget in level:
                questions += [widget.question(Bus.ACCESSIBLE, "GetRole"),
                              widget.question(Bus.PROPERTIES, "Get", name),
                              widget.question(Bus.ACCESSIBLE, "GetChildren")]
            answers = self.bus.ask(questions)
            following = []
            for index, widget in enumerate(level):
                role, called, children = answers[3 * index:3 * index + 3]
                widget.role = Bus.ROLES.get(role[0], "widget") if role else ""
                widget.raw_name = called[0] if called else ""
                widget.children = [Widget(self, child, widget)
                                   for child in (children[0] if children else [])]
                following += widget.children
            level = following
        return root

    def is_running(self):
        return self.process.poll() is None

    @property
    def windows(self):
        root = self.root
        return root.children if root is not None else []

    def x_windows(self):
        """The windows X shows, the uppermost first."""
        tree = run("xwininfo", "-root", "-tree")
        found = []
        for line in tree.splitlines():
            match = re.match(r'^     (0x[0-9a-f]+) (?:"(.*)"|\(has no name\)): \((.*)\)  '
                             r"(\d+)x(\d+)\+(-?\d+)\+(-?\d+)  \+(-?\d+)\+(-?\d+)$", line)
            if match is None or int(match[4]) <= 1 or "talus-tally" not in match[3]:
                continue
            found.append({"id": match[1], "title": match[2] or "", "width": int(match[4]),
                          "height": int(match[5]), "x": int(match[8]), "y": int(match[9])})
        shown = set(run("xdotool", "search", "--onlyvisible", "--class", "talus-tally").split())
        return [window for window in found if str(int(window["id"], 16)) in shown]

    def find_window(self, surface):
        """The X window of a toplevel or popover."""
        _, _, width, height = surface.extents
        candidates = self.x_windows()
        if surface.is_popover():
            exact = [w for w in candidates if (w["width"], w["height"]) == (width, height)]
            return exact[0] if exact else None
        near = [w for w in candidates
                if 0 <= w["width"] - width < 120 and 0 <= w["height"] - height < 120]
        named = [w for w in near if w["title"] == surface.raw_name]
        return (named or near or [None])[0]

    def walk(self):
        for window in reversed(self.windows):
            yield from window.walk()

    def find_all(self, name=None, role=None, within=None, on_screen=True):
        """`name`: a text, or a pattern of `re`; `role`: one or several."""
        roles = (role,) if isinstance(role, str) else role
        found = []
        for widget in (self.read(within).walk() if within is not None else self.walk()):
            if roles is not None and widget.role not in roles:
                continue
            if name is not None:
                own = widget.name
                # Rows of the outline say more than the name.
                if isinstance(name, str) and own != name and not (
                        widget.role == "tree item" and own.startswith(name + ", ")):
                    continue
                if not isinstance(name, str) and not name.search(own):
                    continue
            if on_screen and not widget.is_on_screen():
                continue
            found.append(widget)
        return found

    def look_for(self, name=None, role=None, within=None, on_screen=True):
        found = self.find_all(name, role, within, on_screen)
        if role is None:
            found.sort(key=lambda w: PRESSED.index(w.role) if w.role in PRESSED else len(PRESSED))
        return found[0] if found else None

    def wait_for(self, name=None, role=None, within=None, on_screen=True, deadline=None):
        return wait(lambda: self.look_for(name, role, within, on_screen),
                    f"{role or 'widget'} “{getattr(name, 'pattern', name)}”", deadline)

    def wait_gone(self, name=None, role=None, within=None, deadline=None):
        wait(lambda: self.look_for(name, role, within) is None,
             f"the end of {role or 'widget'} “{getattr(name, 'pattern', name)}”", deadline)

    def wait_window(self, title, deadline=None):
        def find():
            for window in self.windows:
                if window.raw_name == title or \
                   (not isinstance(title, str) and title.search(window.raw_name)):
                    return window if self.find_window(window) else None
            return None
        return wait(find, f"the window “{getattr(title, 'pattern', title)}”", deadline)

    @property
    def focused(self):
        widgets = list(self.walk())
        answers = self.bus.ask([w.question(Bus.ACCESSIBLE, "GetState") for w in widgets])
        for widget, answer in zip(widgets, answers):
            if answer is not None and answer[0][0] & (1 << 12):
                return widget
        return None

    # What a person does.

    def count(self, what):
        self.n_actions += 1
        self.log.append(what)

    def take_focus(self):
        """Without a window manager nobody gives a new window the keys."""
        for window in self.x_windows():
            if not window["title"] or window["title"] == "talus-tally":
                continue
            number = str(int(window["id"], 16))
            if run("xdotool", "getwindowfocus").strip() != number:
                run("xdotool", "windowfocus", "--sync", number)
            return

    def resolve(self, target, role=None, within=None):
        return target if isinstance(target, Widget) else self.wait_for(target, role, within)

    def press(self, target, role=None, within=None, button=1, count=True, repeat=1, held=None):
        """`held`: the key that is down meanwhile."""
        widget = self.resolve(target, role, within)
        if count:
            self.count(f"press {widget}")
        wait(widget.is_enabled, f"{widget} that can be pressed")
        wait(widget.is_on_screen, f"{widget} on the screen")
        self.take_focus()
        self.point_at(widget)
        click = ("click", "--repeat", str(repeat), "--delay", "40", str(button))
        if held is None:
            run("xdotool", *click)
        else:
            run("xdotool", "keydown", held, *click, "keyup", held)
        return widget

    def point_at(self, widget):
        """Moves the pointer there. Who jumps may come down on the tooltip of where
        they were, which is gone in a moment."""
        x, y = self.settle(widget)
        run("xdotool", "mousemove", "--sync", str(x), str(y))
        surface = self.find_window(widget.surface())

        def is_free():
            for window in self.x_windows():
                if (0 <= x - window["x"] < window["width"] and
                        0 <= y - window["y"] < window["height"]):
                    return surface is None or window["id"] == surface["id"]
            return True
        wait(is_free, f"nothing to lie over {widget}")
        return x, y

    def settle(self, widget):
        """Where it is once it does not move any more."""
        last = [None]

        def rests():
            now = widget.centre()
            same = now == last[0]
            last[0] = now
            return same
        wait(rests, f"{widget} at rest")
        return last[0]

    def hover(self, target, role=None):
        self.point_at(self.resolve(target, role))

    def key(self, *keys, count=True):
        self.take_focus()
        if count:
            self.count("key " + " ".join(keys))
        run("xdotool", "key", "--delay", "25", *keys)

    def type(self, text, count=True):
        self.take_focus()
        if count:
            self.count(f"type “{text}”")
        run("xdotool", "type", "--delay", "15", text)

    def drag(self, source, target, to=None, refused=False, count=True):
        """Drops one widget on another; `to`: before, after, or onto it. It is let go
        when the pointer says that it will be taken, or, if `refused`, that it won't."""
        source = self.resolve(source)
        target = self.resolve(target)
        if count:
            self.count(f"drag {source} to {target}")

        def find_goal():
            x, y = target.centre()
            height = target.extents[3]
            return x, y + {"before": -int(height * 0.4), "after": int(height * 0.4)}.get(to, 0)
        self.take_focus()
        x, y = self.point_at(source)
        goal = find_goal()
        run("xdotool", "mousedown", "1")
        # A drag begins behind a threshold, and motion makes it live.
        for i in range(1, 9):
            run("xdotool", "mousemove", "--sync", str(x + (goal[0] - x) * i // 8 + (8 - i) % 2),
                str(y + (goal[1] - y) * i // 8 + (8 - i) % 2))
        pointer = Pointer()
        last = [goal, None, 0]

        def rests():
            # What something is held over may open, and move the goal.
            now = [find_goal(), pointer.shape]
            # Where the drag began late it has not heard where the pointer is.
            if now[0] != last[0] or last[2] % 20 == 19:
                run("xdotool", "mousemove", "--sync", str(now[0][0] + 1), str(now[0][1]))
                run("xdotool", "mousemove", "--sync", *map(str, now[0]))
            last[:] = now + [last[2] + 1 if now == last[:2] else 0]
            return last[2] >= 5 and now[1] in (("dnd-none",) if refused else DROPPED)
        wait(rests, f"{source} to be {'refused' if refused else 'taken'} by {target}")
        run("xdotool", "mouseup", "1")

    def open_menu(self, button, *items):
        """Opens the menu of a button and takes items of it, one below another."""
        self.press(button)
        for item in items:
            self.press(item, role=("menu item", "check menu item", "radio menu item",
                                   "push button"))

    def choose_file(self, title, path):
        """In a dialog that asks for a file, one that is there or is to be written."""
        window = self.wait_window(title)
        self.take_focus()
        self.count(f"choose {path}")
        if Path(path).exists():
            self.key("ctrl+l", count=False)
        else:
            self.key("ctrl+a", count=False)
        self.type(str(path), count=False)
        again = [0.0]

        def is_gone():
            if window not in self.windows:
                return True
            # It takes no answer while it looks at the folder.
            # Once it has gone the window behind would take the key.
            if time.monotonic() > again[0] and \
               any(shown["title"] == title for shown in self.x_windows()):
                self.key("Return", count=False)
                again[0] = time.monotonic() + 1
            return False
        wait(is_gone, f"the end of “{title}”")

    def resize(self, width, height, window=None):
        window = window or self.windows[-1]
        found = wait(lambda: self.find_window(window), f"the window of {window}")
        _, _, own_width, own_height = window.extents
        run("xdotool", "windowsize", "--sync", str(int(found["id"], 16)),
            str(width + found["width"] - own_width), str(height + found["height"] - own_height))
        # To the size asked for, or the least it can be.
        wait(lambda: window.extents[2] != own_width or own_width == width, "another size", 5)

    # The end of it.

    def screenshot(self, path, window=None):
        """Of the screen, or of one window with its popovers."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if window is None:
            run("import", "-window", "root", str(path))
            return
        found = wait(lambda: self.find_window(window), f"the window of {window}")
        run("import", "-window", "root", "-crop",
            f"{found['width']}x{found['height']}+{max(found['x'], 0)}+{max(found['y'], 0)}",
            "+repage", str(path))

    def describe(self):
        lines = []

        def add(widget, depth):
            try:
                x, y, width, height = widget.extents
                lines.append("  " * depth + f"{widget} {x},{y} {width}x{height} "
                             f"{','.join(sorted(widget.states - {'visible', 'sensitive'}))}")
                for child in widget.children:
                    add(child, depth + 1)
            except Exception as error:  # pylint: disable=broad-except
                lines.append("  " * depth + str(error))
        root = self.root
        if root is not None:
            add(root, 0)
        return "\n".join(lines)

    def quit(self):
        """As by closing the windows: in order."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(DEADLINE)

    def kill(self):
        self.process.kill()
        self.process.wait(DEADLINE)


class Desktop:
    """What a test has for itself: a data folder, and programs in it."""

    def __init__(self, name):
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="talus-ui-"))
        self.data = self.folder / "data"
        self.apps = []
        self.n_starts = 0
        self.bus = Bus()

    def start(self, *args, dark=False, env=None, wait_shown=True):
        """The program, with its first window on the screen."""
        self.n_starts += 1
        environment = dict(
            os.environ, GSK_RENDERER="cairo", GTK_A11Y="atspi", GDK_BACKEND="x11",
            GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=str(self.folder / "config"),
            XDG_DATA_HOME=str(self.folder / "share"), XDG_CACHE_HOME=str(self.folder / "cache"),
            XDG_RUNTIME_DIR=os.environ.get("XDG_RUNTIME_DIR", str(self.folder)),
            LC_ALL=os.environ.get("TALUS_UI_LOCALE", "C.UTF-8"), GIO_USE_VFS="local",
            GSETTINGS_SCHEMA_DIR=str(Path(program()).parents[2] / "data" / "desktop"))
        if dark:
            environment["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        environment.update(env or {})
        log = open(self.folder / f"log-{self.n_starts}", "w", encoding="utf-8")
        process = subprocess.Popen(
            [program(), "--data-dir", str(self.data), "--template-dir",
             str(TOP / "data" / "templates"), *map(str, args)],
            env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder)
        app = App(self, process)
        self.apps.append(app)
        if wait_shown:
            wait(lambda: self.check(app) and any(app.find_window(w) for w in app.windows),
                 "the first window")
            app.take_focus()
        return app

    def check(self, app):
        if not app.is_running():
            raise Failed(f"the program has ended with {app.process.returncode}:\n" + self.logs())
        return True

    def logs(self):
        return "\n".join(path.read_text(encoding="utf-8", errors="replace")
                         for path in sorted(self.folder.glob("log-*")))

    def keep(self, folder):
        """What helps to see why a test failed."""
        folder.mkdir(parents=True, exist_ok=True)
        run("import", "-window", "root", str(folder / f"{self.name}.png"))
        with open(folder / f"{self.name}.txt", "w", encoding="utf-8") as out:
            for app in self.apps:
                if app.is_running():
                    out.write(app.describe())
            out.write("\n\n" + self.logs())
        return folder / f"{self.name}.png"

    def end(self):
        for app in self.apps:
            if app.is_running():
                app.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def program():
    path = os.environ.get("TALUS_UI_PROGRAM", str(TOP / "_build" / "src" / "app" / "talus-tally"))
    if not os.access(path, os.X_OK):
        raise Missing(f"there is no {path}")
    return path


def check_tools():
    for tool in TOOLS:
        if shutil.which(tool) is None:
            raise Missing(f"there is no {tool}")
    try:
        from gi.repository import Gio  # noqa: F401 pylint: disable=unused-import
    except ImportError as error:
        raise Missing(f"there is no GLib for Python: {error}") from error
    if not os.path.exists("/usr/share/dbus-1/services/org.a11y.Bus.service"):
        raise Missing("there is no AT-SPI")
    program()


def run_inside():
    """This script again, with a screen and a bus of its own."""
    reading, writing = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE + "x24",
                               "-nolisten", "tcp", "-noreset"],
                              pass_fds=(writing,), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as display:
            number = display.readline().strip()
        if not number:
            raise Missing("Xvfb does not start")
        environment = dict(os.environ, DISPLAY=":" + number, GTK_A11Y="atspi",
                           PYTHONWARNINGS="ignore")
        environment[INSIDE] = "1"
        environment.pop("WAYLAND_DISPLAY", None)
        environment.pop("NO_AT_BRIDGE", None)
        # What the bus and its services have to say is nobody's affair.
        out, err = os.dup(1), os.dup(2)
        done = subprocess.run(["dbus-run-session", "--", "sh", "-c",
                               f'exec "$@" >&{out} 2>&{err} {out}>&- {err}>&-',
                               "sh", sys.executable, *sys.argv],
                              env=environment, check=False, pass_fds=(out, err),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(out)
        os.close(err)
        return done.returncode
    finally:
        server.terminate()
        server.wait()


def run_test(number, test):
    name = test.__name__.removeprefix("test_").replace("_", "-")
    script = Path(sys.argv[0]).stem.removeprefix("test-")
    desktop = Desktop(f"{script}-{name}" if name != script else name)
    try:
        test(desktop)
        print(f"ok {number} {name}", flush=True)
        return True
    except Missing as reason:
        print(f"ok {number} {name} # SKIP {reason}", flush=True)
        return True
    except BaseException as error:  # pylint: disable=broad-except
        for line in traceback.format_exc().splitlines():
            print(f"# {line}", flush=True)
        for app in desktop.apps:
            for line in app.log:
                print(f"# did: {line}", flush=True)
        folder = Path(os.environ.get("TALUS_UI_FAILURES", tempfile.gettempdir()))
        print(f"# see {desktop.keep(folder)}", flush=True)
        print(f"not ok {number} {name}", flush=True)
        if isinstance(error, KeyboardInterrupt):
            raise
        return False
    finally:
        desktop.end()


def main(*tests, chosen=None):
    """Runs the tests, or those named on the command line or in `chosen`."""
    try:
        check_tools()
        if INSIDE not in os.environ:
            sys.exit(run_inside())
    except Missing as reason:
        print(f"1..0 # SKIP {reason}")
        sys.exit(77)

    wanted = sys.argv[1:] if chosen is None else chosen
    chosen = [test for test in tests
              if not wanted or test.__name__.removeprefix("test_").replace("_", "-") in wanted]
    print(f"1..{len(chosen)}", flush=True)
    results = [run_test(i + 1, test) for i, test in enumerate(chosen)]
    sys.exit(0 if all(results) else 1)
