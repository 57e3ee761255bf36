#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The board, the search bar and the palette, as a person uses them."""

import ui



def cards(app, title):
    """How many cards a column says it has."""
    for widget in app.find_all(role="list"):
        if widget.name.startswith(title + ","):
            return int(widget.name.split(",")[1].split()[0])
    return None


def open_board(desktop):
    app = desktop.start(ui.SAMPLE)
    app.press("Board")
    ui.wait(lambda: cards(app, "In progress") == 5, "five cards in progress")
    return app


def card(app, name):
    """The row of a card: what has the focus."""
    def find():
        for widget in app.find_all():
            if widget.role == "list item" and widget.name.startswith(name):
                return widget
        return None
    return ui.wait(find, f"the card {name}")


def test_keys_move_a_card(desktop):
    app = open_board(desktop)
    app.press(card(app, "Weld new pans"))
    app.key("ctrl+Right")
    ui.wait(lambda: cards(app, "In progress") == 4 and cards(app, "Waiting for parts") == 2,
            "the card in the next column")
    app.key("ctrl+z")
    ui.wait(lambda: cards(app, "In progress") == 5, "the card back")


def test_drag_moves_a_card(desktop):
    app = open_board(desktop)
    app.drag(card(app, "Assemble the short block"), card(app, "Fit cam, heads and timing set"))
    ui.wait(lambda: cards(app, "In progress") == 4, "one card less in progress")
    app.press("Undo")
    ui.wait(lambda: cards(app, "In progress") == 5, "the card back")


def test_search_shows_what_fits(desktop):
    app = open_board(desktop)
    app.key("ctrl+f")
    app.wait_for("Search")
    app.type("weld")
    app.wait_for("7 matches")
    ui.wait(lambda: cards(app, "In progress") == 1, "one card that fits")
    app.key("Escape")
    ui.wait(lambda: cards(app, "In progress") == 5, "all cards")


def test_palette_finds_nodes_and_verbs(desktop):
    app = open_board(desktop)
    app.key("ctrl+k")
    app.wait_for("Found", role="list")
    app.type("fit cam")
    app.wait_for("Fit cam, heads and timing set, 1966 Bronco › Drivetrain › Engine")
    app.key("Return")
    app.wait_gone("Found", role="list")
    app.key("ctrl+k")
    app.type(">show the outline")
    app.key("Return")
    ui.wait(lambda: cards(app, "In progress") is None, "the outline")


if __name__ == "__main__":
    ui.main(test_keys_move_a_card, test_drag_moves_a_card, test_search_shows_what_fits,
            test_palette_finds_nodes_and_verbs)
