#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs what the documents show: the examples, and the lines of the README.

check_examples.py DAEMON PROJECT-ROOT
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def readme_script(root, url):
    """The shell lines under “A first project”, against another host."""
    text = (root / 'README.md').read_text(encoding='utf-8')
    section = text.split('## A first project', 1)[1]
    script = re.search(r'```sh\n(.*?)```', section, re.DOTALL).group(1)
    assert 'url=http://127.0.0.1:5000/api/v1' in script
    return 'set -eu\n' + script.replace('http://127.0.0.1:5000', url)


def node_is_new_enough():
    node = shutil.which('node')
    if node is None:
        return False
    version = subprocess.run([node, '-p', 'process.versions.node'], capture_output=True, text=True)
    return version.returncode == 0 and int(version.stdout.split('.')[0]) >= 18


class Checks:
    def __init__(self):
        self.n = 0
        self.failed = False

    def report(self, good, name, text=''):
        self.n += 1
        self.failed |= not good
        print(f'{"ok" if good else "not ok"} {self.n} {name}', flush=True)
        for line in ([] if good else text.splitlines()):
            print('#', line)

    def skip(self, name, why):
        self.n += 1
        print(f'ok {self.n} {name} # SKIP {why}', flush=True)

    def run(self, name, command, expected):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        missing = [text for text in expected if text not in done.stdout]
        self.report(done.returncode == 0 and not missing, name,
                    f'exit {done.returncode}, missing {missing}\n{done.stdout}\n{done.stderr}')


def check(url, root):
    checks = Checks()
    examples = root / 'data' / 'api' / 'examples'
    checks.run('curl', ['sh', examples / 'curl.sh', url],
               ['made ', '"event":"command:undo"', '"event":"command:redo"', 'copied '])
    checks.run('python', [sys.executable, examples / 'client.py', url], ['followed 2 nodes'])
    if node_is_new_enough():
        checks.run('javascript', ['node', examples / 'client.js', url],
                   ['node-created node-created node-created command:executed property-changed'])
    else:
        checks.skip('javascript', 'no node of version 18 or newer')
    checks.run('readme', ['sh', '-c', readme_script(root, url)],
               ['"success":true', '"node_id"', '"event":"project:loaded"',
                '"event":"node-created"', '"event":"node-deleted"', '"event":"command:undo"'])
    print(f'1..{checks.n}')
    return 1 if checks.failed else 0


def main():
    daemon, root = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [daemon, '--port', '0', '--data-dir', folder,
             '--template-dir', root / 'data' / 'templates'],
            stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        try:
            line = process.stdout.readline()
            assert line.startswith('listening on '), line
            return check(line.split()[-1], root)
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


if __name__ == '__main__':
    sys.exit(main())
