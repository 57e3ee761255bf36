#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the icons: check.py FOLDER

Symbolic ones are recoloured by GTK, which only works for fills on the 16 px grid
of one drawing; and one that is in the folder but not in the resource is seen by
nobody.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree

SVG = '{http://www.w3.org/2000/svg}'


def problems(folder):
    listed = set(re.findall(r'>(actions/[^<]+)<', (folder / 'talus-icons.gresource.xml').read_text('utf-8')))
    drawn = {f'actions/{path.name}' for path in (folder / 'actions').glob('*')}
    yield from (f'{name} is not in talus-icons.gresource.xml' for name in sorted(drawn - listed))
    yield from (f'{name} is not drawn' for name in sorted(listed - drawn))
    for path in sorted(folder.glob('**/*.svg')):
        text = path.read_text('utf-8')
        root = xml.etree.ElementTree.fromstring(text)
        if 'SPDX-License-Identifier: GPL-3.0-or-later' not in text:
            yield f'{path.name}: no licence'
        symbolic = path.stem.endswith('-symbolic')
        size = '16' if symbolic else '128'
        if (root.get('width'), root.get('height'), root.get('viewBox')) != (size, size, f'0 0 {size} {size}'):
            yield f'{path.name}: not of {size} px'
        if path.parent.name == 'actions' and not re.fullmatch(r'talus-[a-z-]+-symbolic', path.stem):
            yield f'{path.name}: is named otherwise than the rest'
        for part in root.iter() if symbolic else ():
            if part.tag not in (f'{SVG}svg', f'{SVG}path') or part.get('stroke') or part.get('style'):
                yield f'{path.name}: {part.tag} would not be recoloured'


def main():
    found = list(problems(pathlib.Path(sys.argv[1])))
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
