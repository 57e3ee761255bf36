#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history: what was done is named, can be undone on its own, and given a name;
how it was can be looked at, and taken back from."""

import re

import ui

RENAMED = re.compile("^Renamed “Body” to “Tub”")


def wait_selected(app, name):
    """Until keys go to a row."""
    row = app.wait_for(re.compile("^" + name + "(, |$)"), role="table row")
    ui.wait(lambda: {"selected", "focused"} <= row.states, f"“{name}” selected")


def open_renamed(desktop):
    """A project in which there is something to tell of."""
    app = desktop.start(ui.SAMPLE)
    app.press("Body", role="tree item")
    wait_selected(app, "Body")
    app.key("F2")
    app.type("Tub")
    app.key("Return")
    app.wait_for("Tub", role="tree item")
    wait_selected(app, "Tub")
    return app


def test_an_entry_is_undone_by_its_menu(desktop):
    app = open_renamed(desktop)
    # With something else behind it, so that it is not merely the last.
    app.press("Paint", role="tree item")
    wait_selected(app, "Paint")
    app.type("Colour")
    app.key("Return")
    app.wait_for("Colour", role="tree item")
    app.key("F9")
    text = app.wait_for(RENAMED, role="label")
    entry = next(above for above in text.ancestors() if above.role == "list item")
    menu = app.wait_for("What Can Be Done About It", within=entry)
    app.open_menu(menu, "Undo This")
    app.wait_for("Body", role="tree item")
    app.wait_for("Colour", role="tree item")
    app.wait_for(re.compile("^Undid: "), role="label")


def test_a_moment_is_named(desktop):
    app = open_renamed(desktop)
    app.key("ctrl+s")
    app.wait_for("Name of the version")
    app.key("ctrl+a")
    app.type("Before the paint")
    app.key("Return")
    app.wait_for("Named this moment “Before the paint”")
    app.key("F9")
    app.press("Versions", role="page tab")
    app.wait_for("Before the paint", role="label")
    app.wait_for("Delete the version “Before the paint”", role="push button")

    app.press("Rename the version “Before the paint”", role="push button")
    app.wait_for("Rename the Version")
    app.key("ctrl+a")
    app.type("Before painting")
    app.key("Return")
    app.wait_for("Renamed “Before the paint” to “Before painting”")
    app.wait_for("Before painting", role="label")
    app.wait_gone("Before the paint", role="label")


def travel(app):
    """To the moment before the last change, after “Paint” was deleted."""
    app.press("Paint", role="tree item")
    wait_selected(app, "Paint")
    app.key("Delete")
    app.wait_gone("Paint", role="tree item")
    app.key("ctrl+shift+h")
    app.press("One Change Earlier", role="push button")
    app.wait_for("Paint", role="tree item")
    app.wait_for("Return", role="push button")


def test_a_moment_is_looked_at(desktop):
    app = open_renamed(desktop)
    travel(app)
    # Nothing can be changed there.
    app.press("Paint", role="tree item")
    wait_selected(app, "Paint")
    app.key("F2", "Delete")
    assert not app.wait_for(re.compile("^Add “"), role="push button").is_enabled()
    app.press("One Change Earlier", role="push button")
    app.wait_for("Body", role="tree item")
    app.wait_for("Paint", role="tree item")
    app.press("One Change Later", role="push button")
    app.wait_for("Tub", role="tree item")
    app.press("Return", role="push button")
    app.wait_gone("Paint", role="tree item")
    app.wait_for("Tub", role="tree item")
    ui.wait(app.wait_for(re.compile("^Add “"), role="push button").is_enabled, "the present")


def test_what_was_deleted_is_brought_back(desktop):
    app = open_renamed(desktop)
    travel(app)
    app.press("Paint", role="tree item")
    wait_selected(app, "Paint")
    app.press("Bring Back", role="push button")
    # In the present, with what else has been done since.
    ui.wait(app.wait_for(re.compile("^Add “"), role="push button").is_enabled, "the present")
    wait_selected(app, "Paint")
    app.wait_for("Tub", role="tree item")
    app.key("ctrl+z")
    app.wait_gone("Paint", role="tree item")


if __name__ == "__main__":
    ui.main(test_an_entry_is_undone_by_its_menu, test_a_moment_is_named, test_a_moment_is_looked_at,
            test_what_was_deleted_is_brought_back)
