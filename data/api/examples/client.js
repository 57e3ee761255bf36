// SPDX-License-Identifier: GPL-3.0-or-later
// A client for browsers and Node 18 or newer: node client.js http://127.0.0.1:5000
// Everything is fetch(): the same lines work in a page of an origin that the host was told of.

class Host {
  constructor (url, authorId, name) {
    this.url = url + '/api/v1'
    this.headers = { 'Content-Type': 'application/json', 'X-Author-ID': authorId, 'X-Author-Name': name }
  }

  async call (method, path, body) {
    const answer = await fetch(this.url + path, {
      method, headers: this.headers, body: body === undefined ? undefined : JSON.stringify(body)
    })
    const value = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(value.error.message), value.error)
    return value
  }

  // Sends a command until it is known to have happened; its id makes that harmless.
  async command (sessionId, commandType, data, tries = 3) {
    const body = { session_id: sessionId, command_type: commandType, data, command_id: crypto.randomUUID() }
    for (;;) {
      try {
        return await this.call('POST', '/commands/execute', body)
      } catch (error) {
        if (error.code !== undefined || --tries === 0) throw error // the host has spoken
      }
    }
  }
}

async function main (url) {
  globalThis.crypto ??= (await import('node:crypto')).webcrypto
  const host = new Host(url, crypto.randomUUID(), 'Example')
  const { session_id: session, graph } = await host.call('POST', '/projects',
    { template_id: 'restomod', project_name: 'Example' })

  // One step for whoever undoes it: all or nothing.
  const root = graph.roots[0].id
  const phase = crypto.randomUUID()
  const { seq } = await host.command(session, 'Batch', {
    label: 'Plan the interior',
    commands: [
      { command_type: 'CreateNode', data: { id: phase, blueprint_type_id: 'phase', parent_id: root, name: 'Interior' } },
      { command_type: 'CreateNode', data: { blueprint_type_id: 'job', parent_id: phase, name: 'Seats' } },
      { command_type: 'CreateNode', data: { blueprint_type_id: 'job', parent_id: phase, name: 'Dashboard' } }
    ]
  })

  // What somebody saw long ago must not overwrite what another wrote since.
  const other = new Host(url, crypto.randomUUID(), 'Somebody else')
  await other.command(session, 'UpdateProperty', { node_id: phase, property_id: 'name', value: 'Inside' })
  let refusal = null
  await host.call('POST', '/commands/execute', {
    session_id: session, command_type: 'UpdateProperty', base_seq: seq,
    data: { node_id: phase, property_id: 'name', value: 'The interior' }
  }).catch(error => { refusal = error })
  if (refusal?.code !== 'CONFLICT' || refusal.details.current !== 'Inside') throw new Error('not refused')

  const { events } = await host.call('GET', `/sessions/${session}/events?since=${seq - 1}`)
  console.log(events.map(event => event.event).join(' '))
}

main(process.argv[2] ?? 'http://127.0.0.1:5000').catch(error => {
  console.error(error)
  process.exitCode = 1
})
