#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The graph, by keys and by ear: what a screen reader says is what is asserted."""

import ui


def canvas(app):
    for widget in app.find_all(role=("panel", "grouping"), on_screen=False):
        if "Graph with" in widget.description:
            return widget
    return None


def spoken(app):
    """What the canvas says of the card with the cursor, or of itself."""
    widget = canvas(app)
    return widget.name if widget is not None else ""


def open_graph(desktop):
    app = desktop.start(ui.SAMPLE)
    app.press("Graph")
    ui.wait(lambda: spoken(app) == "Graph of the project", "the graph")
    # Keys go to it, and nothing is selected, whatever is in its middle.
    app.press(canvas(app))
    app.key("Escape")
    hear(app, "Graph of the project")
    return app


def hear(app, text):
    ui.wait(lambda: spoken(app).startswith(text), f"“{text}” to be said")


def test_arrows_walk(desktop):
    app = open_graph(desktop)
    app.key("Down")
    hear(app, "1966 Bronco, Project")
    app.key("Right")
    ui.wait(lambda: "Phase" in spoken(app), "a phase")
    app.key("Left")
    hear(app, "1966 Bronco, Project")
    app.key("Escape")
    hear(app, "Graph of the project")


def test_name_is_changed_where_it_stands(desktop):
    app = open_graph(desktop)
    app.key("Down")
    hear(app, "1966 Bronco")
    app.key("F2")
    app.wait_for("Name", role="text")
    app.type("Old truck")
    app.key("Return")
    hear(app, "Old truck")
    app.key("ctrl+z")
    hear(app, "1966 Bronco")


if __name__ == "__main__":
    ui.main(test_arrows_walk, test_name_is_changed_where_it_stands)
