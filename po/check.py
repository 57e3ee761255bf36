#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that everything said to people can be translated, and is.

check.py PROJECT-ROOT

Every file with strings is named in POTFILES.in; no string has a number of which
xgettext does not know the format; every language of LINGUAS has all of them,
with every plural, none fuzzy. `ninja talus-tally-update-po` brings new strings
into the files.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
CALL = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dn?gettext|g_dpgettext2) ?\(\s*"')
# As meson's preset for GLib has them.
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3']


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False,
                          env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/bin:/bin'})
    if done.returncode != 0:
        raise SystemExit(f'{command[0]}: {done.stderr}')
    return done


def find_files():
    for path in sorted((ROOT / 'src').glob('**/*')):
        if path.suffix in ('.c', '.h') and CALL.search(path.read_text('utf-8')):
            yield str(path.relative_to(ROOT))
        elif path.suffix == '.ui' and 'translatable="yes"' in path.read_text('utf-8'):
            yield str(path.relative_to(ROOT))


def check_list():
    lines = (ROOT / 'po/POTFILES.in').read_text('utf-8').splitlines()
    listed = [line for line in lines if line and not line.startswith('#')]
    for name in sorted(set(find_files()) - set(listed)):
        yield f'{name} is not in POTFILES.in'
    for name in listed:
        if not (ROOT / name).exists():
            yield f'{name} is in POTFILES.in and does not exist'


def check_template(pot):
    for entry in pot.read_text('utf-8').split('\n\n'):
        if re.search(r'%"$', entry, re.MULTILINE):
            yield f'The format of a number is a macro, which nobody can translate:\n{entry}'


def check_language(language, pot, folder):
    source = ROOT / 'po' / f'{language}.po'
    run('msgfmt', '--check', '--output-file=/dev/null', str(source))
    merged = folder / 'merged.po'
    run('msgmerge', '--quiet', '--no-fuzzy-matching', f'--output-file={merged}', str(source), str(pot))
    for what in ('--untranslated', '--only-fuzzy'):
        found = run('msgattrib', what, '--no-obsolete', '--no-wrap', str(merged)).stdout
        for entry in found.split('\n\n')[1:]:
            yield f'{language}.po, {what[2:]}:\n{entry.strip()}'


def main():
    found = list(check_list())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pot = folder / 'all.pot'
        run('xgettext', '--files-from=po/POTFILES.in', '--directory=.', '--from-code=UTF-8',
            *(f'--keyword={keyword}' for keyword in KEYWORDS), f'--output={pot}')
        found += check_template(pot)
        for language in (ROOT / 'po/LINGUAS').read_text('utf-8').splitlines():
            if language and not language.startswith('#'):
                found += check_language(language, pot, folder)
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
