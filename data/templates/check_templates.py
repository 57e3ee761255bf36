#!/usr/bin/env -S python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the templates that come with the program.

usage: check_templates.py TEMPLATE.yaml...

A template may say anything the format allows; the ones we ship are held to
more: nothing unknown, no broken reference, explicit option ids, every icon
drawn, every colour legible on a light and on a dark background, and a start
for a new project that obeys the template's own rules.

Imported by ../samples/check.py for what a template makes of a value.
"""

import datetime
import pathlib
import re
import sys

import yaml

ICONS = pathlib.Path(__file__).parent.parent / 'icons/actions'
INDICATORS = {'empty', 'partial', 'filled', 'alert', 'dash'}
BACKGROUNDS = ('#ffffff', '#1e1e1e')
MINIMUM_CONTRAST = 3.0

TEMPLATE_KEYS = {'id', 'version', 'name', 'description', 'node_types'}
TYPE_KEYS = {'id', 'label', 'features', 'icon', 'color', 'has_time_log', 'initial',
             'primary_status_property_id', 'allowed_children', 'allowed_asset_types', 'properties'}
PROPERTY_KEYS = {'id', 'label', 'type', 'required', 'value', 'options', 'indicator_set',
                 'ui_group', 'target_type', 'semantic_role', 'description'}
OPTION_KEYS = {'id', 'name', 'indicator_id', 'color'}
KINDS = {'text', 'editor', 'number', 'currency', 'boolean', 'date', 'select', 'multi_select',
         'node_reference', 'person', 'object'}
DAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')
FEATURES = {
    'is_root': {},
    'scheduling': {
        'start_date': 'date', 'end_date': 'date', 'assigned_to': 'node_reference',
        'estimated_hours': 'number', 'actual_hours': 'number', 'allocations': 'object',
        'status': 'select',
    },
    'budgeting': {'estimated_cost': 'currency', 'actual_cost': 'currency'},
    'is_person': {f'{prefix}_{day}': 'number' for day in DAYS
                  for prefix in ('capacity', 'overtime_capacity', 'hourly_rate')},
}

IDENTIFIER = re.compile(r'[a-z][a-z0-9]*([_-][a-z0-9]+)*')
CURRENCY = re.compile(r'-?(0|[1-9][0-9]{0,17})(\.[0-9]{0,8}[1-9])?')


class StrictLoader(yaml.SafeLoader):
    """A key that is given twice would silently lose the first."""


def mapping_without_duplicates(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=deep) for key, _ in node.value]
    if len(keys) != len(set(keys)):
        raise yaml.constructor.ConstructorError(
            None, None, 'a key is given twice', node.start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG,
                             mapping_without_duplicates)


def load(text):
    # The only loader there is derives from SafeLoader: nothing is executed.
    return yaml.load(text, Loader=StrictLoader)


def contrast(first, second):
    def luminance(color):
        channels = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                            for c in channels]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def all_properties(node_type):
    """What the type declares and what its features add: id -> property."""
    properties = {prop['id']: prop for prop in node_type.get('properties', [])}
    for feature in node_type.get('features', []):
        for prop_id, kind in FEATURES.get(feature, {}).items():
            properties.setdefault(prop_id, {'id': prop_id, 'type': kind})
    return properties


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_real_date(value):
    if not isinstance(value, str) or not re.fullmatch(r'\d{4}-\d{2}-\d{2}', value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def value_is_stored_form(prop, value):
    """Whether the value is what a project stores for this property, to the letter."""
    kind = prop['type']
    options = {option['id'] for option in prop.get('options', [])}
    if kind in ('text', 'editor'):
        return isinstance(value, str) and value != ''
    if kind == 'number':
        return is_number(value)
    if kind == 'currency':
        return isinstance(value, str) and value != '-0' and bool(CURRENCY.fullmatch(value))
    if kind == 'boolean':
        return isinstance(value, bool)
    if kind == 'date':
        return is_real_date(value)
    if kind == 'select':
        return isinstance(value, str) and value in options
    if kind == 'multi_select':
        return (isinstance(value, list) and len(value) == len(set(value))
                and set(value) <= options)
    if kind in ('node_reference', 'person'):
        return isinstance(value, str) or (isinstance(value, list)
                                          and all(isinstance(item, str) for item in value))
    return kind == 'object'


class TemplateCheck:
    def __init__(self, path):
        self.path = path
        self.faults = []
        self.template = load(path.read_text(encoding='utf-8'))
        self.types = {}

    def fault(self, where, what):
        self.faults.append(f'{self.path.name}: {where}: {what}')

    def check_keys(self, where, mapping, known, required):
        for key in mapping.keys() - known:
            self.fault(where, f'unknown key {key!r}')
        for key in required - mapping.keys():
            self.fault(where, f'{key!r} is missing')

    def check_id(self, where, identifier):
        if not isinstance(identifier, str) or not IDENTIFIER.fullmatch(identifier):
            self.fault(where, f'{identifier!r} is not a plain id')

    def check_color(self, where, color):
        if not isinstance(color, str) or not re.fullmatch(r'#[0-9a-f]{6}', color):
            self.fault(where, f'{color!r} is not a colour')
            return
        for background in BACKGROUNDS:
            ratio = contrast(color, background)
            if ratio < MINIMUM_CONTRAST:
                self.fault(where, f'{color} on {background} has a contrast of {ratio:.2f} only')

    def check_icon(self, where, icon):
        if not re.fullmatch(r'talus-[a-z-]+-symbolic', icon) or not (ICONS / f'{icon}.svg').exists():
            self.fault(where, f'there is no icon {icon}')

    def check_options(self, where, prop):
        options = prop.get('options', [])
        if (prop['type'] in ('select', 'multi_select')) != bool(options):
            self.fault(where, 'options belong to selects, and selects have some')
        for field in ('id', 'name'):
            values = [option.get(field) for option in options]
            if len(values) != len(set(values)):
                self.fault(where, f'two options of the same {field}')
        for option in options:
            place = f'{where}, option {option.get("id")}'
            self.check_keys(place, option, OPTION_KEYS, {'id', 'name'})
            self.check_id(place, option.get('id'))
            if not isinstance(option.get('name'), str):
                self.fault(place, 'the name is not a string')
            if 'color' in option:
                self.check_color(place, option['color'])
            if ('indicator_id' in option) != ('indicator_set' in prop):
                self.fault(place, 'indicators are for all options of a set or for none')
            indicator = option.get('indicator_id')
            if indicator is not None:
                if indicator not in INDICATORS:
                    self.fault(place, f'unknown indicator {indicator!r}')
                self.check_icon(place, f'talus-indicator-{indicator}-symbolic')

    def check_property(self, where, prop):
        self.check_keys(where, prop, PROPERTY_KEYS, {'id', 'label', 'type'})
        self.check_id(where, prop['id'])
        if prop['type'] not in KINDS:
            self.fault(where, f'unknown type {prop["type"]!r}')
        if prop['id'] != 'name' and 'ui_group' not in prop:
            self.fault(where, 'no ui_group')
        self.check_options(where, prop)
        if 'value' in prop and not value_is_stored_form(prop, prop['value']):
            self.fault(where, f'the default {prop["value"]!r} is not a value of it')
        if 'target_type' in prop and prop['target_type'] not in self.types:
            self.fault(where, f'no type {prop["target_type"]!r} to refer to')
        if prop['type'] in ('node_reference', 'person') and 'target_type' not in prop:
            self.fault(where, 'a reference without target_type')
        for text in (prop.get('label'), prop.get('description', '-')):
            if not isinstance(text, str) or text.strip() != text or not text:
                self.fault(where, f'{text!r} is no text to show')

    def check_type(self, node_type):
        where = node_type.get('id')
        self.check_keys(where, node_type, TYPE_KEYS, {'id', 'label', 'icon', 'color', 'properties'})
        self.check_id(where, node_type['id'])
        self.check_icon(where, node_type['icon'])
        self.check_color(where, node_type['color'])
        for feature in node_type.get('features', []):
            if feature not in FEATURES:
                self.fault(where, f'unknown feature {feature!r}')
        for key in ('allowed_children', 'allowed_asset_types'):
            for child in node_type.get(key, []):
                if child not in self.types:
                    self.fault(where, f'{key} names {child!r}, which is no type')

        ids = [prop['id'] for prop in node_type['properties']]
        if len(ids) != len(set(ids)):
            self.fault(where, 'two properties of the same id')
        if not ids or ids[0] != 'name':
            self.fault(where, 'the first property is not the name')
        for prop in node_type['properties']:
            self.check_property(f'{where}.{prop["id"]}', prop)

        if 'scheduling' in node_type.get('features', []) and 'status' not in ids \
                and 'primary_status_property_id' not in node_type:
            self.fault(where, 'which status is the primary one?')
        primary = node_type.get('primary_status_property_id')
        if primary is not None:
            prop = all_properties(node_type).get(primary)
            if prop is None or 'indicator_set' not in prop:
                self.fault(where, f'primary status {primary!r} has no indicators')
            elif 'value' not in prop:
                self.fault(where, f'primary status {primary!r} has no default')

    def check_initial(self, parent, children):
        allowed = parent.get('allowed_children', []) + parent.get('allowed_asset_types', [])
        for child in children:
            where = f'initial {child.get("type")}'
            self.check_keys(where, child, {'type', 'name', 'properties', 'children'}, {'type'})
            if child['type'] not in allowed:
                self.fault(where, f'not allowed below {parent["id"]}')
                continue
            node_type = self.types[child['type']]
            properties = all_properties(node_type)
            if 'name' not in child and 'value' not in properties['name']:
                self.fault(where, 'has no name of its own')
            for prop_id, value in child.get('properties', {}).items():
                if prop_id not in properties or prop_id == 'name' \
                        or not value_is_stored_form(properties[prop_id], value):
                    self.fault(where, f'{prop_id} = {value!r} is not allowed')
            self.check_initial(node_type, child.get('children', []))

    def check_reachable(self, root):
        reached, pending = set(), [root['id']]
        while pending:
            type_id = pending.pop()
            if type_id in reached or type_id not in self.types:
                continue
            reached.add(type_id)
            node_type = self.types[type_id]
            pending += node_type.get('allowed_children', [])
            pending += node_type.get('allowed_asset_types', [])
        for type_id in self.types.keys() - reached:
            self.fault(type_id, 'has no place in the tree')

    def run(self):
        self.check_keys('template', self.template, TEMPLATE_KEYS, TEMPLATE_KEYS)
        if self.template['id'] != self.path.stem:
            self.fault('template', 'id and file name differ')
        for key in ('version', 'name', 'description'):
            if not isinstance(self.template[key], str):
                self.fault('template', f'{key} is not a string')

        node_types = self.template['node_types']
        self.types = {node_type['id']: node_type for node_type in node_types}
        if len(self.types) != len(node_types):
            self.fault('template', 'two types of the same id')
        for node_type in node_types:
            self.check_type(node_type)

        roots = [t for t in node_types if 'is_root' in t.get('features', [])]
        if len(roots) != 1:
            self.fault('template', f'{len(roots)} root types')
        if not any('is_person' in t.get('features', []) for t in node_types):
            self.fault('template', 'nobody to assign work to')
        for root in roots:
            self.check_reachable(root)
            self.check_initial(root, root.get('initial', []))
        return self.faults


def main():
    faults = []
    for name in sys.argv[1:]:
        found = TemplateCheck(pathlib.Path(name)).run()
        print(f'{pathlib.Path(name).name}: {len(found) or "no"} faults')
        faults += found
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
