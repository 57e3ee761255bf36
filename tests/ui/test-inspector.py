#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inspector: every kind of field is found by its label and takes what is
typed or chosen, says what is wrong with it, and edits many nodes at once."""

import json
import re
import sqlite3

import ui

TEMPLATE = """id: kinds
name: Kinds
node_types:
  - id: workshop
    label: Workshop
    features: [is_root]
    allowed_children: [thing]
  - id: thing
    label: Thing
    properties:
      - {id: name, label: Name, type: text, required: true}
      - {id: code, label: Code, type: text, required: true}
      - {id: note, label: Note, type: editor}
      - {id: amount, label: Amount, type: number}
      - {id: price, label: Price, type: currency}
      - {id: finished, label: Finished, type: boolean}
      - {id: day, label: Day, type: date}
      - id: state
        label: State
        type: select
        options: [{id: open, name: Open}, {id: shut, name: Shut}]
      - id: tags
        label: Tags
        type: multi_select
        options: [{id: red, name: Red}, {id: blue, name: Blue}]
      - {id: friend, label: Friend, type: node_reference, target_type: thing}
"""


def make_id(number):
    return f"019bccb0-01b6-70ca-b49d-886c81a67e{number:02x}"


def make_node(number, name, kind, properties=None, children=()):
    return {"id": make_id(number), "name": name, "blueprint_type_id": kind,
            "properties": properties or {}, "children": list(children)}


def open_things(desktop):
    """A project with a property of each kind."""
    things = [make_node(2, "One", "thing", {"code": "A"}),
              make_node(3, "Two", "thing", {"code": "B"}),
              make_node(4, "Three", "thing")]
    graph = {"project_id": make_id(0), "name": "Workshop", "template_id": "kinds", "settings": {},
             "roots": [make_node(1, "Workshop", "workshop", None, things)], "dependencies": []}
    path = desktop.folder / "things.json"
    path.write_text(json.dumps({"talus_tally": 1, "graph": graph, "template": TEMPLATE}),
                    encoding="utf-8")
    return desktop.start(path)


def select(app, name):
    app.press(name, role="tree item")
    row = app.wait_for(re.compile("^" + name + ", "), role="table row")
    ui.wait(lambda: {"selected", "focused"} <= row.states, f"“{name}” selected")


def stored(desktop, name):
    """The properties that a node has, as the document says."""
    path = next((desktop.data / "projects").glob("*.talus"))
    document = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    symbols = {str(number): text for number, text in document.execute("select * from symbol")}
    found = document.execute("select props from node where name = ?", (name,)).fetchone()
    document.close()
    return {symbols[number]: value[1] for number, value in json.loads(found[0]).items()
            if len(value) > 1}


def wait_stored(desktop, name, **properties):
    """Until they have these values; None for none."""
    def is_so():
        found = stored(desktop, name)
        return all(found.get(key) == value for key, value in properties.items())
    ui.wait(is_so, f"“{name}” with {properties}")


def fill(app, label, text, end="Return"):
    app.press(label, role="text")
    app.key("ctrl+a")
    app.type(text)
    app.key(end)


def undo(app):
    app.press(re.compile("^Undo"), role="push button")


def test_every_kind_is_edited(desktop):
    app = open_things(desktop)
    select(app, "One")
    fill(app, "Code", "B-7")
    wait_stored(desktop, "One", code="B-7")
    fill(app, "Note", "To be done", end="ctrl+Return")
    wait_stored(desktop, "One", note="To be done")
    fill(app, "Amount", "3*12")
    wait_stored(desktop, "One", amount=36)
    fill(app, "Price", "1,234.50")
    wait_stored(desktop, "One", price="1234.5")
    fill(app, "Day", "2026-12-24")
    wait_stored(desktop, "One", day="2026-12-24")
    app.press("Finished", role="check box")
    wait_stored(desktop, "One", finished=True)
    app.press("State", role="combo box")
    app.wait_for("Shut", role="label")
    app.key("Down", "Down", "Return")
    wait_stored(desktop, "One", state="shut")
    app.press(re.compile("^Tags"), role="push button")
    app.press("Blue", role="check box")
    wait_stored(desktop, "One", tags=["blue"])
    app.key("Escape")
    app.wait_gone("Blue", role="check box")
    app.press(re.compile("^Friend"), role="push button")
    # It reaches below the window.
    app.wait_for("Three", role="label", on_screen=False)
    app.type("Two")
    ui.wait(lambda: app.look_for("Three", role="label", on_screen=False) is None, "what fits")
    app.key("Return")
    wait_stored(desktop, "One", friend=make_id(3))

    # Each was a step of its own.
    undo(app)
    wait_stored(desktop, "One", friend=None, tags=["blue"])
    undo(app)
    wait_stored(desktop, "One", tags=None, state="shut")
    app.press(re.compile("^Redo"), role="push button")
    wait_stored(desktop, "One", tags=["blue"], friend=None)


def test_what_is_wrong_is_marked(desktop):
    app = open_things(desktop)
    select(app, "Three")
    code = app.wait_for("Code", role="text")
    ui.wait(lambda: "invalid" in code.states, "a code to be asked for")
    app.wait_for("“Code” is required", role="label")
    fill(app, "Code", "C")
    wait_stored(desktop, "Three", code="C")
    ui.wait(lambda: "invalid" not in code.states, "nothing wrong with the code")
    app.wait_gone("“Code” is required", role="label")
    app.wait_for("Three, Thing", role="table row")

    amount = app.wait_for("Amount", role="text")
    fill(app, "Amount", "twelve")
    app.wait_for(re.compile("“twelve”"), role="label")
    ui.wait(lambda: "invalid" in amount.states, "the amount marked")
    assert "amount" not in stored(desktop, "Three")
    fill(app, "Amount", "12")
    wait_stored(desktop, "Three", amount=12)
    app.wait_gone(re.compile("“twelve”"), role="label")
    assert "invalid" not in amount.states


def test_many_are_edited_at_once(desktop):
    app = open_things(desktop)
    select(app, "One")
    app.key("shift+Down")
    app.wait_for("Thing · 2 nodes", role="label")
    app.wait_for("Mixed", role="label")
    fill(app, "Amount", "5")
    wait_stored(desktop, "One", amount=5, code="A")
    wait_stored(desktop, "Two", amount=5, code="B")
    # One step for both.
    undo(app)
    wait_stored(desktop, "One", amount=None)
    wait_stored(desktop, "Two", amount=None)


if __name__ == "__main__":
    ui.main(test_every_kind_is_edited, test_what_is_wrong_is_marked, test_many_are_edited_at_once)
