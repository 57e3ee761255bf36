#!/usr/bin/env -S python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the systemd unit to its promise: an exposure level of 2.0 or less.

usage: check.py UNIT

Exits 77 (skipped) where systemd-analyze is missing or too old to look at a
unit that is not installed.
"""

import re
import shutil
import subprocess
import sys

LIMIT = 2.0
SKIPPED = 77


def main():
    unit = sys.argv[1]
    if shutil.which('systemd-analyze') is None:
        print('systemd-analyze is not installed')
        return SKIPPED

    answer = subprocess.run(['systemd-analyze', 'security', '--offline=true', '--no-pager', unit],
                            capture_output=True, text=True, check=False)
    found = re.search(r'Overall exposure level for .*?: ([0-9.]+)', answer.stdout)
    if found is None:
        if 'unrecognized option' in answer.stderr:
            print('this systemd-analyze knows no --offline')
            return SKIPPED
        print(answer.stdout + answer.stderr)
        return 1

    level = float(found.group(1))
    print(f'exposure level {level}, at most {LIMIT} is allowed')
    # Directives that systemd does not know are only warned about, and protect nothing.
    if re.search(r'Unknown key|Failed to parse|ignoring', answer.stderr):
        print(answer.stderr)
        return 1
    if level > LIMIT:
        print(answer.stdout)
        return 1
    return 0


sys.exit(main())
