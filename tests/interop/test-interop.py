#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real clients against the real daemon, in the clear and over TLS.

test-interop.py CLIENT PATH-OF-TALUS-TALLYD FOLDER-OF-PACKAGES, CLIENT one of node, chromium,
python; prints TAP. The packages of package.json are installed into the folder if they are not
there, by npm.
"""

import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "daemon")]
from packages import Missing, find_browser, install_packages  # noqa: E402
from tallyd import Daemon, Failure, die_with_parent, folder  # noqa: E402

CLIENT_SECONDS = 120
CLIENT, BINARY = sys.argv[1:3]
PACKAGES = Path(sys.argv[3]).absolute()


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    print(f"The real clients were NOT tested: {why}", file=sys.stderr)
    sys.exit(0)


class Pages(http.server.ThreadingHTTPServer):
    """Another origin, with a page that has socket.io-client and the scenario."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PageHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class PageHandler(http.server.BaseHTTPRequestHandler):
    FILES = {
        "/scenario.js": (HERE / "scenario.js", "text/javascript"),
        "/socket.io.js": (PACKAGES / "node_modules/socket.io-client/dist/socket.io.js",
                          "text/javascript"),
    }

    def do_GET(self):  # noqa: N802: the name is http.server's
        if self.path in self.FILES:
            path, kind = self.FILES[self.path]
            body = path.read_bytes()
        elif self.path == "/":
            body = b'<!doctype html><meta charset="utf-8"><script src="/socket.io.js"></script>'
            kind = "text/html"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


def make_command(places):
    if CLIENT == "python":
        return [sys.executable, HERE / "python_client.py", json.dumps(places)]
    return ["node", HERE / f"{CLIENT}-client.js", PACKAGES, json.dumps(places)]


def run_client(places):
    """What its cases came to."""
    env = {**os.environ, "NODE_EXTRA_CA_CERTS": places["ca"], "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("G_DEBUG", None)  # GLib's warnings in a browser are its own
    with subprocess.Popen(list(map(str, make_command(places))), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
                          preexec_fn=die_with_parent) as client:
        try:
            out, err = client.communicate(timeout=CLIENT_SECONDS)
        except subprocess.TimeoutExpired:
            client.kill()
            out, err = client.communicate()
            err += f"\nThe client did not end within {CLIENT_SECONDS} s"
    results = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if client.returncode != 0:
        results.append({"name": "client-ends", "error": f"{client.returncode}\n{err[-3000:]}"})
    return results


def report(results):
    print(f"1..{len(results)}")
    for number, result in enumerate(sorted(results, key=lambda one: one["name"]), 1):
        if result["error"] is None:
            print(f"ok {number} /{CLIENT}/{result['name']}")
            continue
        lines = result["error"].strip().splitlines()
        for line in lines:
            print(f"# {line}")
        # A traceback says what happened in its last line, a stack in its first.
        what = lines[-1] if lines[0].startswith("Traceback") else lines[0]
        print(f"not ok {number} /{CLIENT}/{result['name']}: {what}")
    return 1 if not results or any(one["error"] for one in results) else 0


def fetch_certificate(daemon, path):
    path.write_text(ssl.get_server_certificate(("127.0.0.1", daemon.port)), encoding="ascii")
    return str(path)


def main():
    browser = None
    try:
        if CLIENT != "python":
            install_packages(PACKAGES)
        if CLIENT == "chromium":
            browser = find_browser()
    except Missing as missing:
        skip_all(missing)

    pages, foreign = Pages(), Pages()
    with folder("talus-interop-") as place:
        (place / "clear").mkdir()
        (place / "tls").mkdir()
        clear = Daemon(BINARY, place / "clear", ("--port", "0", "--origin", pages.url))
        tls = Daemon(BINARY, place / "tls",
                     ("--port", "0", "--tls-self-signed", "--origin", pages.url))
        try:
            clear.start()
            tls.start()
            results = run_client({
                "clear": f"http://127.0.0.1:{clear.port}",
                "tls": f"https://127.0.0.1:{tls.port}",
                "localhost": f"http://localhost:{clear.port}",
                "ca": fetch_certificate(tls, place / "certificate.pem"),
                "page": pages.url,
                "foreignPage": foreign.url,
                "chromium": browser,
            })
            for daemon, what in ((clear, "clear"), (tls, "tls")):
                status = daemon.stop()
                results.append({"name": f"{what}/host-ends-in-good-order",
                                "error": f"{status}\n{daemon.read_log()[-3000:]}" if status else
                                None})
        except Failure as failure:
            results = [{"name": "host", "error": str(failure)}]
        finally:
            clear.kill()
            tls.kill()
    sys.exit(report(results))


if __name__ == "__main__":
    main()
