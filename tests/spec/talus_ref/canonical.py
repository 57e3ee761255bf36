# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as the contract reads and writes it: the gate, RFC 8785, digests, heads."""

import hashlib
import json
import math
import re
import uuid
from datetime import datetime, timedelta, timezone

from .errors import Refused

UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NO_HEAD = "0" * 32
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


# Ids and times

def uuid_or_none(text):
    """The id in lower case, or None for whatever is not one."""
    if isinstance(text, str) and UUID_TEXT.fullmatch(text):
        return text.lower()
    return None


def derived_uuid(name):
    """An id nobody gave: the first 16 bytes of SHA-1, as they are."""
    return str(uuid.UUID(bytes=hashlib.sha1(name.encode()).digest()[:16]))


def time_text(ms):
    """Milliseconds since 1970 as RFC 3339, UTC."""
    moment = EPOCH + timedelta(milliseconds=ms)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


# The gate

def _members(pairs):
    result = {}
    for name, value in pairs:
        if name in result:
            raise ValueError(f"the member {name} is there twice")
        result[name] = value
    return result


def _double(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is outside the range of a double")
    return value


def _no_constant(text):
    raise ValueError(f"{text} is no JSON")


def _check_strings(value):
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("U+0000 in a string")
        if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
            raise ValueError("a lone surrogate in a string")
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_strings(name)
            _check_strings(item)


def parse(text):
    """Reads JSON as strictly as the contract wants it; every number is a double."""
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_int=_double,
                           parse_float=_double, parse_constant=_no_constant)
        _check_strings(value)
    except (ValueError, RecursionError) as error:
        raise Refused("INVALID_REQUEST", str(error)) from None
    return value


# RFC 8785

def is_number(value):
    """Whether it is a JSON number (Python counts its booleans among the integers)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number_text(value):
    """ECMAScript's Number::toString."""
    value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, exponent = f"{abs(value)!r}e0".split("e")[:2]
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The value is 0.DIGITS times ten to the point.
    point = int(exponent) + len(whole)
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = f"e{point - 1:+d}"
    if count == 1:
        return sign + digits + power
    return sign + digits[0] + "." + digits[1:] + power


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n",
         "\f": "\\f", "\r": "\\r"}


def string_text(value):
    def one(c):
        if c in SHORT:
            return SHORT[c]
        return f"\\u{ord(c):04x}" if ord(c) < 0x20 else c
    return '"' + "".join(one(c) for c in value) + '"'


def _utf16(name):
    return name.encode("utf-16-be")


def text(value):
    """The value in the canonical form of RFC 8785."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if is_number(value):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(text(item) for item in value) + "]"
    return "{" + ",".join(string_text(name) + ":" + text(value[name])
                          for name in sorted(value, key=_utf16)) + "}"


def equal(a, b):
    """Equal as JSON: 1 is 1.0, the order of members is nothing, true is not 1."""
    return text(a) == text(b)


# Digests and heads

def sha256(data):
    return hashlib.sha256(data.encode()).hexdigest()


def digest(value):
    return sha256(text(value))


def next_head(previous, record):
    """The head after @record, a record of the log without its own head."""
    body = {name: value for name, value in record.items()
            if name not in ("head", "author") and value is not None}
    body["author_id"] = record["author"]["author_id"]
    return sha256(previous + text(body))[:32]
