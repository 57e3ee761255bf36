#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of each main state of the program, light and dark, wide and narrow.

    build-aux/screenshots DIR [STATE…] [STYLE-WIDTH…]

Each is DIR/STATE-STYLE-WIDTH.png. Without a compositor what is around a popover
is black: it is taken away, and the popover is laid on the picture of its window.
"""

import os
import re
import sys
from pathlib import Path

import ui

SIZES = {"wide": (1180, 780), "narrow": (360, 720)}
STYLES = {"light": False, "dark": True}

TABLE = """Name,Level,Type,Estimated hours,Status,Blocked by
Suspension,1,Phase,,In progress,
Leaf springs,2,Job,12,Not started,
Front leaf springs,3,Task,6.5,Done,
Shock absorbers,2,Job,many,Nowhere,Leaf springs
Bump stops,2,Job,1,Not started,
"""


class Camera:
    """Takes pictures in one style and width."""

    def __init__(self, desktop, folder, style, width, wanted):
        self.desktop = desktop
        self.folder = folder
        self.style = style
        self.width = width
        self.wanted = wanted
        self.app = None
        self.base = desktop.folder / "base.png"
        self.taken = []

    def wants(self, *names):
        return not self.wanted or any(name in self.wanted for name in names)

    def start(self, *args):
        if self.app is not None:
            self.app.kill()
        self.app = self.desktop.start(*args, dark=STYLES[self.style])
        self.app.resize(*SIZES[self.width])
        return self.app

    def rest(self):
        """Until two pictures of the screen are the same, with no pointer on anything."""
        width, height = ui.SIZE.split("x")
        ui.run("xdotool", "mousemove", "--sync", str(int(width) - 2), str(int(height) - 2))
        last = [None]

        def is_same():
            picture = ui.subprocess.run(["import", "-window", "root", "rgb:-"],
                                        capture_output=True, check=False).stdout
            same = picture == last[0]
            last[0] = picture
            return same
        ui.wait(is_same, "a picture that does not move", 20)

    def take(self, name, window=None):
        self.rest()
        window = window or self.app.windows[-1]
        path = self.folder / f"{name}-{self.style}-{self.width}.png"
        self.app.screenshot(path, window)
        self.taken.append(path)

    def keep_base(self):
        """What a popover is going to cover."""
        self.rest()
        self.app.screenshot(self.base, self.app.windows[-1])

    def take_popover(self, name):
        self.rest()
        path = self.folder / f"{name}-{self.style}-{self.width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        found = self.app.x_windows()
        main = self.app.find_window(self.app.windows[-1])
        size = ui.run("identify", "-format", "%wx%h", str(self.base)).strip()
        commands = ["convert", str(self.base)]
        for index, popover in enumerate(reversed(found)):
            if popover["title"] not in ("", "talus-tally"):
                continue
            part = self.desktop.folder / f"popover-{index}.png"
            x, y = popover["x"] - main["x"], popover["y"] - main["y"]
            w, h = popover["width"], popover["height"]
            ui.run("import", "-window", "root", "-crop",
                   f"{w}x{h}+{popover['x']}+{popover['y']}", "+repage", str(part))
            corners = [(0, 0), (w - 1, 0), (0, h - 1), (w - 1, h - 1)]
            ui.run("convert", str(part), "-alpha", "set", "-fill", "none",
                   *(word for left, top in corners
                     for word in ("-floodfill", f"+{left}+{top}", "black")), str(part))
            commands += [str(part), "-geometry", f"{x:+d}{y:+d}", "-composite"]
        ui.run(*commands, "-crop", f"{size}+0+0", "+repage", str(path))
        self.taken.append(path)


def take_welcome(camera):
    app = camera.start()
    app.wait_for("Explore a Sample")
    camera.take("welcome")


def take_new(camera):
    app = camera.start()
    app.press("New project from “Book”")
    app.wait_for("Create")
    app.type("The salt road")
    camera.take("new", app.windows[-1])


def open_sample(camera):
    app = camera.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.wait_for("Body", role="tree item")
    return app


def open_pane(app, name):
    app.press(name, role="page tab")
    ui.wait(lambda: "selected" in app.wait_for(name, role="page tab").states, name)


def take_views(camera):
    app = open_sample(camera)
    camera.take("outline")
    app.press("Body")
    app.key("Right")
    app.key("Down")
    app.key("Right")
    app.wait_for("Floor pans", role="tree item")
    camera.take("outline-open")
    for name in ("Board", "Graph"):
        if app.look_for(name, role="page tab") is not None:
            open_pane(app, name)
            camera.take(name.lower())


def take_inspector(camera):
    app = open_sample(camera)
    app.press("Body")
    if camera.width == "narrow":
        app.key("F8")
    app.wait_for("Purpose", deadline=5)
    camera.take("inspector")


def take_history(camera):
    app = open_sample(camera)
    app.press("Tools")
    app.key("F2")
    app.key("ctrl+a")
    app.type("Tool chest")
    app.key("Return")
    app.wait_for("Tool chest")
    app.key("F9")
    camera.take("history")


def take_menus(camera):
    app = open_sample(camera)
    camera.keep_base()
    app.press("Share", role="push button")
    app.wait_for("Who Can Come")
    app.press("Share", role="check box")
    app.wait_for("Join link", role="text")
    camera.take_popover("share")
    app.key("Escape")
    app.wait_gone("Join link", role="text")
    camera.keep_base()
    app.press("Main Menu")
    app.wait_for("About Talus Tally")
    camera.take_popover("menu")
    app.key("Escape")
    app.press("Body")
    camera.keep_base()
    app.key("Menu")
    app.wait_for(re.compile("Rename"))
    camera.take_popover("context-menu")
    app.key("Escape")


def take_search(camera):
    app = open_sample(camera)
    app.key("ctrl+f")
    app.type("weld")
    camera.take("search")


def take_palette(camera):
    app = open_sample(camera)
    app.key("ctrl+k")
    app.type("he")
    camera.take("palette")


def take_dialogs(camera):
    app = open_sample(camera)
    for key, name in (("ctrl+comma", "preferences"), ("ctrl+question", "shortcuts"),
                      ("ctrl+e", "export")):
        app.key(key)
        window = ui.wait(lambda: app.windows[-1] if len(app.windows) > 1 and
                         app.find_window(app.windows[-1]) else None, name)
        if camera.width == "narrow":
            app.resize(*SIZES["narrow"], window=window)
        camera.take(name, window)
        app.key("Escape")
        ui.wait(lambda: len(app.windows) == 1, f"the end of {name}")


def take_import(camera):
    table = camera.desktop.folder / "parts.csv"
    table.write_text(TABLE, encoding="utf-8")
    app = open_sample(camera)
    app.key("ctrl+i")
    window = app.wait_window("Import a Table")
    if camera.width == "narrow":
        app.resize(*SIZES["narrow"], window=window)
    camera.take("import", window)
    app.press("Choose a File…")
    app.choose_file("Choose a Table", table)
    app.wait_for("Rows Become")
    camera.take("import-columns", window)
    app.press("Next", role="push button")
    app.wait_for(re.compile("stands? in the way"))
    camera.take("import-preview", window)


TAKES = {
    "welcome": take_welcome, "new": take_new, "outline": take_views, "board": take_views,
    "graph": take_views, "outline-open": take_views, "inspector": take_inspector,
    "history": take_history, "share": take_menus, "menu": take_menus,
    "context-menu": take_menus, "search": take_search, "palette": take_palette,
    "preferences": take_dialogs, "shortcuts": take_dialogs, "export": take_dialogs,
    "import": take_import, "import-columns": take_import, "import-preview": take_import,
}


def make_test(style, width, folder, wanted):
    def take_all(desktop):
        camera = Camera(desktop, folder, style, width, wanted)
        failed = []
        done = set()
        for name, take in TAKES.items():
            if take in done or not camera.wants(name):
                continue
            done.add(take)
            try:
                take(camera)
            except ui.Failed as error:
                print(f"# {take.__name__}: {error}", flush=True)
                failed.append(take.__name__)
        print(f"# {len(camera.taken)} pictures", flush=True)
        assert not failed, failed
    take_all.__name__ = f"test_{style}_{width}"
    return take_all


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: build-aux/screenshots DIR [STATE…]")
    target = Path(sys.argv[1]).resolve()
    kinds = [f"{style}-{width}" for style in STYLES for width in SIZES]
    states = [word for word in sys.argv[2:] if word not in kinds]
    unknown = [state for state in states if state not in TAKES]
    if unknown:
        sys.exit(f"There is no {unknown[0]}; there are {', '.join(TAKES)}")
    os.environ.setdefault("TALUS_UI_FAILURES", str(target / "failures"))
    tests = [make_test(style, width, target, states) for style in STYLES for width in SIZES]
    ui.main(*tests, chosen=[word for word in sys.argv[2:] if word in kinds])
