#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every widget that takes the focus says what it is and what it is called, in
every state of the program that people come to."""

import ui

# What GTK itself puts around or into other widgets, and what says nothing
# of its own there.
PLUMBING = {"scroll pane", "scroll bar"}
# Of these what is in them is read.
CONTAINERS = {"table row", "table cell", "list item", "tree item", "list", "grouping"}
NO_ROLE = {"", "widget", "unknown"}

TABLE = "Name,Level,Estimated hours\nSuspension,1,\nSprings,2,many\n"


def has_name_within(widget):
    return any(below.name for below in widget.walk())


def is_named(widget):
    if widget.name:
        return True
    if widget.role in CONTAINERS and has_name_within(widget):
        return True
    # Inner parts of a widget that is named: the button of a menu button, the
    # list in a combo row, the text of an entry.
    parent = widget.parent
    for _ in range(5):
        if parent is None:
            return False
        if parent.name and parent.role in ("push button", "combo box", "text", "entry", "check box",
                                           "toggle button", "spin button", "list item",
                                           "drop down"):
            return True
        parent = parent.parent
    return False


def problems(app, where):
    widgets = list(app.walk())
    answers = app.bus.ask([w.question(ui.Bus.ACCESSIBLE, "GetState") for w in widgets])
    for widget, answer in zip(widgets, answers):
        if answer is None or not answer[0][0] & (1 << 11) or widget.role in PLUMBING:
            continue
        if not widget.is_on_screen():
            continue
        if widget.role in NO_ROLE:
            yield f"{where}: {widget} has no role, at {path(widget)}"
        if not is_named(widget):
            yield f"{where}: {widget} has no name, at {path(widget)}"


def path(widget):
    parts = [repr(widget)]
    for above in widget.ancestors():
        if above.name or above.raw_name.startswith("Talus"):
            parts.append(above.name or above.raw_name)
        if len(parts) == 4:
            break
    return " < ".join(parts)


class Walk:
    """Goes through states, and remembers what is wrong in each."""

    def __init__(self, app):
        self.app = app
        self.found = []
        self.n_states = 0

    def look(self, where):
        self.n_states += 1
        found = list(problems(self.app, where))
        for line in found:
            print(f"# {line}", flush=True)
        self.found += found

    def end(self):
        print(f"# {self.n_states} states")
        assert not self.found, f"{len(self.found)} widgets have no name or role:\n" + \
            "\n".join(self.found)


def test_welcome(desktop):
    app = desktop.start()
    walk = Walk(app)
    app.wait_for("Explore a Sample")
    walk.look("welcome")
    app.open_menu("Main Menu")
    app.wait_for("About Talus Tally")
    walk.look("menu of welcome")
    app.key("Escape")
    app.wait_gone("About Talus Tally")
    app.press("New project from “Event production”")
    app.wait_for("Create")
    walk.look("new project")
    walk.end()


def test_views(desktop):
    app = desktop.start(ui.SAMPLE)
    walk = Walk(app)
    app.wait_window("1966 Bronco")
    app.press("Body")
    walk.look("outline and inspector")
    app.key("Menu")
    app.wait_for(ui.re.compile("Rename|Delete"), role="menu item")
    walk.look("context menu")
    app.key("Escape")
    app.key("F2")
    walk.look("renaming")
    app.key("Escape")
    for tab in ("Board", "Graph"):
        if app.look_for(tab, role="page tab") is None:
            continue
        app.press(tab, role="page tab")
        ui.wait(lambda: "selected" in app.wait_for(tab, role="page tab").states, tab)
        walk.look(tab)
    app.press("Outline", role="page tab")
    app.key("F9")
    walk.look("history")
    app.key("F8")
    app.press("Share", role="push button")
    app.wait_for("Who Can Come")
    walk.look("sharing, off")
    app.press("Share", role="check box")
    app.wait_for("Join link", role="text")
    walk.look("sharing, on")
    app.key("Escape")
    app.wait_gone("Join link", role="text")
    app.open_menu("Main Menu")
    app.wait_for("About Talus Tally")
    walk.look("main menu")
    app.key("Escape")
    app.wait_gone("About Talus Tally")
    app.key("ctrl+f")
    walk.look("search")
    app.key("Escape")
    app.key("ctrl+k")
    walk.look("palette")
    app.key("Escape")
    walk.end()


def test_dialogs(desktop):
    table = desktop.folder / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    app = desktop.start(ui.SAMPLE)
    walk = Walk(app)
    app.wait_window("1966 Bronco")

    app.key("ctrl+i")
    app.wait_for("Choose a File…")
    walk.look("import")
    app.press("Choose a File…")
    app.choose_file("Choose a Table", table)
    app.wait_for("Rows Become")
    walk.look("import: columns")
    app.press("Next", role="push button")
    app.wait_for(ui.re.compile("stands? in the way"))
    walk.look("import: preview")
    for gone in ("Rows Become", "Choose a File…"):
        app.key("Escape")
        app.wait_for(gone)
    app.key("Escape")
    app.wait_gone("Choose a File…")

    app.key("ctrl+e")
    app.wait_window("Export")
    walk.look("export")
    app.key("Escape")

    app.key("ctrl+comma")
    app.wait_window("Preferences")
    walk.look("preferences")
    app.key("Escape")
    walk.end()


if __name__ == "__main__":
    ui.main(test_welcome, test_views, test_dialogs)
