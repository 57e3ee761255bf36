# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors without a history: JSON, values, templates, places, digests, heads."""

import json

from talus_ref import canonical, resolve, values
from talus_ref.errors import BrokenTemplate, Refused
from talus_ref.session import Session
from talus_ref.template import Template

from .case import ANN, BOB, PROJECT, ROOT, START, Case, node
from .templates import ALL, WORKSHOP

REFUSED = object()


# RFC 8785 and the gate before it

CANONICAL = [
    ("literals", "[null,true,false]", "[null,true,false]"),
    ("blanks are nothing", ' {\t"a" :\r\n [ 1 , 2 ] } ', '{"a":[1,2]}'),
    ("nothing in it", '{"a":{},"b":[],"c":""}', '{"a":{},"b":[],"c":""}'),
    ("members in order", '{"b":1,"a":2,"ab":3,"A":4,"":5}', '{"":5,"A":4,"a":2,"ab":3,"b":1}'),
    ("members by UTF-16 code units", '{"\\ufb33":1,"\\ud83d\\ude00":2,"\\u20ac":3,"\\r":4,"1":5,'
     '"\\u0080":6,"\\u00f6":7}',
     '{"\\r":4,"1":5,"\u0080":6,"ö":7,"€":3,"\U0001f600":2,"\ufb33":1}'),
    ("the order of an array stays", "[3,1,2]", "[3,1,2]"),
    ("short escapes", r'"\b\f\n\r\t\"\\\/"', r'"\b\f\n\r\t\"\\/"'),
    ("other control characters", r'"\u0001\u001F\u007f"', '"\\u0001\\u001f\u007f"'),
    ("nothing else is escaped", r'"\u20ac\u2028\ud834\udd1e<>&"', '"€\u2028\U0001d11e<>&"'),
    ("strings are not normalised", r'["\u00e9","e\u0301"]', '["\u00e9","e\u0301"]'),
    ("whole numbers", "[0,1,-1,10,1e2,100.0,1E+2]", "[0,1,-1,10,100,100,100]"),
    ("minus nothing", "[-0,-0.0,-0e5]", "[0,0,0]"),
    ("fractions", "[0.1,1.50,0.30000000000000004,1e-2]", "[0.1,1.5,0.30000000000000004,0.01]"),
    ("where the exponent begins", "[1e20,1e21,123456789012345680000,0.000001,0.0000001,1.5e-7]",
     "[100000000000000000000,1e+21,123456789012345680000,0.000001,1e-7,1.5e-7]"),
    ("the ends of the range", "[5e-324,2.2250738585072014e-308,1.7976931348623157e308]",
     "[5e-324,2.2250738585072014e-308,1.7976931348623157e+308]"),
    ("integers beyond 2^53", "[9007199254740991,9007199254740992,9007199254740993,"
     "12345678901234567890,18446744073709551616]",
     "[9007199254740991,9007199254740992,9007199254740992,12345678901234567000,"
     "18446744073709552000]"),
    ("the shortest digits", "[333333333.33333329,1e23,9.5367431640625e-7,4.35,0.000035689]",
     "[333333333.3333333,1e+23,9.5367431640625e-7,4.35,0.000035689]"),
    ("a member twice", '{"a":1,"a":1}', REFUSED),
    ("a member twice, once escaped", r'{"a":1,"\u0061":2}', REFUSED),
    ("a lone high surrogate", r'"\ud800"', REFUSED),
    ("a lone low surrogate", r'"\udc00x"', REFUSED),
    ("surrogates the wrong way round", r'"\udc00\ud800"', REFUSED),
    ("a lone surrogate in a member's name", r'{"\ud800":1}', REFUSED),
    ("U+0000", r'"a\u0000"', REFUSED),
    ("U+0000 in a member's name", r'{"\u0000":1}', REFUSED),
    ("beyond a double", "[1e309]", REFUSED),
    ("below a double", "-1e400", REFUSED),
    ("no number", "[NaN]", REFUSED),
    ("infinity", "[Infinity]", REFUSED),
    ("a zero in front", "[01]", REFUSED),
    ("a plus sign", "[+1]", REFUSED),
    ("no digit behind the point", "[1.]", REFUSED),
    ("no digit before the point", "[.5]", REFUSED),
    ("a comma too many", "[1,]", REFUSED),
    ("a comment", "[1 /* one */]", REFUSED),
    ("single quotes", "['a']", REFUSED),
    ("a bare control character", '"a\tb"', REFUSED),
    ("an unknown escape", r'"\x41"', REFUSED),
    ("more than one value", "1 2", REFUSED),
    ("nothing at all", "", REFUSED),
    ("not closed", '{"a":[1', REFUSED),
]


def canonical_vectors():
    cases = []
    for name, text, wanted in CANONICAL:
        try:
            found = canonical.text(canonical.parse(text))
            assert found == wanted, f"{name}: {found}"
            cases.append({"name": name, "json": text, "canonical": found,
                          "sha256": canonical.sha256(found)})
        except Refused as error:
            assert wanted is REFUSED, f"{name}: {error}"
            cases.append({"name": name, "json": text, "error": error.code})
    return {"cases": cases}


# Values

OPTIONS = [{"id": "1f0e0000-0000-4000-8000-00000000000a", "name": "To Do"},
           {"id": "done", "name": "Done"}, {"id": "2", "name": "done"},
           {"id": "3", "name": "1F0E0000-0000-4000-8000-00000000000b"}]
A = OPTIONS[0]["id"]
SNAIL = "\U0001f40c"

VALUES = [
    ("text", "a string", "x", "x"),
    ("text", "an empty string", "", ""),
    ("text", "not normalised", "e\u0301\n\t", "e\u0301\n\t"),
    ("text", "64 KiB of ASCII", ("x", 65536), ("x", 65536)),
    ("text", "more than 64 KiB", ("x", 65537), REFUSED),
    ("text", "64 KiB are bytes of UTF-8", (SNAIL, 16384), (SNAIL, 16384)),
    ("text", "more than 64 KiB of UTF-8", (SNAIL, 16385), REFUSED),
    ("text", "a number", 1, REFUSED),
    ("text", "an array", ["x"], REFUSED),
    ("editor", "a string", "x\ny", "x\ny"),
    ("editor", "512 KiB", ("x", 524288), ("x", 524288)),
    ("editor", "more than 512 KiB", ("x", 524289), REFUSED),
    ("editor", "a boolean", True, REFUSED),
    ("number", "whole", 3, 3),
    ("number", "a fraction", -0.125, -0.125),
    ("number", "1.0 is 1", 1.0, 1),
    ("number", "-0 is 0", -0.0, 0),
    ("number", "large", 1e300, 1e300),
    ("number", "a string", "3", REFUSED),
    ("number", "a boolean", True, REFUSED),
    ("number", "an object", {}, REFUSED),
    ("currency", "a decimal string", "12.34", "12.34"),
    ("currency", "zeros at both ends", "0012.3400", "12.34"),
    ("currency", "nothing behind the point", "12.000", "12"),
    ("currency", "negative", "-0.50", "-0.5"),
    ("currency", "zero", "0", "0"),
    ("currency", "many zeros", "000.000", "0"),
    ("currency", "minus zero", "-0", "0"),
    ("currency", "minus zero with a point", "-0.00", "0"),
    ("currency", "18 and 9 digits", "123456789012345678.123456789",
     "123456789012345678.123456789"),
    ("currency", "18 and 9 digits and zeros", "-00999999999999999999.9999999990",
     "-999999999999999999.999999999"),
    ("currency", "19 digits", "1234567890123456789", REFUSED),
    ("currency", "10 digits behind the point", "0.1234567891", REFUSED),
    ("currency", "a number", 12.5, "12.5"),
    ("currency", "a whole number", 1200, "1200"),
    ("currency", "a negative number", -3, "-3"),
    ("currency", "minus zero as a number", -0.0, "0"),
    ("currency", "a number by its shortest digits", 0.1, "0.1"),
    ("currency", "a large number", 1e17, "100000000000000000"),
    ("currency", "a number of 19 digits", 1e18, REFUSED),
    ("currency", "a number with an exponent", 1e300, REFUSED),
    ("currency", "a small number", 1e-7, "0.0000001"),
    ("currency", "a small negative number", -1.5e-8, "-0.000000015"),
    ("currency", "a number too small", 1e-10, REFUSED),
    ("currency", "a number with too many digits", 0.30000000000000004, REFUSED),
    ("currency", "an exponent", "1e3", REFUSED),
    ("currency", "a plus sign", "+1", REFUSED),
    ("currency", "no digit before the point", ".5", REFUSED),
    ("currency", "no digit behind the point", "5.", REFUSED),
    ("currency", "a comma", "1,000", REFUSED),
    ("currency", "blanks", " 1", REFUSED),
    ("currency", "a line's end", "1\n", REFUSED),
    ("currency", "digits of another script", "١", REFUSED),
    ("currency", "nothing", "", REFUSED),
    ("currency", "a sign alone", "-", REFUSED),
    ("currency", "a symbol", "€ 5", REFUSED),
    ("currency", "a boolean", False, REFUSED),
    ("boolean", "true", True, True),
    ("boolean", "false", False, False),
    ("boolean", "a number", 1, REFUSED),
    ("boolean", "a string", "true", REFUSED),
    ("date", "a day", "2026-11-21", "2026-11-21"),
    ("date", "a leap day", "2024-02-29", "2024-02-29"),
    ("date", "of a century", "2000-02-29", "2000-02-29"),
    ("date", "no leap day", "2026-02-29", REFUSED),
    ("date", "no leap day of a century", "1900-02-29", REFUSED),
    ("date", "no such day", "2026-04-31", REFUSED),
    ("date", "no such month", "2026-13-01", REFUSED),
    ("date", "day 0", "2026-01-00", REFUSED),
    ("date", "the first and the last", "0001-01-01", "0001-01-01"),
    ("date", "the last", "9999-12-31", "9999-12-31"),
    ("date", "year 0", "0000-01-01", REFUSED),
    ("date", "short", "2026-1-1", REFUSED),
    ("date", "without hyphens", "20260101", REFUSED),
    ("date", "with a time", "2026-01-01T00:00:00Z", REFUSED),
    ("date", "an empty string", "", REFUSED),
    ("date", "a number", 20260101, REFUSED),
    ("select", "by id", A, A),
    ("select", "by id in upper case", A.upper(), A),
    ("select", "by name", "To Do", A),
    ("select", "an id goes before a name", "done", "done"),
    ("select", "a name as it is written", "Done", "done"),
    ("select", "a name in another case", "to do", REFUSED),
    ("select", "no such option", "Later", REFUSED),
    ("select", "a number", 2, REFUSED),
    ("select", "an array", [A], REFUSED),
    ("multi_select", "none", [], []),
    ("multi_select", "some, in the order given", ["done", "To Do"], ["done", A]),
    ("multi_select", "one twice", ["done", "done"], REFUSED),
    ("multi_select", "one in two spellings", ["To Do", A], REFUSED),
    ("multi_select", "one that is not there", ["done", "Later"], REFUSED),
    ("multi_select", "a string", "done", REFUSED),
    ("multi_select", "not strings", [1], REFUSED),
    ("node_reference", "a node", ROOT, ROOT),
    ("node_reference", "in upper case", node("l").upper(), node("l")),
    ("node_reference", "an array", [ROOT, node("b")], [ROOT, node("b")]),
    ("node_reference", "an array of one stays an array", [ROOT], [ROOT]),
    ("node_reference", "an empty array", [], []),
    ("node_reference", "no id", "Bob", REFUSED),
    ("node_reference", "an array with what is no id", [ROOT, "Bob"], REFUSED),
    ("node_reference", "a number", 5, REFUSED),
    ("node_reference", "an object", {"id": ROOT}, REFUSED),
    ("person", "a node", ROOT, ROOT),
    ("person", "an array", [node("a"), ROOT], [node("a"), ROOT]),
    ("person", "a name", "Ann", REFUSED),
    ("object", "an object", {"b": [1, None], "a": {"c": -0.0}}, {"a": {"c": 0}, "b": [1, None]}),
    ("object", "an array", [1, "x"], [1, "x"]),
    ("object", "a string", "x", "x"),
    ("object", "a number", 1.5, 1.5),
    ("object", "a boolean", False, False),
    ("file", "a string", "x", REFUSED),
    ("file", "an object", {}, REFUSED),
    ("name", "a string", "x", "x"),
    ("name", "an empty string", "", ""),
    ("name", "1,024 characters are code points", (SNAIL, 1024), (SNAIL, 1024)),
    ("name", "1,025 characters", ("x", 1025), REFUSED),
    ("name", "a number", 1, REFUSED),
    ("name", "null", None, REFUSED),
]


def value_vectors():
    def written(member, value):
        if isinstance(value, tuple):
            return {member + "_repeated": {"text": value[0], "times": value[1]}}
        return {member: value}

    def meant(value):
        return value[0] * value[1] if isinstance(value, tuple) else value

    cases = []
    for kind, name, given, wanted in VALUES:
        case = {"name": f"{kind}: {name}", "type": kind, **written("input", given)}
        options = OPTIONS if kind in ("select", "multi_select") else []
        if options:
            case["options"] = options
        try:
            found = (values.name(meant(given)) if kind == "name"
                     else values.normalise(kind, options, meant(given)))
            assert wanted is not REFUSED, case["name"]
            assert canonical.equal(found, meant(wanted)), (case["name"], found)
            case.update(written("value", wanted))
        except Refused as error:
            assert wanted is REFUSED, case["name"]
            case["error"] = error.code
        cases.append(case)
    return {"cases": cases}


# Templates

TYPE = "node_types:\n- id: a\n"
PROPERTY = TYPE + "  properties:\n"

TEMPLATES = [
    ("the smallest", TYPE),
    ("ids that were not given", TYPE + "  properties:\n  - {id: note, type: text}\n"
     "  - {id: state, type: select, options: [To Do, {name: Done}]}\n"),
    ("ids that were given", "id: t\nnode_types:\n- id: a\n"
     "  uuid: 5B8E1A52-6A3A-4F0E-8A55-0D5C1F7F0A01\n  properties:\n"
     "  - {id: note, type: text, key: remark, uuid: 5b8e1a52-6a3a-4f0e-8a55-0d5c1f7f0b01}\n"
     "  - {id: state, type: select, options: [{name: Done, id: done}]}\n"),
    ("id, label and name", "id: t\nnode_types:\n- {id: a, label: A}\n- {id: b, name: B}\n"
     "- {id: c, label: C, name: D}\n- id: d\n  properties:\n  - {id: p, name: P, type: text}\n"
     "  - {id: q, label: Q, name: R, type: text}\n  - {id: r, type: text}\n"),
    ("the first type is the root", "node_types:\n- id: a\n- id: b\n"),
    ("is_root marks the root", "node_types:\n- id: a\n- id: b\n  features: [is_root]\n"),
    ("other spellings of types", PROPERTY + "  - {id: a, type: checkbox}\n"
     "  - {id: b, type: string}\n  - {id: c, type: textarea}\n  - {id: d, type: numeric}\n"),
    ("an unknown type is text, with a warning", PROPERTY + "  - {id: a, type: colour}\n"
     "  - {id: b, type: text}\n"),
    ("every type", PROPERTY + "".join(
        f"  - {{id: p_{kind}, type: {kind}}}\n" for kind in values.TYPES
        if kind not in ("select", "multi_select"))
     + "  - {id: p_select, type: select, options: [x]}\n"
       "  - {id: p_multi_select, type: multi_select, options: [x, y]}\n"),
    ("defaults in their normal form", PROPERTY + "  - {id: a, type: number, value: 8}\n"
     "  - {id: b, type: currency, value: 12.50}\n  - {id: c, type: currency, value: '007'}\n"
     "  - {id: d, type: boolean, value: true}\n  - {id: e, type: date, value: 2026-01-31}\n"
     "  - {id: f, type: text, value: 5}\n  - {id: g, type: object, value: {b: [1, x], a: null}}\n"
     "  - {id: h, type: select, value: Two, options: [One, Two]}\n"
     "  - {id: i, type: multi_select, value: [Two, One], options: [One, Two]}\n"
     "  - {id: j, type: text, value: ''}\n  - {id: k, type: text, value: null}\n"
     "  - {id: l, type: number, value: -0.0}\n"),
    ("a default that the type refuses is none, with a warning", PROPERTY
     + "  - {id: a, type: number, value: many}\n  - {id: b, type: date, value: 2026-02-30}\n"
       "  - {id: c, type: select, value: Three, options: [One, Two]}\n"
       "  - {id: d, type: boolean, value: 1}\n"),
    ("text is text however it looks", "id: 7\nversion: 1.0\nnode_types:\n- id: 1.50\n"
     "  label: 2026-01-01\n  properties:\n"
     "  - {id: 5, type: select, options: [1, 1.0, null_, 'yes', 2026-01-01]}\n"),
    ("a default name", PROPERTY + "  - {id: name, label: Name, type: text, value: Something}\n"),
    ("scheduling", TYPE + "  features: [scheduling]\n"),
    ("budgeting", TYPE + "  features: [budgeting]\n"),
    ("is_person", TYPE + "  features: [is_person]\n"),
    ("a type with id person is one", "node_types:\n- id: person\n"),
    ("what is there already is not added", "node_types:\n- id: a\n"
     "  features: [budgeting, scheduling, unknown_feature]\n  properties:\n"
     "  - {id: status, label: State, type: select, options: [Open, Shut]}\n"
     "  - {id: actual_cost, type: number}\n"),
    ("unknown keys", "id: t\ncolour: red\nnode_types:\n- id: a\n  smell: good\n  properties:\n"
     "  - {id: p, type: text, taste: [sweet]}\n"),
    ("a multi_select may be without options", PROPERTY + "  - {id: p, type: multi_select}\n"),
    ("the workshop of the other vectors", WORKSHOP),
    ("not YAML", "node_types: [", None),
    ("not a mapping", "- id: a\n", None),
    ("nothing", "", None),
    ("no node types", "id: t\nnode_types: []\n", None),
    ("node_types missing", "id: t\n", None),
    ("a node type without id", "node_types:\n- label: A\n", None),
    ("a node type twice", "node_types:\n- id: a\n- id: a\n", None),
    ("a property without id", PROPERTY + "  - {label: P, type: text}\n", None),
    ("a property twice", PROPERTY + "  - {id: p, type: text}\n  - {id: p, type: text}\n", None),
    ("a select without options", PROPERTY + "  - {id: p, type: select, options: []}\n", None),
    ("a select with options missing", PROPERTY + "  - {id: p, type: select}\n", None),
    ("equal options", PROPERTY + "  - {id: p, type: select, options: [x, {name: x}]}\n", None),
    ("equal options of a multi_select", PROPERTY
     + "  - {id: p, type: multi_select, options: [x, x]}\n", None),
    ("an option without name", PROPERTY + "  - {id: p, type: select, options: [{id: x}]}\n",
     None),
    ("properties that are no list", TYPE + "  properties: {id: p}\n", None),
]

LOOKUPS = {
    "types": [("group", "group"), ("GROUP", None),
              ("5B8E1A52-6A3A-4F0E-8A55-0D5C1F7F0A01", "group"),
              (canonical.derived_uuid("node_type:group"), None),
              (canonical.derived_uuid("node_type:task"), "task"), ("workshop", "project"),
              ("Group", None)],
    "properties": [("task", "note", "note"), ("task", "remark", "note"), ("task", "Note", None),
                   ("task", canonical.derived_uuid("property.task:note").upper(), "note"),
                   ("task", "5b8e1a52-6a3a-4f0e-8a55-0d5c1f7f0b01", "cost"),
                   ("task", canonical.derived_uuid("property.task:cost"), None),
                   ("group", "note", None), ("group", "name", "name"),
                   ("group", canonical.derived_uuid("property.group:name"), "name")],
    "allows": [("project", "group", True), ("group", "project", False), ("group", "part", True),
               ("project", "part", False), ("part", "part", False), (None, "part", True),
               (None, "nothing", False), ("task", "task", True)],
}

INITIAL = """id: house
node_types:
- id: house
  label: House
  allowed_children: [floor]
  properties:
  - {id: name, type: text, value: A house}
  - {id: colour, type: text, value: white}
  initial:
  - type: floor
    name: Ground
    properties: {area: 70.50}
    children:
    - {type: room, name: Kitchen}
    - {type: room}
  - type: floor
    properties: {heated: null}
- id: floor
  label: Floor
  allowed_children: [room]
  properties:
  - {id: area, type: currency}
  - {id: heated, type: boolean, value: true}
- id: room
  label: Room
  initial: []
"""


def described(template):
    """What a template says, with everything filled in."""
    def prop(one):
        result = {"id": one.id, "uuid": one.uuid, "label": one.label, "type": one.kind}
        if one.key is not None:
            result["key"] = one.key
        if one.default is not None:
            result["default"] = one.default
        if one.options:
            result["options"] = one.options
        return result

    return {"id": template.id, "hash": template.hash, "root_type": template.root_type.id,
            "warnings": len(template.warnings),
            "node_types": [{"id": one.id, "uuid": one.uuid, "label": one.label,
                            "properties": [prop(p) for p in one.properties]}
                           for one in template.types]}


def template_vectors():
    cases = []
    for name, text, *broken in TEMPLATES:
        case = {"name": name, "template": text, "file_stem": "stem"}
        try:
            template = Template(text, "stem")
            assert not broken, name
            assert bool(template.warnings) == ("with a warning" in name), name
            case["expect"] = described(template)
        except BrokenTemplate as error:
            assert broken, f"{name}: {error}"
            case["error"] = "INVALID_VALUE"
        cases.append(case)

    workshop = Template(WORKSHOP, "stem")
    for spelling, wanted in LOOKUPS["types"]:
        found = workshop.find(spelling)
        assert (found.id if found else None) == wanted, spelling
    for type_id, spelling, wanted in LOOKUPS["properties"]:
        found = workshop.find(type_id).find(spelling)
        assert (found.id if found else None) == wanted, spelling
    for parent, child, wanted in LOOKUPS["allows"]:
        assert workshop.allows(parent, child) == wanted, (parent, child)
    cases.append({"name": "looking up", "template": WORKSHOP, "file_stem": "stem",
                  "find_type": LOOKUPS["types"], "find_property": LOOKUPS["properties"],
                  "allows": LOOKUPS["allows"]})
    cases.append(new_project())
    return {"cases": cases}


def new_project():
    """What a new project starts with."""
    project = {"project_id": PROJECT, "name": "Number 9", "root_id": ROOT,
               "initial_ids": [node(letter) for letter in "abde"]}
    session = Session(INITIAL, project, ANN, START)
    graph = session.graph.canonical()
    root = graph["roots"][0]
    assert (root["name"], root["properties"]) == ("Number 9", {"colour": "white"})
    ground, upper = root["children"]
    assert ground["properties"] == {"area": "70.5", "heated": True}
    assert [room["name"] for room in ground["children"]] == ["Kitchen", "Room"]
    assert (upper["name"], upper["properties"]) == ("Floor", {})
    return {"name": "a new project", "template": INITIAL, "file_stem": "stem",
            "project": project, "graph": graph, "digest": session.graph.digest()}


# Places

POSITIONS = [
    ("nothing said is last", "abc", "x", {}, "abcx"),
    ("nothing said among none", "", "x", {}, "x"),
    ("nothing said of one that is there", "abc", "b", {}, "abc"),
    ("first", "abc", "x", {"index": 0}, "xabc"),
    ("in the middle", "abc", "x", {"index": 2}, "abxc"),
    ("at the end", "abc", "x", {"index": 3}, "abcx"),
    ("past the end", "abc", "x", {"index": 1000000}, "abcx"),
    ("a moved node is not counted, forward", "abcd", "a", {"index": 2}, "bcad"),
    ("a moved node is not counted, backward", "abcd", "d", {"index": 2}, "abdc"),
    ("where it is", "abcd", "b", {"index": 1}, "abcd"),
    ("to the end", "abcd", "b", {"index": 3}, "acdb"),
    ("past the end, there already", "abcd", "d", {"index": 9}, "abcd"),
    ("behind", "abc", "x", {"after": "a"}, "axbc"),
    ("behind the last", "abc", "x", {"after": "c"}, "abcx"),
    ("in front of", "abc", "x", {"before": "b"}, "axbc"),
    ("in front of the first", "abc", "x", {"before": "a"}, "xabc"),
    ("after goes before before", "abc", "x", {"after": "c", "before": "a"}, "abcx"),
    ("after is gone, before is there", "abc", "x", {"after": "z", "before": "b"}, "axbc"),
    ("both are gone", "abc", "x", {"after": "z", "before": "y"}, "abcx"),
    ("after is gone, nothing else", "abc", "x", {"after": "z"}, "abcx"),
    ("before is gone, nothing else", "abc", "x", {"before": "z"}, "abcx"),
    ("after null is first", "abc", "x", {"after": None}, "xabc"),
    ("after null is first, whatever before says", "abc", "x", {"after": None, "before": "c"},
     "xabc"),
    ("after null and before null", "abc", "x", {"after": None, "before": None}, "xabc"),
    ("before null is last", "abc", "x", {"before": None}, "abcx"),
    ("behind, with before null", "abc", "x", {"after": "a", "before": None}, "axbc"),
    ("after is gone, before null", "abc", "x", {"after": "z", "before": None}, "abcx"),
    ("behind one, moved", "abcd", "d", {"after": "a"}, "adbc"),
    ("behind the one in front, moved nowhere", "abcd", "b", {"after": "a"}, "abcd"),
    ("in front of the one behind, moved nowhere", "abcd", "b", {"before": "c"}, "abcd"),
    ("behind itself is not there", "abcd", "b", {"after": "b", "before": "a"}, "bacd"),
    ("behind itself alone", "abcd", "b", {"after": "b"}, "acdb"),
    ("among none, behind somebody", "", "x", {"after": "z"}, "x"),
]


def position_vectors():
    cases = []
    for name, siblings, moved, place, wanted in POSITIONS:
        if place or moved not in siblings:
            spelled = {key: node(value) if isinstance(value, str) else value
                       for key, value in place.items()}
            others = [node(letter) for letter in siblings if letter != moved]
            index = resolve.index_of(others, resolve.place(spelled))
            left = siblings.replace(moved, "")
            found = left[:index] + moved + left[index:]
        else:
            found = siblings
        assert found == wanted, f"{name}: {found}"
        cases.append({"name": name, "siblings": list(siblings), "node": moved, "place": place,
                      "result": list(found)})
    return {"cases": cases}


# Digests

def digest_vectors():
    c = Case("a graph")
    c.open(ALL)
    cases = []

    def take(name):
        graph = c.session.graph.canonical()
        text = canonical.text(graph)
        sent = json.loads(text)
        # As sent: more members, edges in any order.
        sent["dependencies"] = sent["dependencies"][::-1]
        cases.append({"name": name, "graph": {"project_id": PROJECT, **sent,
                                              "seq": c.session.seq,
                                              "epoch": c.project["epoch"],
                                              "head": c.session.head},
                      "canonical": text, "digest": canonical.sha256(text)})

    take("a new project")
    c.group_of("ab")
    c.create("d", "task", "b", properties={"cost": 12.50, "extra": {"\ufb33": 1, "\U0001f600": 2}})
    c.create("e", "task", "b", properties={"hours": 1e21, "note": "line\nbreak \u2028 \x7f"})
    take("a tree with values")
    c.depend("d", "a")
    c.depend("a", "e")
    c.depend("a", "b")
    take("dependencies, by blocker and then by blocked")
    c.move("e", "b", index=0)
    c.create("f", "part", None, name="")
    take("the order of children and roots counts")
    for key, value in (("currency", "EUR"), ("x-\u00e9", [1, None]), ("time_zone", "UTC"),
                       ("name", "Another name")):
        c.do(ANN, "UpdateProperty", {"node_id": PROJECT, "property_id": key, "value": value})
    take("settings and the name")
    c.delete("b")
    take("what was removed is not there")
    digests = [case["digest"] for case in cases]
    assert len(set(digests)) == len(digests)
    c.undo(ANN)
    assert c.session.graph.digest() == digests[-2]
    return {"cases": cases}


# Heads

def head_vectors():
    c = Case("a log")
    c.open(ALL)
    c.create("a")
    c.set("a", "name", "\u20ac and \U0001f600", author=BOB)
    c.set("a", "name", "\u20ac and \U0001f600", author=BOB)
    c.do(ANN, "Batch", {"label": "Both", "commands": [
        {"command_type": "DeleteNode", "data": {"node_id": node("a")}},
        {"command_type": "RestoreNode", "data": {"node_id": node("a")}}]})
    c.undo(ANN, "author")
    c.redo(ANN, "session")
    session = c.session
    names = ["the baseline", "a command", "a value set by somebody else",
             "a record without changes", "a Batch with a label", "an undo", "a redo"]
    cases, previous = [], canonical.NO_HEAD
    for name, record in zip(names, session.records, strict=True):
        record = {key: value for key, value in record.items() if key != "head"}
        cases.append({"name": name, "previous": previous, "record": record,
                      "head": session.records[record["seq"] - 1]["head"]})
        previous = cases[-1]["head"]

    # Who somebody is called, and in which colour, is no part of the log; a client is.
    record = {**cases[1]["record"],
              "author": {"author_id": ANN, "name": "Ann", "colour": "#3584e4"}}
    cases.append({"name": "name and colour of the author do not count",
                  "previous": cases[1]["previous"], "record": record, "head": cases[1]["head"]})
    record = {**record, "client_id": "Yk3-2mZ_example"}
    cases.append({"name": "the client counts", "previous": cases[1]["previous"],
                  "record": record, "head": canonical.next_head(cases[1]["previous"], record)})
    for case in cases:
        assert canonical.next_head(case["previous"], case["record"]) == case["head"], case["name"]
        body = {key: value for key, value in case["record"].items() if key != "author"}
        case["canonical"] = canonical.text(
            {**body, "author_id": case["record"]["author"]["author_id"]})
        assert canonical.sha256(case["previous"] + case["canonical"])[:32] == case["head"]
    assert cases[-1]["head"] != cases[-2]["head"]
    return {"cases": cases}
