#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: one process, one a project, and back as they were after any end."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import ui

ID = "org.talustally.TalusTally"

# A program that ends by itself is asked what it leaked. What libraries keep is known by who asked
# for it, which takes the slower way up the stack.
os.environ.setdefault("ASAN_OPTIONS", "fast_unwind_on_malloc=0:malloc_context_size=8")


def titles(app):
    return sorted(window.raw_name for window in app.windows)


def wait_titles(app, *expected):
    ui.wait(lambda: titles(app) == sorted(expected), f"the windows {expected}")


def open_two(desktop):
    app = desktop.start()
    app.press("Explore a Sample", role="push button")
    app.wait_window("1966 Bronco")
    app.key("ctrl+n")
    app.press("New project from “Book”", role="push button")
    app.wait_for(re.compile("^Name"), role="text")
    app.type("My novel")
    app.key("Return")
    app.wait_window("My novel")
    wait_titles(app, "1966 Bronco", "My novel")
    return app


def wait_noted(desktop, *texts):
    path = desktop.data / "windows"
    ui.wait(lambda: path.exists() and all(text in path.read_text(encoding="utf-8")
                                          for text in texts), f"{texts} in {path}")


def test_restart(desktop):
    app = open_two(desktop)
    app.key("ctrl+q")
    app.process.wait(ui.DEADLINE)
    assert app.process.returncode == 0
    app = desktop.start()
    wait_titles(app, "1966 Bronco", "My novel")


def test_crash(desktop):
    app = open_two(desktop)
    wait_noted(desktop, "019bccb0-01b6-70ca-b49d-886c81a67e84")
    ui.wait(lambda: (desktop.data / "windows").read_text(encoding="utf-8").count("project") == 2,
            "both windows noted")
    app.kill()
    app = desktop.start()
    wait_titles(app, "1966 Bronco", "My novel")


def test_quit_with_dialogs(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.key("ctrl+comma")
    app.wait_for("Appearance", on_screen=False)
    app.process.send_signal(signal.SIGTERM)
    app.process.wait(ui.DEADLINE)
    assert app.process.returncode == 0
    app = desktop.start()
    wait_titles(app, "1966 Bronco")


def test_closed_one_stays_closed(desktop):
    app = open_two(desktop)
    app.key("ctrl+w")
    wait_titles(app, "1966 Bronco")
    # The last one is where one goes on.
    app.key("ctrl+w")
    app.process.wait(ui.DEADLINE)
    app = desktop.start()
    wait_titles(app, "1966 Bronco")


def test_one_process(desktop):
    app = desktop.start()
    app.press("New project from “Book”", role="push button")
    app.wait_for(re.compile("^Name"), role="text")
    app.type("Mine")
    app.key("Return")
    app.wait_window("Mine")
    path = next((desktop.data / "projects").glob("*.talus"))
    second = desktop.start(path, wait_shown=False)
    second.process.wait(ui.DEADLINE)
    assert second.process.returncode == 0
    third = desktop.start("--new-window", wait_shown=False)
    third.process.wait(ui.DEADLINE)
    wait_titles(app, "Mine", "Talus Tally")


def test_activation(desktop):
    """As the session bus starts it, from the launcher's service file."""
    services = desktop.folder / "shared" / "dbus-1" / "services"
    services.mkdir(parents=True)
    program = Path(ui.program())
    file = program.parents[2] / "data" / "desktop" / f"{ID}.service"
    text = file.read_text(encoding="utf-8")
    exec_line = next(line for line in text.splitlines() if line.startswith("Exec="))
    assert exec_line.endswith("/talus-tally --gapplication-service"), exec_line
    (services / file.name).write_text(
        text.replace(exec_line, f"Exec={program} --gapplication-service"), encoding="utf-8")
    environment = dict(
        os.environ, XDG_DATA_DIRS=f"{desktop.folder}/shared:/usr/share",
        XDG_DATA_HOME=str(desktop.folder / "share"), XDG_CONFIG_HOME=str(desktop.folder / "config"),
        XDG_CACHE_HOME=str(desktop.folder / "cache"), GSETTINGS_BACKEND="memory",
        GSK_RENDERER="cairo", GDK_BACKEND="x11")
    gdbus = shutil.which("gdbus")
    if gdbus is None:
        raise ui.Missing("gdbus")
    script = (f"gdbus call --session -d {ID} -o /{ID.replace('.', '/')} "
              f"-m org.freedesktop.Application.ActivateAction new-window [] {{}} && "
              f"for i in $(seq 600); do xdotool search --onlyvisible --name 'Talus Tally' && "
              f"break; sleep 0.1; done; "
              f"gdbus call --session -d {ID} -o /{ID.replace('.', '/')} "
              f"-m org.freedesktop.Application.ActivateAction quit [] {{}}")
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", script], env=environment,
                          capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0 and any(line.isdigit() for line in done.stdout.splitlines()), \
        f"{done.stdout}\n{done.stderr}"


if __name__ == "__main__":
    ui.main(test_restart, test_crash, test_quit_with_dialogs,
            test_closed_one_stays_closed, test_one_process, test_activation)
