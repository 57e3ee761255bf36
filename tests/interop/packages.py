# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real clients are made of: packages of npm, and a browser."""

import fcntl
import shutil
import subprocess
from pathlib import Path

WANTED = Path(__file__).resolve().parent / "package.json"
BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")


class Missing(Exception):
    """Something is not here and cannot be had."""


def find_browser():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise Missing("there is no Chromium")
    return browser


def install_packages(folder):
    """By npm, into a build folder; once, whoever comes first."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Missing("there is no Node with npm")
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = WANTED.read_bytes()
        installed = folder / "package.json"
        if (folder / "node_modules" / "socket.io-client").is_dir() and \
           (folder / "node_modules" / "playwright-core").is_dir() and \
           installed.exists() and installed.read_bytes() == wanted:
            return
        installed.write_bytes(wanted)
        # A registry that cannot be reached is not worth minutes of trying again.
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent",
                               "--fetch-retries=1", "--fetch-timeout=30000"],
                              cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            installed.unlink()
            raise Missing(f"npm could not install the clients: {done.stderr[-500:]!r}")
