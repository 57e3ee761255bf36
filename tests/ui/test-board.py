#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The board, the search bar and the palette, as a person uses them."""

import re

import ui


class Board:
    """The columns, looked for once: to look at every widget takes its time."""

    def __init__(self, desktop):
        self.app = desktop.start(ui.SAMPLE)
        self.app.press("Board", role="page tab")
        ui.wait(self.find, "the columns")

    def find(self):
        self.columns = {}
        for widget in self.app.walk():
            if widget.role == "list" and re.search(", [0-9]+ cards?$", widget.name):
                self.columns[widget.name.split(",")[0]] = widget
        return "In progress" in self.columns

    def count(self, title):
        """How many cards a column says it has."""
        return int(self.columns[title].name_now.split(",")[1].split()[0])

    def wait_count(self, title, expected):
        ui.wait(lambda: self.count(title) == expected, f"{expected} cards in “{title}”")

    def card(self, column, name):
        """The row of a card: what has the focus."""
        return self.app.wait_for(re.compile("^" + re.escape(name)), role="list item",
                                 within=self.columns[column])


def test_keys_move_a_card(desktop):
    board = Board(desktop)
    board.app.press(board.card("In progress", "Weld new pans"))
    board.app.key("ctrl+Right")
    board.wait_count("In progress", 4)
    board.wait_count("Waiting for parts", 2)
    board.app.key("ctrl+z")
    board.wait_count("In progress", 5)


def test_drag_moves_a_card(desktop):
    board = Board(desktop)
    board.app.drag(board.card("In progress", "Weld new pans"),
                   board.card("Not started", "First run on the stand"))
    board.wait_count("In progress", 4)
    board.wait_count("Not started", 27)
    board.app.key("ctrl+z")
    board.wait_count("In progress", 5)


def test_cards_go_by_the_clipboard(desktop):
    board = Board(desktop)
    board.app.press(board.card("In progress", "Weld new pans"))
    board.app.key("ctrl+c")
    board.app.key("ctrl+v")
    board.wait_count("In progress", 6)
    board.app.key("ctrl+d")
    board.wait_count("In progress", 7)
    board.app.key("ctrl+z")
    board.app.key("ctrl+z")
    board.wait_count("In progress", 5)


def test_search_shows_what_fits(desktop):
    board = Board(desktop)
    board.app.key("ctrl+f")
    board.app.type("weld")
    board.wait_count("In progress", 1)
    board.wait_count("Not started", 1)
    board.app.key("Escape")
    board.wait_count("In progress", 5)


if __name__ == "__main__":
    ui.main(test_keys_move_a_card, test_drag_moves_a_card, test_cards_go_by_the_clipboard,
            test_search_shows_what_fits)
