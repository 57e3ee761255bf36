# SPDX-License-Identifier: GPL-3.0-or-later
"""What a property takes, and the form in which it is kept."""

import re
from datetime import date

from . import canonical
from .errors import Refused

NAME_CHARACTERS = 1024
TEXT_BYTES = 64 * 1024
EDITOR_BYTES = 512 * 1024
DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

ALIASES = {"checkbox": "boolean", "string": "text", "textarea": "text", "numeric": "number"}
TYPES = ("text", "editor", "number", "currency", "boolean", "date", "select", "multi_select",
         "node_reference", "person", "object", "file")


def _refuse(reason):
    raise Refused("INVALID_VALUE", reason)


def _string(value, limit):
    if not isinstance(value, str):
        _refuse("not a string")
    if len(value.encode()) > limit:
        _refuse("too long")
    return value


def _number(value):
    if not canonical.is_number(value):
        _refuse("not a number")
    return float(value) + 0.0  # -0.0 + 0.0 is 0.0


def _plain_decimal(value):
    """A double's shortest digits without an exponent."""
    digits = canonical.number_text(value)
    mantissa, _, power = digits.partition("e")
    if not power:
        return digits
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    power = int(power)
    if power > 0:
        return sign + whole + fraction.ljust(power, "0")
    return sign + "0." + "0" * (-power - 1) + whole + fraction


def _currency(value):
    if canonical.is_number(value):
        value = _plain_decimal(value)
    match = DECIMAL.fullmatch(value) if isinstance(value, str) else None
    if not match:
        _refuse("not a decimal number")
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    whole = whole.lstrip("0")
    fraction = fraction.rstrip("0")
    if len(whole) > 18 or len(fraction) > 9:
        _refuse("too many digits")
    if not whole and not fraction:
        return "0"
    return sign + (whole or "0") + ("." + fraction if fraction else "")


def _boolean(value):
    if not isinstance(value, bool):
        _refuse("neither true nor false")
    return value


def _date(value):
    if not isinstance(value, str) or not DATE.fullmatch(value):
        _refuse("not a date as YYYY-MM-DD")
    try:
        date.fromisoformat(value)
    except ValueError:
        _refuse("no such day")
    return value


def _option(options, value):
    if not isinstance(value, str):
        _refuse("not an option")
    for spelling in (value, canonical.uuid_or_none(value)):
        for option in options:
            if option["id"] == spelling:
                return option["id"]
    for option in options:
        if option["name"] == value:
            return option["id"]
    _refuse("not an option")


def _options(options, value):
    if not isinstance(value, list):
        _refuse("not an array")
    chosen = [_option(options, item) for item in value]
    if len(set(chosen)) < len(chosen):
        _refuse("an option twice")
    return chosen


def _reference(value):
    if isinstance(value, list):
        return [_one_reference(item) for item in value]
    return _one_reference(value)


def _one_reference(value):
    node_id = canonical.uuid_or_none(value)
    if node_id is None:
        _refuse("not a node's id")
    return node_id


def name(value):
    """A node's or project's name."""
    if not isinstance(value, str):
        _refuse("a name is a string")
    if len(value) > NAME_CHARACTERS:
        _refuse("too long")
    return value


def normalise(kind, options, value):
    """The value as a property of type @kind keeps it. Raises INVALID_VALUE.

    null never gets here: it means the absence of a value.
    """
    if kind == "text":
        return _string(value, TEXT_BYTES)
    if kind == "editor":
        return _string(value, EDITOR_BYTES)
    if kind == "number":
        return _number(value)
    if kind == "currency":
        return _currency(value)
    if kind == "boolean":
        return _boolean(value)
    if kind == "date":
        return _date(value)
    if kind == "select":
        return _option(options, value)
    if kind == "multi_select":
        return _options(options, value)
    if kind in ("node_reference", "person"):
        return _reference(value)
    if kind == "object":
        return value
    return _refuse("files are not there yet")
