// SPDX-License-Identifier: GPL-3.0-or-later
// What people do with socket.io-client, in Node and in a page alike. `io` is the client's own
// function; nothing here knows the wire.

const SECONDS = 20

function check (condition, what) {
  if (!condition) throw new Error(what)
}

function checkEqual (found, expected, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: ${a}, not ${b}`)
}

// Drawn by hand: a page that is not served by TLS has no crypto.randomUUID.
export function uuid () {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

class Rest {
  constructor (url) {
    this.url = url + '/api/v1'
  }

  async call (method, path, body) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body)
    })
    const value = await answer.json()
    check(answer.ok, `${method} ${path} answered ${answer.status} ${JSON.stringify(value)}`)
    return value
  }

  command (session, type, data) {
    return this.call('POST', '/commands/execute',
      { session_id: session, command_type: type, data, command_id: uuid() })
  }

  makeProject () {
    return this.call('POST', '/projects', { template_id: 'restomod', project_name: 'Interop' })
  }

  async events (session, since) {
    const { events, more } = await this.call('GET',
      `/sessions/${session}/events?since=${since}&limit=1000`)
    check(!more, 'There are more than a thousand records')
    return events
  }
}

// A socket, and everything it heard.
class Listener {
  constructor (io, url, options) {
    this.heard = []
    this.waiting = []
    this.socket = io(url, { forceNew: true, timeout: SECONDS * 1000, ...options })
    this.socket.onAny((name, data) => {
      this.heard.push({ name, data })
      this.look()
    })
    for (const name of ['connect', 'disconnect', 'connect_error']) {
      this.socket.on(name, data => {
        this.heard.push({ name, data })
        this.look()
      })
    }
  }

  look () {
    this.waiting = this.waiting.filter(({ find, resolve }) => {
      const found = find()
      if (found === undefined) return true
      resolve(found)
      return false
    })
  }

  until (find, what) {
    const found = find()
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const names = this.heard.map(({ name }) => name).join(' ')
        reject(new Error(`Waited ${SECONDS} s for ${what}; heard ${names}`))
      }, SECONDS * 1000)
      this.waiting.push({ find, resolve: value => { clearTimeout(timer); resolve(value) } })
    })
  }

  // The data of the first event of that name, heard or still to come, for which test holds.
  hear (name, test = () => true) {
    return this.until(() => {
      const one = this.heard.find(one => one.name === name && test(one.data ?? {}))
      return one && (one.data ?? {})
    }, name)
  }

  ask (event, data) {
    return this.socket.timeout(SECONDS * 1000).emitWithAck(event, data)
  }

  forget () {
    this.heard = []
  }

  // Where a client is that wants to come back: the last seq it saw closed.
  position () {
    const closing = this.heard.filter(({ data }) => data?.of !== undefined && data.head).at(-1).data
    return { since: closing.seq, head: closing.head }
  }

  records () {
    return this.heard.filter(({ name, data }) => data?.seq !== undefined &&
      data.event === name && name !== 'undo' && name !== 'redo').map(({ data }) => short(data))
  }

  transport () {
    return this.socket.io.engine?.transport?.name
  }

  close () {
    this.socket.close()
  }
}

function short ({ event, seq, part, of }) {
  return part === undefined ? `${seq} ${event} of ${of}` : `${seq}.${part} ${event}`
}

function codeOf (answer) {
  return answer?.code ?? answer?.error?.code
}

export const TRANSPORTS = {
  polling: { transports: ['polling'] },
  websocket: { transports: ['websocket'] },
  upgrade: {}
}

// Waits for what it asked for to be what is spoken.
async function checkTransport (listener, transport) {
  const wanted = transport === 'polling' ? 'polling' : 'websocket'
  if (listener.transport() !== wanted) {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('It was not upgraded')), SECONDS * 1000)
      listener.socket.io.engine.once('upgrade', () => { clearTimeout(timer); resolve() })
    })
  }
  checkEqual(listener.transport(), wanted, 'the transport')
}

// Everything a client does in a session, in the order of a day's work.
export async function playAll ({ io, url, transport }) {
  const rest = new Rest(url)
  const { session_id: session, graph } = await rest.makeProject()
  const root = graph.roots[0].id
  const ada = { author_id: uuid(), name: 'Ada' }
  const options = TRANSPORTS[transport]
  const a = new Listener(io, url, { ...options, auth: ada })
  const listeners = [a]
  try {
    await a.hear('connect')
    await checkTransport(a, transport)

    // Joining.
    const joined = await a.ask('join_session', { session_id: session })
    checkEqual(await a.hear('joined'), joined, 'joined, as an event and as an ack')
    checkEqual([joined.session_id, joined.room, joined.client_id, joined.author_id,
      joined.active_clients, joined.role],
    [session, `session_${session}`, a.socket.id, ada.author_id, 1, 'owner'], 'joined')
    checkEqual([joined.seq, joined.epoch, joined.head], [graph.seq, graph.epoch, graph.head],
      'the position joined')
    checkEqual(joined.clients.map(client => client.name), ['Ada'], 'the clients')

    const b = new Listener(io, url, {
      ...options, auth: { session_id: session, author_id: uuid(), name: 'Bob' }
    })
    listeners.push(b)
    checkEqual((await b.hear('joined')).active_clients, 2, 'active_clients')
    await b.hear('connect')
    await checkTransport(b, transport)
    const came = await a.hear('session:connected')
    checkEqual([came.client_id, came.name, came.active_clients], [b.socket.id, 'Bob', 2],
      'session:connected')

    // A command by REST.
    const made = await rest.command(session, 'CreateNode',
      { blueprint_type_id: 'phase', parent_id: root, name: 'Interior' })
    for (const listener of [a, b]) {
      const event = await listener.hear('node-created',
        ({ node_id: id }) => id === made.node_id)
      checkEqual([event.event, event.session_id, event.parent_id, event.name, event.seq, event.part,
        event.node.id, event.node.blueprint_type_id],
      ['node-created', session, root, 'Interior', made.seq, 1, made.node_id, 'phase'],
      'node-created')
      const executed = await listener.hear('command:executed', ({ seq }) => seq === made.seq)
      checkEqual([executed.of, executed.head, executed.success, executed.command_id],
        [1, made.head, true, made.command_id], 'command:executed')
      const names = listener.heard.map(({ name }) => name)
      check(names.indexOf('command:executing') < names.indexOf('node-created') &&
        names.indexOf('node-created') < names.indexOf('command:executed'), `out of order: ${names}`)
    }

    // A command by another client, with its ack behind what it says.
    const done = await b.ask('command', {
      session_id: session,
      command_type: 'CreateNode',
      command_id: uuid(),
      data: { blueprint_type_id: 'phase', parent_id: root, name: 'Engine' }
    })
    checkEqual([done.success, done.seq, done.epoch], [true, made.seq + 1, graph.epoch], 'the ack')
    check(b.heard.some(({ name, data }) => name === 'command:executed' && data.seq === done.seq),
      'The ack overtook the event')
    const other = await a.hear('node-created', ({ node_id: id }) => id === done.node_id)
    checkEqual([other.client_id, other.author.name], [b.socket.id, 'Bob'], 'who did it')

    // One that is refused.
    const refused = await b.ask('command', {
      session_id: session,
      command_type: 'CreateNode',
      command_id: uuid(),
      data: { blueprint_type_id: 'phase', parent_id: uuid(), name: 'Nowhere' }
    })
    checkEqual(codeOf(refused), 'INVALID_PARENT', 'the ack of a refused command')
    checkEqual((await a.hear('command:failed')).error.code, 'INVALID_PARENT', 'command:failed')

    // Undo and redo.
    const undone = await b.ask('undo', { session_id: session, scope: 'session' })
    checkEqual([undone.success, undone.target_seq, undone.seq], [true, done.seq, done.seq + 1],
      'undo')
    await a.hear('node-deleted', ({ node_id: id }) => id === done.node_id)
    await a.hear('undo', ({ seq }) => seq === undone.seq)
    checkEqual((await a.hear('command:undo')).target_seq, done.seq, 'command:undo')
    const redone = await a.ask('redo', { session_id: session, scope: 'session' })
    checkEqual([redone.success, redone.seq], [true, undone.seq + 1], 'redo')
    await b.hear('node-created', ({ seq }) => seq === redone.seq)
    await b.hear('command:redo', ({ seq }) => seq === redone.seq)

    // Presence, and a sign of life.
    a.socket.emit('presence', { session_id: session, state: { cursor: [3, 4], selection: [root] } })
    const presence = await b.hear('presence')
    checkEqual([presence.client_id, presence.state],
      [a.socket.id, { cursor: [3, 4], selection: [root] }], 'presence')
    a.socket.emit('ping')
    await a.hear('pong')

    // Away and back: exactly what was missed.
    await a.hear('command:redo', ({ seq }) => seq === redone.seq)
    const position = a.position()
    checkEqual([position.since, position.head], [redone.seq, redone.head], 'the position')
    a.socket.disconnect()
    await b.hear('session:disconnected', ({ active_clients: count }) => count === 1)
    for (const name of ['One', 'Two']) {
      await rest.command(session, 'UpdateProperty',
        { node_id: made.node_id, property_id: 'name', value: name })
    }
    const { seq: newest } = await b.ask('command', {
      command_type: 'DeleteNode', command_id: uuid(), data: { node_id: made.node_id }
    })
    a.forget()
    a.socket.connect()
    await a.hear('connect')
    const back = await a.ask('join_session',
      { session_id: session, epoch: graph.epoch, ...position })
    checkEqual(back.seq, newest, 'the seq joined')
    await a.hear('command:executed', ({ seq }) => seq === newest)
    const missed = (await rest.events(session, position.since)).map(short)
    checkEqual(missed.length, 6, 'the number of events missed')
    checkEqual(a.records(), missed, 'what was missed')

    // A connection that breaks by itself: the client comes back alone.
    a.socket.once('connect', () => a.ask('join_session',
      { session_id: session, epoch: graph.epoch, ...a.position() }))
    const before = a.socket.id
    a.heard = a.heard.filter(({ name }) => !['joined', 'connect'].includes(name))
    a.socket.io.engine.close()
    await a.hear('joined')
    check(a.socket.id !== before, 'It kept its id')
    const { seq: next } = await rest.command(session, 'UpdateProperty',
      { node_id: root, property_id: 'name', value: 'Three' })
    await a.hear('command:executed', ({ seq }) => seq === next)
    checkEqual(a.records(), [...missed, `${next}.1 property-changed`,
      `${next} command:executed of 1`], 'what was heard, each once')

    // Sync, and a position of another log.
    const sync = await a.ask('sync', { session_id: session, epoch: graph.epoch, ...position })
    checkEqual(sync.events.map(short), a.records(), 'sync')
    checkEqual([sync.seq, sync.epoch], [next, graph.epoch], 'the position of sync')
    const astray = new Listener(io, url, { ...options, auth: ada })
    listeners.push(astray)
    await astray.ask('join_session',
      { session_id: session, since: 1, epoch: graph.epoch, head: '0'.repeat(32) })
    const snapshot = await astray.hear('snapshot')
    check(typeof snapshot.reason === 'string', 'The snapshot gives no reason')
    checkEqual([snapshot.graph.seq, snapshot.graph.roots[0].id], [next, root], 'the snapshot')
    astray.close()

    // Other ways to listen.
    const records = new Listener(io, url, { ...options, auth: ada })
    const few = new Listener(io, url, { ...options, auth: ada })
    listeners.push(records, few)
    await records.ask('join_session', { session_id: session, format: 'records' })
    await few.ask('join_session', { session_id: session, events: ['property-changed'] })
    const added = await rest.command(session, 'CreateNode',
      { blueprint_type_id: 'phase', parent_id: root, name: 'Paint' })
    const renamed = await rest.command(session, 'UpdateProperty',
      { node_id: added.node_id, property_id: 'name', value: 'Painting' })
    await records.hear('record', ({ seq }) => seq === renamed.seq)
    const [insert, set] = records.heard.filter(({ name }) => name === 'record').map(one => one.data)
    checkEqual([insert.seq, insert.changes[0].op, insert.changes[0].node.id, insert.head],
      [added.seq, 'insert', added.node_id, added.head], 'the first record')
    checkEqual([set.seq, set.changes[0].op, set.changes[0].new], [renamed.seq, 'set', 'Painting'],
      'the second record')
    await few.hear('command:executed', ({ seq }) => seq === renamed.seq)
    checkEqual(few.records(), [`${added.seq} command:executed of 1`,
      `${renamed.seq}.1 property-changed`, `${renamed.seq} command:executed of 1`], 'the few')
    for (const listener of [records, few]) {
      check(!listener.heard.some(({ name }) => name === 'node-created'), 'It heard node-created')
      listener.close()
    }

    // Wrong questions end nothing.
    const unknown = await a.ask('join_session', { session_id: uuid() })
    checkEqual(codeOf(unknown), 'INVALID_SESSION', 'the ack of an unknown session')
    const error = await a.hear('error')
    checkEqual([error.code, error.in_reply_to], ['INVALID_SESSION', 'join_session'], 'the error')
    a.forget()
    a.socket.emit('no_such_event', 1)
    await a.hear('error')
    check(a.socket.connected, 'It was disconnected')

    // Leaving.
    checkEqual((await a.ask('leave_session', { session_id: session })).session_id, session, 'left')
    checkEqual((await a.hear('left')).session_id, session, 'left')
    const left = a.socket.id
    await b.hear('session:disconnected', ({ client_id: id }) => id === left)
    a.forget()
    const last = await rest.command(session, 'DeleteNode', { node_id: added.node_id })
    await b.hear('command:executed', ({ seq }) => seq === last.seq)
    a.socket.emit('ping')
    await a.hear('pong')
    checkEqual(a.heard.map(({ name }) => name), ['pong'], 'what is heard after leaving')
    const { clients } = await rest.call('GET', `/sessions/${session}/clients`)
    checkEqual(clients.map(client => client.client_id), [b.socket.id], 'who is there')
  } finally {
    for (const listener of listeners) listener.close()
  }
}

// The namespace of older clients, which listen for either spelling.
export async function playGraph ({ io, url, transport }) {
  const rest = new Rest(url)
  const { session_id: session, graph } = await rest.makeProject()
  const options = { ...TRANSPORTS[transport], auth: { session_id: session } }
  const old = new Listener(io, url + '/graph', options)
  const main = new Listener(io, url, options)
  try {
    await old.hear('joined')
    await main.hear('joined')
    const { node_id: node, seq } = await rest.command(session, 'CreateNode',
      { blueprint_type_id: 'phase', parent_id: graph.roots[0].id, name: 'Interior' })
    for (const name of ['graph:node-created', 'node-created']) {
      checkEqual((await old.hear(name)).node_id, node, name)
    }
    await old.hear('command:executed', data => data.seq === seq)
    await main.hear('command:executed', data => data.seq === seq)
    check(!main.heard.some(({ name }) => name.startsWith('graph:')), '/ heard the other spelling')
    await rest.command(session, 'UpdateProperty',
      { node_id: node, property_id: 'name', value: 'Inside' })
    checkEqual((await old.hear('graph:property-changed')).new_value, 'Inside', 'the new value')
    checkEqual((await old.hear('property-changed')).old_value, 'Interior', 'the old value')
    old.close()
    main.close()
  } finally {
    old.close()
    main.close()
  }
}

// Both namespaces over one connection, as the client does by default.
export async function playBoth ({ io, url, transport }) {
  const rest = new Rest(url)
  const { session_id: session, graph } = await rest.makeProject()
  const manager = io(url, { ...TRANSPORTS[transport], forceNew: true }).io
  const sockets = ['/', '/graph'].map(name => manager.socket(name))
  const heard = []
  try {
    await Promise.all(sockets.map((socket, n) => new Promise((resolve, reject) => {
      socket.onAny(name => heard.push(`${n} ${name}`))
      socket.on('connect_error', reject)
      socket.emitWithAck('join_session', { session_id: session }).then(resolve, reject)
    })))
    const ended = Promise.all(sockets.map(socket => new Promise(resolve => {
      socket.on('command:executed', resolve)
    })))
    await rest.command(session, 'CreateNode',
      { blueprint_type_id: 'phase', parent_id: graph.roots[0].id, name: 'Interior' })
    await ended
    const graphNames = heard.filter(name => name.includes('node-created')).sort()
    checkEqual(graphNames, ['0 node-created', '1 graph:node-created', '1 node-created'],
      'the names')
  } finally {
    for (const socket of sockets) socket.close()
  }
}

// Somebody with a token that is none.
export async function playBadToken ({ io, url, transport }) {
  const listener = new Listener(io, url, {
    ...TRANSPORTS[transport], auth: { token: 'not a token' }, reconnection: false
  })
  try {
    const error = await listener.hear('connect_error')
    checkEqual([error.message, error.data?.code], ['UNAUTHORIZED', 'UNAUTHORIZED'], 'the refusal')
  } finally {
    listener.close()
  }
}

// The lines of the older product's documents, at its address.
export async function playOlderLines ({ io, localhost }) {
  const rest = new Rest(localhost)
  const { session_id, graph } = await rest.makeProject() // eslint-disable-line camelcase
  const heard = []
  const here = name => new Promise(resolve => heard.push([name, resolve]))
  const told = (name, data) => heard.filter(one => one[0] === name).forEach(one => one[1](data))
  const waits = ['connect', 'joined', 'node-created', 'property-changed', 'command:undo', 'graph',
    'pong', 'left'].map(here)

  const socket = io(localhost)

  socket.on('connect', () => {
    told('connect')
    // Join session room
    socket.emit('join_session', { session_id }) // eslint-disable-line camelcase
  })

  socket.on('joined', (data) => told('joined', data))

  // Listen for graph changes
  socket.on('node-created', (event) => told('node-created', event))

  socket.on('property-changed', (event) => told('property-changed', event))

  socket.on('command:undo', (event) => told('command:undo', event))

  const graphSocket = io(localhost + '/graph', {
    auth: {
      session_id // eslint-disable-line camelcase
    },
    reconnection: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    reconnectionAttempts: 5
  })
  const graphJoined = new Promise(resolve => graphSocket.on('joined', resolve))
  graphSocket.on('graph:node-created', (data) => told('graph', data))

  try {
    await waits[0]
    const joined = await waits[1]
    checkEqual(joined.session_id, session_id, 'joined')
    await graphJoined
    // As the older documents spell a command.
    const made = await rest.call('POST', '/commands/execute', {
      command: 'create_node',
      session_id, // eslint-disable-line camelcase
      blueprint_type_id: 'phase',
      parent_id: graph.roots[0].id,
      name: 'Interior'
    })
    const created = await waits[2]
    checkEqual([created.event, created.node.id, created.node.parent_id],
      ['node-created', made.node_id, graph.roots[0].id], 'node-created')
    checkEqual([(await waits[5]).node_id, (await waits[5]).name], [made.node_id, 'Interior'],
      'graph:node-created')
    await rest.command(session_id, 'UpdateProperty',
      { node_id: made.node_id, property_id: 'name', value: 'Inside' })
    checkEqual((await waits[3]).new_value, 'Inside', 'property-changed')
    await rest.call('POST', `/sessions/${session_id}/undo`) // eslint-disable-line camelcase
    await waits[4]
    socket.on('pong', () => told('pong'))
    socket.emit('ping')
    await waits[6]
    socket.on('left', (data) => told('left', data))
    socket.emit('leave_session', { session_id }) // eslint-disable-line camelcase
    checkEqual((await waits[7]).session_id, session_id, 'left')
  } finally {
    socket.close()
    graphSocket.close()
  }
}

// From a page of an origin that the host was not told of.
export async function playForeign ({ io, url, transport }) {
  const listener = new Listener(io, url, { ...TRANSPORTS[transport], reconnection: false })
  try {
    await listener.hear('connect_error')
    check(!listener.heard.some(({ name }) => name === 'connect'), 'It was let in')
  } finally {
    listener.close()
  }
}

// Every case by name, for a client that is at these places.
export function listCases (places) {
  const cases = []
  for (const [security, url] of [['clear', places.clear], ['tls', places.tls]]) {
    for (const transport of Object.keys(TRANSPORTS)) {
      cases.push([`${security}/${transport}/session`, playAll, { url, transport }],
        [`${security}/${transport}/graph-namespace`, playGraph, { url, transport }],
        [`${security}/${transport}/both-namespaces`, playBoth, { url, transport }],
        [`${security}/${transport}/bad-token`, playBadToken, { url, transport }])
    }
  }
  cases.push(['older-lines', playOlderLines, { localhost: places.localhost }])
  return cases
}

export function listForeignCases (places) {
  return Object.keys(TRANSPORTS).map(transport =>
    [`foreign-origin/${transport}`, playForeign, { url: places.clear, transport }])
}

// {name, error}
export async function runCase ([name, play, where], io) {
  try {
    await play({ io, ...where })
  } catch (caught) {
    return { name, error: String(caught.stack ?? caught) }
  }
  return { name, error: null }
}
