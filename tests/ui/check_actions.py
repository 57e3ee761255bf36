#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds actions that nobody can come to: neither by a key nor by a menu.

Of dialogs a button does as well, for they have no menus, and so it does for
what only makes sense with a target, as the button of a toast.

What panes can do is in the palette too, and the keys they install are those
that the shortcuts window shows.
"""

import re
import sys
from pathlib import Path

ENTRY = re.compile(r'^\s*\{ "([a-z][a-z0-9-]*)", (?:[a-z_]+_cb|NULL)\b(?:, ("[^"]*"))?',
                   re.MULTILINE)
KEY_TABLE = re.compile(r'\{ GDK_KEY_\w+, [A-Z_| ]*\w*, "([a-z.-]+)"')
ENTRIES = re.compile(r"static const GActionEntry \w+\[\] = \{(.*?)\n  \};", re.DOTALL)
INSTALLED = re.compile(r'gtk_widget_class_install_(?:property_)?action \(\s*\w+,\s*'
                       r'"([a-z][a-z0-9.-]*)"')
TABLE = re.compile(r'\{ "([a-z]+\.[a-z-]+)", \w+_action \}')
GROUP = re.compile(r'gtk_widget_insert_action_group \([^;]*?"([a-z-]+)"')
KEY = re.compile(r'gtk_widget_class_add_binding_action \(.*?"([a-z]+\.[a-z0-9-]+)"', re.DOTALL)
NAMED = re.compile(r'"([a-z]+\.[a-z0-9-]+)(?:\(|::|")')
NAMED_IN_UI = re.compile(r'name="(action|action-name)"[^>]*>([a-z]+\.[a-z0-9-]+)')

# In which group the action entries of a folder are, if not of the window.
GROUPS = {"shell": "app", "outline": "outline"}
DIALOGS = {"import", "export", "dialog", "version", "template", "project", "welcome"}
# Come to in another way, and why that does.
REACHED = {
    "win.pane": "the view switcher, and win.pane-number by keys",
    "win.retry": "the button of the banner that says what failed",
    "win.past-return": "the button of the banner, and Escape",
    "win.node-history": "a tab of the panel that F9 shows",
    "win.versions": "a tab of the panel that F9 shows",
    "win.deleted": "a tab of the panel that F9 shows",
    "win.take-files": "files that are dropped on the window",
    "win.log": "the panel that F9 shows",
    "board.move-on": "Alt and an arrow, by the direction of the text",
    "board.move-back": "Alt and an arrow, by the direction of the text",
    "deleted.bring-back": "the button of each row",
    "filter.clear": "the button beside what is filtered by, and Escape",
    "graph.mode": "the buttons above the graph",
    "welcome.open-file": "the button of the page, and Ctrl+O by app.open",
}
PANES = ("outline", "board", "graph")
# Not in the palette: what is about an arrow that was clicked on, or a column,
# and the menu itself.
NOT_IN_PALETTE = {"graph.unlink", "graph.go-blocker", "graph.go-blocked", "board.move-to",
                  "board.menu"}
ACCEL = re.compile(r'\{ (?:NULL|"[^"]*"), \{ ([^}]*) \},\s*TALUS_ACCEL_(\w+)')
PANE_KEYS = (re.compile(r"\{ GDK_KEY_(\w+), ([A-Z_| 0]+), \"[a-z.-]+\" \}"),
             re.compile(r"add_binding(?:_action)? \(\s*\w+, GDK_KEY_(\w+),\s*([A-Z_| 0]+),"))
PANE_ARROWS = re.compile(r"add_arrow \(\w+, GDK_KEY_(\w+),")
# The same key, or on the same key, or of the other block.
SAME_KEYS = {"equal": "plus", "Add": "plus", "Subtract": "minus", "Multiply": "asterisk",
             "Enter": "Return", "Left_Tab": "Tab"}


def name_key(key, modifiers):
    """The same for all spellings; @modifiers by their first letters."""
    key = re.sub("^(KP|ISO)_", "", key)
    return "".join(sorted(modifiers)), SAME_KEYS.get(key, key)


def find_shown_keys(root):
    """By the headings of the shortcuts window."""
    shown = {heading: set() for heading in (*PANES, "selection")}
    text = (root / "shell" / "talus-accels.c").read_text(encoding="utf-8")
    for keys, heading in ACCEL.findall(text):
        for accel in re.findall('"([^"]+)"', keys):
            *modifiers, key = re.findall(r"<(\w)\w+>|(\w+)$", accel)
            shown.setdefault(heading.lower(), set()).add(
                name_key(key[1], [first for first, _ in modifiers]))
    return shown


def find_hidden_keys(root):
    """Keys of panes that the shortcuts window does not show."""
    hidden = []
    shown = find_shown_keys(root)
    for pane in PANES:
        for path in sorted((root / pane).glob("*.c")):
            text = path.read_text(encoding="utf-8")
            found = [match for pattern in PANE_KEYS for match in pattern.findall(text)]
            for arrow in PANE_ARROWS.findall(text):
                found += [(arrow, mask) for mask in ("0", "SHIFT", "CONTROL")]
            for key, mask in found:
                modifiers = re.findall("S(?=HIFT)|C(?=ONTROL)|A(?=LT)", mask)
                if name_key(key, modifiers) not in shown[pane] | shown["selection"]:
                    hidden.append(f"{path.relative_to(root)}: {key} ({mask}) is not among the "
                                  f"keys of the {pane} in talus-accels.c")
    return hidden


def find_unnamed_verbs(root, actions, with_target):
    """What panes can do and the palette does not know."""
    text = (root / "search" / "talus-verbs.c").read_text(encoding="utf-8")
    named = {name.split("::")[0] for name in re.findall(r'\{ "([a-z.:-]+)", N_', text)}
    return [f"{path.relative_to(root)}: {name} is not in talus-verbs.c"
            for name, path in sorted(actions.items())
            if name.split(".")[0] in (*PANES, "nodes") and
            name not in named | with_target | NOT_IN_PALETTE]


def find_group(path, text):
    """Which group its entries are in: one that it makes, or the window's."""
    found = GROUP.search(text)
    if found is not None:
        return found[1]
    if "G_ACTION_MAP (window)" in text or path.parent.name in ("window", "exchange"):
        return "win"
    return GROUPS.get(path.parent.name, "win")


def find(root):
    """Actions, and where each is named: in an accelerator, a menu, elsewhere."""
    actions, with_target = {}, set()
    keys, menus, others = set(), set(), set()
    for path in sorted(root.glob("**/*")):
        if path.suffix == ".ui":
            text = path.read_text(encoding="utf-8")
            for kind, name in NAMED_IN_UI.findall(text):
                (menus if kind == "action" else others).add(name)
        if path.suffix != ".c":
            continue
        text = path.read_text(encoding="utf-8")
        group = find_group(path, text)
        for block in ENTRIES.findall(text):
            for name, target in ENTRY.findall(block):
                actions.setdefault(f"{group}.{name}", path)
                if target:
                    with_target.add(f"{group}.{name}")
        keys.update(name if "." in name else f"{group}.{name}"
                    for name in KEY_TABLE.findall(text))
        for name in INSTALLED.findall(text) + TABLE.findall(text):
            actions.setdefault(name, path)
        keys.update(KEY.findall(text))
        for line in text.splitlines():
            for name in NAMED.findall(line):
                if "install_action" in line or "install_property_action" in line:
                    continue
                if path.name == "talus-accels.c" or "shortcut" in line or "keyval" in line:
                    keys.add(name)
                elif "menu" in line or "menu" in path.name:
                    menus.add(name)
                else:
                    others.add(name)
    return actions, keys, menus, others, with_target


def main():
    root = Path(sys.argv[1])
    actions, keys, menus, others, with_target = find(root)
    lost = []
    for name, path in sorted(actions.items()):
        if name in keys or name in menus:
            continue
        if name in REACHED:
            continue
        if name in others and (name in with_target or name.split(".")[0] in DIALOGS):
            continue
        lost.append(f"{path.relative_to(root)}: {name} has neither a key nor a menu entry")
    lost += find_hidden_keys(root)
    lost += find_unnamed_verbs(root, actions, with_target)
    print("\n".join(lost) or f"{len(actions)} actions, each with a key or a menu entry")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
