#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outline by keys and by dragging: named, added to, put in order, taken apart
and mended."""

import re

import ui


def select(app, name):
    """Presses a row, and waits until keys go to it."""
    app.press(name, role="tree item")
    row = app.wait_for(re.compile("^" + re.escape(name) + "(, |$)"), role="table row")
    ui.wait(lambda: {"selected", "focused"} <= row.states, f"“{name}” selected")


def rows(app):
    """What the rows say, from the top down."""
    found = app.find_all(role="tree item")
    return [widget.name for widget in sorted(found, key=lambda widget: widget.extents[1])]


def places(app, name):
    """Which rows a node of this name has."""
    return [i for i, row in enumerate(rows(app)) if row == name or row.startswith(name + ", ")]


def wait_order(app, *names):
    """Until they stand right below one another, each of them once."""
    def is_so():
        found = [places(app, name) for name in names]
        return all(len(place) == 1 for place in found) and \
            all(b[0] == a[0] + 1 for a, b in zip(found, found[1:]))
    ui.wait(is_so, "in this order: " + ", ".join(names))


def open_pans(desktop):
    """The tasks of the floor pans in sight."""
    app = desktop.start(ui.SAMPLE)
    for name, below in (("Body", "Floor pans"), ("Floor pans", "Cut out rust")):
        select(app, name)
        app.key("Right")
        app.wait_for(below, role="tree item")
    wait_order(app, "Floor pans", "Cut out rust", "Weld new pans", "Seam sealer", "Quarter panels")
    return app


def test_what_is_typed_on_a_row_is_its_name(desktop):
    app = open_pans(desktop)
    select(app, "Seam sealer")
    app.type("Seam paste")
    app.key("Return")
    wait_order(app, "Weld new pans", "Seam paste", "Quarter panels")

    # Enter makes the next one, to be named at once, and so on; Escape is enough.
    app.key("Return")
    wait_order(app, "Seam paste", "Task")
    app.type("Undercoat")
    app.key("Return")
    wait_order(app, "Seam paste", "Undercoat", "Task")
    app.key("Escape")
    wait_order(app, "Weld new pans", "Seam paste", "Undercoat", "Quarter panels")


def test_moved_and_deleted_is_mended(desktop):
    app = open_pans(desktop)
    select(app, "Cut out rust")
    app.key("alt+Down")
    wait_order(app, "Floor pans", "Weld new pans", "Cut out rust", "Seam sealer")
    app.key("Delete")
    toast = app.wait_for("Deleted “Cut out rust”", role="label")
    # It stays for as long as the pointer is over it.
    app.hover(toast)
    wait_order(app, "Floor pans", "Weld new pans", "Seam sealer")
    # The nearest button around these words is the toast's.
    for above in toast.ancestors():
        button = app.look_for("Undo", role="push button", within=above)
        if button is not None:
            break
    app.press(button)
    wait_order(app, "Floor pans", "Weld new pans", "Cut out rust", "Seam sealer")


def is_selected(app, name):
    row = app.look_for(re.compile("^" + re.escape(name) + "(, |$)"), role="table row")
    return row is not None and "selected" in row.states


def test_rows_are_selected_one_by_one(desktop):
    app = open_pans(desktop)
    select(app, "Cut out rust")
    app.press("Seam sealer", role="tree item", held="ctrl")
    ui.wait(lambda: is_selected(app, "Seam sealer"), "one more selected")
    assert is_selected(app, "Cut out rust")
    assert not is_selected(app, "Weld new pans")
    app.press("Cut out rust", role="tree item", held="ctrl")
    ui.wait(lambda: not is_selected(app, "Cut out rust"), "one less selected")
    assert is_selected(app, "Seam sealer")


def test_a_copy_has_all_that_is_below(desktop):
    app = open_pans(desktop)
    select(app, "Quarter panels")
    app.key("Right")
    app.wait_for("Lead the seams", role="tree item")
    select(app, "Weld new pans")
    app.key("ctrl+c")
    select(app, "Quarter panels")
    app.key("ctrl+v")
    ui.wait(lambda: len(places(app, "Weld new pans")) == 2, "the copy")
    assert places(app, "Floor pan, left") == []
    copy = max(app.find_all("Weld new pans", role="tree item"), key=lambda row: row.extents[1])
    app.press(copy)
    app.key("Right")
    wait_order(app, "Floor pan, left", "Floor pan, right")
    assert places(app, "Floor pan, left")[0] == places(app, "Weld new pans")[1] + 1, rows(app)
    assert places(app, "Weld new pans")[1] > places(app, "Quarter panels")[0], rows(app)


def drag(app, source, target, **how):
    """Drags a row to another, or beside it."""
    app.drag(app.wait_for(source, role="tree item"), app.wait_for(target, role="tree item"), **how)


def test_a_row_is_dragged_to_another_place(desktop):
    app = open_pans(desktop)
    drag(app, "Seam sealer", "Cut out rust", to="before")
    wait_order(app, "Floor pans", "Seam sealer", "Cut out rust", "Weld new pans", "Quarter panels")
    # What is moved is what is selected by now; the next one is taken at once.
    drag(app, "Cut out rust", "Weld new pans", to="after")
    wait_order(app, "Floor pans", "Seam sealer", "Weld new pans", "Cut out rust", "Quarter panels")
    app.key("ctrl+z", "ctrl+z")
    wait_order(app, "Floor pans", "Cut out rust", "Weld new pans", "Seam sealer", "Quarter panels")


def test_a_row_is_dragged_below_another(desktop):
    app = open_pans(desktop)
    drag(app, "Cut out rust", "Quarter panels")
    wait_order(app, "Floor pans", "Weld new pans", "Seam sealer", "Quarter panels")
    select(app, "Quarter panels")
    app.key("Right")
    app.wait_for("Lead the seams", role="tree item")
    wait_order(app, "Cut out rust", "Rockers and door posts")
    app.key("ctrl+z")
    wait_order(app, "Floor pans", "Cut out rust", "Weld new pans", "Seam sealer", "Quarter panels")


def test_where_a_row_may_not_go_it_is_refused(desktop):
    app = open_pans(desktop)
    before = rows(app)
    # A phase is no part of a job, and a job cannot be below itself.
    drag(app, "Body", "Weld new pans", refused=True)
    drag(app, "Floor pans", "Weld new pans", refused=True)
    select(app, "Paint")
    assert rows(app) == before, rows(app)
    assert not app.wait_for(re.compile("^Undo"), role="push button").is_enabled()


if __name__ == "__main__":
    ui.main(test_what_is_typed_on_a_row_is_its_name, test_moved_and_deleted_is_mended,
            test_rows_are_selected_one_by_one,
            test_a_copy_has_all_that_is_below, test_a_row_is_dragged_to_another_place,
            test_a_row_is_dragged_below_another, test_where_a_row_may_not_go_it_is_refused)
