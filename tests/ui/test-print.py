#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outline, printed to a file as a person does."""

import ui


def test_print(desktop):
    app = desktop.start(ui.SAMPLE)
    app.wait_window("1966 Bronco")
    app.open_menu("Main Menu", "Print…")
    app.wait_window("Print")
    app.press("Print to File", within=app.wait_window("Print"))
    app.press("Print", role="push button", within=app.wait_window("Print"))
    found = ui.wait(lambda: list(desktop.folder.glob("**/*.pdf")), "the file")
    ui.wait(lambda: found[0].read_bytes().rstrip().endswith(b"%%EOF"), "the end of the file")
    assert found[0].read_bytes().startswith(b"%PDF-")
    if "TALUS_UI_KEEP" in ui.os.environ:
        ui.shutil.copy(found[0], ui.os.environ["TALUS_UI_KEEP"])


if __name__ == "__main__":
    ui.main(test_print)
