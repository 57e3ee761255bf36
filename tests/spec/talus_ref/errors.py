# SPDX-License-Identifier: GPL-3.0-or-later
"""How the model says no: a code of the contract, and its details."""


class Refused(Exception):
    """A request that changes nothing; `code` and `details` are the contract."""

    def __init__(self, code, message="", **details):
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.details = details


class BrokenTemplate(Exception):
    """A template that cannot be used; `line` counts from 1."""

    def __init__(self, line, reason):
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
