#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that follows a project: client.py http://127.0.0.1:5000

Nothing but the standard library. One thread edits, the other follows by long
polls and rebuilds what it needs from the events.
"""

import json
import sys
import threading
import urllib.error
import urllib.request
import uuid


class Host:
    """A host, and who we are there."""

    def __init__(self, url, author_id, name):
        self.url = url + '/api/v1'
        self.headers = {'Content-Type': 'application/json',
                        'X-Author-ID': author_id, 'X-Author-Name': name}

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, self.headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)['error']) from None

    def command(self, session, command_type, **data):
        # The id is drawn once: sending the same again is harmless.
        body = {'session_id': session, 'command_type': command_type, 'data': data,
                'command_id': str(uuid.uuid4())}
        return self.call('POST', '/commands/execute', body)


def follow(host, session, since, until, names):
    """Keeps the names of the nodes true until a record is closed."""
    at = {'seq': since}
    while at['seq'] < until():
        query = f'?since={at["seq"]}&wait=10'
        if 'head' in at:
            query += f'&epoch={at["epoch"]}&head={at["head"]}'
        answer = host.call('GET', f'/sessions/{session}/events{query}')
        for event in answer['events']:
            if event['event'] == 'node-created':
                names[event['node_id']] = event['name']
            elif event['event'] == 'node-deleted':
                for node_id in event['removed_ids']:
                    names.pop(node_id, None)
            elif event['event'] == 'property-changed' and event['property_id'] == 'name':
                names[event['node_id']] = event['new_value']
            if 'of' in event:  # closes its seq
                at = {'seq': event['seq'], 'epoch': answer['epoch'], 'head': event['head']}


def main():
    host = Host(sys.argv[1] if len(sys.argv) > 1 else 'http://127.0.0.1:5000',
                str(uuid.uuid4()), 'Example')
    made = host.call('POST', '/projects', {'template_id': 'restomod', 'project_name': 'Example'})
    session, graph = made['session_id'], made['graph']

    last = [10 ** 9]
    names = {}
    follower = threading.Thread(target=follow,
                                args=(host, session, graph['seq'], lambda: last[0], names))
    follower.start()

    root = graph['roots'][0]['id']
    phase = host.command(session, 'CreateNode', blueprint_type_id='phase', parent_id=root,
                         name='Engine')['node_id']
    job = host.command(session, 'CreateNode', blueprint_type_id='job', parent_id=phase,
                       name='Carburettor')['node_id']
    last[0] = host.command(session, 'UpdateProperty', node_id=job, property_id='name',
                           value='Fuel injection')['seq']
    follower.join(timeout=30)
    assert names == {phase: 'Engine', job: 'Fuel injection'}, names

    # Somebody else's change is not undone by accident: scope author is ours alone.
    host.call('POST', f'/sessions/{session}/undo', {'scope': 'author'})
    node = host.call('GET', f'/sessions/{session}/graph/nodes/{job}')['node']
    assert node['name'] == 'Carburettor', node
    print('followed', len(names), 'nodes')


if __name__ == '__main__':
    main()
