#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the vectors anew from the cases in make/, each of which is asserted on the way.

    make_vectors.py [FILE…]      without FILE: all of them
"""

import json
import math
import re
import sys
from pathlib import Path

from make import plain_cases, resolve_cases, slot_cases, undo_cases

HERE = Path(__file__).resolve().parent
FILES = {
    "canonical": plain_cases.canonical_vectors,
    "values": plain_cases.value_vectors,
    "template": plain_cases.template_vectors,
    "position": plain_cases.position_vectors,
    "digest": plain_cases.digest_vectors,
    "head": plain_cases.head_vectors,
    "resolve": resolve_cases.book.vectors,
    "slots": slot_cases.vectors,
    "undo": undo_cases.book.vectors,
}


def whole(value):
    """Numbers as a person writes them: 1, not 1.0; but -0.0 is a case of its own."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2 ** 53:
        return value if value == 0 and math.copysign(1, value) < 0 else int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value


def readable(value, indent="", width=100):
    """JSON on as few lines as fit the width."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= width or not isinstance(value, (list, dict)) or not value:
        return flat
    inner = indent + " "
    if isinstance(value, list):
        items = [readable(item, inner, width) for item in value]
    else:
        items = [json.dumps(name, ensure_ascii=False) + ": " + readable(item, inner, width)
                 for name, item in value.items()]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{closing}"


def text_of(name):
    """What the file of this name must hold."""
    vectors = FILES[name]()
    names = [case["name"] for case in vectors["cases"]]
    assert len(set(names)) == len(names), f"{name}.json: a name twice"
    return readable(whole(vectors)) + "\n"


def main():
    for name in [re.sub(r"\.json$", "", Path(name).name) for name in sys.argv[1:]] or FILES:
        (HERE / f"{name}.json").write_text(text_of(name), encoding="utf-8")
        print(f"{name}.json")


if __name__ == "__main__":
    main()
