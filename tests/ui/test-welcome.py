#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The welcome page, from the first minute on: nothing on it leads nowhere."""

import json
import re

import ui


def test_sample(desktop):
    app = desktop.start()
    app.wait_window("Talus Tally")
    app.press("Explore a Sample", role="push button")
    app.wait_window("1966 Bronco")
    # Once more it is the same project, as one left it.
    app.key("ctrl+shift+o")
    app.wait_window("Talus Tally")
    app.wait_for("Explore a Sample", role="list item", on_screen=False)
    app.wait_for("1966 Bronco", role="list item")


def test_template(desktop):
    app = desktop.start()
    app.press(re.compile("New project from “Book”"), role="push button")
    app.wait_for(re.compile("^Name"), role="text")
    assert not app.wait_for("Create", role="push button").is_enabled()
    app.type("My novel")
    app.key("Return")
    app.wait_window("My novel")


def test_trash(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.key("ctrl+n")
    app.wait_window("Talus Tally")
    app.press("More about “1966 Bronco”", role="push button")
    app.press("Move to Trash", role="menu item")
    app.press("Undo", role="push button")
    app.wait_for("1966 Bronco", role="list item")
    app.press("More about “1966 Bronco”", role="push button")
    app.press("Move to Trash", role="menu item")
    app.press("Trash (1)", role="push button")
    app.press("Restore “1966 Bronco”", role="push button")
    app.wait_for("The Trash Is Empty")
    app.press("Show Projects", role="push button")
    app.wait_for("1966 Bronco", role="list item")


def test_failure(desktop):
    path = desktop.folder / "letter.talus"
    path.write_text("Dear aunt, this is a letter", encoding="utf-8")
    app = desktop.start(path)
    app.wait_for("“letter.talus” is not a project")
    app.press("Show Projects", role="push button")
    app.wait_for("Welcome to Talus Tally")


def test_missing(desktop):
    app = desktop.start(desktop.folder / "gone.talus")
    app.wait_for("“gone.talus” is not there any more")
    app.press("Try Again", role="push button")
    app.wait_for("“gone.talus” is not there any more")


def test_template_beside(desktop):
    """JSON that names a template which is not here, alone and with its file beside it."""
    document = json.loads(ui.SAMPLE.read_text(encoding="utf-8"))
    yaml = document.pop("template")
    document["graph"]["template_id"] = "workshop"
    path = desktop.folder / "car.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    app = desktop.start(path)
    app.wait_for("“car.json” needs its template")
    app.wait_for("Choose Template…", role="push button")
    app.press("Show Projects", role="push button")
    (desktop.folder / "workshop.yaml").write_text(
        re.sub("^id: restomod", "id: workshop", yaml, flags=re.MULTILINE), encoding="utf-8")
    desktop.start(path, wait_shown=False)
    app.wait_window("1966 Bronco")


def test_narrow(desktop):
    app = desktop.start()
    app.resize(360, 640)
    width = app.windows[0].extents[2]
    assert width <= 360, f"it is {width} wide"
    app.press("Explore a Sample", role="push button")
    app.wait_window("1966 Bronco")


if __name__ == "__main__":
    ui.main(test_sample, test_template, test_trash, test_failure, test_missing,
            test_template_beside, test_narrow)
