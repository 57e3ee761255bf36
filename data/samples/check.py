#!/usr/bin/env -S python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the sample projects against the templates that come with the program.

usage: check.py SAMPLE.json...
       check.py --embed SAMPLE.json...

A sample carries its template, as every export does. When a template has been
changed, --embed puts the new text and its hash into the samples; the check then
says which of their values have to follow.
"""

import hashlib
import json
import pathlib
import re
import sys

SAMPLES = pathlib.Path(__file__).resolve().parent
TEMPLATES = SAMPLES.parent / 'templates'

# No byte code beside the sources: a build leaves its source folder as it found it.
sys.dont_write_bytecode = True
sys.path.insert(0, str(TEMPLATES))
import check_templates  # noqa: E402

ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')
TOP = ['talus_tally', 'graph', 'template']
GRAPH = ['project_id', 'name', 'template_id', 'template_hash', 'settings', 'roots', 'dependencies']
NODE = ['id', 'name', 'blueprint_type_id', 'properties', 'children']


def without_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f'a member is given twice among {keys}')
    return dict(pairs)


def printed(document):
    return json.dumps(document, indent=2, ensure_ascii=False) + '\n'


class SampleCheck:
    def __init__(self, path):
        self.path = path
        self.faults = []
        self.nodes = {}
        self.document = None

    def fault(self, what):
        self.faults.append(f'{self.path.name}: {what}')

    def check_node(self, node, parent_type, types):
        where = f'{node.get("name")!r}'
        if list(node) != NODE:
            self.fault(f'{where}: members {list(node)}')
            return
        if not ID.fullmatch(node['id']):
            self.fault(f'{where}: {node["id"]} is no version 7 id')
        if node['id'] in self.nodes:
            self.fault(f'{where}: its id is used twice')
        self.nodes[node['id']] = node
        if not isinstance(node['name'], str) or not node['name'].strip():
            self.fault(f'{where}: is no name')

        node_type = types.get(node['blueprint_type_id'])
        if node_type is None:
            self.fault(f'{where}: unknown type {node["blueprint_type_id"]}')
            return
        if parent_type is not None and node_type['id'] not in (
                parent_type.get('allowed_children', []) + parent_type.get('allowed_asset_types', [])):
            self.fault(f'{where}: a {node_type["id"]} is not allowed below a {parent_type["id"]}')

        properties = check_templates.all_properties(node_type)
        for prop_id, value in node['properties'].items():
            if prop_id == 'name' or prop_id not in properties:
                self.fault(f'{where}: a {node_type["id"]} has no {prop_id}')
            elif not check_templates.value_is_stored_form(properties[prop_id], value):
                self.fault(f'{where}: {prop_id} cannot be {value!r}')
        for prop_id, prop in properties.items():
            if prop.get('required') and prop_id != 'name' and prop_id not in node['properties']:
                self.fault(f'{where}: {prop_id} is required')
        start, end = (node['properties'].get(key) for key in ('start_date', 'end_date'))
        if start and end and start > end:
            self.fault(f'{where}: ends before it starts')
        for child in node['children']:
            self.check_node(child, node_type, types)

    def check_references(self, types):
        for node in self.nodes.values():
            node_type = types.get(node['blueprint_type_id'], {})
            for prop_id, value in node['properties'].items():
                prop = check_templates.all_properties(node_type).get(prop_id, {})
                if prop.get('type') not in ('node_reference', 'person'):
                    continue
                target_type = prop.get('target_type', 'person')
                for target in value if isinstance(value, list) else [value]:
                    found = self.nodes.get(target)
                    if found is None or found['blueprint_type_id'] != target_type:
                        self.fault(f'{node["name"]!r}: {prop_id} refers to no {target_type}')

    def check_dependencies(self, dependencies):
        pairs = [(edge['blocker_id'], edge['blocked_id']) for edge in dependencies]
        if pairs != sorted(set(pairs)):
            self.fault('the dependencies are not sorted, each once')
        blocked_by = {}
        for blocker, blocked in pairs:
            if blocker not in self.nodes or blocked not in self.nodes:
                self.fault(f'dependency {blocker} → {blocked}: no such node')
            blocked_by.setdefault(blocker, []).append(blocked)

        # What nobody blocks is taken away again and again; a cycle is what remains.
        waiting = {node: 0 for pair in pairs for node in pair}
        for _, blocked in pairs:
            waiting[blocked] += 1
        free = [node for node, count in waiting.items() if count == 0]
        while free:
            node = free.pop()
            del waiting[node]
            for blocked in blocked_by.get(node, []):
                waiting[blocked] -= 1
                if waiting[blocked] == 0:
                    free.append(blocked)
        if waiting:
            names = ', '.join(self.nodes[node]['name'] for node in waiting if node in self.nodes)
            self.fault(f'the dependencies close a cycle among {names}')

    def run(self):
        text = self.path.read_text(encoding='utf-8')
        self.document = json.loads(text, object_pairs_hook=without_duplicates)
        if text != printed(self.document):
            self.fault('is not written as --embed writes it')
        graph = self.document['graph']
        if list(self.document) != TOP or self.document['talus_tally'] != 1 or list(graph) != GRAPH:
            self.fault('is not an export of this format')
            return self.faults

        template_path = TEMPLATES / f'{graph["template_id"]}.yaml'
        yaml_bytes = self.document['template'].encode('utf-8')
        if yaml_bytes != template_path.read_bytes():
            self.fault(f'the template in it is not {template_path.name}')
        if graph['template_hash'] != hashlib.sha256(yaml_bytes).hexdigest():
            self.fault('template_hash is not that of the template in it')
        if not ID.fullmatch(graph['project_id']):
            self.fault('project_id is no version 7 id')

        types = {t['id']: t for t in check_templates.load(yaml_bytes)['node_types']}
        for root in graph['roots']:
            self.check_node(root, None, types)
        if [root['name'] for root in graph['roots']] != [graph['name']]:
            self.fault('has not one root with the name of the project')
        if graph['project_id'] in self.nodes:
            self.fault('project_id is the id of a node too')
        self.check_references(types)
        self.check_dependencies(graph['dependencies'])
        return self.faults


def embed(path):
    document = json.loads(path.read_text(encoding='utf-8'))
    yaml_bytes = (TEMPLATES / f'{document["graph"]["template_id"]}.yaml').read_bytes()
    document['template'] = yaml_bytes.decode('utf-8')
    document['graph']['template_hash'] = hashlib.sha256(yaml_bytes).hexdigest()
    path.write_text(printed(document), encoding='utf-8')


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ['--embed']:
        for name in arguments[1:]:
            embed(pathlib.Path(name))
        return 0

    faults = []
    for name in arguments:
        check = SampleCheck(pathlib.Path(name))
        faults += check.run()
        print(f'{check.path.name}: {len(check.nodes)} nodes, {len(check.faults) or "no"} faults')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
