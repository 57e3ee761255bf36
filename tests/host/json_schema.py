# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of JSON Schema 2020-12 as our documents use, and not a keyword
more: one that is not known here is an error, so that nothing in a document
is believed to be checked that is not."""

import re

ANNOTATIONS = {"title", "description", "examples", "default", "format", "deprecated"}


class Invalid(Exception):
    """What does not fit, and where."""

    def __init__(self, where, what):
        super().__init__("%s: %s" % (where or "/", what))


def is_integer(value):
    return not isinstance(value, bool) and (
        isinstance(value, int) or isinstance(value, float) and value.is_integer())


TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": is_integer,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def same(left, right):
    """Equality as JSON has it: true is no 1."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return left == right


class Validator:
    def __init__(self, document):
        self.document = document

    def resolve(self, reference):
        assert reference.startswith("#/"), reference
        target = self.document
        for part in reference[2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        return target

    def fits(self, value, schema, where=""):
        try:
            self.check(value, schema, where)
        except Invalid:
            return False
        return True

    def check(self, value, schema, where=""):
        """Raises Invalid unless @value is what @schema says."""
        assert isinstance(schema, dict), (where, schema)
        for keyword, argument in schema.items():
            if keyword in ANNOTATIONS or keyword.startswith("x-"):
                continue
            getattr(self, "check_" + keyword.lstrip("$"))(value, argument, schema, where)

    def check_ref(self, value, argument, schema, where):
        self.check(value, self.resolve(argument), where)

    def check_type(self, value, argument, schema, where):
        names = argument if isinstance(argument, list) else [argument]
        if not any(TYPES[name](value) for name in names):
            raise Invalid(where, "%r is no %s" % (value, " or ".join(names)))

    def check_enum(self, value, argument, schema, where):
        if not any(same(value, each) for each in argument):
            raise Invalid(where, "%r is none of %r" % (value, argument))

    def check_const(self, value, argument, schema, where):
        if not same(value, argument):
            raise Invalid(where, "%r is not %r" % (value, argument))

    def check_anyOf(self, value, argument, schema, where):
        if not any(self.fits(value, each, where) for each in argument):
            raise Invalid(where, "%.300r fits none of the alternatives" % (value,))

    def check_oneOf(self, value, argument, schema, where):
        fitting = [each for each in argument if self.fits(value, each, where)]
        if len(fitting) != 1:
            raise Invalid(where, "%.300r fits %d of the alternatives: %s" % (
                value, len(fitting), self.explain(value, argument, where)))

    def explain(self, value, alternatives, where):
        """Why the alternative that was meant does not fit."""
        reasons = []
        for each in alternatives:
            try:
                self.check(value, each, where)
            except Invalid as error:
                reasons.append(str(error))
        meant = [reason for reason in reasons if "is not '" not in reason]
        return "; ".join((meant or reasons)[:3])

    def check_allOf(self, value, argument, schema, where):
        for each in argument:
            self.check(value, each, where)

    def check_not(self, value, argument, schema, where):
        if self.fits(value, argument, where):
            raise Invalid(where, "%.300r is what it must not be" % (value,))

    def check_properties(self, value, argument, schema, where):
        if isinstance(value, dict):
            for name, each in argument.items():
                if name in value:
                    self.check(value[name], each, "%s/%s" % (where, name))

    def check_patternProperties(self, value, argument, schema, where):
        if isinstance(value, dict):
            for pattern, each in argument.items():
                for name in value:
                    if re.search(pattern, name):
                        self.check(value[name], each, "%s/%s" % (where, name))

    def check_additionalProperties(self, value, argument, schema, where):
        if argument is True or not isinstance(value, dict):
            return
        for name in value:
            if name in schema.get("properties", {}) or any(
                    re.search(pattern, name) for pattern in schema.get("patternProperties", {})):
                continue
            if argument is False:
                raise Invalid(where, "the member “%s” is not documented" % name)
            self.check(value[name], argument, "%s/%s" % (where, name))

    def check_required(self, value, argument, schema, where):
        if isinstance(value, dict):
            for name in argument:
                if name not in value:
                    raise Invalid(where, "the member “%s” is missing" % name)

    def check_items(self, value, argument, schema, where):
        if isinstance(value, list):
            for index, each in enumerate(value):
                self.check(each, argument, "%s/%d" % (where, index))

    def check_minItems(self, value, argument, schema, where):
        if isinstance(value, list) and len(value) < argument:
            raise Invalid(where, "fewer than %d items" % argument)

    def check_maxItems(self, value, argument, schema, where):
        if isinstance(value, list) and len(value) > argument:
            raise Invalid(where, "more than %d items" % argument)

    def check_pattern(self, value, argument, schema, where):
        if isinstance(value, str) and not re.search(argument, value):
            raise Invalid(where, "%r does not match %s" % (value, argument))

    def check_minLength(self, value, argument, schema, where):
        if isinstance(value, str) and len(value) < argument:
            raise Invalid(where, "shorter than %d" % argument)

    def check_maxLength(self, value, argument, schema, where):
        if isinstance(value, str) and len(value) > argument:
            raise Invalid(where, "longer than %d" % argument)

    def check_minimum(self, value, argument, schema, where):
        if TYPES["number"](value) and value < argument:
            raise Invalid(where, "%r is less than %r" % (value, argument))

    def check_maximum(self, value, argument, schema, where):
        if TYPES["number"](value) and value > argument:
            raise Invalid(where, "%r is more than %r" % (value, argument))
