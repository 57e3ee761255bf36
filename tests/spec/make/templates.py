# SPDX-License-Identifier: GPL-3.0-or-later
"""The templates that the cases play with; a case names one by its key in ALL."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "templates"
WORKSHOP = (_FOLDER / "workshop.yaml").read_text(encoding="utf-8")
WORKSHOP_2 = (_FOLDER / "workshop-2.yaml").read_text(encoding="utf-8")
ALL = {"workshop": WORKSHOP, "later": WORKSHOP_2}
