#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program starts, opens what it is given, and comes back as it was."""

import ui


def test_welcome(desktop):
    app = desktop.start()
    app.wait_window("Talus Tally")
    app.wait_for("Open a File…", role="push button")


def test_open_file(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.press("Main Menu", role="push button")
    app.wait_for("About Talus Tally")
    app.key("Escape")
    app.wait_gone("About Talus Tally")


if __name__ == "__main__":
    ui.main(test_welcome, test_open_file)
