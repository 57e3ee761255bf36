# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates: YAML in, node types with everything that may be left out filled in."""

import hashlib
import math

import yaml

from . import canonical, values
from .errors import BrokenTemplate, Refused

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# YAML as a tree that still knows its lines and the text of its scalars

def _line(node):
    return node.start_mark.line + 1


def _scalar(node):
    """A scalar's value by YAML 1.1; what JSON has no word for stays text."""
    if node.style is not None:
        return node.value
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
    if tag.rpartition(":")[2] not in ("null", "bool", "int", "float"):
        return node.value
    value = loader.construct_object(yaml.ScalarNode(tag, node.value))
    if value is None or isinstance(value, bool):
        return value
    return float(value) if math.isfinite(value) else node.value


def _plain(node):
    """A YAML node as a JSON value."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return _scalar(node)


def _default(kind, node):
    """The `value` of a property: text where the type wants text, however it is written."""
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode) and _scalar(node) is not None and kind not in (
            "number", "currency", "boolean", "object"):
        return node.value
    return _plain(node)


def _mapping(node, what):
    if not isinstance(node, yaml.MappingNode):
        raise BrokenTemplate(_line(node), f"{what} is not a mapping")
    result = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise BrokenTemplate(_line(key), "a key is not a scalar")
        if key.value in result:
            raise BrokenTemplate(_line(key), f"{key.value} is there twice")
        result[key.value] = value
    return result


def _sequence(members, name):
    """The items of an optional list; an empty value is an empty list."""
    node = members.get(name)
    if node is None or (isinstance(node, yaml.ScalarNode) and _scalar(node) is None):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise BrokenTemplate(_line(node), f"{name} is not a list")
    return node.value


def _text(members, *names):
    """The text of the first member that has one; numbers count by how they are written."""
    for name in names:
        node = members.get(name)
        if isinstance(node, yaml.ScalarNode) and (node.style or _scalar(node) is not None):
            return node.value
    return None


def _required_text(node, members, name, what):
    text = _text(members, name)
    if not text:
        raise BrokenTemplate(_line(node), f"{what} without {name}")
    return text


# The template

class Property:
    """One property of a node type."""

    def __init__(self, type_id, id, label, kind, uuid=None, key=None, default=None, options=()):
        self.id = id
        self.label = label
        self.kind = kind
        self.uuid = uuid or canonical.derived_uuid(f"property.{type_id}:{id}")
        self.key = key
        self.default = default
        self.options = list(options)

    def normalise(self, value):
        return values.normalise(self.kind, self.options, value)


class NodeType:
    """One node type; `properties` keeps the order of the template."""

    def __init__(self, id, label, uuid, features, allowed, properties, initial):
        self.id = id
        self.label = label
        self.uuid = uuid or canonical.derived_uuid(f"node_type:{id}")
        self.features = features
        self.allowed = allowed
        self.properties = properties
        self.initial = initial

    def find(self, spelling):
        """The property addressed by id, key or UUID, or None."""
        for prop in self.properties:
            if prop.id == spelling:
                return prop
        for prop in self.properties:
            if prop.key is not None and prop.key == spelling:
                return prop
        wanted = canonical.uuid_or_none(spelling)
        for prop in self.properties:
            if wanted is not None and prop.uuid == wanted:
                return prop
        return None

    def default_name(self):
        prop = self.find("name")
        if prop is not None and prop.id == "name" and prop.default is not None:
            return prop.default
        return self.label


class Template:
    """What a YAML text says. Raises BrokenTemplate."""

    def __init__(self, text, fallback_id):
        self.yaml = text
        self.hash = hashlib.sha256(text.encode()).hexdigest()
        self.warnings = []
        try:
            root = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise BrokenTemplate(mark.line + 1 if mark else 1, error.problem) from None
        except yaml.YAMLError as error:
            raise BrokenTemplate(1, str(error)) from None
        if root is None:
            raise BrokenTemplate(1, "nothing in it")
        top = _mapping(root, "a template")
        self.id = _text(top, "id") or fallback_id
        nodes = _sequence(top, "node_types")
        if not nodes:
            raise BrokenTemplate(_line(root), "no node_types")
        self.types = []
        for node in nodes:
            self.types.append(self._read_type(node))
        self.root_type = next((t for t in self.types if "is_root" in t.features), self.types[0])
        for node_type, node in zip(self.types, nodes):
            self._check_initial(node_type, node_type.initial, node)

    # Reading

    def _warn(self, code, type_id, property_id):
        self.warnings.append({"code": code, "node_type": type_id, "property": property_id})

    def _read_type(self, node):
        members = _mapping(node, "a node type")
        type_id = _required_text(node, members, "id", "a node type")
        if any(known.id == type_id for known in self.types):
            raise BrokenTemplate(_line(node), f"the node type {type_id} is there twice")
        properties = []
        for item in _sequence(members, "properties"):
            prop = self._read_property(type_id, item)
            if any(known.id == prop.id for known in properties):
                raise BrokenTemplate(_line(item), f"the property {prop.id} is there twice")
            properties.append(prop)
        features = [item.value for item in _sequence(members, "features")]
        for prop in _feature_properties(type_id, features):
            if not any(known.id == prop.id for known in properties):
                properties.append(prop)
        allowed = [item.value for name in ("allowed_children", "allowed_asset_types")
                   for item in _sequence(members, name)]
        initial = [_plain(item) for item in _sequence(members, "initial")]
        return NodeType(type_id, _text(members, "label", "name") or type_id,
                        canonical.uuid_or_none(_text(members, "uuid")), features, allowed,
                        properties, initial)

    def _read_property(self, type_id, node):
        members = _mapping(node, "a property")
        property_id = _required_text(node, members, "id", f"a property of {type_id}")
        kind = _text(members, "type")
        kind = values.ALIASES.get(kind, kind)
        if kind not in values.TYPES:
            self._warn("unknown_type", type_id, property_id)
            kind = "text"
        prop = Property(type_id, property_id, _text(members, "label", "name") or property_id, kind,
                        canonical.uuid_or_none(_text(members, "uuid")), _text(members, "key"))
        if kind in ("select", "multi_select"):
            prop.options = self._read_options(type_id, prop, members)
            if kind == "select" and not prop.options:
                raise BrokenTemplate(_line(node), f"{type_id}.{property_id} has no options")
        default = _default(kind, members.get("value"))
        if default is not None:
            try:
                prop.default = (values.name(default) if property_id == "name"
                                else prop.normalise(default))
            except Refused:
                self._warn("invalid_default", type_id, property_id)
        return prop

    def _read_options(self, type_id, prop, members):
        options = []
        for item in _sequence(members, "options"):
            if isinstance(item, yaml.MappingNode):
                one = _mapping(item, "an option")
                name = _required_text(item, one, "name", "an option")
                option_id = _text(one, "id")
            else:
                name = item.value if isinstance(item, yaml.ScalarNode) else None
                option_id = None
                if not name:
                    raise BrokenTemplate(_line(item), "an option without name")
            if option_id is None:
                option_id = canonical.derived_uuid(f"{type_id}.{prop.id}:{name}")
            option_id = canonical.uuid_or_none(option_id) or option_id
            if any(name == known["name"] or option_id == known["id"] for known in options):
                raise BrokenTemplate(_line(item), f"the option {name} is there twice")
            options.append({"id": option_id, "name": name})
        return options

    def _check_initial(self, parent, initial, node):
        for item in initial:
            try:
                child = self.initial_node(parent, item)
            except Refused as error:
                raise BrokenTemplate(_line(node), f"initial of {parent.id}: {error}") from None
            self._check_initial(child["type"], child["children"], node)

    # Asking

    def find(self, spelling):
        """The node type addressed by id, UUID, or the template's own id; or None."""
        for node_type in self.types:
            if node_type.id == spelling:
                return node_type
        wanted = canonical.uuid_or_none(spelling)
        for node_type in self.types:
            if wanted is not None and node_type.uuid == wanted:
                return node_type
        return self.root_type if spelling == self.id else None

    def allows(self, parent_type, child_type):
        """Whether a node of @child_type may be under one of @parent_type (None: a root)."""
        child = self._by_id(child_type)
        if parent_type is None or child is None:
            return child is not None
        parent = self._by_id(parent_type)
        return parent is not None and any(name == child.id
                                          or canonical.uuid_or_none(name) == child.uuid
                                          for name in parent.allowed)

    def _by_id(self, type_id):
        return next((t for t in self.types if t.id == type_id), None)

    def type_of(self, node):
        """The type of a node of the graph: stored by id, perhaps unknown by now."""
        return self._by_id(node.type)

    def initial_node(self, parent_type, item):
        """One item of `initial` as name, type, properties, children. Raises Refused."""
        if not isinstance(item, dict) or not isinstance(item.get("type"), str):
            raise Refused("INVALID_COMMAND", "not a node")
        node_type = self.find(item["type"])
        if node_type is None or not self.allows(parent_type.id, node_type.id):
            raise Refused("TYPE_NOT_ALLOWED", item["type"])
        children = item.get("children") or []
        if not isinstance(children, list):
            raise Refused("INVALID_COMMAND", "children is not a list")
        name, properties = new_values(node_type, item.get("name"), item.get("properties"))
        return {"name": name, "type": node_type, "properties": properties, "children": children}


def new_values(node_type, name, given):
    """Name and properties of a new node: what is given, and the defaults of the rest."""
    if name is not None and not isinstance(name, str):
        raise Refused("INVALID_COMMAND", "name is not a string")
    if given is None:
        given = {}
    if not isinstance(given, dict):
        raise Refused("INVALID_COMMAND", "properties is not an object")
    addressed = {}
    unknown = None
    for spelling, value in given.items():
        prop = node_type.find(spelling)
        property_id = "name" if spelling == "name" else prop.id if prop else None
        if property_id is None:
            unknown = spelling
        elif property_id in addressed:
            raise Refused("INVALID_COMMAND", f"{property_id} in two spellings")
        else:
            addressed[property_id] = value
    if unknown is not None:
        raise Refused("INVALID_VALUE", f"{node_type.id} has no {unknown}")

    other_name = addressed.pop("name", None)
    if other_name is not None:
        values.name(other_name)
        if name is not None and name != other_name:
            raise Refused("INVALID_COMMAND", "properties.name is not name")
        name = other_name
    if name is None:
        name = node_type.default_name()
    values.name(name)

    properties = {prop.id: prop.default for prop in node_type.properties
                  if prop.id != "name" and prop.default is not None and prop.id not in addressed}
    for property_id, value in addressed.items():
        if value is not None:
            properties[property_id] = node_type.find(property_id).normalise(value)
    return name, properties


# Features

def _feature_properties(type_id, features):
    def prop(id, label, kind, default=None, options=()):
        options = [{"id": canonical.derived_uuid(f"{type_id}.{id}:{name}"), "name": name}
                   for name in options]
        if options:
            default = options[0]["id"]
        return Property(type_id, id, label, kind, default=default, options=options)

    def daily(stem, label, weekday):
        return [prop(f"{stem}_{day}", f"{label.format(day.capitalize())}", "number",
                     weekday if day not in DAYS[5:] else 0.0)
                for day in DAYS]

    result = []
    if type_id == "person" and "is_person" not in features:
        features = features + ["is_person"]
    for feature in features:
        if feature == "scheduling":
            result += [
                prop("start_date", "Start Date", "date"),
                prop("end_date", "End Date", "date"),
                prop("assigned_to", "Assigned To", "node_reference"),
                prop("estimated_hours", "Estimated Hours", "number", 0.0),
                prop("actual_hours", "Actual Hours", "number", 0.0),
                prop("allocations", "Allocations", "object", {}),
                prop("status", "Status", "select", options=("To Do", "In Progress", "Done")),
            ]
        elif feature == "budgeting":
            result += [
                prop("estimated_cost", "Estimated Cost", "currency"),
                prop("actual_cost", "Actual Cost", "currency"),
            ]
        elif feature == "is_person":
            result += daily("capacity", "Capacity {} (Hours)", 8.0)
            result += daily("overtime_capacity", "Overtime Capacity {} (Hours)", 0.0)
            result += daily("hourly_rate", "Hourly Rate {}", 0.0)
    return result
