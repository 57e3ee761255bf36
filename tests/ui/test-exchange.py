#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables in and out: imported after a look at what they come to, or not at all."""

import csv
import json
import sqlite3

import ui

TABLE = """Name,Level,Type,Estimated hours,Status,Blocked by
Suspension,1,Phase,,In progress,
Leaf springs,2,Job,12,Not started,
Front leaf springs,3,Task,6.5,Done,
Shock absorbers,2,Job,{hours},{status},Leaf springs
"""


def open_import(desktop, text):
    path = desktop.folder / "parts.csv"
    path.write_text(text, encoding="utf-8")
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.open_menu("Main Menu", "Import a Table…")
    app.wait_window("Import a Table")
    app.press("Choose a File…")
    app.choose_file("Choose a Table", path)
    app.wait_for("Rows Become")
    return app


def test_import_and_undo(desktop):
    app = open_import(desktop, TABLE.format(hours="4", status="Blocked"))
    app.press("Next", role="push button")
    app.wait_for(ui.re.compile("^4 items will be imported below “1966 Bronco”"))
    app.press("Import", role="push button")
    app.wait_for("Imported 4 items from “parts.csv”")
    app.wait_for("Suspension")
    app.key("ctrl+z")
    app.wait_gone("Suspension")


def test_problems_are_shown_and_nothing_is_imported(desktop):
    app = open_import(desktop, TABLE.format(hours="many", status="Nowhere"))
    app.press("Next", role="push button")
    app.wait_for(ui.re.compile("^2 things stand in the way"))
    problem = app.wait_for(ui.re.compile("^Row 5, Estimated hours: “many” is no number"))
    assert not app.wait_for("Import", role="push button").is_enabled()
    # A problem leads to its row.
    app.press(problem)
    ui.wait(lambda: any("selected" in widget.states for widget in
                        app.find_all(role=("table row", "list item", "table cell"))),
            "the row of the problem")
    app.press("Back", role="push button")
    app.wait_for("Rows Become")
    app.key("Escape")
    app.wait_for("Choose a File…")
    app.key("Escape")
    app.wait_gone("Choose a File…")
    assert app.look_for("Suspension") is None


def test_export_table(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    path = desktop.folder / "out.csv"
    app.key("ctrl+e")
    app.wait_window("Export")
    app.press("Export…", role="push button")
    app.choose_file("Export", path)
    app.wait_for("Exported “out.csv”")
    app.wait_for("Show in Files")
    with open(path, newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert rows[0]["Name"] == "1966 Bronco" and rows[0]["Level"] == "1", rows[0]
    assert len(rows) > 20 and {row["Type"] for row in rows} >= {"Project", "Phase", "Job"}


def test_export_json_and_copy(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    for choice, name in (("Project (JSON)", "out.json"), ("Copy of the document", "out.talus")):
        path = desktop.folder / name
        app.key("ctrl+e")
        window = app.wait_window("Export")
        app.press("As", role="combo box", within=window)
        for _ in range(2 if name == "out.talus" else 1):
            app.key("Down")
        app.key("Return")
        app.wait_for(choice, within=window)
        app.press("Export…", role="push button", within=window)
        app.choose_file("Export", path)
        app.wait_for(f"Exported “{name}”")
    with open(desktop.folder / "out.json", encoding="utf-8") as text:
        assert json.load(text)["talus_tally"] == 1
    database = sqlite3.connect(f"file:{desktop.folder / 'out.talus'}?mode=ro", uri=True)
    assert database.execute("select count(*) from node").fetchone()[0] > 20
    database.close()


if __name__ == "__main__":
    ui.main(test_import_and_undo, test_problems_are_shown_and_nothing_is_imported,
            test_export_table, test_export_json_and_copy)
