#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses an include that reaches down the layers, or into another's private header.

Each layer may use those named here and what they may use. System headers that a
layer must not know are refused too: the compiler would let them through wherever
some other package pulls them in.
"""

import pathlib
import re
import sys

MAY_USE = {
    'base': set(),
    'model': {'base'},
    'sio': {'base'},
    'store': {'base', 'model'},
    'session': {'base', 'model', 'store'},
    'host': {'base', 'model', 'store', 'session', 'sio'},
    'peer': {'base', 'model', 'store', 'session', 'sio'},
    'daemon': {'base', 'model', 'store', 'session', 'sio', 'host'},
    'app': {'base', 'model', 'store', 'session', 'sio', 'host', 'peer'},
}

# What only some may know: header prefix → the layers.
ONLY_IN = {
    'sqlite3.h': {'store'},
    'yaml.h': {'model'},
    'libsoup/': {'sio'},
    'gtk/': {'app'},
    'adwaita.h': {'app'},
    'gnutls/': {'sio', 'host'},
    'json-glib/': {'base', 'model', 'sio', 'store', 'session', 'host', 'peer', 'daemon'},
}

# Areas of the application that know nothing of one another.
PANES = {'outline', 'board', 'graph'}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def problems(root):
    for layer in sorted(MAY_USE):
        for path in sorted((root / layer).glob('**/*.[ch]')):
            text = path.read_text(encoding='utf-8')
            name = path.relative_to(root)
            if not text.startswith('/* SPDX-License-Identifier: GPL-3.0-or-later */\n'):
                yield f'{name}: the first line must be the SPDX licence identifier'
            for quote, target in INCLUDE.findall(text):
                yield from check_include(name, layer, quote, target)


def check_include(name, layer, quote, target):
    for prefix, layers in ONLY_IN.items():
        if target.startswith(prefix) and layer not in layers:
            yield f'{name}: <{target}> is only for {", ".join(sorted(layers))}'
    if quote == '<' or target == 'config.h':
        return
    other = target.split('/')[0]
    if other not in MAY_USE or '/' not in target:
        yield f'{name}: "{target}" must name its layer, as in "model/talus-node.h"'
    elif other != layer and other not in MAY_USE[layer]:
        yield f'{name}: {layer} must not use {other} ("{target}")'
    elif other != layer and target.endswith('-private.h'):
        yield f'{name}: "{target}" is private to {other}'
    elif layer == other == 'app':
        yield from check_area(name, target)


def check_area(name, target):
    area = target.split('/')[1]
    own = name.parts[1]
    if area in PANES and own in PANES | {'inspector', 'history'} and own != area:
        yield f'{name}: {own} must not use the pane {area} ("{target}")'
    elif area != own and target.endswith('-private.h'):
        yield f'{name}: "{target}" is private to {area}'


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(problems(root))
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
