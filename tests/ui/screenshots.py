#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of each main state of the program, in each style and size.

    build-aux/screenshots DIR [STATE…] [STYLE-SIZE…]

Each is DIR/STATE-STYLE-SIZE.png. Where none is named the styles are light and
dark, the sizes wide and narrow; there are more in STYLES and SIZES. Without a
compositor what is around a popover is black: it is taken away, and the popover
is laid on the picture of its window.
"""

import os
import re
import shutil
import sqlite3
import sys
from pathlib import Path

import ui

SIZES = {"wide": (1180, 780), "narrow": (360, 640), "huge": (3840, 2160)}
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}
# What is in the environment, what in GTK's settings, and how large text is.
STYLES = {
    "light": ({}, "", 1),
    "dark": (DARK, "", 1),
    "contrast": (CONTRAST, "", 1),
    "contrast-dark": (CONTRAST | DARK, "", 1),
    "large": ({}, "", 1.5),
    "larger": ({}, "", 2),
    "mirrored": ({"LANGUAGE": "ar"}, "", 1),
    "still": ({}, "gtk-enable-animations=0", 1),
}
USUAL = [f"{style}-{size}" for style in ("light", "dark") for size in ("wide", "narrow")]

TABLE = """Name,Level,Type,Estimated hours,Status,Blocked by
Suspension,1,Phase,,In progress,
Leaf springs,2,Job,12,Not started,
Front leaf springs,3,Task,6.5,Done,
Shock absorbers,2,Job,many,Nowhere,Leaf springs
Bump stops,2,Job,1,Not started,
"""


class Camera:
    """Takes pictures in one style and size."""

    def __init__(self, desktop, folder, style, size, wanted):
        self.desktop = desktop
        self.folder = folder
        self.style = style
        self.size = size
        self.wanted = wanted
        self.app = None
        self.window = None      # what is taken where nothing else is said
        self.base = desktop.folder / "base.png"
        self.taken = []

    def wants(self, *names):
        return not self.wanted or any(name in self.wanted for name in names)

    def start(self, *args):
        """The program, as on its first day."""
        if self.app is not None:
            self.app.kill()
        variables, settings, text = STYLES[self.style]
        for place in ("data", "config", "share", "cache"):
            shutil.rmtree(self.desktop.folder / place, ignore_errors=True)
        folder = self.desktop.folder / "config" / "gtk-4.0"
        folder.mkdir(parents=True)
        (folder / "settings.ini").write_text(f"[Settings]\n{settings}\n", encoding="utf-8")
        ui.run("xprop", "-root", "-format", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER",
               f"Xft.dpi:\t{int(96 * text)}\n")
        self.app = self.desktop.start(*args, env=variables)
        self.window = None
        self.app.resize(*SIZES[self.size])
        return self.app

    def look_at(self, title):
        """What is taken from now on."""
        self.window = self.app.wait_window(title)
        self.app.resize(*SIZES[self.size], window=self.window)

    def fit(self, window):
        """A dialog to a small screen, as who manages windows does."""
        if self.size != "narrow":
            return
        try:
            self.app.resize(*SIZES["narrow"], window=window)
        except ui.Failed:
            pass        # what GTK prints with does not become so small

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
        window = window or self.window or self.app.windows[-1]
        path = self.folder / f"{name}-{self.style}-{self.size}.png"
        self.app.screenshot(path, window)
        self.taken.append(path)

    def keep_base(self):
        """What a popover is going to cover."""
        self.rest()
        self.app.screenshot(self.base, self.window)

    def take_popover(self, name):
        self.rest()
        path = self.folder / f"{name}-{self.style}-{self.size}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        found = self.app.x_windows()
        main = self.app.find_window(self.window)
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


def write_mirrored():
    """GTK mirrors in a language that is read from the right, if the program is
    translated to it: a catalogue with nothing in it is enough. Where it is."""
    folder = Path(ui.program()).parents[2] / "po" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = folder / "talus-tally.mo"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    ui.run("msgfmt", "-o", str(catalogue), "-", input=head)
    return catalogue


def take_welcome(camera):
    app = camera.start()
    app.wait_for("Welcome to Talus Tally")
    camera.take("welcome")
    card = app.wait_for(re.compile("New project from “Book”"), role="push button",
                        on_screen=False)
    app.hover("Explore a Sample")
    while not card.is_on_screen():
        ui.run("xdotool", "click", "5")
    app.press(card)
    app.wait_for("Create", role="push button")
    app.type("The salt road")
    camera.take("new", app.windows[-1])
    app.key("Return")
    camera.look_at("The salt road")
    camera.take("empty-outline")
    app.key("alt+2")
    camera.take("empty-board")
    app.key("alt+3")
    camera.take("empty-graph")
    app.key("ctrl+shift+o")
    camera.look_at("Talus Tally")
    app.wait_for("The salt road", role="list item")
    camera.take("projects")


def take_problem(camera):
    path = camera.desktop.folder / "letter.talus"
    path.write_text("Dear aunt, this is a letter", encoding="utf-8")
    app = camera.start(path)
    app.wait_for("“letter.talus” is not a project")
    camera.take("problem")


def open_sample(camera):
    app = camera.start(ui.SAMPLE)
    camera.look_at("1966 Bronco")
    app.wait_for("Body", role="tree item")
    return app


def open_phase(camera, app):
    inwards = "Left" if camera.style == "mirrored" else "Right"
    app.press("Body", role="tree item")
    app.key(inwards)
    app.wait_for("Floor pans", role="tree item")
    app.key("Down")
    app.key(inwards)
    app.wait_for("Weld new pans", role="tree item")


def take_views(camera):
    app = open_sample(camera)
    camera.take("outline")
    open_phase(camera, app)
    camera.take("outline-open")
    app.key("alt+2")
    camera.take("board")
    app.key("alt+3")
    camera.take("graph")
    app.press("Dependencies")
    camera.take("graph-dependencies")


def take_inspector(camera):
    app = open_sample(camera)
    app.press("Body", role="tree item")
    if camera.size == "narrow":
        app.key("F8")
    app.wait_for("Purpose", deadline=5)
    camera.take("inspector")


def take_search(camera):
    app = open_sample(camera)
    app.key("ctrl+f")
    app.type("weld")
    app.wait_for("Weld new pans", role="tree item")
    camera.take("search")
    app.key("ctrl+a")
    app.type("is:blocked status:waiting,blocked")
    app.wait_for("Seam sealer", role="tree item")
    camera.take("filter")
    app.key("ctrl+a")
    app.type("nothing like that")
    app.wait_for("Nothing Found")
    camera.take("search-empty")
    app.key("Escape")
    app.key("Escape")
    app.key("ctrl+k")
    app.type("he")
    app.wait_for(re.compile("^Heater"), role="list item")
    camera.take("palette")


def take_history(camera):
    app = open_sample(camera)
    app.press("Body", role="tree item")
    app.key("F2")
    app.key("ctrl+a")
    app.type("Tub")
    app.key("Return")
    app.wait_for("Tub", role="tree item")
    app.key("ctrl+s")
    app.wait_for("Name of the version")
    app.key("ctrl+a")
    app.type("Before the paint")
    app.key("Return")
    app.wait_for("Named this moment “Before the paint”")
    app.key("Delete")
    app.wait_gone("Tub", role="tree item")
    app.key("F9")
    app.wait_for(re.compile("^Renamed “Body” to “Tub”"))
    camera.take("history")
    app.press("Versions", role="page tab")
    camera.take("versions")
    app.press("Deleted", role="page tab")
    camera.take("deleted")
    app.key("F9")
    app.key("ctrl+shift+h")
    app.wait_for("One Change Earlier", role="push button")
    app.key("alt+Page_Up")
    app.wait_for("Return", role="push button")
    app.wait_for("Tub", role="tree item")
    camera.take("past")


def take_sharing(camera):
    app = open_sample(camera)
    camera.keep_base()
    app.press("Share", role="push button")
    app.wait_for("Who Can Come")

    def take(name):
        # On a phone it is a window.
        if camera.size == "narrow":
            camera.take(name, app.wait_window("Share"))
        else:
            camera.take_popover(name)
    take("share-first")
    app.press("Local Network, Encrypted", role="check box")
    app.wait_for(re.compile("a browser warns"))
    app.press("Share", role="check box")
    app.press("Create a Link", role="push button")
    app.wait_for("Join link", role="text")
    take("share")
    app.key("Escape")


def take_menus(camera):
    app = open_sample(camera)
    camera.keep_base()
    app.press("Main Menu")
    app.wait_for("About Talus Tally")
    camera.take_popover("menu")
    app.key("Escape")
    app.press("Body", role="tree item")
    camera.keep_base()
    app.key("Menu")
    app.wait_for(re.compile("Rename"))
    camera.take_popover("context-menu")
    app.key("Escape")


def take_dialogs(camera):
    app = open_sample(camera)
    for key, name in (("ctrl+comma", "preferences"), ("ctrl+question", "shortcuts"),
                      ("ctrl+e", "export"), ("ctrl+p", "print"), (None, "template")):
        if key is None:
            app.open_menu("Main Menu", "Template…")
        else:
            app.key(key)
        window = ui.wait(lambda: app.windows[-1] if len(app.windows) > 1 and
                         app.find_window(app.windows[-1]) else None, name)
        camera.fit(window)
        if name == "template":
            app.press("Template", role=("combo box", "list item"), within=window)
            app.press("Software delivery")
            app.wait_for("Use", role="push button")
        camera.take(name, window)
        app.key("Escape")
        ui.wait(lambda: len(app.windows) == 1, f"the end of {name}")


def take_import(camera):
    table = camera.desktop.folder / "parts.csv"
    table.write_text(TABLE, encoding="utf-8")
    app = open_sample(camera)
    app.key("ctrl+i")
    window = app.wait_window("Import a Table")
    camera.fit(window)
    camera.take("import", window)
    app.press("Choose a File…")
    app.choose_file("Choose a Table", table)
    app.wait_for("Rows Become")
    camera.take("import-columns", window)
    app.press("Next", role="push button")
    app.wait_for(re.compile("stands? in the way"))
    camera.take("import-preview", window)


def take_banner(camera):
    """The disk takes nothing, for somebody else holds the file."""
    app = open_sample(camera)
    path = next((camera.desktop.data / "projects").glob("*.talus"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        app.press("Body", role="tree item")
        app.key("F2")
        app.key("ctrl+a")
        app.type("Tub")
        app.key("Return")
        app.wait_for("Try Again", role="push button", deadline=90)
        camera.take("banner")
    finally:
        other.close()


# Takes, with the pictures they come to.
TAKES = {
    take_welcome: ("welcome", "new", "empty-outline", "empty-board", "empty-graph", "projects"),
    take_problem: ("problem",),
    take_views: ("outline", "outline-open", "board", "graph", "graph-dependencies"),
    take_inspector: ("inspector",),
    take_search: ("search", "filter", "search-empty", "palette"),
    take_history: ("history", "versions", "deleted", "past"),
    take_sharing: ("share-first", "share"),
    take_menus: ("menu", "context-menu"),
    take_dialogs: ("preferences", "shortcuts", "export", "print", "template"),
    take_import: ("import", "import-columns", "import-preview"),
    take_banner: ("banner",),
}
STATES = [state for states in TAKES.values() for state in states]


def make_test(style, size, folder, wanted):
    def take_all(desktop):
        camera = Camera(desktop, folder, style, size, wanted)
        failed = []
        for take, states in TAKES.items():
            if not camera.wants(*states):
                continue
            try:
                take(camera)
            except Exception as error:  # pylint: disable=broad-except
                print(f"# {take.__name__}: {error}", flush=True)
                desktop.name = f"{take.__name__}-{style}-{size}"
                desktop.keep(folder / "failures")
                failed.append(take.__name__)
        print(f"# {len(camera.taken)} pictures", flush=True)
        assert not failed, failed
    take_all.__name__ = f"test_{style}_{size}"
    return take_all


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: build-aux/screenshots DIR [STATE…] [STYLE-SIZE…]")
    target = Path(sys.argv[1]).resolve()
    kinds = {f"{style}-{size}": (style, size) for style in STYLES for size in SIZES}
    chosen = [word for word in sys.argv[2:] if word in kinds] or USUAL
    wanted = [word for word in sys.argv[2:] if word not in kinds]
    unknown = [state for state in wanted if state not in STATES]
    if unknown:
        sys.exit(f"There is no {unknown[0]}; there are {', '.join([*STATES, *kinds])}")
    if any(kinds[kind][1] == "huge" for kind in chosen):
        os.environ["TALUS_UI_SCREEN"] = ui.SIZE = "3900x2200"
    os.environ.setdefault("TALUS_UI_FAILURES", str(target / "failures"))
    mirrored = write_mirrored() if any("mirrored" in kind for kind in chosen) else None
    try:
        ui.main(*[make_test(*kinds[kind], target, wanted) for kind in chosen], chosen=[])
    finally:
        if mirrored is not None:
            mirrored.unlink(missing_ok=True)
