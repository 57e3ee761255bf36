#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that projects are known by what is in them and by their name.

check_mime.py MIME.xml UPDATE-MIME-DATABASE

In a folder of its own: the database is made, and asked about files.
"""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ASK = '''
import sys
from gi.repository import Gio
for path in sys.argv[1:]:
    info = Gio.File.new_for_path(path).query_info('standard::content-type', 0, None)
    print(info.get_content_type())
'''
SYSTEM = pathlib.Path('/usr/share/mime/packages/freedesktop.org.xml')


def make_database(path, application_id):
    database = sqlite3.connect(path)
    database.execute(f'PRAGMA application_id = {application_id}')
    database.execute('CREATE TABLE meta (key TEXT, value TEXT)')
    database.commit()
    database.close()


def main():
    source, update = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        packages = folder / 'data/mime/packages'
        packages.mkdir(parents=True)
        shutil.copy(source, packages / 'talus-tally.xml')
        if SYSTEM.exists():
            shutil.copy(SYSTEM, packages)
        subprocess.run([update, folder / 'data/mime'], check=True)
        if 'application/x-talus-tally:*.talus' not in (folder / 'data/mime/globs').read_text('utf-8'):
            return 'The name is not in the database'
        make_database(folder / 'named.talus', 0x54414C59)
        make_database(folder / 'mailed.bin', 0x54414C59)
        make_database(folder / 'other.bin', 0)
        environment = {**os.environ, 'XDG_DATA_DIRS': str(folder / 'data'),
                       'XDG_DATA_HOME': str(folder / 'home'), 'GIO_USE_VFS': 'local'}
        done = subprocess.run(
            [sys.executable, '-c', ASK, *(folder / name for name in ('named.talus', 'mailed.bin', 'other.bin'))],
            env=environment, capture_output=True, text=True, check=False)
        if 'No module named' in done.stderr:
            print('Without python3-gi only the database was looked at')
            return 0
        found = done.stdout.split()
        if found[:2] != ['application/x-talus-tally'] * 2 or found[2] == 'application/x-talus-tally':
            return f'The files were taken for {found}: {done.stderr}'
    return 0


if __name__ == '__main__':
    sys.exit(main())
