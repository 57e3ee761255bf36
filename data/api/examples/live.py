#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A replica that takes part: live.py http://127.0.0.1:5000 [SESSION], until Ctrl+C.

Needs python3-socketio, python3-websocket and python3-requests. It follows by
records, each of them a whole change, and keeps from them what nodes there are.
Without SESSION it makes a project. Where the host wants a token it is taken from
TALUS_TOKEN in the environment; where it has a certificate of its own making, name
that one's file in REQUESTS_CA_BUNDLE and WEBSOCKET_CLIENT_CA_BUNDLE.
"""

import os
import queue
import sys
import uuid

import requests
import socketio


class Replica:
    """Which nodes a project has, what they are called and where they are."""

    def __init__(self, url, session_id):
        self.url = url
        self.session_id = session_id
        self.person = {'author_id': str(uuid.uuid4()), 'name': 'Replica'}
        self.http = requests.Session()
        if 'TALUS_TOKEN' in os.environ:
            self.person['token'] = os.environ['TALUS_TOKEN']
            self.http.headers['Authorization'] = 'Bearer ' + self.person['token']
        self.place = {'since': 0}  # where we are; from the beginning comes as a snapshot
        self.waiting = {}          # records that came before their turn
        self.nodes = {}            # id → {name, parent}, removed ones too
        self.removed = set()       # of these, what was removed: everything below is gone too

        # The client calls handlers in threads, one an event: they only put down what came.
        self.inbox = queue.Queue()
        self.socket = socketio.Client(http_session=self.http)
        for event in ('joined', 'record', 'snapshot', 'sync', 'error', 'session:closed',
                      'connect_error', 'disconnect'):
            self.socket.on(event, self.make_handler(event))

    def make_handler(self, event):
        return lambda data=None: self.inbox.put((event, data))

    def connect(self):
        # The function is called each time it connects: coming back is joining with the
        # place where we were, and what was missed follows.
        self.socket.connect(self.url, wait_timeout=10, auth=lambda: {
            **self.person, **self.place, 'session_id': self.session_id, 'format': 'records'})

    def get(self, path):
        answer = self.http.get(self.url + path, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def ask(self, event, **data):
        """Asks until there is an answer: a command of the same id happens once."""
        data = {'session_id': self.session_id, 'command_id': str(uuid.uuid4()), **data}
        while True:
            try:
                answer = self.socket.call(event, data, timeout=10)
            except (socketio.exceptions.TimeoutError, socketio.exceptions.BadNamespaceError):
                self.socket.sleep(0.5)  # not connected just now
                continue
            if 'code' in answer:
                raise RuntimeError(f'{answer["code"]}: {answer["message"]}')
            return answer

    def follow(self, until=None):
        """Takes what comes, until a record has been taken, or for ever."""
        while until is None or self.place['since'] < until:
            self.take(*self.inbox.get())

    def take(self, event, data):
        if event == 'joined':
            self.newest = data
            print('in,', data['active_clients'], 'here', flush=True)
        elif event == 'snapshot':
            self.take_snapshot(data, self.newest)
        elif event == 'record':
            self.waiting[data['seq']] = data
            while self.place['since'] + 1 in self.waiting:
                self.take_record(self.waiting.pop(self.place['since'] + 1))
        elif event == 'sync':  # we were too slow; nothing comes until we say where we are
            answer = self.ask('sync', **self.place)
            if 'snapshot' in answer:
                self.take_snapshot(answer['snapshot'], answer)
            for record in answer.get('records', []):
                self.take('record', record)
        elif event == 'disconnect':
            print('away', flush=True)
        elif event == 'session:closed' and data['reason'] != 'shutting down':
            raise SystemExit('closed: ' + data['reason'])
        elif event == 'error' and data['in_reply_to'] == 'join_session':
            raise SystemExit(f'{data["code"]}: {data["message"]}')
        elif event == 'connect_error' and isinstance(data, dict):
            raise SystemExit(f'{data["message"]}: {data["data"]["message"]}')

    def take_snapshot(self, data, newest):
        graph = data.get('graph') or self.get(data['graph_url'])['graph']
        self.nodes.clear()
        self.removed.clear()
        for root in graph['roots']:
            self.add(root, None)
        self.place = {'since': graph['seq'], 'epoch': graph['epoch'], 'head': graph['head']}
        self.waiting = {seq: record for seq, record in self.waiting.items() if seq > graph['seq']}
        print(f'anew, at {graph["seq"]}: {self.count()} nodes', flush=True)

    def take_record(self, record):
        for change in record['changes']:
            self.apply(**change)
        self.place.update(since=record['seq'], head=record['head'])
        ops = ' '.join(change['op'] for change in record['changes'])
        print(f'{record["seq"]} {record["author"]["name"]}: {record["command"]["command_type"]}: '
              f'{ops}: {self.count()} nodes', flush=True)

    def apply(self, op, **change):
        if op == 'insert':
            self.add(change['node'], change['parent_id'])
        elif op == 'remove':
            self.removed.add(change['node_id'])
        elif op == 'restore':
            if change['node_id'] not in self.nodes:  # it went before we came
                self.fetch(change['removed_seq'])
            self.removed.discard(change['node_id'])
            self.nodes[change['node_id']]['parent'] = change['parent_id']
        elif op == 'move':
            self.nodes[change['node_id']]['parent'] = change['to']['parent_id']
        elif op == 'set' and change['property_id'] == 'name':
            self.nodes[change['node_id']]['name'] = change['new']

    def add(self, node, parent):
        """A node and what is below it."""
        self.nodes[node['id']] = {'name': node['name'], 'parent': parent}
        for child in node['children']:
            self.add(child, node['id'])

    def fetch(self, seq):
        answer = self.get(f'/api/v1/sessions/{self.session_id}/removed/{seq}')
        for subtree in answer['subtrees']:
            self.add(subtree['node'], subtree['parent_id'])

    def count(self):
        return sum(self.is_there(node_id) for node_id in self.nodes)

    def is_there(self, node_id):
        while node_id is not None and node_id not in self.removed:
            node_id = self.nodes[node_id]['parent']
        return node_id is None


def make_project(url):
    answer = requests.post(url + '/api/v1/projects', timeout=60,
                           json={'template_id': 'restomod', 'project_name': 'Live'})
    return answer.json()['session_id']


def main():
    url = sys.argv[1] if len(sys.argv) > 1 else 'http://127.0.0.1:5000'
    replica = Replica(url, sys.argv[2] if len(sys.argv) > 2 else make_project(url))
    replica.connect()

    # A change, and not so: undo takes back exactly what is asked for, or refuses.
    root = replica.get(f'/api/v1/sessions/{replica.session_id}/graph')['graph']['roots'][0]
    done = replica.ask('command', command_type='UpdateProperty',
                       data={'node_id': root['id'], 'property_id': 'name',
                             'value': root['name'] + ', live'})
    undone = replica.ask('undo', scope='author', target=done['command_id'])
    replica.follow(until=undone['seq'])
    print('following', replica.session_id, flush=True)
    replica.follow()


if __name__ == '__main__':
    main()
